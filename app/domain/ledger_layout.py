"""The layout of a ledger sheet as a frozen value: which columns, in which order, how wide, what is summed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CellType(StrEnum):
    """What a column holds, and so how it is written."""

    SERIAL = "serial"  # 序号, counted here
    TEXT = "text"
    CODE = "code"  # digits kept as text: contract, note, household and phone numbers
    ID = "id"  # a resident id: text, masked unless asked for
    MONEY = "money"  # yuan with two decimals
    INT = "int"
    DATE = "date"
    RATE = "rate"  # a fraction a year, shown in per cent


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column: `fact` names the value in a row, `width` is in characters, `total` sums it at the end."""

    heading: str
    fact: str
    type: CellType = CellType.TEXT
    width: int = 10
    total: bool = False


@dataclass(frozen=True, slots=True)
class LedgerLayout:
    """A ledger: `unit` of its money (元 or 万元, rows always carry yuan), `frozen` columns that stay in view.

    `rows` is the built-in ledger whose rows it shows, where a county made one of its own; else its own id.
    """

    id: str
    title: str
    unit: str
    columns: tuple[LedgerColumn, ...]
    frozen: int = 0
    note: str = ""
    rows: str = ""

    @property
    def source(self) -> str:
        """The built-in ledger whose rows it shows."""
        return self.rows or self.id

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the values that a row of this ledger may carry."""
        return tuple(column.fact for column in self.columns if column.type is not CellType.SERIAL)
