"""Applications: take one at the door, check it against the policy, and follow the opinions of its stages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.application_facts import (
    ApplicationFacts,
    BankDecision,
    ExistingLoan,
    LoanKind,
    VillageAssessment,
)
from app.domain.conditions import CONDITIONS, ConditionAnswer
from app.domain.eligibility import check_application
from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding
from app.domain.money import from_fen, to_fen
from app.domain.policy import PolicyPack, Stage
from app.domain.resident_id import read_resident_id
from app.models import Application, Household, Member, Opinion, PublicNotice, Rating, Village
from app.models import BankDecision as BankDecisionRow
from app.services.findings_text import from_text, must_pass, to_text
from app.services.listings import memberships
from app.services.lookup import application_numbered, household_numbered, member_with_id
from app.services.policies import book_policy, rate_tables
from app.services.portfolio import loan_lines, loans_of
from app.services.records import filled, in_order, standing
from app.storage.book import Book

HOUSEHOLD_STAGE = "household"  # 农户申请 is the application itself
RESULTS = ("pass", "refuse", "supplement")
OPEN, SUPPLEMENT, REFUSED, APPROVED, DISBURSED = "open", "supplement", "refused", "approved", "disbursed"
WITHDRAWN = "withdrawn"
NOTICE_DAYS = 7  # where the pack is silent: public texts
STATE_NAMES = {
    OPEN: "审核中",
    SUPPLEMENT: "退回补正",
    REFUSED: "未通过",
    APPROVED: "待放款",
    DISBURSED: "已放款",
    WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One application with its chain: stages of the pack in order, opinions so far, findings by weight."""

    number: str
    household_number: str
    head: str
    group: str
    village: str
    borrower: str
    kind: str
    amount: Decimal
    term_months: int
    purpose: str
    applied_on: date
    state: str
    stages: tuple[Stage, ...]
    opinions: tuple[Opinion, ...]
    notice: PublicNotice | None
    findings: tuple[Finding, ...]
    reason: str

    @property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages that may speak now: the next one, and those behind it as long as it is optional."""
        if self.state not in (OPEN, SUPPLEMENT):
            return ()
        passed = [opinion.stage for opinion in self.opinions if opinion.result == "pass"]
        behind = max((place for place, stage in enumerate(self.stages, 1) if stage.id in passed), default=0)
        allowed: list[Stage] = []
        for stage in self.stages[behind:]:
            allowed.append(stage)
            if not stage.optional:
                break
        return tuple(allowed)

    @property
    def next_stage(self) -> Stage | None:
        """The stage whose opinion is waited for; None when decided."""
        return next(iter(self.open_stages), None)


def gather_facts(
    session: Session,
    household: Household,
    borrower: Member,
    *,
    amount: Decimal,
    term_months: int,
    purpose: str,
    kind: LoanKind,
    applied_on: date,
    signing_on: date | None = None,
    disbursed_on: date | None = None,
    rate: Decimal | None = None,
    replaces: str = "",
    conditions: tuple[ConditionAnswer, ...] = (),
    money_user: str = "",
    known_loans_before: date | None = None,
) -> ApplicationFacts:
    """Everything the rules want to know of this household on the day of an application."""
    on = disbursed_on or applied_on
    loans = loan_lines(session, on, loans_of(session, household))
    rating = session.scalars(
        standing(Rating).where(Rating.household_id == household.id, Rating.on <= applied_on).order_by(Rating.on.desc())
    ).first()
    decision = session.scalars(
        standing(BankDecisionRow)
        .where(BankDecisionRow.household_id == household.id, BankDecisionRow.on <= on)
        .order_by(BankDecisionRow.on.desc())
    ).first()
    return ApplicationFacts(
        amount=amount,
        term_months=term_months,
        purpose=purpose,
        applied_on=applied_on,
        kind=kind,
        signing_on=signing_on,
        disbursed_on=disbursed_on,
        rate=rate,
        household_number=household.number,
        borrower=borrower.resident_id[:18] or borrower.id,
        borrower_birth=birth_of(borrower),
        memberships=memberships(session, household),
        bank_decision=None
        if decision is None
        else BankDecision(decision.grade, from_fen(decision.credit_line_fen), decision.on, decision.until),
        village_assessment=None
        if rating is None
        else VillageAssessment(Decimal(rating.points), from_fen(rating.credit_line_fen), rating.on),
        existing_loans=tuple(
            ExistingLoan(
                note_number=line.loan.note_number,
                borrower=line.borrower.resident_id[:18] or line.borrower.id,
                principal=line.terms.principal,
                balance=line.state.balance,
                disbursed_on=line.loan.disbursed_on,
                maturity=line.state.due_on,
                overdue=line.state.overdue_days > 0,
                extended=line.state.extensions > 0,
            )
            for line in loans
            if known_loans_before is None or line.loan.disbursed_on < known_loans_before
        ),
        replaces=replaces,
        conditions=conditions,
        is_cadre=borrower.cadre,
        money_user=money_user,
    )


def check(session: Session, facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """The findings of the policy on an application, blocks first."""
    return check_application(facts, pack, rate_tables(session))


def birth_of(member: Member) -> date | None:
    """The day of birth that the resident id tells."""
    known, _findings = read_resident_id(member.resident_id)
    return known.birth if known else None


def apply_for_loan(
    book: Book,
    household_number: str,
    *,
    borrower_id: str,
    amount: Decimal,
    months: int,
    purpose: str,
    kind: str,
    on: date,
    conditions: Mapping[str, bool] | None = None,
    co_borrower_id: str = "",
    project: str = "",
    repayment_source: str = "",
    method: str = "interest-only",
    account: str = "",
    money_user: str = "",
    renews_note: str = "",
    reason: str = "",
) -> ApplicationView:
    """Take an application; a warning passes with a recorded `reason`, a block refuses it.

    `conditions` are the officer's answers by name; those without an answer stay open and are noted.
    Raises RefusedError, ReasonNeededError, NotFoundError, InputError.
    """
    if kind not in list(LoanKind):
        raise InputError("申请类型", "只能是首贷、追加或续贷")
    if amount <= 0 or months <= 0:
        raise InputError("金额和期限", "都要大于零")
    if unknown := set(conditions or {}) - set(CONDITIONS):
        raise InputError("贷款条件", f"没有这一条：{'、'.join(sorted(unknown))}")
    answers = tuple(ConditionAnswer(name, holds, book.officer, on) for name, holds in (conditions or {}).items())
    with book.write("登记贷款申请") as session:
        pack = book_policy(session, on=on)
        household = household_numbered(session, household_number)
        borrower = member_with_id(session, household, borrower_id)
        facts = gather_facts(
            session,
            household,
            borrower,
            amount=amount,
            term_months=months,
            purpose=purpose,
            kind=LoanKind(kind),
            applied_on=on,
            replaces=renews_note,
            conditions=answers,
            money_user=money_user,
        )
        findings = check(session, facts, pack)
        must_pass(findings, reason)
        co_borrower = member_with_id(session, household, co_borrower_id).id if co_borrower_id else None
        application = Application(
            number=_next_number(session, on),
            household_id=household.id,
            borrower_id=borrower.id,
            co_borrower_id=co_borrower,
            kind=kind,
            amount_fen=to_fen(amount),
            term_months=months,
            purpose=purpose,
            project=project,
            repayment_source=repayment_source,
            method=method,
            account=account,
            applied_on=on,
            conditions=json.dumps({answer.condition: answer.holds for answer in answers}),
            findings=to_text(findings),
            reason=reason,
            pack_id=pack.id,
            renews_note=renews_note,
        )
        session.add(application)
        session.flush()
        return read_application(session, application.number)


def give_opinion(
    book: Book, number: str, *, stage: str, result: str, by: str, on: date, note: str = ""
) -> ApplicationView:
    """Record the opinion of one stage, in the pack's order; the last stage's pass approves the application.

    Raises RefusedError when another stage is due first, or the application is decided already.
    """
    with book.write("登记审核意见") as session:
        opinion = Opinion(stage=stage, result=result, by=by, on=on, note=note)
        return record_opinion(session, application_numbered(session, number), opinion)


def record_opinion(session: Session, application: Application, opinion: Opinion) -> ApplicationView:
    """Add an opinion in the act of `session`. Raises as `give_opinion`."""
    view = _view(session, application)
    application.state = state_after(view, opinion)
    opinion.application_id = application.id
    session.add(opinion)
    session.flush()
    return _view(session, application)


def state_after(view: ApplicationView, opinion: Opinion) -> str:
    """The state of an application after an opinion. Raises InputError, or RefusedError where it may not speak now."""
    if opinion.result not in RESULTS:
        raise InputError("审核结果", "只能是 pass（同意）、refuse（不同意）、supplement（退回补正）")
    expected = view.next_stage
    if expected is None:
        raise RefusedError(f"申请 {view.number} 已经办结，不能再登记意见")
    spoken = next((one for one in view.open_stages if one.id == opinion.stage), None)
    if spoken is None:
        raise RefusedError(f"现在轮到{expected.name}，还不能登记这一级的意见")
    last = max([view.applied_on, *(one.on for one in view.opinions)])
    if opinion.on < last:
        raise RefusedError(f"意见日期 {opinion.on} 早于上一步的 {last}")
    return _state_after(view.stages, opinion.stage, opinion.result)


def withdraw_application(book: Book, number: str, *, on: date, reason: str) -> ApplicationView:
    """撤回: the household takes its application back, or it was entered by mistake; it stays in the book.

    Raises RefusedError once the money is out or it is decided against, InputError without a reason.
    """
    reason = filled("撤回原因", reason)
    with book.write("撤回申请") as session:
        application = application_numbered(session, number)
        if application.state not in (OPEN, SUPPLEMENT, APPROVED):
            raise RefusedError(f"申请 {number} {STATE_NAMES[application.state]}，不能撤回")
        in_order("申请日", application.applied_on, "撤回日", on)
        said = f"{on} 撤回：{reason}"
        application.state = WITHDRAWN
        application.reason = f"{application.reason}；{said}" if application.reason else said
        session.flush()
        return read_application(session, number)


def take_back_opinion(session: Session, row: Opinion) -> None:
    """In the present act: the application stands again as before this opinion, which has to be its newest.

    Raises RefusedError where a later one was given, or the money is out.
    """
    application = session.get_one(Application, (row.book_code, row.application_id))
    view = _view(session, application)
    if application.state in (DISBURSED, WITHDRAWN):
        raise RefusedError(f"申请 {application.number} {STATE_NAMES[application.state]}，审核意见不能再更正")
    if view.opinions[-1].id != row.id:
        raise RefusedError("后面还有审核意见，请先更正后面的")
    before = view.opinions[-2] if len(view.opinions) > 1 else None
    application.state = _state_after(view.stages, before.stage, before.result) if before else OPEN


def _state_after(stages: tuple[Stage, ...], stage: str, result: str) -> str:
    spoken = next((each for each in stages if each.id == stage), None)
    last = spoken is not None and (spoken.decides or spoken == stages[-1])
    return {"refuse": REFUSED, "supplement": SUPPLEMENT, "pass": APPROVED if last else OPEN}[result]


def publish_notice(
    book: Book, number: str, *, from_on: date, until_on: date | None = None, objection: str = ""
) -> ApplicationView:
    """Record the public notice (公示) of an application, for as many days as the pack says unless its end is given.

    Raises InputError for an end before the beginning, NotFoundError, RefusedError for a withdrawn application.
    """
    with book.write("登记公示") as session:
        application = application_numbered(session, number)
        if application.state == WITHDRAWN:
            raise RefusedError(f"申请 {number} 已撤回")
        if until_on is None:
            pack = book_policy(session, application.pack_id)
            days = pack.integer("notice_days", application.applied_on) or NOTICE_DAYS
            until_on = from_on + timedelta(days=days)
        if until_on < from_on:
            raise InputError("公示日期", "结束日不能早于开始日")
        session.add(
            PublicNotice(application_id=application.id, from_on=from_on, until_on=until_on, objection=objection)
        )
        session.flush()
        return read_application(session, number)


def read_application(session: Session, number: str, book_code: str = "") -> ApplicationView:
    """One application by its number; at a desk that of the book `book_code`. Raises NotFoundError."""
    return _view(session, application_numbered(session, number, book_code))


def list_applications(session: Session) -> list[ApplicationView]:
    """All applications, the newest first."""
    rows = session.scalars(select(Application).order_by(Application.applied_on.desc(), Application.number.desc()))
    return [_view(session, row) for row in rows]


def _view(session: Session, row: Application) -> ApplicationView:
    household = session.get_one(Household, (row.book_code, row.household_id))
    borrower = session.get_one(Member, (row.book_code, row.borrower_id))
    heads = select(Member.name).where(
        Member.book_code == row.book_code, Member.household_id == row.household_id, Member.relation == "户主"
    )
    villages = select(Village.name).where(Village.book_code == row.book_code, Village.code == household.village_code)
    opinions = standing(Opinion).where(Opinion.book_code == row.book_code, Opinion.application_id == row.id)
    notices = standing(PublicNotice).where(
        PublicNotice.book_code == row.book_code, PublicNotice.application_id == row.id
    )
    pack = book_policy(session, row.pack_id, book_code=row.book_code)
    return ApplicationView(
        number=row.number,
        household_number=household.number,
        head=session.scalars(heads).first() or "",
        group=household.group_name,
        village=session.scalars(villages).first() or "",
        borrower=borrower.name,
        kind=row.kind,
        amount=from_fen(row.amount_fen),
        term_months=row.term_months,
        purpose=row.purpose,
        applied_on=row.applied_on,
        state=row.state,
        stages=tuple(stage for stage in pack.stages(row.applied_on) if stage.id != HOUSEHOLD_STAGE),
        opinions=tuple(session.scalars(opinions.order_by(Opinion.on, Opinion.id))),
        notice=session.scalars(notices.order_by(PublicNotice.until_on.desc(), PublicNotice.id.desc())).first(),
        findings=tuple(from_text(row.findings)),
        reason=row.reason,
    )


def _next_number(session: Session, on: date) -> str:
    prefix = f"SQ{on.year}-"
    count = select(func.count()).where(Application.number.startswith(prefix))
    return f"{prefix}{(session.scalar(count) or 0) + 1:04d}"
