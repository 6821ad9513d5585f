"""The journal: one entry per change, chained, and broken by any later hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.models import Base, Household, JournalEntry
from app.models.base import hide_removed
from app.models.ids import new_id
from app.models.journal import Act, append_many, broken_at, changes_of, head, install


class JournalledSession(Session):
    """A session class of this test, so that the hooks stay here."""


install(JournalledSession)
hide_removed(JournalledSession)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with sessionmaker(engine, class_=JournalledSession)() as opened:
        opened.info["book_code"] = "513123104205"
        opened.info["act"] = Act(new_id(), "登记农户", "周明远", "2026-11-20T09:00:00+08:00")
        yield opened
    engine.dispose()


def _household(number: str) -> Household:
    return Household(village_code="513123104205", number=number, kind="一般脱贫户", phone="13800004127")


def test_an_added_row_gets_its_book_and_one_entry(session: Session) -> None:
    household = _household("5131230001")

    session.add(household)
    session.flush()

    entry = session.scalars(select(JournalEntry)).one()
    assert (household.book_code, household.rev) == ("513123104205", 1)
    assert (entry.seq, entry.table, entry.row_id, entry.action) == (1, "household", household.id, "add")
    assert changes_of(session, entry)["phone"] == [None, "13800004127"]


def test_a_change_names_old_and_new_and_raises_the_revision(session: Session) -> None:
    household = _household("5131230001")
    session.add(household)
    session.flush()

    household.phone = "13900008817"
    session.flush()

    last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert last is not None
    assert changes_of(session, last) == {"phone": ["13800004127", "13900008817"]}
    assert household.rev == 2


def test_a_tombstone_is_hidden_and_journalled_as_removed(session: Session) -> None:
    household = _household("5131230001")
    session.add(household)
    session.flush()

    household.removed = True
    session.flush()

    assert session.scalars(select(Household)).all() == []
    assert session.scalars(select(JournalEntry.action).order_by(JournalEntry.seq)).all() == ["add", "remove"]
    assert len(session.scalars(select(Household), execution_options={"include_removed": True}).all()) == 1


def test_rows_of_another_book_are_not_journalled_here(session: Session) -> None:
    mirrored = _household("5131230009")
    mirrored.book_code = "513123104999"

    session.add(mirrored)
    session.flush()

    assert head(session.connection()).length == 0


def test_the_chain_holds_over_single_and_bulk_entries(session: Session) -> None:
    session.add(_household("5131230001"))
    session.flush()
    append_many(session, "member", "add", [(new_id(), {"name": [None, "甲"]}), (new_id(), {"name": [None, "乙"]})])

    assert broken_at(session.connection()) is None
    assert head(session.connection()).length == 3


@pytest.mark.parametrize(
    ("edit", "found_at"),
    [
        ("UPDATE journal SET changes = '{}' WHERE seq = 2", 2),
        ("UPDATE journal SET who = '别人' WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("UPDATE journal SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE seq END", 1),
    ],
)
def test_an_edited_removed_or_reordered_entry_is_found(session: Session, edit: str, found_at: int) -> None:
    append_many(session, "member", "add", [(new_id(), {"name": [None, name]}) for name in "甲乙丙"])

    session.execute(text(edit))

    assert broken_at(session.connection()) == found_at


def test_ids_of_one_process_only_increase() -> None:
    ids = [new_id() for _ in range(10_000)]

    assert ids == sorted(set(ids))
    assert {(one[14], one[19] in "89ab") for one in ids} == {("7", True)}
