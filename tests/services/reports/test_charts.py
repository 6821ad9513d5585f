"""The pictures of a report agree with the loans replayed on each of their days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.book_on_day import BookOnDay
from app.services.repayments import record_repayment, reverse_entry
from app.services.report_parts.behind import rows_behind
from app.services.report_parts.charts import report_charts
from app.services.reports import Kind, make_report
from tests.services.conftest import Borrowing

DAY = date(2026, 11, 20)


def test_the_balance_of_every_month_is_that_of_the_loans_replayed_on_its_last_day(borrowing: Borrowing) -> None:
    book = borrowing.book
    record_repayment(book, borrowing.note, amount=Decimal(12_000), on=date(2026, 3, 31), voucher="P1")
    record_repayment(book, borrowing.note, amount=Decimal(8_000), on=date(2026, 8, 3), voucher="P2")
    wrong = record_repayment(book, borrowing.note, amount=Decimal(8_000), on=date(2026, 8, 4), voucher="P3")
    reverse_entry(book, wrong.line.state.events[-1].id, on=date(2026, 8, 5), reason="重复")

    with book.read() as session:
        points = report_charts(session, DAY).balances
        read = BookOnDay(session, DAY)
        replayed = [sum(line.state.balance for line in read.on_another(point.on).lines) for point in points]

    assert [point.balance for point in points] == replayed
    assert len(set(replayed)) == 3


def test_overdue_loans_stand_in_the_bar_of_their_days(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        found = {
            late: report_charts(session, late).ages for late in (date(2026, 12, 3), date(2027, 4, 1), date(2028, 1, 1))
        }

    assert [[bar.count for bar in ages] for ages in found.values()] == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]


def test_the_rows_behind_a_figure_are_what_it_counts(borrowing: Borrowing) -> None:
    report = make_report(borrowing.book, Kind.MONTH, on=DAY).report
    figures = {figure.id: figure for group in report.groups for figure in group.figures}

    with borrowing.book.read() as session:
        loans = rows_behind(session, figures["balance"], DAY)
        households = rows_behind(session, figures["lent_households"], DAY)

    assert sum(row.balance or 0 for row in loans) == figures["balance"].now
    assert [(row.household, row.name) for row in households] == [(borrowing.household, "杨䶮")]
