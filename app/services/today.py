"""今日: what is due, overdue, to visit, missing on paper, not yet delivered, and the one thing to do first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import format_yuan
from app.domain.monitoring import OverdueRate, maturity_months
from app.domain.months import add_months
from app.domain.policy import PolicyValue
from app.models import Extension, Household, Loan, Paper
from app.services.due import AT_MATURITY, DueLine, Steps, due_within, overdue
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_lines
from app.services.receipts import DeliveryState, delivery_state
from app.services.visits import GroupRound, round_by_group

DEFAULT_WINDOW_DAYS = 45
NEAR_DAYS = 10
MONTHS_SHOWN = 12
_NUMBERS = select(Household.id, Household.number).where(Household.removed.is_(False))
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class RateWatch(OverdueRate):
    """The village's overdue rate beside the pack's red line and the rate that the county reported."""

    red_line: PolicyValue
    reported: PolicyValue


@dataclass(frozen=True, slots=True)
class MonthDue:
    """Principal that falls due in one month, in yuan."""

    month: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper that is not complete: whose, which, what is missing, until when."""

    household_id: str
    household: str
    head: str
    title: str
    missing: str
    deadline: date | None
    days_left: int | None
    serial: str


@dataclass(frozen=True, slots=True)
class FirstThing:
    """先办这件: the sentence, what kind of work it is, and what it is about."""

    text: str
    kind: str
    household_number: str = ""
    note_number: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first page shows, as read on one day."""

    on: date
    window_days: int
    households: int
    loans: int
    due: tuple[DueLine, ...]
    overdue: tuple[DueLine, ...]
    overdue_rate: RateWatch
    rounds: tuple[GroupRound, ...]
    missing: tuple[MissingPaper, ...]
    months: tuple[MonthDue, ...]
    delivery: DeliveryState
    firsts: tuple[FirstThing, ...]

    @property
    def first(self) -> FirstThing:
        """先办这件."""
        return self.firsts[0]


def read_today(session: Session, on: date) -> Today:
    """Read the whole page in one view of the book."""
    pack = book_policy(session)
    lines = loan_lines(session, on)
    window = pack.integer("warning_days", on) or DEFAULT_WINDOW_DAYS
    steps = Steps(session, on)
    due = due_within(session, on, window, lines, steps)
    late = overdue(session, on, lines, steps)
    rounds = round_by_group(session, on)
    missing = missing_papers(session, on, lines)
    delivery = delivery_state(session, on)
    rate = RateWatch(
        overdue=sum((line.state.overdue_principal for line in lines), Decimal(0)),
        balance=sum((line.state.balance for line in lines), Decimal(0)),
        red_line=pack.value("red_line", on),
        reported=pack.value("overdue_rate_reported", on),
    )
    return Today(
        on=on,
        window_days=window,
        households=len(session.scalars(select(Household.id)).all()),
        loans=sum(not line.state.cleared for line in lines),
        due=tuple(due),
        overdue=tuple(late),
        overdue_rate=rate,
        rounds=tuple(rounds),
        missing=tuple(missing),
        months=tuple(maturities_by_month(lines, on)),
        delivery=delivery,
        firsts=tuple(_first_things(on, due, late, missing, rounds, delivery, bool(lines))),
    )


def maturities_by_month(lines: list[LoanLine], on: date) -> list[MonthDue]:
    """Principal by the month it falls due, this month and the eleven after it, those without any as zero."""
    first = on.replace(day=1)
    coming = [one for line in lines for one in _principal_from(line, on)]
    found = {month.month: month.principal for month in maturity_months(coming)}
    months = [add_months(first, number) for number in range(MONTHS_SHOWN)]
    return [MonthDue(month, found.get(month, Decimal(0))) for month in months]


def _principal_from(line: LoanLine, on: date) -> list[tuple[date, Decimal]]:
    """The days from `on` on which principal falls due, with how much of it is left."""
    state = line.state
    if state.cleared:
        return []
    if line.terms.convention.method in AT_MATURITY:
        return [(state.due_on, state.balance)] if state.due_on >= on else []
    return [(row.due, row.left_principal) for row in state.plan if row.due >= on]


def missing_papers(session: Session, on: date, lines: list[LoanLine] | None = None) -> list[MissingPaper]:
    """Papers with signatures missing and extensions with paperwork pending, the earliest deadline first."""
    read = lines if lines is not None else loan_lines(session, on)
    heads = {line.household.id: line.head for line in read}
    numbers = dict(session.execute(_NUMBERS).tuples().all())
    found = [
        MissingPaper(
            household_id=paper.household_id or "",
            household=numbers.get(paper.household_id or "", ""),
            head=heads.get(paper.household_id or "", ""),
            title=paper.title,
            missing=f"缺{paper.missing}",
            deadline=paper.deadline,
            days_left=(paper.deadline - on).days if paper.deadline else None,
            serial=paper.serial,
        )
        for paper in session.scalars(select(Paper).where(Paper.missing != ""))
    ]
    covered = {row.household_id for row in found}
    pending = select(Extension, Loan).join(
        Loan, (Loan.book_code == Extension.book_code) & (Loan.id == Extension.loan_id)
    )
    for extension, loan in session.execute(
        pending.where(Extension.paper_pending.is_(True), Extension.paper_done_on.is_(None))
    ):
        if loan.household_id in covered:
            continue
        deadline = extension.paper_deadline
        found.append(
            MissingPaper(
                household_id=loan.household_id,
                household=numbers.get(loan.household_id, ""),
                head=heads.get(loan.household_id, ""),
                title="展期申请审批表",
                missing="手续待补",
                deadline=deadline,
                days_left=(deadline - on).days if deadline else None,
                serial="",
            )
        )
    return sorted(found, key=lambda row: (row.deadline or date.max, row.head))


def _first_things(
    on: date,
    due: list[DueLine],
    late: list[DueLine],
    missing: list[MissingPaper],
    rounds: list[GroupRound],
    delivery: DeliveryState,
    lent: bool,
) -> Iterator[FirstThing]:
    """What is urgent: near maturities nobody was told of, overdue, paper near its day, delivery; then what is calm."""
    for each in due:
        if each.days <= NEAR_DAYS and each.step.tone in ("danger", "neutral"):
            loan = each.line.loan
            text = (
                f"{each.line.household.group_name} {each.line.head or each.line.borrower.name}户，"
                f"{format_yuan(each.amount)} 元，{_when(each.due, on)}到期，{each.step.text}。"
            )
            yield FirstThing(text, "remind", each.line.household.number, loan.note_number)
    for each in late:
        if each.step.tone == "danger":
            text = (
                f"{each.line.household.group_name} {each.line.head or each.line.borrower.name}户，"
                f"逾期 {each.days} 天，{each.step.text}。"
            )
            yield FirstThing(text, "collect", each.line.household.number, each.line.loan.note_number)
    for paper in missing:
        if paper.days_left is not None and paper.days_left <= NEAR_DAYS:
            yield FirstThing(f"{paper.head}户的{paper.title}{paper.missing}，{_days_left(paper.days_left)}。", "paper")
    if delivery.red:
        yield FirstThing(f"交换包已 {delivery.days_waiting} 天没有回执，请再送一次U盘。", "deliver")
    left = [each for each in rounds if each.left]
    if left:
        most = max(left, key=lambda each: each.left)
        yield FirstThing(f"{most.group}这一季还有 {most.left} 户没有走访。", "visit")
    if not rounds:
        yield FirstThing("还没有农户。先导入名单，再做别的。", "roster")
    elif not lent:
        yield FirstThing("还没有贷款。把银行已经放的一笔一笔补录进来，到期和逾期才看得见。", "record")
    yield FirstThing("今天没有急事。", "nothing")


def _when(day: date, on: date) -> str:
    days = (day - on).days
    if days == 0:
        return "今天"
    if days == 1:
        return "明天"
    week = "下" if on + timedelta(days=7 - on.weekday()) <= day else "这"
    near = days < 14 - on.weekday()
    return f"{week}周{WEEKDAYS[day.weekday()]}（{day:%m-%d}）" if near else f"{day:%m-%d} "


def _days_left(days: int) -> str:
    return f"剩 {days} 天" if days >= 0 else f"过期 {-days} 天"
