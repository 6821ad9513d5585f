"""Step three of printing: what to check, the printer, and the button that names households and sheets."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.parts.buttons import Button, link
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Icon, Label, Rule
from app.ui.parts.stage_track import Standing
from app.ui.parts.step_head import StepHead
from app.ui.parts.typed_fields import CountField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

WIDTH = 298


class PrintCard(Card):
    """`print_wanted` and `save_wanted`; both record the papers, because both make paper with serials."""

    print_wanted = Signal()
    save_wanted = Signal()
    calibrate_wanted = Signal()
    skip_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        theme = theme_now()
        self.setFixedWidth(theme.px(WIDTH))
        self.head = StepHead(3, "印", "核对、纸张、登记")
        self.body.addWidget(self.head)
        self.body.addWidget(Rule())
        self.body.addWidget(Label("印前核对", Role.CARD_TITLE))
        self._checks = QGridLayout()
        self._checks.setColumnStretch(1, 1)
        self._checks.setHorizontalSpacing(theme.px(8))
        self._check_rows: list[tuple[Icon, Label]] = []
        self.body.addLayout(self._checks)
        self.skip = Button("跳过印过的", self.skip_wanted.emit, kind="quiet", key="K")
        self.body.addLayout(row(self.skip))
        self.body.addWidget(Rule())
        self.calibrate = link("校准", self.calibrate_wanted.emit, spoken="校准打印机")
        self.body.addLayout(row(Label("打印机", Role.CARD_TITLE), None, self.calibrate))
        self.printer = Field("打印机", control=Choice(), bare=True)
        self.no_printer = Label("这台电脑还没有装打印机。可以存为 PDF，拿到别处印。", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.printer)
        self.body.addWidget(self.no_printer)
        self.copies = CountField("每户几份", unit="户一份，村存一份")
        self.copies.set_text("1")
        self.body.addWidget(self.copies)
        self.duplex = Check("双面")
        self.body.addWidget(self.duplex)
        self.body.addStretch(1)
        self.body.addWidget(Rule())
        words = "印出的每一份都有编号，登记为“已印”，以后按编号找得回来。"
        self.said = Label(words, Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.said)
        self.save = Button("存为 PDF", self.save_wanted.emit, key="S", icon_name="save")
        self.body.addLayout(row(self.save))
        self.print = Button(
            "打印", self.print_wanted.emit, kind="primary", key="Ctrl+P", icon_name="printer", large=True
        )
        self.body.addWidget(self.print)
        self.show_printers([])

    def show_printers(self, names: list[str]) -> None:
        """The printers there are."""
        assert isinstance(self.printer.control, Choice)
        self.printer.control.set_options(names)
        self.printer.setVisible(bool(names))
        self.copies.setVisible(bool(names))
        self.no_printer.setVisible(not names)

    @property
    def has_printer(self) -> bool:
        """Whether there is one."""
        return not self.no_printer.isVisibleTo(self)

    def show_checks(self, lines: list[tuple[str, Tone, str]]) -> None:
        """Checks as (icon, tone, sentence)."""
        while len(self._check_rows) < len(lines):
            pair = (Icon("info"), Label("", wrap=True))
            at = len(self._check_rows)
            self._checks.addWidget(pair[0], at, 0, Qt.AlignmentFlag.AlignTop)
            self._checks.addWidget(pair[1], at, 1)
            self._check_rows.append(pair)
        for number, (icon, words) in enumerate(self._check_rows):
            shown = number < len(lines)
            icon.setVisible(shown)
            words.setVisible(shown)
            if shown:
                name, tone, sentence = lines[number]
                icon.set_icon(name, tone)
                words.setText(sentence)

    def show_skip(self, again: int, skipped: int) -> None:
        """Whether some have this paper already, or were passed over."""
        self.skip.setVisible(bool(again or skipped))
        self.skip.set_word(f"不跳过，{skipped} 份都印" if skipped else f"跳过印过的 {again} 份")

    def show_amount(self, people: int, copies: int, pages: int | None) -> None:
        """Name the button by what it would print; `pages` is None while they are still counted."""
        what = f"{people} 户" if people else f"{copies} 份"
        if pages is not None:
            what += f" {pages * (self.copies.count or 1)} 页"
        self.print.set_word(f"打印 {what}" if copies else "打印")
        self.print.setEnabled(bool(copies) and self.has_printer)
        self.save.setEnabled(bool(copies))
        self.head.set_standing(Standing.NOW if copies else Standing.TO_COME)

    def say(self, words: str) -> None:
        """What was done, above the buttons."""
        self.said.setText(words)
