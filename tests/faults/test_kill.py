"""kill -9 at random moments of entering, importing, exporting, backing up, restoring, keeping drafts, erasing,
migrating: nothing acknowledged is lost, and the book verifies each time."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.models import Household, JournalEntry, Member, Repayment
from app.models.journal import changes_of
from app.services.bundles import export_bundle, verify_file
from app.services.drafts import read_draft, save_draft
from app.services.erasing import erase_household
from app.services.repayments import record_repayment
from app.services.roster import import_roster
from app.storage.backup import BOOK, back_up_file, list_backups, make_backup
from app.storage.book import Book
from app.storage.copying import check_copy
from app.storage.engine import SCHEMA_VERSION, connect
from app.storage.integrity import first_failure, passed
from app.storage.integrity import verify_file as verify_book_file
from app.storage.migrations import migrate
from app.storage.opening import take
from app.storage.restore import restore
from tests.helpers.books import PASSWORD, reopened
from tests.helpers.golden_book import BOOKS, contents
from tests.helpers.offices import NOTE, TODAY, Offices, make_offices, roster_csv
from tests.storage.test_migrations import NEWER, NEWEST, NOON

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")

Say = Callable[[str], None]
LONGEST_LIFE = 0.12  # seconds after the first acknowledgement


@dataclass(slots=True)
class Desk:
    """Two closed books, files to import, a stick; and what was acknowledged so far."""

    offices: Offices
    lists: list[Path]
    stick: Path
    acknowledged: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.offices.village


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    return make_offices(tmp_path_factory.mktemp("offices") / "made")


@pytest.fixture
def desk(prepared: Offices, tmp_path: Path) -> Desk:
    lists = [roster_csv(tmp_path / f"{number}.csv", f"1390000000{number}") for number in range(2)]
    stick = tmp_path / "U盘"
    stick.mkdir()
    return Desk(prepared.moved(tmp_path / "office"), lists, stick)


# --- what the child does until it is killed; each act is acknowledged when it has returned ---


def entering(desk: Desk, say: Say) -> None:
    with reopened(desk.folder) as book:
        while True:
            entry = str(uuid4())
            record_repayment(book, NOTE, amount=Decimal("1.00"), on=date(2026, 6, 20), voucher="v", entry_id=entry)
            say(entry)


def importing(desk: Desk, say: Say) -> None:
    with reopened(desk.folder) as book:
        while True:
            for path in desk.lists:
                import_roster(book, path, on=TODAY)
                say(path.stem)


def exporting(desk: Desk, say: Say) -> None:
    with reopened(desk.folder) as book:
        while True:
            say(export_bundle(book, desk.stick, on=TODAY).file.name)


def backing_up(desk: Desk, say: Say) -> None:
    with reopened(desk.folder) as book:
        while True:
            say(make_backup(book).id)


def restoring(desk: Desk, say: Say) -> None:
    while True:
        say(restore(desk.folder, list_backups(desk.folder)[-1].id, PASSWORD).backup_id)


def drafting(desk: Desk, say: Say) -> None:
    with reopened(desk.folder) as book:
        for number in itertools.count():
            assert save_draft(book, "visit:", {"typed": "字" * number, "number": number}) == ""
            say(str(number))


def erasing(desk: Desk, say: Say) -> None:
    with reopened(desk.folder) as book:
        while True:
            number = str(uuid4())
            with book.write("登记农户") as session:
                household = Household(village_code=book.code, number=number)
                session.add(household)
                session.flush()
                session.add(Member(household_id=household.id, name=number))
            erase_household(book, number, on=TODAY, withdrawn=True)
            say(number)


def migrating(desk: Desk, say: Say) -> None:
    taken = take(desk.folder, lambda key_file: key_file.unlock(PASSWORD), lambda: 0.0)
    say("taken")
    migrate(taken.places, taken.key, lambda: back_up_file(taken.places, taken.key, "升级之前", NOON), NEWER, NEWEST)
    time.sleep(10)


# --- what must hold afterwards ---


def entries_are_there(desk: Desk, book: Book) -> None:
    with book.read() as session:
        there = set(session.scalars(select(Repayment.id)))
    assert set(desk.acknowledged) <= there


def import_is_whole(desk: Desk, book: Book) -> None:
    with book.read() as session:
        phones = {phone for phone in session.scalars(select(Household.phone)) if phone.startswith("1390000000")}
    assert len(phones) <= 1  # one list is in, wholly, or none
    if desk.acknowledged:
        assert phones


def bundles_are_whole(desk: Desk, book: Book) -> None:
    names = {path.name for path in desk.stick.glob("*.age")}
    assert set(desk.acknowledged) <= names
    with reopened(desk.offices.township) as township:
        for name in names:
            verify_file(township, desk.stick / name)
        for path in (desk.stick / "huicun-copy").glob("*.age"):
            verify_file(township, path)
    for path in desk.stick.rglob("*.age"):
        path.unlink()
    desk.acknowledged.clear()


def backups_are_whole(desk: Desk, book: Book) -> None:
    backups = list_backups(desk.folder)
    assert set(desk.acknowledged) <= {backup.id for backup in backups}
    for backup in backups[:5]:
        check_copy(desk.folder / "backups" / backup.id / BOOK, book.key, backup.id)


def the_last_draft_is_there(desk: Desk, book: Book) -> None:
    found = read_draft(book, "visit:")
    if desk.acknowledged:
        assert found is not None
        assert found.values["number"] >= int(desk.acknowledged[-1])
    desk.acknowledged.clear()  # the next child begins at 0


def erased_ones_stay_erased(desk: Desk, book: Book) -> None:
    with book.read() as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.table == "member")).all()
        told = "".join(str(changes_of(session, entry)) for entry in entries)
        names = " ".join(session.scalars(select(Member.name), execution_options={"include_removed": True}))
    assert [number for number in desk.acknowledged if number in told or number in names] == []


def old_or_new(desk: Desk, book: Book) -> None:
    pass  # that it opens and verifies is all


ACTS = {
    "entering": (entering, entries_are_there),
    "importing": (importing, import_is_whole),
    "exporting": (exporting, bundles_are_whole),
    "backing up": (backing_up, backups_are_whole),
    "restoring": (restoring, old_or_new),
    "keeping drafts": (drafting, the_last_draft_is_there),
    "erasing": (erasing, erased_ones_stay_erased),
}


def killed(act: Callable[[Desk, Say], None], desk: Desk, life: float) -> list[str]:
    """Run `act` in a child, kill it `life` seconds after its first word; answers what it has acknowledged."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reading)
        with contextlib.suppress(BaseException):
            try:
                act(desk, lambda word: os.write(writing, f"{word}\n".encode()) and None)
            except BaseException:
                os.write(writing, ("!" + traceback.format_exc().replace("\n", " ")).encode())
        os._exit(1)
    os.close(writing)
    said = os.read(reading, 65536)
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        said += more
    os.close(reading)
    assert "!" not in said.decode(), said.decode()
    return said.decode().split("\n")[:-1]


@contextlib.contextmanager
def whole_book(desk: Desk) -> Iterator[Book]:
    """The book after the kill, opened and verified."""
    with reopened(desk.folder) as book:
        checks = verify_book_file(book.places.book, book.key, book.places.keys)
        assert passed(checks), first_failure(checks)
        yield book


def kill_again_and_again(name: str, desk: Desk, times: int, chance: random.Random) -> int:
    """Kill, open, verify, ask; answers how many acts were acknowledged in all."""
    act, holds = ACTS[name]
    if act is restoring:
        with reopened(desk.folder) as book:
            make_backup(book)
    acknowledged = 0
    for _ in range(times):
        said = killed(act, desk, chance.random() * LONGEST_LIFE)
        acknowledged += len(said)
        desk.acknowledged += said
        with whole_book(desk) as book:
            holds(desk, book)
    return acknowledged


def kill_while_migrating(desk: Desk, times: int, chance: random.Random, root: Path) -> int:
    """Each time on a fresh copy: the old schema or the new one, whole."""
    newer = 0
    for number in range(times):
        one = Desk(desk.offices.moved(root / f"m{number}"), [], desk.stick)
        killed(migrating, one, chance.random() * 16 * LONGEST_LIFE)
        taken = take(one.folder, lambda key_file: key_file.unlock(PASSWORD), lambda: 0.0)
        try:
            check_copy(taken.places.book, taken.key, "book", newest=NEWEST)
            connection = connect(taken.places.book, taken.key)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            connection.close()
        finally:
            taken.lock.release()
        assert version in (SCHEMA_VERSION, NEWEST)
        newer += version == NEWEST
    return newer


def kill_while_bringing_up_schema_1(times: int, chance: random.Random, root: Path) -> int:
    """Each time on a copy of the released book of schema 1: it opens afterwards and holds what it held."""
    backups = 0
    for number in range(times):
        folder = root / f"g{number}"
        shutil.copytree(BOOKS / "schema-1", folder)
        held = json.loads((folder / "contents.json").read_text(encoding="utf-8"))

        def bring_up(_: Desk, say: Say, folder: Path = folder) -> None:
            say("begun")
            reopened(folder).close()
            time.sleep(10)

        killed(bring_up, Desk(Offices(folder, folder, folder), [], folder), chance.random() * 16 * LONGEST_LIFE)
        with reopened(folder) as book, book.read() as session:
            assert contents(session) == held
            checks = verify_book_file(book.places.book, book.key, book.places.keys)
        assert passed(checks), first_failure(checks)
        backups += len(list_backups(folder))
    return backups


@pytest.mark.parametrize("name", list(ACTS))
def test_a_few_kills_lose_nothing(name: str, desk: Desk) -> None:
    assert kill_again_and_again(name, desk, 2, random.Random(name)) > 0


@pytest.mark.fault
@pytest.mark.parametrize("name", list(ACTS))
def test_many_kills_lose_nothing(name: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    acknowledged = kill_again_and_again(name, desk, 40, random.Random(2026))

    with capsys.disabled():
        print(f"\nkill -9 while {name}: 40 times, {acknowledged} acts acknowledged, 0 lost, book verified 40 times")


@pytest.mark.fault
def test_many_kills_while_migrating_lose_nothing(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = kill_while_migrating(desk, 30, random.Random(2026), tmp_path / "many")

    with capsys.disabled():
        print(f"\nkill -9 while migrating: 30 times, {30 - newer} old books, {newer} new ones, all whole")


@pytest.mark.fault
def test_many_kills_while_schema_1_is_brought_up_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backups = kill_while_bringing_up_schema_1(30, random.Random(2026), tmp_path)

    with capsys.disabled():
        print(f"\nkill -9 while schema 1 is brought up: 30 times, all open and whole, {backups} backups of before kept")
