"""Repayment plans: drafted from what the household can pay, saved in versions, printed as F6, kept or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import NotFoundError, RefusedError
from app.domain.repayment_plan import Means
from app.packs.forms import load_form
from app.services.paper_gathering import Gathering, Selection
from app.services.plans import draft_plan, plan_progress, plans_of, save_plan
from app.services.repayments import record_repayment
from tests.services.conftest import Borrowing

ON = date(2026, 11, 1)
HARVEST = Means(date(2026, 11, 10), Decimal(20_000), "产业收入")
WAGES = Means(date(2026, 11, 25), Decimal(40_000), "务工工资")


def test_a_plan_ends_at_zero_and_never_asks_for_more(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        plan = draft_plan(session, borrowing.note, [WAGES, HARVEST], ON)

    assert [row.on for row in plan.rows] == [HARVEST.on, WAGES.on]
    assert plan.rows[-1].balance == 0
    assert sum(row.principal for row in plan.rows) == Decimal("50000.00")
    assert plan.rows[-1].total < WAGES.amount


def test_versions_are_kept_and_the_newest_stands_on_the_paper(borrowing: Borrowing) -> None:
    first = save_plan(borrowing.book, borrowing.note, [HARVEST, WAGES], on=ON, cause="生猪未出栏")
    later = Means(date(2026, 11, 28), Decimal(60_000), "子女帮助")
    second = save_plan(borrowing.book, borrowing.note, [later], on=date(2026, 11, 5), cause="猪病", helper="帮扶干部")

    with borrowing.book.read() as session:
        kept = plans_of(session, borrowing.note)
        chosen = Selection(contracts=(borrowing.note,))
        gathering = Gathering(session, borrowing.book, date(2026, 11, 6))
        (planned,) = gathering.plan(load_form("F6"), chosen)
        sheet = gathering.sheet(planned, chosen)

    assert [plan.version for plan in kept] == [2, 1]
    assert kept[1].rows == first.rows
    assert [row["due"] for row in sheet.facts["plan.rows"]] == [later.on]
    assert sheet.facts["plan.total"] == second.rows[0].total
    assert sheet.facts["plan.sources"] == ("子女帮助",)


def test_a_plan_that_does_not_reach_is_refused(borrowing: Borrowing) -> None:
    with pytest.raises(RefusedError) as refused:
        save_plan(borrowing.book, borrowing.note, [HARVEST], on=ON, cause="生猪未出栏")

    assert "还差" in refused.value.reason
    with borrowing.book.read() as session:
        assert plans_of(session, borrowing.note) == []


def test_a_promise_is_kept_by_what_came_in_until_its_day(borrowing: Borrowing) -> None:
    save_plan(borrowing.book, borrowing.note, [HARVEST, WAGES], on=ON, cause="生猪未出栏")
    record_repayment(borrowing.book, borrowing.note, amount=Decimal(20_000), on=date(2026, 11, 9), voucher="N1")

    with borrowing.book.read() as session:
        middle = plan_progress(session, borrowing.note, date(2026, 11, 20))
        late = plan_progress(session, borrowing.note, date(2026, 11, 26))

    assert [each.kept for each in middle] == [True, None]
    assert [each.kept for each in late] == [True, False]


def test_progress_of_no_plan_is_not_found(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session, pytest.raises(NotFoundError):
        plan_progress(session, borrowing.note, ON)
