"""Loans: record what the bank lent, on an approved application or afterwards (补录), and read one with its state.

The bank owns the money. What it has done is always recorded, also where a rule forbids it, with the finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.application_facts import LoanKind
from app.domain.day_count import DayCount
from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity, by_weight
from app.domain.loan_terms import DEFAULT_ORDER, SubsidyMode
from app.domain.money import Rounding, from_fen, to_fen
from app.domain.months import add_months
from app.domain.policy import LoanDays, PolicyPack, unclear
from app.domain.schedule import Convention, Every, Method
from app.models import Application, Household, Loan, Member
from app.services.applications import APPROVED, DISBURSED, check, gather_facts
from app.services.contracts import contract_findings
from app.services.findings_text import from_text, to_text
from app.services.lookup import application_numbered, household_numbered, loan_noted, member_with_id
from app.services.policies import book_policy
from app.services.portfolio import PPM, LoanLine, loan_line, loan_lines
from app.services.records import fen_above_zero
from app.storage.book import Book

DEFAULT_UPLIFT = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class LoanView:
    """One loan on a day: its line (names, terms, state) and all findings, the policy's and the replay's."""

    line: LoanLine
    findings: tuple[Finding, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LoanPaper:
    """What stands on the bank's contract and note; money in yuan, `rate` and `uplift` fractions.

    `contract_line` is the line under which several notes are drawn, again and again where it is `revolving`.
    """

    contract: str
    bank: str
    rate: Decimal
    on: date
    method: str = "interest-only"
    note: str = ""
    signed_on: date | None = None
    due_on: date | None = None
    day_count: str = "act/360"
    every: str = ""
    settlement_day: int = 20
    rounding: str = "half-up"
    uplift: Decimal = DEFAULT_UPLIFT
    compound: bool = False
    account: str = ""
    product: str = ""
    fund_source: str = ""
    revolving: bool = False
    contract_line: Decimal | None = None

    @property
    def note_number(self) -> str:
        """The 借据号: by default the contract number."""
        return self.note or self.contract


def disburse(book: Book, application_number: str, paper: LoanPaper, *, reason: str = "") -> LoanView:
    """Record the disbursement of an approved application; findings are kept with the loan.

    Raises RefusedError where the application is not approved, or the note number is taken.
    """
    with book.write("登记放款") as session:
        application = application_numbered(session, application_number)
        if application.state != APPROVED:
            raise RefusedError(f"申请 {application_number} 还没有走完审核，不能登记放款")
        household = session.get_one(Household, (book.code, application.household_id))
        borrower = session.get_one(Member, (book.code, application.borrower_id))
        loan = add_loan(
            session,
            household,
            borrower,
            paper,
            amount=from_fen(application.amount_fen),
            months=application.term_months,
            purpose=application.purpose,
            kind=application.kind,
            application=application,
            reason=reason,
        )
        loan.co_borrower_id = application.co_borrower_id
        application.state = DISBURSED
        session.flush()
        return view_loan(session, loan, paper.on)


def record_loan(
    book: Book,
    household_number: str,
    paper: LoanPaper,
    *,
    borrower_id: str,
    amount: Decimal,
    months: int,
    purpose: str,
    kind: str = "first",
    co_borrower_id: str = "",
    reason: str = "",
) -> LoanView:
    """Record a loan that the bank has already made (补录), with whatever the rules say about it."""
    with book.write("补录贷款") as session:
        household = household_numbered(session, household_number)
        borrower = member_with_id(session, household, borrower_id)
        loan = add_loan(
            session,
            household,
            borrower,
            paper,
            amount=amount,
            months=months,
            purpose=purpose,
            kind=kind,
            reason=reason,
        )
        if co_borrower_id:
            loan.co_borrower_id = member_with_id(session, household, co_borrower_id).id
            session.flush()
        return view_loan(session, loan, paper.on)


def check_loan(
    session: Session,
    household_number: str,
    paper: LoanPaper,
    *,
    borrower_id: str,
    amount: Decimal,
    months: int,
    purpose: str,
    kind: str,
) -> tuple[Finding, ...]:
    """What would be kept with a loan that is still being typed (补录), blocks first. Raises NotFoundError."""
    household = household_numbered(session, household_number)
    borrower = member_with_id(session, household, borrower_id)
    judged = _judge(
        session, household, borrower, paper, amount=amount, months=months, purpose=purpose, kind=LoanKind(kind)
    )
    return tuple(by_weight(judged.findings))


def read_loan(session: Session, note_number: str, on: date) -> LoanView:
    """One loan with its state at the start of `on`. Raises NotFoundError."""
    return view_loan(session, loan_noted(session, note_number), on)


def list_loans(session: Session, on: date) -> list[LoanLine]:
    """All loans with their states, the next due first, settled ones last."""
    return sorted(loan_lines(session, on), key=lambda line: (line.state.cleared, line.state.due_on, line.loan.id))


def add_loan(
    session: Session,
    household: Household,
    borrower: Member,
    paper: LoanPaper,
    *,
    amount: Decimal,
    months: int,
    purpose: str,
    kind: str,
    application: Application | None = None,
    renews_note: str = "",
    reason: str = "",
) -> Loan:
    """Add a loan in the present act, with the subsidy of its disbursement day and what the policy says about it."""
    renews_note = renews_note or (application.renews_note if application else "")
    due_on = paper.due_on or add_months(paper.on, months)
    _check_paper(session, paper, amount, months, due_on)
    judged = _judge(
        session,
        household,
        borrower,
        paper,
        amount=amount,
        months=months,
        purpose=purpose,
        kind=LoanKind(kind),
        applied_on=application.applied_on if application else None,
        renews_note=renews_note,
    )
    pack, days = judged.pack, judged.days
    convention = Convention(
        method=Method(paper.method),
        day_count=DayCount(paper.day_count),
        every=Every(paper.every) if paper.every else None,
        settlement_day=paper.settlement_day,
        rounding=Rounding(paper.rounding),
    )
    loan = Loan(
        note_number=paper.note_number,
        contract_number=paper.contract,
        household_id=household.id,
        borrower_id=borrower.id,
        application_id=application.id if application else None,
        kind=kind,
        bank=paper.bank,
        principal_fen=to_fen(amount),
        rate_ppm=int(paper.rate * PPM),
        signed_on=paper.signed_on,
        disbursed_on=paper.on,
        due_on=due_on,
        term_months=months,
        method=str(convention.method),
        day_count=str(convention.day_count),
        every=str(convention.every),
        settlement_day=convention.settlement_day,
        rounding=str(convention.rounding),
        uplift_ppm=int(paper.uplift * PPM),
        compound=paper.compound,
        purpose=purpose,
        account=paper.account,
        product=paper.product.strip(),
        fund_source=paper.fund_source.strip(),
        revolving=paper.revolving,
        contract_line_fen=None if paper.contract_line is None else fen_above_zero("合同额度", paper.contract_line),
        allocation=" ".join(pack.words("allocation_order", days) or DEFAULT_ORDER),
        pack_id=pack.id,
        renews_note=renews_note,
        findings=to_text(judged.findings),
        reason=reason,
        **judged.subsidy,
    )
    session.add(loan)
    session.flush()
    return loan


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the policy says about a paper on its days: the pack, the subsidy's values, all findings."""

    pack: PolicyPack
    days: LoanDays
    subsidy: dict[str, Any]
    findings: list[Finding]


def _judge(
    session: Session,
    household: Household,
    borrower: Member,
    paper: LoanPaper,
    *,
    amount: Decimal,
    months: int,
    purpose: str,
    kind: LoanKind,
    applied_on: date | None = None,
    renews_note: str = "",
) -> _Judged:
    signed = paper.signed_on or paper.on
    pack = book_policy(session, on=signed)
    facts = gather_facts(
        session,
        household,
        borrower,
        amount=amount,
        term_months=months,
        purpose=purpose,
        kind=kind,
        applied_on=applied_on or signed,
        signing_on=signed,
        disbursed_on=paper.on,
        rate=paper.rate,
        replaces=renews_note,
        known_loans_before=paper.on,
    )
    days = LoanDays(facts.applied_on, facts.signing_on, facts.disbursed_on)
    subsidy, unclear_subsidy = _subsidy_values(pack, days)
    drawn = contract_findings(session, household, paper, amount)
    return _Judged(pack, days, subsidy, [*check(session, facts, pack), *unclear_subsidy, *drawn])


def _check_paper(session: Session, paper: LoanPaper, amount: Decimal, months: int, due_on: date) -> None:
    if not paper.note_number.strip():
        raise InputError("合同号", "不能空着")
    if amount <= 0 or months <= 0:
        raise InputError("金额和期限", "都要大于零")
    if due_on <= paper.on:
        raise InputError("到期日", f"{due_on} 不晚于放款日 {paper.on}")
    if not 0 <= paper.rate < 1:
        raise InputError("年利率", "要写百分数，如 3.45")
    taken = session.scalars(select(Loan.id).where(Loan.note_number == paper.note_number)).first()
    if taken is not None:
        raise RefusedError(f"借据号 {paper.note_number} 已经登记过")


def _subsidy_values(pack: PolicyPack, days: LoanDays) -> tuple[dict[str, Any], list[Finding]]:
    """The subsidy of a loan by the pack, on its disbursement day; nothing is guessed where the text is silent."""
    share = pack.share("subsidy_share", days)
    if share is None:
        return {"subsidy_share_ppm": 0}, [unclear(pack, "subsidy_share", Severity.WARN)]
    cap = pack.money("subsidised_principal", days)
    rate_cap = pack.share("subsidy_rate_cap", days)
    values = {
        "subsidy_share_ppm": int(share * PPM),
        "subsidy_cap_fen": to_fen(cap) if cap is not None else 0,
        "subsidy_mode": pack.text("subsidy_mode", days) or str(SubsidyMode.BANK_DIRECT),
        "subsidy_rate_cap_ppm": None if rate_cap is None else int(rate_cap * PPM),
        "subsidy_clause": pack.clause("subsidy_share", days),
    }
    return values, []


def view_loan(session: Session, loan: Loan, on: date) -> LoanView:
    """A loan that was found already, with its state at the start of `on`."""
    line = loan_line(session, loan, on)
    return LoanView(line, (*from_text(loan.findings), *line.state.findings), loan.reason)
