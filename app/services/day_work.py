"""今天要办的事: everything that waits on a day, one task a line, by group in walking order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.money import format_yuan
from app.domain.overdue import LIMITATION_WARNING_DAYS
from app.domain.policy import PolicyPack
from app.services.delivery import DeliveryState, delivery_state
from app.services.due import DueLine, Steps, due_within, overdue
from app.services.household_names import Names, household_names
from app.services.life_events import LoanStop
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_lines
from app.services.promises import PromiseState, promises_due
from app.services.recovery import limitation_lines
from app.services.rectifications import list_rectifications
from app.services.surveys import SurveyLine, survey_lines
from app.services.today import DEFAULT_WINDOW_DAYS, MonthDue, maturities_by_month, missing_papers
from app.services.waiting import checks_due, notices_over, ratings_to_review, wishes_open
from app.storage.backup import list_backups

SOON_DAYS = 7
DUE, OVERDUE, PROMISE, INSURE, CHECK, REVIEW, NOTICE, PAPER, MEASURE, LIMITATION, WISH = KINDS = (
    "到期",
    "逾期",
    "承诺",
    "先报保险",
    "贷后检查",
    "年审",
    "公示期满",
    "缺件",
    "措施到期",
    "诉讼时效",
    "需求待办",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what kind, where, whose, whom to ring, its day and how many days are left (negative: past).

    `note` is the narrowest window of the pack for what falls due, the age of what is overdue, or what explains it;
    `stop` says why the borrower himself is not to be asked. `amount` is yuan.
    """

    kind: str
    group: str
    household: str
    head: str
    phone: str
    text: str
    day: date | None = None
    days: int | None = None
    amount: Decimal | None = None
    contract: str = ""
    note: str = ""
    stop: str = ""


@dataclass(frozen=True, slots=True)
class BackupAge:
    """The newest backup and how many days ago it was made; None where there is none."""

    made: date | None
    days: int | None

    @property
    def text(self) -> str:
        """In words."""
        if self.days is None:
            return "还没有备份"
        return "今天备份过" if self.days <= 0 else f"上次备份是 {self.days} 天前"


@dataclass(frozen=True, slots=True)
class DayWork:
    """All tasks of a day in walking order, and what concerns the whole book."""

    on: date
    window_days: int
    tasks: tuple[Task, ...]
    months: tuple[MonthDue, ...]
    delivery: DeliveryState
    backup: BackupAge

    @property
    def counts(self) -> dict[str, int]:
        """Tasks by kind, in the order of urgency."""
        found = Counter(task.kind for task in self.tasks)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def groups(self) -> dict[str, tuple[Task, ...]]:
        """The tasks of each villager group, in walking order."""
        found: dict[str, list[Task]] = {}
        for task in self.tasks:
            found.setdefault(task.group, []).append(task)
        return {group: tuple(tasks) for group, tasks in found.items()}


def day_work(session: Session, on: date, folder: Path | None = None) -> DayWork:
    """Everything that waits on a day. `folder` is the book's own: its backups lie there."""
    pack = book_policy(session)
    lines = loan_lines(session, on)
    window = pack.integer("warning_days", on) or DEFAULT_WINDOW_DAYS
    names = {each.number: each for each in household_names(session).values()}
    tasks = [*_of_loans(session, on, pack, lines, window), *_of_households(session, on, pack, lines, names)]
    order = {number: each.order for number, each in names.items()}
    last = (10_001, ""), ""
    tasks.sort(key=lambda task: (order.get(task.household, last), KINDS.index(task.kind), task.day or date.max))
    return DayWork(
        on=on,
        window_days=window,
        tasks=tuple(tasks),
        months=tuple(maturities_by_month(lines, on)),
        delivery=delivery_state(session, on),
        backup=backup_age(folder, on),
    )


def backup_age(folder: Path | None, on: date) -> BackupAge:
    """How old the newest backup in the book's folder is."""
    made = max((each.moment.date() for each in list_backups(folder)), default=None) if folder is not None else None
    return BackupAge(made, None if made is None else (on - made).days)


def _of_loans(session: Session, on: date, pack: PolicyPack, lines: list[LoanLine], window: int) -> Iterator[Task]:
    steps = Steps(session, on)
    windows = pack.integers("due_windows", on) or (window,)
    for due in due_within(session, on, window, lines, steps):
        narrow = min((days for days in windows if due.days <= days), default=window)
        text = f"{due.due:%m-%d} {'到期' if due.maturity else '分期'} {format_yuan(due.amount)} 元，{due.step.text}"
        yield _of_due(DUE, due, text, f"{narrow} 天内")
    for due in overdue(session, on, lines, steps):
        text = f"逾期 {due.days} 天，{format_yuan(due.amount)} 元，{due.step.text}"
        yield _of_due(OVERDUE, due, text, str(due.line.state.class_hint))
    yield from _promises(session, on, lines, steps)
    for line in lines:
        stop = steps.stop(line)
        if stop is not None and stop.insure and not line.state.cleared:
            yield _of_line(INSURE, line, stop, stop.insure, stop.since, on)
    for survey in survey_lines(session, on, window, lines, steps):
        if survey.late and survey.until is not None:
            yield _of_survey(survey, survey.until, on)
    warning = pack.integer("limitation_warning_days", on) or LIMITATION_WARNING_DAYS
    for each in limitation_lines(session, on, warning, lines, steps.collected):
        yield _of_line(LIMITATION, each.line, steps.stop(each.line), "催收并留回执", each.last_day, on)
    for check in checks_due(session, on, pack, lines):
        text = "首次贷后检查" if check.last is None else f"贷后检查，上次 {check.last}"
        yield _of_line(CHECK, check.line, steps.stop(check.line), text, check.day, on)


def _promises(session: Session, on: date, lines: list[LoanLine], steps: Steps) -> Iterator[Task]:
    by_note = {line.loan.note_number: line for line in lines}
    for promise in promises_due(session, on, SOON_DAYS, lines):
        line = by_note[promise.note_number]
        if line.state.cleared:
            continue
        broken = promise.state in (PromiseState.BROKEN, PromiseState.PARTLY)
        text = f"承诺 {promise.until:%m-%d} 还款{f'，{promise.state}' if broken else ''}"
        yield _of_line(PROMISE, line, steps.stop(line), text, promise.until, on, promise.amount)


def _of_households(
    session: Session, on: date, pack: PolicyPack, lines: list[LoanLine], names: dict[str, Names]
) -> Iterator[Task]:
    for review in ratings_to_review(session, on, pack, lines):
        yield _of_household(REVIEW, names.get(review.household), review.text, review.day, on)
    for notice in notices_over(session, on):
        text = f"申请 {notice.application} 公示到 {notice.until:%m-%d}，请报下一级"
        yield _of_household(NOTICE, names.get(notice.household), text, notice.until, on)
    for paper in missing_papers(session, on, lines):
        yield _of_household(PAPER, names.get(paper.household), f"{paper.title}{paper.missing}", paper.deadline, on)
    for line in list_rectifications(session, on, open_only=True):
        if line.until is not None and line.until <= on + timedelta(days=SOON_DAYS):
            whose = names.get(line.household)
            yield _of_household(
                MEASURE, whose, f"整改：{line.measure}，{line.responsible}", line.until, on, line.problem
            )
    for wish in wishes_open(session, on):
        yield _of_household(WISH, names.get(wish.household), wish.text, wish.day, on)


def _of_due(kind: str, due: DueLine, text: str, note: str) -> Task:
    line = due.line
    return Task(
        kind=kind,
        group=line.household.group_name,
        household=line.household.number,
        head=line.head or line.borrower.name,
        phone=due.phone,
        text=text,
        day=due.due,
        days=due.days if kind == DUE else -due.days,
        amount=due.amount,
        contract=line.loan.note_number,
        note=note,
        stop=due.stop.reason if due.stop else "",
    )


def _of_survey(survey: SurveyLine, until: date, on: date) -> Task:
    return Task(
        kind=MEASURE,
        group=survey.group,
        household=survey.household,
        head=survey.borrower,
        phone=survey.phone,
        text=f"{survey.outlook}：{survey.measure}，{survey.responsible}",
        day=until,
        days=(until - on).days,
        amount=survey.amount,
        contract=survey.note_number,
        stop=survey.stop,
    )


def _of_line(
    kind: str, line: LoanLine, stop: LoanStop | None, text: str, day: date, on: date, amount: Decimal | None = None
) -> Task:
    stopped = stop is not None and stop.no_reminder
    return Task(
        kind=kind,
        group=line.household.group_name,
        household=line.household.number,
        head=line.head or line.borrower.name,
        phone=stop.phone if stop is not None and stopped else line.phone,
        text=text,
        day=day,
        days=(day - on).days,
        amount=amount,
        contract=line.loan.note_number,
        stop=stop.reason if stop is not None else "",
    )


def _of_household(kind: str, whose: Names | None, text: str, day: date | None, on: date, note: str = "") -> Task:
    return Task(
        kind=kind,
        group=whose.group if whose else "",
        household=whose.number if whose else "",
        head=whose.head if whose else "",
        phone=whose.phone if whose else "",
        text=text,
        day=day,
        days=(day - on).days if day else None,
        note=note,
    )


def by_kind(tasks: Iterable[Task], kind: str) -> list[Task]:
    """The tasks of one kind, the most urgent first."""
    return sorted(
        (task for task in tasks if task.kind == kind), key=lambda task: (task.day or date.max, task.household)
    )
