"""One household's whole story as one page shows it, and the rows of the list from which it is chosen."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import ZERO, from_fen
from app.models import BankDecision, Household, JournalEntry, Paper, Rating, Visit
from app.models.journal import append_many, changes_of
from app.services.households import HouseholdView, list_households, read_household
from app.services.loan_history import EVENT_WORDS
from app.services.lookup import household_numbered
from app.services.portfolio import LoanLine, loan_lines, loans_of
from app.services.printing import papers_of
from app.services.ratings import decisions_of, ratings_of
from app.services.records import standing
from app.storage.book import Book

FIELDS = {
    "name": "姓名",
    "resident_id": "身份证号",
    "relation": "与户主关系",
    "ethnicity": "民族",
    "education": "文化程度",
    "schooling": "在校生状况",
    "health": "健康状况",
    "labour_skill": "劳动技能",
    "phone": "电话",
    "marital": "婚姻状况",
    "group_name": "组",
    "kind": "户类型",
    "monitored": "监测对象",
    "risk_removed": "风险是否消除",
    "cause": "致贫原因",
    "address": "住址",
    "phone_owner": "电话是谁的",
    "phone_verified_on": "电话核实日期",
    "work_months": "务工月数",
    "left_on": "离户日期",
}
_HIDDEN = {"resident_id", "phone"}


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the list: who, how many people, and the one state that matters most; money in yuan."""

    view: HouseholdView
    balance: Decimal
    overdue_days: int

    @property
    def number(self) -> str:
        """户编号."""
        return self.view.number

    @property
    def monitored(self) -> bool:
        """Whether the household is monitored and its risk not removed."""
        return bool(self.view.monitored) and self.view.risk_removed != "是"


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One thing that happened: its day, its kind (visit, loan, repayment, …), what, and what explains it."""

    on: date
    kind: str
    text: str
    note: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the journal about the household or a member, in words."""

    at: datetime
    who: str
    act: str
    what: str


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
    changes: tuple[Change, ...]

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


def household_rows(session: Session, on: date) -> list[HouseholdRow]:
    """All households by group and number, with what is out and overdue."""
    balance: dict[str, Decimal] = defaultdict(lambda: ZERO)
    overdue = Counter[str]()
    for line in loan_lines(session, on):
        balance[line.household.id] += line.state.balance
        overdue[line.household.id] = max(overdue[line.household.id], line.state.overdue_days)
    return [HouseholdRow(view, balance[view.id], overdue[view.id]) for view in list_households(session)]


def read_story(session: Session, number: str, on: date) -> Story:
    """The household with this 户编号. Raises NotFoundError."""
    household = household_numbered(session, number)
    view = read_household(session, number)
    lines = loan_lines(session, on, loans_of(session, household))
    own = Visit.book_code == household.book_code, Visit.household_id == household.id
    visits = tuple(session.scalars(standing(Visit).where(*own).order_by(Visit.on.desc(), Visit.id.desc())))
    decisions = tuple(decisions_of(session, household))
    ratings = tuple(ratings_of(session, household))
    papers = tuple(papers_of(session, household.id))
    changes = _changes(session, household, view)
    return Story(
        view=view,
        decision=next((row for row in decisions if row.on <= on), None),
        loans=tuple(lines),
        ratings=ratings,
        decisions=decisions,
        visits=visits,
        papers=papers,
        events=tuple(_events(lines, visits, ratings, decisions, papers)),
        changes=changes,
    )


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


def _changes(session: Session, household: Household, view: HouseholdView) -> tuple[Change, ...]:
    names = {member.id: member.name for member in view.members}
    ids = [household.id, *names]
    statement = select(JournalEntry).where(JournalEntry.row_id.in_(ids)).order_by(JournalEntry.seq.desc())
    found = []
    for entry in session.scalars(statement):
        what = _in_words(session, entry)
        if what:
            who = f"{names[entry.row_id]}：" if entry.row_id in names else ""
            found.append(Change(datetime.fromisoformat(entry.at), entry.who, entry.act, f"{who}{what}"))
    return tuple(found)


def _in_words(session: Session, entry: JournalEntry) -> str:
    if entry.action == "add":
        return "新登记"
    if entry.action == "reveal":
        return "看了证件和电话全号"
    parts = []
    for name, (old, new) in changes_of(session, entry).items():
        if name in FIELDS:
            parts.append(f"{FIELDS[name]} {_shown(name, old)} → {_shown(name, new)}")
    return "，".join(parts)


def _shown(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    if not text:
        return "（空）"
    return f"****{text[-4:]}" if name in _HIDDEN else text
