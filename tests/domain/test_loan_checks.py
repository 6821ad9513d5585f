"""The self-check of loans: the six faults that 陇川 names, and what only time brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.application_facts import BankDecision, ExistingLoan, ListMembership
from app.domain.findings import Severity
from app.domain.loan_checks import (
    LoanFacts,
    ProcessDates,
    SubsidyClaim,
    check_dates,
    check_limitation,
    check_loan,
    check_subsidy,
    check_visits,
)
from app.packs.policies import load_policy
from app.packs.rates import load_rate_tables
from tests.domain.test_eligibility import CLEAN, OTHERS

RATES = load_rate_tables()
KAIZHOU = load_policy("kaizhou")
TODAY = date(2022, 11, 20)
LARGE_LINE = BankDecision("特优", Decimal(60000), date(2022, 5, 1))
SOUND = LoanFacts(
    "XED1",
    CLEAN,
    due_on=date(2025, 6, 16),
    balance=Decimal(50000),
    process=ProcessDates(
        date(2022, 5, 20),
        date(2022, 6, 1),
        date(2022, 6, 2),
        (date(2022, 6, 9), date(2022, 6, 10)),
        date(2022, 6, 15),
        date(2022, 6, 16),
    ),
)


def codes(loan: LoanFacts, on: date = TODAY) -> list[str]:
    return [finding.code for finding in check_loan(loan, KAIZHOU, RATES, on)]


def test_a_sound_loan_has_no_finding() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("not-on-list", {"memberships": (ListMembership("一般农户"),)}),
        ("over-amount", {"amount": Decimal(60000), "bank_decision": LARGE_LINE}),
        ("two-borrowers", {"existing_loans": (replace(OTHERS, balance=Decimal(1)),), "amount": Decimal(20000)}),
        ("purpose-forbidden", {"purpose": "盖房"}),
        ("money-used-by-other", {"money_user": "养殖公司"}),
        ("age", {"borrower_birth": date(1950, 1, 1)}),
        ("cadre", {"is_cadre": True}),
        ("bank-rating-missing", {"bank_decision": None}),
        ("over-term", {"term_months": 48}),
        ("over-rate", {"rate": Decimal("0.06")}),
        ("unit-mixed", {"amount": Decimal(5)}),
    ],
)
def test_faults_of_the_application_show_in_the_self_check(code: str, change: dict[str, Any]) -> None:
    assert codes(replace(SOUND, application=replace(CLEAN, **change))) == [code]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("overdue", {"overdue_days": 3}),
        ("extended-twice", {"extensions": 2}),
        ("paper-missing", {"papers_missing": ("借款合同",)}),
    ],
)
def test_what_time_brings_is_found(code: str, change: dict[str, Any]) -> None:
    findings = check_loan(replace(SOUND, **change), KAIZHOU, RATES, TODAY)

    assert [(finding.code, finding.subject) for finding in findings] == [(code, "XED1")]


def test_dates_out_of_order_are_told_with_both_days() -> None:
    findings = check_dates(replace(SOUND.process, signed_on=date(2022, 6, 8)))

    assert [finding.text for finding in findings] == ["日期颠倒：签订合同 2022-06-08 早于审核意见 2022-06-10"]


def test_missing_days_are_skipped_and_a_late_survey_is_only_noted() -> None:
    late_survey = ProcessDates(surveyed_on=date(2022, 6, 3), applied_on=date(2022, 6, 1), disbursed_on=date(2022, 6, 9))

    assert [finding.severity for finding in check_dates(late_survey)] == [Severity.NOTE]
    assert check_dates(ProcessDates()) == []


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2027, 12, 18), []),  # 181 days before 2028-06-16
        (date(2027, 12, 19), ["limitation-near"]),
        (date(2028, 6, 16), ["limitation-near"]),
        (date(2028, 6, 17), ["limitation-over"]),
    ],
)
def test_the_limitation_is_told_180_days_ahead(on: date, code: list[str]) -> None:
    assert [finding.code for finding in check_limitation(SOUND, KAIZHOU, on)] == code


def test_a_signed_reminder_begins_the_limitation_anew_and_a_cleared_loan_has_none() -> None:
    on = date(2028, 6, 1)

    assert check_limitation(replace(SOUND, interrupted_on=date(2026, 1, 10)), KAIZHOU, on) == []
    assert check_limitation(replace(SOUND, balance=Decimal(0)), KAIZHOU, on) == []


def test_forty_visits_of_one_visitor_on_one_day_are_too_many() -> None:
    day = date(2022, 11, 1)

    few = check_visits([("李村官", day)] * 39 + [("王干部", day)] * 2, KAIZHOU, TODAY)
    many = check_visits([("李村官", day)] * 40, KAIZHOU, TODAY)

    assert few == []
    assert [finding.text for finding in many] == ["李村官 在 2022-11-01 一天走访 40 户，请核对走访记录"]


def test_subsidy_on_overdue_misused_or_uncovered_money_is_found() -> None:
    sound = SubsidyClaim("XED1", date(2022, 9, 21), date(2022, 12, 21), Decimal(50000))

    wrong = [
        replace(sound, overdue_from=date(2022, 12, 20)),
        replace(sound, misused_from=date(2022, 10, 1)),
        replace(sound, principal=Decimal(80000)),
    ]

    assert check_subsidy([sound, replace(sound, overdue_from=date(2022, 12, 21))], KAIZHOU, TODAY) == []
    assert [finding.code for finding in check_subsidy(wrong, KAIZHOU, TODAY)] == [
        "subsidy-overdue",
        "subsidy-misused",
        "subsidy-above-cap",
    ]


def test_an_earlier_loan_that_is_paid_does_not_count() -> None:
    paid = ExistingLoan("XED0", "another", Decimal(50000), Decimal(0))

    assert codes(replace(SOUND, application=replace(CLEAN, existing_loans=(paid,)))) == []
