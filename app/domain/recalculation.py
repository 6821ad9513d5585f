"""等额本息 counted anew on the actual balance: what early or late instalments make of the rows that follow.

The instalment stays as agreed; interest runs daily on what is really owed, each stretch rounded by itself, so that
a late payment raises the next row's interest and the last row takes what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.day_count import BASE
from app.domain.instalments import level_instalment
from app.domain.interest import RATE_SCALE, interest_by_parts, rate_units
from app.domain.money import ZERO, from_fen, to_fen
from app.domain.schedule import Convention, Period, ScheduleRow, loan_periods, weights


@dataclass(frozen=True, slots=True)
class Paid:
    """One instalment as it was paid: on its due day, or later; `amount` in yuan, at least its interest."""

    on: date
    amount: Decimal


def recalculate(
    principal: Decimal,
    rate: Decimal,
    start: date,
    end: date,
    convention: Convention,
    paid: Sequence[Paid] = (),
    instalment: Decimal | None = None,
) -> tuple[ScheduleRow, ...]:
    """The rows after the first `len(paid)` instalments were paid as given, the others to come on their due days.

    `instalment` is the contract's (yuan), by default the one of `make_schedule`. Raises ValueError where an
    instalment is paid before its due day, after the next one, or below its interest.
    """
    spans = loan_periods(start, end, convention)
    level = _level(principal, rate, spans, convention) if instalment is None else instalment
    rows: list[ScheduleRow] = []
    balance, late_until, late_part = principal, start, ZERO
    for no, span in enumerate(spans, 1):
        payment = paid[no - 1] if no <= len(paid) else None
        parts = [(balance + late_part, span.start, late_until), (balance, max(span.start, late_until), span.stop)]
        parts = [part for part in parts if part[1] < part[2]]
        owed = interest_by_parts(parts, rate, convention.day_count, convention.rounding, round_each=True)
        if payment:
            _check(payment, span, spans[no : no + 1], owed)
            total = min(payment.amount, balance + owed)
        else:
            total = balance + owed if no == len(spans) else min(max(level, owed), balance + owed)
        balance -= total - owed
        rows.append(_row(no, span, total - owed, owed, balance))
        late_until, late_part = (payment.on, total - owed) if payment else (span.stop, ZERO)
    return tuple(rows)


def _level(principal: Decimal, rate: Decimal, spans: Sequence[Period], convention: Convention) -> Decimal:
    base = BASE[convention.day_count] * RATE_SCALE
    factors = [Decimal(share * rate_units(rate)) / base for share in weights(spans, convention)]
    return from_fen(level_instalment(to_fen(principal), factors, convention.rounding))


def _check(payment: Paid, span: Period, following: Sequence[Period], owed: Decimal) -> None:
    too_late = bool(following) and payment.on > following[0].due
    if payment.on < span.due or too_late or payment.amount < owed:
        raise ValueError(f"{payment.on.isoformat()} 的还款不能算作 {span.due.isoformat()} 这一期")


def _row(no: int, span: Period, principal: Decimal, interest: Decimal, balance: Decimal) -> ScheduleRow:
    days = (span.stop - span.start).days
    return ScheduleRow(no, span.start, span.due, days, span.due, principal, interest, principal + interest, balance)
