"""Rows that the township did not take over, with whose they are: what the officer reads under 待更正."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.row_words import table_word
from app.models import Base, Household, Member, Quarantine, Row
from app.services.delivery import returned_rows
from app.services.lookup import head_of, members_of

_DEPTH = 4
_ROW_CLASSES: dict[str, type[Row]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)
}
_UPWARDS = {"household_id": "household", "loan_id": "loan", "application_id": "application", "member_id": "member"}


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row: whose, what kind, the numbered reason; `household` is the 户编号 to go to, "" where none is known."""

    who: str
    kind: str
    code: int
    reason: str
    household: str
    hangs_on: str

    @property
    def text(self) -> str:
        """One line: whose row of what kind, and why it came back."""
        return f"{self.who} {self.kind}：{self.reason}".strip()


def returned_views(session: Session, book_code: str) -> tuple[ReturnedRow, ...]:
    """待更正, those that fail by themselves first; what only hangs on another row comes after it."""
    views = [_view(session, row) for row in returned_rows(session, book_code)]
    return tuple(sorted(views, key=lambda view: bool(view.hangs_on)))


def _view(session: Session, row: Quarantine) -> ReturnedRow:
    household, who = whose(session, row.book_code, row.table, row.row_id)
    return ReturnedRow(
        who=who or f"第 {row.place + 1} 行",
        kind=table_word(row.table),
        code=row.code,
        reason=row.reason,
        household=household.number if household is not None else "",
        hangs_on=row.because_of,
    )


def whose(session: Session, book_code: str, table: str, row_id: str) -> tuple[Household | None, str]:
    """The household a row belongs to, and the name it is known by there."""
    found = stored_row(session, book_code, table, row_id)
    name = found.name if isinstance(found, Member) else ""
    for _ in range(_DEPTH):
        if found is None or isinstance(found, Household):
            break
        found = _above(session, book_code, found)
    if not isinstance(found, Household):
        return None, name
    head = head_of(members_of(session, found))
    return found, name or (head.name if head is not None else found.number)


def _above(session: Session, book_code: str, row: Row) -> Row | None:
    for column, table in _UPWARDS.items():
        above = getattr(row, column, None)
        if above:
            return stored_row(session, book_code, table, above)
    return None


def stored_row(session: Session, book_code: str, table: str, row_id: str) -> Row | None:
    """A row of a book by its table and id, a removed one too; None where there is none."""
    row_class = _ROW_CLASSES.get(table)
    if row_class is None or not row_id:
        return None
    wanted = select(row_class).where(row_class.book_code == book_code, row_class.id == row_id)
    return session.scalars(wanted, execution_options={"include_removed": True}).first()
