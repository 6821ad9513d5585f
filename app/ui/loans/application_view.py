"""One application on its way: its stages, the opinions so far, the next opinion, and the disbursement at the end."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.applications import APPROVED, OPEN, REFUSED, SUPPLEMENT, ApplicationView
from app.services.loan_page import application_stages
from app.ui.loans.paper_fields import PaperFields
from app.ui.loans.stages import application_chip, kind_word, track
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
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
    """`opinion_given`, `notice_given` and `withdrawn` come with keyword arguments of the services, `disbursed` with the
    paper, `mended` with the id of an opinion and the keyword arguments of its correction."""

    opinion_given = Signal(dict)
    notice_given = Signal(dict)
    withdrawn = Signal(dict)
    mended = Signal(str, dict)
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
        self.mend_card = self._mend_card()
        left.addWidget(self.mend_card)
        self.opinion_card = self._opinion_card()
        self.notice_card = self._notice_card()
        self.paper_card = self._paper_card()
        acts = QWidget()
        acts.setLayout(column(self.opinion_card, self.notice_card, self.paper_card, None, spacing=12))
        right = QVBoxLayout()
        right.addWidget(scrolled(acts, "要办的"), 1)
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
        low_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        grid.addWidget(self.give, 2, 1, low_right)
        self.words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        card.body.addWidget(self.words)
        return card

    def _notice_card(self) -> Card:
        card = Card("公示", role=Role.STEP_TITLE)
        self.notice_words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.notice_from = DateField("公示起", self._today)
        self.notice_until = DateField("公示止", self._today, needed=False)
        self.objection = Field("异议", hint="空着就是无异议。")
        self.publish = Button("登记公示", self._publish, key="N")
        card.body.addWidget(self.notice_words)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        self._notice_fields: list[Field] = [self.notice_from, self.notice_until, self.objection]
        for at, field in enumerate(self._notice_fields):
            grid.addWidget(field, at // 2, at % 2)
            field.entered.connect(self.focusNextChild)
        grid.addWidget(self.publish, 1, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(grid)
        return card

    def _mend_card(self) -> Card:
        card = Card("改正", "登记错了，或者不办了")
        self.mend_reason = Field("为什么", placeholder="写明原因", bare=True)
        self.mend = Button("更正最后一条意见", self._mend, key="Z")
        self.withdraw = Button("撤回申请", self._withdraw, key="W")
        if theme_now().two_columns:
            card.body.addLayout(column(self.mend_reason, row(self.mend, self.withdraw)))
        else:
            card.body.addLayout(row(self.mend_reason, None, self.mend, self.withdraw))
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
        told = [*parts, f"用途 {view.purpose}", f"{view.applied_on} 申请"]
        self.terms.setText(" · ".join([*told, f"理由：{view.reason}"] if view.reason else told))
        self.track.show_stages(track(tuple(application_stages(view, self._today))))
        self.opinions.set_rows(view.opinions)
        self.opinions.setVisible(bool(view.opinions))
        self.no_opinions.setVisible(not view.opinions)
        self.findings.show_findings(view.findings)
        awaited = view.next_stage
        self.opinion_card.setVisible(awaited is not None)
        self.paper_card.setVisible(view.state == APPROVED)
        self.words.setText("")
        self.paper_words.setText("")
        self._show_notice(view)
        undecided = view.state in (OPEN, SUPPLEMENT, APPROVED)
        self.mend_card.setVisible(undecided or view.state == REFUSED)
        self.withdraw.setEnabled(undecided)
        self.mend.setEnabled(bool(view.opinions))
        self.mend_reason.set_text("")
        if awaited is not None:
            assert isinstance(self.stage.control, Choice)
            self.stage.control.set_options([(stage.name, stage.id) for stage in view.open_stages], awaited.id)
            self.day.set_day(self._today)
            self.note.set_text("")
            self.by.set_text(self._officer if awaited.id == "village" else "")

    def _show_notice(self, view: ApplicationView) -> None:
        """The newest public notice, and the form of the next one while the application is in review."""
        self.notice_card.setVisible(view.state in (OPEN, SUPPLEMENT))
        notice = view.notice
        told = (
            "还没有公示。"
            if notice is None
            else f"{notice.from_on} 至 {notice.until_on}，{notice.objection or '无异议'}。"
        )
        if notice is not None:
            left = (notice.until_on - self._today).days
            told += f"还有 {left} 天。" if left >= 0 else "公示期已满。"
        self.notice_words.setText(told)
        self.notice_from.set_day(self._today)
        self.notice_until.set_text("")
        self.objection.set_text("")

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

    def _publish(self) -> None:
        if first_wrong(self._notice_fields) is None:
            self.notice_given.emit(
                {
                    "from_on": self.notice_from.day,
                    "until_on": self.notice_until.day,
                    "objection": self.objection.text,
                }
            )

    def _mend(self) -> None:
        if self._said_why() and self.view is not None:
            self.mended.emit(self.view.opinions[-1].id, {"on": self._today, "reason": self.mend_reason.text})

    def _withdraw(self) -> None:
        if self._said_why():
            self.withdrawn.emit({"on": self._today, "reason": self.mend_reason.text})

    def _said_why(self) -> bool:
        if not self.mend_reason.text:
            self.mend_reason.show_error("请写明为什么。")
            self.mend_reason.take_focus()
        return bool(self.mend_reason.text)

    def _disburse(self) -> None:
        if first_wrong(self.paper.fields) is not None:
            return
        if not self.sure.isChecked():
            self.paper_words.setText("请先对照银行的合同和借据，再勾上。")
            self.sure.setFocus()
            return
        self.disbursed.emit(self.paper.paper)
