"""Claims paid to the bank: 理赔 by the insurer, 代偿 from the risk compensation fund; the household still owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, blocks
from app.domain.loan_events import Split
from app.domain.money import to_fen
from app.domain.recovery import assess_claim, claim_rules
from app.models import Claim, Loan
from app.services.findings_text import to_text
from app.services.loans import LoanView, read_loan
from app.services.lookup import loan_noted
from app.services.policies import book_policy
from app.services.portfolio import loan_line
from app.services.records import fen_above_zero, own_loan
from app.services.recovery import collection_steps
from app.storage.book import Book

KINDS = {"insurance": "理赔", "compensation": "代偿"}


def assess(session: Session, loan: Loan, *, kind: str, amount: Decimal, on: date) -> tuple[Finding, ...]:
    """What speaks against claiming `amount` yuan for this loan on `on`."""
    state = loan_line(session, loan, on).state
    rules = claim_rules(book_policy(session, loan.pack_id), on, loan.disbursed_on)
    steps = collection_steps(session, [loan]).get((loan.book_code, loan.id), [])
    return assess_claim(rules, kind, amount, steps, on=on, overdue_days=state.overdue_days, payoff=state.payoff)


def assess_note(session: Session, note_number: str, kind: str, amount: Decimal, on: date) -> tuple[Finding, ...]:
    """The same for the loan with this note number. Raises NotFoundError."""
    return assess(session, loan_noted(session, note_number), kind=kind, amount=amount, on=on)


def record_claim(
    book: Book,
    note_number: str,
    *,
    kind: str,
    amount: Decimal,
    on: date,
    voucher: str = "",
    split: Split | None = None,
    already_done: bool = False,
) -> LoanView:
    """Record what was paid to the bank; answers with the loan's state.

    Where the pack wants recovery first, a claim without any recorded step is refused, unless it was `already_done`
    (补录). Other findings are kept with it. Raises InputError, NotFoundError, RefusedError.
    """
    if kind not in KINDS:
        raise InputError("赔付种类", f"要在这些里选：{'、'.join(KINDS.values())}")
    fen = fen_above_zero("赔付金额", amount)
    if split is not None and split.total != amount:
        raise InputError("赔付的本金、利息、罚息、复利", f"加起来是 {split.total}，与赔付金额 {amount} 不等")
    with book.write(f"登记{KINDS[kind]}") as session:
        loan = own_loan(session, note_number)
        findings = assess(session, loan, kind=kind, amount=amount, on=on)
        stopping = blocks(list(findings))
        if stopping and not already_done:
            raise RefusedError(stopping[0].text, stopping[0].clause)
        session.add(
            Claim(
                loan_id=loan.id,
                kind=kind,
                on=on,
                amount_fen=fen,
                voucher=voucher.strip(),
                findings=to_text(findings),
                **_parts(split),
            )
        )
        session.flush()
        return _with(read_loan(session, note_number, on), findings)


def _parts(split: Split | None) -> dict[str, int | None]:
    names = ("principal", "interest", "penalty", "compound")
    return {f"{name}_fen": None if split is None else to_fen(getattr(split, name)) for name in names}


def _with(view: LoanView, findings: Sequence[Finding]) -> LoanView:
    return replace(view, findings=(*findings, *view.findings))
