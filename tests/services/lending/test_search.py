"""Search: by name, any part of it, pinyin, initials, id and phone, number, group; in step with every act."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.search_tokens import member_tokens, question
from app.models import Household, Member
from app.resources import resource
from app.services.households import change_member, register_household
from app.services.roster import import_roster
from app.services.search import found_households, search
from app.services.undo import last_act, undo
from app.storage.book import Book, open_book
from tests.helpers.books import PASSWORD
from tests.services.conftest import HEAD_ID, VILLAGE

OTHERS = [
    {"name": "买买提·艾力", "resident_id": "513123194902030032", "relation": "户主", "phone": "13900008888"},
    {"name": "何艳兴", "resident_id": "51312319490203018X", "relation": "配偶"},
]


@pytest.fixture
def village(book: Book, household: str) -> Book:
    """Two households: 杨䶮 and 单明阳 in 3组, 买买提·艾力 and 何艳兴 in 12组."""
    register_household(
        book, village_code=VILLAGE, group="12组", kind="", phone="13912345678", members=OTHERS, on=date(2021, 1, 1),
        number="5131230048",
    )  # fmt: skip
    return book


def _names(book: Book, typed: str) -> list[str]:
    with book.read() as session:
        return [hit.name for hit in search(session, typed)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("单", ["单明阳"]),
        ("明阳", ["单明阳"]),
        ("阳", ["单明阳"]),
        ("䶮", ["杨䶮"]),
        ("艾力", ["买买提·艾力"]),
        ("买买提·艾", ["买买提·艾力"]),
        ("shan", ["单明阳"]),  # 单 as a surname
        ("shanmingyang", ["单明阳"]),
        ("danming", ["单明阳"]),  # its other reading
        ("mingyang", ["单明阳"]),
        ("smy", ["单明阳"]),
        ("my", ["单明阳"]),
        ("heyx", []),
        ("hyx", ["何艳兴"]),
        ("HYX", ["何艳兴"]),
        (HEAD_ID, ["杨䶮"]),
        (HEAD_ID[-4:], ["杨䶮"]),
        ("018x", ["何艳兴"]),
        ("8888", ["买买提·艾力"]),
        ("5678", ["买买提·艾力"]),  # the household's phone tells its head
        ("5131230048", ["买买提·艾力"]),
        ("0047", ["杨䶮"]),
        ("12组", ["买买提·艾力"]),
        ("何 12组", ["何艳兴"]),
        ("何 3组", []),
        ("没有这个人", []),
        ('"*)(', []),
        ("  ", []),
    ],
)
def test_what_is_typed_finds_who_is_meant(village: Book, typed: str, names: list[str]) -> None:
    assert _names(village, typed) == names


def test_who_begins_with_the_text_comes_first(book: Book) -> None:
    for number, name in enumerate(("小王", "王二", "大王王")):
        register_household(
            book, village_code=VILLAGE, group="1组", kind="", phone="", members=[{"name": name}], on=date(2021, 1, 1),
            number=f"N{number}",
        )  # fmt: skip

    assert _names(book, "王")[0] == "王二"
    assert sorted(_names(book, "王")) == sorted(["王二", "小王", "大王王"])


def test_a_hit_tells_the_household(village: Book) -> None:
    with village.read() as session:
        (hit,) = search(session, "何艳兴")

    assert (hit.household, hit.group, hit.relation, hit.phone, hit.whole) == (
        "5131230048", "12组", "配偶", "13912345678", False,
    )  # fmt: skip


def test_the_index_follows_corrections_departures_and_undo(village: Book) -> None:
    with village.read() as session:
        (hit,) = search(session, "何艳兴")
    change_member(village, hit.member_id, {"name": "何燕"})
    assert (_names(village, "艳兴"), _names(village, "heyan")) == ([], ["何燕"])

    with village.read() as session:
        last = last_act(session)
    assert last is not None
    undo(village, last.id)
    assert _names(village, "艳兴") == ["何艳兴"]

    with village.write("成员减少") as session:
        session.get_one(Member, (village.code, hit.member_id)).left_on = date(2026, 1, 1)
    assert _names(village, "何艳兴") == []


def test_a_household_that_moves_to_another_group_takes_its_members_along(village: Book) -> None:
    with village.write("组别变更") as session:
        moved = session.query(Household).filter_by(number="5131230048").one()
        moved.group_name = "7组"

    assert _names(village, "何 7组") == ["何艳兴"]
    assert _names(village, "何 12组") == []


def test_a_roster_is_searchable_with_its_act_and_its_undo(book: Book) -> None:
    import_roster(book, resource("samples/roster-liushugou.xlsx"), on=date(2026, 11, 20))
    with book.read() as session:
        people = session.query(Member).count()
        indexed = session.execute(text("SELECT count(*) FROM search_doc WHERE kind = 'm'")).scalar()
        waiting = session.execute(text("SELECT count(*) FROM search_dirty")).scalar()
        someone = session.query(Member).first()
        last = last_act(session)
        assert someone is not None
        found = [hit.member_id for hit in search(session, someone.resident_id)]
    assert (indexed, waiting) == (people, 0)
    assert someone.id in found

    assert last is not None
    undo(book, last.id)

    assert _names(book, someone.name) == []


def test_an_act_that_fails_leaves_no_trace_in_the_index(village: Book) -> None:
    def fail() -> None:
        with village.write("改名") as session:
            session.query(Member).filter_by(name="何艳兴").one().name = "何冰"
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert (_names(village, "何冰"), _names(village, "何艳兴")) == ([], ["何艳兴"])


def test_a_book_without_the_index_gets_one_with_its_next_act(village: Book) -> None:
    folder: Path = village.folder
    with village.pause_writing() as connection:
        for name in ("search_index", "search_doc", "search_dirty"):
            connection.execute(f"DROP TABLE {name}")
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search%'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    village.close()

    with open_book(folder, PASSWORD) as again:
        assert _names(again, "何艳兴") == []
        with again.write("登记") as session:
            session.query(Household).filter_by(number="5131230048").one().remark = "x"
        assert _names(again, "何艳兴") == ["何艳兴"]
        assert _names(again, "5131230047") == ["杨䶮"]


def test_households_found_by_any_of_their_members(village: Book) -> None:
    with village.read() as session:
        (found,) = found_households(session, "何艳兴")
        number = session.get_one(Household, found).number

    assert number == "5131230048"


def test_a_syllable_of_pinyin_is_cut_where_the_initials_tell() -> None:
    tokens = member_tokens("单国强", "shanguoqiang", "sgq", "", "", "").split()

    assert [token for token in tokens if token.startswith("q")] == ["qguoqiang", "qqiang"]


def test_marks_of_the_index_language_are_no_question() -> None:
    assert question('" OR *').tiers == question("or").tiers
    assert question("-*'").tiers == ()
