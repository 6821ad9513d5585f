"""送到乡镇: five steps on a stem; only the step in hand is open, with its button; and what is in the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.exchange_files import PlaceView
from app.services.exchange_stand import Stand
from app.services.exchange_view import Hand, VillageExchange, step_in_hand
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.exchange.open_steps import OpenSteps
from app.ui.exchange.states import bundle_chip, size_words
from app.ui.exchange.step_words import OPEN, TITLES, open_words, step_notes
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, empty_layout, row
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.columns import Column
from app.ui.parts.label import Label, Rule
from app.ui.parts.stage_track import Standing
from app.ui.parts.steps import Step
from app.ui.parts.strip import TroubleStrip
from app.ui.parts.table import DENSE, HEADING, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

LOOK_MS = 3000


class SendCard(Card):
    """`act_wanted` comes with the step and the folder; the page does it and answers with `show_view` or `refuse`.

    `sticks_wanted` asks which sticks are plugged in, `place_wanted` what is known of a folder.
    """

    act_wanted = Signal(object, object)
    sticks_wanted = Signal()
    place_wanted = Signal(object)
    receipt_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("送到乡镇", "用 U盘", role=Role.STEP_TITLE, parent=parent)
        self._view: VillageExchange | None = None
        self._place: PlaceView | None = None
        self._sticks: tuple[PlaceView, ...] = ()
        self._anew = self._put_off = self._moving = self._busy = self._asked = False
        self.chip = ChipLabel(Chip("todo", "还没有送过"))
        self.add_to_heading(self.chip)
        self.steps = OpenSteps()
        self._build_inset()
        self.body.addWidget(self.steps)
        self._build_contents()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.sticks_wanted)

    def _build_inset(self) -> None:
        column = self.steps.inside
        self.words, self.why = Label("", wrap=True), Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self._stick_row = QHBoxLayout()
        self.place = PlaceField("写到哪里（U盘的文件夹）", Way.FOLDER)
        self.place.entered.connect(self._act)
        self.trouble = TroubleStrip()
        self.act = Button("", self._act, kind="primary", key="Ctrl+Enter", icon_name="usb", large=True)
        self.second = Button("", self._second)
        self.move_button = Button("换地方", self._move, kind="quiet")
        for part in (self.words, self.why):
            column.addWidget(part)
        column.addLayout(self._stick_row)
        column.addWidget(self.place)
        column.addWidget(self.trouble)
        if theme_now().few_columns:
            column.addLayout(row(self.act))
            column.addLayout(row(self.second, self.move_button))
        else:
            column.addLayout(row(self.act, self.second, self.move_button))
        self.steps.main = self.act

    def _build_contents(self) -> None:
        self.kinds = Table(
            [
                Column("种类", lambda line: line.word),
                Column("上次送出后改的", lambda line: f"{line.changed:,}" if line.changed else "—", right=True),
                Column("全部（行）", lambda line: f"{line.rows:,}", right=True),
            ],
            name="这一包里有什么",
            row_height=DENSE,
            fit=theme_now().two_columns,
        )
        self.kinds.setMinimumHeight(theme_now().px(HEADING + DENSE))
        self.body.addStretch(0)
        self.body.addWidget(Rule())
        head = Label("这一包里有什么", Role.CARD_TITLE)
        self.body.addLayout(row(head, Label("扫描件不进包", Role.SMALL, Tone.MUTED)))
        self.body.addWidget(self.kinds, 1)

    # --- showing ---

    @property
    def hand(self) -> Hand:
        """The step in hand."""
        if self._view is None:
            return Hand.STICK
        ready = self._place is not None and not self._moving
        return step_in_hand(self._view, place_ready=ready, check_put_off=self._put_off, anew=self._anew)

    @property
    def folder(self) -> Path | None:
        """Where to write and read: what was chosen here, else where the newest bundle was written."""
        if self._place is not None:
            return self._place.folder
        newest = self._view.newest if self._view is not None else None
        return Path(newest.written_to).parent if newest is not None and newest.written_to else None

    def show_view(self, view: VillageExchange) -> None:
        """Show how far the newest bundle came."""
        self._busy = False
        before = self._view.newest if self._view is not None else None
        if before is not None and view.newest is not None and before.number != view.newest.number:
            self._anew = self._put_off = False
        self._view = view
        self.chip.set_chip(bundle_chip(view.newest) if view.newest is not None else Chip("todo", "还没有送过"))
        self._show()

    def show_sticks(self, sticks: tuple[PlaceView, ...]) -> None:
        """The sticks that are plugged in; the only one is taken unless another place was chosen."""
        gone = self._place is not None and self._place.folder in {one.folder for one in self._sticks}
        gone = gone and self._place is not None and self._place.folder not in {one.folder for one in sticks}
        self._sticks = sticks
        if gone and self.hand in (Hand.STICK, Hand.MAKE):
            self._place = None
        if self._place is None and len(sticks) == 1 and not self._asked:
            self._place = sticks[0]
        self._show()

    def show_place(self, place: PlaceView) -> None:
        """What is known of the folder that was named."""
        self._busy = False
        if not place.there:
            self.place.field.show_error("没有这个文件夹。请插好U盘，或另选一个。")
            self.place.take_focus()
            self._show()
            return
        self._place, self._moving = place, False
        self.trouble.hide()
        self._show()
        self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentences: str) -> None:
        """The step went wrong: what happened, is the data safe, what to do."""
        self._busy = False
        self.trouble.say(sentences)
        self._show()
        self.take_focus()

    @property
    def first(self) -> QWidget:
        """The field of a place that is to be named, else the button of the step in hand."""
        return self.place.field.line if self._choosing else self.act

    def take_focus(self) -> None:
        """Put the keyboard where the step in hand wants it."""
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _choosing(self) -> bool:
        return self.hand is Hand.STICK or self._moving

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        hand = self.hand
        self._watch()
        contents = view.sent_kinds if hand in (Hand.WRITE, Hand.CHECK, Hand.CARRY) else view.kinds
        self.kinds.set_rows(contents)
        self.steps.show_steps(self._steps(view, hand), partial(self._show_inset, view, hand))

    def _steps(self, view: VillageExchange, hand: Hand) -> list[Step]:
        notes = step_notes(view, hand, self._place, put_off=self._put_off)
        return [Step(TITLES[each], notes[each], self._standing(view, each, hand)) for each in Hand]

    def _standing(self, view: VillageExchange, each: Hand, hand: Hand) -> Standing:
        if each is hand:
            return Standing.NOW
        order = list(Hand)
        made = view.newest is not None and view.newest.stand is Stand.UNWRITTEN and not self._anew
        if each is Hand.CHECK and self._put_off and hand is Hand.CARRY:
            return Standing.TO_COME
        done = order.index(each) < order.index(hand) or (each is Hand.MAKE and hand is Hand.STICK and made)
        return Standing.DONE if done else Standing.TO_COME

    def _show_inset(self, view: VillageExchange, hand: Hand) -> None:
        words, why = open_words(view, hand, self._sticks)
        self.words.setText(words)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.place.setVisible(self._choosing)
        self._show_sticks(self._sticks if self._choosing else ())
        opened = OPEN[hand]
        self.act.set_word("正在办…" if self._busy else opened.act)
        self.act.set_icon_name(opened.icon)
        self.act.setEnabled(not self._busy)
        second = opened.second
        if hand is Hand.CARRY:
            second = "回去核对" if self._put_off else "再做一个包"
        self.second.set_word(second or "先不核对")
        self.second.setVisible(bool(second))
        self.move_button.setVisible(hand in (Hand.MAKE, Hand.WRITE, Hand.CHECK) and not self._moving)

    def _show_sticks(self, sticks: Sequence[PlaceView]) -> None:
        if [one.folder for one in sticks] == [button.property("folder") for button in self._stick_buttons()]:
            return
        empty_layout(self._stick_row)
        for stick in sticks:
            button = Button(f"{stick.name}，可用 {size_words(stick.free)}", self._take_stick, kind="toggle")
            button.setProperty("folder", stick.folder)
            self._stick_row.addWidget(button)
        self._stick_row.addStretch(1)

    def _stick_buttons(self) -> list[QWidget]:
        items = [self._stick_row.itemAt(at) for at in range(self._stick_row.count())]
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    # --- looking for sticks while the first step is open ---

    def _watch(self) -> None:
        if self.isVisible() and self._choosing:
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # --- asking ---

    def _take_stick(self) -> None:
        self.place.set_place(self.sender().property("folder"))
        self._act()

    def _act(self) -> None:
        if self._busy:
            return
        hand = self.hand
        if self._choosing:
            place = self.place.needed()
            if place is not None:
                self._asked = True
                self.place_wanted.emit(place)
        elif hand is Hand.CARRY:
            self.receipt_wanted.emit()
        else:
            self.trouble.hide()
            self._busy = True
            self._show()
            self.act_wanted.emit(hand, self.folder)

    def _second(self) -> None:
        hand = self.hand
        if hand is Hand.CHECK:
            self._put_off = True
        elif hand is Hand.CARRY and self._put_off:
            self._put_off = False
        elif hand is Hand.CARRY:
            self._anew = True
        self.trouble.hide()
        self._show()
        self.take_focus()

    def _move(self) -> None:
        self._moving = self._asked = True
        self.place.set_place(self.folder)
        self._show()
        self.place.take_focus()
