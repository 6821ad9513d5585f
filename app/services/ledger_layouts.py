"""Layouts of ledgers that a county edited: rows of the book that shadow the built-in ones, journalled by version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DataFileError, NotFoundError, RefusedError
from app.domain.ledger_layout import LedgerLayout
from app.models import PackFile
from app.packs.ledgers import check_county_layout, ledger_ids, ledger_text, load_ledger
from app.services.ledger_rows import ROWS
from app.services.policies import file_row, own_files
from app.storage.book import Book

LEDGER = "ledger"
MOST_BYTES = 256 * 1024


def layout_shadows(session: Session) -> dict[str, str]:
    """The layouts that this book holds itself, by ledger id; one that does not read any more is left out.

    A newer program may know other facts: a ledger then falls back to its built-in layout, and is never lost.
    """
    found = {}
    for ledger_id, text in own_files(session, LEDGER).items():
        try:
            check_county_layout(text, f"{ledger_id}.toml")
        except DataFileError:
            continue
        found[ledger_id] = text
    return found


def layout_in_force(session: Session, ledger_id: str) -> LedgerLayout:
    """The layout of a ledger as this book shows it. Raises NotFoundError."""
    shadows = layout_shadows(session)
    if ledger_id not in ROWS and ledger_id not in shadows:
        raise NotFoundError("台账", ledger_id)
    return load_ledger(ledger_id, shadows)


def layout_text(session: Session, ledger_id: str) -> str:
    """The file of that layout, to be edited. Raises NotFoundError."""
    shadows = layout_shadows(session)
    if ledger_id not in ledger_ids(shadows):
        raise NotFoundError("台账", ledger_id)
    return ledger_text(ledger_id, shadows)


def read_layout_file(path: Path) -> str:
    """The text of a layout file. Raises DataFileError where it is missing, too large, or not UTF-8."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataFileError(path.name, "文件", f"超过 {MOST_BYTES // 1024} KB，不像是版式文件")
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise DataFileError(path.name, "文件", "没有这个文件，或读不出来") from None
    except UnicodeDecodeError as error:
        raise DataFileError(path.name, f"第 {error.start} 字节", "文件不是 UTF-8 编码") from None


def take_layout(book: Book, text: str, file: str, origin: str = "") -> LedgerLayout:
    """Take a layout into the book, where it shadows any older one with its id.

    `origin` says where it came from (else the file's name). Raises DataFileError with file, key and why, RefusedError
    where it is in force already.
    """
    layout = check_county_layout(text, file)
    with book.read() as session:
        if own_files(session, LEDGER).get(layout.id) == text:
            raise RefusedError(f"{layout.title}现在用的就是这个版式")
    with book.write(f"换{layout.title}的版式") as session:
        session.add(file_row(session, LEDGER, layout.id, text, origin or file))
    return layout


def drop_layout(book: Book, ledger_id: str) -> None:
    """Go back to the built-in layout; a ledger of the county's own goes. Raises RefusedError where none was edited."""
    with book.write("用回自带的台账版式") as session:
        own = PackFile.book_code == book.code, PackFile.kind == LEDGER, PackFile.file_id == ledger_id
        rows = list(session.scalars(select(PackFile).where(*own)))
        if not rows:
            raise RefusedError(f"{ledger_id} 用的就是自带的版式")
        for row in rows:
            row.removed = True
