"""Acts that change when or at which rate a loan falls due: 展期, its paper, 续贷, a changed rate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.domain.extension import Assessment
from app.domain.findings import Finding, Severity
from app.domain.months import add_months
from app.domain.renewal import Judged
from app.packs.code_lists import load_code_list
from app.services import extensions, renewals
from app.services.bank_acts import record_rate_change
from app.services.portfolio import LoanLine
from app.ui.changed import Changed
from app.ui.loans.acts.form import ActForm
from app.ui.parts.card import row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.typed_fields import CountField, DateField, MoneyField, RateField
from app.ui.theme import Role
from app.ui.tokens import Tone
from app.ui.words import percent

USUAL_MONTHS = 6
ANSWERS = ("没有评估", "合格", "不合格")


class ExtendForm(ActForm):
    """展期: every reading of the rules with its clause before anything is saved."""

    name, title_words, verb, service = "extend", "展期", "登记展期", staticmethod(extensions.extend)
    changes = Changed.LOANS | Changed.PAPERS

    def build(self) -> None:
        self.until = DateField("展期至", self.today)
        reasons = load_code_list("extension_reasons").labels()
        self.reason = Field("理由", control=Choice(["", *reasons], editable=True), needed=True)
        self.kind = Field("种类", control=Choice([(word, kind) for kind, word in extensions.KINDS.items()]))
        self.day = DateField("办理日", self.today)
        self.rate = RateField("展期后年利率（%）", needed=False)
        self.deadline = DateField("手续补齐期限", self.today, needed=False)
        self.add(self.until, self.reason, self.kind, self.day, self.rate, self.deadline)
        self.pending = Check("手续待补：签字的表以后补")
        self.pending.toggled.connect(self._pend)
        self.inside.addLayout(row(self.pending))
        self.may_be_done()
        for field in (self.until, self.day, self.reason):
            field.settled.connect(self._ask)
            field.entered.connect(self._ask)
        self.kind.edited.connect(self._ask)

    def start(self, line: LoanLine) -> None:
        self.until.set_day(add_months(line.state.due_on, USUAL_MONTHS))
        self.day.set_day(self.today)
        self.pending.setChecked(False)
        self._pend(False)
        self._ask()

    def _pend(self, on: bool) -> None:
        self.deadline.setEnabled(on)
        day = self.day.day or self.today
        self.deadline.set_day(day + timedelta(days=extensions.PAPER_DAYS) if on else None)

    def _ask(self) -> None:
        if self.until.day is not None and self.day.day is not None:
            self.asked.emit(extensions.assess, (self.until.day, self.day.day, str(self.kind.value), self.reason.text))

    def show_answer(self, answer: tuple[Assessment, int]) -> None:
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
        self.show_findings(assessment.findings, notes)

    def show_fault(self, sentence: str) -> None:
        self.until.show_error(sentence)
        self.save.setEnabled(False)

    def values(self) -> dict[str, Any]:
        return {
            "until": self.until.day,
            "on": self.day.day,
            "kind": self.kind.value,
            "reason": self.reason.text,
            "rate": self.rate.rate,
            "paper_pending": self.pending.isChecked(),
            "paper_deadline": self.deadline.day,
            "already_done": self.done_already,
        }


class PaperForm(ActForm):
    """补齐展期手续: the signed paper is here."""

    name, title_words, verb = "paper", "补齐展期手续", "手续补齐了"
    service = staticmethod(extensions.complete_paper)
    changes = Changed.LOANS | Changed.PAPERS
    explained = "签字、盖章的展期表拿到手了，才登记补齐。纸走到哪一步，在“打印 › 印过的文书”里登记。"

    def build(self) -> None:
        self.day = DateField("补齐日", self.today)
        self.add(self.day)
        self.which = Label("", wrap=True)
        self.inside.addWidget(self.which)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self.which.setText("")
        self.save.setEnabled(False)
        self.asked.emit(extensions.pending_paper, ())

    def show_answer(self, answer: extensions.PendingPaper | None) -> None:
        self.save.setEnabled(answer is not None)
        if answer is None:
            self.which.setText("这笔贷款没有待补的展期手续。")
            return
        until = f"，最迟 {answer.deadline} 补齐" if answer.deadline is not None else ""
        self.which.setText(f"{answer.on} {answer.word}至 {answer.until}{until}。")

    def values(self) -> dict[str, Any]:
        return {"on": self.day.day}


class RenewForm(ActForm):
    """无还本续贷: a new note takes the place of the old principal, after the questions of the pack."""

    name, title_words, verb, service = "renew", "无还本续贷", "登记续贷", staticmethod(renewals.renew_loan)

    def build(self) -> None:
        self.amount = MoneyField("续贷金额（元）")
        self.months = CountField("期限（月）", unit="个月")
        self.day = DateField("办理日", self.today)
        self.new_note = Field("新借据号", hint="空着就用原借据号加 -X1。")
        self.rate = RateField("新年利率（%）", needed=False)
        self.judge_name = Field("谁评估的", placeholder="客户经理姓名")
        self.reason = Field("理由", hint="有“写明理由”的，写在这里。")
        self.add(self.amount, self.months, self.day, self.new_note, self.rate, self.judge_name, self.reason)
        self.asks: dict[str, Field] = {}
        self.asking = Label("重新评估", Role.CARD_TITLE)
        self.inside.addWidget(self.asking)
        self.may_be_done()
        self.day.settled.connect(self._ask)
        self.judge_name.settled.connect(self._ask)

    def start(self, line: LoanLine) -> None:
        self.amount.set_amount(line.state.balance)
        self.months.set_text("12")
        self.day.set_day(self.today)
        self.asked.emit(renewals.renewal_view, (self.today, self._answers))

    @property
    def _answers(self) -> dict[str, Judged]:
        by = self.judge_name.text
        return {
            condition: Judged(field.value == ANSWERS[1], by)
            for condition, field in self.asks.items()
            if field.value != ANSWERS[0]
        }

    def _ask(self) -> None:
        if self.day.day is not None:
            self.asked.emit(renewals.renewal_view, (self.day.day, self._answers))

    def show_answer(self, answer: tuple[Sequence[str], Sequence[Finding]]) -> None:
        conditions, findings = answer
        for condition in conditions:
            if condition not in self.asks:
                self._add_question(condition)
        self.asking.setVisible(bool(self.asks))
        self.show_findings(findings)

    def _add_question(self, condition: str) -> None:
        field = Field(condition, control=Choice(ANSWERS))
        field.entered.connect(self.focusNextChild)
        field.edited.connect(self._ask)
        self.asks[condition] = field
        before = self.fields[-1].control
        self.add(field)
        self.setTabOrder(before, field.control)

    def values(self) -> dict[str, Any]:
        return {
            "amount": self.amount.amount,
            "months": self.months.count,
            "on": self.day.day,
            "new_note": self.new_note.text,
            "rate": self.rate.rate,
            "answers": self._answers,
            "reason": self.reason.text,
            "already_done": self.done_already,
        }


class RateForm(ActForm):
    """利率变更, as the bank recorded it."""

    name, title_words, verb, service = "rate", "利率变更", "登记利率变更", staticmethod(record_rate_change)
    explained = "银行改了合同利率的才登记。政策规定合同期内利率不变的，照记，并留下一条提醒。"

    def build(self) -> None:
        self.rate = RateField("新年利率（%）")
        self.day = DateField("从哪天起", self.today)
        self.reason = Field("原因", needed=True)
        self.add(self.rate, self.day, self.reason)
        self.now = Label("", Role.BODY, Tone.PLAIN, wrap=True)
        self.inside.addWidget(self.now)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self.now.setText(f"现在的年利率 {percent(line.state.rate)}。")

    def values(self) -> dict[str, Any]:
        return {"rate": self.rate.rate, "on": self.day.day, "reason": self.reason.text}
