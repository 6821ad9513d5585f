"""Village funds (产业发展基金, 集体经济资金, 互助资金, 风险互助金): what came in, what went out, what is left."""

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
from app.domain.mutual_fund import fund_range
from app.models import FundMovement, Loan, VillageFund
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_lines
from app.services.records import (
    fen_above_zero,
    filled,
    in_order,
    one_of,
    own_household,
    own_loan,
    own_village,
    record_named,
    standing,
)
from app.storage.book import Book

INDUSTRY, COLLECTIVE, MUTUAL, RISK = KINDS = ("产业发展基金", "集体经济资金", "互助资金", "风险互助金")
COMPENSATION = "风险补偿金"  # one account a bank, kept by the desk: services/risk_accounts.py
IN, OUT = DIRECTIONS = ("收入", "支出")


@dataclass(frozen=True, slots=True)
class MovementView:
    """One movement with what was left after it, in yuan."""

    id: str
    fund: str
    direction: str
    on: date
    amount: Decimal
    balance: Decimal
    summary: str
    source: str
    beneficiary: str
    household: str
    note_number: str
    approver: str
    voucher: str
    by: str
    warned: str


@dataclass(frozen=True, slots=True)
class FundView:
    """One fund at the end of a day, in yuan; of a 风险互助金 the findings say whether it holds enough."""

    name: str
    kind: str
    village_code: str
    income: Decimal
    expense: Decimal
    balance: Decimal
    findings: tuple[Finding, ...]


def open_fund(book: Book, *, name: str, kind: str, on: date, village: str = "") -> str:
    """Record a fund; answers with its name. Raises InputError, RefusedError for a name that is taken."""
    one_of("资金种类", kind, KINDS)
    name = filled("资金名称", name)
    with book.write("登记村级资金") as session:
        if session.scalars(
            standing(VillageFund).where(VillageFund.book_code == book.code, VillageFund.name == name)
        ).first():
            raise RefusedError(f"村级资金“{name}”已经登记过")
        session.add(VillageFund(name=name, kind=kind, village_code=own_village(session, village).code, from_on=on))
        return name


def record_movement(
    book: Book,
    name: str,
    *,
    direction: str,
    amount: Decimal,
    on: date,
    summary: str,
    source: str = "",
    beneficiary: str = "",
    household_number: str = "",
    note_number: str = "",
    approver: str = "",
    voucher: str = "",
    already_done: bool = False,
    reason: str = "",
) -> tuple[MovementView, tuple[Finding, ...]]:
    """收入 or 支出 of `amount` yuan.

    An expense that would leave the fund below zero, on that day or later, is blocked; what is already spent
    (`already_done`) is recorded with the finding. Without a voucher or an approver an expense is a warning.
    Raises InputError, NotFoundError, RefusedError, ReasonNeededError.
    """
    one_of("收支", direction, DIRECTIONS)
    with book.write(f"登记村级资金{direction}") as session:
        fund = record_named(session, VillageFund, VillageFund.name, name, "村级资金")
        in_order("设立日", fund.from_on, "收支日", on)
        fen = fen_above_zero("金额", amount)
        findings = _expense_findings(session, fund, fen, on, voucher, approver) if direction == OUT else []
        if not already_done:
            must_pass(findings, reason)
        row = FundMovement(
            fund_id=fund.id,
            direction=direction,
            on=on,
            amount_fen=fen,
            summary=filled("摘要", summary),
            source=source,
            beneficiary=beneficiary,
            household_id=own_household(session, household_number).id if household_number else None,
            loan_id=own_loan(session, note_number).id if note_number else None,
            approver=approver,
            voucher=voucher,
            warned="；".join(part for part in (*(each.text for each in findings), reason) if part),
        )
        session.add(row)
        session.flush()
        view = next(each for each in list_movements(session, on, fund=name) if each.id == row.id)
        return view, tuple(findings)


def list_movements(session: Session, on: date, *, fund: str = "", since: date | None = None) -> list[MovementView]:
    """All movements until `on` (from `since` on), fund by fund, in the order of their days, with what was left."""
    funds = {(row.book_code, row.id): row.name for row in session.scalars(standing(VillageFund))}
    names = household_names(session)
    notes = {(row.book_code, row.id): row.note_number for row in session.scalars(select(Loan))}
    rows = [row for row in session.scalars(standing(FundMovement)) if row.on <= on]
    rows.sort(key=lambda row: (funds.get((row.book_code, row.fund_id), ""), row.on, row.id))
    balance: dict[Key, int] = defaultdict(int)
    views = []
    for row in rows:
        key = row.book_code, row.fund_id
        balance[key] += row.amount_fen if row.direction == IN else -row.amount_fen
        whose = names.get((row.book_code, row.household_id or ""))
        if fund not in ("", funds.get(key)) or (since is not None and row.on < since):
            continue
        views.append(
            MovementView(
                id=row.id,
                fund=funds.get(key, ""),
                direction=row.direction,
                on=row.on,
                amount=from_fen(row.amount_fen),
                balance=from_fen(balance[key]),
                summary=row.summary,
                source=row.source,
                beneficiary=row.beneficiary or (whose.head if whose else ""),
                household=whose.number if whose else "",
                note_number=notes.get((row.book_code, row.loan_id or ""), ""),
                approver=row.approver,
                voucher=row.voucher,
                by=row.entered_by,
                warned=row.warned,
            )
        )
    return views


def list_funds(session: Session, on: date) -> list[FundView]:
    """All funds as they stand at the end of a day."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for row in session.scalars(standing(FundMovement).where(FundMovement.on <= on)):
        sums[row.book_code, row.fund_id][row.direction != IN] += row.amount_fen
    of_villages = VillageFund.kind != COMPENSATION, VillageFund.from_on <= on
    funds = list(session.scalars(standing(VillageFund).where(*of_villages).order_by(VillageFund.name)))
    lines = loan_lines(session, on) if any(fund.kind == RISK for fund in funds) else []
    views = []
    for fund in funds:
        income, expense = (from_fen(each) for each in sums[fund.book_code, fund.id])
        views.append(
            FundView(
                name=fund.name,
                kind=fund.kind,
                village_code=fund.village_code,
                income=income,
                expense=expense,
                balance=income - expense,
                findings=tuple(_state_findings(session, fund, income - expense, lines, on)),
            )
        )
    return views


def close_fund(book: Book, name: str, *, on: date) -> None:
    """The fund ends. Raises RefusedError while money is left in it."""
    with book.write("村级资金销户") as session:
        fund = record_named(session, VillageFund, VillageFund.name, name, "村级资金")
        left = next(view.balance for view in list_funds(session, on) if view.name == fund.name)
        if left:
            raise RefusedError(f"还结余 {left:,.2f} 元，不能销户")
        if fund.until_on is not None:
            raise RefusedError(f"已经在 {fund.until_on} 销户")
        in_order("设立日", fund.from_on, "销户日", on)
        fund.until_on = on


def _expense_findings(
    session: Session, fund: VillageFund, fen: int, on: date, voucher: str, approver: str
) -> list[Finding]:
    if fund.until_on is not None and on > fund.until_on:
        raise InputError("收支日", f"{fund.name}已经在 {fund.until_on} 销户")
    least = _lowest_from(session, fund, on)
    found = []
    if fen > least:
        text = f"支出 {from_fen(fen):,.2f} 元，{fund.name}只剩 {from_fen(max(least, 0)):,.2f} 元"
        found.append(Finding("fund-negative", Severity.BLOCK, text, subject=fund.name))
    missing = [word for word, value in (("凭证号", voucher), ("审批人", approver)) if not value.strip()]
    if missing:
        found.append(Finding("fund-paper", Severity.WARN, f"支出没有写{'、'.join(missing)}", subject=fund.name))
    return found


def _lowest_from(session: Session, fund: VillageFund, on: date) -> int:
    """The lowest balance at the end of `on` or of any later day, in fen: an expense typed in late counts on its day."""
    own = FundMovement.book_code == fund.book_code, FundMovement.fund_id == fund.id
    by_day: dict[date, int] = defaultdict(int)
    for row in session.scalars(standing(FundMovement).where(*own)):
        by_day[max(row.on, on)] += row.amount_fen if row.direction == IN else -row.amount_fen
    balance, lowest = 0, None
    for day in sorted({*by_day, on}):
        balance += by_day[day]
        lowest = balance if lowest is None else min(lowest, balance)
    return lowest or 0


def _state_findings(
    session: Session, fund: VillageFund, balance: Decimal, lines: list[LoanLine], on: date
) -> list[Finding]:
    found = []
    if balance < 0:
        text = f"{fund.name}结余 {balance:,.2f} 元，是负数，请核对漏记的收入或多记的支出"
        found.append(Finding("fund-negative", Severity.WARN, text, subject=fund.name))
    pack = book_policy(session, on=on)
    least, most = pack.share("mutual_fund_share_min", on), pack.share("mutual_fund_share_max", on)
    if fund.kind != RISK or least is None or most is None:
        return found
    out = [line for line in lines if line.loan.book_code == fund.book_code]
    owed = sum((line.state.balance for line in out if line.household.village_code == fund.village_code), ZERO)
    wanted = fund_range(owed, least, most)
    if balance < wanted.least:
        text = (
            f"本村贷款余额 {owed:,.2f} 元，风险互助金应有 {wanted.least:,.2f} 至 {wanted.most:,.2f} 元，"
            f"现有 {balance:,.2f} 元"
        )
        clause = pack.clause("mutual_fund_share_min", on)
        found.append(Finding("risk-mutual-fund-low", Severity.WARN, text, clause, fund.name))
    return found
