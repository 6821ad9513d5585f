"""A ledger of one kind of record with the acts on it: the act opens in its place, and the ledger comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.ui.acts.ask import About, Act
from app.ui.acts.form import ActForm
from app.ui.parts.buttons import Button
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.flow import Flow
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work

Reader = Callable[[Any, About], Sequence[Any]]
"""Reads the rows of a ledger in a session, for what the page is about."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a ledger shows: its word, its columns, the sentence of the empty state, who reads it, and its acts.

    `acts` begin something new, `on_row` concern the chosen row. `opens` says where a row leads, if anywhere;
    with `shows` the page itself shows an opened row. `details` is the whole text of the chosen row, below the ledger.
    """

    word: str
    columns: tuple[Column[Any], ...]
    empty: str
    read: Reader
    acts: tuple[Act, ...] = ()
    on_row: tuple[Act, ...] = ()
    two_lines: bool = False
    note: str = ""
    opens: Callable[[Any], Any] | None = None
    shows: bool = False
    details: Callable[[Any], str] | None = None


class Records(QWidget):
    """`go` asks for the place to which an opened row leads; `opened` comes with the row where it leads nowhere else."""

    go = Signal(object)
    finished = Signal(object)
    opened = Signal(object)

    def __init__(self, work: Work, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work, self.room = work, room
        self.about = About(work.today)
        theme = theme_now()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.views = Stack()
        outer.addWidget(self.views)
        self.ledger = QWidget()
        column = QVBoxLayout(self.ledger)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        self._acts = (*room.acts, *room.on_row)
        self.buttons = {act.word: Button(act.word, icon_name=act.icon) for act in self._acts}
        self._pressed = QButtonGroup(self)
        self._pressed.setExclusive(False)
        for at, button in enumerate(self.buttons.values()):
            self._pressed.addButton(button, at)
        self._pressed.idClicked.connect(self._press)
        if room.acts:
            column.addWidget(Flow([self.buttons[act.word] for act in room.acts]))
        self.note = Label(room.note, Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.note)
        self.note.setVisible(bool(room.note))
        self.table = Table(
            room.columns,
            name=room.word,
            row_height=TWO_LINES if room.two_lines else LIST,
            fit=theme.two_columns,
            picks=True,
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        column.addWidget(self.table, 1)
        self.empty = Empty(room.empty)
        column.addWidget(self.empty)
        self.details = Label("", Role.BODY, wrap=True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.details)
        self.excuse = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.row_acts = QWidget()
        below = QVBoxLayout(self.row_acts)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.px(2))
        below.addWidget(Flow([self.buttons[act.word] for act in room.on_row]))
        below.addWidget(self.excuse)
        column.addWidget(self.row_acts)
        column.addStretch(0)
        self._form: ActForm | None = None
        self.views.addWidget(self.ledger)
        self.show_rows([])

    @property
    def form(self) -> ActForm:
        """The form of the acts; made when one is first opened."""
        if self._form is None:
            self._form = ActForm(self.work)
            self._form.finished.connect(self._finished)
            self._form.dropped.connect(self.back)
            self.views.addWidget(self._form)
        return self._form

    # --- rows ---

    def read(self, about: About) -> None:
        """Read again for what the page is about."""
        if about.number != self.about.number and not self.typed:
            self.back()
        self.about = about
        for act in self.room.acts:
            self.buttons[act.word].setVisible(act.fits is None or act.fits(about))
        self.work.read(self.room.read, about, done=self.show_rows)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; the cursor stays on its line."""
        before = self.table.row
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.row_acts.setVisible(bool(rows) and bool(self.room.on_row))
        if before is not None:
            self.table.choose_where(lambda row: _same(row, before))
        self._chosen(self.table.row)

    def _chosen(self, row: Any) -> None:
        said = self.room.details(row) if self.room.details is not None and row is not None else ""
        self.details.setText(said)
        self.details.setVisible(bool(said))
        excuses = []
        for act in self.room.on_row:
            excuse = "" if row is None or act.excuse is None else act.excuse(row)
            self.buttons[act.word].setEnabled(row is not None and not excuse)
            if excuse:
                excuses.append(f"{act.word}：{excuse}")
        self.excuse.setText("；".join(excuses) if row is not None else "点一行，再办。")
        self.excuse.setVisible(bool(self.excuse.text()))

    def _open(self, row: Any) -> None:
        if self.room.opens is not None and (place := self.room.opens(row)) is not None:
            self.go.emit(place)
            return
        self._chosen(row)
        self.opened.emit(row)
        if self.room.shows:
            return
        first = next((act for act in self.room.on_row if self.buttons[act.word].isEnabled()), None)
        if first is not None:
            self.buttons[first.word].setFocus(Qt.FocusReason.TabFocusReason)

    # --- acts ---

    def _press(self, at: int) -> None:
        self.start(self._acts[at])

    def start(self, act: Act) -> None:
        """Open an act in place of the ledger."""
        row = self.table.row if act in self.room.on_row else None
        if act.leads is not None:
            self.go.emit(act.leads(replace(self.about, row=row)))
            return
        self.views.setCurrentWidget(self.form)
        self.form.start(act, replace(self.about, row=row))

    def begin(self, word: str) -> bool:
        """Open the act of this name; False where the ledger has none."""
        act = next((each for each in self.room.acts if each.word == word), None)
        if act is not None:
            self.start(act)
        return act is not None

    def _finished(self, answer: object) -> None:
        self.back()
        self.finished.emit(answer)

    def back(self) -> None:
        """Back to the ledger."""
        if self.views.currentWidget() is self.ledger:
            return
        self.form.close_act()
        self.views.setCurrentWidget(self.ledger)
        target = self.table if self.table.rows else next(iter(self.buttons.values()), None)
        if target is not None:
            target.setFocus()

    @property
    def typed(self) -> bool:
        """Whether something typed is not saved."""
        return self._form is not None and self._form.typed


class RecordGroup(QWidget):
    """Several ledgers under one tab, one in sight; the line of words above chooses it."""

    go = Signal(object)
    opened = Signal(object)

    def __init__(self, work: Work, rooms: Sequence[Room], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(6), 0, 0)
        column.setSpacing(theme.px(4))
        self.rooms = tuple(rooms)
        self.which = QButtonGroup(self)
        self.which.setExclusive(True)
        self.work = work
        self.stack = Stack()
        self._parts: dict[str, Records] = {}
        buttons = []
        for at, room in enumerate(rooms):
            button = Button(room.word, kind="toggle", spoken=f"看{room.word}")
            self.which.addButton(button, at)
            buttons.append(button)
        buttons[0].setChecked(True)
        self.setAccessibleName(name)
        column.addWidget(Flow(buttons))
        column.addWidget(self.stack, 1)
        self.about: About | None = None
        self.which.idToggled.connect(self._turned)

    def part(self, word: str) -> Records:
        """The ledger of this name; made when it is first looked at."""
        if word not in self._parts:
            room = next(room for room in self.rooms if room.word == word)
            made = self._parts[word] = Records(self.work, room)
            made.go.connect(self.go)
            made.opened.connect(self.opened)
            self.stack.addWidget(made)
        return self._parts[word]

    @property
    def current(self) -> Records:
        """The ledger in sight."""
        return self.part(self.rooms[max(self.which.checkedId(), 0)].word)

    def read(self, about: About) -> None:
        """Read the ledger in sight again."""
        self.about = about
        self.stack.setCurrentWidget(self.current)
        self.current.read(about)

    def show_part(self, word: str) -> Records:
        """Bring a ledger to sight by its word."""
        at = next(at for at, room in enumerate(self.rooms) if room.word == word)
        self.which.button(at).setChecked(True)
        return self.part(word)

    def begin(self, word: str) -> bool:
        """Open the act of this name in whichever ledger has it."""
        for room in self.rooms:
            if any(act.word == word for act in room.acts):
                return self.show_part(room.word).begin(word)
        return False

    def _turned(self, _at: int, on: bool) -> None:
        if on:
            self.stack.setCurrentWidget(self.current)
            if self.about is not None:
                self.current.read(self.about)

    @property
    def typed(self) -> bool:
        """Whether something typed in any ledger is not saved."""
        return any(part.typed for part in self._parts.values())


def _same(row: Any, before: Any) -> bool:
    mark = getattr(before, "id", None) or getattr(before, "number", None) or getattr(before, "name", None)
    own = getattr(row, "id", None) or getattr(row, "number", None) or getattr(row, "name", None)
    return mark is not None and own == mark
