"""Credit demand (需求): take what a household wants at the door, by phone or online, and follow what became of it.

A demand is no application: the rules are told, and nothing is refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity, by_weight
from app.domain.money import from_fen
from app.domain.policy import LoanDays, PolicyPack, unclear
from app.domain.purpose import check_purpose
from app.models import Application, Demand, Extension, Household, Loan
from app.services.applications import STATE_NAMES
from app.services.household_names import Key, Names, household_names, names_of_household
from app.services.lookup import member_with_id
from app.services.policies import book_policy
from app.services.portfolio import loan_lines, loans_of
from app.services.records import (
    fen_above_zero,
    filled,
    in_order,
    members_by_id,
    one_of,
    own_household,
    own_loan,
    record_with_id,
    standing,
)
from app.storage.book import Book

BORROW, REPAY, RENEW, EXTEND, NONE = WISHES = ("贷", "还", "续", "展", "无")
CHANNELS = ("入户", "电话", "线上登记")
OUTCOMES = ("已申请", "已放款", "已还清", "已续贷", "已展期", "不再需要", "不符合条件")


@dataclass(frozen=True, slots=True)
class DemandView:
    """One demand with whose it is and how far it has come; money in yuan."""

    id: str
    household: str
    group: str
    head: str
    phone: str
    borrower: str
    wish: str
    on: date
    channel: str
    amount: Decimal | None
    term_months: int | None
    purpose: str
    wanted_on: date | None
    note_number: str
    taken_by: str
    stage: str
    open: bool
    remark: str
    findings: tuple[Finding, ...] = ()


def take_demand(
    book: Book,
    household_number: str,
    *,
    wish: str,
    on: date,
    channel: str,
    amount: Decimal | None = None,
    months: int | None = None,
    purpose: str = "",
    wanted_on: date | None = None,
    note_number: str = "",
    borrower_id: str = "",
    taken_by: str = "",
    remark: str = "",
) -> DemandView:
    """Take a demand; answers with it and with what the policy would say to it.

    贷 needs an amount in yuan and a purpose; 还, 续 and 展 are about a loan (by its note number, or the household's
    only open one). Raises InputError, NotFoundError.
    """
    one_of("意愿", wish, WISHES)
    one_of("渠道", channel, CHANNELS)
    if wanted_on is not None:
        in_order("登记日", on, "用款时间", wanted_on)
    if wish == BORROW and amount is None:
        raise InputError("需求金额", "要写明想贷多少元")
    with book.write("登记信贷需求") as session:
        household = own_household(session, household_number)
        if wish == BORROW:
            filled("用途", purpose)
        elif wish != NONE:
            note_number = _note(session, household, note_number, on)
        row = Demand(
            household_id=household.id,
            borrower_id=member_with_id(session, household, borrower_id).id if borrower_id else None,
            wish=wish,
            on=on,
            channel=channel,
            amount_fen=None if amount is None else fen_above_zero("需求金额", amount),
            term_months=months,
            purpose=purpose,
            wanted_on=wanted_on,
            note_number=note_number,
            taken_by=taken_by or book.officer,
            remark=remark,
        )
        session.add(row)
        session.flush()
        findings = _findings(book_policy(session, on=on), row)
        names = {(household.book_code, household.id): names_of_household(session, household)}
        return _view(row, names, {}, "待办", findings)


def close_demand(book: Book, demand_id: str, *, outcome: str, on: date) -> None:
    """What became of a demand. Raises InputError, NotFoundError, RefusedError for a closed one."""
    one_of("结果", outcome, OUTCOMES)
    with book.write("办结信贷需求") as session:
        row = record_with_id(session, Demand, demand_id, "信贷需求")
        if row.closed_on is not None:
            raise RefusedError(f"这条需求已经在 {row.closed_on} 办结：{row.outcome}")
        in_order("登记日", row.on, "办结日", on)
        row.closed_on, row.outcome = on, outcome


def list_demands(session: Session, on: date, *, wish: str = "", only_open: bool = False) -> list[DemandView]:
    """需求台账: all demands taken until `on`, in walking order, the newest of a household first."""
    statement = standing(Demand).where(Demand.on <= on)
    rows = session.scalars(statement.where(Demand.wish == wish) if wish else statement).all()
    if not rows:
        return []
    names = household_names(session)
    people = {key: member.name for key, member in members_by_id(session).items()}
    stages = _Stages(session)
    views = [_view(row, names, people, stages.of(row, on), ()) for row in rows]
    chosen = [view for view in views if view.open or not only_open]
    chosen.sort(key=lambda view: (view.on, view.id), reverse=True)
    order = {names_of.number: names_of.order for names_of in names.values()}
    return sorted(chosen, key=lambda view: order[view.household])


def wishes_by_group(session: Session, on: date) -> dict[str, Counter[str]]:
    """Who wants what: open demands by group and wish."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for view in list_demands(session, on, only_open=True):
        counted[view.group][view.wish] += 1
    return dict(counted)


class _Stages:
    """How far each demand has come, read once for the whole list."""

    def __init__(self, session: Session) -> None:
        self._applications: dict[Key, list[Application]] = defaultdict(list)
        for row in session.scalars(select(Application).order_by(Application.applied_on)):
            self._applications[row.book_code, row.household_id].append(row)
        self._renewed = {(row.book_code, row.renews_note) for row in session.scalars(select(Loan)) if row.renews_note}
        noted = select(Extension.book_code, Loan.note_number, Extension.on).join(
            Loan, (Loan.id == Extension.loan_id) & (Loan.book_code == Extension.book_code)
        )
        self._extended = [(code, note, day) for code, note, day in session.execute(noted)]

    def of(self, row: Demand, on: date) -> str:
        """待办, what the record tells, or the outcome that was written."""
        if row.closed_on is not None and row.closed_on <= on:
            return row.outcome
        if row.wish == BORROW:
            later = [each for each in self._applications[row.book_code, row.household_id] if each.applied_on >= row.on]
            return STATE_NAMES.get(later[-1].state, later[-1].state) if later else "待办"
        if row.wish == RENEW and (row.book_code, row.note_number) in self._renewed:
            return "已续贷"
        if row.wish == EXTEND and any(
            (code, note) == (row.book_code, row.note_number) and day >= row.on for code, note, day in self._extended
        ):
            return "已展期"
        return "待办"


def _note(session: Session, household: Household, note_number: str, on: date) -> str:
    if note_number:
        loan = own_loan(session, note_number)
        if loan.household_id != household.id:
            raise InputError("借据号", f"{note_number} 不是 {household.number} 的贷款")
        return note_number
    lines = [line for line in loan_lines(session, on, loans_of(session, household)) if not line.state.cleared]
    if len(lines) != 1:
        raise InputError("借据号", f"这一户有 {len(lines)} 笔没还清的贷款，要写明是哪一笔")
    return lines[0].loan.note_number


def _findings(pack: PolicyPack, row: Demand) -> tuple[Finding, ...]:
    if row.wish != BORROW:
        return ()
    days = LoanDays(row.on)
    found = check_purpose(row.purpose, pack, days, "")
    cap, months = pack.money("amount_per_loan", days), pack.integer("term_months_max", days)
    amount = from_fen(row.amount_fen or 0)
    if cap is None:
        found = [*found, unclear(pack, "amount_per_loan", Severity.NOTE)]
    elif amount > cap:
        text = f"想贷 {amount:,.2f} 元，单笔一般不超过 {cap:,.2f} 元"
        found = [*found, Finding("over-amount", Severity.NOTE, text, pack.clause("amount_per_loan", days))]
    if months is not None and row.term_months is not None and row.term_months > months:
        text = f"想贷 {row.term_months} 个月，最长 {months} 个月"
        found = [*found, Finding("over-term", Severity.NOTE, text, pack.clause("term_months_max", days))]
    return tuple(by_weight(list(found)))


def _view(
    row: Demand, names: dict[Key, Names], people: dict[Key, str], stage: str, findings: tuple[Finding, ...]
) -> DemandView:
    whose = names[row.book_code, row.household_id]
    return DemandView(
        id=row.id,
        household=whose.number,
        group=whose.group,
        head=whose.head,
        phone=whose.phone,
        borrower=people.get((row.book_code, row.borrower_id or ""), ""),
        wish=row.wish,
        on=row.on,
        channel=row.channel,
        amount=None if row.amount_fen is None else from_fen(row.amount_fen),
        term_months=row.term_months,
        purpose=row.purpose,
        wanted_on=row.wanted_on,
        note_number=row.note_number,
        taken_by=row.taken_by,
        stage=stage,
        open=row.closed_on is None,
        remark=row.remark,
        findings=findings,
    )
