"""Roster import: who is new, whose data changed, who is refused; twice changes nothing, once can be undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.domain.errors import RosterElsewhereError
from app.models import Household, JournalEntry, Member, Village
from app.models.journal import changes_of
from app.resources import resource
from app.services.households import list_households
from app.services.roster import import_roster
from app.services.undo import last_act, undo
from app.storage.book import Book

ROSTER = resource("samples/roster-liushugou.xlsx")
SUPPLEMENT = resource("samples/roster-supplement.csv")
DAY = date(2026, 11, 20)


def test_the_sample_village_comes_in_whole(book: Book) -> None:
    done = import_roster(book, ROSTER, on=DAY)

    assert (done.rows, done.households, done.members, done.added) == (462, 128, 462, 462)
    assert (done.changed, done.unchanged, done.refused) == (0, 0, ())
    with book.read() as session:
        assert session.scalar(select(func.count()).select_from(Household)) == 128
        assert session.scalar(select(func.count()).select_from(Member)) == 462


def test_a_second_import_adds_and_changes_nothing(book: Book) -> None:
    import_roster(book, ROSTER, on=DAY)
    with book.read() as session:
        entries = session.scalar(select(func.count()).select_from(JournalEntry))

    again = import_roster(book, ROSTER, on=DAY)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 462)
    with book.read() as session:
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == entries


def test_a_changed_phone_is_one_changed_row_with_old_and_new_in_the_journal(book: Book, tmp_path: Path) -> None:
    import_roster(book, ROSTER, on=DAY)
    workbook = load_workbook(ROSTER)
    heading = [cell.value for cell in workbook.worksheets[0][2]]
    workbook.worksheets[0].cell(3, heading.index("人联系电话") + 1).value = "13900008817"
    workbook.save(tmp_path / "later.xlsx")

    done = import_roster(book, tmp_path / "later.xlsx", on=DAY)

    assert (done.added, done.changed, done.unchanged) == (0, 1, 461)
    with book.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert entry is not None
        assert (entry.action, entry.table) == ("change", "member")
        assert changes_of(session, entry) == {"phone": ["15379159837", "13900008817"]}


def test_a_dry_run_says_what_would_be_and_does_nothing(book: Book) -> None:
    done = import_roster(book, ROSTER, on=DAY, dry_run=True)

    assert (done.added, done.dry_run) == (462, True)
    with book.read() as session:
        assert session.scalar(select(func.count()).select_from(Member)) == 0


def test_faulty_rows_are_refused_one_entry_each_and_a_missing_head_is_a_finding(book: Book) -> None:
    done = import_roster(book, SUPPLEMENT, on=DAY)

    assert done.rows == done.added + len(done.refused) == 7
    assert [(row.row, row.column) for row in done.refused] == [
        (5, "证件号码"),
        (6, "证件号码"),
        (8, "行政村"),
        (9, "姓名"),
    ]
    assert [finding.subject for finding in done.findings if finding.code == "roster-no-head"] == ["5131230130"]


def test_a_list_of_another_village_is_refused_whole(book: Book, tmp_path: Path) -> None:
    text = SUPPLEMENT.read_text(encoding="gb18030").replace("柳树沟村", "桐子坪村")
    (tmp_path / "other.csv").write_text(text, encoding="utf-8")

    with pytest.raises(RosterElsewhereError):
        import_roster(book, tmp_path / "other.csv", on=DAY)

    with book.read() as session:
        assert session.scalar(select(func.count()).select_from(Household)) == 0


def test_households_that_come_later_are_on_the_list_from_that_day(book: Book) -> None:
    import_roster(book, ROSTER, on=date(2025, 1, 1))

    import_roster(book, SUPPLEMENT, on=DAY)

    with book.read() as session:
        since = {view.number: view.listed_from for view in list_households(session)}
    assert since["5131230001"] is None
    assert since["5131230129"] == DAY


def test_the_village_learns_the_names_above_it(book: Book) -> None:
    import_roster(book, ROSTER, on=DAY)

    with book.read() as session:
        village = session.scalars(select(Village)).one()
    assert (village.township, village.county) == ("云岭镇", "清溪县")


def test_the_whole_import_can_be_undone_as_one_act(book: Book) -> None:
    import_roster(book, ROSTER, on=DAY)
    with book.read() as session:
        last = last_act(session)
    assert last is not None
    assert last.name == "导入名单"

    undo(book, last.id)

    with book.read() as session:
        assert list_households(session) == []
