"""Work: who wants it, who has it, and which loan household has nobody in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.packs.policies import load_policy
from app.resources import resource
from app.services.demands import take_demand
from app.services.household_moves import move_out
from app.services.policies import take_policy
from app.services.work import certify_health, end_placement, place_member, record_intention, work_lines
from app.services.work_lists import nobody_in_work, not_lent
from app.storage.book import Book
from tests.services.conftest import HEAD_ID, SPOUSE_ID, Borrowing

ON = date(2026, 5, 1)


def test_the_ledger_tells_the_newest_intention_and_the_placement_of_the_day(book: Book, household: str) -> None:
    record_intention(book, household, HEAD_ID, willing=False, on=date(2026, 1, 1))
    record_intention(book, household, HEAD_ID, willing=True, on=date(2026, 2, 1), job="泥瓦工", wage=Decimal(5000))
    certify_health(book, household, HEAD_ID, on=date(2026, 2, 3), until=date(2026, 8, 3), issuer="云岭镇卫生院")
    with book.read() as session:
        assert [line.name for line in work_lines(session, date(2026, 2, 20), wanting=True)] == ["杨䶮"]

    _id, findings = place_member(
        book, household, HEAD_ID, kind="外出务工", on=date(2026, 3, 1), employer="某建筑公司", place="长沙"
    )

    assert findings == ()
    with book.read() as session:
        (line,) = work_lines(session, ON)
        assert (line.willing, line.wanted_job, line.certified, line.placement) == (True, "泥瓦工", True, "外出务工")
        assert work_lines(session, ON, wanting=True) == []
        assert work_lines(session, date(2026, 9, 1))[0].certified is False


def test_nobody_works_in_two_places(book: Book, household: str) -> None:
    place_member(book, household, HEAD_ID, kind="就近务工", on=ON)

    with pytest.raises(RefusedError):
        place_member(book, household, HEAD_ID, kind="公益岗位", on=date(2026, 6, 1))
    with pytest.raises(InputError):
        end_placement(book, household, HEAD_ID, on=date(2026, 4, 1))
    end_placement(book, household, HEAD_ID, on=date(2026, 5, 31), why="工程完工")
    place_member(book, household, HEAD_ID, kind="公益岗位", on=date(2026, 6, 1))
    with pytest.raises(NotFoundError):
        end_placement(book, household, SPOUSE_ID, on=ON)


def test_a_second_welfare_job_in_one_house_needs_a_reason(book: Book, household: str) -> None:
    place_member(book, household, HEAD_ID, kind="公益岗位", on=ON, employer="柳树沟村")

    with pytest.raises(ReasonNeededError):
        place_member(book, household, SPOUSE_ID, kind="公益岗位", on=ON)
    _id, findings = place_member(book, household, SPOUSE_ID, kind="公益岗位", on=ON, reason="户主长期患病")

    assert [finding.code for finding in findings] == ["second-welfare-job"]


def test_who_goes_away_without_certificate_is_noted(book: Book, household: str) -> None:
    _id, findings = place_member(book, household, HEAD_ID, kind="外出务工", on=ON)

    assert [finding.code for finding in findings] == ["no-health-certificate"]


def test_a_loan_household_with_labour_and_nobody_in_work_is_listed(borrowing: Borrowing) -> None:
    book = borrowing.book
    text = resource("samples/policy-qingxi.toml").read_text(encoding="utf-8")
    rule = '\n[values.jobs_per_loan_household]\nvalue = 1\nclause = "清溪 四"\nsource = "一户一人稳定就业。"\n'
    take_policy(book, text + rule, "qingxi.toml", "试验")

    with book.read() as session:
        (found,) = nobody_in_work(session, ON)
    assert (found.household, found.finding.code) == (borrowing.household, "nobody-in-work")
    place_member(book, borrowing.household, SPOUSE_ID, kind="公益岗位", on=date(2026, 4, 1))
    with book.read() as session:
        assert nobody_in_work(session, ON) == []


def test_a_pack_that_is_silent_is_said_to_be(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        (found,) = nobody_in_work(session, ON)

    assert (found.household, found.finding.code) == ("", "policy-unclear")
    assert load_policy("pengxi").integer("jobs_per_loan_household", date(2020, 2, 1)) == 1  # S0 四


def test_listed_and_never_lent_to_is_whom_to_ask(borrowing: Borrowing, neighbour: str) -> None:
    book = borrowing.book
    take_demand(book, neighbour, wish="无", on=date(2026, 4, 1), channel="电话")

    with book.read() as session:
        (found,) = not_lent(session, ON)
        assert not_lent(session, ON, since=date(2022, 1, 1)) == []
    assert (found.household, found.able, found.wish, found.kinds) == (neighbour, 2, "无", ("一般脱贫户",))
    move_out(book, neighbour, to="县城", on=date(2026, 4, 20))
    with book.read() as session:
        assert not_lent(session, ON) == []
