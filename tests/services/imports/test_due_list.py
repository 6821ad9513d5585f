"""The bank's due list: new, changed, gone against the list before; named differences to ours; undone as a whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import BankDue
from app.services.due_lists import NOT_OURS, TWICE, DueChange, bank_dues, import_due_list
from app.services.imports.columns import ListKind
from app.services.imports.looks import ImportRequest, Sort, look_at_list, take_list
from app.services.imports.undo import undo_import
from app.storage.book import Book
from tests.helpers.sheets import save
from tests.services.conftest import NOTE, Borrowing

HEADINGS = ["客户姓名", "借据编号", "到期日", "应还本金(元)", "应还利息(元)", "贷款余额(元)"]
DAY = date(2026, 11, 20)


def due_list(path: Path, *rows: list[object], title: str = "到期还款名单 2026年11月18日") -> Path:
    return save(path, [[title], HEADINGS, *rows])


def kept(book: Book) -> list[tuple[date, int, date | None]]:
    with book.read() as session:
        rows = session.scalars(select(BankDue).order_by(BankDue.due_on))
        return [(row.due_on, row.principal_fen, row.gone_on) for row in rows]


def test_the_first_list_is_new_and_what_agrees_says_nothing(borrowing: Borrowing, tmp_path: Path) -> None:
    path = due_list(tmp_path / "a.xlsx", ["杨䶮", NOTE, "2026-12-02", 50000, 420.5, 50000])

    dry = import_due_list(borrowing.book, path, on=DAY, dry_run=True)
    done = import_due_list(borrowing.book, path, on=DAY)

    assert [(line.change, line.against_ours) for line in dry.lines] == [(DueChange.NEW, ())]
    assert dry.list_on == date(2026, 11, 18)
    assert kept(borrowing.book) == [(date(2026, 12, 2), 5_000_000, None)]
    with borrowing.book.read() as session:
        assert [row.interest_fen for rows in bank_dues(session).values() for row in rows] == [42050]
    again = import_due_list(borrowing.book, path, on=DAY)
    assert ([line.change for line in again.lines], again.act_id, done.refused) == ([DueChange.SAME], "", ())


def test_another_amount_and_day_are_named_beside_ours_and_nothing_of_ours_changes(
    borrowing: Borrowing, tmp_path: Path
) -> None:
    rows = [["杨䶮", NOTE, "2026-12-12", 30000, "", 30000]]

    (line,) = import_due_list(borrowing.book, due_list(tmp_path / "a.xlsx", *rows), on=DAY, dry_run=True).lines

    assert line.against_ours == ("本账到期日 2026-12-02", "本账余额 50,000.00")


def test_a_later_list_changes_and_drops_lines(borrowing: Borrowing, tmp_path: Path) -> None:
    book = borrowing.book
    first = due_list(
        tmp_path / "a.xlsx",
        ["杨䶮", NOTE, "2026-11-25", 20000, "", 50000],
        ["杨䶮", NOTE, "2026-12-02", 30000, "", 50000],
        ["杨䶮", NOTE, "2026-12-20", 10, "", 50000],
    )
    import_due_list(book, first, on=DAY)
    later = due_list(
        tmp_path / "b.xlsx",
        ["杨䶮", NOTE, "2026-11-25", 20000, "", 50000],
        ["杨䶮", NOTE, "2026-12-20", 12, "", 50000],
        title="到期还款名单 2026年11月20日",
    )
    request = ImportRequest(ListKind.DUE, later)
    look = look_at_list(book, request, on=DAY)
    assert {line.sort for line in look.lines} >= {Sort.CHANGED, Sort.GONE}

    take_list(book, request, {line.key for line in look.lines if line.accepted}, on=DAY)

    assert kept(book) == [
        (date(2026, 11, 25), 2_000_000, None),
        (date(2026, 12, 2), 3_000_000, date(2026, 11, 20)),
        (date(2026, 12, 20), 1_200, None),
    ]


def test_a_row_of_no_loan_of_ours_or_twice_is_refused(borrowing: Borrowing, tmp_path: Path) -> None:
    row: list[object] = ["杨䶮", NOTE, "2026-12-02", 50000, "", 50000]
    path = due_list(tmp_path / "a.xlsx", row, row, ["何艳兴", "XED9", "2026-12-02", 1, "", 1])

    done = import_due_list(borrowing.book, path, on=DAY)

    assert [(each.row, each.reason) for each in done.refused] == [(4, TWICE), (5, NOT_OURS)]


def test_in_wan_a_due_list_is_the_same(borrowing: Borrowing, tmp_path: Path) -> None:
    headings = ["借款人", "合同编号", "应还日期", "到期金额（万元）"]
    path = save(
        tmp_path / "a.csv", [["清溪农商行到期清单"], headings, ["杨䶮", NOTE, "2026/12/2", 5], ["合计", "", "", 5]]
    )

    (line,) = import_due_list(borrowing.book, path, on=DAY, dry_run=True).lines

    assert (line.principal, line.against_ours) == (Decimal("50000.00"), ())


@pytest.mark.parametrize("late", [False, True])
def test_the_import_is_undone_as_a_whole(borrowing: Borrowing, tmp_path: Path, late: bool) -> None:
    book = borrowing.book
    import_due_list(book, due_list(tmp_path / "a.xlsx", ["杨䶮", NOTE, "2026-12-02", 1, "", 50000]), on=DAY)
    done = import_due_list(book, due_list(tmp_path / "b.xlsx", ["杨䶮", NOTE, "2026-12-02", 2, "", 50000]), on=DAY)

    undo_import(book, done.act_id if late else "")

    assert kept(book) == [(date(2026, 12, 2), 100, None)]
