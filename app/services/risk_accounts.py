"""风险补偿金 at the desk: one account for each bank, what its loans ask for, what it holds, what is to be topped up.

An account is a fund of the desk's own book (kind 风险补偿金, named after the bank). One bank's surplus never covers
another's gap: the totals add up the accounts, they are not counted anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.money import ZERO, from_fen
from app.domain.risk_fund import FundState, fund_state
from app.models import FundMovement, VillageFund
from app.services.funds import COMPENSATION, DIRECTIONS, IN
from app.services.policies import book_policy
from app.services.portfolio import loan_lines
from app.services.records import fen_above_zero, filled, one_of, standing
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class RiskAccount:
    """One bank's account on a day, in yuan; `state` is None where the policy names no multiple."""

    bank: str
    paid_in: Decimal
    paid_out: Decimal
    state: FundState | None

    @property
    def balance(self) -> Decimal:
        """What the account holds."""
        return self.paid_in - self.paid_out


@dataclass(frozen=True, slots=True)
class RiskAccounts:
    """All banks and their sums; `basis` says what is counted, with its clause."""

    accounts: tuple[RiskAccount, ...]
    base: Decimal
    balance: Decimal
    required: Decimal
    top_up: Decimal
    multiple: int | None
    basis: str


def read_risk_accounts(session: Session, on: date) -> RiskAccounts:
    """Every bank that lent or has an account, as it stands at the end of a day."""
    pack = book_policy(session, on=on)
    multiple, days = pack.integer("risk_fund_multiple", on), pack.integer("risk_fund_top_up_days", on)
    by_lent, cap = pack.text("risk_fund_basis", on) == "lent", pack.money("risk_covered_principal", on)
    bases: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in loan_lines(session, on):
        base = line.terms.principal if by_lent else line.state.balance
        bases[line.loan.bank] += base if cap is None else min(base, cap)
    moved = _moved(session, on)
    accounts = []
    for bank in sorted({*bases, *moved}):
        paid_in, paid_out = moved.get(bank, (ZERO, ZERO))
        state = None
        if multiple is not None:
            state = fund_state(bases[bank], paid_in - paid_out, multiple, reached_on=on, top_up_days=days)
        accounts.append(RiskAccount(bank, paid_in, paid_out, state))
    states = [account.state for account in accounts if account.state is not None]
    return RiskAccounts(
        accounts=tuple(accounts),
        base=sum(bases.values(), ZERO),
        balance=sum((account.balance for account in accounts), ZERO),
        required=sum((state.required for state in states), ZERO),
        top_up=sum((state.top_up for state in states), ZERO),
        multiple=multiple,
        basis=f"{'累计发放' if by_lent else '贷款余额'}，{pack.clause('risk_fund_basis', on)}".rstrip("，"),
    )


def record_risk_movement(
    book: Book, bank: str, *, direction: str, amount: Decimal, on: date, summary: str, voucher: str = ""
) -> RiskAccount:
    """收入 (a tranche, a top-up, what was recovered) or 支出 (a payout) of one bank's account, in yuan.

    The first movement opens the account. Raises InputError, or RefusedError where the account would fall below zero.
    """
    one_of("收支", direction, DIRECTIONS)
    bank = filled("承贷银行", bank)
    if book.role == "village":
        raise RefusedError("风险补偿金账户由乡镇或县里登记，村里不登记")
    with book.write(f"登记风险补偿金{direction}") as session:
        own = VillageFund.book_code == book.code, VillageFund.kind == COMPENSATION, VillageFund.name == bank
        fund = session.scalars(standing(VillageFund).where(*own)).first()
        if fund is None:
            fund = VillageFund(name=bank, kind=COMPENSATION, from_on=on)
            session.add(fund)
            session.flush()
        if on < fund.from_on:
            raise InputError("收支日", f"{on} 早于这个账户的第一笔 {fund.from_on}")
        fen = fen_above_zero("金额", amount)
        paid_in, paid_out = _moved(session, on).get(bank, (ZERO, ZERO))
        if direction != IN and from_fen(fen) > paid_in - paid_out:
            raise RefusedError(f"{bank}的账户只剩 {paid_in - paid_out:,.2f} 元，支不出 {from_fen(fen):,.2f} 元")
        session.add(
            FundMovement(
                fund_id=fund.id,
                direction=direction,
                on=on,
                amount_fen=fen,
                summary=filled("摘要", summary),
                voucher=voucher.strip(),
            )
        )
        session.flush()
        return next(one for one in read_risk_accounts(session, on).accounts if one.bank == bank)


def _moved(session: Session, on: date) -> dict[str, tuple[Decimal, Decimal]]:
    """Paid in and paid out of each bank's account, in yuan."""
    accounts = {
        (fund.book_code, fund.id): fund.name
        for fund in session.scalars(select(VillageFund).where(VillageFund.kind == COMPENSATION))
    }
    found: dict[str, tuple[Decimal, Decimal]] = dict.fromkeys(accounts.values(), (ZERO, ZERO))
    for row in session.scalars(standing(FundMovement).where(FundMovement.on <= on)):
        bank = accounts.get((row.book_code, row.fund_id))
        if bank is not None:
            paid_in, paid_out = found[bank]
            amount = from_fen(row.amount_fen)
            found[bank] = (paid_in + amount, paid_out) if row.direction == IN else (paid_in, paid_out + amount)
    return found
