"""Ledgers: the rows of a sheet read from the book, one function per ledger, and the sheet written from its layout."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.ledgers import LedgerHeading, write_ledger
from app.domain.errors import NotFoundError
from app.domain.ledger_layout import LedgerLayout
from app.domain.money import from_fen
from app.models import Village
from app.packs.ledgers import ledger_ids, load_ledger
from app.services.paper_facts import METHOD_NAMES
from app.services.portfolio import LoanLine, loan_lines
from app.services.ratings import newest_decisions
from app.storage.book import Book

Row = dict[str, Any]


def list_ledgers() -> list[LedgerLayout]:
    """The ledgers that the book can fill today, in the order of the layouts."""
    return [load_ledger(ledger_id) for ledger_id in ledger_ids() if ledger_id in ROWS]


def export_ledger(book: Book, ledger_id: str, *, on: date, full_ids: bool = False) -> tuple[bytes, int]:
    """A ledger as .xlsx, and how many rows it has; ids are masked unless `full_ids`. Raises NotFoundError."""
    if ledger_id not in ROWS:
        raise NotFoundError("台账", ledger_id)
    layout = load_ledger(ledger_id)
    out = io.BytesIO()
    with book.read() as session:
        heading = LedgerHeading(
            village=_place(session, book),
            as_of=on,
            maker=book.officer,
            made_on=on,
            entered_until=datetime.fromisoformat(book.stamp()),
        )
        count = write_ledger(layout, ROWS[ledger_id](session, on), heading, out, full_ids=full_ids)
    return out.getvalue(), count


def loan_rows(session: Session, on: date) -> Iterable[Row]:
    """贷款台账: every loan with its state on the day."""
    decisions = newest_decisions(session, on)
    for line in loan_lines(session, on):
        state = line.state
        decision = decisions.get(line.household.id)
        yield names_of(line) | {
            "people": line.people,
            "kind": line.household.kind,
            "grade": decision.grade if decision else None,
            "credit_line": from_fen(decision.credit_line_fen) if decision else None,
            "credit_on": decision.on if decision else None,
            "bank": line.loan.bank,
            "note": line.loan.note_number,
            "principal": line.terms.principal,
            "term_months": line.loan.term_months,
            "disbursed_on": line.loan.disbursed_on,
            "due_on": line.loan.due_on,
            "rate": line.terms.rate,
            "settlement": METHOD_NAMES[line.loan.method],
            "purpose": line.loan.purpose,
            "repaid": state.paid_principal,
            "balance": state.balance,
            "overdue_amount": state.overdue_amount,
            "overdue_days": state.overdue_days or None,
            "arrears": state.arrears_borrower,
            "subsidy_total": state.subsidy_total,
            "extended_until": state.due_on if state.due_on > line.loan.due_on else None,
            "disposal": str(state.status),
            "remark": line.loan.reason or None,
        }


ROWS: dict[str, Callable[[Session, date], Iterable[Row]]] = {"loans": loan_rows}


def names_of(line: LoanLine) -> Row:
    """Whose loan it is: the columns that every ledger of loans begins with."""
    return {
        "township": line.township,
        "village": line.village,
        "group": line.household.group_name,
        "head": line.head,
        "head_id": line.head_id,
        "borrower": line.borrower.name,
        "borrower_id": line.borrower.resident_id,
        "relation": line.borrower.relation,
        "phone": line.phone,
    }


def _place(session: Session, book: Book) -> str:
    names = [f"{village.township}{village.name}" for village in session.scalars(select(Village).order_by(Village.code))]
    return "、".join(names) or book.name
