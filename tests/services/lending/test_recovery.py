"""Recovery: steps as they were reported, the limitation they interrupt, and the claim that waits for them (蓬溪)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, RefusedError
from app.domain.recovery import ClaimRules, Step, assess_claim, interruptions
from app.models import Loan
from app.services.claims import record_claim
from app.services.due import overdue
from app.services.fact_reversals import reverse_fact
from app.services.lookup import loan_noted
from app.services.recovery import limitation_lines, record_step, steps_of
from app.services.self_check import run_self_check
from app.services.visits import record_visit
from tests.services.conftest import Borrowing

LATE = date(2027, 3, 2)  # the loan was due on 2026-12-02


def _under(borrowing: Borrowing, pack_id: str) -> None:
    """The loan follows another county's pack."""
    with borrowing.book.write("换政策包") as session:
        loan: Loan = loan_noted(session, borrowing.note)
        loan.pack_id = pack_id


def test_steps_are_told_by_day_and_a_mistake_is_answered(borrowing: Borrowing) -> None:
    wrong = record_step(borrowing.book, borrowing.note, kind="起诉", on=LATE)
    record_step(borrowing.book, borrowing.note, kind="约谈", on=date(2027, 1, 5), by="村支书", result="答应三月还")

    reverse_fact(borrowing.book, wrong.id, on=LATE, reason="没有起诉")

    with borrowing.book.read() as session:
        told = steps_of(session, loan_noted(session, borrowing.note))
    assert [(step.kind, step.by, step.interrupts) for step in told] == [("约谈", "村支书", True)]


def test_an_unknown_step_is_sent_back(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        record_step(borrowing.book, borrowing.note, kind="打人", on=LATE)


def test_only_what_reached_the_debtor_interrupts_limitation() -> None:
    steps = [
        Step("约谈", date(2027, 1, 5)),
        Step("上门催收", date(2027, 2, 5), reached=False),
        Step("失信", date(2027, 3, 5)),
        Step("起诉", date(2027, 4, 5), reached=False),
    ]

    assert interruptions(steps) == (date(2027, 1, 5), date(2027, 4, 5))


def test_limitation_runs_three_years_from_the_last_interruption(borrowing: Borrowing) -> None:
    on = date(2029, 11, 1)  # three years from 2026-12-02 end on 2029-12-02: 31 days left
    with borrowing.book.read() as session:
        before = limitation_lines(session, on, 180)
        told = {each.finding.code for each in run_self_check(session, on).findings}

    record_visit(borrowing.book, borrowing.household, on=date(2028, 6, 1), kind="催收", result="见本人")
    with borrowing.book.read() as session:
        after = limitation_lines(session, on, 10_000)
        told_after = {each.finding.code for each in run_self_check(session, on).findings}

    assert [(each.last_day, each.days_left) for each in before] == [(date(2029, 12, 2), 31)]
    assert "limitation-near" in told
    assert [(each.last_day, each.interrupted_on) for each in after] == [(date(2031, 6, 1), date(2028, 6, 1))]
    assert "limitation-near" not in told_after


def test_the_overdue_list_shows_the_court_and_the_limitation(borrowing: Borrowing) -> None:
    record_step(borrowing.book, borrowing.note, kind="起诉", on=date(2027, 2, 1), document="（2027）川民初 1 号")

    with borrowing.book.read() as session:
        (line,) = overdue(session, LATE)

    assert line.step.text == "02-01 已起诉"
    assert line.limitation == date(2030, 2, 1)


def test_a_claim_waits_for_recovery_where_the_pack_says_so(borrowing: Borrowing) -> None:
    _under(borrowing, "pengxi")
    given = {"kind": "insurance", "amount": Decimal(24_500), "on": LATE}
    with pytest.raises(RefusedError) as refused:
        record_claim(borrowing.book, borrowing.note, **given)
    assert "追偿" in refused.value.reason

    record_step(borrowing.book, borrowing.note, kind="追偿", on=date(2027, 2, 1), fruitless=True)
    view = record_claim(borrowing.book, borrowing.note, **given)

    assert view.line.state.claimed == Decimal("24500.00")
    assert "claim-before-recovery" not in {finding.code for finding in view.findings}


def test_a_claim_that_was_already_paid_is_recorded_with_the_finding(borrowing: Borrowing) -> None:
    _under(borrowing, "pengxi")

    view = record_claim(
        borrowing.book, borrowing.note, kind="insurance", amount=Decimal(24_500), on=LATE, already_done=True
    )

    assert "claim-before-recovery" in {finding.code for finding in view.findings}


def test_the_village_mutual_fund_comes_first_and_the_fund_covers_only_its_part() -> None:
    rules = ClaimRules(mutual_fund_first=True, covered=Decimal(50_000))

    found = assess_claim(rules, "compensation", Decimal(60_000), [], on=LATE, overdue_days=90, payoff=Decimal(80_000))

    assert [finding.code for finding in found] == ["claim-mutual-first", "claim-over-covered"]
