"""The 交接单 as the window shows it: of a bundle that was made, or of the one that would be made now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import from_fen
from app.exchange.digest import slip_payload
from app.models import BookInfo, Partner, SentBundle
from app.models.journal import head
from app.services.bundles import sent_bundles, totals_on
from app.services.exchange_stand import BundleLine, bundle_line, number_of
from app.services.pairing import paired

TOWNSHIP, COUNTY = "township", "county"


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers to compare: pieces, and sums in yuan on the day of the bundle."""

    households: int
    people: int
    loans: int
    balance: Decimal
    overdue_loans: int
    overdue: Decimal
    visits: int
    papers: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a 交接单; number, `made`, digest and `code` are missing while the bundle is not made."""

    book: str
    receiver: str
    fingerprint: str
    escrow: str
    figures: Figures
    journal_length: int
    journal_head: str
    number: str = ""
    made: datetime | None = None
    digest: str = ""
    code: str = ""
    line: BundleLine | None = None


def receiver_of(session: Session) -> Partner | None:
    """The desk above that is trusted, if any: the township, for a township the county."""
    above = COUNTY if session.scalars(select(BookInfo.role)).one() == TOWNSHIP else TOWNSHIP
    return next((one for one in paired(session) if one.role == above and not one.revoked_at), None)


def read_slip(session: Session, on: date, epoch_no: int = 0, seq: int = 0) -> Slip | None:
    """The 交接单 of a bundle, the newest where none is named; None where there is none."""
    sent = sent_bundles(session)
    chosen = [row for row in sent if (row.epoch_no, row.seq) == (epoch_no, seq)] if seq else sent[-1:]
    return _slip(session, chosen[0], sent, on) if chosen else None


def draft_slip(session: Session, on: date, counts: Mapping[str, int]) -> Slip:
    """The slip of the bundle that would be made now; `counts` are the present rows by table."""
    info = session.scalars(select(BookInfo)).one()
    township = receiver_of(session)
    end = head(session.connection())
    return Slip(
        book=info.name,
        receiver=township.name if township is not None else "",
        fingerprint=township.fingerprint if township is not None else "",
        escrow=_escrow(info.escrow_name, info.escrow_recipient),
        figures=_figures(counts, totals_on(session, on, info.code)),
        journal_length=end.length,
        journal_head=end.hash if end.length else "",
    )


def _slip(session: Session, row: SentBundle, sent: list[SentBundle], on: date) -> Slip:
    info = session.scalars(select(BookInfo)).one()
    township = receiver_of(session)
    to = json.loads(row.recipients)
    same = township is not None and to[:1] == [township.name]
    return Slip(
        book=info.name,
        receiver=to[0] if to else "",
        fingerprint=township.fingerprint if township is not None and same else "",
        escrow=_escrow(to[1] if len(to) > 1 else "", info.escrow_recipient),
        figures=_figures(json.loads(row.counts), json.loads(row.totals)),
        journal_length=row.journal_length,
        journal_head=row.journal_head,
        number=number_of(row.epoch_no, row.seq),
        made=datetime.fromisoformat(row.created_at),
        digest=row.digest,
        code=slip_payload("H", info.code, row.epoch_no, row.seq, row.digest, row.journal_head),
        line=bundle_line(row, sent, on),
    )


def _figures(counts: Mapping[str, int], totals: Mapping[str, int]) -> Figures:
    return Figures(
        households=counts.get("household", 0),
        people=counts.get("member", 0),
        loans=totals.get("loans", 0),
        balance=from_fen(totals.get("balance", 0)),
        overdue_loans=totals.get("overdue_loans", 0),
        overdue=from_fen(totals.get("overdue", 0)),
        visits=counts.get("visit", 0),
        papers=counts.get("paper", 0),
    )


def _escrow(name: str, recipient: str) -> str:
    """The county's name and the last eight characters of its key, in fours."""
    tail = recipient[-8:]
    return f"{name} … {tail[:4]} {tail[4:]}" if name and recipient else name
