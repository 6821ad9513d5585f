"""Loan households without work, and listed households without a loan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.employment import HouseholdWork, listed_without_loan, without_work
from app.packs.policies import load_policy

DAY = date(2020, 3, 1)
PENGXI = load_policy("pengxi")
LOAN = HouseholdWork("5131230001", able=2, in_work=0, has_loan=True, kinds=("一般贫困户",))


def test_pengxi_wants_one_in_work_in_every_loan_household_with_labour() -> None:
    households = [
        LOAN,
        replace(LOAN, number="B", in_work=1),
        replace(LOAN, number="C", able=0),
        replace(LOAN, number="D", has_loan=False),
    ]

    findings = without_work(households, PENGXI, DAY)

    assert [finding.subject for finding in findings] == ["5131230001"]
    assert findings[0].text == "贷款户有 2 个劳动力，稳定就业 0 人，应有 1 人"
    assert findings[0].clause == "蓬溪县“四大举措” 四"


def test_where_no_text_asks_for_work_nothing_is_found() -> None:
    findings = without_work([LOAN], load_policy("kaizhou"), date(2022, 6, 1))

    assert [finding.code for finding in findings] == ["policy-unclear"]


def test_listed_households_with_labour_that_never_had_a_loan_are_asked() -> None:
    new = replace(LOAN, number="N", has_loan=False)
    others = [
        LOAN,
        replace(new, number="H", had_loan=True),
        replace(new, number="W", able=0),
        replace(new, number="O", kinds=("一般农户",)),
    ]

    assert listed_without_loan([new, *others], PENGXI, DAY) == [new]
