"""The form of one visit: what was found at the door, and what was agreed; by keyboard, one after another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from app.services.visit_round import CHECK, RoundRow
from app.services.visits import KINDS, OUTLOOKS, RESULTS
from app.ui.acts.fields import FileField
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money

PHOTOS = "照片、扫描件 (*.jpg *.jpeg *.png *.pdf)"


class VisitForm(Card):
    """`wanted` comes with the household number and the keyword arguments of the service."""

    wanted = Signal(str, dict)
    skipped = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("登记走访", role=Role.STEP_TITLE, parent=parent)
        self._today = today
        self._row: RoundRow | None = None
        theme = theme_now()
        self.facts = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.facts)
        self.result = Field("见到谁", control=Choice(RESULTS))
        self.kind = Field("走访种类", control=Choice(KINDS, chosen="入户走访"))
        self.day = DateField("走访日", today)
        self.findings = Field("看到的、说到的", control=QPlainTextEdit())
        self.outlook = Field("到期打算", control=Choice([("没问", ""), *((word, word) for word in OUTLOOKS)]))
        self.of_loan = Field("说的哪一笔", control=Choice([("不分哪一笔", "")]))
        self.promised = DateField("约定哪天还", today, needed=False)
        self.cause = Field("原因")
        self.measure = Field("措施")
        self.responsible = Field("责任人")
        self.until = DateField("措施时限", today, needed=False)
        self.visitor = Field("走访人", hint="空着就是本人。")
        self.photo = FileField("照片、扫描件", PHOTOS, needed=False)
        self.next_step = Field("下一步")
        self.fields: list[Field] = [
            self.result,
            self.kind,
            self.day,
            self.findings,
            self.outlook,
            self.promised,
            self.cause,
            self.measure,
            self.of_loan,
            self.responsible,
            self.until,
            self.next_step,
            self.visitor,
            self.photo,
        ]
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        self.findings.control.setFixedHeight(theme.px(70))
        for at, field in enumerate((self.result, self.kind, self.day)):
            grid.addWidget(field, 0, at)
            grid.setColumnStretch(at, 1)
        grid.addWidget(self.findings, 1, 0, 1, 3)
        for at, field in enumerate((self.outlook, self.promised, self.of_loan)):
            grid.addWidget(field, 2, at)
        for at, field in enumerate((self.cause, self.measure, self.responsible)):
            grid.addWidget(field, 3, at)
        for at, field in enumerate((self.until, self.next_step, self.visitor)):
            grid.addWidget(field, 4, at)
        grid.addWidget(self.photo, 5, 0, 1, 3)
        self.body.addWidget(scrolled(inside, "走访内容"), 1)
        self.words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        self.body.addWidget(self.words)
        self.skip = Button("先不登记", self.skipped.emit)
        self.save = Button("登记，下一户", self._save, kind="primary", key="Ctrl+Enter")
        self.body.addLayout(row(None, self.skip, self.save))
        for field in self.fields:
            field.entered.connect(self.focusNextChild)
        QShortcut(QKeySequence("Esc"), self, self.skipped.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def start(self, door: RoundRow, purpose: str = "") -> None:
        """Begin for a household; day and kind stay as they were, unless the round has one purpose."""
        self._row = door
        if purpose:
            assert isinstance(self.kind.control, Choice)
            self.kind.control.choose(door.check if purpose == CHECK and door.check else purpose)
        assert isinstance(self.of_loan.control, Choice)
        notes = [(f"{note} 余 {money(balance)} 元", note) for note, balance in door.notes]
        self.of_loan.control.set_options([("不分哪一笔", ""), *notes], notes[0][1] if len(notes) == 1 else "")
        self.of_loan.setVisible(bool(notes))
        view = door.view
        self.title.setText(f"登记走访：{view.group} {view.head_name}户")
        parts = [f"{len(view.members)} 人", view.kind]
        if door.balance:
            parts.append(f"余额 {money(door.balance)} 元")
        if door.next_due is not None:
            parts.append(f"{door.next_due} 到期")
        if door.last is not None:
            parts.append(f"上次 {door.last.on} {door.last.result}，{door.last.findings or door.last.kind}")
        self.facts.setText(" · ".join(part for part in parts if part))
        for field in self.fields:
            if field not in (self.kind, self.day, self.result, self.outlook, self.of_loan, self.visitor):
                field.set_text("")
        for field in (self.result, self.outlook):
            assert isinstance(field.control, Choice)
            field.control.setCurrentIndex(0)
        if self.day.day is None:
            self.day.set_day(self._today)
        self.words.setText("")

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return bool(self.findings.text or self.cause.text or self.measure.text)

    @property
    def file(self) -> Path | None:
        """The photo or scan to be kept with the household's file."""
        return Path(self.photo.text) if self.photo.text else None

    def show_fault(self, sentence: str) -> None:
        """Why it was not done."""
        self.words.setText(sentence)

    def _save(self) -> None:
        if self._row is None or first_wrong(self.fields) is not None:
            return
        values: dict[str, Any] = {
            "on": self.day.day,
            "kind": self.kind.value,
            "result": self.result.value,
            "findings": self.findings.text,
            "outlook": self.outlook.value or "",
            "promised_on": self.promised.day,
            "cause": self.cause.text,
            "measure": self.measure.text,
            "responsible": self.responsible.text,
            "next_step": self.next_step.text,
            "note_number": str(self.of_loan.value or ""),
            "until": self.until.day,
            "visitor": self.visitor.text,
        }
        self.wanted.emit(self._row.view.number, values)
