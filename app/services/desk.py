"""What stands around every page: whose book it is, the counts of the rail, the last act, delivery and backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.resident_id import mask
from app.exchange.receipt import Delivery
from app.models import BookInfo, Household, JournalEntry, Paper, Village
from app.services.portfolio import loan_lines
from app.services.receipts import DeliveryState, delivery_state
from app.services.search import search
from app.services.undo import LastAct, last_act
from app.services.visits import round_by_group


@dataclass(frozen=True, slots=True)
class Desk:
    """Counts are of today; `saved_at` is the moment of the newest entry (ISO), empty in a new book."""

    name: str
    township: str
    officer: str
    role: str
    practice: bool
    households: int
    loans: int
    overdue: int
    to_visit: int
    papers_open: int
    saved_at: str
    undo: LastAct | None
    delivery: DeliveryState
    delivered: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search as the window shows it: who, in which household, with a masked id."""

    number: str
    name: str
    relation: str
    group: str
    resident_id: str


def read_desk(session: Session, on: date) -> Desk:
    """Read what stands around the pages."""
    info = session.scalars(select(BookInfo)).one()
    village = session.scalars(select(Village).order_by(Village.code)).first()
    open_lines = [line for line in loan_lines(session, on) if line.state.balance > 0]
    delivery = delivery_state(session, on)
    saved = session.scalar(select(JournalEntry.at).order_by(JournalEntry.seq.desc()).limit(1))
    return Desk(
        name=info.name,
        township=village.township if village is not None and info.role == "village" else "",
        officer=info.officer,
        role=info.role,
        practice=info.practice,
        households=session.scalar(select(func.count()).select_from(Household)) or 0,
        loans=len(open_lines),
        overdue=sum(1 for line in open_lines if line.state.overdue_principal > 0),
        to_visit=sum(group.households - group.visited for group in round_by_group(session, on)),
        papers_open=session.scalar(select(func.count()).select_from(Paper).where(Paper.missing != "")) or 0,
        saved_at=saved or "",
        undo=last_act(session),
        delivery=delivery,
        delivered=delivery.delivery is Delivery.DELIVERED,
    )


def find(session: Session, word: str, limit: int = 9) -> list[Hit]:
    """Who is meant by a name, pinyin, initials, the end of an id or phone, a number or a group; the best first."""
    return [
        Hit(hit.household, hit.name, hit.relation, hit.group, mask(hit.resident_id) if hit.resident_id else "")
        for hit in search(session, word, limit=limit)
    ]
