"""The outbox: the last bundles and receipts as they were made, to be written to a stick and compared with one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import BundleDamagedError, MissingFileError, NotFoundError
from app.files import Written, disk_faults, file_digest, make_folder, remove, write_to_stick
from app.models import SentBundle, SentReceipt
from app.storage.book import Book

KEPT = 10
COPY_FOLDER = "huicun-copy"

Sent: TypeAlias = SentBundle | SentReceipt
_Kind = TypeVar("_Kind", SentBundle, SentReceipt)


@dataclass(frozen=True, slots=True)
class StickCheck:
    """核对U盘: what was read again, and which bundle or receipt of ours it is."""

    file: Path
    sent: Sent
    copy: Path | None


def outbox_file(book: Book, name: str) -> Path:
    """Where a file of the outbox lies."""
    return book.places.outbox / name


def open_outbox(book: Book) -> Path:
    """The folder of the outbox, made where it is missing."""
    make_folder(book.places.outbox)
    return book.places.outbox


def to_stick(book: Book, sent: Sent, to: Path, what: str) -> Written:
    """Copy a file of the outbox to the folder `to`, read back, with a second copy beside it, and note where it is.

    Raises MissingFileError, or the disk's KnownError; then nothing half-written is left, and `sent` says not written.
    """
    source = outbox_file(book, sent.file)

    def pour(out: BinaryIO) -> None:
        with source.open("rb") as file:
            while piece := file.read(1 << 20):
                out.write(piece)

    require_folder(to)
    with disk_faults(source, what):
        whole = file_digest(source) == sent.sha256
    if not whole:
        raise BundleDamagedError("本机发件箱里的这一份")
    written = write_to_stick(to / sent.file, pour, what=what, copy_to=to / COPY_FOLDER)
    with book.write("写入U盘") as session:
        _stored(session, sent).written_to = str(written.path)
    return written


def check_stick(book: Book, place: Path) -> StickCheck:
    """核对U盘, after the stick was plugged in again: read a file and compare it with what we made.

    `place` is the file, or a folder with the newest bundle of ours in it. Raises NotFoundError where it is none of
    ours, BundleDamagedError where it is not what was written, MissingFileError where nothing is there.
    """
    with book.read() as session:
        ours = _sent(session)
    found = _find(place, ours)
    if found is None:
        raise NotFoundError("导出记录", place.name) if place.is_file() else MissingFileError(str(place))
    file, sent = found
    copies = [copy for copy in (file.parent / COPY_FOLDER / file.name,) if copy.is_file()]
    for one in (file, *copies):
        with disk_faults(one, "交换包"):
            if file_digest(one) != sent.sha256:
                raise BundleDamagedError(f"{one.name} 与本机导出的不一致")
    with book.write("核对U盘") as session:
        _stored(session, sent).checked_at = book.stamp()
    return StickCheck(file, sent, copies[0] if copies else None)


def made_here(book: Book, file: Path) -> bool:
    """Whether a file is one that this book made, by its name or by its content."""
    with book.read() as session:
        return file.is_file() and _find(file, _sent(session)) is not None


def keep_newest(book: Book) -> None:
    """Leave the newest files of the outbox, in the order of their numbers; the clock has no say."""
    with book.read() as session:
        keep = {row.file for row in _newest_first(session, SentBundle)[:KEPT]}
        keep |= {row.file for row in _newest_first(session, SentReceipt)[:KEPT]}
    for file in book.places.outbox.glob("*.age"):
        if file.name not in keep:
            remove(file)


def require_folder(to: Path) -> None:
    """MissingFileError where the stick's folder is not there."""
    if not to.is_dir():
        raise MissingFileError(str(to))


def _stored(session: Session, sent: Sent) -> Sent:
    place = sent.epoch_no, sent.seq
    if isinstance(sent, SentBundle):
        return session.get_one(SentBundle, place)
    return session.get_one(SentReceipt, place)


def _newest_first(session: Session, kind: type[_Kind]) -> list[_Kind]:
    return list(session.scalars(select(kind).order_by(kind.epoch_no.desc(), kind.seq.desc())))


def _sent(session: Session) -> list[Sent]:
    return [*_newest_first(session, SentBundle), *_newest_first(session, SentReceipt)]


def _find(place: Path, ours: list[Sent]) -> tuple[Path, Sent] | None:
    """The newest of ours at `place`: by name (FAT may have changed its case), else by content."""
    if place.is_dir():
        with disk_faults(place, "交换包"):
            there = {path.name.lower(): path for path in place.iterdir() if path.is_file()}
        return next(((there[sent.file.lower()], sent) for sent in ours if sent.file.lower() in there), None)
    if not place.is_file():
        return None
    named = next((sent for sent in ours if sent.file.lower() == place.name.lower()), None)
    if named is None:
        with disk_faults(place, "交换包"):
            digest = file_digest(place)
        named = next((sent for sent in ours if sent.sha256 == digest), None)
    return (place, named) if named is not None else None
