"""Ledgers: which the book can fill, and one of them as a sheet in its layout; the rows are in `ledger_rows`."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.documents.ledgers import LedgerHeading, write_ledger
from app.domain.ledger_layout import LedgerLayout
from app.packs.ledgers import ledger_ids, load_ledger
from app.services.book_on_day import BookOnDay
from app.services.desk_villages import chosen_names, only_villages
from app.services.ledger_layouts import layout_in_force, layout_shadows
from app.services.ledger_rows import ROWS, Row
from app.services.ledger_rows.checks import difference_rows
from app.services.ledger_rows.lending import due_rows, window_days
from app.services.ledger_rows.subsidies import subsidy_rows
from app.services.quarters import Quarter, quarter_of
from app.services.reconciliation import BankComparison
from app.storage.book import Book

DUE, SUBSIDIES, RECONCILIATION = "due", "subsidies", "reconciliation"


def list_ledgers(session: Session | None = None) -> list[LedgerLayout]:
    """The ledgers that the book can fill, in their order; without a book the built-in ones."""
    shadows = layout_shadows(session) if session is not None else {}
    layouts = [load_ledger(ledger_id, shadows) for ledger_id in ledger_ids(shadows)]
    return [layout for layout in layouts if layout.source in ROWS]


def export_ledger(
    book: Book,
    ledger_id: str,
    *,
    on: date,
    full_ids: bool = False,
    within: int | None = None,
    quarter: Quarter | None = None,
    villages: Collection[str] = (),
) -> tuple[bytes, int]:
    """A ledger as .xlsx, and how many rows it has; ids are masked unless `full_ids`.

    `within` days ahead are listed in 到期台账 (default: the pack's widest window), `quarter` is that of 贴息清单
    (default: the one of the day); a desk's `villages` are named by code or name (default: all). Raises NotFoundError.
    """
    with book.read() as session, only_villages(session, villages):
        layout = layout_in_force(session, ledger_id)
        read = BookOnDay(session, on)
        remark = ""
        rows: Iterable[Row]
        if layout.source == DUE:
            days = window_days(read) if within is None else within
            rows, remark = due_rows(read, days), f"今后 {days} 天"
        elif layout.source == SUBSIDIES:
            chosen = quarter or quarter_of(on)
            rows, remark = subsidy_rows(read, chosen), f"贴息季度：{chosen.name}"
        else:
            rows = ROWS[layout.source](read)
        return sheet_of(book, read, layout, rows, full_ids=full_ids, remark=remark)


def export_differences(book: Book, comparison: BankComparison, *, full_ids: bool = False) -> tuple[bytes, int]:
    """与银行核对差异 of one bank list as .xlsx, and how many rows it has."""
    with book.read() as session:
        read = BookOnDay(session, comparison.on)
        rows = difference_rows(read, comparison)
        return sheet_of(book, read, layout_in_force(session, RECONCILIATION), rows, full_ids=full_ids)


def sheet_of(
    book: Book,
    read: BookOnDay,
    layout: LedgerLayout,
    rows: Iterable[Mapping[str, object]],
    *,
    full_ids: bool = False,
    remark: str = "",
) -> tuple[bytes, int]:
    """Rows in a layout as .xlsx, under the heading of this book and day, and how many there are."""
    out = io.BytesIO()
    heading = LedgerHeading(
        village=place_of(book, read),
        as_of=read.on,
        maker=book.officer,
        made_on=read.on,
        entered_until=datetime.fromisoformat(book.stamp()),
        remark=remark,
    )
    count = write_ledger(layout, rows, heading, out, full_ids=full_ids)
    return out.getvalue(), count


def place_of(book: Book, read: BookOnDay) -> str:
    """The village or villages as they stand above a sheet; of a township its own name, and which were chosen."""
    if book.role != "village":
        chosen = "、".join(chosen_names(read.session))
        return f"{book.name}（{chosen}）" if chosen else book.name
    own = [row for (owner, _code), row in read.villages.items() if owner == book.code and not row.merged_into]
    return "、".join(f"{village.township}{village.name}" for village in own) or book.name
