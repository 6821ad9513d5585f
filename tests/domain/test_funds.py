"""Risk fund 10 : 1, village mutual fund 3–5 %, livestock pledge, joint guarantee."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from app.domain.findings import Severity
from app.domain.joint_guarantee import check_group, liability
from app.domain.mutual_fund import fund_range, gap, use_first
from app.domain.pledge import herd_value, pledge_line
from app.domain.risk_fund import (
    capacity,
    claim_findings,
    covered_principal,
    fund_by_bank,
    fund_state,
    next_tranche,
    required_fund,
)
from tests.helpers.loans import amounts

D = Decimal
VILLAGE = [f"{number:010d}" for number in range(1, 31)]


# --- risk compensation fund ---


def test_ten_to_one_on_the_balance_with_thirty_days_to_top_up():
    """开州: a balance of 5604万 wants 560.4万; 500万 carry 5 000万."""
    state = fund_state(D(56_040_000), D(5_000_000), reached_on=date(2022, 3, 1), top_up_days=30)

    assert (state.required, state.top_up) == (D("5604000.00"), D("604000.00"))
    assert (state.capacity, state.room) == (D("50000000.00"), D("0.00"))
    assert state.top_up_by == date(2022, 3, 31)


def test_a_fund_that_suffices_has_no_term():
    state = fund_state(D(40_000_000), D(5_000_000), reached_on=date(2022, 3, 1), top_up_days=30)

    assert (state.top_up, state.room, state.top_up_by) == (D("0.00"), D("10000000.00"), None)


def test_tranches_follow_the_amount_lent():
    """旺苍: 2 861万 were paid in tranches."""
    assert next_tranche(D(10_000_000), D(0)) == D("1000000.00")
    assert next_tranche(D(25_000_000), D(1_000_000)) == D("1500000.00")
    assert next_tranche(D(20_000_000), D(2_500_000)) == D("0.00")
    assert capacity(D(28_610_000)) == D("286100000.00")


def test_one_banks_surplus_does_not_cover_another():
    funds = fund_by_bank({"农行": D(1_000_000), "信用联社": D(1_000_000)}, {"农行": D(200_000)})

    assert (funds["农行"].top_up, funds["信用联社"].top_up) == (D("0.00"), D("100000.00"))


@given(amounts)
def test_the_required_fund_carries_its_balance(balance):
    assert abs(capacity(required_fund(balance)) - balance) <= D("0.05")


def test_a_multiple_below_one_is_refused():
    with pytest.raises(ValueError, match="倍数"):
        required_fund(D(1), 0)


def test_a_claim_waits_for_the_recovery_steps():
    required = ("上门催收", "催收通知书", "联合清收")

    (finding,) = claim_findings(["上门催收"], required, "二")

    assert (finding.severity, finding.clause) == (Severity.BLOCK, "二")
    assert "催收通知书、联合清收" in finding.text
    assert claim_findings(required, required) == ()


def test_the_part_above_fifty_thousand_is_not_covered():
    assert covered_principal(D(80000), D(50000)) == D(50000)
    assert covered_principal(D(80000), None) == D(80000)


# --- village risk mutual fund ---


def test_three_to_five_per_cent_of_the_villages_loans():
    fund = fund_range(D(1_580_000))

    assert (fund.least, fund.most) == (D("47400.00"), D("79000.00"))
    assert gap(D(40_000), D(1_580_000)) == D("7400.00")
    assert gap(D(50_000), D(1_580_000)) == D("0.00")


@given(amounts, amounts)
def test_the_fund_pays_first_and_never_more_than_it_has(fund, overdue):
    paid, left = use_first(fund, overdue)

    assert paid + left == overdue
    assert 0 <= paid <= min(fund, overdue)


def test_shares_that_are_none_are_refused():
    with pytest.raises(ValueError, match="比例"):
        fund_range(D(1), D("0.06"), D("0.05"))


# --- livestock pledge ---


def test_at_most_half_the_market_value_drawn_within_the_line():
    line = pledge_line(D(12_000_000), D("0.6"), drawn=D(4_000_000))

    assert (line.line, line.free, line.over) == (D("6000000.00"), D("2000000.00"), D("0.00"))


def test_a_fall_in_value_shows_what_is_drawn_too_much():
    line = pledge_line(D("1000.01"), D("0.5"), drawn=D(600))

    assert (line.line, line.free, line.over) == (D("500.00"), D("0.00"), D("100.00"))


def test_the_value_of_a_herd():
    assert herd_value([(12, D(9000)), (80, D("1200.50"))]) == D("204040.00")
    with pytest.raises(ValueError, match="负数"):
        pledge_line(D(-1), D("0.5"))


# --- joint guarantee ---


@pytest.mark.parametrize(("count", "blocked"), [(9, True), (10, False), (20, False), (21, True)])
def test_ten_to_twenty_households(count, blocked):
    assert bool(check_group(VILLAGE[:count])) is blocked


def test_a_household_stands_once():
    (finding,) = check_group([*VILLAGE[:11], VILLAGE[0]])

    assert (finding.code, finding.severity) == ("guarantee-twice", Severity.BLOCK)
    assert VILLAGE[0] in finding.text


def test_the_others_stand_for_the_debt_to_the_fen():
    parts = liability(D("10000.00"), VILLAGE[0], VILLAGE[:11])

    assert (len(parts), sum(parts.values())) == (10, D("10000.00"))
    assert VILLAGE[0] not in parts
    assert sum(liability(D(100), VILLAGE[0], VILLAGE[:4]).values()) == D(100)
    with pytest.raises(ValueError, match="没有其他户"):
        liability(D(1), VILLAGE[0], VILLAGE[:1])
