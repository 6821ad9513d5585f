"""What every row has: the book it belongs to, its id, its revision, who entered it when, and its tombstone.

The key is (book_code, id) in every table: at the township the rows of many books stand in the same tables, so that
one query serves both desks.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint, event
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from app.models.ids import new_id


class Base(DeclarativeBase):
    """Metadata of the book."""


class Row(Base):
    """A row that one book owns and the bundle carries."""

    __abstract__ = True

    book_code: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str] = mapped_column(default="")
    removed: Mapped[bool] = mapped_column(default=False)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)


def belongs_to(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key within the same book: (book_code, column) -> table (book_code, id).

    It is checked at commit, so that a mirror can be replaced row by row in any order.
    """
    return ForeignKeyConstraint(
        ["book_code", column], [f"{table}.book_code", f"{table}.id"], deferrable=True, initially="DEFERRED"
    )


def hide_removed(session_class: type[Session]) -> None:
    """Selects of rows leave out tombstones unless they run with `include_removed=True`, and books not chosen."""
    event.listen(session_class, "do_orm_execute", _leave_out_removed)


CHOSEN_BOOKS = "chosen_books"  # of session.info: reads see the rows of these books only


_STANDING = with_loader_criteria(Row, lambda row: row.removed.is_(False), include_aliases=True)


def _leave_out_removed(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load:
        return
    if not state.execution_options.get("include_removed"):
        state.statement = state.statement.options(_STANDING)
    chosen = state.session.info.get(CHOSEN_BOOKS)
    if chosen is not None:
        state.statement = state.statement.options(
            with_loader_criteria(Row, lambda row: row.book_code.in_(chosen), include_aliases=True)
        )
