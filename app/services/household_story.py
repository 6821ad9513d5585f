"""One household's whole story as one page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.domain.money import ZERO, from_fen
from app.models import BankDecision, Demand, Paper, Placement, Rating, Row, Visit
from app.models.journal import append_many
from app.services.household_records import RecordLine, records_of
from app.services.households import HouseholdView, read_household
from app.services.loan_history import EVENT_WORDS
from app.services.lookup import household_numbered
from app.services.portfolio import LoanLine, loan_lines, loans_of
from app.services.printing import papers_of
from app.services.ratings import decisions_of, ratings_of
from app.services.records import standing
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One thing that happened: its day, its kind (visit, loan, repayment, …), what, and what explains it."""

    on: date
    kind: str
    text: str
    note: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one household on a day."""

    view: HouseholdView
    decision: BankDecision | None
    loans: tuple[LoanLine, ...]
    ratings: tuple[Rating, ...]
    decisions: tuple[BankDecision, ...]
    visits: tuple[Visit, ...]
    papers: tuple[Paper, ...]
    events: tuple[StoryEvent, ...]
    open_demands: int
    in_work: int

    @property
    def open_loans(self) -> tuple[LoanLine, ...]:
        """Loans that still have a balance."""
        return tuple(line for line in self.loans if not line.state.cleared)

    @property
    def balance(self) -> Decimal:
        """Principal that is still out, in yuan."""
        return sum((line.state.balance for line in self.open_loans), ZERO)

    @property
    def overdue_days(self) -> int:
        """The longest overdue of its loans; 0 where none is."""
        return max((line.state.overdue_days for line in self.open_loans), default=0)

    @property
    def next_due(self) -> date | None:
        """The nearest maturity of its open loans."""
        return min((line.state.due_on for line in self.open_loans), default=None)

    @property
    def incomplete(self) -> int:
        """Papers with something missing."""
        return sum(1 for paper in self.papers if paper.missing)


def read_story(session: Session, number: str, on: date) -> Story:
    """The household with this 户编号. Raises NotFoundError."""
    household = household_numbered(session, number)
    view = read_household(session, number)
    people = [member.id for member in view.members]
    lines = loan_lines(session, on, loans_of(session, household))
    visits = tuple(visits_of(session, number))
    decisions = tuple(decisions_of(session, household))
    ratings = tuple(ratings_of(session, household))
    papers = tuple(papers_of(session, household.id))
    return Story(
        view=view,
        decision=next((row for row in decisions if row.on <= on), None),
        loans=tuple(lines),
        ratings=ratings,
        decisions=decisions,
        visits=visits,
        papers=papers,
        open_demands=_count(session, Demand, Demand.household_id == household.id, Demand.closed_on.is_(None)),
        in_work=_count(session, Placement, Placement.member_id.in_(people), Placement.until_on.is_(None)),
        events=tuple(_events(lines, visits, ratings, decisions, papers, records_of(session, number, on))),
    )


def _count(session: Session, model: type[Row], *where: ColumnElement[bool]) -> int:
    return len(session.scalars(standing(model).where(*where)).all())


def visits_of(session: Session, number: str) -> list[Visit]:
    """The visits of one household, the newest first. Raises NotFoundError."""
    household = household_numbered(session, number)
    own = Visit.book_code == household.book_code, Visit.household_id == household.id
    return list(session.scalars(standing(Visit).where(*own).order_by(Visit.on.desc(), Visit.id.desc())))


def reveal(book: Book, number: str) -> None:
    """Note in the journal that the full ids and phones of a household were shown. Raises NotFoundError."""
    with book.write("显示全号") as session:
        household = household_numbered(session, number)
        append_many(session, "household", "reveal", [(household.id, {})])


def _events(
    lines: list[LoanLine],
    visits: tuple[Visit, ...],
    ratings: tuple[Rating, ...],
    decisions: tuple[BankDecision, ...],
    papers: tuple[Paper, ...],
    records: list[RecordLine],
) -> list[StoryEvent]:
    found = [event for line in lines for event in _loan_events(line)]
    for visit in visits:
        note = "，".join(part for part in (visit.findings, visit.outlook) if part)
        found.append(StoryEvent(visit.on, "visit", f"走访 {visit.result}", note or visit.kind))
    for rating in ratings:
        text = f"村初评 {rating.points} 分 {rating.band}"
        found.append(StoryEvent(rating.on, "rating", text, f"建议额度 {from_fen(rating.credit_line_fen):,.2f} 元"))
    for decision in decisions:
        note = f"额度 {from_fen(decision.credit_line_fen):,.2f} 元，有效至 {decision.until}"
        found.append(StoryEvent(decision.on, "rating", f"银行核定 {decision.grade}", note))
    for paper in papers:
        missing = f"缺{paper.missing}" if paper.missing else paper.state
        found.append(StoryEvent(paper.printed_on, "paper", paper.title, missing, open=bool(paper.missing)))
    found += [StoryEvent(line.on, line.subject, line.text, line.note) for line in records]
    return sorted(found, key=lambda event: event.on, reverse=True)


def _loan_events(line: LoanLine) -> list[StoryEvent]:
    loan = line.loan
    text = f"放款 {from_fen(loan.principal_fen):,.2f} 元"
    found = [StoryEvent(loan.disbursed_on, "loan", text, f"{loan.bank}，{loan.term_months} 个月")]
    for entry in line.state.events:
        word = EVENT_WORDS.get(entry.kind, entry.kind)
        amount = f" {entry.amount:,.2f} 元" if entry.amount else ""
        note = "已冲正" if entry.reversed else loan.note_number
        found.append(StoryEvent(entry.on, entry.kind, f"{word}{amount}", note))
    return found
