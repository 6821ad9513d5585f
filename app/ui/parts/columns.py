"""What a table shows: columns as values, and the model over a list of rows that Qt reads.

No proxy model: sorting and filtering are done on the list, by a key that is `int` or `str` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.ui.parts.chip import Chip
from app.ui.tokens import Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: heading, text, and what else may be drawn from a row.

    `second` is a muted line below; `bar` a filled share from 0 to 1; `secondary` columns go first when text is large.
    A column that only `explains` may be cut where there is no room; its tool tip has the whole text. Others never are.
    """

    heading: str
    text: Callable[[R], str]
    key: Callable[[R], int | str] | None = None
    spoken: Callable[[R], str] | None = None
    right: bool = False
    small: bool = False
    tone: Callable[[R], Tone] | None = None
    chip: Callable[[R], Chip | None] | None = None
    icon: Callable[[R], str] | None = None
    second: Callable[[R], str] | None = None
    bar: Callable[[R], float] | None = None
    secondary: bool = False
    stretch: bool = False
    explains: bool = False

    def says(self, row: R) -> str:
        """What a screen reader says for the cell: the heading, and what stands there."""
        said = self.spoken(row) if self.spoken is not None else self.text(row)
        if self.chip is not None and (chip := self.chip(row)) is not None:
            said = f"{said} {chip.word}".strip()
        if self.second is not None and self.spoken is None:
            said = f"{said}，{self.second(row)}"
        return f"{self.heading}：{said}" if self.heading else said


class ListModel(QAbstractTableModel):
    """A list of frozen rows as Qt wants to see it."""

    def __init__(self, columns: Sequence[Column[Any]], parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._all: list[Any] = []
        self._shown: list[Any] = []
        self._keep: Callable[[Any], bool] | None = None
        self._order: tuple[int, bool] | None = None
        self._arranged: Callable[[Any], Any] | None = None

    @property
    def rows(self) -> list[Any]:
        """The rows as shown: filtered and sorted."""
        return self._shown

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows, with the filter and order in force."""
        self._all = list(rows)
        self._again()

    def filter(self, keep: Callable[[Any], bool] | None) -> None:
        """Show only the rows for which `keep` is true; `None` shows all."""
        self._keep = keep
        self._again()

    def arrange(self, key: Callable[[Any], Any] | None) -> None:
        """The order of the rows while no heading was pressed; any key that Python can compare."""
        self._arranged, self._order = key, None
        self._again()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column that has a key; -1 is the order in which the rows came."""
        if column < 0 or self.columns[column].key is None:
            self._order = None
        else:
            self._order = (column, order == Qt.SortOrder.DescendingOrder)
        self._again()

    def _again(self) -> None:
        self.beginResetModel()
        keep = self._keep
        self._shown = list(self._all) if keep is None else [row for row in self._all if keep(row)]
        if self._order is not None:
            column, downwards = self._order
            key = self.columns[column].key
            if key is not None:
                self._shown.sort(key=key, reverse=downwards)
        elif self._arranged is not None:
            self._shown.sort(key=self._arranged)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(self._shown[index.row()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.says(self._shown[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole and column.explains:
            row = self._shown[index.row()]
            return "\n".join([column.text(row), *([column.second(row)] if column.second is not None else [])])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[section])
        return None


def _side(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
