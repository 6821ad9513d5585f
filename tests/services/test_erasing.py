"""Erasing a household: what binds it, that nothing of it can be read any more, and that the book says so honestly."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import RefusedError
from app.models import Household, JournalEntry, Member
from app.models.journal import broken_at, head
from app.services.backups import make_backup_now, restore_backup
from app.services.bundle_rows import own_rows
from app.services.drafts import list_drafts, save_draft
from app.services.erasing import erase_household, finish_erasing, kept_until, run_out
from app.services.household_story import read_story
from app.services.rehearsal import rehearse
from app.services.repayments import record_repayment
from app.services.scans import attach_scan
from app.services.search import search
from app.services.undo import last_act
from app.storage.book import Book
from app.storage.engine import connect
from app.storage.integrity import Check, first_failure, passed, verify
from tests.helpers.books import PASSWORD, reopened
from tests.helpers.killing import killed_at_line
from tests.services.conftest import HEAD_ID, SPOUSE_ID, Borrowing

SETTLED = date(2025, 3, 1)
AFTER = date(2035, 3, 2)  # ten years after the loan was settled
CARD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200) + b"IEND\xaeB`\x82"
NAMES = ("杨䶮", "单明阳", HEAD_ID, SPOUSE_ID, "13800004127")


def settle(borrowing: Borrowing) -> None:
    """The bank was paid all of it."""
    record_repayment(borrowing.book, borrowing.note, amount=Decimal(55_000), on=SETTLED, voucher="v")


def settled_and_gone(borrowing: Borrowing) -> str:
    settle(borrowing)
    with borrowing.book.write("迁出") as session:
        row = session.scalars(select(Household)).one()
        row.left_on = row.listed_until = date(2026, 1, 1)
    return borrowing.household


def everything_readable(book: Book) -> str:
    """Every value of every table, and every word of the search index, as one text."""
    with closing(connect(book.places.book, book.key)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables if name != "search_index"]
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, instance)")
        words = connection.execute("SELECT term FROM temp.words").fetchall()
    return repr(rows) + repr(words)


def journal_check(checks: list[Check]) -> str:
    return next(check.text for check in checks if check.name == "journal")


def test_nothing_is_erased_while_something_binds_the_household(borrowing: Borrowing) -> None:
    book, number = borrowing.book, borrowing.household

    with pytest.raises(RefusedError, match=f"借据 {borrowing.note} 没有结清"):
        erase_household(book, number, on=AFTER, withdrawn=True)
    settle(borrowing)
    with pytest.raises(RefusedError, match="贷款结清后要保存 10 年，到 2035-03-01；这以前只保存、不再使用"):
        erase_household(book, number, on=date(2035, 2, 28), withdrawn=True)
    with pytest.raises(RefusedError, match="还在名单上、还在村里，也没有撤回同意"):
        erase_household(book, number, on=AFTER)

    with book.read() as session:
        assert kept_until(session, number, AFTER, withdrawn=True).why == ""


def test_a_household_without_a_loan_goes_when_it_takes_its_consent_back(book: Book, household: str) -> None:
    done = erase_household(book, household, on=date(2026, 11, 20), withdrawn=True)

    assert (done.number, done.rows) == (household, 4)  # the household, two members, its place on the list
    with book.read() as session:
        told = session.scalars(select(JournalEntry).where(JournalEntry.action == "erase")).first()
        assert told is not None
        assert told.act == "抹去农户：撤回同意"
        assert last_act(session) is None


def test_whose_time_has_run_out_is_listed_the_longest_first(borrowing: Borrowing) -> None:
    number = settled_and_gone(borrowing)

    with borrowing.book.read() as session:
        assert run_out(session, date(2035, 2, 28)) == []
        (found,) = run_out(session, AFTER)

    assert (found.number, found.until, found.left_on) == (number, date(2035, 3, 1), date(2026, 1, 1))


def test_nothing_of_an_erased_household_can_be_read_and_the_chain_holds(borrowing: Borrowing, tmp_path: Path) -> None:
    book, number = borrowing.book, settled_and_gone(borrowing)
    (tmp_path / "card.png").write_bytes(CARD)
    scan = attach_scan(book, tmp_path / "card.png", on=SETTLED, household_number=number, title="杨䶮身份证")
    save_draft(book, f"visit:{number}", {"found": "杨䶮在家"})
    make_backup_now(book)
    before = everything_readable(book)
    with book.read() as session:
        head_before = head(session.connection())
        assert search(session, "杨䶮")

    done = erase_household(book, number, on=AFTER)

    assert all(name in before for name in NAMES[:2])
    assert [name for name in (*NAMES, number, borrowing.note, "生猪养殖") if name in everything_readable(book)] == []
    assert done.scans == 1
    assert not list(book.places.scans.iterdir())
    assert not list((book.places.backups / "scans").iterdir())
    assert list_drafts(book) == []
    with book.read() as session:
        assert search(session, "杨䶮") == []
        assert broken_at(session.connection()) is None
        kept = session.get(JournalEntry, head_before.length)
        assert kept is not None
        assert kept.hash == head_before.hash  # a head that was handed over before stays true
    assert scan.id
    checks = verify(book)
    assert passed(checks), first_failure(checks)
    assert f"见抹去农户的登记：第 {done.entry} 条" in journal_check(checks)


def test_an_erasure_that_is_only_looked_at_leaves_the_rows_the_scans_and_the_drafts(
    book: Book, household: str, tmp_path: Path
) -> None:
    (tmp_path / "card.png").write_bytes(CARD)
    attach_scan(book, tmp_path / "card.png", on=SETTLED, household_number=household, title="杨䶮身份证")
    save_draft(book, f"visit:{household}", {"found": "杨䶮在家"})
    before = everything_readable(book)

    tried = rehearse(book, erase_household, household, on=date(2026, 11, 20), withdrawn=True)
    finish_erasing(book)

    assert [finding.text for finding in tried.answer.findings] == ["5 条记录成为空行，1 个扫描件删除。"]
    assert everything_readable(book) == before
    assert len(list(book.places.scans.iterdir())) == 1
    assert len(list_drafts(book)) == 1
    checks = verify(book)
    assert passed(checks), first_failure(checks)


def test_the_township_learns_of_it_because_the_rows_do_not_travel_any_more(borrowing: Borrowing) -> None:
    number = settled_and_gone(borrowing)

    erase_household(borrowing.book, number, on=AFTER)

    with borrowing.book.read() as session:
        rows = own_rows(session.connection(), borrowing.book.code)
        assert [len(list(rows[name])) for name in ("household", "member", "loan", "repayment", "bank_decision")] == [
            0
        ] * 5


def test_entries_of_schema_1_lose_their_values_and_keep_their_hash(book: Book, household: str) -> None:
    with book.write("按旧版本登记") as session:  # schema 1 wrote the values in the open
        row = session.scalars(select(Member).where(Member.name == "杨䶮")).one()
        row.phone = "13911112222"
        session.info["owners"] = _NobodyOwns()
    with book.read() as session:
        (plain,) = session.scalars(select(JournalEntry).where(JournalEntry.changes.contains("13911112222")))
        seq, told = plain.seq, plain.changes_hash

    erase_household(book, household, on=date(2026, 11, 20), withdrawn=True)

    with book.read() as session:
        entry = session.get(JournalEntry, seq)
        assert entry is not None
        assert (entry.changes, entry.changes_hash) == ("", told)
        assert broken_at(session.connection()) is None
    assert passed(verify(book))


class _NobodyOwns:
    def of(self, *_: object) -> None:
        return None


@pytest.mark.parametrize(
    ("edit", "broken"),
    [
        ("DELETE FROM household_key", "rows"),
        ("UPDATE journal SET changes = '' WHERE \"table\" = 'member'", "rows"),
        ("UPDATE household SET phone = '13800000000' WHERE removed", "rows"),
    ],
)
def test_values_that_vanish_without_an_entry_or_come_back_are_found(
    book: Book, household: str, edit: str, broken: str
) -> None:
    if "removed" in edit:
        erase_household(book, household, on=date(2026, 11, 20), withdrawn=True)
    with book.pause_writing() as connection:
        connection.execute(edit)

    assert broken in {check.name for check in verify(book) if not check.ok}


def test_a_member_who_went_to_another_household_keeps_his_story(book: Book, household: str) -> None:
    with book.write("登记新户") as session:
        other = Household(village_code=book.code, number="H2")
        session.add(other)
        session.flush()
        session.scalars(select(Member).where(Member.name == "单明阳")).one().household_id = other.id

    erase_household(book, household, on=date(2026, 11, 20), withdrawn=True)

    with book.read() as session:
        assert [view.name for view in read_story(session, "H2", date(2026, 11, 20)).view.members] == ["单明阳"]
    checks = verify(book)
    assert passed(checks), first_failure(checks)
    erase_household(book, "H2", on=date(2026, 11, 20), withdrawn=True)
    assert "单明阳" not in everything_readable(book)
    assert passed(verify(book))


def test_a_restored_backup_loses_the_household_again(book: Book, household: str) -> None:
    backup = make_backup_now(book).backup
    erase_household(book, household, on=date(2026, 11, 20), withdrawn=True)
    book.close()

    restore_backup(book.folder, backup.id, PASSWORD)

    with reopened(book.folder) as again:
        assert "杨䶮" not in everything_readable(again)
        checks = verify(again)
        assert passed(checks), first_failure(checks)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_crash_at_any_line_leaves_the_household_whole_or_gone_with_its_scans(
    book: Book, household: str, tmp_path: Path
) -> None:
    (tmp_path / "card.png").write_bytes(CARD)
    attach_scan(book, tmp_path / "card.png", on=SETTLED, household_number=household, title="杨䶮身份证")
    book.close()
    seen, lines, done = set(), 1, False

    while not done:
        folder = tmp_path / f"copy{lines}"
        shutil.copytree(book.folder, folder)
        done = killed_at_line(partial(_open_and_erase, folder, household), lines)
        with reopened(folder) as again:
            finish_erasing(again)
            left = everything_readable(again)
            seen.add("杨䶮" in left)
            assert ("杨䶮" in left) == (len(list(again.places.scans.iterdir())) == 1)
            assert passed(verify(again))
        shutil.rmtree(folder)
        lines = int(lines * 1.6) + 1

    assert seen == {True, False}


def _open_and_erase(folder: Path, household: str) -> None:
    with reopened(folder) as book:
        erase_household(book, household, on=date(2026, 11, 20), withdrawn=True)
