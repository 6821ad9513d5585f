"""Insurance policies of households (农业保险, 贷款保证保险, 人身意外保险) and what was reported and paid on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.money import ZERO, from_fen
from app.models import Household, InsurancePolicy, InsuranceStep, Loan
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.lookup import member_with_id
from app.services.policies import book_policy
from app.services.portfolio import loan_lines, loans_of
from app.services.records import (
    fen_above_zero,
    fen_or_zero,
    filled,
    holds_on,
    in_order,
    members_by_id,
    one_of,
    optional_fen,
    own_household,
    own_loan,
    record_named,
    standing,
)
from app.storage.book import Book

FARM, LOAN, ACCIDENT = KINDS = ("农业保险", "贷款保证保险", "人身意外保险")
REPORTED, PAID, REFUSED = STEPS = ("报案", "赔付", "拒赔")


@dataclass(frozen=True, slots=True)
class InsuranceStepView:
    """报案, 赔付 or 拒赔; yuan, and what of it the bank got first."""

    id: str
    step: str
    on: date
    amount: Decimal
    to_bank: Decimal
    voucher: str
    text: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One policy with its steps; money in yuan, `left` is the cover less what was paid."""

    id: str
    number: str
    kind: str
    household: str
    group: str
    head: str
    member: str
    note_number: str
    insurer: str
    subject: str
    cover: Decimal
    premium: Decimal | None
    from_on: date
    until_on: date
    beneficiary: str
    in_force: bool
    paid: Decimal
    left: Decimal
    steps: tuple[InsuranceStepView, ...]


def add_policy(
    book: Book,
    household_number: str,
    *,
    kind: str,
    number: str,
    insurer: str,
    cover: Decimal,
    from_on: date,
    until_on: date,
    premium: Decimal | None = None,
    subject: str = "",
    member_id: str = "",
    note_number: str = "",
    beneficiary: str = "",
) -> str:
    """Record a policy; answers with its number. A 贷款保证保险 names its loan.

    Raises InputError, NotFoundError, RefusedError for a number that is taken.
    """
    one_of("险种", kind, KINDS)
    in_order("起保日", from_on, "止保日", until_on)
    if kind == LOAN and not note_number:
        raise InputError("借据号", "贷款保证保险要写明保的是哪笔贷款")
    with book.write("登记保单") as session:
        household = own_household(session, household_number)
        loan = own_loan(session, note_number) if note_number else None
        if loan is not None and loan.household_id != household.id:
            raise InputError("借据号", f"{note_number} 不是 {household_number} 的贷款")
        if session.scalars(standing(InsurancePolicy).where(InsurancePolicy.number == number.strip())).first():
            raise RefusedError(f"保单 {number} 已经登记过")
        row = InsurancePolicy(
            household_id=household.id,
            member_id=member_with_id(session, household, member_id).id if member_id else None,
            loan_id=loan.id if loan else None,
            kind=kind,
            number=filled("保单号", number),
            insurer=filled("保险公司", insurer),
            subject=subject,
            cover_fen=fen_above_zero("保额", cover),
            premium_fen=optional_fen("保费", premium),
            from_on=from_on,
            until_on=until_on,
            beneficiary=beneficiary,
        )
        session.add(row)
        return row.number


def record_step(
    book: Book,
    policy_number: str,
    *,
    step: str,
    on: date,
    amount: Decimal = ZERO,
    to_bank: Decimal = ZERO,
    voucher: str = "",
    text: str = "",
    reason: str = "",
) -> tuple[Finding, ...]:
    """报案, 赔付 or 拒赔 on a policy; a payment has an amount in yuan, and what of it went to the bank.

    A payment above the cover, or one that leaves a due loan of the household unpaid where the pack lets insurance pay
    the bank first, is a warning. Raises InputError, NotFoundError, ReasonNeededError.
    """
    one_of("步骤", step, STEPS)
    with book.write(f"登记保险{step}") as session:
        policy = record_named(session, InsurancePolicy, InsurancePolicy.number, policy_number, "保单号")
        in_order("起保日", policy.from_on, "登记日", on)
        fen = fen_above_zero("赔付金额", amount) if step == PAID else 0
        to_bank_fen = fen_or_zero("付给银行", to_bank)
        if to_bank_fen > fen:
            raise InputError("付给银行", "不能大于赔付金额")
        findings = _payment_findings(session, policy, fen, to_bank_fen, on) if step == PAID else []
        must_pass(findings, reason)
        session.add(
            InsuranceStep(
                policy_id=policy.id,
                step=step,
                on=on,
                amount_fen=fen,
                to_bank_fen=to_bank_fen,
                voucher=voucher,
                text="；".join(part for part in (text, reason) if part),
            )
        )
        return tuple(findings)


def list_policies(session: Session, on: date, *, household_number: str = "", kind: str = "") -> list[PolicyView]:
    """All policies with what was reported and paid until `on`, in walking order, the latest to end first."""
    names, members = household_names(session), members_by_id(session)
    notes = {(row.book_code, row.id): row.note_number for row in session.scalars(select(Loan))}
    steps: dict[Key, list[InsuranceStep]] = defaultdict(list)
    for step in session.scalars(standing(InsuranceStep).where(InsuranceStep.on <= on).order_by(InsuranceStep.on)):
        steps[step.book_code, step.policy_id].append(step)
    views = []
    for row in session.scalars(standing(InsurancePolicy)):
        whose = names[row.book_code, row.household_id]
        if household_number not in ("", whose.number) or kind not in ("", row.kind):
            continue
        own = steps[row.book_code, row.id]
        paid = from_fen(sum(step.amount_fen for step in own))
        member = members.get((row.book_code, row.member_id or ""))
        view = PolicyView(
            id=row.id,
            number=row.number,
            kind=row.kind,
            household=whose.number,
            group=whose.group,
            head=whose.head,
            member=member.name if member else "",
            note_number=notes.get((row.book_code, row.loan_id or ""), ""),
            insurer=row.insurer,
            subject=row.subject,
            cover=from_fen(row.cover_fen),
            premium=None if row.premium_fen is None else from_fen(row.premium_fen),
            from_on=row.from_on,
            until_on=row.until_on,
            beneficiary=row.beneficiary,
            in_force=holds_on(row.from_on, row.until_on, on),
            paid=paid,
            left=max(from_fen(row.cover_fen) - paid, ZERO),
            steps=tuple(_step_view(step) for step in own),
        )
        views.append((whose.order, -row.until_on.toordinal(), row.id, view))
    return [view for *_order, view in sorted(views, key=lambda each: each[:3])]


def _payment_findings(session: Session, policy: InsurancePolicy, fen: int, to_bank_fen: int, on: date) -> list[Finding]:
    found = []
    own = InsuranceStep.book_code == policy.book_code, InsuranceStep.policy_id == policy.id
    before = sum(step.amount_fen for step in session.scalars(standing(InsuranceStep).where(*own)))
    if before + fen > policy.cover_fen:
        text = f"累计赔付 {from_fen(before + fen):,.2f} 元，超过保额 {from_fen(policy.cover_fen):,.2f} 元"
        found.append(Finding("over-cover", Severity.WARN, text, subject=policy.number))
    pack = book_policy(session, on=on)
    household = session.get_one(Household, (policy.book_code, policy.household_id))
    lines = loan_lines(session, on, loans_of(session, household))
    late = sum((line.state.overdue_amount for line in lines), ZERO)
    if pack.flag("insurance_pays_bank_first", on) and late and from_fen(to_bank_fen) < min(late, from_fen(fen)):
        text = f"这一户逾期 {late:,.2f} 元，赔付资金应先付银行本息"
        clause = pack.clause("insurance_pays_bank_first", on)
        found.append(Finding("bank-first", Severity.WARN, text, clause, policy.number))
    return found


def _step_view(row: InsuranceStep) -> InsuranceStepView:
    return InsuranceStepView(
        row.id, row.step, row.on, from_fen(row.amount_fen), from_fen(row.to_bank_fen), row.voucher, row.text
    )
