"""展期 and 延期还款: assess by every reading, record, and complete the paperwork afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.deferral import assess_deferral, deferral_rules
from app.domain.errors import InputError, RefusedError
from app.domain.extension import Assessment, ExtensionCase, assess_extension, rules_from_pack
from app.domain.months import months_to_reach
from app.models import Extension, Loan, Reversal
from app.services.findings_text import must_pass, to_text
from app.services.loans import LoanView, read_loan
from app.services.lookup import loan_noted
from app.services.policies import policy_for_extension
from app.services.portfolio import PPM, loan_line
from app.storage.book import Book

KINDS = {"extension": "展期", "deferral": "延期还款"}
PAPER_DAYS = 30
OLD_PROGRAMME_UNTIL = date(2020, 12, 31)


@dataclass(frozen=True, slots=True)
class PendingPaper:
    """An extension whose signed paper is still to come, until `deadline`."""

    word: str
    on: date
    until: date
    deadline: date | None


def assess(
    session: Session, note_number: str, until: date, on: date, kind: str = "extension", ground: str = ""
) -> tuple[Assessment, int]:
    """What speaks for and against moving the maturity to `until`, agreed on `on`, and how many months it is.

    An extension is asked by every reading of its rules, a deferral by the rules of the event (`ground` is its
    reason). Raises InputError, RefusedError (settled).
    """
    loan = loan_noted(session, note_number)
    state = loan_line(session, loan, on).state
    if until <= state.due_on:
        raise InputError("展期至", f"{until} 不晚于到期日 {state.due_on}")
    if state.cleared:
        raise RefusedError(f"借据 {note_number} 已经结清，不用展期")
    months = months_to_reach(state.due_on, until)
    pack = policy_for_extension(session, loan.pack_id, on)
    deferral = deferral_rules(pack, on)
    if kind == "deferral":
        findings = assess_deferral(deferral, state.due_on, until, on, ground.strip())
        return Assessment((), deferral.months_max, findings), months
    counted = [row for row in standing_extensions(session, loan) if row.kind == "extension" or deferral.uses_extension]
    case = ExtensionCase(
        term_months=loan.term_months,
        already_months=sum(row.months for row in counted),
        times_extended=len(counted),
        times_renewed=1 if loan.renews_note else 0,
        old_programme=loan.disbursed_on <= OLD_PROGRAMME_UNTIL,
    )
    return assess_extension(rules_from_pack(pack, on), case, months, on, state.due_on), months


def extend(
    book: Book,
    note_number: str,
    *,
    until: date,
    reason: str,
    on: date,
    kind: str = "extension",
    rate: Decimal | None = None,
    paper_pending: bool = False,
    paper_deadline: date | None = None,
    already_done: bool = False,
) -> LoanView:
    """Record an extension; `reason` is its ground and stands for every warning.

    A reading that blocks refuses it, unless the bank has `already_done` it: then it is recorded with the finding.
    """
    if not reason.strip():
        raise InputError("展期理由", "不能空着")
    if kind not in KINDS:
        raise InputError("种类", f"要在这些里选：{'、'.join(KINDS.values())}")
    with book.write(f"登记{KINDS[kind]}") as session:
        assessment, months = assess(session, note_number, until, on, kind, reason)
        if not already_done:
            must_pass(assessment.findings, reason)
        loan = loan_noted(session, note_number)
        deadline = paper_deadline or on + timedelta(days=PAPER_DAYS)
        session.add(
            Extension(
                loan_id=loan.id,
                kind=kind,
                on=on,
                until=until,
                months=months,
                rate_ppm=None if rate is None else int(rate * PPM),
                reason=reason,
                paper_pending=paper_pending,
                paper_deadline=deadline if paper_pending else None,
                findings=to_text(assessment.findings),
            )
        )
        session.flush()
        return read_loan(session, note_number, on)


def complete_paper(book: Book, note_number: str, *, on: date) -> None:
    """The signed paper of a pending extension is here. Raises RefusedError where none is pending."""
    with book.write("补齐展期手续") as session:
        loan = loan_noted(session, note_number)
        extension = pending_extension(session, loan)
        if extension is None:
            raise RefusedError(f"借据 {note_number} 没有待补的展期手续")
        extension.paper_done_on = on


def pending_extension(session: Session, loan: Loan) -> Extension | None:
    """The newest extension of a loan whose paperwork is pending, unless it was reversed."""
    rows = standing_extensions(session, loan)
    return next((row for row in reversed(rows) if row.paper_pending and row.paper_done_on is None), None)


def pending_paper(session: Session, note_number: str) -> PendingPaper | None:
    """What `complete_paper` would complete. Raises NotFoundError."""
    row = pending_extension(session, loan_noted(session, note_number))
    return None if row is None else PendingPaper(KINDS[row.kind], row.on, row.until, row.paper_deadline)


def standing_extensions(session: Session, loan: Loan) -> list[Extension]:
    """The extensions and deferrals of a loan that were not reversed, by day."""
    of_loan = Reversal.book_code == loan.book_code, Reversal.loan_id == loan.id
    reversed_ids = set(session.scalars(select(Reversal.entry_id).where(*of_loan)))
    statement = select(Extension).where(Extension.book_code == loan.book_code, Extension.loan_id == loan.id)
    rows = session.scalars(statement.order_by(Extension.on, Extension.id))
    return [row for row in rows if row.id not in reversed_ids]
