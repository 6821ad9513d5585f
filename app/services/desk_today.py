"""今日 at the township: its villages side by side, what is due and overdue in all of them, months, what waits here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.money import ZERO
from app.domain.monitoring import OverdueRate
from app.services.desk_opinions import waiting_applications
from app.services.desk_villages import desk_villages
from app.services.due import DueLine, Steps, due_within, overdue
from app.services.exchange_desk import VillageLine, read_desk_exchange
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_lines
from app.services.today import DEFAULT_WINDOW_DAYS, MonthDue, maturities_by_month


@dataclass(frozen=True, slots=True)
class VillageWatch:
    """One village in figures of the day; `exchange` is None where no bundle of it was ever taken over."""

    code: str
    name: str
    loans: int
    rate: OverdueRate
    overdue_loans: int
    due_loans: int
    due_amount: Decimal
    waiting: int
    exchange: VillageLine | None
    over_red_line: bool


@dataclass(frozen=True, slots=True)
class DeskToday:
    """Everything on the township's first page; villages over the red line come first, then by their rate."""

    on: date
    window_days: int
    villages: tuple[VillageWatch, ...]
    rate: OverdueRate
    red_line: Decimal | None
    due: tuple[DueLine, ...]
    overdue: tuple[DueLine, ...]
    months: tuple[MonthDue, ...]
    waiting: int
    silent: int
    held: int
    owed: int


def read_desk_today(session: Session, on: date) -> DeskToday:
    """Read the page in one view of the desk's book."""
    pack = book_policy(session)
    window = pack.integer("warning_days", on) or DEFAULT_WINDOW_DAYS
    red_line = pack.share("red_line", on)
    lines = loan_lines(session, on)
    steps = Steps(session, on)
    due = due_within(session, on, window, lines, steps)
    late = overdue(session, on, lines, steps)
    exchange = read_desk_exchange(session, on)
    waiting: dict[str, int] = defaultdict(int)
    for one in waiting_applications(session):
        waiting[one.village_book] += 1
    by_code = {line.code: line for line in exchange.villages}
    names = {village.code: village.name for village in desk_villages(session)}
    names |= {line.code: line.name for line in exchange.villages}
    watches = [
        _watch(code, name, lines, due, late, waiting[code], by_code.get(code), red_line) for code, name in names.items()
    ]
    return DeskToday(
        on=on,
        window_days=window,
        villages=tuple(sorted(watches, key=lambda one: (not one.over_red_line, -one.rate.rate, one.name))),
        rate=_rate(lines),
        red_line=red_line,
        due=tuple(due),
        overdue=tuple(late),
        months=tuple(maturities_by_month(lines, on)),
        waiting=sum(waiting.values()),
        silent=sum(line.stale for line in exchange.villages),
        held=len(exchange.held),
        owed=exchange.owed,
    )


def _watch(
    code: str,
    name: str,
    lines: list[LoanLine],
    due: list[DueLine],
    late: list[DueLine],
    waiting: int,
    exchange: VillageLine | None,
    red_line: Decimal | None,
) -> VillageWatch:
    own = [line for line in lines if line.loan.book_code == code]
    own_due = [one for one in due if one.line.loan.book_code == code]
    rate = _rate(own)
    return VillageWatch(
        code=code,
        name=name,
        loans=sum(not line.state.cleared for line in own),
        rate=rate,
        overdue_loans=sum(one.line.loan.book_code == code for one in late),
        due_loans=len(own_due),
        due_amount=sum((one.amount for one in own_due), ZERO),
        waiting=waiting,
        exchange=exchange,
        over_red_line=red_line is not None and rate.rate > red_line,
    )


def _rate(lines: list[LoanLine]) -> OverdueRate:
    return OverdueRate(
        overdue=sum((line.state.overdue_principal for line in lines), ZERO),
        balance=sum((line.state.balance for line in lines), ZERO),
    )
