"""Villages over time: a new name, a new code, a merger; records follow, old codes are found again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.services.households import list_households, register_household
from app.services.office import NewVillage, make_book
from app.services.panel import appoint, panel_on
from app.services.undo import last_act, undo
from app.services.villages import (
    code_now,
    list_villages,
    merge_villages,
    recode_village,
    rename_village,
    village_history,
)
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD

FIRST, SECOND, NEW = "513123104205", "513123104206", "513123104301"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Book]:
    """A book with two villages, a household in group 1 of each and one in group 2 of the second."""
    made, _code = make_book(
        tmp_path / "two", PASSWORD, role="village", code=FIRST, name="柳树沟村", officer="周明远",
        villages=[NewVillage(SECOND, "青杠村")], cost=CHEAP,
    )  # fmt: skip
    with made:
        for number, code, group in (("1", FIRST, "1组"), ("2", SECOND, "1组"), ("3", SECOND, "2组")):
            register_household(
                made, village_code=code, group=group, kind="", phone="", number=f"513123000{number}",
                members=[{"name": "某人"}], on=date(2021, 1, 1),
            )  # fmt: skip
        yield made


def test_a_merger_takes_the_households_along(two: Book) -> None:
    assert merge_villages(two, "青杠村", into=FIRST, on=date(2026, 1, 1), document="县民发〔2025〕9号") == 2

    with two.read() as session:
        found = [(view.number, view.village_code, view.group) for view in list_households(session)]
        assert found == [
            ("5131230001", FIRST, "1组"), ("5131230002", FIRST, "青杠村1组"), ("5131230003", FIRST, "2组")
        ]  # fmt: skip
        old = next(view for view in list_villages(session) if view.code == SECOND)
        assert (old.merged_into, old.valid_until, old.households) == (FIRST, date(2025, 12, 31), 0)
        assert code_now(session, SECOND, date(2026, 1, 1)) == FIRST
        assert code_now(session, SECOND, date(2025, 12, 31)) == SECOND
        act = last_act(session)
    with pytest.raises(RefusedError):
        merge_villages(two, "青杠村", into=FIRST, on=date(2026, 2, 1))
    assert act is not None
    undo(two, act.id)
    with two.read() as session:
        assert sorted(view.village_code for view in list_households(session)) == [FIRST, SECOND, SECOND]


def test_a_new_code_is_followed_by_every_record(two: Book) -> None:
    appoint(two, name="覃支书", on=date(2025, 1, 1), village="青杠村")

    assert recode_village(two, SECOND, code=NEW, on=date(2026, 1, 1)) == 3  # two households and the panel

    with two.read() as session:
        assert panel_on(session, date(2026, 1, 1))[0].village == "青杠村"
        assert code_now(session, SECOND, date(2026, 6, 1)) == NEW
        with pytest.raises(NotFoundError):
            code_now(session, "513123104999", date(2026, 6, 1))
    merge_villages(two, NEW, into=FIRST, on=date(2027, 1, 1))
    with two.read() as session:
        assert code_now(session, SECOND, date(2027, 1, 1)) == FIRST  # over two steps


@pytest.mark.parametrize("code", ["5131231042", "513123104000", "一二三"])
def test_what_is_no_village_code_is_sent_back(two: Book, code: str) -> None:
    with pytest.raises(InputError):
        recode_village(two, SECOND, code=code, on=date(2026, 1, 1))


def test_a_name_changes_and_the_old_one_is_told(two: Book) -> None:
    rename_village(two, SECOND, name="青杠社区", on=date(2026, 1, 1))

    with two.read() as session:
        (change,) = village_history(session)
        assert [view.name for view in list_villages(session)] == ["柳树沟村", "青杠社区"]
    assert (change.kind, change.old_name, change.new_name) == ("更名", "青杠村", "青杠社区")
    with pytest.raises(RefusedError):
        recode_village(two, SECOND, code=FIRST, on=date(2026, 1, 1))
    with pytest.raises(RefusedError):
        merge_villages(two, FIRST, into=FIRST, on=date(2026, 1, 1))
    with pytest.raises(NotFoundError):
        rename_village(two, "青杠村", name="x", on=date(2026, 1, 1))
    with pytest.raises(InputError):  # which of the two?
        register_household(
            two, village_code="", group="1组", kind="", phone="", members=[{"name": "a"}], on=date(2026, 1, 1)
        )
