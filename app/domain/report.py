"""A periodic report as values: key figures beside those of the period before, tables, and a finished paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What a figure is; money is in yuan here and in 万元 on paper."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: `now` and `before` in yuan, pieces or per cent; `denominator` names what a share is of.

    `behind` is the list that it counts: note numbers where `behind_kind` is loan, household numbers where household.
    `note` says what else must be known to read it: the clause of a red line, the quarter of a subsidy.
    """

    id: str
    name: str
    measure: Measure
    now: Decimal | int | None
    before: Decimal | int | None = None
    unit: str = ""
    denominator: str = ""
    behind: tuple[str, ...] = ()
    behind_kind: str = ""
    note: str = ""

    @property
    def change(self) -> Decimal | int | None:
        """`now` less `before`, None where either is not known."""
        if self.now is None or self.before is None:
            return None
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that belong together, under one title."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A breakdown (by bank, village, month): a heading and a measure for each column."""

    title: str
    columns: tuple[tuple[str, Measure], ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a day: 业务截止日 `as_of`, 录入截止时点 `entered_until`; frozen when `final` (定稿).

    `adjustments` are the lines of 上期调整; `zero` marks a 零报告.
    """

    title: str
    village: str
    as_of: date
    entered_until: datetime
    maker: str
    groups: tuple[FigureGroup, ...]
    previous_as_of: date | None = None
    final: bool = False
    zero: bool = False
    adjustments: tuple[str, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    paragraph: str = ""
