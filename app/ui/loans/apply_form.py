"""The form of a new application, or of a loan that the bank has already made; what the rules say stands beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.conditions import CONDITIONS
from app.domain.findings import Finding, blocks
from app.packs.code_lists import load_code_list
from app.services.application_check import Draft
from app.services.household_story import Story
from app.services.portfolio import LoanLine
from app.ui.loans.paper_fields import PaperFields
from app.ui.loans.stages import KINDS, METHODS
from app.ui.messages import may_drop
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.typed_fields import CountField, DateField, MoneyField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money

PAUSE_MS = 250
USUAL_MONTHS = "36"
RENEWAL = "renewal"
RECORDED = ("paper", "borrower_id", "amount", "months", "purpose", "kind")


class ApplyForm(QWidget):
    """`wanted` comes with the keyword arguments of the service; `drafted` and `recorded` ask for the findings of what
    is typed so far, of an application and of a loan that was made already."""

    wanted = Signal(dict)
    drafted = Signal(object)
    recorded = Signal(dict)
    dropped = Signal()

    def __init__(self, today: date, officer: str, *, record: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._officer, self._record = today, officer, record
        self._story: Story | None = None
        self._found: tuple[Finding, ...] = ()
        self.borrower = Field("借款人", control=Choice())
        self.co_borrower = Field("共同借款人", control=Choice())
        self.kind = Field("申请类型", control=Choice([(word, kind) for kind, word in KINDS.items()]))
        self.amount = MoneyField("金额（元）")
        self.months = CountField("期限（月）", unit="个月")
        purposes = load_code_list("purposes").labels()
        self.purpose = Field("用途", control=Choice(["", *purposes], editable=True), needed=True)
        self.project = Field("产业项目")
        self.source = Field("还款来源")
        self.account = Field("收款账号（尾号）")
        self.user = Field("钱谁用", hint="空着就是借款人自己。")
        self.renews = Field("续哪一笔", control=Choice())
        self.day = DateField("申请日", today)
        self.method = Field("还款方式", control=Choice(METHODS))
        self.paper = PaperFields(today)
        self.conditions = {name: Check(words, on=False) for name, words in CONDITIONS.items()}
        self.reason = Field("理由", hint="有“写明理由”的，写在这里。")
        self.findings = FindingList()
        self.calm = Empty("没有要留意的规定。", good=True)
        self.calm.hide()
        self.silent = Empty("填了金额、期限和用途，规定怎么说就写在这里。", icon_name="info")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._draft)
        self._lay_out()
        for field in self.fields:
            field.edited.connect(self._pause.start)
            field.entered.connect(self.focusNextChild)
        for check in self.conditions.values():
            check.toggled.connect(self._pause.start)

    @property
    def fields(self) -> list[Field]:
        """The fields in reading order."""
        common = [self.borrower, self.co_borrower, self.kind, self.amount, self.months, self.purpose]
        if self._record:
            return [*common, *self.paper.fields, self.reason]
        return [*common, *self._own, self.reason]

    @property
    def _own(self) -> list[Field]:
        """The fields that only an application has."""
        return [self.project, self.source, self.account, self.user, self.day, self.method, self.renews]

    def _lay_out(self) -> None:
        theme = theme_now()
        title = "补录贷款" if self._record else "新申请"
        note = "银行已经放了的，照实登记" if self._record else "规定写在右边，边填边看"
        self.card = Card(title, note, role=Role.STEP_TITLE)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        column.setSpacing(theme.px(10))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        fields = [self.borrower, self.co_borrower, self.kind, self.amount, self.months, self.purpose]
        if not self._record:
            fields += self._own
        for at, field in enumerate(fields):
            grid.addWidget(field, at // 2, at % 2)
        for at in (0, 1):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        if self._record:
            column.addWidget(self.paper)
        else:
            column.addWidget(Label("贷款条件：问过、看过的打勾", Role.CARD_TITLE))
            checks = QGridLayout()
            for at, check in enumerate(self.conditions.values()):
                checks.addWidget(check, at // 2, at % 2)
            column.addLayout(checks)
        column.addWidget(self.reason)
        self.card.body.addWidget(scrolled(inside, title), 1)
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.drop = Button("放弃", self._drop)
        verb = "补录这笔贷款" if self._record else "提交申请"
        self.save = Button(verb, self._save, kind="primary", key="Ctrl+Enter")
        self.card.body.addLayout(row(self.drop, self.save, spacing=8, stretch=False))
        self.card.body.insertWidget(self.card.body.count() - 1, self.words)
        rules = Card("规定怎么说", "按本账本的政策包")
        rules.body.addWidget(scrolled(self.findings, "规定怎么说"), 1)
        rules.body.addWidget(self.calm)
        rules.body.addWidget(self.silent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        line.addWidget(self.card, 3)
        line.addWidget(rules, 2)
        QShortcut(QKeySequence("Esc"), self, self._drop, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def start(self, story: Story) -> None:
        """Begin for a household; its head is the borrower until another is chosen."""
        self._story = story
        view = story.view
        self.card.title.setText(f"{'补录贷款' if self._record else '新申请'}：{view.group} {view.head_name}户")
        people = [(f"{member.name}（{member.relation}）", member.id) for member in view.members]
        assert isinstance(self.borrower.control, Choice)
        assert isinstance(self.co_borrower.control, Choice)
        self.borrower.control.set_options(people)
        spouse = next((member.id for member in view.members if member.relation == "配偶"), None)
        self.co_borrower.control.set_options([("无", ""), *people], spouse)
        for field in self.fields:
            if field not in (self.borrower, self.co_borrower, self.kind, *self.paper.fields):
                field.set_text("")
        self.paper.clear()
        assert isinstance(self.renews.control, Choice)
        owed = [(line.loan.note_number, money(line.state.balance)) for line in story.open_loans]
        self.renews.control.set_options([(f"{note} 余 {left}", note) for note, left in owed])
        assert isinstance(self.kind.control, Choice)
        self.kind.control.choose("top-up" if story.open_loans else "first")
        self.months.set_text(USUAL_MONTHS)
        self.day.set_day(self._today)
        for check in self.conditions.values():
            check.setChecked(False)
        self.show_findings(())
        self._show_renews()
        self.amount.take_focus()

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return bool(self.amount.text or self.purpose.text)

    # --- findings ---

    def _draft(self) -> None:
        amount, months, day = self.amount.amount, self.months.count, self.day.day
        self._show_renews()
        if self._story is None or not amount or not months or day is None or not self.borrower.value:
            return
        if self._record:
            if self.paper.paper is not None:
                values = self._values()
                self.recorded.emit({name: values[name] for name in RECORDED})
            return
        self.drafted.emit(
            Draft(
                household_number=self._story.view.number,
                borrower_id=str(self.borrower.value),
                amount=amount,
                months=months,
                purpose=self.purpose.text,
                kind=str(self.kind.value),
                on=day,
                conditions=self._answers(),
                judged_by=self._officer,
                renews_note=self._renewed,
                money_user=self.user.text,
            )
        )

    @property
    def _renewed(self) -> str:
        return str(self.renews.value or "") if self.kind.value == RENEWAL else ""

    def _show_renews(self) -> None:
        self.renews.setVisible(self.kind.value == RENEWAL and not self._record)

    def take_contract(self, line: LoanLine) -> None:
        """One more note under the contract of a loan that is there."""
        self.paper.take_contract(line)
        assert isinstance(self.borrower.control, Choice)
        assert isinstance(self.kind.control, Choice)
        self.borrower.control.choose(line.loan.borrower_id)
        self.kind.control.choose("top-up")
        self.purpose.set_text(line.loan.purpose)

    def _answers(self) -> dict[str, bool]:
        return {name: True for name, check in self.conditions.items() if check.isChecked()}

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """What the rules say about what is typed."""
        self._found = findings
        self.findings.show_findings(findings)
        asked = self.amount.amount is not None
        self.calm.setVisible(not findings and asked)
        self.silent.setVisible(not findings and not asked)
        stopped = bool(blocks(list(findings))) and not self._record
        self.save.setEnabled(not stopped)
        self.words.setText("有“不能办”的规定，改好才能提交。" if stopped else "")

    def show_fault(self, sentence: str) -> None:
        """Why it was not done, beside the buttons."""
        self.words.setText(sentence)

    def _drop(self) -> None:
        if may_drop(self, typed=self.typed):
            self.dropped.emit()

    # --- saving ---

    def _save(self) -> None:
        if self._story is None or not self.save.isEnabled():
            return
        self.paper.show_wrong()
        if first_wrong(self.fields) is None:
            self.wanted.emit(self._values())

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "borrower_id": self.borrower.value,
            "co_borrower_id": self.co_borrower.value or "",
            "amount": self.amount.amount,
            "months": self.months.count,
            "purpose": self.purpose.text,
            "kind": self.kind.value,
            "reason": self.reason.text,
        }
        if self._record:
            values["paper"] = self.paper.paper
        else:
            values |= {
                "on": self.day.day,
                "project": self.project.text,
                "repayment_source": self.source.text,
                "method": self.method.value,
                "conditions": self._answers(),
                "account": self.account.text,
                "money_user": self.user.text,
                "renews_note": self._renewed,
            }
        return values
