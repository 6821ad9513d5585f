"""借款合同 and the notes drawn under it; the change of a co-borrower."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract_line import DrawnNote, check_draw, left_to_draw
from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.findings import Finding
from app.domain.money import ZERO, from_fen
from app.domain.resident_id import age_on, read_resident_id
from app.models import CoBorrowerChange, Household, Loan, Member
from app.services.lookup import loan_noted, member_with_id, members_of
from app.services.portfolio import LoanLine, loan_lines
from app.services.records import filled, own_loan
from app.storage.book import Book

if TYPE_CHECKING:
    from app.services.loans import LoanPaper

ADULT = 18


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract on a day; money in yuan, `left` what may still be drawn (None: no line is known)."""

    number: str
    bank: str
    borrower: str
    household: str
    product: str
    fund_source: str
    revolving: bool
    contract_line: Decimal | None
    lent: Decimal
    balance: Decimal
    left: Decimal | None
    notes: tuple[LoanLine, ...]


@dataclass(frozen=True, slots=True)
class CoBorrowerView:
    """One change of the co-borrower; an empty name is nobody."""

    note_number: str
    on: date
    before: str
    after: str
    document: str
    reason: str


def list_contracts(session: Session, on: date, lines: Sequence[LoanLine] | None = None) -> list[ContractView]:
    """All contracts by their numbers, each with its notes in the order of disbursement."""
    found: dict[tuple[str, str], list[LoanLine]] = defaultdict(list)
    for line in lines if lines is not None else loan_lines(session, on):
        found[line.loan.book_code, line.loan.contract_number].append(line)
    return [_contract(number, notes) for (_code, number), notes in sorted(found.items())]


def read_contract(session: Session, number: str, on: date) -> ContractView:
    """The contract with this number, or the one of the note with this number. Raises NotFoundError."""
    either = (Loan.contract_number == number) | (Loan.note_number == number)
    loan = session.scalars(select(Loan).where(either).order_by(Loan.contract_number != number)).first()
    if loan is None:
        raise NotFoundError("合同号", number)
    of_contract = Loan.book_code == loan.book_code, Loan.contract_number == loan.contract_number
    notes = list(session.scalars(select(Loan).where(*of_contract)))
    return _contract(loan.contract_number, loan_lines(session, on, notes))


def contract_findings(session: Session, household: Household, paper: LoanPaper, amount: Decimal) -> list[Finding]:
    """What speaks against one more note under the contract of this paper."""
    own = Loan.book_code == household.book_code, Loan.contract_number == paper.contract
    loans = list(session.scalars(select(Loan).where(*own)))
    lines = loan_lines(session, paper.on, loans) if loans else []
    contract_line = paper.contract_line
    if contract_line is None:
        contract_line = next((from_fen(loan.contract_line_fen) for loan in loans if loan.contract_line_fen), None)
    revolving = paper.revolving or any(loan.revolving for loan in loans)
    return list(
        check_draw(
            paper.contract,
            contract_line,
            revolving,
            _drawn(lines),
            amount=amount,
            household=household.number,
            bank=paper.bank,
        )
    )


def change_co_borrower(
    book: Book, note_number: str, *, member_id: str, on: date, document: str, reason: str
) -> CoBorrowerView:
    """Another member of the household (or nobody, "") becomes co-borrower, by the bank's document.

    Raises InputError (no document, the borrower himself, under age), RefusedError (no change), NotFoundError.
    """
    with book.write("变更共同借款人") as session:
        loan = own_loan(session, note_number)
        new = _co_borrower(session, loan, member_id, on) if member_id.strip() else None
        new_id = new.id if new else None
        if new_id == loan.co_borrower_id:
            raise RefusedError("共同借款人没有变")
        change = CoBorrowerChange(
            loan_id=loan.id,
            on=on,
            old_id=loan.co_borrower_id,
            new_id=new_id,
            document=filled("银行的补充协议", document),
            reason=filled("变更原因", reason),
        )
        session.add(change)
        loan.co_borrower_id = new_id
        session.flush()
        return _change(session, loan, change)


def may_join(session: Session, note_number: str, on: date) -> list[tuple[str, str]]:
    """Who could be co-borrower of a loan: (member id, name with relation) of the household's grown-up members.

    The present co-borrower and the borrower are not among them. Raises NotFoundError.
    """
    loan = loan_noted(session, note_number)
    household = session.get_one(Household, (loan.book_code, loan.household_id))
    found = []
    for member in members_of(session, household):
        known, _findings = read_resident_id(member.resident_id)
        grown = known is None or age_on(known.birth, on) >= ADULT
        if grown and member.id not in (loan.borrower_id, loan.co_borrower_id):
            found.append((member.id, f"{member.name}（{member.relation}）"))
    return found


def co_borrower_changes(session: Session, loan: Loan) -> list[CoBorrowerView]:
    """The changes of one loan's co-borrower, by day."""
    own = CoBorrowerChange.book_code == loan.book_code, CoBorrowerChange.loan_id == loan.id
    rows = session.scalars(select(CoBorrowerChange).where(*own).order_by(CoBorrowerChange.on, CoBorrowerChange.id))
    return [_change(session, loan, row) for row in rows]


def _contract(number: str, lines: Sequence[LoanLine]) -> ContractView:
    notes = sorted(lines, key=lambda line: (line.loan.disbursed_on, line.loan.note_number))
    first = notes[0]
    contract_line = next((from_fen(one.loan.contract_line_fen) for one in notes if one.loan.contract_line_fen), None)
    revolving = any(line.loan.revolving for line in notes)
    return ContractView(
        number=number,
        bank=first.loan.bank,
        borrower=first.borrower.name,
        household=first.household.number,
        product=first.loan.product,
        fund_source=first.loan.fund_source,
        revolving=revolving,
        contract_line=contract_line,
        lent=sum((line.terms.principal for line in notes), ZERO),
        balance=sum((line.state.balance for line in notes), ZERO),
        left=left_to_draw(contract_line, revolving, _drawn(notes)),
        notes=tuple(notes),
    )


def _drawn(lines: Sequence[LoanLine]) -> tuple[DrawnNote, ...]:
    return tuple(
        DrawnNote(
            line.loan.note_number,
            line.household.number,
            line.loan.bank,
            line.terms.principal,
            line.state.balance,
            line.loan.disbursed_on,
        )
        for line in lines
    )


def _co_borrower(session: Session, loan: Loan, member_id: str, on: date) -> Member:
    household = session.get_one(Household, (loan.book_code, loan.household_id))
    member = member_with_id(session, household, member_id)
    if member.id == loan.borrower_id:
        raise InputError("共同借款人", "不能是借款人本人")
    known, _findings = read_resident_id(member.resident_id)
    if known is not None and age_on(known.birth, on) < ADULT:
        raise InputError("共同借款人", f"{on} 还不满 {ADULT} 周岁")
    return member


def _change(session: Session, loan: Loan, row: CoBorrowerChange) -> CoBorrowerView:
    names = [
        session.get_one(Member, (row.book_code, member_id)).name if member_id else ""
        for member_id in (row.old_id, row.new_id)
    ]
    return CoBorrowerView(loan.note_number, row.on, names[0], names[1], row.document, row.reason)
