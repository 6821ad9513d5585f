"""台账报表 at a township: all villages, or the marked ones alone, in the report and in the sheet."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.ledgers.page import LedgersPage
from app.ui.places import Place, Where
from tests.helpers.villages import NEIGHBOUR, VILLAGE
from tests.ui.conftest import wait_for
from tests.ui.desk.conftest import Open


def test_a_marked_village_narrows_report_and_sheet(opened: Open, tmp_path: Path) -> None:
    page = opened(Place(Where.LEDGERS, detail="reports"))
    assert isinstance(page, LedgersPage)
    assert page.reports.done is not None
    whole = page.reports.done.report

    page.villages.open.click()
    page.villages.table.choose_where(lambda village: village.name == VILLAGE[1])
    QTest.keyClick(page.villages.table, Qt.Key.Key_Return)
    wait_for(page.work)
    page.ledgers.table.choose_where(lambda layout: layout.id == "loans")
    page.save_to(tmp_path / "loans.xlsx")
    wait_for(page.work)

    assert page.reports.done.report.village == f"云岭镇（{VILLAGE[1]}）"
    assert whole.village == "云岭镇"
    assert not page.reports.final.isEnabled()
    assert page.villages.open.word == VILLAGE[1]
    text = " ".join(
        str(cell.value) for line in load_workbook(tmp_path / "loans.xlsx").active.iter_rows() for cell in line
    )
    assert VILLAGE[1] in text
    assert NEIGHBOUR[1] not in text
