"""Which column of a list is what: looked at before anything is taken over, and remembered for the next list like it.

A source is known by its row of headings: the same township's export or the same bank's list has the same one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.bank_list import BANK_COLUMNS
from app.documents.cells import Cell
from app.documents.columns import Column, possible_headings
from app.documents.due_list import DUE_COLUMNS
from app.documents.heading_look import SheetLook, look_at_sheet
from app.documents.roster_columns import ROSTER_COLUMNS
from app.documents.subsidy_claim import CLAIM_COLUMNS
from app.domain.errors import InputError
from app.models import BookInfo, PackFile
from app.services.policies import file_row
from app.storage.book import Book

FILE_KIND = "columns"
NUMBERS = ("note", "contract")


class ListKind(StrEnum):
    """The lists that can be taken over or compared."""

    ROSTER = "roster"
    DUE = "due"
    BANK = "bank"
    CLAIM = "claim"


TITLES = {
    ListKind.ROSTER: "人员名单",
    ListKind.DUE: "到期还款名单",
    ListKind.BANK: "银行贷款名单",
    ListKind.CLAIM: "贴息申报表",
}
_COLUMNS: Mapping[ListKind, tuple[Column, ...]] = {
    ListKind.ROSTER: ROSTER_COLUMNS,
    ListKind.DUE: DUE_COLUMNS,
    ListKind.BANK: BANK_COLUMNS,
    ListKind.CLAIM: CLAIM_COLUMNS,
}


class Remembered:
    """What officers said of the columns of earlier lists of one kind; called with the rows of a sheet."""

    def __init__(self, known: Mapping[str, Mapping[str, str]]) -> None:
        self.known = known

    def __call__(self, rows: Sequence[Sequence[Cell]]) -> Mapping[str, str] | None:
        """The columns of the sheet with these rows, or None where it is not known."""
        if not self.known:
            return None
        found = (self.known.get(source_of(texts)) for _, _, texts in possible_headings(rows))
        return next((columns for columns in found if columns is not None), None)


def columns_of(kind: ListKind) -> tuple[Column, ...]:
    """The columns that a list of this kind can have."""
    return _COLUMNS[kind]


def source_of(headings: Sequence[str]) -> str:
    """The name under which a source is remembered: a digest of its headings."""
    texts = [text for text in headings if text]
    return sha256("\x1f".join(texts).encode()).hexdigest()[:16] if texts else ""


def remembered(session: Session, kind: ListKind) -> Remembered:
    """What this book remembers of the lists of a kind."""
    own = select(BookInfo.code).scalar_subquery()
    rows = session.scalars(
        select(PackFile)
        .where(PackFile.book_code == own, PackFile.kind == FILE_KIND, PackFile.file_id.startswith(f"{kind}-"))
        .order_by(PackFile.version)
    )
    return Remembered({row.file_id.removeprefix(f"{kind}-"): json.loads(row.text) for row in rows})


def look_at_columns(
    book: Book, kind: ListKind, path: Path, *, sheet: str | None = None, columns: Mapping[str, str] | None = None
) -> SheetLook:
    """What the columns of a file are understood as; `columns` is what the officer says instead.

    Raises the Sheet… errors of a file that cannot be read.
    """
    if columns is None:
        with book.read() as session:
            return look_at_sheet(path, columns_of(kind), sheet, remembered(session, kind))
    return look_at_sheet(path, columns_of(kind), sheet, columns)


def lacking(kind: ListKind, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The headings without which a list of this kind cannot be read."""
    given = set(columns.values())
    missing = [column.heading for column in columns_of(kind) if column.needed and column.key not in given]
    if kind is not ListKind.ROSTER and not given & set(NUMBERS):
        missing.append("合同号")
    return tuple(missing)


def doubled(kind: ListKind, columns: Mapping[str, str]) -> str:
    """The column that two headings are said to be, or ""."""
    taken = [key for key in columns.values() if key]
    return next((column.heading for column in columns_of(kind) if taken.count(column.key) > 1), "")


def remember_columns(book: Book, kind: ListKind, look: SheetLook, columns: Mapping[str, str]) -> bool:
    """Keep what the officer says of this source, unless it is what would be understood anyway; True where kept.

    Raises InputError where a needed column is missing or two columns are said to be the same.
    """
    if missing := lacking(kind, columns):
        raise InputError("列的对应", f"还没有指明哪一列是{'、'.join(missing)}")
    if twice := doubled(kind, columns):
        raise InputError("列的对应", f"有两列都指成了{twice}")
    if dict(columns) == dict(look.columns):
        return False
    with book.write("记住列的对应") as session:
        text = json.dumps(dict(columns), ensure_ascii=False, sort_keys=True)
        session.add(file_row(session, FILE_KIND, f"{kind}-{source_of(look.texts)}", text, look.file))
    return True
