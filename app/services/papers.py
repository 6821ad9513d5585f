"""The life of a paper, from 已印 to 归档; a signature that is missing, 退回补正 and 作废 are part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.paper_life import ELSEWHERE, FILED, STATES, VOID, check_move, holder_of
from app.models import Household, Loan, Paper, PaperMove
from app.services.lookup import loan_noted
from app.services.portfolio import loan_line
from app.services.printing_words import SIGNED_STATES
from app.services.records import own_loan
from app.services.serials import find_paper
from app.storage.book import Book

__all__ = [
    "STATES",
    "PaperStep",
    "PaperView",
    "ToArchive",
    "archive_papers",
    "list_papers",
    "move_paper",
    "paper_story",
    "paper_view",
    "papers_elsewhere",
    "to_archive",
]


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper: whose, where it stands, who holds it since when, what is missing until when."""

    serial: str
    form: str
    title: str
    household: str
    note_number: str
    state: str
    missing: str
    holder: str
    held_since: date
    held_days: int
    deadline: date | None
    reason: str
    reprint_of: str


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One move of a paper: from state to state, who then held it, what was missing, and why."""

    on: date
    before: str
    after: str
    holder: str
    missing: str
    reason: str


def move_paper(
    book: Book,
    serial: str,
    state: str,
    *,
    on: date,
    missing: str = "",
    holder: str = "",
    deadline: date | None = None,
    reason: str = "",
) -> None:
    """A paper reaches a state; `missing` names the signature or seal that is not there yet, `holder` who has it.

    退回补正 and 作废 need a reason. Raises NotFoundError for an unknown serial, InputError for an unknown state or a
    day before the last move, RefusedError for a move out of order or a paper that is not complete.
    """
    if state not in STATES:
        raise InputError("文书状态", f"要在这些里选：{'、'.join(STATES)}")
    with book.write(f"登记文书{state}") as session:
        paper: Paper = find_paper(session, serial)
        if on < (paper.held_since or paper.printed_on):
            raise InputError("日期", f"早于上一步 {paper.held_since or paper.printed_on}")
        if stopping := check_move(paper.state, state, missing, reason):
            raise RefusedError(stopping[0].text)
        before = paper.state
        paper.state = state
        paper.missing = "" if state == VOID else missing.strip()
        paper.holder = holder_of(state, holder, book.officer)
        paper.held_since = on
        paper.reason = reason.strip() or (paper.reason if state == before else "")
        if deadline is not None:
            paper.deadline = deadline
        session.add(_step(paper, before, on))


@dataclass(frozen=True, slots=True)
class ToArchive:
    """The titles of a loan's papers that can be filed now, and of those that cannot yet."""

    ready: tuple[str, ...]
    open: tuple[str, ...]


def to_archive(session: Session, note_number: str) -> ToArchive:
    """What `archive_papers` would file. Raises NotFoundError."""
    ready, waiting = _archivable(session, loan_noted(session, note_number))
    return ToArchive(tuple(paper.title for paper in ready), tuple(paper.title for paper in waiting))


def archive_papers(book: Book, note_number: str, *, on: date) -> None:
    """结清归档: every paper of a settled loan that may be filed is filed; the others stay as they are.

    Raises NotFoundError, RefusedError where the loan is not settled or nothing can be filed.
    """
    with book.write("结清归档") as session:
        loan = own_loan(session, note_number)
        if not loan_line(session, loan, on).state.cleared:
            raise RefusedError(f"借据 {note_number} 还没有结清，不能归档")
        ready, _waiting = _archivable(session, loan)
        if not ready:
            raise RefusedError(f"借据 {note_number} 没有可以归档的文书")
        for paper in ready:
            before, paper.state, paper.held_since = paper.state, FILED, on
            paper.holder = holder_of(FILED, "", book.officer)
            session.add(_step(paper, before, on))


def _archivable(session: Session, loan: Loan) -> tuple[list[Paper], list[Paper]]:
    """Papers of a loan that may be filed, and those that may not yet; void and filed ones are neither."""
    own = Paper.book_code == loan.book_code, Paper.loan_id == loan.id, Paper.state.not_in((VOID, FILED))
    papers = list(session.scalars(select(Paper).where(*own).order_by(Paper.printed_on, Paper.id)))
    ready = [paper for paper in papers if paper.state in SIGNED_STATES and not paper.missing]
    return ready, [paper for paper in papers if paper not in ready]


def paper_story(session: Session, serial: str) -> list[PaperStep]:
    """The moves of one paper, the oldest first. Raises NotFoundError."""
    paper = find_paper(session, serial)
    own = PaperMove.book_code == paper.book_code, PaperMove.paper_id == paper.id
    rows = session.scalars(select(PaperMove).where(*own).order_by(PaperMove.on, PaperMove.id))
    return [PaperStep(row.on, row.before, row.after, row.holder, row.missing, row.reason) for row in rows]


def list_papers(
    session: Session, on: date, *, household_number: str = "", missing_only: bool = False
) -> list[PaperView]:
    """All papers, the newest first; those of one household, or only those with something missing."""
    households = {(row.book_code, row.id): row.number for row in session.scalars(select(Household))}
    notes = {(row.book_code, row.id): row.note_number for row in session.scalars(select(Loan))}
    rows = session.scalars(select(Paper).order_by(Paper.printed_on.desc(), Paper.id.desc())).all()
    views = [
        paper_view(
            row,
            households.get((row.book_code, row.household_id or ""), ""),
            notes.get((row.book_code, row.loan_id or ""), ""),
            on,
        )
        for row in rows
    ]
    return [
        view
        for view in views
        if household_number in ("", view.household) and (view.missing or not missing_only) and view.state != VOID
    ]


def papers_elsewhere(session: Session, on: date) -> list[PaperView]:
    """Papers that the officer has not in hand, those away longest first."""
    away = set(ELSEWHERE.values()) - {ELSEWHERE[FILED]}
    found = [view for view in list_papers(session, on) if view.holder in away or view.state in ("送乡镇", "送银行")]
    return sorted(found, key=lambda view: (-view.held_days, view.serial))


def paper_view(paper: Paper, household: str, note_number: str, on: date) -> PaperView:
    """The values of a paper row."""
    since = paper.held_since or paper.printed_on
    return PaperView(
        serial=paper.serial,
        form=paper.form_id,
        title=paper.title,
        household=household,
        note_number=note_number,
        state=paper.state,
        missing=paper.missing,
        holder=paper.holder,
        held_since=since,
        held_days=max((on - since).days, 0),
        deadline=paper.deadline,
        reason=paper.reason,
        reprint_of=paper.reprint_of,
    )


def _step(paper: Paper, before: str, on: date) -> PaperMove:
    return PaperMove(
        paper_id=paper.id,
        on=on,
        before=before,
        after=paper.state,
        holder=paper.holder,
        missing=paper.missing,
        reason=paper.reason,
    )
