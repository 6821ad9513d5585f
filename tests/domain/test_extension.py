"""How long a loan may be extended: every reading, and the pack's word which of them blocks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.extension import (
    ExtensionCase,
    ExtensionRules,
    assess_extension,
    extended_until,
    extension_limits,
    general_rules_months,
    rate_after,
    reaches_longer_bracket,
    rules_from_pack,
)
from app.domain.findings import Severity
from app.packs.policies import load_policy

NOW = date(2021, 9, 1)
DUE = date(2021, 12, 1)
RULES = ExtensionRules(
    blocking=("programme-once", "already-extended", "general-rules-12"),
    times_max=1,
    one_with_renewal=True,
    old_may_extend_again=False,
    longest_term=36,
    clauses={"times_max": "一（十）", "one_with_renewal": "一（十）", "old_may_extend_again": "一（十）"},
)


def months_by_rule(assessment):
    return {limit.rule: limit.months for limit in assessment.limits}


@pytest.mark.parametrize(
    ("term", "months"), [(1, 1), (6, 6), (12, 12), (13, 6), (24, 12), (36, 18), (60, 30), (61, 36), (120, 36)]
)
def test_the_general_rules_by_term(term, months):
    """贷款通则 12: up to a year as long again, one to five years half, longer three years."""
    assert general_rules_months(term) == months


def test_all_readings_of_a_first_extension():
    assessment = extension_limits(RULES, ExtensionCase(24))

    assert months_by_rule(assessment) == {
        "general-rules-12": 12,
        "personal-loan": 12,
        "programme-once": 36,
        "already-extended": 36,
    }
    assert [limit.rule for limit in assessment.limits if not limit.blocks] == ["personal-loan"]
    assert assessment.months == 12


def test_three_years_leave_the_personal_loan_reading_nothing_but_do_not_block():
    assessment = extension_limits(RULES, ExtensionCase(36))

    assert months_by_rule(assessment)["personal-loan"] == 0
    assert assessment.months == 18


def test_once_extended_the_programme_allows_no_more():
    assert extension_limits(RULES, ExtensionCase(24, already_months=6)).months == 0
    assert extension_limits(RULES, ExtensionCase(24, times_extended=1)).months == 0


def test_a_renewal_uses_up_the_one_time_too():
    assert extension_limits(RULES, ExtensionCase(24, times_renewed=1)).months == 0
    apart = replace(RULES, one_with_renewal=False)
    assert extension_limits(apart, ExtensionCase(24, times_renewed=1)).months == 12


def test_an_old_loan_that_was_extended_is_not_extended_again():
    again = replace(RULES, times_max=None, one_with_renewal=False)

    old, new = (extension_limits(again, ExtensionCase(24, 6, 1, old_programme=old)) for old in (True, False))

    assert (old.months, new.months) == (0, 6)


def test_what_blocks_is_the_packs_word():
    mild = replace(RULES, blocking=())

    assessment = assess_extension(mild, ExtensionCase(24), 20, NOW, DUE)

    assert assessment.months is None
    assert {finding.severity for finding in assessment.findings} == {Severity.WARN}


def test_too_long_by_a_blocking_reading_is_blocked_by_another_warned():
    assessment = assess_extension(RULES, ExtensionCase(36), 19, NOW, DUE)

    found = {finding.code: finding.severity for finding in assessment.findings}
    assert found == {"extension-general-rules-12": Severity.BLOCK, "extension-personal-loan": Severity.WARN}
    assert "18 个月" in next(f.text for f in assessment.findings if f.severity is Severity.BLOCK)


def test_within_all_readings_nothing_is_said():
    assert assess_extension(RULES, ExtensionCase(24), 6, NOW, DUE).findings == ()


def test_the_last_day_for_the_agreement_is_the_maturity():
    on_time, late = (assess_extension(RULES, ExtensionCase(24), 6, day, DUE) for day in (DUE, date(2021, 12, 2)))

    assert on_time.findings == ()
    assert [finding.code for finding in late.findings] == ["extension-late"]


@pytest.mark.parametrize(
    ("old", "new", "longer"),
    [(12, 13, True), (11, 12, False), (12, 12, False), (24, 36, False), (36, 61, True), (6, 12, False)],
)
def test_a_longer_rate_bracket(old, new, longer):
    """贷款通则 14: old and new term together."""
    assert reaches_longer_bracket(old, new) is longer


def test_the_programme_leaves_the_rate_the_general_rules_change_it():
    case = ExtensionCase(12)
    programme = assess_extension(RULES, case, 6, NOW, DUE)
    general = assess_extension(replace(RULES, changes_rate=True), case, 6, NOW, DUE)

    assert (programme.new_bracket, programme.rate_changes) == (True, False)
    assert general.rate_changes
    assert rate_after(Decimal("0.0385"), Decimal("0.0465"), programme) is None
    assert rate_after(Decimal("0.0385"), Decimal("0.0465"), general) == Decimal("0.0465")
    assert [finding.severity for finding in general.findings] == [Severity.WARN]


def test_the_new_day_keeps_the_day_of_the_month():
    assert extended_until(date(2021, 8, 31), 6) == date(2022, 2, 28)


@pytest.mark.parametrize("case", [ExtensionCase(0), ExtensionCase(12, -1)])
def test_a_term_that_is_none_is_refused(case):
    with pytest.raises(ValueError, match="期限"):
        extension_limits(RULES, case)


def test_the_epidemic_pack_allows_six_months_with_paper_pending():
    on = date(2020, 3, 1)
    rules = rules_from_pack(load_policy("epidemic-2020"), on)

    assert rules.paper_pending
    assert extension_limits(rules, ExtensionCase(12)).months == 6
    assert extension_limits(rules, ExtensionCase(12, already_months=6)).months == 6
    six, seven = (assess_extension(rules, ExtensionCase(36), months, on, date(2020, 3, 20)) for months in (6, 7))
    assert not [finding for finding in six.findings if finding.severity is Severity.BLOCK]
    assert [finding.code for finding in seven.findings if finding.severity is Severity.BLOCK] == [
        "extension-programme-months"
    ]


def test_kaizhou_allows_one_and_names_its_clause():
    rules = rules_from_pack(load_policy("kaizhou"), date(2022, 5, 1))

    assessment = assess_extension(rules, ExtensionCase(12, times_extended=1), 3, date(2022, 5, 1), date(2022, 6, 1))

    blocked = [finding for finding in assessment.findings if finding.severity is Severity.BLOCK]
    assert [finding.code for finding in blocked] == ["extension-programme-once"]
    assert "一（十）" in blocked[0].clause
