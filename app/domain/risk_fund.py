"""风险补偿金: 10 : 1 per bank, on the amount lent in tranches (旺苍) or on the balance with a term to top up (开州)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.money import ZERO, round_fen

RECOVERY_CLAUSE = "追偿无果后才可理赔、代偿"


@dataclass(frozen=True, slots=True)
class FundState:
    """One bank's account, in yuan: what the loans ask for, what is missing, how much could still be lent on it."""

    base: Decimal
    fund: Decimal
    required: Decimal
    top_up: Decimal
    capacity: Decimal
    room: Decimal
    top_up_by: date | None = None


def required_fund(base: Decimal, multiple: int = 10) -> Decimal:
    """The fund for `base` yuan lent or outstanding, half-up to the fen."""
    _check(multiple)
    return round_fen(base / multiple)


def capacity(fund: Decimal, multiple: int = 10) -> Decimal:
    """The loans that `fund` yuan carry."""
    _check(multiple)
    return round_fen(fund * multiple)


def fund_state(
    base: Decimal, fund: Decimal, multiple: int = 10, *, reached_on: date | None = None, top_up_days: int | None = None
) -> FundState:
    """How one bank's fund stands; where it is short since `reached_on`, the day by which it must be topped up."""
    required = required_fund(base, multiple)
    top_up = max(required - fund, ZERO)
    carried = capacity(fund, multiple)
    by = None
    if top_up and reached_on is not None and top_up_days is not None:
        by = reached_on + timedelta(days=top_up_days)
    return FundState(base, fund, required, top_up, carried, max(carried - base, ZERO), by)


def next_tranche(lent: Decimal, paid_in: Decimal, multiple: int = 10) -> Decimal:
    """旺苍: the tranche that is due now, for all that a bank has lent so far less what was paid in before."""
    return max(required_fund(lent, multiple) - paid_in, ZERO)


def fund_by_bank(bases: dict[str, Decimal], funds: dict[str, Decimal], multiple: int = 10) -> dict[str, FundState]:
    """Each bank for itself: one bank's surplus never covers another's gap."""
    return {bank: fund_state(base, funds.get(bank, ZERO), multiple) for bank, base in bases.items()}


def claim_findings(done: Collection[str], required: Collection[str], clause: str = "") -> tuple[Finding, ...]:
    """A claim is blocked until every required recovery step (催收、追偿) is recorded."""
    missing = [step for step in required if step not in done]
    if not missing:
        return ()
    text = "申请理赔、代偿前，这些追偿步骤还没有记录：" + "、".join(missing)
    return (Finding("claim-before-recovery", Severity.BLOCK, text, clause or RECOVERY_CLAUSE),)


def covered_principal(balance: Decimal, cap: Decimal | None) -> Decimal:
    """The part of a household's balance within the risk cover (S4: the part above 50 000 is not)."""
    return balance if cap is None else min(balance, cap)


def _check(multiple: int) -> None:
    if multiple < 1:
        raise ValueError(f"放大倍数至少是 1：{multiple}")
