"""At the village: what the newest receipt brought beside the acknowledgement, and the answers to it.

Opinions are entered at once, under the desk's id, so that a receipt read twice enters them once. Proposals and files
wait for the officer, who accepts them or refuses them with a reason; the answer goes back with the next bundle.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import BundleContentError, KnownError, NotFoundError, RefusedError
from app.models import Application, DeskAnswer, DeskItem, Opinion
from app.services.applications import record_opinion
from app.services.desk_post import DATA_FILE, OPINION, PROPOSAL, ROSTER_UPDATE
from app.services.records import filled
from app.storage.book import Book

KINDS = (OPINION, PROPOSAL, DATA_FILE, ROSTER_UPDATE)


class Answered(StrEnum):
    """What the village says of an item."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OpinionItem:
    """An opinion as it comes in a receipt."""

    id: str
    application_id: str
    number: str
    stage: str
    result: str
    by: str
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProposalItem:
    """A correction proposal as it comes in a receipt; `old` and `new` are JSON."""

    id: str
    table: str
    row_id: str
    column: str
    old: str
    new: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class FileItem:
    """A data file or the rows of a list as it comes in a receipt."""

    id: str
    kind: str
    file_id: str
    title: str
    text: str
    sha256: str
    on: date


Item = OpinionItem | ProposalItem | FileItem
_SHAPES: dict[str, type[Any]] = {
    OPINION: OpinionItem,
    PROPOSAL: ProposalItem,
    DATA_FILE: FileItem,
    ROSTER_UPDATE: FileItem,
}


def take_items(
    session: Session, desk: tuple[str, str], passed_on: Mapping[str, Iterable[Mapping[str, Any]]], at: str
) -> int:
    """Take what a receipt of `desk` (code, name) brings, in its act; answers how many opinions were entered.

    The newest receipt is the whole answer: what it does not name any more was withdrawn. Raises BundleContentError.
    """
    code, name = desk
    session.execute(delete(DeskItem).where(DeskItem.desk_code == code))
    answered = set(session.scalars(select(DeskAnswer.item_id)))
    entered = 0
    for kind in KINDS:
        for row in passed_on.get(kind, ()):
            item = read_item(kind, row)
            if item.id in answered:
                continue
            trouble = ""
            if isinstance(item, OpinionItem):
                try:
                    entered += enter_opinion(session, item)
                    continue
                except KnownError as error:
                    trouble = _why(error)
            content = json.dumps(dict(row), ensure_ascii=False)
            session.add(
                DeskItem(
                    id=item.id,
                    desk_code=code,
                    desk_name=name,
                    kind=kind,
                    content=content,
                    received_at=at,
                    trouble=trouble,
                )
            )
    session.flush()
    return entered


def read_item(kind: str, row: Mapping[str, Any]) -> Item:
    """An item in its shape. Raises BundleContentError."""
    try:
        item: Item = msgspec.convert(row, _SHAPES[kind])
    except msgspec.ValidationError:
        raise BundleContentError(kind, "回执的内容不合规定") from None
    return item


def enter_opinion(session: Session, item: OpinionItem) -> int:
    """Enter an opinion of the desk; 0 where it stands here already. Raises NotFoundError, RefusedError, InputError."""
    own = session.info["book_code"]
    if session.get(Opinion, (own, item.id)) is not None:
        return 0
    application = session.get(Application, (own, item.application_id))
    if application is None or application.number != item.number:
        raise NotFoundError("申请编号", item.number)
    opinion = Opinion(id=item.id, stage=item.stage, result=item.result, by=item.by, on=item.on, note=item.note)
    record_opinion(session, application, opinion)
    return 1


def waiting_item(session: Session, item_id: str) -> tuple[DeskItem, Item]:
    """An item that waits for an answer. Raises NotFoundError."""
    row = session.get(DeskItem, item_id)
    if row is None or answer_to(session, item_id) is not None:
        raise NotFoundError("待办事项", item_id)
    return row, read_item(row.kind, json.loads(row.content))


def answer_to(session: Session, item_id: str) -> DeskAnswer | None:
    """What was answered to an item, if anything."""
    return session.scalars(select(DeskAnswer).where(DeskAnswer.item_id == item_id)).first()


def answer(session: Session, row: DeskItem, result: Answered, by: str, on: date, reason: str = "") -> None:
    """Write the answer to an item, in the act of `session`."""
    session.add(DeskAnswer(item_id=row.id, kind=row.kind, result=str(result), reason=reason, by=by, on=on))


def refuse_item(book: Book, item_id: str, reason: str, *, on: date) -> None:
    """Refuse an opinion, a proposal or a file, with a reason that the desk will read. Raises NotFoundError."""
    reason = filled("理由", reason)
    with book.write("退回上级事项") as session:
        row, _item = waiting_item(session, item_id)
        answer(session, row, Answered.REFUSED, book.officer, on, reason)


def _why(error: KnownError) -> str:
    return error.reason if isinstance(error, RefusedError) else str(error)
