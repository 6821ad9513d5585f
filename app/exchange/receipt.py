"""The receipt: what a township sends back — what became of each bundle, what to mend, and what is new for the village.

It travels as a bundle of kind `receipt`; this module turns its value into tables and back, and says whether a bundle
of ours is acknowledged. Opinions, proposals, packs, rosters and reports are the desk's rows, carried as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from app.domain.errors import BundleContentError
from app.exchange.cards import Card, read_card
from app.exchange.lineage import Outcome
from app.exchange.manifest import Position
from app.exchange.rows import Row

T = TypeVar("T")

PASSED_ON = ("opinion", "correction_proposal", "data_file", "roster_update")


@dataclass(frozen=True, slots=True)
class BundleOutcome:
    """What became of one bundle that the desk has seen; `received` is the day, ISO, by the desk's clock."""

    book_code: str
    epoch_no: int
    epoch_id: str
    seq: int
    digest: str
    outcome: Outcome
    reason: str = ""
    received: str = ""
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that was not taken over: which bundle, which row, and the numbered reason.

    `because_of` names the row (table/id) it hangs on, when it is only that one that failed; `row_id` is "" when the
    row has none that can be read.
    """

    epoch_no: int
    epoch_id: str
    seq: int
    table: str
    index: int
    row_id: str
    reason_code: int
    reason: str
    because_of: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedState:
    """The book as it now stands in the mirror: the bundle it comes from, its digest, its counts and totals."""

    book_code: str
    epoch_no: int
    epoch_id: str
    seq: int
    digest: str
    counts: Mapping[str, int]
    totals: Mapping[str, int]


class CardChangeKind(StrEnum):
    """What the township says about a card."""

    PAIRED = "paired"
    ROTATED = "rotated"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CardChange:
    """A change the village should know of; `card` is the text of a card file, `reason` for people."""

    change: CardChangeKind
    fingerprint: str
    card: str = ""
    reason: str = ""

    def read(self) -> Card:
        """The card that is meant; raises CardError."""
        return read_card(self.card.encode())


@dataclass(frozen=True, slots=True)
class NewEpochOrder:
    """A person at the desk looked at a held bundle and orders the book to begin a new epoch from `position`."""

    book_code: str
    position: Position
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt says; `passed_on` are rows of the desk by table name (`PASSED_ON` and later ones)."""

    outcomes: tuple[BundleOutcome, ...] = ()
    quarantined: tuple[QuarantinedRow, ...] = ()
    received: tuple[ReceivedState, ...] = ()
    card_changes: tuple[CardChange, ...] = ()
    epoch_orders: tuple[NewEpochOrder, ...] = ()
    passed_on: Mapping[str, Iterable[Mapping[str, Any]]] = field(default_factory=dict)


_OWN: dict[str, tuple[str, type[Any]]] = {
    "bundle_outcome": ("outcomes", BundleOutcome),
    "quarantined_row": ("quarantined", QuarantinedRow),
    "received_state": ("received", ReceivedState),
    "card_change": ("card_changes", CardChange),
    "epoch_order": ("epoch_orders", NewEpochOrder),
}


def to_tables(receipt: Receipt) -> dict[str, Iterable[Mapping[str, Any]]]:
    """The tables of the bundle; raises ValueError where `passed_on` uses a name of ours."""
    if clash := _OWN.keys() & receipt.passed_on.keys():
        raise ValueError(f"{sorted(clash)} belong to the receipt itself")
    own: dict[str, Iterable[Mapping[str, Any]]] = {
        table: [asdict(value) for value in getattr(receipt, name)] for table, (name, _) in _OWN.items()
    }
    return own | dict(receipt.passed_on)


def from_tables(tables: Mapping[str, Iterable[Row]]) -> Receipt:
    """The receipt in an opened bundle; raises BundleContentError. Unknown fields and tables of newer ones are kept."""
    own = {name: _values(table, tables.get(table, ()), kind) for table, (name, kind) in _OWN.items()}
    passed_on = {table: list(rows) for table, rows in tables.items() if table not in _OWN}
    return Receipt(**own, passed_on=passed_on)


class Delivery(StrEnum):
    """How far a bundle of ours has come, by the receipts that we have read."""

    NOT_YET = "not_yet"
    DELIVERED = "delivered"
    DELIVERED_WITH_CORRECTIONS = "delivered_with_corrections"
    HELD = "held"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The delivery of one bundle, and how many of its rows wait for correction."""

    delivery: Delivery
    to_correct: int = 0

    @property
    def text(self) -> str:
        """What 今日 shows."""
        return {
            Delivery.NOT_YET: "未送达",
            Delivery.DELIVERED: "已送达",
            Delivery.DELIVERED_WITH_CORRECTIONS: f"已送达，{self.to_correct} 行待更正",
            Delivery.HELD: "乡镇暂存待查",
            Delivery.DIFFERS: "校验码不一致",
        }[self.delivery]


def acknowledged(receipt: Receipt, book_code: str, newest: Position) -> Acknowledgement:
    """What a receipt says about our newest bundle: delivered only when it arrived under its number with its digest."""
    for state in receipt.received:
        if (state.book_code, state.epoch_no, state.epoch_id, state.seq) == (
            book_code,
            newest.epoch_no,
            newest.epoch_id,
            newest.seq,
        ):
            return _delivered(receipt, newest) if state.digest == newest.digest else Acknowledgement(Delivery.DIFFERS)
    for one in receipt.outcomes:
        about = Position(one.epoch_no, one.seq, one.epoch_id, one.digest)
        if one.book_code == book_code and about == newest and one.outcome is Outcome.HELD:
            return Acknowledgement(Delivery.HELD)
    return Acknowledgement(Delivery.NOT_YET)


def _delivered(receipt: Receipt, newest: Position) -> Acknowledgement:
    waiting = sum(
        (row.epoch_no, row.epoch_id, row.seq) == (newest.epoch_no, newest.epoch_id, newest.seq)
        for row in receipt.quarantined
    )
    return Acknowledgement(Delivery.DELIVERED_WITH_CORRECTIONS if waiting else Delivery.DELIVERED, waiting)


def _values(table: str, rows: Iterable[Row], kind: type[T]) -> tuple[T, ...]:
    try:
        return tuple(msgspec.convert(row, kind) for row in rows)
    except msgspec.ValidationError:
        raise BundleContentError(table, "回执的内容不合规定") from None
