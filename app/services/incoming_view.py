"""What a receipt brought, as the village reads it: whose row, what would change, why, and who wrote it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.row_words import column_word, table_word
from app.models import BookInfo, DeskAnswer, DeskItem
from app.services.bundle_rows import carried_tables
from app.services.data_files import KINDS
from app.services.incoming import FileItem, Item, OpinionItem, ProposalItem, read_item
from app.services.incoming_acts import corrector
from app.services.returned import whose
from app.services.row_values import shown_value

RESULT_WORDS = {"pass": "同意", "refuse": "不同意", "supplement": "退回补正"}
STAGE_WORDS = {"township": "乡镇意见", "bank": "银行意见", "county": "县级意见"}


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """One item: its kind in a word, whose it is, what it says, why; `trouble` is why it was not done by itself.

    `by_hand` marks a correction that the officer makes on its own page first; `is_file` one whose changes can be seen.
    """

    id: str
    kind: str
    word: str
    who: str
    text: str
    reason: str
    by: str
    on: date
    desk: str
    household: str
    trouble: str
    by_hand: bool
    is_file: bool


def read_incoming(session: Session) -> tuple[IncomingLine, ...]:
    """What the page 乡镇带来的事 shows."""
    return waiting_items(session)


def waiting_items(session: Session) -> tuple[IncomingLine, ...]:
    """What waits for an answer, proposals first, then opinions that could not be entered, then files."""
    answered = set(session.scalars(select(DeskAnswer.item_id)))
    rows = session.scalars(select(DeskItem).order_by(DeskItem.received_at, DeskItem.id))
    lines = [
        _line(session, row, read_item(row.kind, json.loads(row.content))) for row in rows if row.id not in answered
    ]
    return tuple(sorted(lines, key=lambda line: line.is_file))


def _line(session: Session, row: DeskItem, item: Item) -> IncomingLine:
    if isinstance(item, OpinionItem):
        return _of_opinion(session, row, item)
    if isinstance(item, ProposalItem):
        return _of_proposal(session, row, item)
    return _of_file(row, item)


def _of_opinion(session: Session, row: DeskItem, item: OpinionItem) -> IncomingLine:
    household, who = whose(session, _own(session), "application", item.application_id)
    said = RESULT_WORDS.get(item.result, item.result)
    text = f"申请 {item.number}，{STAGE_WORDS.get(item.stage, item.stage)}：{said}"
    number = household.number if household is not None else ""
    return IncomingLine(
        row.id, row.kind, "审核意见", who, text, item.note, item.by, item.on, row.desk_name, number, row.trouble,
        by_hand=False, is_file=False,
    )  # fmt: skip


def _of_proposal(session: Session, row: DeskItem, item: ProposalItem) -> IncomingLine:
    carried = carried_tables().get(item.table)
    household, who = whose(session, _own(session), item.table, item.row_id)
    text = f"{table_word(item.table)}的{column_word(item.table, item.column)}"
    if carried is not None and item.column in carried.columns:
        before, after = (shown_value(carried, item.column, json.loads(value)) for value in (item.old, item.new))
        text += f"：{before} → {after}"
    return IncomingLine(
        row.id, row.kind, "更正建议", who, text, item.reason, item.by, item.on, row.desk_name,
        household.number if household is not None else "", row.trouble,
        by_hand=corrector(item.table, item.column) is None, is_file=False,
    )  # fmt: skip


def _of_file(row: DeskItem, item: FileItem) -> IncomingLine:
    word = KINDS[item.kind].word if item.kind in KINDS else "名单"
    return IncomingLine(
        row.id, row.kind, word, "", item.title, "", row.desk_name, item.on, row.desk_name, "", row.trouble,
        by_hand=False, is_file=True,
    )  # fmt: skip


def _own(session: Session) -> str:
    return session.scalars(select(BookInfo.code)).one()
