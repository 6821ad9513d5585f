"""Scans and drafts: encrypted beside the book, in the backups, and through a change of key."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.errors import MissingFileError, SealedFileError
from app.storage.backup import make_backup
from app.storage.book import Book
from app.storage.change_key import rekey
from app.storage.restore import restore
from app.storage.sealed_files import forget_draft, keep_draft, keep_scan, read_draft, read_scan
from tests.helpers.books import CHEAP, PASSWORD, new_book, reopened

SCAN = "钱百万的申请表".encode() * 100


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path / "账本") as book:
        yield book


def test_a_scan_is_kept_once_and_reads_back(book: Book) -> None:
    name = keep_scan(book.places, book.seal, SCAN)
    again = keep_scan(book.places, book.seal, SCAN)

    assert name == again == sha256(SCAN).hexdigest()
    assert read_scan(book.places, book.seal, name) == SCAN
    assert [path.name for path in book.places.scans.iterdir()] == [name]


def test_nothing_of_a_scan_or_draft_can_be_read_from_the_disk(book: Book) -> None:
    keep_scan(book.places, book.seal, SCAN)
    keep_draft(book.places, book.seal, "loan-application H0012", SCAN)

    for path in book.folder.rglob("*"):
        assert "H0012" not in path.name
        assert not path.is_file() or "钱百万".encode() not in path.read_bytes()


def test_a_flipped_scan_is_said_not_shown(book: Book) -> None:
    name = keep_scan(book.places, book.seal, SCAN)
    path = book.places.scans / name
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)

    with pytest.raises(SealedFileError):
        read_scan(book.places, book.seal, name)


def test_a_scan_under_another_name_is_said_not_shown(book: Book) -> None:
    one, other = keep_scan(book.places, book.seal, SCAN), keep_scan(book.places, book.seal, b"another")
    (book.places.scans / one).write_bytes((book.places.scans / other).read_bytes())

    with pytest.raises(SealedFileError):
        read_scan(book.places, book.seal, one)


def test_a_scan_that_is_gone_is_said(book: Book) -> None:
    with pytest.raises(MissingFileError):
        read_scan(book.places, book.seal, "0" * 64)


def test_a_draft_stays_over_a_restart_until_it_is_forgotten(book: Book) -> None:
    keep_draft(book.places, book.seal, "repayment", b"half")
    keep_draft(book.places, book.seal, "repayment", b"half a form")
    book.close()

    with reopened(book.folder) as again:
        assert read_draft(again.places, again.seal, "repayment") == b"half a form"
        assert read_draft(again.places, again.seal, "visit") is None
        forget_draft(again.places, again.seal, "repayment")
        assert read_draft(again.places, again.seal, "repayment") is None


def test_scans_come_back_with_a_backup(book: Book) -> None:
    name = keep_scan(book.places, book.seal, SCAN)
    made = make_backup(book)
    book.close()
    (book.places.scans / name).unlink()

    restore(book.folder, made.id, PASSWORD)

    with reopened(book.folder) as restored:
        assert read_scan(restored.places, restored.seal, name) == SCAN


def test_a_change_of_key_leaves_the_scans_readable(book: Book) -> None:
    name = keep_scan(book.places, book.seal, SCAN)
    book.close()

    rekey(book.folder, PASSWORD, cost=CHEAP)

    with reopened(book.folder) as rekeyed:
        assert read_scan(rekeyed.places, rekeyed.seal, name) == SCAN
