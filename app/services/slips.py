"""交接单 and 回执单: what is signed when a stick changes hands; counts, sums, digest and QR, no villager."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.forms import Copy, render
from app.domain.errors import NotFoundError
from app.domain.money import from_fen
from app.domain.row_words import table_word
from app.exchange.digest import in_groups, slip_payload
from app.exchange.lineage import Outcome
from app.models import MirrorState, Paper, Quarantine, ReceivedBundle, SentBundle
from app.services.bundles import sent_bundles
from app.services.delivery import SLIP_ACT
from app.services.forms import book_form
from app.services.office import TOWNSHIP, villages_of
from app.services.pairing import addressee
from app.services.serials import new_serials
from app.storage.book import Book

SLIP, RECEIPT_SLIP = "slip", "receipt"
RECEIPT_ACT = "打印回执单"
OUTCOME_WORDS = {
    Outcome.IMPORTED: "已导入",
    Outcome.SUPERSEDED: "已有更新的一期",
    Outcome.UNCHANGED: "内容相同",
    Outcome.HELD: "挂起",
    Outcome.REFUSED: "拒收",
}
_COUNTED = {
    "slip.households": "household",
    "slip.people": "member",
    "slip.loans": "loan",
    "slip.repayments": "repayment",
    "slip.extensions": "extension",
    "slip.visits": "visit",
    "slip.ratings": "rating",
    "slip.applications": "application",
}

Facts = dict[str, Any]


def print_slip(book: Book, *, on: date, epoch_no: int | None = None, seq: int | None = None) -> bytes:
    """The 交接单 (PDF) of a bundle of ours, the newest where none is named; recorded as a paper.

    Raises NotFoundError where there is no such bundle.
    """
    with book.read() as session:
        facts = slip_facts(session, book, _sent(session, epoch_no, seq))
    return _print(book, SLIP, facts, SLIP_ACT, on)


def print_receipt_slip(book: Book, book_code: str, *, on: date) -> bytes:
    """The 回执单 (PDF) for what this desk holds of a book; recorded as a paper. Raises NotFoundError."""
    with book.read() as session:
        facts = receipt_facts(session, book, book_code)
    return _print(book, RECEIPT_SLIP, facts, RECEIPT_ACT, on)


def slip_facts(session: Session, book: Book, sent: SentBundle) -> Facts:
    """The named facts of a 交接单."""
    counts, totals = json.loads(sent.counts), json.loads(sent.totals)
    receivers = json.loads(sent.recipients)
    return _bundle_facts(sent, book.code, "H") | {
        "slip.at": datetime.fromisoformat(sent.created_at),
        "slip.sender": _sender(session, book),
        "slip.receiver": receivers[0] if receivers else addressee(session, "township").name,
        "slip.file": f"{sent.file}（{_size(sent.size)}，已加密）",
        "slip.recipients": "；".join([*receivers[:1], *(f"{name}（应急）" for name in receivers[1:])]),
        **{fact: counts.get(table, 0) for fact, table in _COUNTED.items()},
        "slip.principal": from_fen(totals["principal"]),
        "slip.balance": from_fen(totals["balance"]),
        "slip.overdue": totals["overdue_loans"],
        "slip.overdue_amount": from_fen(totals["overdue"]),
    }


def receipt_facts(session: Session, book: Book, book_code: str) -> Facts:
    """The named facts of a 回执单: the bundle that the mirror shows, and what its import did."""
    state = session.get(MirrorState, book_code)
    if state is None:
        raise NotFoundError("交换包", book_code)
    received = session.scalars(
        select(ReceivedBundle).where(
            ReceivedBundle.book_code == book_code,
            ReceivedBundle.epoch_id == state.epoch_id,
            ReceivedBundle.seq == state.seq,
            ReceivedBundle.digest == state.digest,
        )
    ).one()
    changes = list(json.loads(received.changes).values())
    held = session.scalars(select(Quarantine).where(Quarantine.book_code == book_code)).all()
    return _bundle_facts(state, book_code, "R") | {
        "slip.sender": state.name,
        "slip.receiver": book.name,
        "receipt.at": datetime.fromisoformat(state.received_at),
        "receipt.outcome": OUTCOME_WORDS[Outcome(received.outcome)],
        "receipt.added": sum(one.get("added", 0) for one in changes),
        "receipt.changed": sum(one.get("changed", 0) for one in changes),
        "receipt.removed": sum(one.get("removed", 0) for one in changes),
        "receipt.quarantined": len(held),
        "receipt.text": "；".join(
            f"{table_word(row.table)}第 {row.place + 1} 行 {row.code} {row.reason}" for row in held[:2]
        ),
    }


def _held_words(row: Quarantine) -> str:
    return f"{table_word(row.table)}第 {row.place + 1} 行 {row.code} {row.reason}"


def _bundle_facts(of: SentBundle | MirrorState, book_code: str, mark: str) -> Facts:
    """What both slips say of the bundle itself."""
    head = in_groups(of.journal_head[:16])
    return {
        "slip.book": book_code,
        "slip.sequence": f"{of.epoch_no} / {of.seq}",
        "slip.cutoff": date.fromisoformat(of.as_of),
        "slip.digest": of.digest,
        "slip.code": slip_payload(mark, book_code, of.epoch_no, of.seq, of.digest, of.journal_head),
        "slip.journal": f"第 {of.journal_length:,} 条　{head}",
    }


def _sent(session: Session, epoch_no: int | None, seq: int | None) -> SentBundle:
    sent = sent_bundles(session)
    if seq is not None:
        sent = [row for row in sent if row.seq == seq and epoch_no in (None, row.epoch_no)]
    if not sent:
        raise NotFoundError("交换包", "" if seq is None else f"{epoch_no or ''}/{seq}".strip("/"))
    return sent[-1]


def _sender(session: Session, book: Book) -> str:
    """The township before the village's name, where it is known and not part of it."""
    own = next((village for village in villages_of(session) if village.code == book.code), None)
    above = own.township if own is not None and book.role != TOWNSHIP else ""
    return book.name if book.name.startswith(above) else above + book.name


def _print(book: Book, form_id: str, facts: Facts, act: str, on: date) -> bytes:
    out = io.BytesIO()
    with book.write(act) as session:
        form = book_form(session, form_id)
        copy = Copy(form, facts, new_serials(session, on, 1)[0], on)
        printed = render([copy], out)
        paper = Paper(serial=copy.serial, form_id=form.id, title=form.title, printed_on=on, pages=printed.pages)
        session.add(paper)
    return out.getvalue()


def _size(size: int) -> str:
    return f"{size / (1 << 20):.2f} MB" if size >= 1 << 20 else f"{max(1, round(size / 1024))} KB"
