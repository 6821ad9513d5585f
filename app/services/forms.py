"""The forms of this book: the built-in ones, and a county's own versions that take their place."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.forms import Copy, render
from app.domain.errors import DataFileError, NotFoundError, RefusedError
from app.domain.form_layout import FormLayout
from app.files import read_bytes, write_atomic
from app.models import BookInfo, PackFile
from app.packs.forms import form_ids, form_order, form_source, load_form, read_form, read_head
from app.services.policies import file_row
from app.storage.book import Book

FORM = "form"
CHOSEN = ("household", "contract", "village")
"""Forms that are printed for somebody; those of the book itself (slips, recovery sheet) are printed by their acts."""

LARGEST = 256 * 1024
"""A form file is a few thousand characters; what is larger was chosen by mistake."""


@dataclass(frozen=True, slots=True)
class FormView:
    """One form of a list: `version` of the book's own text (0: the built-in one), where it came from, `fault` of it."""

    id: str
    title: str
    applies_to: str
    version: int = 0
    origin: str = ""
    fault: str = ""

    @property
    def own(self) -> bool:
        """Whether a county's version takes the place of the built-in form."""
        return self.version > 0


def book_form(session: Session, form_id: str) -> FormLayout:
    """The form that holds in this book. Raises NotFoundError, DataFileError where the county's version is wrong."""
    own = _own_rows(session)
    wanted = {each.lower(): each for each in (*form_ids(), *own)}.get(form_id.lower())
    if wanted is None:
        raise NotFoundError("表格", form_id)
    return _read(own[wanted].text, f"{wanted}.toml") if wanted in own else load_form(wanted)


def book_forms(session: Session) -> list[FormView]:
    """All forms in their order, each as it holds in this book; a wrong own version is told with its fault."""
    own = _own_rows(session)
    return [_view(form_id, own.get(form_id)) for form_id in sorted({*form_ids(), *own}, key=form_order)]


def built_in_forms() -> list[FormView]:
    """The forms that the program brings along; needs no book."""
    return [_view(form_id, None) for form_id in form_ids()]


def form_text(session: Session, form_id: str) -> str:
    """The text of a form file as it holds in this book. Raises NotFoundError."""
    row = _own_rows(session).get(form_id)
    if row is not None:
        return row.text
    if form_id not in form_ids():
        raise NotFoundError("表格", form_id)
    return form_source(form_id)


def check_form(text: str, file: str) -> FormLayout:
    """Read a form file and draw it blank. Raises DataFileError (file, cell, reason)."""
    form = read_form(text, file)
    try:
        render([Copy(form, {}, "", date(2000, 1, 1))], io.BytesIO())
    except (ValueError, ZeroDivisionError) as error:
        raise DataFileError(file=file, where="page", reason=f"这样的版面画不出来（{error}）") from None
    return form


def draw_form(text: str, file: str, facts: Mapping[str, object], on: date) -> bytes:
    """The PDF of a form file while it is written. Raises DataFileError."""
    form = check_form(text, file)
    out = io.BytesIO()
    render([Copy(form, facts, "", on)], out)
    return out.getvalue()


def check_form_file(file: Path, *, out: Path | None, on: date) -> FormLayout:
    """Check a form file outside of any book; with `out` its blank page is written there. Raises DataFileError."""
    text = read_form_file(file)
    form = check_form(text, file.name)
    if out is not None:
        write_atomic(out, draw_form(text, file.name, {}, on), what="PDF")
    return form


def take_form(book: Book, text: str, file: str, *, origin: str) -> FormLayout:
    """Take a form file as this book's own version, in place of any other of its id. Raises DataFileError."""
    form = check_form(text, file)
    with book.write(f"保存表格 {form.id}") as session:
        session.add(file_row(session, FORM, form.id, text, origin))
    return form


def import_form(book: Book, file: Path) -> FormLayout:
    """Take a form from a file. Raises DataFileError, and the errors of reading."""
    return take_form(book, read_form_file(file), file.name, origin=f"从文件 {file.name}")


def read_form_file(file: Path) -> str:
    """The text of a form file. Raises DataFileError for what is too large or no UTF-8, and the errors of reading."""
    content = read_bytes(file, what="表格文件", at_most=LARGEST + 1)
    if len(content) > LARGEST:
        raise DataFileError(file=file.name, where="文件", reason=f"超过 {LARGEST // 1024} KB，不像表格文件")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileError(file=file.name, where=f"第 {error.start} 字节", reason="文件不是 UTF-8 编码") from None


def export_form(session: Session, form_id: str, file: Path) -> None:
    """Write the form file as it holds in this book, to be edited elsewhere. Raises NotFoundError, disk errors."""
    write_atomic(file, form_text(session, form_id).encode(), what="表格文件")


def reset_form(book: Book, form_id: str) -> None:
    """Give up the book's own version: the built-in form holds again, the versions stay in the journal.

    Raises RefusedError where there is none.
    """
    with book.write(f"恢复内置表格 {form_id}") as session:
        rows = _rows(session, form_id)
        if not rows:
            raise RefusedError(f"{form_id} 用的就是内置的表格")
        for row in rows:
            row.removed = True


@lru_cache(maxsize=64)
def _read(text: str, file: str) -> FormLayout:
    return read_form(text, file)


def _own_rows(session: Session) -> dict[str, PackFile]:
    """The newest own version of each form."""
    return {row.file_id: row for row in _rows(session)}


def _rows(session: Session, form_id: str = "") -> list[PackFile]:
    own = session.scalars(select(BookInfo.code)).one()
    statement = select(PackFile).where(PackFile.book_code == own, PackFile.kind == FORM).order_by(PackFile.version)
    return list(session.scalars(statement.where(PackFile.file_id == form_id) if form_id else statement))


def _view(form_id: str, row: PackFile | None) -> FormView:
    if row is None:
        return FormView(form_id, *_head(form_source(form_id), form_id))
    try:
        form = _read(row.text, f"{form_id}.toml")
    except DataFileError as error:
        shown = _head(form_source(form_id), form_id) if form_id in form_ids() else (form_id, "book")
        return FormView(form_id, *shown, row.version, row.origin, str(error))
    return FormView(form.id, form.title, form.applies_to, row.version, row.origin)


@lru_cache(maxsize=64)
def _head(text: str, form_id: str) -> tuple[str, str]:
    return read_head(text, f"{form_id}.toml")
