"""The period of a report: a day, a week from Monday, or a month, each up to the day it is made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """Which report it is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


TITLES = {Kind.DAY: "一日一通报", Kind.WEEK: "周调度表", Kind.MONTH: "月度统计表"}
WORDS = {Kind.DAY: "本日", Kind.WEEK: "本周", Kind.MONTH: "本月"}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to the 业务截止日 `as_of`, and the period before it, both ends inclusive."""

    kind: Kind
    first: date
    as_of: date
    before_first: date
    before: date

    @property
    def title(self) -> str:
        """月度统计表 and the like."""
        return TITLES[self.kind]

    @property
    def word(self) -> str:
        """本日, 本周, 本月."""
        return WORDS[self.kind]

    @property
    def name(self) -> str:
        """The period as it stands in a title."""
        if self.kind is Kind.DAY:
            return f"{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日"
        if self.kind is Kind.WEEK:
            return f"{self.first.year}年{self.first.month}月{self.first.day}日这一周"
        return f"{self.first.year}年{self.first.month}月"


def period_of(kind: Kind, on: date) -> Period:
    """The period of this kind that `on` lies in."""
    first = {Kind.DAY: on, Kind.WEEK: on - timedelta(days=on.weekday()), Kind.MONTH: on.replace(day=1)}[kind]
    before = first - ONE_DAY
    before_first = {
        Kind.DAY: before,
        Kind.WEEK: first - timedelta(days=7),
        Kind.MONTH: before.replace(day=1),
    }[kind]
    return Period(kind, first, on, before_first, before)
