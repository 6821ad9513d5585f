"""Backups: what they hold, when they are refused, how they age, and the way back."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from app.domain.errors import (
    BackupRefusedError,
    BookOpenElsewhereError,
    DamagedBackupError,
    DamagedBookError,
    KnownError,
    MissingFileError,
    NewerBookError,
    NotFoundError,
    WrongPasswordError,
)
from app.models import BookInfo, Household
from app.services.backups import back_up_on_closing, backup_lines, make_backup_now, restore_backup
from app.storage.backup import backup_if_changed, list_backups, make_backup
from app.storage.book import CHINA, Book, open_book
from app.storage.change_key import change_password, rekey
from app.storage.integrity import first_failure, passed, verify, verify_closed
from app.storage.restore import restore
from app.storage.second_place import choose_second_place, second_place
from app.storage.thinning import to_remove
from tests.helpers.books import CHEAP, PASSWORD, new_book, reopened
from tests.helpers.killing import killed_at_line

PAGE = 4096
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=CHINA)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "账本"


@pytest.fixture
def book(folder: Path) -> Iterator[Book]:
    with new_book(folder) as book:
        enter(book, "H1")
        yield book


def enter(book: Book, number: str) -> None:
    with book.write("记农户") as session:
        session.add(Household(book_code=book.code, village_code=book.code, number=number))


def numbers(book: Book) -> list[str]:
    with book.read() as session:
        return sorted(household.number for household in session.query(Household))


def written_long_ago(book: Book) -> None:
    """As if the last entry was an hour ago: a file's time is too coarse to tell the last seconds apart."""
    with book.pause_writing() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    hour_ago = time.time() - 3600
    os.utime(book.places.book, (hour_ago, hour_ago))


def damage(path: Path, page: int) -> None:
    data = bytearray(path.read_bytes())
    data[page * PAGE + 200] ^= 1
    path.write_bytes(data)


def test_a_backup_is_a_whole_book_with_its_own_key_file(book: Book, tmp_path: Path) -> None:
    made = make_backup(book, now=NOON)
    elsewhere = tmp_path / "另一台电脑"
    shutil.copytree(book.folder / "backups" / made.id, elsewhere)

    with open_book(elsewhere, PASSWORD) as copy:
        assert numbers(copy) == ["H1"]
        assert passed(verify(copy)[1:])  # its key file has no second copy yet
    assert (made.households, made.journal_length, made.reason) == (1, 1, "手动")
    assert made.id.startswith("20261120-120000-")


def test_a_backup_tells_nothing_about_anybody(book: Book) -> None:
    with book.write("记农户") as session:
        session.add(Household(book_code=book.code, village_code=book.code, number="钱百万一号", phone="13912345678"))

    made = make_backup(book)

    for path in (book.folder / "backups" / made.id).iterdir():
        data = path.read_bytes()
        assert "钱百万一号".encode() not in data
        assert b"13912345678" not in data
        assert book.officer.encode() not in data


def test_on_closing_a_backup_is_made_only_of_what_is_new(book: Book) -> None:
    written_long_ago(book)
    first = backup_if_changed(book)
    second = backup_if_changed(book)
    enter(book, "H2")
    third = backup_if_changed(book)

    assert first is not None
    assert second is None
    assert third is not None
    assert [backup.id for backup in list_backups(book.folder)] == [third.id, first.id]


def test_an_entry_in_the_second_of_the_backup_is_not_missed(book: Book) -> None:
    backup_if_changed(book)

    assert backup_if_changed(book) is not None


def test_reopening_without_entering_needs_no_backup(book: Book, folder: Path) -> None:
    written_long_ago(book)
    backup_if_changed(book)
    book.close()

    with reopened(folder) as again:
        assert backup_if_changed(again) is None


def test_a_damaged_book_is_never_backed_up_and_the_good_backup_stays(book: Book, folder: Path) -> None:
    good = make_backup(book)
    with book.pause_writing() as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'loan'").fetchone()
    book.close()
    damage(folder / "book.db", page - 1)

    with reopened(folder) as again, pytest.raises(BackupRefusedError):
        make_backup(again)

    assert [backup.id for backup in list_backups(folder)] == [good.id]
    assert list((folder / "backups").iterdir()) == [folder / "backups" / good.id]


def test_restoring_brings_the_day_of_the_backup_back_and_saves_the_present(book: Book, folder: Path) -> None:
    made = make_backup(book)
    enter(book, "H2")
    book.close()

    done = restore_backup(folder, made.id, PASSWORD)

    with reopened(folder) as restored:
        assert numbers(restored) == ["H1"]
        assert passed(verify(restored)), first_failure(verify(restored))
    assert done.saved is not None
    assert (done.saved.households, done.saved.reason) == (2, "还原之前")
    restore(folder, done.saved.id, PASSWORD)
    with reopened(folder) as back:
        assert numbers(back) == ["H1", "H2"]


def test_a_restored_book_begins_an_epoch_beyond_the_highest_it_has_known(book: Book, folder: Path) -> None:
    made = make_backup(book)
    with book.write("换代") as session:
        session.query(BookInfo).one().epoch_no = 7
    book.close()

    restore_backup(folder, made.id, PASSWORD)

    with reopened(folder) as restored, restored.read() as session:
        info = session.query(BookInfo).one()
        assert (info.epoch_no, info.seq) == (8, 0)


def test_restoring_thins_nothing(book: Book, folder: Path) -> None:
    old = [make_backup(book, now=NOON - timedelta(days=400 + day), thin=False).id for day in range(6)]
    book.close()

    restore(folder, old[0], PASSWORD)

    assert {backup.id for backup in list_backups(folder)} >= set(old)


def test_an_open_book_is_not_restored_over(book: Book, folder: Path) -> None:
    made = make_backup(book)

    with pytest.raises(BookOpenElsewhereError):
        restore(folder, made.id, PASSWORD)


def test_a_damaged_present_is_set_aside_as_it_is(book: Book, folder: Path) -> None:
    made = make_backup(book)
    enter(book, "H2")
    book.close()
    damage(folder / "book.db", 0)
    damaged = (folder / "book.db").read_bytes()
    with pytest.raises(DamagedBookError):
        reopened(folder)

    done = restore(folder, made.id, PASSWORD)

    with reopened(folder) as restored:
        assert numbers(restored) == ["H1"]
    assert done.saved is None
    assert done.set_aside is not None
    assert (done.set_aside / "book.db").read_bytes() == damaged


def test_a_book_and_keys_that_are_gone_come_back_from_a_backup(book: Book, folder: Path) -> None:
    made = make_backup(book)
    book.close()
    for name in ("book.db", "book.key", "book.key.copy"):
        (folder / name).unlink()

    restore(folder, made.id, PASSWORD)

    with reopened(folder) as restored:
        assert numbers(restored) == ["H1"]


def test_a_backup_restores_on_an_empty_machine_from_a_stick(book: Book, tmp_path: Path) -> None:
    made = make_backup_now(book, to=tmp_path)
    fresh = tmp_path / "新电脑"
    assert made.copy is not None

    restore(fresh, str(made.copy), PASSWORD)

    with reopened(fresh) as restored:
        assert numbers(restored) == ["H1"]


def wrong_password(_: Path) -> str:
    return "不是这个密码"


def cut_backup(place: Path) -> str:
    path = place / "book.db"
    path.write_bytes(path.read_bytes()[:-PAGE])
    return PASSWORD


def flipped_backup(place: Path) -> str:
    damage(place / "book.db", 5)
    return PASSWORD


def empty_backup(place: Path) -> str:
    (place / "book.db").write_bytes(b"")
    return PASSWORD


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (wrong_password, WrongPasswordError),
        (cut_backup, DamagedBackupError),
        (flipped_backup, DamagedBackupError),
        (empty_backup, DamagedBackupError),
    ],
)
def test_a_restore_that_fails_leaves_the_present_as_it_was(
    book: Book, folder: Path, spoil: Callable[[Path], str], error: type[KnownError]
) -> None:
    made = make_backup(book)
    enter(book, "H2")
    book.close()
    password = spoil(folder / "backups" / made.id)

    with pytest.raises(error):
        restore(folder, made.id, password)

    with reopened(folder) as present:
        assert numbers(present) == ["H1", "H2"]


def test_a_backup_of_a_newer_program_is_not_restored(book: Book, folder: Path) -> None:
    with book.pause_writing() as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerBookError):
        make_backup(book)


def test_an_unknown_backup_is_named(book: Book, folder: Path) -> None:
    with pytest.raises(NotFoundError):
        restore(folder, "20200101-000000-0000", PASSWORD)


def test_after_a_change_of_password_todays_opens_older_backups_too(book: Book, folder: Path) -> None:
    made = make_backup(book)
    change_password(book, PASSWORD, "新的密码也一样很长", cost=CHEAP)
    book.close()

    assert backup_lines(folder)[0].todays_password
    restore(folder, made.id, "新的密码也一样很长")

    with open_book(folder, "新的密码也一样很长") as restored:
        assert numbers(restored) == ["H1"]


def test_after_a_change_of_key_a_backup_opens_with_the_password_of_its_day(book: Book, folder: Path) -> None:
    made = make_backup(book)
    book.close()
    rekey(folder, PASSWORD, cost=CHEAP)
    with open_book(folder, PASSWORD) as rekeyed:
        change_password(rekeyed, PASSWORD, "新的密码也一样很长", cost=CHEAP)
        enter(rekeyed, "H2")

    assert not backup_lines(folder)[0].todays_password
    with pytest.raises(WrongPasswordError):
        restore(folder, made.id, "新的密码也一样很长")
    done = restore(folder, made.id, PASSWORD)

    with reopened(folder) as restored:
        assert numbers(restored) == ["H1"]
    assert done.set_aside is not None
    with open_book(done.set_aside, "新的密码也一样很长") as before:
        assert numbers(before) == ["H1", "H2"]


def test_the_second_place_gets_a_copy_on_closing_and_remembers_the_day(book: Book, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    choose_second_place(book.folder, stick)
    assert second_place(book.folder).days_since(NOON) is None

    made = back_up_on_closing(book)

    assert made is not None
    assert made.copy is not None
    assert made.copy.parent.parent == stick
    now = datetime.fromisoformat(second_place(book.folder).last_copied)
    assert second_place(book.folder).days_since(now + timedelta(days=3, hours=1)) == 3


def test_a_stick_that_is_not_there_is_said_before_anything_is_made(book: Book, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        make_backup_now(book, to=tmp_path / "没插")

    assert list_backups(book.folder) == []


def test_a_description_that_does_not_read_hides_only_its_own_backup(book: Book) -> None:
    bad, good = make_backup(book, now=NOON), make_backup(book, now=NOON + timedelta(hours=1))
    about = book.folder / "backups" / bad.id / "about.json"
    about.write_text(json.dumps({"id": bad.id}))

    assert list_backups(book.folder) == [good]


def named(moments: list[datetime]) -> dict[str, datetime]:
    return {moment.isoformat(): moment for moment in moments}


def test_backups_are_kept_all_for_two_days_then_daily_weekly_monthly() -> None:
    hourly = named([NOON - timedelta(hours=hour) for hour in range(24 * 400)])

    going = to_remove(hourly, NOON)

    ages = [(NOON - moment).days for backup_id, moment in hourly.items() if backup_id not in going]
    assert sum(age < 2 for age in ages) == 48
    assert sum(2 <= age < 14 for age in ages) == 13  # 12 days, noon to noon, touch 13 dates
    assert sum(14 <= age < 56 for age in ages) == 7  # 6 weeks touch 7
    assert sum(56 <= age < 366 for age in ages) == 11  # 20 November 2025 to 25 September 2026
    assert all(age < 366 for age in ages)


def test_the_newest_of_a_day_is_the_one_that_stays() -> None:
    day = NOON - timedelta(days=5)
    three = [day, day + timedelta(hours=1), day + timedelta(hours=2)]
    recent = [NOON - timedelta(minutes=minute) for minute in range(3)]

    assert to_remove(named([*three, *recent]), NOON) == set(named(three[:2]))


def test_the_newest_three_stay_however_old() -> None:
    old = [NOON - timedelta(days=1000 + day) for day in range(5)]

    assert to_remove(named(old), NOON) == set(named(old[3:]))


def test_a_clock_that_jumped_costs_no_backup() -> None:
    made = [NOON - timedelta(hours=hour) for hour in range(10)]
    in_1970 = datetime(1970, 1, 1, tzinfo=CHINA)

    assert to_remove(named(made), in_1970) == set()


def test_of_two_backups_of_one_moment_one_stays() -> None:
    old = NOON - timedelta(days=5)
    recent = named([NOON - timedelta(minutes=minute) for minute in range(3)])

    assert to_remove({"a": old, "b": old, **recent}, NOON) == {"a"}


def test_two_backups_of_one_second_are_two(book: Book) -> None:
    one, other = make_backup(book, now=NOON), make_backup(book, now=NOON)

    assert one.id != other.id
    assert replace(one, id="") == replace(other, id="")


def test_verify_of_a_restored_folder_holds(book: Book, folder: Path) -> None:
    made = make_backup(book)
    book.close()

    restore_backup(folder, made.id, PASSWORD)

    checks = verify_closed(folder, PASSWORD)
    assert passed(checks), first_failure(checks)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_while_restoring_under_another_key_leaves_one_of_the_two_whole(
    book: Book, folder: Path, tmp_path: Path
) -> None:
    made = make_backup(book)
    book.close()
    rekey(folder, PASSWORD, cost=CHEAP)
    with reopened(folder) as rekeyed:
        enter(rekeyed, "H2")
    seen = set()

    for lines in range(1, 3000, 37):
        tried = tmp_path / f"kill-{lines}"
        shutil.copytree(folder, tried)
        finished = killed_at_line(partial(restore, tried, made.id, PASSWORD), lines)
        with reopened(tried) as found:
            seen.add(tuple(numbers(found)))
            assert passed(verify(found)), first_failure(verify(found))
        if finished:
            break

    assert finished
    assert seen == {("H1",), ("H1", "H2")}
