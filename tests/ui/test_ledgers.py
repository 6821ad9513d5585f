"""The page 台账报表: figures open the list behind them, pictures speak, papers and layouts are files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.report import Report
from app.services.reports import Kind
from app.ui.ledgers.page import LedgersPage
from app.ui.ledgers.report_view import CHARTS, LIST_BEHIND, PARTS
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.practice import note


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> LedgersPage:
    """The page open on the month's report."""
    assert window.shell is not None
    window.shell.go(Place(Where.LEDGERS, detail="reports"))
    settle(qtbot, window.work)
    found = window.shell.page
    assert isinstance(found, LedgersPage)
    found.reports.kind.set_text("月度统计表")
    settle(qtbot, window.work)
    return found


def report_of(page: LedgersPage) -> Report:
    assert page.reports.done is not None
    assert page.reports.done.period.kind is Kind.MONTH
    return page.reports.done.report


def test_a_figure_opens_the_list_behind_it_and_a_line_the_loan(qtbot: QtBot, window: Window, page: LedgersPage) -> None:
    overdue = next(figure for figure in page.reports.figures.rows if figure.id == "overdue")

    page.reports.figures.opened.emit(overdue)
    settle(qtbot, window.work)

    assert page.reports.tabs.currentIndex() == LIST_BEHIND
    assert [row.key for row in page.reports.behind.rows] == [note(1), note(2)]
    assert page.reports.behind_title.text().startswith("逾期本金：2 笔")
    page.reports.behind.opened.emit(page.reports.behind.rows[0])
    settle(qtbot, window.work)
    assert window.shell is not None
    assert window.shell.here == Place(Where.LOAN, note(1))


def test_households_behind_a_figure_are_listed_too(qtbot: QtBot, window: Window, page: LedgersPage) -> None:
    waiting = next(figure for figure in page.reports.figures.rows if figure.id == "without_loan")

    page.reports.figures.opened.emit(waiting)
    settle(qtbot, window.work)

    assert len(page.reports.behind.rows) == waiting.now == len(waiting.behind)
    assert all(row.household and row.name for row in page.reports.behind.rows)


def test_the_pictures_say_what_they_show(page: LedgersPage) -> None:
    page.reports.tabs.setCurrentIndex(CHARTS)
    charts = page.reports.charts

    assert "2026年12月 18.15万元（高峰）" in charts.months.accessibleName()
    assert "1—90 天 0.60（2 笔）" in charts.ages.accessibleName()
    assert charts.balance.accessibleName().endswith("11-20 53.40")


def test_the_breakdowns_stand_below_each_other(page: LedgersPage) -> None:
    page.reports.tabs.setCurrentIndex(PARTS)

    assert page.reports.tabs.tabText(PARTS) == f"分表 {len(report_of(page).tables)}"
    assert page.reports.no_parts.isHidden()


def test_the_paragraph_is_shown_as_a_code_and_the_report_saved_as_an_official_page(
    qtbot: QtBot, window: Window, page: LedgersPage, tmp_path: Path
) -> None:
    page.reports.code.click()
    page.save_report_to(tmp_path / "month.pdf")
    settle(qtbot, window.work)

    assert not page.reports.qr.isHidden()
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF")


def test_a_countys_layout_is_taken_and_dropped_in_the_window(
    qtbot: QtBot, window: Window, page: LedgersPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('id = "loans"\ntitle = "本县贷款台账"\ncolumns = [{ heading = "借款户", fact = "borrower" }]\n')
    page.tabs.setCurrentIndex(0)
    page.take_layout_from(own)
    settle(qtbot, window.work)
    assert page.table.choose_where(lambda layout: layout.title == "本县贷款台账")
    assert not page.ledgers.drop.isHidden()
    monkeypatch.setattr("app.ui.ledgers.ledgers_view.ask", lambda *_: True)

    page.ledgers.drop.click()
    settle(qtbot, window.work)

    assert page.table.rows[0].title == "贷款台账"
    assert page.ledgers.drop.isHidden()
