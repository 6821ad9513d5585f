"""A county's layout of a ledger: taken into the book it shadows the built-in one; what is wrong in it is said."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.domain.errors import DataFileError, NotFoundError, RefusedError
from app.models import PackFile
from app.services.ledger_layouts import drop_layout, layout_in_force, layout_text, read_layout_file, take_layout
from app.services.ledgers import export_ledger, list_ledgers
from app.services.undo import last_act, undo
from tests.services.conftest import Borrowing

DAY = date(2026, 11, 20)
OWN = """
id = "loans"
title = "清溪县贷款台账"
columns = [
    { heading = "编号", fact = "no", type = "serial", width = 5 },
    { heading = "借款户", fact = "borrower", width = 9 },
    { heading = "现欠(元)", fact = "balance", type = "money", width = 12, total = true },
    { heading = "证号", fact = "borrower_id", type = "id", width = 19, hidden = true },
]
"""


def headings(borrowing: Borrowing, ledger_id: str) -> tuple[str, list[object]]:
    sheet, _count = export_ledger(borrowing.book, ledger_id, on=DAY)
    rows = list(load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows(values_only=True))
    return str(rows[0][0]), list(rows[2])


def test_a_taken_layout_reorders_renames_and_hides_and_can_be_dropped(borrowing: Borrowing) -> None:
    book = borrowing.book
    before = headings(borrowing, "loans")

    take_layout(book, OWN, "loans.toml")

    assert headings(borrowing, "loans") == ("清溪县贷款台账", ["编号", "借款户", "现欠(元)"])
    with book.read() as session:
        assert layout_text(session, "loans") == OWN
        assert next(layout.title for layout in list_ledgers(session)) == "清溪县贷款台账"
    with pytest.raises(RefusedError):
        take_layout(book, OWN, "loans.toml")
    drop_layout(book, "loans")
    assert headings(borrowing, "loans") == before
    with pytest.raises(RefusedError):
        drop_layout(book, "loans")


def test_taking_a_layout_is_an_act_that_can_be_undone(borrowing: Borrowing) -> None:
    take_layout(borrowing.book, OWN, "loans.toml")
    with borrowing.book.read() as session:
        act = last_act(session)
    assert act is not None
    assert act.name == "换清溪县贷款台账的版式"

    undo(borrowing.book, act.id)

    assert headings(borrowing, "loans")[0] == "贷款台账"


def test_a_county_makes_a_ledger_of_its_own_from_the_rows_of_another(borrowing: Borrowing) -> None:
    text = OWN.replace('id = "loans"', 'id = "arrears"\nrows = "loans"\norder = 15')

    take_layout(borrowing.book, text, "arrears.toml")

    assert headings(borrowing, "arrears")[1] == ["编号", "借款户", "现欠(元)"]
    with borrowing.book.read() as session:
        assert [layout.id for layout in list_ledgers(session)][:2] == ["loans", "arrears"]
    drop_layout(borrowing.book, "arrears")
    with borrowing.book.read() as session, pytest.raises(NotFoundError):
        layout_in_force(session, "arrears")


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('fact = "balance"', 'fact = "balanse"', "columns[3].fact", "没有 balanse 这一项，可用的有：no（序号）"),
        ('id = "loans"', 'id = "own"', "id", "没有 own 这个台账"),
        ('id = "loans"', 'id = "own"\nrows = "lones"', "rows", "没有 lones 这个台账"),
        ("width = 9", 'width = "9"', "columns[2].width", ""),
        ('title = "清溪县贷款台账"', "", "title", ""),
    ],
)
def test_what_is_wrong_in_a_layout_is_said_with_file_key_and_why(
    borrowing: Borrowing, old: str, new: str, where: str, reason: str
) -> None:
    with pytest.raises(DataFileError) as caught:
        take_layout(borrowing.book, OWN.replace(old, new), "县里的.toml")

    assert (caught.value.where, reason in caught.value.reason) == (where, True), caught.value
    with borrowing.book.read() as session:
        assert session.query(PackFile).filter(PackFile.kind == "ledger").count() == 0


def test_a_layout_file_that_is_no_text_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "big.toml").write_bytes(b"#" * 300_000)

    for name in ("a.toml", "big.toml", "none.toml"):
        with pytest.raises(DataFileError):
            read_layout_file(tmp_path / name)
