"""账簿恢复码: the sheet with the recovery code and its QR, to be printed once, sealed, and kept by the village."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from app.documents.forms import Copy, render
from app.domain.serial import make_serial
from app.files import write_atomic
from app.packs.forms import load_form
from app.storage.book import Book
from app.storage.change_key import sheet_text

FORM = "recovery"


def sealed_sheet(book: Book, code: str, *, on: date) -> bytes:
    """The sheet as PDF. It stands in no log of papers and in no file: the code is nowhere but on paper."""
    facts = {
        "recovery.book": book.name,
        "recovery.code": book.code,
        "recovery.words": " ".join(code.split("-")),
        "recovery.slot": sheet_text(book),
        "recovery.made_on": on,
    }
    out = io.BytesIO()
    render([Copy(load_form(FORM), facts, make_serial("HC", on.year), on)], out)
    return out.getvalue()


def save_sealed_sheet(book: Book, code: str, file: Path, *, on: date) -> Path:
    """Write the sheet as PDF, to be printed elsewhere and removed again. Raises the disk's KnownError."""
    write_atomic(file, sealed_sheet(book, code, on=on), what="恢复单")
    return file
