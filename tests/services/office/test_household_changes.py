"""Corrections, phones, heads, members, splits, merges, moves: nobody is lost, loans stay where they were signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.models import Member
from app.services.household_changes import add_member, change_head, check_phone, correct_household, remove_member
from app.services.household_history import history_of
from app.services.household_moves import merge_households, move_back, move_household, move_out, split_household
from app.services.households import HouseholdView, list_households, read_household, register_household
from app.services.loans import LoanPaper, read_loan, record_loan
from app.services.undo import last_act, undo
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, NOTE, SPOUSE_ID, VILLAGE, Borrowing
from tests.services.office.conftest import valid

ON = date(2026, 5, 1)
SON_ID = valid("51312320050607121")


def _view(book: Book, number: str) -> HouseholdView:
    with book.read() as session:
        return read_household(session, number)


def test_facts_are_corrected_and_what_stood_is_told(book: Book, household: str) -> None:
    correct_household(book, household, {"group": "5组", "cause": "缺资金", "income_per_head": "12800.50"})

    view = _view(book, household)
    assert (view.group, view.cause, view.income_per_head) == ("5组", "缺资金", Decimal("12800.50"))
    with book.read() as session:
        corrections = history_of(session, household).corrections
    assert ("组", "3组", "5组") in {(each.field, each.before, each.after) for each in corrections}


@pytest.mark.parametrize(
    "changes", [{"cause": "懒"}, {"income_per_head": "很多"}, {"income_per_head": "-1"}, {"group": " "}, {"kind": "x"}]
)
def test_a_wrong_fact_changes_nothing(book: Book, household: str, changes: dict[str, str]) -> None:
    with pytest.raises(InputError):
        correct_household(book, household, {"address": "柳树沟 3 组 12 号"} | changes)

    assert _view(book, household).address == ""


def test_a_dead_phone_stays_marked_until_another_one_rings(book: Book, household: str) -> None:
    check_phone(book, household, state="停机", on=date(2026, 3, 1))
    assert _view(book, household).phone_state == "停机"

    check_phone(book, household, phone="139 0000 4128", owner="子女", on=date(2026, 4, 1))

    view = _view(book, household)
    assert (view.phone, view.phone_owner, view.phone_state) == ("13900004128", "子女", "")
    assert view.phone_verified_on == date(2026, 4, 1)
    with book.read() as session:
        rang = history_of(session, household).phones
    assert [(each.phone, each.state) for each in rang] == [("13900004128", "接通"), ("13800004127", "停机")]


def test_what_is_no_phone_is_sent_back(book: Book, household: str) -> None:
    for wrong in ({"phone": "1380000"}, {"owner": "亲戚"}, {"state": "没人接"}):
        with pytest.raises(InputError):
            check_phone(book, household, on=ON, **wrong)


def test_a_new_head_keeps_the_number_and_swaps_the_spouse(book: Book, household: str) -> None:
    relations = change_head(book, household, to=SPOUSE_ID, on=ON, reason="原户主外出")

    assert relations == {"杨䶮": "配偶", "单明阳": "户主"}
    view = _view(book, household)
    assert (view.number, view.head_name) == (household, "单明阳")
    with book.read() as session:
        assert history_of(session, household).happened[0].text == "户主由杨䶮变更为单明阳"
    with pytest.raises(RefusedError):
        change_head(book, household, to=SPOUSE_ID, on=ON, reason="再来")


def test_a_relation_that_does_not_follow_is_asked(book: Book, household: str) -> None:
    values = {"name": "杨小妹", "relation": "之兄弟姐妹"}
    sister = add_member(book, household, values, on=ON, reason="迁入")

    with pytest.raises(InputError) as asked:
        change_head(book, household, to=SPOUSE_ID, on=ON, reason="原户主外出")
    assert "杨小妹" in str(asked.value)

    found = change_head(book, household, to=SPOUSE_ID, on=ON, reason="原户主外出", relations={sister: "其他"})
    assert found["杨小妹"] == "其他"


def test_members_come_and_go_and_the_head_only_after_a_change(book: Book, household: str) -> None:
    number = add_member(
        book, household, {"name": "杨川", "resident_id": SON_ID, "relation": "之子"}, on=ON, reason="出生"
    )
    assert number == f"{household}03"
    with pytest.raises(RefusedError):
        add_member(book, household, {"name": "又一个", "relation": "户主"}, on=ON, reason="迁入")
    with pytest.raises(RefusedError):
        remove_member(book, household, HEAD_ID, on=ON, why="迁出")

    remove_member(book, household, SON_ID, on=date(2026, 9, 1), why="婚出")

    assert [member.name for member in _view(book, household).members] == ["杨䶮", "单明阳"]
    with pytest.raises(NotFoundError):
        remove_member(book, household, SON_ID, on=date(2026, 9, 2), why="婚出")


def test_a_split_makes_a_household_and_leaves_the_rest(book: Book, neighbour: str) -> None:
    son = valid("51312320100101111")

    moved = split_household(book, neighbour, members={son: "户主"}, on=ON, reason="成家立户")

    new, old = _view(book, moved.other), _view(book, neighbour)
    assert [(member.name, member.relation) for member in new.members] == [("覃石头", "户主")]
    assert [member.name for member in old.members] == ["覃大山", "向小月"]
    assert (new.kind, new.listed_from, new.group) == ("一般脱贫户", ON, "4组")
    with book.read() as session:
        assert history_of(session, moved.other).happened[0].text == f"从 {neighbour} 分出"
        act = last_act(session)
    assert act is not None
    undo(book, act.id)
    assert len(_view(book, neighbour).members) == 3


def test_head_and_last_member_do_not_split_off(book: Book, household: str) -> None:
    for members in ({HEAD_ID: "户主"}, {HEAD_ID: "户主", SPOUSE_ID: "配偶"}):
        with pytest.raises(RefusedError):
            split_household(book, household, members=members, on=ON, reason="分")
    with pytest.raises(InputError):
        split_household(book, household, members={SPOUSE_ID: "配偶"}, on=ON, reason="分")


def test_a_merge_keeps_the_loan_where_it_was_signed(borrowing: Borrowing, neighbour: str) -> None:
    book = borrowing.book
    relations = {HEAD_ID: "之兄弟姐妹", SPOUSE_ID: "之兄弟媳妇"}

    with pytest.raises(InputError):
        merge_households(
            book, borrowing.household, into=neighbour, relations={HEAD_ID: "之兄弟姐妹"}, on=ON, reason="投靠"
        )
    moved = merge_households(
        book, borrowing.household, into=neighbour, relations=relations, on=ON, reason="年老投靠兄弟"
    )

    assert [finding.code for finding in moved.findings] == ["borrower-leaves"]
    assert len(_view(book, neighbour).members) == 5
    old = _view(book, borrowing.household)
    assert (old.members, old.left_on, old.listed_until) == ((), ON, date(2026, 4, 30))
    with book.read() as session:
        line = read_loan(session, NOTE, ON).line
        assert (line.household.number, line.borrower.name) == (borrowing.household, "杨䶮")
        assert borrowing.household not in [view.number for view in list_households(session)]
        assert [view.number for view in list_households(session, borrowing.household)] == [borrowing.household]


def test_two_borrowers_under_one_roof_are_told(borrowing: Borrowing, neighbour: str) -> None:
    book = borrowing.book
    paper = LoanPaper("XED-邻", BANK, Decimal("0.034"), date(2025, 12, 1))
    head = valid("51312319850312123")
    record_loan(book, neighbour, paper, borrower_id=head, amount=Decimal(20_000), months=12, purpose="养羊")

    moved = merge_households(
        book, borrowing.household, into=neighbour, relations={HEAD_ID: "其他", SPOUSE_ID: "其他"}, on=ON, reason="投靠"
    )

    assert "two-borrowers" in {finding.code for finding in moved.findings}


def test_who_moves_away_with_a_loan_leaves_a_reason(borrowing: Borrowing) -> None:
    book, number = borrowing.book, borrowing.household

    with pytest.raises(ReasonNeededError):
        move_out(book, number, to="湖南长沙", on=ON)
    move_out(book, number, to="湖南长沙", on=ON, reason="随子女居住，电话不变")

    assert _view(book, number).left_why == "迁往湖南长沙"
    with pytest.raises(RefusedError):
        move_out(book, number, to="湖南长沙", on=ON, reason="再来")
    with pytest.raises(InputError):
        move_back(book, number, on=date(2026, 4, 1), came_from="湖南长沙")
    move_back(book, number, on=date(2026, 10, 1), came_from="湖南长沙")
    assert _view(book, number).left_on is None
    with book.read() as session:
        assert [each.kind for each in history_of(session, number).happened] == ["迁入", "迁出", "登记"]


def test_a_household_changes_its_group(book: Book, household: str) -> None:
    move_household(book, household, on=ON, reason="易地搬迁", group="1组")

    assert _view(book, household).group == "1组"


def test_a_number_is_taken_once_and_a_village_must_be_ours(book: Book, household: str) -> None:
    values = {"group": "1组", "kind": "", "phone": "", "members": [{"name": "某人"}], "on": ON}
    with pytest.raises(RefusedError):
        register_household(book, village_code=VILLAGE, number=household, **values)
    with pytest.raises(NotFoundError):
        register_household(book, village_code="513123104299", **values)

    number = register_household(book, village_code="柳树沟村", came_from="邻县", **values)

    with book.read() as session:
        assert history_of(session, number).happened[0].kind == "迁入"
        assert session.scalars(select(Member.relation).where(Member.name == "某人")).one() == "户主"
