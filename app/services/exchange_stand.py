"""How a bundle of ours stands, and the sentence of what the township really has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.exchange.receipt import Delivery
from app.models import SentBundle
from app.services.delivery import RED_AFTER_DAYS, REPLACED, DeliveryState


class Stand(StrEnum):
    """How a bundle of ours stands."""

    UNWRITTEN = "unwritten"
    UNCHECKED = "unchecked"
    WAITING = "waiting"
    DELIVERED = "delivered"
    TO_CORRECT = "to_correct"
    HELD = "held"
    DIFFERS = "differs"
    REPLACED = "replaced"


class Weight(StrEnum):
    """How much a sentence weighs."""

    TODO = "todo"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One of our bundles; `number` is what people call it, `days` since the day that stands on it, `size` in bytes."""

    epoch_no: int
    seq: int
    number: str
    as_of: date
    stand: Stand
    days: int
    to_correct: int
    file: str
    size: int
    written_to: str
    newest: bool

    @property
    def red(self) -> bool:
        """Nobody acknowledged it for 28 days."""
        return self.stand in (Stand.UNWRITTEN, Stand.UNCHECKED, Stand.WAITING) and self.days >= RED_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, what explains it, and its weight."""

    weight: Weight
    text: str
    below: str


def number_of(epoch_no: int, seq: int) -> str:
    """What people call a bundle: 42; in a later epoch, where numbers began anew, 2-1."""
    return str(seq) if epoch_no == 1 else f"{epoch_no}-{seq}"


def bundle_line(row: SentBundle, sent: Sequence[SentBundle], on: date) -> BundleLine:
    """One row of 送过的包; a day in the future counts as today."""
    as_of = date.fromisoformat(row.as_of)
    return BundleLine(
        epoch_no=row.epoch_no,
        seq=row.seq,
        number=number_of(row.epoch_no, row.seq),
        as_of=as_of,
        stand=_stand(row),
        days=max((on - as_of).days, 0),
        to_correct=row.to_correct,
        file=row.file,
        size=row.size,
        written_to=row.written_to,
        newest=row is sent[-1],
    )


def _stand(row: SentBundle) -> Stand:
    if row.delivery == REPLACED:
        return Stand.REPLACED
    said = {
        Delivery.DELIVERED: Stand.DELIVERED,
        Delivery.DELIVERED_WITH_CORRECTIONS: Stand.TO_CORRECT,
        Delivery.HELD: Stand.HELD,
        Delivery.DIFFERS: Stand.DIFFERS,
    }.get(Delivery(row.delivery))
    if said is not None:
        return said
    if not row.written_to:
        return Stand.UNWRITTEN
    return Stand.WAITING if row.checked_at else Stand.UNCHECKED


def what_it_has(state: DeliveryState, lines: Sequence[BundleLine], *, new_epoch: bool) -> Told:
    """What the township really has, and what is missing there; `lines` newest first."""
    if state.newest is None:
        return Told(Weight.TODO, "乡镇手里还没有本村的账", "送去第一个交换包，乡镇会给回执。")
    has, number = _has(state, lines), lines[0].number
    late = Told(Weight.WARN, "乡镇还没收到最新的账", has)
    if state.delivery is Delivery.DELIVERED:
        after = f"之后又有 {state.changes_since} 处改动，下次一并带上。" if state.changes_since else "之后没有改动。"
        after += f"第 {number} 号包做好了，还没有写到U盘。" if state.unwritten else ""
        return Told(Weight.OK, "乡镇收到了最新的账", has + after)
    if state.delivery is Delivery.DELIVERED_WITH_CORRECTIONS:
        return Told(Weight.WARN, f"乡镇收到了，退回 {state.to_correct} 行", has + "更正以后再送一次。")
    if state.delivery is Delivery.DIFFERS:
        below = f"第 {number} 号包的校验码两边不一样，请另做一个包再送。"
        return Told(Weight.DANGER, "乡镇收到的和本机的不一样", has + below)
    if state.delivery is Delivery.HELD:
        ordered = "乡镇看过了，要求另起一期：请重新做一个包送去。"
        asked = "可能有两台电脑在用这本账，或者还原过备份。请打电话问清，等乡镇处理。"
        return Told(Weight.WARN, f"第 {number} 号包被乡镇挂起", has + (ordered if new_epoch else asked))
    return _late(state, lines, late)


def _late(state: DeliveryState, lines: Sequence[BundleLine], late: Told) -> Told:
    """Nobody has acknowledged the newest bundle."""
    number, days = lines[0].number, state.days_waiting
    if state.unwritten:
        return Told(late.weight, late.text, f"{late.below}第 {number} 号包做好了，还没有写到U盘。")
    if state.red:
        below = f"{late.below}已有 {days} 天没有回执。请打电话问乡镇，再送一次。"
        return Told(Weight.DANGER, late.text, below)
    since = f"第 {number} 号今天送出" if not days else f"已有 {days} 天没有回执"
    return Told(late.weight, late.text, f"{late.below}{since}，满 {RED_AFTER_DAYS} 天转红。")


def _has(state: DeliveryState, lines: Sequence[BundleLine]) -> str:
    if state.delivered is None:
        return "乡镇手里还没有本村的账。"
    at = state.delivered.epoch_no, state.delivered.seq
    line = next(each for each in lines if (each.epoch_no, each.seq) == at)
    return f"乡镇手里是第 {line.number} 号包（{line.as_of:%m-%d}）。"
