"""Who is responsible for whom: one of each role for a place, a household's own people before its group's."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.services.fact_reversals import reverse_fact
from app.services.panel import appoint, dismiss, panel_on
from app.services.responsible import (
    assign,
    begin_tenure,
    end_tenure,
    list_responsible,
    list_tenures,
    release,
    responsible_for,
)
from app.storage.book import Book

ON = date(2026, 1, 1)


def _names(book: Book, household: str, on: date) -> list[str]:
    with book.read() as session:
        return [view.name for view in responsible_for(session, household, on)]


def test_a_group_has_its_cadre_and_a_household_its_own_manager(book: Book, household: str, neighbour: str) -> None:
    assign(book, name="李干部", role="帮扶干部", on=ON, group="3组", unit="县文旅局")
    assign(book, name="王经理", role="客户经理", on=ON, group="3组", unit="农商行")
    assign(book, name="赵经理", role="客户经理", on=date(2026, 3, 1), household_number=household)

    assert _names(book, household, date(2026, 2, 1)) == ["李干部", "王经理"]
    assert _names(book, household, date(2026, 3, 1)) == ["赵经理", "李干部"]
    assert _names(book, neighbour, date(2026, 3, 1)) == []


def test_a_successor_releases_the_one_before(book: Book, household: str) -> None:
    assign(book, name="李干部", role="帮扶干部", on=ON, group="3组")
    assign(book, name="孙干部", role="帮扶干部", on=date(2026, 6, 1), group="3组")

    assert _names(book, household, date(2026, 5, 31)) == ["李干部"]
    assert _names(book, household, date(2026, 6, 1)) == ["孙干部"]
    with pytest.raises(RefusedError):
        assign(book, name="孙干部", role="帮扶干部", on=date(2026, 7, 1), group="3组")
    with pytest.raises(InputError):
        assign(book, name="钱干部", role="帮扶干部", on=date(2026, 5, 1), group="3组")


def test_one_place_one_known_role(book: Book, household: str) -> None:
    for wrong in (
        {"role": "亲戚", "group": "3组"},
        {"role": "帮扶干部"},
        {"role": "帮扶干部", "group": "3组", "household_number": household},
        {"role": "帮扶干部", "group": "3组", "name": " "},
    ):
        with pytest.raises(InputError):
            assign(book, **({"name": "某人", "on": ON} | wrong))


def test_an_assignment_ends_once_and_can_be_answered(book: Book, household: str) -> None:
    row_id = assign(book, name="李干部", role="帮扶干部", on=ON, group="3组")
    release(book, row_id, on=date(2026, 4, 1))
    with pytest.raises(RefusedError):
        release(book, row_id, on=date(2026, 5, 1))
    assert _names(book, household, date(2026, 4, 1)) == ["李干部"]
    assert _names(book, household, date(2026, 4, 2)) == []

    reverse_fact(book, row_id, on=date(2026, 5, 1), reason="录错了人")

    with book.read() as session:
        assert list_responsible(session, date(2026, 4, 1), past=True) == []
    with pytest.raises(NotFoundError):
        release(book, row_id, on=date(2026, 5, 1))


def test_terms_of_office_follow_one_another(book: Book) -> None:
    first = begin_tenure(book, name="周明远", on=date(2023, 1, 1))
    with pytest.raises(RefusedError):
        begin_tenure(book, name="郑新来", on=date(2026, 1, 1))
    end_tenure(book, first, on=date(2025, 12, 31))
    begin_tenure(book, name="郑新来", on=date(2026, 1, 1))

    with book.read() as session:
        found = [(view.name, view.until_on, view.handed_over) for view in list_tenures(session)]
    assert found == [("郑新来", None, ""), ("周明远", date(2025, 12, 31), "")]  # the first left without handing over


def test_the_panel_has_one_leader_and_remembers_the_old(book: Book) -> None:
    leader = appoint(book, name="覃支书", on=ON, post="组长", stands_for="乡村干部")
    appoint(book, name="向大姐", on=ON, stands_for="群众代表")
    for again in ({"name": "覃支书"}, {"name": "新组长", "post": "组长"}):
        with pytest.raises(RefusedError):
            appoint(book, on=ON, **again)
    dismiss(book, leader, on=date(2026, 6, 30))
    appoint(book, name="新支书", on=date(2026, 7, 1), post="组长")

    with book.read() as session:
        assert [view.name for view in panel_on(session, date(2026, 6, 30))] == ["覃支书", "向大姐"]
        assert [view.name for view in panel_on(session, date(2026, 7, 1))] == ["新支书", "向大姐"]
