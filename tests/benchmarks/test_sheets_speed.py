"""Sheets: writing a ledger against XlsxWriter, reading a roster against openpyxl, as ratios in one run."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.documents.ledgers import LedgerHeading, write_ledger
from app.documents.roster import read_roster
from app.documents.sheet_reader import read_sheets
from app.domain.ledger_layout import CellType
from app.packs.ledgers import load_ledger
from tests.helpers.ledger_rows import ledger_rows
from tests.helpers.sheets import HEADINGS, id_of, person

pytestmark = pytest.mark.bench

PEOPLE = 50_000
LEDGER_ROWS = 5_000
HEADING = LedgerHeading("清溪县云岭镇柳树沟村", date(2026, 11, 20), "王小敏")


def best(times: int, act: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        act()
        shortest = min(shortest, time.perf_counter() - started)
    return shortest


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """50 000 people, four in a household."""
    path = tmp_path_factory.mktemp("roster") / "roster.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False})
    sheet = book.add_worksheet("名单")
    sheet.write_row(0, 0, ["清溪县名单"])
    sheet.write_row(1, 0, HEADINGS)
    for number in range(PEOPLE):
        household, place = divmod(number, 4)
        birth = date(1950, 1, 1) + timedelta(days=number // 999)
        changes = {
            "household_number": f"51312{household:05d}",
            "person_number": f"51312{household:05d}{place:02d}",
            "name": f"何艳{chr(0x4E00 + number % 5000)}",
            "resident_id": id_of(number % 999, birth.strftime("%Y%m%d")),
            "relation": ("户主", "配偶", "之子", "之女")[place],
            "people": 4,
            "income_per_head": 9000 + household % 7000 + 0.56,
            "phone": f"138{number:08d}",
            "household_phone": f"139{household:08d}",
        }
        for column, cell in enumerate(person(1, **changes)):
            if cell != "":
                sheet.write(number + 2, column, cell)
    book.close()
    return path


def by_xlsxwriter(rows: list[dict[str, object]]) -> None:
    """The same cells, in formats of the same kinds."""
    layout = load_ledger("loans")
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("贷款台账")
    formats = {
        CellType.MONEY: book.add_format({"num_format": "#,##0.00", "border": 1}),
        CellType.RATE: book.add_format({"num_format": "0.00%", "border": 1}),
        CellType.DATE: book.add_format({"num_format": "yyyy-mm-dd", "border": 1}),
        CellType.TEXT: book.add_format({"num_format": "@", "border": 1, "text_wrap": True}),
    }
    plain = book.add_format({"border": 1})
    for at, row in enumerate(rows, start=3):
        for column, each in enumerate(layout.columns):
            value, style = row[each.fact], formats.get(each.type, plain)
            if isinstance(value, str):
                sheet.write_string(at, column, value, style)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, style)
            elif isinstance(value, (int, Decimal)):
                sheet.write_number(at, column, float(value), style)
            else:
                sheet.write_number(at, column, at - 2, style)
    book.close()


def test_a_ledger_of_5000_rows_costs_at_most_four_times_xlsxwriter() -> None:
    layout = load_ledger("loans")
    rows = ledger_rows(layout, LEDGER_ROWS)
    assert len(layout.columns) == 32

    ours = best(3, lambda: write_ledger(layout, rows, HEADING, io.BytesIO()))
    theirs = best(3, lambda: by_xlsxwriter(rows))

    print(f"\nledger 5 000 × 32: {ours:.2f} s, XlsxWriter {theirs:.2f} s, ratio {ours / theirs:.2f} (≤ 4)")
    assert ours <= 4 * theirs


def test_a_ledger_of_50000_rows_stays_under_200_megabytes(tmp_path: Path) -> None:
    layout = load_ledger("loans")
    row = ledger_rows(layout, 1)[0]
    tracemalloc.start()

    with (tmp_path / "ledger.xlsx").open("wb") as file:
        write_ledger(layout, (row for _ in range(50_000)), HEADING, file)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()

    print(f"\nledger 50 000 × 32: {peak:.1f} MB at most (≤ 200)")
    assert peak <= 200


def test_a_roster_of_50000_people_is_read_five_times_as_fast_as_openpyxl(roster: Path) -> None:
    def by_openpyxl() -> None:
        book = openpyxl.load_workbook(roster, read_only=True)
        assert book.active is not None
        assert sum(1 for _ in book.active.iter_rows(values_only=True)) == PEOPLE + 2
        book.close()

    theirs = best(2, by_openpyxl)
    sheet = best(3, lambda: list(read_sheets(roster)))
    people = best(3, lambda: read_roster(roster))

    print(f"\nroster of 50 000: rows {sheet:.2f} s, people {people:.2f} s, openpyxl rows {theirs:.2f} s,")
    print(f"rows {theirs / sheet:.1f} × (≥ 5), checked people {theirs / people:.1f} ×")
    assert theirs >= 5 * sheet
    assert theirs >= 2 * people
    assert len(read_roster(roster).rows) == PEOPLE
