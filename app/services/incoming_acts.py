"""Accepting what a receipt brought: the row is corrected, the file taken over, the list compared; then the answer.

A correction goes through the same checks as the officer's own; a column that no act of the book changes is mended by
hand first, and the acceptance only looks whether it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from app.documents.roster import RosterReading
from app.domain.errors import BundleContentError, InputError, NotFoundError, RefusedError
from app.domain.money import from_fen
from app.domain.phone import is_phone, normal_phone
from app.domain.row_words import column_word, table_word
from app.models import DeskItem, Household, Member, Row
from app.services.bundle_rows import carried_tables
from app.services.data_files import check_file, file_changes, kind_of, take_file
from app.services.desk_files import ROSTER
from app.services.household_changes import set_household_facts
from app.services.households import MEMBER_FIELDS, checked_member
from app.services.incoming import (
    Answered,
    FileItem,
    Item,
    OpinionItem,
    ProposalItem,
    answer,
    enter_opinion,
    waiting_item,
)
from app.services.returned import stored_row
from app.services.roster import RosterImport, import_reading, reading_of
from app.services.row_values import plain_values, shown_value
from app.storage.book import Book

_HOUSEHOLD_FIELDS = {
    "group_name": "group",
    "village_code": "village",
    "cause": "cause",
    "income_per_head_fen": "income_per_head",
    "address": "address",
    "remark": "remark",
}


def accept_item(book: Book, item_id: str, *, on: date) -> None:
    """Accept what the desk wrote, and do it.

    Raises NotFoundError, RefusedError (the row is another by now, or is to be mended by hand), InputError, or
    DataFileError.
    """
    with book.read() as session:
        row, item = waiting_item(session, item_id)
    if isinstance(item, FileItem) and item.kind == ROSTER:
        import_reading(book, _reading(row, item), on=on)
    with book.write(_act(row, item)) as session:
        row, item = waiting_item(session, item_id)
        if isinstance(item, OpinionItem):
            enter_opinion(session, item)
            session.delete(row)
            return
        if isinstance(item, ProposalItem):
            correct(session, item)
        elif item.kind != ROSTER:
            check_file(session, item.kind, _whole(item), f"{item.file_id}.toml")
            take_file(session, item.kind, item.text, item.file_id, f"{row.desk_name} {item.on}")
        answer(session, row, Answered.ACCEPTED, book.officer, on)


def correct(session: Session, item: ProposalItem) -> None:
    """Bring a row to the proposed value. Raises NotFoundError, RefusedError, InputError."""
    row, now = _row_now(session, item)
    carried, old, new = carried_tables()[item.table], json.loads(item.old), json.loads(item.new)
    if now == new:
        return
    word = column_word(item.table, item.column)
    if now != old:
        shown = shown_value(carried, item.column, now)
        raise RefusedError(f"{word}现在是 {shown}，和建议里写的原值不同，请先核对")
    act = corrector(item.table, item.column)
    if act is None:
        raise RefusedError(f"{table_word(item.table)}的{word}不能在这里直接改，请先到那一页更正，改好后再接受")
    act(session, row, new)


def corrector(table: str, column: str) -> Callable[[Session, Any, Any], None] | None:
    """What changes this column as the officer would; None where it is mended by hand."""
    if table == Household.__tablename__ and column in _HOUSEHOLD_FIELDS:
        return lambda session, row, new: set_household_facts(session, row, {_HOUSEHOLD_FIELDS[column]: _typed(new)})
    if table == Household.__tablename__ and column == "phone":
        return lambda _session, row, new: _set_phone(row, _typed(new))
    if table == Member.__tablename__ and column in MEMBER_FIELDS:
        return lambda _session, row, new: _set_member(row, column, _typed(new))
    return None


@dataclass(frozen=True, slots=True)
class FileView:
    """What a file would change here: a line each; for a list, its import as a dry run too."""

    changes: tuple[str, ...]
    roster: RosterImport | None = None


def look_at_file(book: Book, item_id: str, *, on: date) -> FileView:
    """What accepting a file would change. Raises NotFoundError, DataFileError."""
    with book.read() as session:
        row, item = waiting_item(session, item_id)
        if not isinstance(item, FileItem):
            raise NotFoundError("文件", item_id)
        if item.kind != ROSTER:
            check_file(session, item.kind, _whole(item), f"{item.file_id}.toml")
            return FileView(file_changes(session, item.kind, item.text, item.file_id))
    told = import_reading(book, _reading(row, item), on=on, dry_run=True)
    lines = (f"新增 {told.added} 人，改动 {told.changed} 人，不变 {told.unchanged} 人",)
    return FileView(lines, told)


def _act(row: DeskItem, item: Item) -> str:
    if isinstance(item, OpinionItem):
        return "登记审核意见"
    if isinstance(item, ProposalItem):
        return f"接受更正建议：{table_word(item.table)}{column_word(item.table, item.column)}"
    return f"接受{'名单' if item.kind == ROSTER else kind_of(item.kind).word} {item.title}"


def _row_now(session: Session, item: ProposalItem) -> tuple[Row, Any]:
    carried = carried_tables().get(item.table)
    row = stored_row(session, session.info["book_code"], item.table, item.row_id)
    if carried is None or item.column not in carried.columns or row is None or row.removed:
        raise NotFoundError(table_word(item.table), item.row_id)
    return row, plain_values(carried, row)[item.column]


def _typed(new: Any) -> str:
    """A value as the officer would type it: money in yuan."""
    if isinstance(new, int):
        return str(from_fen(new))
    return new or ""


def _set_phone(row: Household, typed: str) -> None:
    phone = normal_phone(typed)
    if typed and not is_phone(phone):
        raise InputError("电话", "要写 11 位手机号，或区号加号码")
    row.phone, row.phone_state, row.phone_verified_on = phone, "", None


def _set_member(row: Member, column: str, typed: str) -> None:
    for name, value in checked_member({column: typed}).items():
        setattr(row, name, value)


def _whole(item: FileItem) -> str:
    if sha256(item.text.encode()).hexdigest() != item.sha256:
        raise BundleContentError(item.file_id, "校验码不一致")
    return item.text


def _reading(row: DeskItem, item: FileItem) -> RosterReading:
    try:
        rows = msgspec.json.decode(_whole(item), type=list[dict[str, Any]])
        return reading_of(rows, f"{row.desk_name} {item.title}")
    except msgspec.DecodeError:  # ValidationError is one
        raise BundleContentError(ROSTER, "名单读不出来") from None
