"""One loan as its page shows it: the loan on a day, where it stands in its life, and what the rules say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings import Finding
from app.domain.loan_why import Reason, explain
from app.models import Application, Loan, PublicNotice
from app.services import renewals
from app.services.applications import ApplicationView, read_application
from app.services.contracts import ContractView, read_contract
from app.services.life_events import LoanStop, active_stops
from app.services.loan_history import HistoryLine, loan_history
from app.services.loans import LoanView, read_loan
from app.services.lookup import loan_noted
from app.services.plans import SavedPlan, plans_of
from app.services.portfolio import events_by_loan, terms_of

NEAR_DUE_DAYS = 60
UNANSWERED = "renewal-unanswered"
NOTICED_AFTER = "village"


class Mark(StrEnum):
    """Whether a stage is behind, in hand, or ahead."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage of a loan's life; `on` is the day it was passed or is expected, `note` what is said instead."""

    name: str
    mark: Mark
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoanPage:
    """A loan, its stages, all findings, the application it came from, and its contract with all its notes.

    `history` is everything done about it, the newest first; `plans` the versions of its 还款计划书, the newest first;
    `stop` says that the borrower is not to be reminded.
    """

    view: LoanView
    stages: tuple[StageMark, ...]
    findings: tuple[Finding, ...]
    application: ApplicationView | None
    contract: ContractView
    history: tuple[HistoryLine, ...]
    plans: tuple[SavedPlan, ...]
    stop: LoanStop | None


def read_loan_page(session: Session, note_number: str, on: date) -> LoanPage:
    """The loan with this note number on a day. Raises NotFoundError."""
    view = read_loan(session, note_number, on)
    loan = loan_noted(session, note_number)
    application = _application(session, loan)
    return LoanPage(
        view=view,
        stages=(*application_stages(application), *_life(view, on)),
        findings=(*view.findings, *_renewal_findings(session, view, on)),
        application=application,
        contract=read_contract(session, loan.contract_number, on),
        history=tuple(reversed(loan_history(session, view.line))),
        plans=tuple(plans_of(session, note_number)),
        stop=active_stops(session, on).get((loan.book_code, loan.id)),
    )


def read_why(session: Session, note_number: str, on: date) -> tuple[Reason, ...]:
    """How each sum of the loan's state on a day comes about. Raises NotFoundError."""
    loan = loan_noted(session, note_number)
    known = events_by_loan(session, [loan.id])[loan.book_code, loan.id]
    return explain(terms_of(loan), known, on, loan.subsidy_clause)


def application_stages(view: ApplicationView | None, on: date | None = None) -> list[StageMark]:
    """The stages of an application: taken, each opinion, the public notice after the village's."""
    if view is None:
        return []
    marks = [StageMark("申请", Mark.DONE, view.applied_on)]
    passed = {opinion.stage: opinion.on for opinion in view.opinions if opinion.result == "pass"}
    awaited = view.next_stage
    for stage in view.stages:
        if stage.id in passed:
            marks.append(StageMark(stage.name, Mark.DONE, passed[stage.id]))
        elif awaited is not None and stage.id == awaited.id:
            marks.append(StageMark(stage.name, Mark.NOW, note="等意见"))
        elif awaited is not None:
            marks.append(StageMark(stage.name, Mark.AHEAD))
        if stage.id == NOTICED_AFTER and view.notice is not None:
            marks.append(_notice_mark(view.notice, on))
    return marks


def _notice_mark(notice: PublicNotice, on: date | None) -> StageMark:
    days = (notice.until_on - notice.from_on).days
    running = on is not None and notice.from_on <= on <= notice.until_on
    return StageMark(f"公示 {days} 天", Mark.NOW if running else Mark.DONE, notice.until_on)


def _life(view: LoanView, on: date) -> list[StageMark]:
    state = view.line.state
    disbursed = StageMark("放款", Mark.DONE, state.disbursed_on)
    if state.cleared:
        repaid = StageMark("还款", Mark.DONE, note="已还完")
        return [disbursed, repaid, StageMark("结清", Mark.DONE, state.settled_on, str(state.status))]
    left = (state.due_on - on).days
    note = f"还剩 {left} 天" if left >= 0 else f"逾期 {-left} 天"
    due = StageMark("到期", Mark.AHEAD if left >= 0 else Mark.DONE, state.due_on)
    now = StageMark("还款中", Mark.NOW, note=note)
    middle = [now, due] if left >= 0 else [StageMark("还款中", Mark.DONE), due, StageMark("逾期", Mark.NOW, note=note)]
    return [disbursed, *middle, StageMark("结清", Mark.AHEAD)]


def _application(session: Session, loan: Loan) -> ApplicationView | None:
    if not loan.application_id:
        return None
    row = session.scalars(
        select(Application).where(Application.book_code == loan.book_code, Application.id == loan.application_id)
    ).first()
    return read_application(session, row.number) if row is not None else None


def _renewal_findings(session: Session, view: LoanView, on: date) -> list[Finding]:
    """What speaks against a renewal, where the maturity is near enough to think of one."""
    state = view.line.state
    if state.cleared or not 0 <= (state.due_on - on).days <= NEAR_DUE_DAYS:
        return []
    found = renewals.assess(session, state.note_number, on)
    return [
        Finding(each.code, each.severity, f"无还本续贷：{each.text}", each.clause, each.subject, each.suggestion)
        for each in found
        if each.code != UNANSWERED  # the questions are asked when a renewal is taken in hand
    ]
