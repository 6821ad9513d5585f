"""更正建议 of a desk: a column of a village's row, old and new value, and why; the village accepts or refuses.

The desk never changes a village's row; what was accepted comes back with the next bundle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.row_words import column_word, table_word
from app.models import CorrectionProposal, DeskAnswer, MirrorState
from app.services.bundle_rows import STAYS_HOME, Carried, carried_tables
from app.services.desk_opinions import Standing, answers
from app.services.mirror import owe_receipt
from app.services.records import filled
from app.services.returned import stored_row, whose
from app.services.row_checks import row_fault
from app.services.row_values import plain_values, read_value, shown_value
from app.storage.book import Book

_FIXED = STAYS_HOME | {"id", "rev", "entered_at", "entered_by"}


@dataclass(frozen=True, slots=True)
class SentProposal:
    """One proposal as a page shows it: whose row, which column, from what to what; and the village's answer."""

    id: str
    village_book: str
    village: str
    who: str
    kind: str
    column: str
    old: str
    new: str
    reason: str
    by: str
    on: date
    standing: Standing
    answer: str


def propose_correction(
    book: Book, village_book: str, table: str, row_id: str, column: str, value: str, *, reason: str, on: date
) -> str:
    """Propose another value for a column of a village's row; answers the proposal's id.

    `value` as it is typed: yuan for money, per cent for rates, ISO for dates. Raises NotFoundError, InputError.
    """
    reason = filled("理由", reason)
    carried = carried_tables().get(table)
    if carried is None or column not in carried.columns or column in _FIXED:
        raise InputError("栏目", f"没有这一栏：{table}.{column}")
    with book.write("提更正建议") as session:
        if village_book == book.code or session.get(MirrorState, village_book) is None:
            raise NotFoundError("村账", village_book)
        row = stored_row(session, village_book, table, row_id)
        if row is None or row.removed:
            raise NotFoundError(table_word(table), row_id)
        values = plain_values(carried, row)
        new = _checked(carried, values, column, read_value(carried, column, value))
        if new == values[column]:
            raise RefusedError(f"{column_word(table, column)}现在就是这个值")
        proposal = CorrectionProposal(
            village_book=village_book,
            table=table,
            row_id=row_id,
            column=column,
            old=json.dumps(values[column], ensure_ascii=False),
            new=json.dumps(new, ensure_ascii=False),
            reason=reason,
            by=book.officer,
            on=on,
        )
        session.add(proposal)
        owe_receipt(session, village_book)
        return proposal.id


def withdraw_proposal(book: Book, proposal_id: str) -> None:
    """Take a proposal back; the village's list forgets it with the next receipt. Raises NotFoundError."""
    with book.write("撤回更正建议") as session:
        row = session.get(CorrectionProposal, (book.code, proposal_id))
        if row is None or row.removed:
            raise NotFoundError("更正建议", proposal_id)
        row.removed = True
        owe_receipt(session, row.village_book)


def sent_proposals(session: Session, village_book: str = "") -> list[SentProposal]:
    """The proposals of this desk, the newest first, with what the villages answered."""
    rows = select(CorrectionProposal).order_by(CorrectionProposal.on.desc(), CorrectionProposal.id.desc())
    if village_book:
        rows = rows.where(CorrectionProposal.village_book == village_book)
    names = {state.book_code: state.name for state in session.scalars(select(MirrorState))}
    told = answers(session)
    return [
        _sent(session, row, names.get(row.village_book, row.village_book), told.get((row.village_book, row.id)))
        for row in session.scalars(rows)
    ]


def _sent(session: Session, row: CorrectionProposal, village: str, answer: DeskAnswer | None) -> SentProposal:
    carried = carried_tables()[row.table]
    accepted = answer is not None and answer.result == "accepted"
    return SentProposal(
        id=row.id,
        village_book=row.village_book,
        village=village,
        who=whose(session, row.village_book, row.table, row.row_id)[1],
        kind=table_word(row.table),
        column=column_word(row.table, row.column),
        old=shown_value(carried, row.column, json.loads(row.old)),
        new=shown_value(carried, row.column, json.loads(row.new)),
        reason=row.reason,
        by=row.by,
        on=row.on,
        standing=Standing.ON_ITS_WAY if answer is None else Standing.DONE if accepted else Standing.REFUSED,
        answer=answer.reason if answer is not None else "",
    )


def _checked(carried: Carried, values: dict[str, Any], column: str, new: Any) -> Any:
    """The new value, where the row with it would still fit its table."""
    if new is None and not carried.table.c[column].nullable:
        raise InputError(column_word(carried.name, column), "不能空着")
    if fault := row_fault(carried, values | {column: new}):
        raise InputError(column_word(carried.name, column), fault[1])
    return new
