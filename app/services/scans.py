"""Scans of papers: checked by their content, sealed beside the book, found again by household or paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.errors import InputError, KnownError, NotFoundError
from app.domain.scan_content import MOST_BYTES, kind_of
from app.files import read_bytes, write_atomic
from app.models import Household, Paper, Scan
from app.services.printing import find_paper
from app.services.records import own_household, standing
from app.storage.book import Book
from app.storage.sealed_files import keep_scan
from app.storage.sealed_files import read_scan as open_sealed

WHAT = "扫描件"


@dataclass(frozen=True, slots=True)
class ScanView:
    """One scan: of which household and paper, its kind and size in bytes."""

    id: str
    household: str
    serial: str
    form: str
    title: str
    kind: str
    size: int
    on: date


def attach_scan(
    book: Book, path: Path, *, on: date, serial: str = "", household_number: str = "", title: str = "", form: str = ""
) -> ScanView:
    """Attach the file at `path` to a paper (by its serial) or to a household. The same file twice is kept once.

    Raises InputError (neither named, too large, no jpeg/png/pdf), NotFoundError, and the disk's KnownErrors.
    """
    if not serial.strip() and not household_number.strip():
        raise InputError(WHAT, "要写明文书编号或户编号")
    content = read_bytes(path, what=WHAT, at_most=MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(WHAT, f"超过 {MOST_BYTES // 1024 // 1024} MB，请降低分辨率再扫")
    kind = kind_of(content)
    if kind is None:
        raise InputError(WHAT, "不是完整的 jpeg、png 图片或 pdf 文件")
    seal = book.seal
    with book.write("登记扫描件") as session:
        paper = find_paper(session, serial) if serial.strip() else None
        household_id = paper.household_id if paper else own_household(session, household_number).id
        row = Scan(
            household_id=household_id,
            paper_id=paper.id if paper else None,
            title=title.strip() or (paper.title if paper else path.stem),
            form_id=form.strip() or (paper.form_id if paper else ""),
            kind=kind,
            sha256=keep_scan(book.places, seal, content),
            size=len(content),
            on=on,
        )
        session.add(row)
        session.flush()
        return _view(session, row)


def scans_of(session: Session, household_number: str) -> list[ScanView]:
    """The scans of one household, the newest first."""
    found = []
    for row in session.scalars(standing(Scan).order_by(Scan.on.desc(), Scan.id.desc())):
        view = _view(session, row)
        if view.household == household_number:
            found.append(view)
    return found


def read_scan(book: Book, scan_id: str) -> bytes:
    """The content of a scan. Raises NotFoundError, SealedFileError (damaged), MissingFileError (gone)."""
    with book.read() as session:
        own = Scan.book_code == book.code, Scan.id == scan_id.strip().lower()
        row = session.scalars(standing(Scan).where(*own)).first()
    if row is None:
        raise NotFoundError(WHAT, scan_id)
    return open_sealed(book.places, book.seal, row.sha256)


def save_scan(book: Book, scan_id: str, path: Path) -> int:
    """Write a scan unsealed to `path`, where it lies open; answers its size in bytes. Raises as `read_scan`."""
    content = read_scan(book, scan_id)
    write_atomic(path, content, what=WHAT)
    return len(content)


def check_scans(book: Book) -> list[tuple[ScanView, str]]:
    """Scans that cannot be opened, each with what is wrong."""
    with book.read() as session:
        rows = session.scalars(standing(Scan).where(Scan.book_code == book.code)).all()
        views = [(_view(session, row), row.sha256) for row in rows]
    wrong = []
    for view, name in views:
        try:
            open_sealed(book.places, book.seal, name)
        except KnownError as error:
            wrong.append((view, str(error)))
    return wrong


def _view(session: Session, row: Scan) -> ScanView:
    household = session.get(Household, (row.book_code, row.household_id or ""))
    paper = session.get(Paper, (row.book_code, row.paper_id or ""))
    return ScanView(
        id=row.id,
        household=household.number if household else "",
        serial=paper.serial if paper else "",
        form=row.form_id,
        title=row.title,
        kind=row.kind,
        size=row.size,
        on=row.on,
    )
