"""Loans that the bank recalled or turned into ordinary 农户贷款, and those of households that left the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import RefusedError
from app.domain.findings import Finding, Severity
from app.models import LoanRecall
from app.services.household_names import Key
from app.services.listings import listed_on
from app.services.policies import book_policy
from app.services.portfolio import loan_lines
from app.services.records import filled, in_order, one_of, own_loan, standing
from app.storage.book import Book

RECALLED, ORDINARY = KINDS = ("收回", "转为农户贷款")


@dataclass(frozen=True, slots=True)
class RecallView:
    """One recall with the loan as it stands on the day that was asked for; money in yuan."""

    id: str
    note_number: str
    household: str
    group: str
    borrower: str
    kind: str
    on: date
    cause: str
    document: str
    repay_by: date | None
    balance: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class Delisted:
    """An open loan whose household is on no list: what the policy wants done with it."""

    note_number: str
    household: str
    group: str
    borrower: str
    since: date | None
    balance: Decimal
    text: str
    clause: str


def record_recall(
    book: Book,
    note_number: str,
    *,
    kind: str,
    on: date,
    cause: str,
    document: str = "",
    repay_by: date | None = None,
) -> tuple[str, tuple[Finding, ...]]:
    """Record what the bank did (收回, 转为农户贷款); answers with the record's id and findings, which block nothing.

    Raises InputError, NotFoundError, RefusedError where it was recorded before.
    """
    one_of("处理", kind, KINDS)
    in_order("处理日", on, "还款期限", repay_by)
    with book.write(f"登记{kind}") as session:
        loan = own_loan(session, note_number)
        in_order("放款日", loan.disbursed_on, "处理日", on)
        if earlier := recalled_loans(session, on).get((loan.book_code, loan.id)):
            raise RefusedError(f"{note_number} 已经在 {earlier.on} 登记过{earlier.kind}")
        line = next(each for each in loan_lines(session, on, [loan]))
        pack, found = book_policy(session, loan.pack_id), []
        if listed_on(session, line.household, on):
            text = f"{line.household.number} {on} 还在名单上，请核对收回或转贷的原因"
            found.append(Finding("still-listed", Severity.NOTE, text, pack.clause("delisted_action", on), note_number))
        row = LoanRecall(
            loan_id=loan.id,
            kind=kind,
            on=on,
            cause=filled("原因", cause),
            document=document,
            repay_by=repay_by,
            clause=pack.clause("delisted_action", on),
        )
        session.add(row)
        return row.id, tuple(found)


def recalled_loans(session: Session, on: date) -> dict[Key, LoanRecall]:
    """The recalls until `on` by (book_code, loan id): from that day the loan belongs to the programme no more."""
    rows = session.scalars(standing(LoanRecall).where(LoanRecall.on <= on).order_by(LoanRecall.on, LoanRecall.id))
    return {(row.book_code, row.loan_id): row for row in rows}


def list_recalls(session: Session, on: date) -> list[RecallView]:
    """All recalls until `on`, the newest first."""
    recalls = recalled_loans(session, on)
    lines = {(line.loan.book_code, line.loan.id): line for line in loan_lines(session, on)}
    views = []
    for key, row in recalls.items():
        line = lines[key]
        views.append(
            RecallView(
                id=row.id,
                note_number=line.loan.note_number,
                household=line.household.number,
                group=line.household.group_name,
                borrower=line.borrower.name,
                kind=row.kind,
                on=row.on,
                cause=row.cause,
                document=row.document,
                repay_by=row.repay_by,
                balance=line.state.balance,
                clause=row.clause,
            )
        )
    return sorted(views, key=lambda view: (view.on, view.id), reverse=True)


def delisted_loans(session: Session, on: date) -> list[Delisted]:
    """Open loans of households that were taken off the list (调整出列) and are not recalled yet (S4 二（四）)."""
    recalls = recalled_loans(session, on)
    found = []
    for line in loan_lines(session, on):
        until = line.household.listed_until
        if line.state.cleared or until is None or until >= on or (line.loan.book_code, line.loan.id) in recalls:
            continue
        pack = book_policy(session, line.loan.pack_id)
        wanted = pack.text("delisted_action", on) or "政策没有写明怎样处理，请问承贷银行"
        found.append(
            Delisted(
                note_number=line.loan.note_number,
                household=line.household.number,
                group=line.household.group_name,
                borrower=line.borrower.name,
                since=until,
                balance=line.state.balance,
                text=f"{until} 之后已出列，还欠 {line.state.balance:,.2f} 元：{wanted}",
                clause=pack.clause("delisted_action", on),
            )
        )
    return found
