"""The open book: one writer, one reader that can change nothing, and the ways to make and open it."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.errors import BookExistsError, DamagedBookError, HandedOverError, KnownError
from app.files import disk_faults, make_folder, put_in_place, remove
from app.models import BookInfo
from app.models.ids import new_id
from app.models.journal import Act
from app.storage import key_file as keys_on_disk
from app.storage.backup import back_up_file
from app.storage.engine import (
    WHAT,
    book_engine,
    check_identity,
    checkpoint,
    driver_faults,
)
from app.storage.keys import FULL_COST, KEY_BYTES, BookKey, KdfCost, check_new_password, new_recovery_code
from app.storage.lock import BookLock
from app.storage.migrations import migrate
from app.storage.new_file import SEAL, Fill, NewBook, make_file
from app.storage.opening import Clock, Unlock, take
from app.storage.places import BookFolder
from app.storage.session import BookSession
from app.storage.tries import guarded

CHINA = timezone(timedelta(hours=8))
_LONGEST_READ = 5.0  # seconds that closing waits for a page


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What the book said of itself when it was opened; epoch and keys are read in their transaction."""

    book_id: str
    code: str
    name: str
    role: str
    officer: str
    pack_id: str
    created_at: str
    practice: bool
    device_id: str
    handed_over_to: str = ""


__all__ = ["CHINA", "Book", "BookFacts", "Clock", "NewBook", "create_book", "open_book", "open_book_with_recovery"]


class Book:
    """An open book. `write` and `read` may be called from any thread; each waits for its own turn.

    `key` is the key of its file, `seal` that of the scans and drafts beside it.
    """

    def __init__(self, places: BookFolder, key: BookKey, lock: BookLock, clock: Clock = time.time) -> None:
        self.places = places
        self.key = key
        self.clock = clock
        self._lock = lock
        self._writer: Engine = book_engine(places.book, key)
        self._reader: Engine = book_engine(places.book, key, read_only=True)
        self._writing = threading.RLock()
        self._write_session: Session | None = None
        self._paused: sqlcipher.Connection | None = None
        self._reading = threading.RLock()
        self._read_session: Session | None = None
        self._closed = False
        with self.pause_writing() as connection:
            check_identity(connection, places.book)
            found = connection.execute("SELECT value FROM book_secret WHERE name = ?", (SEAL,)).fetchone()
        self._seal = found[0] if found else None
        self.info = self._read_facts()

    @property
    def folder(self) -> Path:
        """The book's folder."""
        return self.places.root

    @property
    def code(self) -> str:
        """The 12 digits of the book."""
        return self.info.code

    @property
    def name(self) -> str:
        """The village's or township's name."""
        return self.info.name

    @property
    def role(self) -> str:
        """village or township."""
        return self.info.role

    @property
    def officer(self) -> str:
        """Who enters."""
        return self.info.officer

    @contextmanager
    def write(self, act: str, *, now: datetime | None = None, handed_over: bool = False) -> Iterator[Session]:
        """One act in one transaction, journalled: commits at the end, or leaves nothing behind.

        `act` is its name in the officer's words; `now` the moment of entry (the clock's, at +08:00). Raises
        HandedOverError in a book that went to another device, unless the act is about that (`handed_over`); the
        KnownError of the disk's or the book's trouble; RuntimeError for an act inside an act.
        """
        with self._writing:
            if self.info.handed_over_to and not handed_over:
                raise HandedOverError(self.info.handed_over_to)
            if self._write_session is not None or self._paused is not None:
                raise RuntimeError("an act inside an act")
            session = BookSession(self._writer, expire_on_commit=False)
            session.enter(Act(id=new_id(), name=act, who=self.officer, at=self.stamp(now)), self.code)
            self._write_session = session
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                self._write_session = None
                session.close()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One unchanging view of the book, on its own connection; a read inside a read is the same view."""
        with self._reading:
            if self._read_session is not None:
                yield self._read_session
                return
            self._read_session = BookSession(self._reader, autoflush=False)
            try:
                yield self._read_session
            finally:
                session, self._read_session = self._read_session, None
                session.close()

    def stamp(self, now: datetime | None = None) -> str:
        """The moment of entry as ISO text with the offset +08:00."""
        return self.moment(now).isoformat(timespec="seconds")

    def moment(self, now: datetime | None = None) -> datetime:
        """`now`, or the clock's moment, at +08:00."""
        return (now or datetime.fromtimestamp(self.clock(), CHINA)).astimezone(CHINA)

    @contextmanager
    def pause_writing(self) -> Iterator[sqlcipher.Connection]:
        """The writer's own connection while nobody enters: for checkpoint, check and backup."""
        with self._writing, driver_faults(self.places.book, self.key):
            if self._paused is not None:
                yield self._paused
                return
            pooled = self._writer.raw_connection()
            self._paused = pooled.driver_connection
            try:
                yield self._paused
            finally:
                self._paused = None
                pooled.close()

    def confirm_password(self, password: str) -> None:
        """Ask the password again before export, unmasking, restore, change of key; WrongPasswordError."""
        key_file = keys_on_disk.read_key_file(self.places.keys)
        guarded(self.places.tries, lambda: key_file.unlock(password), self.clock)

    def close(self) -> None:
        """Bring the log into the book and let it go; twice does no harm."""
        if self._closed:
            return
        self._closed = True
        waited = self._reading.acquire(timeout=_LONGEST_READ)  # a page may still be reading
        self._reader.dispose()
        if waited:
            self._reading.release()
        try:
            with self.pause_writing() as connection:
                checkpoint(connection, self.places.book)
        except KnownError:
            pass  # the log is brought in when the book is opened again
        finally:
            self._writer.dispose()
            self._lock.release()

    def refresh(self) -> None:
        """Read again what the book says of itself, after an act that changed it."""
        self.info = self._read_facts()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def seal(self) -> BookKey:
        """The key of scans and drafts, read on opening so that a lock waits for nobody; DamagedBookError."""
        if not isinstance(self._seal, bytes) or len(self._seal) != KEY_BYTES:
            raise DamagedBookError(str(self.places.book))
        return BookKey(self._seal)

    def _read_facts(self) -> BookFacts:
        with self.read() as session:
            info = session.scalars(select(BookInfo)).first()
            if info is None:
                raise DamagedBookError(str(self.places.book))
            return BookFacts(
                book_id=info.book_id,
                code=info.code,
                name=info.name,
                role=info.role,
                officer=info.officer,
                pack_id=info.pack_id,
                created_at=info.created_at,
                practice=info.practice,
                device_id=info.device_id,
                handed_over_to=json.loads(info.handed_over_to)["to"] if info.handed_over_at else "",
            )


def create_book(
    folder: Path,
    password: str,
    info: NewBook,
    *,
    fill: Fill | None = None,
    cost: KdfCost = FULL_COST,
    clock: Clock = time.time,
) -> tuple[Book, str]:
    """Make a book and its key file; answers the open book and the recovery code, which is shown only now.

    `fill` adds the first rows in the act that makes the book: after a fault there is no book at all. Raises
    BookExistsError, WeakPasswordError, or the disk's KnownError.
    """
    check_new_password(password)
    places = BookFolder.at(folder)
    make_folder(places.root)
    lock = BookLock(places.lock)
    try:
        if places.book.exists():
            raise BookExistsError(str(places.root))
        _set_aside_old_keys(places)
        key, code, book_id = BookKey.fresh(), new_recovery_code(), str(uuid4())
        written = keys_on_disk.new_key_file(book_id, key, password, code, cost)
        finished = make_file(places.book, key, info, book_id, fill, datetime.fromtimestamp(clock(), CHINA))
        try:
            keys_on_disk.write_key_file(places.keys, written)
            with disk_faults(places.book, WHAT):
                put_in_place(finished, places.book)
        finally:
            remove(finished)
        return Book(places, key, lock, clock), code
    except BaseException:
        lock.release()
        raise


def open_book(folder: Path, password: str, *, clock: Clock = time.time) -> Book:
    """Open the book in `folder`.

    Raises NoBookError, BookOpenElsewhereError, TooManyTriesError, WrongPasswordError, DamagedKeyFileError,
    DamagedBookError, NewerBookError, or the disk's KnownError.
    """
    return _open(folder, lambda key_file: key_file.unlock(password), clock)


def open_book_with_recovery(folder: Path, code: str, slot_text: str | None = None, *, clock: Clock = time.time) -> Book:
    """Open the book by the recovery code; `slot_text` is the QR of the sealed sheet, where both key files are lost.

    Raises as `open_book`, with WrongRecoveryCodeError. The officer then sets a new password with `change_password`.
    """
    given = keys_on_disk.key_file_from_slot_text(slot_text) if slot_text is not None else None
    return _open(folder, lambda key_file: key_file.unlock_with_recovery(code), clock, given)


def _open(folder: Path, unlock: Unlock, clock: Clock, given: keys_on_disk.KeyFile | None = None) -> Book:
    taken = take(folder, unlock, clock, given)
    try:
        moment = datetime.fromtimestamp(clock(), CHINA)
        migrate(taken.places, taken.key, lambda: back_up_file(taken.places, taken.key, "升级之前", moment))
        return Book(taken.places, taken.key, taken.lock, clock)
    except BaseException:
        taken.lock.release()
        raise


def _set_aside_old_keys(places: BookFolder) -> None:
    """Key files without a book may be the only way into a book that was moved: they are kept."""
    old = [path for path in places.keys if path.exists()]
    if old:
        aside = places.set_aside / secrets.token_hex(4)
        make_folder(aside)
        with disk_faults(aside, WHAT):
            for path in old:
                put_in_place(path, aside / path.name)
