"""移交清单: from whom to whom, before whom; what the book holds, papers that are out, what was promised."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.forms import Copy, render
from app.domain.money import ZERO
from app.files import write_atomic
from app.models import Household, JournalEntry, Loan, Rectification
from app.packs.forms import load_form
from app.services.applications import SUPPLEMENT, list_applications
from app.services.handover import given_over
from app.services.household_names import household_names
from app.services.office import villages_of
from app.services.papers import list_papers
from app.services.portfolio import loan_lines
from app.services.promises import PromiseState, list_promises
from app.storage.book import Book

FORM = "handover"
LEFT = "（未办移交）"
_DONE = frozenset({"归档", "作废"})
_OPEN = ("open", SUPPLEMENT)

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HandoverView:
    """To whom the book went, before whom, and when; "" while it is entered here."""

    to: str
    witness: str
    on: str


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What the next officer goes on with: papers that are not filed, and matters with their day, if they have one."""

    papers: tuple[Facts, ...]
    promises: tuple[Facts, ...]


def open_matters(session: Session, on: date) -> OpenMatters:
    """Read what is open on that day."""
    names = {name.number: name.head for name in household_names(session).values()}
    papers = [
        {
            "paper": view.title,
            "head": names.get(view.household, ""),
            "serial": view.serial,
            "state": "，".join(filter(None, (view.state, view.holder, f"缺{view.missing}" if view.missing else ""))),
        }
        for view in list_papers(session, on)
        if view.state not in _DONE
    ]
    matters = [*_promised(session, on), *_applied(session), *_to_mend(session)]
    matters.sort(key=lambda one: (one["on"] is None, one["on"] or on))
    return OpenMatters(tuple(_numbered(papers)), tuple(_numbered(matters)))


def print_handover(book: Book, *, on: date, sealed: str = "") -> bytes:
    """The 移交清单 as PDF, of the handover that was made or of the last taking over; else a draft of today's state."""
    with book.read() as session:
        facts = handover_facts(session, book, on) | {"handover.sealed": sealed}
        given = given_over(session)
        serial = given.serial if given is not None else ""
    out = io.BytesIO()
    render([Copy(load_form(FORM), facts, serial, on)], out)
    return out.getvalue()


def read_handover(session: Session) -> HandoverView:
    """Whether the book went to another device."""
    given = given_over(session)
    return HandoverView(given.to, given.witness, given.on) if given is not None else HandoverView("", "", "")


def save_handover_list(book: Book, file: Path, sealed: str, *, on: date) -> Path:
    """Write the list as a PDF; answers where. Raises the disk's KnownError."""
    write_atomic(file, print_handover(book, on=on, sealed=sealed), what="PDF")
    return file


def handover_facts(session: Session, book: Book, on: date) -> Facts:
    """The named facts of the list."""
    given = given_over(session)
    giver, receiver, witness, day = (
        (given.giver, given.to, given.witness, date.fromisoformat(given.on))
        if given is not None
        else _taken_over(session, book, on)
    )
    matters = open_matters(session, day)
    lines = loan_lines(session, day)
    villages = villages_of(session)
    return {
        "handover.on": day,
        "handover.from": giver,
        "handover.to": receiver,
        "handover.witness": witness,
        "handover.households": session.scalar(select(func.count()).select_from(Household)) or 0,
        "handover.loans": session.scalar(select(func.count()).select_from(Loan)) or 0,
        "handover.balance": sum((line.state.balance for line in lines), start=ZERO),
        "handover.papers": matters.papers,
        "handover.promises": matters.promises,
        "recovery.code": book.code,
        "unit.village": "、".join(village.name for village in villages),
    }


def _taken_over(session: Session, book: Book, on: date) -> tuple[str, str, str, date]:
    entry = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.table == "book_info", JournalEntry.action.in_(("take-over", "take-office")))
        .order_by(JournalEntry.seq.desc())
    ).first()
    if entry is None:
        return book.officer, "", "", on
    told = json.loads(entry.changes)
    witness, day = told["witness"][1], date.fromisoformat(entry.at[:10])
    if entry.action == "take-over":
        return told["from"][1], entry.who, witness, day
    before, officer = told["officer"]
    return f"{before}{LEFT}", officer, witness, day


def _promised(session: Session, on: date) -> list[Facts]:
    return [
        {"text": f"{view.borrower}承诺还款（借据 {view.note_number}），{view.state}", "on": view.until}
        for view in list_promises(session, on)
        if view.state is not PromiseState.KEPT
    ]


def _applied(session: Session) -> list[Facts]:
    return [
        {
            "text": f"{view.borrower}的贷款申请 {view.number}，等{view.next_stage.name if view.next_stage else '补正'}",
            "on": None,
        }
        for view in list_applications(session)
        if view.state in _OPEN
    ]


def _to_mend(session: Session) -> list[Facts]:
    rows = session.scalars(select(Rectification).where(Rectification.closed_on.is_(None)))
    return [{"text": f"整改：{row.problem}", "on": row.until_on} for row in rows]


def _numbered(rows: list[Facts]) -> list[Facts]:
    return [{"no": number, **row} for number, row in enumerate(rows, 1)]
