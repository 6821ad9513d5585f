"""Two villages and a township live nine weeks: sticks are lost, come late or twice, a laptop is cloned, backups are
restored on either side, clocks go wrong; in the end every mirror says to the byte what its village says.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.exchange.digest import state_digest
from app.exchange.lineage import Outcome
from app.exchange.rows import encode_rows
from app.models import Household, MirrorState
from app.services.backups import make_backup_now, restore_backup
from app.services.bundle_rows import own_rows
from app.services.bundles import export_bundle
from app.services.delivery import delivery_state
from app.services.held import admit_held, held_bundles, order_new_epoch
from app.services.mirror import Imported, import_bundle
from app.services.receipts import import_receipt, write_receipts
from app.storage.book import CHINA, Book
from app.storage.integrity import verify
from tests.helpers.books import PASSWORD, reopened
from tests.helpers.villages import NEIGHBOUR, VILLAGE, add_household, new_township, new_village, pair, repay

FIRST_DAY = date(2026, 9, 21)
WEEKS = 9
CLOCKS = {4: datetime(1970, 1, 1, 9, tzinfo=CHINA), 5: datetime(2099, 12, 31, 9, tzinfo=CHINA)}


def digest_of_rows(book: Book, code: str) -> str:
    """The state digest of the rows of one village as they stand in this book, made as a sender makes it."""
    with book.read() as session:
        unpacked = {
            f"{name}.jsonl.zst": hashlib.sha256(b"".join(encode_rows(rows))).hexdigest()
            for name, rows in own_rows(session.connection(), code).items()
        }
    return state_digest(unpacked)


@dataclass
class Office:
    """A village: its book, its sticks that are still on the way, and everything it ever sent."""

    book: Book
    pocket: list[Path] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        return self.book.code

    def work(self, week: int, chance: random.Random) -> None:
        """A repayment, a corrected phone, now and then a new household."""
        repay(self.book, "XED1", 10 + week, on=FIRST_DAY + timedelta(weeks=week))
        with self.book.write("改电话") as session:
            household = session.scalars(select(Household).order_by(Household.number)).first()
            assert household is not None
            household.phone = f"138{chance.randrange(10**8):08}"
        if chance.random() < 0.4:
            add_household(self.book, f"51312310{week:02}", "毛长", head_id="")

    def export(self, stick: Path, on: date, now: datetime | None = None) -> Path:
        done = export_bundle(self.book, stick, on=on, now=now)
        self.sent.add(done.position.digest)
        return done.file


@dataclass
class County:
    """Everything that lives in this journey."""

    offices: list[Office]
    township: Book
    stick: Path
    outcomes: list[Outcome] = field(default_factory=list)

    def bring(self, file: Path) -> Imported:
        """The township takes a stick; what its mirrors show is always something that was really sent."""
        done = import_bundle(self.township, file)
        self.outcomes.append(done.outcome)
        for office in self.offices:
            with self.township.read() as session:
                shown = session.get(MirrorState, office.code)
            if shown is not None:
                assert shown.digest in office.sent
                assert digest_of_rows(self.township, office.code) == shown.digest
        return done

    def answer(self, on: date) -> None:
        """Receipts go back to both villages."""
        for written in write_receipts(self.township, self.stick, on=on):
            office = next(one for one in self.offices if one.code == written.book_code)
            import_receipt(office.book, written.file)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    stick = tmp_path / "usb"
    stick.mkdir()
    with ExitStack() as open_books:
        township = new_township(tmp_path / "township")
        offices = [Office(new_village(tmp_path / of[0], of)) for of in (VILLAGE, NEIGHBOUR)]
        for office in offices:
            pair(office.book, township, tmp_path)
        county = County(offices, township, stick)
        open_books.callback(lambda: [book.close() for book in (county.township, *(one.book for one in offices))])
        yield county


def restored(book: Book, backup_id: str) -> Book:
    book.close()
    restore_backup(book.folder, backup_id, PASSWORD)
    return reopened(book.folder)


def test_nine_weeks_of_sticks_end_with_equal_digests(county: County, tmp_path: Path) -> None:
    chance = random.Random(2026)
    first, second = county.offices
    for week in range(WEEKS):
        day = FIRST_DAY + timedelta(weeks=week)
        for office in county.offices:
            office.work(week, chance)
            file = office.export(county.stick, day, CLOCKS.get(week))
            fate = chance.choice(["lost", "arrives", "arrives", "late", "twice"])
            if fate in ("arrives", "twice"):
                county.bring(file)
            if fate == "twice":
                assert county.bring(file).outcome is Outcome.UNCHANGED
            if fate == "late":
                office.pocket.append(file)
        if chance.random() < 0.6:
            county.answer(day)
        if week == 2:
            clone_goes_its_own_way(county, first, tmp_path / "clone", day)
        if week == 3:
            backup_of_village = make_backup_now(second.book).backup.id
            backup_of_township = make_backup_now(county.township).backup.id
        if week == 6:
            second.book = restored(second.book, backup_of_village)
            restored_village_is_let_in(county, second, day)
        if week == 7:
            county.township = restored(county.township, backup_of_township)
    old_after_new(county)

    last_day = FIRST_DAY + timedelta(weeks=WEEKS)
    for office in county.offices:
        done = county.bring(office.export(county.stick, last_day))
        if done.outcome is Outcome.HELD:  # the township's own backup forgot that it had let this book in
            done = admit_held(county.township, done.received_id, "已电话核实")
        assert done.outcome is Outcome.IMPORTED
    county.answer(last_day)

    for office in county.offices:
        own = digest_of_rows(office.book, office.code)
        with office.book.read() as session, county.township.read() as desk:
            state = delivery_state(session, last_day)
            shown = desk.get_one(MirrorState, office.code)
        assert state.text == "已送达"
        assert state.newest is not None
        assert state.newest.digest == shown.digest == own == digest_of_rows(county.township, office.code)
        assert all(check.ok for check in verify(office.book))
    assert all(check.ok for check in verify(county.township))
    assert {Outcome.IMPORTED, Outcome.HELD, Outcome.SUPERSEDED, Outcome.UNCHANGED} == set(county.outcomes)


def clone_goes_its_own_way(county: County, office: Office, folder: Path, day: date) -> None:
    """A copy of the folder lives on a second laptop; its bundle is held, and the true one is ordered to begin anew."""
    office.book.close()
    shutil.copytree(office.book.folder, folder)
    office.book = reopened(office.book.folder)
    county.bring(office.export(county.stick, day))
    with reopened(folder) as clone:
        repay(clone, "XED1", 5_000, on=day)
        stray = export_bundle(clone, county.stick, on=day)
    assert county.bring(stray.file).outcome is Outcome.HELD
    with county.township.read() as session:
        (held,) = held_bundles(session)
    assert held.digest == stray.position.digest


def restored_village_is_let_in(county: County, office: Office, day: date) -> None:
    """The village lost its last weeks; the desk asks for a new epoch, the officer enters them again."""
    held = county.bring(office.export(county.stick, day))
    assert held.outcome is Outcome.HELD
    order_new_epoch(county.township, held.received_id, "硬盘坏了，从备份还原")
    county.answer(day)
    repay(office.book, "XED1", 77, on=day)
    assert county.bring(office.export(county.stick, day)).outcome is Outcome.IMPORTED


def old_after_new(county: County) -> None:
    """Every stick that was late comes now; the mirrors stay."""
    for office in county.offices:
        county.bring(office.export(county.stick, FIRST_DAY + timedelta(weeks=WEEKS)))
        for file in office.pocket:
            assert county.bring(file).outcome in (Outcome.SUPERSEDED, Outcome.HELD, Outcome.UNCHANGED)
