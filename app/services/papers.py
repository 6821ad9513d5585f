"""The life of a paper, from 已印 to 归档; a signature that is missing, 退回补正 and 作废 are part of it."""

from __future__ import annotations

from datetime import date

from app.domain.errors import InputError
from app.models import Paper
from app.services.printing import find_paper
from app.storage.book import Book

STATES = ("已印", "户签", "村章", "送乡镇", "乡镇章", "送银行", "返还", "归档", "退回补正", "作废")


def move_paper(
    book: Book,
    serial: str,
    state: str,
    *,
    on: date,
    missing: str = "",
    holder: str = "",
    deadline: date | None = None,
) -> None:
    """A paper reaches a state; `missing` names the signature or seal that is not there yet, `holder` who has it.

    Raises NotFoundError for an unknown serial, InputError for an unknown state.
    """
    if state not in STATES:
        raise InputError("文书状态", f"要在这些里选：{'、'.join(STATES)}")
    with book.write(f"登记文书{state}") as session:
        paper: Paper = find_paper(session, serial)
        paper.state = state
        paper.missing = missing
        paper.holder = holder
        paper.held_since = on
        if deadline is not None:
            paper.deadline = deadline
