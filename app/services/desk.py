"""What stands around every page: whose book it is, the counts of the rail, the last act, delivery and backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.findings import Severity
from app.domain.resident_id import mask
from app.domain.serial import parse_serial
from app.exchange.receipt import Delivery
from app.models import BookInfo, Household, JournalEntry, Loan, Member, Paper, Village
from app.services.desk_opinions import waiting_applications
from app.services.exchange_desk import read_desk_exchange
from app.services.lookup import HEAD
from app.services.office import TOWNSHIP
from app.services.portfolio import loan_lines
from app.services.receipts import DeliveryState, delivery_state
from app.services.search import search
from app.services.self_check import run_self_check
from app.services.undo import LastAct, last_act
from app.services.visits import round_by_group

SHORTEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Partners:
    """What a township's desk waits for: its villages, receipts not yet written, villages not heard for 28 days.

    `waiting` are the applications that wait for an opinion of this desk.
    """

    villages: int
    owed: int
    silent: int
    waiting: int


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
    partners: Partners | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search as the window shows it: who, in which household, with a masked id."""

    number: str
    name: str
    relation: str
    group: str
    resident_id: str


@dataclass(frozen=True, slots=True)
class NumberHit:
    """A contract or a paper found by the number printed on it: `key` opens it, `whose` is the household's head."""

    key: str
    number: str
    title: str
    whose: str
    household: str


@dataclass(frozen=True, slots=True)
class Everything:
    """What one word finds in the book."""

    people: tuple[Hit, ...]
    loans: tuple[NumberHit, ...]
    papers: tuple[NumberHit, ...]


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
        partners=_partners(session, on) if info.role == TOWNSHIP else None,
    )


def count_findings(session: Session, on: date) -> int:
    """How many findings of the whole book ask for something; mere notes are not counted."""
    return sum(each.finding.severity is not Severity.NOTE for each in run_self_check(session, on).findings)


def _partners(session: Session, on: date) -> Partners:
    view = read_desk_exchange(session, on)
    waiting = len(waiting_applications(session))
    return Partners(len(view.villages), view.owed, sum(line.stale for line in view.villages), waiting)


def find_everything(session: Session, word: str, limit: int = 9) -> Everything:
    """People by name, pinyin or number; contracts and papers by what is printed on them, at least three characters."""
    people = tuple(find(session, word, limit))
    plain = word.strip().upper()
    if len(plain) < SHORTEST_NUMBER or not any(sign.isdigit() for sign in plain):
        return Everything(people, (), ())
    return Everything(people, _loans(session, plain, limit), _papers(session, parse_serial(plain) or plain, limit))


def _loans(session: Session, number: str, limit: int) -> tuple[NumberHit, ...]:
    held = func.upper(Loan.note_number).contains(number, autoescape=True)
    held = held | func.upper(Loan.contract_number).contains(number, autoescape=True)
    found = session.scalars(select(Loan).where(held).order_by(Loan.note_number).limit(limit))
    return tuple(
        NumberHit(loan.note_number, loan.note_number, "贷款合同", *_head_of(session, loan.household_id))
        for loan in found
    )


def _papers(session: Session, serial: str, limit: int) -> tuple[NumberHit, ...]:
    held = func.upper(Paper.serial).contains(serial, autoescape=True)
    found = session.scalars(select(Paper).where(held).order_by(Paper.serial).limit(limit))
    return tuple(
        NumberHit(paper.serial, paper.serial, paper.title, *_head_of(session, paper.household_id or ""))
        for paper in found
    )


def _head_of(session: Session, household_id: str) -> tuple[str, str]:
    """The head's name and the household's number."""
    of_household = select(Member.name, Household.number).join(
        Household, (Household.book_code == Member.book_code) & (Household.id == Member.household_id)
    )
    found = session.execute(of_household.where(Household.id == household_id, Member.relation == HEAD)).first()
    return (found[0], found[1]) if found is not None else ("", "")


def find(session: Session, word: str, limit: int = 9) -> list[Hit]:
    """Who is meant by a name, pinyin, initials, the end of an id or phone, a number or a group; the best first."""
    return [
        Hit(hit.household, hit.name, hit.relation, hit.group, mask(hit.resident_id) if hit.resident_id else "")
        for hit in search(session, word, limit=limit)
    ]
