"""延期还款: the epidemic's own act, apart from 展期."""

from datetime import date

import pytest

from app.domain.deferral import DeferralRules, assess_deferral, deferral_rules
from app.domain.findings import Severity
from app.packs.policies import load_policy

ON = date(2020, 3, 1)
RULES = deferral_rules(load_policy("epidemic-2020"), ON)
GROUND = "受疫情影响出现还款困难"


def codes(findings):
    return [finding.code for finding in findings]


def test_six_months_for_a_loan_due_after_new_year_2020():
    assert assess_deferral(RULES, date(2020, 3, 10), date(2020, 9, 10), ON, GROUND) == ()


@pytest.mark.parametrize(("due", "blocked"), [(date(2019, 12, 31), True), (date(2020, 1, 1), False)])
def test_the_first_maturity_that_counts(due, blocked):
    found = codes(assess_deferral(RULES, due, date(2020, 4, 1), due, GROUND))

    assert ("deferral-maturity" in found) is blocked


@pytest.mark.parametrize(("until", "blocked"), [(date(2020, 9, 10), False), (date(2020, 9, 11), True)])
def test_six_months_and_a_day(until, blocked):
    found = assess_deferral(RULES, date(2020, 3, 10), until, ON, GROUND)

    assert ("deferral-too-long" in codes(found)) is blocked
    assert all(finding.severity is Severity.BLOCK for finding in found)


def test_the_latest_day():
    found = assess_deferral(RULES, date(2020, 12, 1), date(2021, 4, 1), date(2020, 11, 1), GROUND)

    assert codes(found) == ["deferral-too-late"]


def test_another_ground_needs_a_reason_and_a_late_act_is_told():
    found = assess_deferral(RULES, date(2020, 2, 1), date(2020, 6, 1), ON, "其他")

    assert codes(found) == ["deferral-ground", "deferral-late"]
    assert {finding.severity for finding in found} == {Severity.WARN}


def test_a_pack_without_it_blocks_and_it_does_not_use_up_the_extension():
    assert codes(assess_deferral(DeferralRules(), date(2024, 1, 1), date(2024, 3, 1), date(2023, 12, 1))) == [
        "deferral-not-allowed"
    ]
    assert RULES.uses_extension is False
