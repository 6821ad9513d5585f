"""Acts on the way to the money: 到期摸底, a promise, steps of collection and recovery, what insurer or fund paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.domain.findings import Finding, Severity
from app.domain.recovery import CLAUSE_LIMITATION
from app.domain.recovery import KINDS as STEPS
from app.services import claims
from app.services.portfolio import LoanLine
from app.services.promises import record_promise
from app.services.recovery import RECOVERED_FOR, limitation_of, record_step
from app.services.surveys import ON_TIME, record_survey
from app.services.visits import OUTLOOKS, RESULTS
from app.ui.changed import Changed
from app.ui.loans.acts.form import ActForm
from app.ui.loans.acts.paying import SplitFields
from app.ui.parts.card import row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.tokens import Tone
from app.ui.words import days_left, money


class SurveyForm(ActForm):
    """到期摸底: how the loan will be settled, why, what is done, by whom, until when."""

    name, title_words, verb, service = "survey", "到期摸底", "登记摸底", staticmethod(record_survey)
    changes = Changed.LOANS | Changed.VISITS
    explained = "“能按期还”以外的，要写原因、措施、责任人和时限。"

    def build(self) -> None:
        self.outlook = Field("到期打算", control=Choice(OUTLOOKS))
        self.result = Field("见到谁", control=Choice(RESULTS))
        self.day = DateField("摸底日", self.today)
        self.cause = Field("原因")
        self.measure = Field("措施", placeholder="续贷、展期、卖猪后还……")
        self.responsible = Field("责任人")
        self.until = DateField("时限", self.today, needed=False)
        self.promised = DateField("约定哪天还", self.today, needed=False)
        self.findings_text = Field("看到的、说到的")
        self.add(
            self.outlook, self.result, self.day, self.cause, self.measure,
            self.responsible, self.until, self.promised, self.findings_text,
        )  # fmt: skip
        self.outlook.edited.connect(self._need)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self._need()

    def _need(self) -> None:
        hard = self.outlook.value != ON_TIME
        for field in (self.cause, self.measure, self.responsible, self.until):
            field.set_needed(hard)

    def values(self) -> dict[str, Any]:
        return {
            "outlook": self.outlook.value,
            "result": self.result.value,
            "on": self.day.day,
            "cause": self.cause.text,
            "measure": self.measure.text,
            "responsible": self.responsible.text,
            "until": self.until.day,
            "promised_on": self.promised.day,
            "findings": self.findings_text.text,
        }


class PromiseForm(ActForm):
    """还款承诺: who promised to pay what until when."""

    name, title_words, verb, service = "promise", "还款承诺", "登记承诺", staticmethod(record_promise)
    explained = "金额空着，就是承诺把到期的都还上。到了那天，今日会提醒看有没有兑现。"

    def build(self) -> None:
        self.until = DateField("约定哪天还", self.today)
        self.amount = MoneyField("承诺金额（元）", needed=False)
        self.by = Field("谁承诺的", hint="空着就是借款人本人。")
        self.day = DateField("哪天说的", self.today)
        self.remark = Field("备注")
        self.add(self.until, self.amount, self.by, self.day, self.remark)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)

    def values(self) -> dict[str, Any]:
        return {
            "until": self.until.day,
            "amount": self.amount.amount,
            "promised_by": self.by.text,
            "on": self.day.day,
            "remark": self.remark.text,
        }


class StepForm(ActForm):
    """催收、追偿: one step as it was reported, and what it does to 诉讼时效."""

    name, title_words, verb, service = "step", "催收与追偿", "登记这一步", staticmethod(record_step)

    def build(self) -> None:
        self.kind = Field("哪一步", control=Choice(STEPS))
        self.day = DateField("日期", self.today)
        self.by = Field("谁做的", hint="空着就是村官本人。")
        self.document = Field("文书号、案号")
        self.result = Field("结果")
        self.recovered = MoneyField("追回金额（元）", needed=False)
        self.recovered_for = Field("追回款归还", control=Choice([("没有追回", ""), *((w, w) for w in RECOVERED_FOR)]))
        self.add(
            self.kind, self.day, self.by, self.document, self.result, self.recovered, self.recovered_for,
        )  # fmt: skip
        self.reached = Check("见到本人或同住的成年家属", on=True)
        self.fruitless = Check("追偿无果")
        self.inside.addLayout(row(self.reached, self.fruitless, spacing=24))
        self.limitation = Label("", wrap=True)
        self.clause = Label(CLAUSE_LIMITATION, tone=Tone.MUTED)
        self.inside.addWidget(self.limitation)
        self.inside.addWidget(self.clause)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self.reached.setChecked(True)
        self.fruitless.setChecked(False)
        self.limitation.setText("")
        self.asked.emit(limitation_of, (self.today,))

    def show_answer(self, answer: Any) -> None:
        if answer is None:
            self.limitation.setText("贷款还没有过到期日，诉讼时效还没有开始算。")
            return
        began = f"{answer.interrupted_on} 中断过，重新算" if answer.interrupted_on else "没有中断过"
        self.limitation.setText(
            f"诉讼时效到 {answer.last_day}（{days_left(answer.days_left)}，{began}）。"
            "见到人的催收、还款承诺、起诉会让它重新算三年。"
        )

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "on": self.day.day,
            "by": self.by.text,
            "reached": self.reached.isChecked(),
            "fruitless": self.fruitless.isChecked(),
            "document": self.document.text,
            "result": self.result.text,
            "recovered": self.recovered.amount or Decimal(0),
            "recovered_for": self.recovered_for.value,
        }


class ClaimForm(ActForm):
    """登记赔付: what the insurer or the compensation fund paid to the bank, after what the pack wants before it."""

    name, title_words, verb, service = "claim", "登记赔付", "登记赔付", staticmethod(claims.record_claim)
    explained = "赔付进了银行，户还欠着，追偿继续。凭证上分开写了的，照着填分项。"

    def build(self) -> None:
        self.kind = Field("种类", control=Choice([("保险理赔", "insurance"), ("风险补偿金代偿", "compensation")]))
        self.amount = MoneyField("赔付金额（元）")
        self.day = DateField("到账日", self.today)
        self.voucher = Field("凭证号")
        self.add(self.kind, self.amount, self.day, self.voucher)
        self.split = SplitFields()
        self.inside.addLayout(self.split)
        self.fields += self.split.fields
        self.may_be_done()
        for field in (self.kind, self.amount, self.day):
            field.edited.connect(self._ask)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self.show_findings(())
        self._ask()

    def _ask(self) -> None:
        assert self.line is not None
        amount = self.amount.amount or self.line.state.payoff
        if self.day.day is not None:
            self.asked.emit(claims.assess_note, (str(self.kind.value), amount, self.day.day))

    def show_answer(self, answer: Sequence[Finding]) -> None:
        assert self.line is not None
        owed = Finding("owed", Severity.NOTE, f"户欠银行 {money(self.line.state.payoff)} 元（{self.line.state.on}）。")
        self.show_findings(answer, [owed])

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "amount": self.amount.amount,
            "on": self.day.day,
            "voucher": self.voucher.text,
            "split": self.split.split,
            "already_done": self.done_already,
        }
