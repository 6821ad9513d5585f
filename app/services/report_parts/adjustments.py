"""上期调整: what a final report would say today, beside what it said, and which loans were entered late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.domain.money import format_wan
from app.domain.report import Figure, Measure, Report
from app.models import JournalEntry
from app.services.book_on_day import BookOnDay, key_of
from app.services.portfolio import LoanLine
from app.services.report_parts.figures import Figures

_AHEAD = ("due_", "subsidy")
NAMED_AT_MOST = 10


def figures_of(report: Report) -> dict[str, Figure]:
    """The figures of a report by id."""
    return {figure.id: figure for group in report.groups for figure in group.figures}


def differences(frozen: Report, today: Mapping[str, Decimal | int | None] | Figures) -> list[str]:
    """One sentence for each figure that would be another today; what lies ahead is no matter of correction."""
    found = []
    for name, figure in figures_of(frozen).items():
        if name.startswith(_AHEAD) or name not in today:
            continue
        counted = today[name]
        value = counted if counted is None or isinstance(counted, (Decimal, int)) else counted.value
        if figure.now != value and figure.now is not None and value is not None:
            found.append(_sentence(figure, figure.now, value))
    return found


def entered_late(book: BookOnDay, as_of: date, journal_length: int) -> list[str]:
    """Note numbers of loans of which something up to `as_of` was entered after that entry of the journal."""
    statement = select(JournalEntry.row_id).where(JournalEntry.seq > journal_length)
    touched = set(book.session.scalars(statement))
    return [line.loan.note_number for line in book.lines if touched & {*_entries(book, line, as_of)}]


def _entries(book: BookOnDay, line: LoanLine, as_of: date) -> Iterable[str]:
    """The ids of the loan and of its entries up to the day; a reversal counts whatever its own day is."""
    if line.loan.disbursed_on <= as_of:
        yield line.loan.id
    for event in book.happened.get(key_of(line.loan), ()):
        if event.on <= as_of or event.kind == "reversal":
            yield event.id


def late_sentence(notes: Iterable[str]) -> str:
    """The loans behind the adjustments."""
    known = list(notes)
    more = f"等{len(known)}笔" if len(known) > NAMED_AT_MOST else ""
    return f"定稿后补录或更正的借据：{'、'.join(known[:NAMED_AT_MOST])}{more}。"


def _sentence(figure: Figure, then: Decimal | int, today: Decimal | int) -> str:
    gap = Decimal(today) - Decimal(then)
    sign = "增加" if gap > 0 else "减少"
    moved = _said(figure, abs(gap) if isinstance(today, Decimal) else int(abs(gap)))
    return f"{figure.name}：定稿时{_said(figure, then)}，现为{_said(figure, today)}，{sign}{moved}。"


def _said(figure: Figure, value: Decimal | int) -> str:
    if figure.measure is Measure.MONEY:
        return f"{value:,.2f}元（{format_wan(Decimal(value))}万元）"
    if figure.measure is Measure.PERCENT:
        return f"{value:.2f}%"
    return f"{value}{figure.unit}"
