"""The list of households at the left: search, filters, groups that open, and a state for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.household_rows import HouseholdRow, RowSearch
from app.ui.households.list_filters import NOT_LENT, TOGGLES, Filter, more_filters
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label, Rule
from app.ui.parts.search_edit import SearchEdit
from app.ui.parts.table import Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import bare_wan

WIDTH = 256
PAUSE_MS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a group with its number of households, or one household."""

    group: str
    count: int = 0
    open: bool = False
    household: HouseholdRow | None = None


class HouseholdList(QFrame):
    """`picked` comes with the household number on which the cursor rests; `choosing` offers nothing else."""

    picked = Signal(str)
    new_wanted = Signal()
    import_wanted = Signal()
    not_lent_wanted = Signal()

    def __init__(self, *, choosing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("card")
        self.setFixedWidth(theme.px(WIDTH) if not theme.few_columns else theme.px(230))
        self._rows: list[HouseholdRow] = []
        self._today = date.min
        self._lines: list[Line] = []
        self._search = RowSearch(())
        self._passed: dict[str, list[Line]] = {}
        self._of_group: dict[str, list[Line]] = {}
        self._not_lent: frozenset[str] | None = None
        self._more: list[Filter] = [Filter("更多条件")]
        self._open: set[str] = set()
        self._wanted = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(8))
        self.search = SearchEdit("姓名、拼音、组" if theme.few_columns else "在本村找：姓名、拼音、组")
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        column.addLayout(self._padded(self.search))
        column.addLayout(self._filters())
        self.table = self._table()
        self.empty = Empty(
            "还没有农户。导入乡镇给的名单，或先新建一户。", verb="导入名单", pressed=self.import_wanted.emit
        )
        self.empty.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        self.nothing = Label("没有这样的农户。换个字或拼音首字母试试。", Role.SMALL, Tone.MUTED, wrap=True)
        self.nothing.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty)
        column.addWidget(self.nothing)
        column.addStretch(0)
        column.addWidget(Rule())
        self.foot = Label("", Role.SMALL, Tone.MUTED)
        self.import_button = Button(
            "导入", self.import_wanted.emit, kind="quiet", icon_name="people", spoken="导入名单"
        )
        self.new_button = Button("新建一户", self.new_wanted.emit, kind="quiet", key="N", icon_name="plus")
        foot = row(self.foot, None, self.import_button, self.new_button, spacing=4)
        foot.setContentsMargins(theme.px(12), 0, theme.px(8), theme.px(4))
        column.addLayout(foot)
        for part in (self.import_button, self.new_button, self.more):
            part.setVisible(not choosing)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.show_rows([])

    def _padded(self, widget: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(theme_now().px(12), 0, theme_now().px(12), 0)
        line.addWidget(widget)
        return line

    def _filters(self) -> QGridLayout:
        line = QGridLayout()
        line.setContentsMargins(theme_now().px(12), 0, theme_now().px(12), 0)
        line.setSpacing(theme_now().px(6))
        per_row = 2 if theme_now().few_columns else len(TOGGLES)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for number, one in enumerate(TOGGLES):
            button = Button(one.word, kind="toggle", spoken=f"只看{one.word}" if number else "看全部")
            self._group.addButton(button, number)
            line.addWidget(button, number // per_row, number % per_row)
        self.more = Choice([one.word for one in self._more])
        self.more.setAccessibleName("更多条件")
        self.more.currentIndexChanged.connect(self._asked_more)
        line.addWidget(self.more, len(TOGGLES) // per_row, 0, 1, per_row + 1)
        line.setColumnStretch(per_row, 1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._filtered)
        return line

    def _table(self) -> Table:
        table = Table(
            [
                Column("", _name, icon=_chevron, stretch=True, spoken=_spoken),
                Column("", _people, small=True, tone=lambda line: Tone.MUTED, secondary=True),
                Column("", _state, right=True, small=True, icon=_state_icon, tone=_state_tone),
            ],
            name="农户清单",
            heading=False,
            picks=True,
            row_height=31,
        )
        table.chosen.connect(self._chosen)
        table.clicked.connect(self._clicked)
        table.opened.connect(self._toggle)
        table.installEventFilter(self)
        return table

    # --- rows ---

    def show_rows(self, rows: list[HouseholdRow], today: date | None = None) -> None:
        """Show these households; `today` is where “this year” ends."""
        self._rows, self._today = rows, today or date.min
        self._lines = [Line(row.group, household=row) for row in rows]
        self._search = RowSearch(rows)
        self._passed = {}
        self._of_group = {group: list(lines) for group, lines in groupby(self._lines, key=attrgetter("group"))}
        self._not_lent = None
        groups = [Line(group, count) for group, count in Counter(row.group for row in rows).items()]
        self.table.measure_once([*groups, *self._lines])
        people = sum(row.people for row in rows)
        self.foot.setText(f"{len(rows)} 户" if rows and not theme_now().few_columns else "")
        self.foot.setToolTip(f"{len(rows)} 户 · {people} 人")
        self._offer_more()
        self._asked_more(self.more.currentIndex())

    def show_not_lent(self, numbers: Collection[str]) -> None:
        """The households of 应贷未贷, which were asked for when that filter was chosen."""
        self._not_lent = frozenset(numbers)
        self._passed.pop(NOT_LENT, None)
        self._offer_more()
        self._again()

    def pick(self, number: str) -> None:
        """Put the cursor on a household; its group opens."""
        self._wanted = number
        found = next((each for each in self._rows if each.number == number), None)
        if found is not None:
            self._open.add(found.group)
            self._again()

    @property
    def first_number(self) -> str:
        """The first household of the list, if any."""
        return self._rows[0].number if self._rows else ""

    def _offer_more(self) -> None:
        chosen = self.more.currentText()
        self._more = more_filters(self._rows, self._today, self._not_lent or ())
        self.more.blockSignals(True)
        self.more.set_options([one.word for one in self._more], chosen)
        self.more.blockSignals(False)

    def _asked_more(self, _at: int) -> None:
        if self.more.currentText() == NOT_LENT and self._not_lent is None:
            self.not_lent_wanted.emit()
        self._again()

    def _again(self) -> None:
        found = self._search.found(self.search.text())
        wanted = (TOGGLES[max(self._group.checkedId(), 0)], self._more[max(self.more.currentIndex(), 0)])
        asked = [each for each in wanted if each.keep is not None]
        if found is None and len(asked) == 1:
            kept = self._passing(asked[0])
        else:
            kept = self._lines if found is None else [self._lines[at] for at in found]
            for each in asked:
                kept = _those(kept, each)
        self.table.blockSignals(True)
        self.table.set_rows(self._with_groups(kept, whole=found is None and not asked))
        self.table.blockSignals(False)
        self._back_to_wanted()
        self.table.setVisible(bool(kept))
        self.empty.setVisible(not self._rows)
        self.nothing.setVisible(bool(self._rows) and not kept)

    def _passing(self, one: Filter) -> list[Line]:
        """The lines of the whole list that pass a filter; asked for again and again while somebody looks around."""
        if one.word not in self._passed:
            self._passed[one.word] = _those(self._lines, one)
        return self._passed[one.word]

    def _with_groups(self, kept: list[Line], *, whole: bool) -> list[Line]:
        """The lines below the heads of their groups; in the whole list a closed group shows its head only."""
        lines: list[Line] = []
        found = groupby(kept, key=attrgetter("group"))
        groups = self._of_group if whole else {group: list(members) for group, members in found}
        for group, own in groups.items():
            is_open = not whole or group in self._open
            lines.append(Line(group, len(own), is_open))
            if is_open:
                lines += own
        return lines

    def _back_to_wanted(self) -> None:
        wanted = self._wanted
        if wanted:
            self.table.choose_where(lambda line: line.household is not None and line.household.number == wanted)

    def _typed(self, _text: str) -> None:
        self._again()

    def _filtered(self, _id: int, on: bool) -> None:
        if on:
            self._again()

    # --- choosing ---

    def _chosen(self, line: Line | None) -> None:
        if line is not None and line.household is not None and line.household.number != self._wanted:
            self._wanted = line.household.number
            self._pause.start()

    def _tell(self) -> None:
        self.picked.emit(self._wanted)

    def _clicked(self) -> None:
        line = self.table.row
        if isinstance(line, Line) and line.household is None:
            self._toggle(line)

    def _toggle(self, line: Line) -> None:
        if line.household is not None:
            return
        self._open.symmetric_difference_update({line.group})
        self._again()
        self.table.choose_where(lambda other: other.household is None and other.group == line.group)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if watched is self.search and self._search_key(event.key()):
                return True
            if watched is self.table and self._table_key(event.key()):
                return True
        return super().eventFilter(watched, event)

    def _search_key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.rows:
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.table.choose_where(lambda line: line.household is not None)
            self._chosen(self.table.row)  # told also where the cursor stood on this line number before the search
            return True
        return False

    def _table_key(self, key: int) -> bool:
        line = self.table.row
        if not isinstance(line, Line) or line.household is not None:
            return False
        if (key == Qt.Key.Key_Right and not line.open) or (key == Qt.Key.Key_Left and line.open):
            self._toggle(line)
            return True
        return False


def _those(lines: list[Line], one: Filter) -> list[Line]:
    keep = one.keep
    if keep is None:
        return lines
    return [line for line in lines if line.household is not None and keep(line.household)]


def _name(line: Line) -> str:
    return line.household.head_name if line.household is not None else line.group or "未分组"


def _spoken(line: Line) -> str:
    if line.household is None:
        return f"{line.group}，{line.count} 户，{'已展开' if line.open else '已收起'}"
    return f"{line.household.head_name}，{line.household.people} 人，{_state(line)}"


def _chevron(line: Line) -> str:
    return "" if line.household is not None else "down" if line.open else "right"


def _people(line: Line) -> str:
    return f"{line.household.people}人" if line.household is not None else ""


def _state(line: Line) -> str:
    household = line.household
    if household is None:
        return f"{line.count} 户"
    if household.overdue_days:
        return f"逾期 {household.overdue_days} 天"
    if household.balance:
        return f"余 {bare_wan(household.balance)}万"
    return "监测对象" if household.monitored else "无贷款"


def _state_icon(line: Line) -> str:
    household = line.household
    if household is None:
        return ""
    if household.overdue_days:
        return "stop"
    if household.balance:
        return "clock"
    return "warning" if household.monitored else ""


def _state_tone(line: Line) -> Tone:
    household = line.household
    if household is not None and household.overdue_days:
        return Tone.DANGER
    if household is not None and household.monitored and not household.balance:
        return Tone.WARN
    return Tone.MUTED
