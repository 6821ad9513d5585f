"""Rows for any ledger, a value of the right type in each column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.ledger_layout import CellType, LedgerLayout
from tests.helpers.sheets import id_of

VALUES: dict[CellType, object] = {
    CellType.TEXT: "=养殖肉牛，扩建圈舍",
    CellType.CODE: "0051312300",
    CellType.ID: id_of(1),
    CellType.MONEY: Decimal("50000.00"),
    CellType.INT: 36,
    CellType.DATE: date(2026, 9, 30),
    CellType.RATE: Decimal("0.0345"),
    CellType.SERIAL: None,
}


def ledger_rows(layout: LedgerLayout, count: int) -> list[dict[str, object]]:
    """So many rows, all columns filled."""
    return [{column.fact: VALUES[column.type] for column in layout.columns} for _ in range(count)]
