"""One application on its way: its stages, the opinions so far, the next opinion, and the disbursement at the end."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.applications import APPROVED, ApplicationView
from app.services.loan_page import application_stages
from app.ui.loans.apply_form import PaperFields
from app.ui.loans.stages import application_chip, kind_word, track
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.stage_track import StageTrack
from app.ui.parts.table import LIST, Table
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money

RESULTS = (("同意", "pass"), ("退回补正", "supplement"), ("不同意", "refuse"))
_RESULT_CHIPS = {
    "pass": Chip("done", "同意", Tone.OK),
    "supplement": Chip("missing", "退回补正", Tone.WARN),
    "refuse": Chip("stop", "不同意", Tone.DANGER),
}


class ApplicationPanel(QWidget):
    """`opinion_given` and `disbursed` come with keyword arguments of the services; `notice_given` with the days."""

    opinion_given = Signal(dict)
    disbursed = Signal(object)
    print_wanted = Signal()

    def __init__(self, today: date, officer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._officer = today, officer
        self.view: ApplicationView | None = None
        theme = theme_now()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        head = Card()
        self.name = Label("", Role.PERSON)
        self.number = Label("")
        self.chip = ChipLabel(Chip("waiting", ""))
        self.print = Button("打印申请表", self.print_wanted.emit, key="P", icon_name="printer")
        head.body.addLayout(row(self.name, self.number, self.chip, None, self.print))
        self.terms = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        head.body.addWidget(self.terms)
        self.track = StageTrack()
        head.body.addWidget(self.track)
        outer.addWidget(head)
        self.opinions = Table(
            [
                Column("日期", lambda each: f"{each.on}"),
                Column("哪一级", self._stage_name),
                Column("意见", lambda each: "", chip=lambda each: _RESULT_CHIPS[each.result]),
                Column("谁", lambda each: each.by),
                Column("说明", lambda each: each.note or NOTHING, stretch=True),
            ],
            name="审核意见",
            row_height=LIST,
        )
        self.no_opinions = Empty("还没有意见。")
        opinions = Card("审核意见", "只增不改")
        opinions.body.addWidget(self.opinions, 1)
        opinions.body.addWidget(self.no_opinions)
        opinions.body.addStretch(0)
        self.findings = FindingList()
        findings = Card("提交时的核对结果")
        findings.body.addWidget(scrolled(self.findings, "核对结果"), 1)
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        left.addWidget(opinions, 1)
        left.addWidget(findings, 1)
        self.opinion_card = self._opinion_card()
        self.paper_card = self._paper_card()
        right = QVBoxLayout()
        right.addWidget(self.opinion_card)
        right.addWidget(self.paper_card)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(12))
        columns.addLayout(left, 3)
        columns.addLayout(right, 2)
        outer.addLayout(columns, 1)

    def _opinion_card(self) -> Card:
        card = Card("登记意见", role=Role.STEP_TITLE)
        self.stage = Field("哪一级", control=Choice())
        self.result = Field("意见", control=Choice(RESULTS))
        self.by = Field("谁的意见", needed=True)
        self.day = DateField("日期", self._today)
        self.note = Field("说明")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        self.fields = [self.stage, self.result, self.by, self.day, self.note]
        for at, field in enumerate(self.fields):
            grid.addWidget(field, at // 2, at % 2)
            field.entered.connect(self.focusNextChild)
        card.body.addLayout(grid)
        self.give = Button("登记意见", self._give, kind="primary", key="Ctrl+Enter")
        self.words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        card.body.addWidget(self.words)
        card.body.addLayout(row(None, self.give))
        return card

    def _paper_card(self) -> Card:
        card = Card("登记放款", "照银行合同和借据填", role=Role.STEP_TITLE)
        self.paper = PaperFields(self._today)
        for field in self.paper.fields:
            field.entered.connect(self.focusNextChild)
        self.sure = Check("我看过银行的合同和借据")
        self.disburse = Button("登记放款", self._disburse, kind="primary", key="Ctrl+Enter")
        self.paper_words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        card.body.addWidget(self.paper)
        card.body.addWidget(self.paper_words)
        card.body.addLayout(row(self.sure, None, self.disburse))
        return card

    def show_application(self, view: ApplicationView) -> None:
        """Show it; the form asks for the opinion that is due."""
        self.view = view
        self.name.setText(view.borrower)
        self.number.setText(f"申请 {view.number}")
        self.chip.set_chip(application_chip(view))
        parts = (f"{view.head}户", kind_word(view.kind), f"{money(view.amount)} 元", f"{view.term_months} 个月")
        self.terms.setText(" · ".join([*parts, f"用途 {view.purpose}", f"{view.applied_on} 申请"]))
        self.track.show_stages(track(tuple(application_stages(view))))
        self.opinions.set_rows(view.opinions)
        self.opinions.setVisible(bool(view.opinions))
        self.no_opinions.setVisible(not view.opinions)
        self.findings.show_findings(view.findings)
        awaited = view.next_stage
        self.opinion_card.setVisible(awaited is not None)
        self.paper_card.setVisible(view.state == APPROVED)
        self.words.setText("")
        self.paper_words.setText("")
        if awaited is not None:
            assert isinstance(self.stage.control, Choice)
            self.stage.control.set_options([(stage.name, stage.id) for stage in view.stages], awaited.id)
            self.day.set_day(self._today)
            self.note.set_text("")
            self.by.set_text(self._officer if awaited.id == "village" else "")

    def first_focus(self) -> QWidget:
        """The button of what is due next."""
        if self.view is not None and self.view.state == APPROVED:
            return self.paper.contract.control
        return self.by.control

    def show_fault(self, sentence: str) -> None:
        """Why it was not done, in place."""
        self.words.setText(sentence)
        self.paper_words.setText(sentence)

    def _stage_name(self, opinion: Any) -> str:
        stages = self.view.stages if self.view is not None else ()
        return next((stage.name for stage in stages if stage.id == opinion.stage), str(opinion.stage))

    def _give(self) -> None:
        if first_wrong(self.fields) is None:
            self.opinion_given.emit(
                {
                    "stage": self.stage.value,
                    "result": self.result.value,
                    "by": self.by.text,
                    "on": self.day.day,
                    "note": self.note.text,
                }
            )

    def _disburse(self) -> None:
        if first_wrong(self.paper.fields) is not None:
            return
        if not self.sure.isChecked():
            self.paper_words.setText("请先对照银行的合同和借据，再勾上。")
            self.sure.setFocus()
            return
        self.disbursed.emit(self.paper.paper)
