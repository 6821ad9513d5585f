"""What the bank did to a loan besides repayments: 以银行为准记调整, 财政贴息到账, 挪用, 利率变更.

The bank owns the money: each is recorded as it says, also where a rule speaks against it, with the finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.domain.findings import Finding, Severity
from app.domain.loan_events import Split
from app.domain.money import ZERO, to_fen
from app.domain.policy import PolicyPack
from app.models import BankAdjustment, Loan, Misuse, RateChange, Row, SubsidyPaid
from app.services.loans import LoanView, read_loan
from app.services.policies import book_policy
from app.services.portfolio import PPM
from app.services.records import fen_above_zero, filled, own_loan
from app.storage.book import Book

MOST_UPLIFT = Decimal(10)


def record_adjustment(book: Book, note_number: str, *, change: Split, on: date, reason: str) -> LoanView:
    """Make our figures the bank's: `change` in yuan is added to them, a negative part is taken away.

    Raises InputError where nothing changes, without a reason, or before the disbursement; NotFoundError.
    """
    with book.write("以银行为准记调整") as session:
        return add_adjustment(session, own_loan(session, note_number), change, on, reason)


def add_adjustment(session: Session, loan: Loan, change: Split, on: date, reason: str) -> LoanView:
    """In the present act: an adjustment of one loan. Raises as `record_adjustment`."""
    parts = [to_fen(part) for part in (change.principal, change.interest, change.penalty, change.compound)]
    if not any(parts):
        raise InputError("调整金额", "本金、利息、罚息、复利至少要写一项")
    _not_before(loan, on)
    principal, interest, penalty, compound = parts
    row = BankAdjustment(
        loan_id=loan.id,
        on=on,
        principal_fen=principal,
        interest_fen=interest,
        penalty_fen=penalty,
        compound_fen=compound,
        reason=filled("调整原因", reason),
    )
    return _added(session, loan, row, on)


def adjustment_to(loan: LoanView, *, balance: Decimal | None = None, arrears: Decimal | None = None) -> Split:
    """The change that makes balance and 户自付 arrears those of the bank's list, in yuan."""
    state = loan.line.state
    return Split(
        principal=ZERO if balance is None else balance - state.balance,
        interest=ZERO if arrears is None else arrears - state.arrears_borrower,
    )


def record_subsidy(book: Book, note_number: str, *, amount: Decimal, on: date, voucher: str = "") -> LoanView:
    """财政贴息 that reached the bank or, where the household pays first, the household. Raises InputError."""
    fen = fen_above_zero("贴息金额", amount)
    with book.write("登记贴息到账") as session:
        loan = _loan(session, note_number, on)
        row = SubsidyPaid(loan_id=loan.id, on=on, amount_fen=fen, voucher=voucher.strip())
        return _added(session, loan, row, on)


def record_misuse(book: Book, note_number: str, *, uplift: Decimal, on: date, reason: str) -> LoanView:
    """The bank found the money misused: from `on` the rate is raised by `uplift` (a fraction), without subsidy.

    An uplift outside the pack's span is a finding. Raises InputError.
    """
    if not 0 < uplift <= MOST_UPLIFT:
        raise InputError("挪用上浮", "要写百分数，如 100")
    with book.write("登记挪用") as session:
        loan = _loan(session, note_number, on)
        row = Misuse(loan_id=loan.id, on=on, uplift_ppm=int(uplift * PPM), reason=filled("挪用情况", reason))
        pack = book_policy(session, loan.pack_id)
        return _added(session, loan, row, on, _uplift_findings(pack, uplift, loan))


def record_rate_change(book: Book, note_number: str, *, rate: Decimal, on: date, reason: str) -> LoanView:
    """The contract's rate (a fraction) from `on`; a finding where the pack keeps it fixed. Raises InputError."""
    if not 0 <= rate < 1:
        raise InputError("年利率", "要写百分数，如 3.45")
    with book.write("登记利率变更") as session:
        loan = _loan(session, note_number, on)
        row = RateChange(loan_id=loan.id, on=on, rate_ppm=int(rate * PPM), reason=filled("变更原因", reason))
        pack = book_policy(session, loan.pack_id)
        findings = []
        signed = loan.signed_on or loan.disbursed_on
        if pack.flag("rate_fixed", signed):
            text = "政策规定合同期内利率不变，银行记了利率变更"
            findings.append(Finding("rate-changed", Severity.WARN, text, pack.clause("rate_fixed", signed)))
        return _added(session, loan, row, on, findings)


def _loan(session: Session, note_number: str, on: date) -> Loan:
    loan = own_loan(session, note_number)
    _not_before(loan, on)
    return loan


def _not_before(loan: Loan, on: date) -> None:
    if on < loan.disbursed_on:
        raise InputError("日期", f"早于放款日 {loan.disbursed_on}")


def _added(session: Session, loan: Loan, row: Row, on: date, findings: Iterable[Finding] = ()) -> LoanView:
    session.add(row)
    session.flush()
    view = read_loan(session, loan.note_number, on)
    return replace(view, findings=(*findings, *view.findings))


def _uplift_findings(pack: PolicyPack, uplift: Decimal, loan: Loan) -> list[Finding]:
    signed = loan.signed_on or loan.disbursed_on
    least, most = pack.share("misuse_uplift_min", signed), pack.share("misuse_uplift_max", signed)
    if (least is None or uplift >= least) and (most is None or uplift <= most):
        return []
    clause = pack.clause("misuse_uplift_max", signed) or pack.clause("misuse_uplift_min", signed)
    text = f"挪用上浮 {uplift * 100:.0f}% 不在规定的幅度内"
    return [Finding("misuse-uplift", Severity.WARN, text, clause)]
