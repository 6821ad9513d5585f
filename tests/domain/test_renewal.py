"""续贷: the conditions of 旬阳's re-assessment, the number of times, and the subsidy of a renewed loan."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.findings import Severity
from app.domain.renewal import Judged, RenewalRules, assess_renewal, renewal_rules, subsidy_as_new_loan
from app.packs.policies import load_policy

RULES = renewal_rules(load_policy("xunyang"), date(2020, 3, 1))
GOOD = {condition: Judged(True, "客户经理 王") for condition in RULES.conditions}


def codes(findings):
    return [finding.code for finding in findings]


def test_xunyang_names_four_conditions():
    assert RULES.without_principal
    assert len(RULES.conditions) == 4
    assert assess_renewal(RULES, GOOD, principal_repaid=False) == ()


@pytest.mark.parametrize("condition", RULES.conditions)
def test_every_condition_counts(condition):
    failed = {**GOOD, condition: Judged(False, "客户经理 王")}
    missing = {name: answer for name, answer in GOOD.items() if name != condition}

    (finding,) = assess_renewal(RULES, failed, principal_repaid=False)
    assert (finding.severity, condition in finding.text) == (Severity.BLOCK, True)
    assert codes(assess_renewal(RULES, missing, principal_repaid=False)) == ["renewal-unanswered"]


def test_an_answer_names_its_judge():
    nameless = {**GOOD, RULES.conditions[0]: Judged(True, " ")}

    (finding,) = assess_renewal(RULES, nameless, principal_repaid=False)

    assert (finding.code, finding.severity) == ("renewal-judge", Severity.WARN)


def test_after_the_principal_was_repaid_nothing_is_re_assessed():
    assert assess_renewal(RULES, {}, principal_repaid=True) == ()


def test_where_the_pack_says_nothing_it_is_unclear_and_where_it_says_no_it_is_blocked():
    silent, refused = RenewalRules(), RenewalRules(without_principal=False)

    assert codes(assess_renewal(silent, {}, principal_repaid=False)) == ["renewal-unclear"]
    assert codes(assess_renewal(refused, {}, principal_repaid=False)) == ["renewal-refused"]


def test_kaizhou_allows_one_renewal_or_one_extension():
    rules = renewal_rules(load_policy("kaizhou"), date(2022, 3, 1))

    assert assess_renewal(rules, {}, principal_repaid=True) == ()
    for used in ({"times_renewed": 1}, {"times_extended": 1}):
        (finding,) = assess_renewal(rules, {}, principal_repaid=True, **used)
        assert (finding.code, finding.severity) == ("renewal-times", Severity.BLOCK)
        assert "一（十）" in finding.clause


def test_times_alone():
    rules = replace(RenewalRules(), times_max=2)

    assert assess_renewal(rules, {}, principal_repaid=True, times_renewed=1, times_extended=5) == ()
    assert codes(assess_renewal(rules, {}, principal_repaid=True, times_renewed=2)) == ["renewal-times"]


def test_from_2023_a_renewal_is_a_new_loan_for_the_subsidy():
    assert not subsidy_as_new_loan(date(2022, 12, 31))
    assert subsidy_as_new_loan(date(2023, 1, 1))
