"""Terms that no loan can have are refused where they are made."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.loan_terms import SubsidyMode, SubsidyTerms
from tests.helpers.loans import loan


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"principal": "0"}, "大于零"),
        ({"rate": "-0.01"}, "负数"),
        ({"uplift": Decimal("-0.5")}, "负数"),
        ({"end": date(2021, 1, 15)}, "不晚于放款日"),
        ({"allocation": ("interest", "tips")}, "不认识的词"),
    ],
)
def test_terms(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        loan(**changes)


def test_a_share_is_between_nothing_and_all():
    with pytest.raises(ValueError, match="贴息比例"):
        SubsidyTerms(Decimal("1.1"))
    with pytest.raises(ValueError, match="by-mail"):
        SubsidyTerms(Decimal(1), mode="by-mail")


def test_the_words_of_the_packs_name_the_mode():
    assert SubsidyTerms(mode="household-first").mode is SubsidyMode.HOUSEHOLD_FIRST
