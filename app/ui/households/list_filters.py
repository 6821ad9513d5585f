"""The filters of the list of households: each a word and a test on a row; some need a list that is read first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.household_rows import HouseholdRow

Keep = Callable[[HouseholdRow], bool]
NOT_LENT = "应贷未贷"


@dataclass(frozen=True, slots=True)
class Filter:
    """One entry; `keep` is None where every row passes."""

    word: str
    keep: Keep | None = None


TOGGLES: tuple[Filter, ...] = (
    Filter("全部"),
    Filter("有贷款", lambda row: bool(row.balance)),
    Filter("逾期", lambda row: row.overdue_days > 0),
    Filter("监测", lambda row: bool(row.monitored)),
)


def more_filters(rows: Sequence[HouseholdRow], today: date, not_lent: Collection[str]) -> list[Filter]:
    """What else one can ask of the list: 应贷未贷 by its numbers, no phone, new on the list, kinds that occur."""
    first = date(today.year, 1, 1)
    found = [
        Filter("更多条件"),
        Filter("没有电话", lambda row: not row.reachable),
        Filter(NOT_LENT, lambda row: row.number in not_lent),
        Filter("今年新进名单", lambda row: row.listed_from is not None and first <= row.listed_from <= today),
        Filter("银行没有核定", lambda row: row.line_until is None or row.line_until < today),
        Filter("已经迁出", lambda row: row.left),
    ]
    kinds = sorted({row.kind for row in rows if row.kind})
    return found + [Filter(kind, _of_kind(kind)) for kind in kinds]


def _of_kind(kind: str) -> Keep:
    return lambda row: row.kind == kind
