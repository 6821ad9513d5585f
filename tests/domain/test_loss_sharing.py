"""Who bears a loss: 7 : 1.5 : 1.5, 6 : 4, to the fen, and who pays before the shares."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.loss_sharing import cover_loss, split_by_shares
from tests.helpers.loans import amounts

D = Decimal
PENGXI = {"insurer": D(7), "bank": D("1.5"), "county": D("1.5")}
WANGCANG = {"government": D(6), "bank": D(4)}
weights = st.dictionaries(
    st.text(min_size=1, max_size=3), st.integers(0, 1000).map(lambda n: D(n) / 10), min_size=1, max_size=6
).filter(lambda shares: any(shares.values()))


def test_the_claim_of_pengxi():
    """S0: three claims of 2.45 万元 together."""
    parts = split_by_shares(D(24500), PENGXI)

    assert list(parts.values()) == [D("17150.00"), D("3675.00"), D("3675.00")]


def test_six_to_four():
    assert split_by_shares(D(24500), WANGCANG) == {"government": D("14700.00"), "bank": D("9800.00")}


def test_a_fen_that_is_left_goes_to_the_largest_remainder_then_to_the_first():
    assert split_by_shares(D("0.10"), PENGXI) == {"insurer": D("0.07"), "bank": D("0.02"), "county": D("0.01")}
    assert split_by_shares(D("0.01"), {"a": D(1), "b": D(2)}) == {"a": D("0.00"), "b": D("0.01")}


@given(amounts, weights)
def test_parts_sum_to_the_fen_and_none_is_a_fen_off(amount, shares):
    parts = split_by_shares(amount, shares)

    assert sum(parts.values()) == amount
    whole = sum(shares.values())
    assert all(abs(parts[name] - amount * share / whole) < D("0.01") for name, share in shares.items())


@given(weights)
def test_no_amount_no_parts(shares):
    assert set(split_by_shares(D(0), shares).values()) == {D("0.00")}


@pytest.mark.parametrize(
    ("amount", "shares"), [("-1", PENGXI), ("1", {"a": D(0)}), ("1", {"a": D(-1), "b": D(2)}), ("1", {})]
)
def test_what_cannot_be_shared_is_refused(amount, shares):
    with pytest.raises(ValueError, match="不能是负数|大于零"):
        split_by_shares(D(amount), shares)


def test_insurance_pays_the_bank_first_then_the_mutual_fund_then_the_shares():
    cover = cover_loss(D(10000), WANGCANG, mutual_fund=D(3000), insurance=D(2000))

    assert (cover.insurance, cover.mutual_fund) == (D(2000), D(3000))
    assert cover.shares == {"government": D("3000.00"), "bank": D("2000.00")}


def test_helpers_never_pay_more_than_the_loss():
    cover = cover_loss(D(1000), WANGCANG, mutual_fund=D(3000), insurance=D(700))

    assert (cover.insurance, cover.mutual_fund) == (D(700), D(300))
    assert set(cover.shares.values()) == {D("0.00")}


@given(amounts, amounts, amounts)
def test_the_whole_loss_is_covered(loss, fund, insurance):
    cover = cover_loss(loss, PENGXI, mutual_fund=fund, insurance=insurance)

    assert cover.insurance + cover.mutual_fund + sum(cover.shares.values()) == loss
