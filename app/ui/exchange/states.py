"""How the states of the exchange look: a chip for each, and sizes and days in words."""

from __future__ import annotations

from datetime import date

from app.services.exchange_desk import DeskStand, VillageLine
from app.services.exchange_stand import BundleLine, Stand, Weight
from app.services.mirror import Imported
from app.ui.parts.chip import Chip
from app.ui.tokens import Tone

_MEGA, _GIGA = 1_000_000, 1_000_000_000

WEIGHTS = {
    Weight.TODO: ("todo", Tone.MUTED),
    Weight.OK: ("done", Tone.OK),
    Weight.WARN: ("warning", Tone.WARN),
    Weight.DANGER: ("stop", Tone.DANGER),
}
_OUTCOMES = {
    "imported": Chip("done", "已导入", Tone.OK),
    "superseded": Chip("todo", "已有更新的"),
    "unchanged": Chip("tick", "内容相同"),
    "held": Chip("waiting", "挂起，等人看", Tone.WARN),
    "refused": Chip("stop", "没有收", Tone.DANGER),
}


def bundle_chip(line: BundleLine) -> Chip:
    """How one of our bundles stands."""
    days = f"等回执 {line.days} 天" if line.days else "等回执"
    if line.red and line.stand is not Stand.UNWRITTEN:
        return Chip("stop", days, Tone.DANGER)
    return {
        Stand.UNWRITTEN: Chip("missing", "没有写到U盘", Tone.DANGER),
        Stand.UNCHECKED: Chip("warning", "已写入，未核对", Tone.WARN),
        Stand.WAITING: Chip("waiting", days, Tone.ACCENT),
        Stand.DELIVERED: Chip("done", "已送达", Tone.OK),
        Stand.TO_CORRECT: Chip("pencil", f"已送达，{line.to_correct} 行待更正", Tone.WARN),
        Stand.HELD: Chip("waiting", "乡镇挂起", Tone.WARN),
        Stand.DIFFERS: Chip("stop", "校验码不一致", Tone.DANGER),
        Stand.REPLACED: Chip("todo", "被新包取代"),
    }[line.stand]


def village_chip(line: VillageLine) -> Chip:
    """What a village's line asks for."""
    return {
        DeskStand.HELD: Chip("waiting", "有包挂起", Tone.WARN),
        DeskStand.UNTRUSTED: Chip("stop", "结对已撤销", Tone.DANGER),
        DeskStand.OWED: Chip("pencil", "欠回执", Tone.ACCENT),
        DeskStand.NEVER: Chip("todo", "还没有送来"),
        DeskStand.ANSWERED: Chip("done", "已开回执", Tone.OK),
        DeskStand.PASSED_ON: Chip("tick", "经乡镇转来"),
    }[line.stand]


def outcome_chip(each: Imported) -> Chip:
    """What became of a file."""
    return _OUTCOMES[str(each.outcome)]


def age_words(line: VillageLine) -> str:
    """12 天前."""
    if line.age is None:
        return "—"
    return f"{line.age} 天前" if line.age else "今天"


def day_words(day: date, on: date) -> str:
    """11-20; in full for another year."""
    return f"{day:%m-%d}" if day.year == on.year else f"{day:%Y-%m-%d}"


def size_words(size: int) -> str:
    """6.2 GB, 0.9 MB, 12 KB."""
    if size >= _GIGA:
        return f"{size / _GIGA:.1f} GB"
    return f"{size / _MEGA:.1f} MB" if size >= _MEGA // 10 else f"{max(1, round(size / 1000))} KB"
