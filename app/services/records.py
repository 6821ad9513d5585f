"""What the acts on the office's records share: own rows only, words from their lists, days in order, money above zero.

A record that was entered by mistake is answered by a reversing line (`fact_reversals`); `standing` leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.findings import Finding, warnings
from app.domain.money import to_fen
from app.models import FactReversal, Household, Loan, Member, Row, Village

_Record = TypeVar("_Record", bound=Row)


def standing(model: type[_Record]) -> Select[tuple[_Record]]:
    """The rows of a kind that no reversing line answers."""
    return select(model).where(stands(model))


def stands(model: type[Row]) -> ColumnElement[bool]:
    """That no reversing line answers a row."""
    return ~exists().where(
        FactReversal.book_code == model.book_code, FactReversal.fact_id == model.id, FactReversal.removed.is_(False)
    )


def record_with_id(session: Session, model: type[_Record], row_id: str, what: str) -> _Record:
    """An own record that still stands. Raises NotFoundError."""
    own = model.book_code == session.info["book_code"], model.id == row_id.strip().lower()
    found = session.scalars(standing(model).where(*own)).first()
    if found is None:
        raise NotFoundError(what, row_id)
    return found


def record_named(session: Session, model: type[_Record], column: Any, name: str, what: str) -> _Record:
    """An own record by its name or number, the newest where two have it. Raises NotFoundError."""
    own = model.book_code == session.info["book_code"], column == name.strip()
    found = session.scalars(standing(model).where(*own).order_by(model.id.desc())).first()
    if found is None:
        raise NotFoundError(what, name)
    return found


def own_household(session: Session, number: str) -> Household:
    """The book's own household with this 户编号: a mirror's rows are not ours to change. Raises NotFoundError."""
    return record_named(session, Household, Household.number, number, "户编号")


def own_loan(session: Session, note_number: str) -> Loan:
    """The book's own loan with this 借据号. Raises NotFoundError."""
    return record_named(session, Loan, Loan.note_number, note_number, "借据号")


def own_village(session: Session, code: str = "") -> Village:
    """The book's own village with this code or name, or its only one. Raises NotFoundError or InputError."""
    villages = session.scalars(select(Village).where(Village.book_code == session.info["book_code"])).all()
    standing_ones = [village for village in villages if not village.merged_into]
    if not code.strip() and len(standing_ones) == 1:
        return standing_ones[0]
    if not code.strip():
        raise InputError("行政村", f"要写明是哪个村：{'、'.join(village.name for village in standing_ones)}")
    found = next((village for village in villages if code.strip() in (village.code, village.name)), None)
    if found is None:
        raise NotFoundError("行政村", code)
    return found


def households_by_id(session: Session) -> dict[tuple[str, str], Household]:
    """All households by (book_code, id)."""
    return {(row.book_code, row.id): row for row in session.scalars(select(Household))}


def members_by_id(session: Session) -> dict[tuple[str, str], Member]:
    """All members, also those that left, by (book_code, id)."""
    return {(row.book_code, row.id): row for row in session.scalars(select(Member))}


def holds_on(from_on: date | None, until_on: date | None, on: date) -> bool:
    """Whether `on` lies within the span, both ends inclusive; an empty end is open."""
    return (from_on is None or from_on <= on) and (until_on is None or on <= until_on)


def one_of(field: str, value: str, allowed: Sequence[str]) -> str:
    """A word of its list. Raises InputError that names the list."""
    if value.strip() not in allowed:
        raise InputError(field, f"要在这些里选：{'、'.join(allowed)}")
    return value.strip()


def filled(field: str, value: str) -> str:
    """A text that is not empty. Raises InputError."""
    if not value.strip():
        raise InputError(field, "不能空着")
    return value.strip()


def in_order(first: str, from_on: date, last: str, until_on: date | None) -> None:
    """Raises InputError where the last day lies before the first; an open end is fine."""
    if until_on is not None and until_on < from_on:
        raise InputError(last, f"{until_on} 早于{first} {from_on}")


def fen_above_zero(field: str, amount: Decimal) -> int:
    """Yuan to fen. Raises InputError for zero, less, or a fraction of a fen."""
    fen = fen_or_zero(field, amount)
    if fen == 0:
        raise InputError(field, "要大于零")
    return fen


def fen_or_zero(field: str, amount: Decimal) -> int:
    """Yuan to fen. Raises InputError for less than zero or a fraction of a fen."""
    try:
        fen = to_fen(amount)
    except ValueError as error:
        raise InputError(field, str(error)) from None
    if fen < 0:
        raise InputError(field, "不能是负数")
    return fen


def optional_fen(field: str, amount: Decimal | None) -> int | None:
    """Yuan to fen, or nothing. Raises InputError for zero or less."""
    return None if amount is None else fen_above_zero(field, amount)


def warned(findings: Iterable[Finding]) -> str:
    """The warnings that an act passed, as the row keeps them."""
    return "；".join(finding.text for finding in warnings(list(findings)))


def end_span(row: Any, on: date, what: str) -> None:
    """End a record that lasts from `from_on`. Raises RefusedError where it ended already, InputError for the order."""
    if row.until_on is not None:
        raise RefusedError(f"{what}已经在 {row.until_on} 结束")
    in_order("开始日", row.from_on, "结束日", on)
    row.until_on = on
