"""The township's side of the exchange as its page shows it: each village with its last bundle, age and state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.findings import Finding
from app.domain.money import from_fen
from app.exchange.lineage import Outcome
from app.models import MirrorState, Partner, Quarantine, ReceivedBundle
from app.services.delivery import RED_AFTER_DAYS, delivery_state
from app.services.exchange_slip import receiver_of
from app.services.exchange_stand import number_of
from app.services.held import held_bundles
from app.services.mirror_totals import totals_findings
from app.services.pairing import paired
from app.services.receipt_writing import mirrors
from app.services.returned import ReturnedRow, returned_views

SENDERS = ("village", "township")


class DeskStand(StrEnum):
    """What a village's line asks for, the most urgent first."""

    HELD = "held"
    UNTRUSTED = "untrusted"
    OWED = "owed"
    NEVER = "never"
    ANSWERED = "answered"
    PASSED_ON = "passed_on"


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village: its newest bundle that was taken over, how old its accounts are in days (None: never sent)."""

    code: str
    name: str
    number: str
    as_of: date | None
    age: int | None
    stand: DeskStand
    quarantined: int
    loans: int
    balance: Decimal
    overdue: Decimal
    digest: str

    @property
    def stale(self) -> bool:
        """The accounts are older than 28 days, or there are none."""
        return self.age is None or self.age >= RED_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A bundle that waits for a person: whose, which, since when, why; `asked` where a new epoch was asked for."""

    id: str
    code: str
    name: str
    number: str
    received: datetime
    reason: str
    asked: bool


@dataclass(frozen=True, slots=True)
class DeskExchange:
    """The township's page; `owed` receipts can be written now.

    `county` is the desk above, "" where there is none; `upward` how far our own bundle to it has come.
    """

    villages: tuple[VillageLine, ...]
    held: tuple[HeldLine, ...]
    owed: int
    county: str = ""
    upward: str = ""


@dataclass(frozen=True, slots=True)
class VillageDetail:
    """One village in full: rows that were not taken over, and sums that differ from its slip."""

    line: VillageLine
    quarantined: tuple[ReturnedRow, ...]
    findings: tuple[Finding, ...]


def read_desk_exchange(session: Session, on: date) -> DeskExchange:
    """Read the township's page, the most urgent village first."""
    partners = {one.code: one for one in paired(session) if one.role in SENDERS}
    states = {state.book_code: state for state in mirrors(session)}
    held = held_bundles(session)
    waiting = {row.book_code for row in held}
    quarantined: dict[str, int] = dict(
        session.execute(select(Quarantine.book_code, func.count()).group_by(Quarantine.book_code)).tuples().all()
    )
    codes = sorted(code for code in {*partners, *states} if code in states or not partners[code].revoked_at)
    lines = [
        _line(code, partners.get(code), states.get(code), on, quarantined.get(code, 0), held=code in waiting)
        for code in codes
    ]
    order = list(DeskStand)
    lines.sort(key=lambda line: (order.index(line.stand), -(line.age or 0), line.name))
    names = {line.code: line.name for line in lines}
    above = receiver_of(session)
    return DeskExchange(
        villages=tuple(lines),
        held=tuple(_held(row, names) for row in held),
        county=above.name if above is not None else "",
        upward=delivery_state(session, on).text if above is not None else "",
        owed=sum(state.receipt_owed and _trusted(partners.get(state.book_code)) for state in states.values()),
    )


def read_village_detail(session: Session, code: str, on: date) -> VillageDetail | None:
    """One village of the list; None where it is not there any more."""
    line = next((one for one in read_desk_exchange(session, on).villages if one.code == code), None)
    if line is None:
        return None
    return VillageDetail(line, returned_views(session, code), tuple(totals_findings(session, code)))


def _trusted(partner: Partner | None) -> bool:
    return partner is not None and not partner.revoked_at


def _line(
    code: str, partner: Partner | None, state: MirrorState | None, on: date, quarantined: int, *, held: bool
) -> VillageLine:
    as_of = date.fromisoformat(state.as_of) if state is not None else None
    totals = json.loads(state.totals) if state is not None else {}
    name = partner.name if partner is not None else state.name if state is not None else code
    return VillageLine(
        code=code,
        name=name,
        number=number_of(state.epoch_no, state.seq) if state is not None else "",
        as_of=as_of,
        age=max((on - as_of).days, 0) if as_of is not None else None,
        stand=_stand(partner, state, held=held),
        quarantined=quarantined,
        loans=totals.get("loans", 0),
        balance=from_fen(totals.get("balance", 0)),
        overdue=from_fen(totals.get("overdue", 0)),
        digest=state.digest if state is not None else "",
    )


def _stand(partner: Partner | None, state: MirrorState | None, *, held: bool) -> DeskStand:
    if held:
        return DeskStand.HELD
    if state is not None and state.through:
        return DeskStand.PASSED_ON
    if not _trusted(partner):
        return DeskStand.UNTRUSTED
    if state is None:
        return DeskStand.NEVER
    return DeskStand.OWED if state.receipt_owed else DeskStand.ANSWERED


def _held(row: ReceivedBundle, names: dict[str, str]) -> HeldLine:
    return HeldLine(
        id=row.id,
        code=row.book_code,
        name=names.get(row.book_code, row.book_code),
        number=number_of(row.epoch_no, row.seq),
        received=datetime.fromisoformat(row.received_at),
        reason=row.reason,
        asked=bool(row.ordered_at) and row.outcome == Outcome.HELD,
    )
