"""Yuan, fen, and how they are rounded and shown."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Rounding, divide, format_wan, format_yuan, from_fen, round_fen, to_fen


@given(st.integers(-(10**15), 10**15))
def test_fen_and_yuan_are_one_number(fen):
    assert to_fen(from_fen(fen)) == fen
    assert from_fen(fen).as_tuple().exponent == -2


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "12.345"])
def test_what_is_not_whole_fen_is_refused(amount):
    with pytest.raises(ValueError, match="金额"):
        to_fen(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "half_up", "half_even"),
    [("271.875", "271.88", "271.88"), ("0.125", "0.13", "0.12"), ("-0.125", "-0.13", "-0.12"), ("2.5", "2.50", "2.50")],
)
def test_half_a_fen(amount, half_up, half_even):
    assert round_fen(Decimal(amount)) == Decimal(half_up)
    assert round_fen(Decimal(amount), Rounding.HALF_EVEN) == Decimal(half_even)


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**6), st.sampled_from(list(Rounding)))
def test_dividing_whole_numbers_rounds_as_decimal_does(numerator, denominator, rounding):
    mode = ROUND_HALF_UP if rounding is Rounding.HALF_UP else ROUND_HALF_EVEN
    twice, rest = divmod(2 * abs(numerator), denominator)
    exact_half = rest == 0 and twice % 2 == 1

    result = divide(numerator, denominator, rounding)

    assert abs(result * denominator - numerator) * 2 <= denominator
    if exact_half:
        half = Decimal(twice) / 2 * (1 if numerator >= 0 else -1)
        assert result == int(half.quantize(Decimal(1), mode))


@pytest.mark.parametrize(
    ("halves", "up", "even"), [(1, 1, 0), (3, 2, 2), (5, 3, 2), (-1, -1, 0), (-3, -2, -2), (4, 2, 2)]
)
def test_halves_of_whole_numbers(halves, up, even):
    assert divide(halves, 2) == up
    assert divide(halves, 2, Rounding.HALF_EVEN) == even


def test_yuan_has_thousands_separators_and_wan_two_decimals():
    assert format_yuan(Decimal(50000)) == "50,000.00"
    assert format_yuan(Decimal("1390401")) == "1,390,401.00"
    assert format_wan(Decimal("6869347.09")) == "686.93"
    assert format_wan(Decimal("87000")) == "8.70"
    assert format_wan(Decimal("159988200")) == "15,998.82"
