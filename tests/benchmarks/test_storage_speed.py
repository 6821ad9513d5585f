"""The safe book against what it stands on, in the same run: bare SQLCipher, Argon2id, the two pragmas, the copy."""

from __future__ import annotations

import itertools
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import insert

from app.models import Household, Member
from app.models.ids import new_id
from app.models.journal import append_many
from app.services.repayments import record_repayment
from app.storage.backup import make_backup
from app.storage.book import Book, create_book, open_book
from app.storage.engine import Use, checkpoint, connect
from app.storage.integrity import first_failure, passed, verify
from app.storage.keys import FULL_COST
from tests.helpers.books import PASSWORD, VILLAGE, new_book
from tests.helpers.villages import lend, new_village

pytestmark = pytest.mark.bench

SIZE = 50_000_000
PER_ACT = 2_000
NOTES = 40


def seconds(act: Callable[[], object], rounds: int) -> float:
    """The median time of an act."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def side_by_side(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median times of two acts that take turns, so that a busy disk is busy for both."""
    pairs = [(seconds(one, 1), seconds(other, 1)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def told(capsys: pytest.CaptureFixture[str], what: str, ours: float, theirs: float, most: float) -> None:
    with capsys.disabled():
        print(f"\n{what}: {ours * 1000:.2f} ms against {theirs * 1000:.2f} ms = {ours / theirs:.2f} (at most {most})")
    assert ours <= most * theirs


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book of 50 MB: members with their journal."""
    with new_book(tmp_path_factory.mktemp("large") / "book") as book:
        while book.places.book.stat().st_size < SIZE:
            enter_many(book)
        yield book


def enter_many(book: Book) -> None:
    with book.write("导入名单") as session:
        act = session.info["act"]
        stamp = {"book_code": book.code, "rev": 1, "entered_at": act.at, "entered_by": act.who, "removed": False}
        household = {"id": new_id(), "village_code": book.code, "number": new_id()}
        members: list[dict[str, Any]] = [
            {
                "id": new_id(),
                "household_id": household["id"],
                "number": f"5131230{number:05}",
                "name": "何艳兴",
                "pinyin": "he yanxing",
                "initials": "hyx",
                "resident_id": f"5131231976021{number:05}",
                "relation": "户主",
                "ethnicity": "汉族",
                "phone": f"1576386{number:04}",
            }
            for number in range(PER_ACT)
        ]
        session.execute(insert(Household), [{**stamp, **household}])
        session.execute(insert(Member), [{**stamp, **member} for member in members])
        for table, rows in (("household", [household]), ("member", members)):
            entries = ((row["id"], {k: [None, v] for k, v in row.items() if k != "id"}) for row in rows)
            append_many(session, table, "add", entries)
    with book.pause_writing() as connection:
        checkpoint(connection, book.places.book)


def test_recording_one_repayment_costs_at_most_ten_bare_inserts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole service: loan found, fact, journal, commit, rules and the state that is answered."""
    with new_village(tmp_path / "village") as book:
        for number in range(NOTES):
            lend(book, "5131230001", f"N{number}")
        notes = itertools.cycle(f"N{number}" for number in range(NOTES))
        bare = connect(tmp_path / "bare.db", book.key, Use.MAKE)
        bare.execute("CREATE TABLE repayment (id TEXT PRIMARY KEY, loan TEXT, amount INTEGER, paid TEXT)")

        def insert_bare() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO repayment VALUES (?, 'l', 100, '2026-06-20')", (new_id(),))
            bare.execute("COMMIT")

        def repay() -> None:
            record_repayment(book, next(notes), amount=Decimal(1), on=date(2026, 6, 20), voucher="v")

        repay()
        theirs, ours = side_by_side(insert_bare, repay, 120)
        bare.close()

    told(capsys, "record_repayment, rules and journal included, against a bare insert", ours, theirs, 10)


def test_unlocking_costs_little_beyond_argon2id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create_book(tmp_path / "book", PASSWORD, VILLAGE, cost=FULL_COST)[0].close()

    def derive() -> None:
        Argon2id(
            salt=bytes(16),
            length=32,
            iterations=FULL_COST.passes,
            lanes=FULL_COST.lanes,
            memory_cost=FULL_COST.memory_kib,
        ).derive(PASSWORD.encode())

    theirs, ours = side_by_side(derive, lambda: open_book(tmp_path / "book", PASSWORD).close(), 7)

    told(capsys, "unlock against Argon2id itself", ours, theirs, 1.3)


def test_verifying_a_large_book_costs_at_most_six_times_the_pragmas(
    large: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    def pragmas() -> None:
        with closing(connect(large.places.book, large.key, Use.READ)) as connection:
            connection.execute("PRAGMA cipher_integrity_check").fetchall()
            connection.execute("PRAGMA quick_check").fetchall()

    checks = verify(large)
    assert passed(checks), first_failure(checks)
    theirs, ours = side_by_side(pragmas, lambda: verify(large), 3)

    told(capsys, "verify of 50 MB against the two pragmas", ours, theirs, 6)


def test_a_backup_costs_at_most_two_copies(large: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "copy.db"

    def copy() -> None:
        target.unlink(missing_ok=True)
        with (
            closing(connect(large.places.book, large.key, Use.READ)) as reading,
            closing(connect(target, large.key, Use.MAKE)) as writing,
        ):
            reading.backup(writing, pages=-1)

    def back_up() -> None:
        made = make_backup(large)
        shutil.rmtree(large.places.backups / made.id)

    theirs, ours = side_by_side(copy, back_up, 5)

    told(capsys, "backup of 50 MB, checked, against Connection.backup", ours, theirs, 2)
