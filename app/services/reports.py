"""Reports: 一日一通报, 周调度, 月度统计表; a draft at any time, frozen when it is made final (定稿).

What is entered after a report is final shows as 上期调整 in the next one, or in a 更正通报 of the same period.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.reports import write_report
from app.domain.errors import RefusedError
from app.domain.report import Report
from app.models import FrozenReport, Household, Visit
from app.models.journal import Head, head
from app.services.book_on_day import BookOnDay
from app.services.desk_villages import chosen_names, only_villages
from app.services.ledgers import place_of
from app.services.loan_cache import refresh_loan_cache
from app.services.report_parts import adjustments, figures, frozen
from app.services.report_parts.changes import Changed, changes_between
from app.services.report_parts.figures import Figures
from app.services.report_parts.periods import Kind, Period, period_of
from app.services.report_parts.tables import tables
from app.services.report_parts.words import paragraph
from app.storage.book import Book

__all__ = ["Kind", "ReportDone", "frozen_reports", "make_report", "report_page", "report_sheet"]


@dataclass(frozen=True, slots=True)
class ReportDone:
    """A report and what is known of its making: its period, and the version under which it is frozen (0: a draft)."""

    report: Report
    period: Period
    version: int = 0


@dataclass(frozen=True, slots=True)
class _Counted:
    """A fresh count: the report, its figures by id, and the end of the journal it was counted from."""

    report: Report
    journal: Head


def make_report(
    book: Book,
    kind: Kind,
    *,
    on: date,
    final: bool = False,
    correct: bool = False,
    villages: Collection[str] = (),
) -> ReportDone:
    """The report of the period of `on`, with `on` as its 业务截止日.

    A period that was made final for this very day is answered as it was frozen. `final` freezes it; `correct` makes a
    更正通报 of a period that is frozen already. A desk's report over chosen `villages` (codes, names) is never frozen.
    Raises RefusedError for a second `final`, and for a correction where nothing changed or nothing was final.
    """
    period = period_of(Kind(kind), on)
    refresh_loan_cache(book, (period.as_of, period.before))
    if villages:
        if final or correct:
            raise RefusedError("只选几个村的报表不能定稿，定稿要包括所有的村")
        with book.read() as session, only_villages(session, villages):
            return ReportDone(_count(book, session, period, None).report, period)
    with book.read() as session:
        known = _newest(session, book.code, period)
        if known is not None and not (final or correct) and known.as_of == on:
            return ReportDone(frozen.from_text(known.content), period, known.version)
        if known is None and correct:
            raise RefusedError(f"{period.name}的{period.title}还没有定稿，没有可更正的")
        fresh = _count(book, session, period, known if correct else None)
        if known is not None and (final or correct):
            _must_differ(known, fresh.report, period, correct)
    if not (final or correct):
        return ReportDone(fresh.report, period)
    version = known.version + 1 if known is not None else 1
    report = replace(fresh.report, final=True)
    _freeze(book, period, version, report, fresh.journal)
    return ReportDone(report, period, version)


def report_sheet(report: Report) -> bytes:
    """The report as .xlsx."""
    out = io.BytesIO()
    write_report(report, out)
    return out.getvalue()


def report_page(report: Report) -> bytes:
    """The report as an official page by GB/T 9704, a PDF."""
    from app.documents.report_page import write_report_page

    out = io.BytesIO()
    write_report_page(report, out)
    return out.getvalue()


def frozen_reports(session: Session, book_code: str) -> list[FrozenReport]:
    """The final reports of a book, the newest first."""
    own = select(FrozenReport).where(FrozenReport.book_code == book_code)
    return list(session.scalars(own.order_by(FrozenReport.as_of.desc(), FrozenReport.id.desc())))


def _newest(session: Session, book_code: str, period: Period, *, before: bool = False) -> FrozenReport | None:
    first = period.before_first if before else period.first
    own = (
        FrozenReport.book_code == book_code,
        FrozenReport.kind == str(period.kind),
        FrozenReport.from_on == first,
    )
    return session.scalars(select(FrozenReport).where(*own).order_by(FrozenReport.version.desc())).first()


def _must_differ(known: FrozenReport, fresh: Report, period: Period, correct: bool) -> None:
    old = frozen.from_text(known.content)
    same = known.as_of == fresh.as_of and not adjustments.differences(
        old, {name: figure.now for name, figure in adjustments.figures_of(fresh).items()}
    )
    said = f"{period.name}的{period.title}已经定稿（业务截止日 {known.as_of}）"
    if correct and same:
        raise RefusedError(f"{said}，数字没有变化，不用更正")
    if not correct:
        raise RefusedError(f"{said}，不能再定一次；后来补录的会列入下一期的上期调整，要改这一期请出更正通报")


def _count(book: Book, session: Session, period: Period, corrects: FrozenReport | None) -> _Counted:
    read = BookOnDay(session, period.as_of)
    changes = changes_between(session, read.on, period.first, period.as_of)
    now, before, late = _figures(book, session, read, period, changes)
    if corrects is not None:
        late = _lines(corrects, frozen.from_text(corrects.content), now, read)
    village = place_of(book, read)
    programme = read.pack.text("programme_name", read.on) or "小额信贷"
    suffix = f"（更正通报第{corrects.version}号）" if corrects is not None else ""
    report = Report(
        title=f"{village}{period.name}{programme}{period.title}{suffix}",
        village=village,
        as_of=period.as_of,
        entered_until=book.moment(),
        maker=book.officer,
        groups=figures.groups(read, period, now, before),
        previous_as_of=period.before,
        zero=not changes and not now["visits_in"].value,
        adjustments=tuple(late),
        tables=tables(read, period, changes),
        paragraph=paragraph(village, programme, period, now, changes, max(figures.windows(read))),
    )
    return _Counted(report, head(session.connection()))


def _figures(
    book: Book, session: Session, read: BookOnDay, period: Period, changes: Sequence[Changed]
) -> tuple[Figures, Figures, Sequence[str]]:
    """The figures of the period, those of the one before (as it was frozen, where it was), and its adjustments."""
    moved = figures.moved(changes, _visited(session, period.first, period.as_of))
    now = figures.stock(read) | moved | figures.ahead(read)
    earlier = changes_between(session, period.before, period.before_first, period.before)
    before = figures.stock(BookOnDay(session, period.before)) | figures.moved(
        earlier, _visited(session, period.before_first, period.before)
    )
    before["subsidy"] = figures.subsidy_before(read)
    known = _newest(session, book.code, period, before=True)
    if known is None or chosen_names(session):  # what was frozen counts every village
        return now, before, ()
    old = frozen.from_text(known.content)
    if known.as_of == period.before:
        late = _lines(known, old, before, read)
        said = {name: figures.Counted(each.now) for name, each in adjustments.figures_of(old).items()}
        return now, before | {name: each for name, each in said.items() if name in before}, late
    return now, before, (f"上期报告的业务截止日是 {known.as_of}，上期数按 {period.before} 重新计算。",)


def _lines(known: FrozenReport, old: Report, today: Figures, read: BookOnDay) -> list[str]:
    found = adjustments.differences(old, today)
    notes = adjustments.entered_late(read, known.as_of, known.journal_length) if found else []
    return [*found, adjustments.late_sentence(notes)] if notes else found


def _visited(session: Session, first: date, last: date) -> list[str]:
    """The household of each visit of these days."""
    of_household = (Household.book_code == Visit.book_code) & (Household.id == Visit.household_id)
    visits = select(Household.number).join(Visit, of_household).where(Visit.on.between(first, last))
    return list(session.scalars(visits.order_by(Visit.on, Visit.id)))


def _freeze(book: Book, period: Period, version: int, report: Report, journal: Head) -> None:
    with book.write("报告定稿" if version == 1 else "出更正通报") as session:
        session.add(
            FrozenReport(
                kind=str(period.kind),
                from_on=period.first,
                as_of=period.as_of,
                version=version,
                entered_until=report.entered_until.isoformat(timespec="seconds"),
                journal_length=journal.length,
                journal_head=journal.hash,
                content=frozen.to_text(report),
            )
        )
