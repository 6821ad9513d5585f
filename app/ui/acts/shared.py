"""What the ledgers of the office have in common: the household's columns, ends of spans, and the act of correcting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.money import from_fen
from app.services.fact_reversals import reverse_fact
from app.ui.acts.ask import About, Act, Ask, Kind, day, reason, row_id
from app.ui.changed import Changed
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.places import Place, Where
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money

NOT_LISTED = ("", None)


def reverse(word: str = "更正", whom: Callable[[About], str] | None = None) -> Act:
    """A record that was entered by mistake: it stays in the book, struck out, and counts no more."""
    return Act(
        word,
        reverse_fact,
        (day("on", "更正日"), reason("更正理由")),
        given=row_id,
        changes=Changed.ALL,
        lead="录错的一条用更正划掉：它留在账上，不再计算，谁在什么时候更正的也看得到。",
        whom=whom,
        icon="undo",
    )


def for_any_household(act: Act) -> Act:
    """The same act where no household is shown: it asks which."""
    return replace(act, given=_nothing, asks=(household_ask(), *act.asks), whom=None)


def household_ask(name: str = "household_number", label: str = "哪一户", *, needed: bool = True) -> Ask:
    """One household, found as in every search."""
    return Ask(name, label, Kind.HOUSEHOLD, needed)


def _nothing(_about: About) -> tuple[Any, ...]:
    return ()


def whose(about: About) -> str:
    """The household shown, in a form's title."""
    return f"{about.household.head_name}户" if about.household is not None else ""


def group_column() -> Column[Any]:
    """组 of the household of a record."""
    return Column("组", lambda row: row.group or NOTHING, tone=lambda row: Tone.MUTED)


def head_column() -> Column[Any]:
    """户主 of the household of a record."""
    return Column("户", lambda row: row.head or NOTHING)


def yuan(amount: Decimal | None) -> str:
    """Money in a column, or a dash."""
    return money(amount) if amount is not None else NOTHING


def fen(amount: int | None) -> str:
    """Money kept in fen, in a column."""
    return NOTHING if amount is None else money(from_fen(amount))


def a_day(value: date | None) -> str:
    """A day in a column, or a dash."""
    return NOTHING if value is None else f"{value}"


def span(row: Any) -> str:
    """From a day until a day."""
    return f"{row.from_on} 至 {row.until_on}" if row.until_on is not None else f"{row.from_on} 起"


def to_household(row: Any) -> Place | None:
    """The household's page behind a record."""
    return Place(Where.HOUSEHOLDS, row.household) if row.household else None


def ended(row: Any) -> str:
    """Why a span cannot be ended again."""
    return "" if row.until_on is None else f"已在 {row.until_on} 结束"


def standing_chip(row: Any) -> Chip:
    """Whether a span still holds."""
    return Chip("done", "在任", Tone.OK) if row.until_on is None else Chip("tick", "已结束", Tone.MUTED)
