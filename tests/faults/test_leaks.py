"""A marked name, id and phone stand in the book: no log, error, temporary file, backup, scan or crash shows them."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy import text

from app.domain.errors import KnownError
from app.domain.resident_id import check_character
from app.models import Household, Member
from app.storage.backup import make_backup
from app.storage.book import Book
from app.storage.sealed_files import keep_draft, keep_scan
from tests.helpers.books import PASSWORD, new_book, reopened
from tests.helpers.offices import roster_csv

ROOT = Path(__file__).parents[2]
NAME, PHONE = "钱百万", "13987654321"
ID = "51312319490101002" + check_character("51312319490101002")
MARKS = (NAME, ID, PHONE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that stands for the whole disk: home, temporary files, book, stick."""
    for name in ("home", "tmp", "stick"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def book(root: Path) -> Iterator[Book]:
    with new_book(root / "village") as book:
        plant(book)
        yield book


def plant(book: Book) -> None:
    """Enter a household whose every value is marked."""
    with book.write("登记农户") as session:
        household = Household(book_code=book.code, village_code=book.code, number="H0001", phone=PHONE, remark=NAME)
        session.add(household)
        session.flush()
        session.add(
            Member(book_code=book.code, household_id=household.id, number="M1", name=NAME, resident_id=ID, phone=PHONE)
        )


def shows_a_mark(data: bytes) -> str:
    """The mark that stands in the bytes, in any encoding a log or a file would use."""
    for mark in MARKS:
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            if mark.encode(encoding) in data:
                return f"{mark} ({encoding})"
        if mark.encode("unicode_escape") in data:
            return f"{mark} (escaped)"
    return ""


def nothing_shows(root: Path) -> int:
    """Search every file and every file name; answers how many were searched."""
    searched = 0
    for path in root.rglob("*"):
        assert not any(mark in path.name for mark in MARKS), path
        if path.is_file():
            assert shows_a_mark(path.read_bytes()) == "", path
            searched += 1
    return searched


def test_the_search_itself_finds_a_planted_mark() -> None:
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        assert shows_a_mark(b"x" + NAME.encode(encoding) + b"y")


def test_book_log_backup_scan_draft_and_key_file_show_nothing(book: Book, root: Path) -> None:
    make_backup(book)
    keep_scan(book.places, book.seal, f"{NAME} {ID}".encode())
    keep_draft(book.places, book.seal, f"loan {NAME}", PHONE.encode())

    assert (book.places.root / "book.db-wal").exists()
    assert nothing_shows(root) >= 8


def test_a_process_killed_in_the_middle_of_entering_leaves_nothing_to_read(book: Book, root: Path) -> None:
    book.close()
    if sys.platform == "win32":
        pytest.skip("no SIGKILL")
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from tests.helpers.books import reopened\n"
            "from tests.faults.test_leaks import plant\n"
            "book = reopened(Path(sys.argv[1]))\n"
            "print('open', flush=True)\n"
            "while True: plant(book)\n",
            str(root / "village"),
        ],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment(root),
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.1)
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    child.stdout.close()

    assert nothing_shows(root) >= 5
    with reopened(root / "village"):
        pass


def test_errors_of_the_driver_and_of_ours_name_nobody(book: Book, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    raised: list[BaseException] = []

    def broken_rule() -> None:
        with book.write("登记") as session:
            session.execute(
                text("INSERT INTO member (book_code, id, name) VALUES (:code, 'x', :name)"),
                {"code": book.code, "name": NAME},
            )

    def twice() -> None:
        with book.write("登记") as session:
            values = {"name": NAME, "id": ID}
            session.execute(text("INSERT INTO book_secret VALUES (:name, :id)"), values)
            session.execute(text("INSERT INTO book_secret VALUES (:name, :id)"), values)

    def full() -> None:
        with book.pause_writing() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with book.write("登记") as session:
            session.add_all([Household(book_code=book.code, village_code=NAME, number=ID) for _ in range(200)])

    for act in (broken_rule, twice, full):
        with contextlib.suppress(sqlalchemy.exc.SQLAlchemyError, KnownError):
            try:
                act()
            except BaseException as error:
                raised.append(error)
                raise

    assert len(raised) == 3
    for error in raised:
        chain: BaseException | None = error
        while chain is not None:
            assert shows_a_mark(f"{chain}{chain!r}{chain.args!r}".encode()) == ""
            chain = chain.__cause__ or chain.__context__
    assert shows_a_mark(caplog.text.encode()) == ""


def environment(root: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "tmp"),
        "HUICUN_BOOK": str(root / "village"),
        "HUICUN_PASSWORD": PASSWORD,
        "PYTHONFAULTHANDLER": "1",
    }


@pytest.mark.fault
def test_the_command_line_shows_nobody_in_what_it_refuses(book: Book, root: Path) -> None:
    book.close()
    bad = roster_csv(root / "list.csv", PHONE)
    bad.write_text(bad.read_text(encoding="utf-8").replace("何艳兴", NAME), encoding="utf-8")
    broken = root / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + NAME.encode())
    commands = [
        ["roster", "import", str(broken)],
        ["loan", "show", "无此借据"],
        ["household", "show", "无此户"],
        ["bundle", "verify", str(broken)],
        ["bundle", "export", "--to", str(root / "stick")],
        ["backup", "make", "--to", str(root / "stick")],
        ["backup", "make", "--to", str(root / "没插")],
        ["backup", "list"],
        ["verify"],
    ]

    for words in commands:
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "ignore", "-m", "app", *words],
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=environment(root),
        )
        assert shows_a_mark(done.stdout + done.stderr) == "", words
        assert b"Traceback" not in done.stderr, words

    bad.unlink()
    broken.unlink()
    assert nothing_shows(root) > 5


def test_an_import_leaves_no_plain_copy_behind(book: Book, root: Path) -> None:
    book.close()
    given = roster_csv(root / "list.csv", PHONE)
    done = subprocess.run(
        [sys.executable, "-m", "app", "roster", "import", str(given)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment(root),
    )

    given.unlink()
    assert done.returncode in (0, 1), done.stderr
    assert nothing_shows(root) >= 4


def test_a_crash_leaves_a_report_without_a_value(root: Path) -> None:
    """An error that nobody caught: at the top, in a thread, and in a slot of Qt."""
    code = (
        "import sys, threading\n"
        "from app import crash\n"
        "crash.install()\n"
        "def wrong(name):\n"
        "    try:\n"
        "        {}[name]\n"
        "    except KeyError as error:\n"
        f"        raise ValueError(f'no {{name}} {ID}') from error\n"
        "thread = threading.Thread(target=wrong, args=(sys.argv[1],)); thread.start(); thread.join()\n"
        "from PySide6.QtCore import QCoreApplication, QTimer\n"
        "app = QCoreApplication([])\n"
        "QTimer.singleShot(0, lambda: wrong(sys.argv[1]))\n"
        "QTimer.singleShot(50, app.quit)\n"
        "app.exec()\n"
        "wrong(sys.argv[1])\n"
    )
    logs = {name: str(root / "state") for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}

    done = subprocess.run(
        [sys.executable, "-c", code, NAME], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**environment(root), **logs},
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.count("程序出了意外（ValueError）") == 3, done.stderr
    (path,) = (root / "state").rglob("crash.txt")
    told = path.read_text(encoding="utf-8")
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    for secret in (NAME, ID):
        assert secret not in done.stderr + done.stdout + told
