"""Overdue days, classes, and 诉讼时效."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.overdue import class_hint, delinquent_days, limitation_finding, limitation_on, overdue_days

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]
D = Decimal
DUE = date(2021, 3, 15)
P05 = next(entry for entry in VECTORS if entry["id"] == "P05")


@pytest.mark.parametrize("case", P05["expected"]["cases"], ids=lambda case: case["as_of"])
def test_days_with_and_without_grace(case):
    due, on = date.fromisoformat(P05["inputs"]["instalment_due"]), date.fromisoformat(case["as_of"])

    assert overdue_days(due, on) == case["past_due_days"]
    assert delinquent_days(due, on, P05["inputs"]["grace_days"]) == case["delinquent_days"]


def test_before_the_due_day_there_are_none():
    assert overdue_days(DUE, date(2021, 3, 1)) == 0


def test_classes_by_other_limits():
    assert class_hint(95) == "次级"
    assert class_hint(95, (0, 100, 270, 360)) == "关注"


def test_three_years_from_the_maturity_or_the_last_interruption():
    assert limitation_on(DUE) == date(2024, 3, 15)
    assert limitation_on(DUE, [date(2021, 1, 1), date(2022, 8, 31)]) == date(2025, 8, 31)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2021, 3, 1), None),
        (date(2023, 9, 16), None),
        (date(2023, 9, 17), "limitation-near"),
        (date(2024, 3, 15), "limitation-near"),
        (date(2024, 3, 16), "limitation-over"),
    ],
)
def test_the_warning_begins_180_days_before(on, code):
    finding = limitation_finding(DUE, on, D(50000))

    assert (finding.code if finding else None) == code


def test_a_paid_loan_has_no_limitation():
    assert limitation_finding(DUE, date(2024, 3, 1), D(0)) is None


def test_a_receipt_of_the_notice_starts_it_anew():
    assert limitation_finding(DUE, date(2024, 3, 1), D(50000), [date(2022, 6, 1)]) is None
