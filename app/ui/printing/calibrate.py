"""Calibrating a printer: print the crosses, measure them with a ruler, type how far each side is off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.services.printers import FARTHEST
from app.services.printing import Offset
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

STEPS = (
    "1　按原大（不缩放）双面印一张校准页。",
    "2　用直尺量四个十字，照纸上写的，看差多少毫米。",
    "3　偏左就填向右挪多少，偏上就填向下挪多少；反过来填负数。",
    "4　存好再印一张，正反两面对着光看，十字重合就行了。",
)


class CalibrateCard(Card):
    """`kept` comes with the offset; `print_wanted` and `save_wanted` ask for the page as typed now."""

    kept = Signal(object)
    print_wanted = Signal(object)
    save_wanted = Signal(object)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("校准打印机", role=Role.STEP_TITLE, parent=parent)
        self.add_to_heading(Button("回到打印", self.back.emit, kind="quiet", key="B", icon_name="left"))
        self.which = Label("", Role.CARD_TITLE)
        self.body.addWidget(self.which)
        for words in STEPS:
            self.body.addWidget(Label(words, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(16))
        self.fields: list[Field] = []
        for line, side in enumerate(("正面", "背面")):
            grid.addWidget(Label(side, Role.CARD_TITLE), line, 0)
            for place, way in enumerate(("向右", "向下"), start=1):
                field = Field(f"{side}{way}挪（毫米）", check=_wrong, placeholder="0")
                field.setMaximumWidth(theme_now().px(200))
                field.entered.connect(self.focusNextChild)
                self.fields.append(field)
                grid.addWidget(field, line, place)
        grid.setColumnStretch(3, 1)
        self.body.addLayout(grid)
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.said)
        self.print = Button("印校准页", self._print, key="P", icon_name="printer")
        self.save = Button("存校准页", self._save, key="S", icon_name="save")
        self.keep = Button("存好偏移", self._keep, kind="primary", key="Ctrl+Enter")
        self.body.addLayout(row(self.print, self.save, None, self.keep))
        self.body.addStretch(1)

    def show_printer(self, name: str, offset: Offset) -> None:
        """Which printer, and how far it is moved now."""
        self.which.setText(name or "还没有装打印机：可以存校准页，拿到别处印")
        self.print.setEnabled(bool(name))
        self.keep.setEnabled(bool(name))
        for field, number in zip(self.fields, (*offset[0], *offset[1]), strict=True):
            field.set_text(f"{number:g}" if number else "")
        self.say("")

    def say(self, words: str) -> None:
        """What was done."""
        self.said.setText(words)

    @property
    def offset(self) -> Offset:
        """What is typed; nothing counts as 0."""
        right, down, right_back, down_back = (_number(field.text) or 0.0 for field in self.fields)
        return (right, down), (right_back, down_back)

    def _print(self) -> None:
        if first_wrong(self.fields) is None:
            self.print_wanted.emit(self.offset)

    def _save(self) -> None:
        if first_wrong(self.fields) is None:
            self.save_wanted.emit(self.offset)

    def _keep(self) -> None:
        if first_wrong(self.fields) is None:
            self.kept.emit(self.offset)


class CalibratePart(QWidget):
    """The card with air below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CalibrateCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)


def _number(text: str) -> float | None:
    try:
        return float(text.replace("−", "-").replace("，", "."))
    except ValueError:
        return None


def _wrong(text: str) -> str:
    number = _number(text)
    if number is None or not abs(number) <= FARTHEST:
        return f"写毫米数，如 1.5 或 -0.5，不超过 {FARTHEST:g}。"
    return ""
