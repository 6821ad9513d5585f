"""The acts on a contract, in place beside its facts: repay, extend, renew, claim, reverse; with the rule and clause."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.extension import Assessment
from app.domain.findings import Finding, Severity, blocks
from app.domain.loan_events import Split
from app.domain.loan_state import LoanState
from app.domain.loan_story import EventLine
from app.domain.months import add_months
from app.packs.code_lists import load_code_list
from app.ui.loans.ledgers import event_words
from app.ui.messages import may_drop
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.typed_fields import CountField, DateField, MoneyField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money

CHANNELS = ("", "本人", "委托代办", "银行上门", "账户扣款")
USUAL_MONTHS = 6


class ActForm(Card):
    """`wanted` comes with the keyword arguments of the service; `dropped` where the officer gives up."""

    wanted = Signal(dict)
    dropped = Signal()
    verb = "保存"

    def __init__(self, title: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(title, role=Role.STEP_TITLE, parent=parent)
        self.today = today
        self.fields: list[Field] = []
        self._begun: list[str] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme_now().px(12))
        self.grid.setVerticalSpacing(theme_now().px(8))
        self.body.addLayout(self.grid)
        self.lead = Label("", Role.BODY, wrap=True)
        self.lead.hide()
        self.build()
        self.body.addStretch(0)
        for column in range(self.grid.columnCount()):
            self.grid.setColumnStretch(column, 1)
        self.save = Button(self.verb, self._save, kind="primary", key="Ctrl+Enter")
        self.drop = Button("放弃", self._drop)
        self.words = Label("Esc 放弃", Role.SMALL, Tone.MUTED)
        self.body.addLayout(row(self.words, None, self.drop, self.save))
        QShortcut(QKeySequence("Esc"), self, self._drop, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for field in self.fields:
            field.entered.connect(self.focusNextChild)

    def build(self) -> None:
        """Add the fields."""

    def add(self, field: Field, at: int, columns: int = 3) -> None:
        """Put a field at a place of the grid, counted in reading order."""
        self.fields.append(field)
        self.grid.addWidget(field, at // columns, at % columns)

    def start(self, state: LoanState) -> None:
        """Open the form for a loan; the first field gets the keyboard."""

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the service."""
        return {}

    def begin(self, state: LoanState) -> None:
        """Open the form and remember what stood in it, so that only what was typed counts as typed."""
        self.start(state)
        self._begun = [field.text for field in self.fields]

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return [field.text for field in self.fields] != self._begun

    def _save(self) -> None:
        if first_wrong(self.fields) is None and self.save.isEnabled():
            self.wanted.emit(self.values())

    def _drop(self) -> None:
        if may_drop(self, typed=self.typed):
            self.dropped.emit()


class RepayForm(ActForm):
    """登记还款: what the bank's voucher says; its own split beats ours."""

    verb = "登记还款"

    def build(self) -> None:
        """Amount, day, voucher, way, and the voucher's parts."""
        self.amount = MoneyField("还款金额（元）")
        self.day = DateField("还款日", self.today)
        self.voucher = Field("银行凭证号", hint="没有凭证也能登记，会记成“凭证待补”。")
        self.channel = Field("怎么还的", control=Choice([(word or "未填", word) for word in CHANNELS]))
        for at, field in enumerate((self.amount, self.day, self.voucher, self.channel)):
            self.add(field, at)
        note = Label(
            "凭证上分开写了本金、利息的，照着填；没写就空着，按政策包的顺序算。", Role.SMALL, Tone.MUTED, wrap=True
        )
        self.body.addWidget(note)
        parts = QGridLayout()
        parts.setHorizontalSpacing(theme_now().px(12))
        self.parts = [MoneyField(word, needed=False) for word in ("本金", "利息", "罚息", "复利")]
        for at, field in enumerate(self.parts):
            parts.addWidget(field, 0, at)
            self.fields.append(field)
        self.body.addLayout(parts)
        self.owed = Label("", Role.BODY, wrap=True)
        self.body.addWidget(self.owed)

    def start(self, state: LoanState) -> None:
        for field in self.fields:
            field.set_text("")
        self.day.set_day(state.on)
        self.owed.setText(f"{state.on} 还清要 {money(state.payoff)} 元，以银行为准。")
        self.amount.take_focus()

    def values(self) -> dict[str, Any]:
        amounts = [field.amount for field in self.parts]
        split = Split(*(amount or Decimal("0.00") for amount in amounts)) if any(amounts) else None
        return {
            "amount": self.amount.amount,
            "on": self.day.day,
            "voucher": self.voucher.text,
            "channel": self.channel.value,
            "split": split,
        }


class ExtendForm(ActForm):
    """展期: every reading of the rules with its clause before anything is saved."""

    verb = "登记展期"
    asked = Signal(object, object)

    def build(self) -> None:
        """Until when, why, and whether the paper comes later."""
        self.until = DateField("展期至", self.today)
        self.day = DateField("办理日", self.today)
        self.kind = Field("种类", control=Choice([("展期", "extension"), ("延期还款", "deferral")]))
        reasons = load_code_list("extension_reasons").labels()
        self.reason = Field("理由", control=Choice(["", *reasons], editable=True), needed=True)
        for at, field in enumerate((self.until, self.day, self.kind, self.reason)):
            self.add(field, at)
        self.pending = Check("手续待补：签字的表以后补")
        self.already = Check("银行已经办了：照实登记")
        self.already.toggled.connect(self._judge)
        self.body.addLayout(row(self.pending, self.already, spacing=24))
        self.findings = FindingList()
        self.body.addWidget(scrolled(self.findings, "规定怎么说"), 1)
        self._found: tuple[Finding, ...] = ()
        self.until.settled.connect(self._ask)
        self.until.entered.connect(self._ask)
        self.day.settled.connect(self._ask)

    def start(self, state: LoanState) -> None:
        self.until.set_day(add_months(state.due_on, USUAL_MONTHS))
        self.day.set_day(min(self.today, state.due_on) if state.due_on < self.today else self.today)
        self.reason.set_text("")
        self.pending.setChecked(False)
        self.already.setChecked(False)
        self.until.take_focus()
        self._ask()

    def _ask(self) -> None:
        if self.until.day is not None and self.day.day is not None:
            self.asked.emit(self.until.day, self.day.day)

    def show_assessment(self, answer: tuple[Assessment, int]) -> None:
        """Show what the readings say about the day typed."""
        assessment, months = answer
        notes = [
            Finding(
                "limit",
                Severity.NOTE,
                "这一条不限月数。" if limit.months is None else f"按这一条最多再展 {limit.months} 个月。",
                limit.clause,
            )
            for limit in assessment.limits
        ]
        self.until.show_found(f"展期 {months} 个月")
        self._found = assessment.findings
        self.findings.show_findings([*assessment.findings, *notes])
        self._judge()

    def show_fault(self, sentence: str) -> None:
        """The day typed cannot be judged."""
        self.until.show_error(sentence)
        self.save.setEnabled(False)

    def _judge(self) -> None:
        stopped = bool(blocks(list(self._found))) and not self.already.isChecked()
        self.save.setEnabled(not stopped)
        self.words.setText("有“不能办”的规定。银行已经办了的，请勾上照实登记。" if stopped else "Esc 放弃")

    def values(self) -> dict[str, Any]:
        return {
            "until": self.until.day,
            "on": self.day.day,
            "kind": self.kind.value,
            "reason": self.reason.text,
            "paper_pending": self.pending.isChecked(),
            "already_done": self.already.isChecked(),
        }


class ClaimForm(ActForm):
    """登记赔付: what the insurer or the compensation fund paid to the bank."""

    verb = "登记赔付"

    def build(self) -> None:
        """Kind, amount, day, voucher."""
        self.kind = Field("种类", control=Choice([("保险理赔", "insurance"), ("风险补偿金代偿", "compensation")]))
        self.amount = MoneyField("赔付金额（元）")
        self.day = DateField("到账日", self.today)
        self.voucher = Field("凭证号")
        for at, field in enumerate((self.kind, self.amount, self.day, self.voucher)):
            self.add(field, at)
        self.body.addWidget(Label("赔付进了银行，户还欠着，追偿继续。", Role.SMALL, Tone.MUTED, wrap=True))

    def start(self, state: LoanState) -> None:
        self.amount.set_text("")
        self.voucher.set_text("")
        self.day.set_day(self.today)
        self.kind.take_focus()

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "amount": self.amount.amount,
            "on": self.day.day,
            "voucher": self.voucher.text,
        }


class RenewForm(ActForm):
    """无还本续贷: a new note takes the place of the old principal, after the questions of the pack."""

    verb = "登记续贷"
    asked = Signal(object)

    def build(self) -> None:
        """Amount, months, day, the new note, and the findings."""
        self.amount = MoneyField("续贷金额（元）")
        self.months = CountField("期限（月）", unit="个月")
        self.day = DateField("办理日", self.today)
        self.new_note = Field("新借据号", hint="空着就用原借据号加 -X1。")
        self.reason = Field("理由", hint="有“写明理由”的，写在这里。")
        for at, field in enumerate((self.amount, self.months, self.day, self.new_note, self.reason)):
            self.add(field, at)
        self.already = Check("银行已经办了：照实登记")
        self.already.toggled.connect(self._judge)
        self.body.addLayout(row(self.already))
        self.findings = FindingList()
        self.body.addWidget(scrolled(self.findings, "规定怎么说"), 1)
        self._found: tuple[Finding, ...] = ()

    def start(self, state: LoanState) -> None:
        self.amount.set_amount(state.balance)
        self.months.set_text("12")
        self.day.set_day(self.today)
        self.new_note.set_text("")
        self.reason.set_text("")
        self.already.setChecked(False)
        self.amount.take_focus()
        self.asked.emit(self.today)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what speaks against it."""
        self._found = findings
        self.findings.show_findings(findings)
        self._judge()

    def _judge(self) -> None:
        stopped = bool(blocks(list(self._found))) and not self.already.isChecked()
        self.save.setEnabled(not stopped)
        self.words.setText("有“不能办”的规定。银行已经办了的，请勾上照实登记。" if stopped else "Esc 放弃")

    def values(self) -> dict[str, Any]:
        return {
            "amount": self.amount.amount,
            "months": self.months.count,
            "on": self.day.day,
            "new_note": self.new_note.text,
            "reason": self.reason.text,
            "already_done": self.already.isChecked(),
        }


class ReverseForm(ActForm):
    """冲正: a reversing line answers one entry, which counts no more; nothing is taken out."""

    verb = "冲正这一笔"

    def build(self) -> None:
        """Day and reason."""
        self.what = Label("", Role.BODY, wrap=True)
        self.body.insertWidget(0, self.what)
        self.day = DateField("冲正日", self.today)
        self.reason = Field("为什么", needed=True, placeholder="重复录入")
        self.add(self.day, 0)
        self.add(self.reason, 1)
        self.entry_id = ""

    def name_entry(self, event: EventLine) -> None:
        """Say which entry it is about."""
        self.entry_id = event.id
        amount = f" {money(event.amount)} 元" if event.amount is not None else ""
        self.what.setText(f"{event.on} {event_words(event)}{amount}。这一笔会留在账上，划掉，不再计算。")

    def start(self, state: LoanState) -> None:
        self.day.set_day(self.today)
        self.reason.set_text("")
        self.reason.take_focus()

    def values(self) -> dict[str, Any]:
        return {"entry_id": self.entry_id, "on": self.day.day, "reason": self.reason.text}
