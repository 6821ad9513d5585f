"""Acts about money: a repayment by voucher, its reversal, subsidy that arrived, figures made the bank's."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout

from app.domain.loan_events import Split
from app.domain.money import ZERO
from app.services.bank_acts import record_adjustment, record_subsidy
from app.services.fact_reversals import reverse_fact
from app.services.loan_history import HistoryLine
from app.services.loans import LoanView, read_loan
from app.services.portfolio import LoanLine
from app.services.repayment_preview import Tried, try_repayment
from app.services.repayments import CHANNELS, record_repayment, reverse_entry
from app.ui.loans.acts.form import ActForm
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money

PAUSE_MS = 120
PARTS = ("本金", "利息", "罚息", "复利")


class SplitFields(QGridLayout):
    """The four parts as the bank's voucher splits them; all empty: it does not split."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(theme_now().px(12))
        self.fields = [MoneyField(word, needed=False) for word in PARTS]
        for at, field in enumerate(self.fields):
            self.addWidget(field, 0, at)
            self.setColumnStretch(at, 1)

    @property
    def split(self) -> Split | None:
        """The parts typed, or None."""
        amounts = [field.amount for field in self.fields]
        return Split(*(amount or ZERO for amount in amounts)) if any(amounts) else None


def tried_words(tried: Tried) -> str:
    """What a repayment would do, in one sentence."""
    sums = (tried.principal, tried.interest, tried.penalty, tried.compound)
    parts = "，".join(f"{word} {money(amount)}" for word, amount in zip(PARTS, sums, strict=True) if amount)
    told = f"这一笔还{parts}。" if parts else ""
    left = "还清了。" if not tried.after else f"还后本金余额 {money(tried.balance)} 元。"
    return told + left


def excess_words(tried: Tried) -> str:
    """What is said of an amount that we cannot place."""
    if not tried.unmatched:
        return ""
    return (
        f"有 {money(tried.unmatched)} 元账上对不上（那天还清只要 {money(tried.before)} 元），"
        "照凭证登记，记成“待核差额”，请和银行核对。"
    )


class RepayForm(ActForm):
    """登记还款: what the bank's voucher says; its own split beats ours."""

    name, title_words, verb, service = "repay", "登记还款", "登记还款", staticmethod(record_repayment)
    explained = "凭证上分开写了本金、利息的，照着填；没写就空着，按合同的顺序算。村官不收现金。"

    def build(self) -> None:
        self.amount = MoneyField("还款金额（元）")
        self.day = DateField("还款日", self.today)
        self.voucher = Field("银行凭证号", hint="没有凭证也能登记，会记成“凭证待补”。")
        self.channel = Field("怎么还的", control=Choice([("未填", ""), *((word, word) for word in CHANNELS)]))
        self.add(self.amount, self.day, self.voucher, self.channel)
        self.split = SplitFields()
        self.inside.addLayout(self.split)
        self.fields += self.split.fields
        self.effect = Label("", Role.BODY, wrap=True)
        self.excess = Label("", Role.BODY, Tone.WARN, wrap=True)
        self.inside.addWidget(self.effect)
        self.inside.addWidget(self.excess)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._try)
        for field in (self.amount, self.day, *self.split.fields):
            field.edited.connect(self._pause.start)

    def start(self, line: LoanLine) -> None:
        state = line.state
        self.day.set_day(self.today)
        self.effect.setText(f"{state.on} 还清要 {money(state.payoff)} 元，以银行为准。")
        self.excess.setText("")

    def _try(self) -> None:
        amount, day = self.amount.amount, self.day.day
        if amount and day is not None:
            self.asked.emit(try_repayment, (amount, day, self.split.split))

    def show_answer(self, answer: Tried) -> None:
        split = self.split.split
        gap = ZERO if split is None else (self.amount.amount or ZERO) - split.total
        self.effect.setText(f"分项加起来差 {money(gap)} 元，请再看一遍凭证。" if gap else tried_words(answer))
        self.excess.setText("" if gap else excess_words(answer))

    def values(self) -> dict[str, Any]:
        return {
            "amount": self.amount.amount,
            "on": self.day.day,
            "voucher": self.voucher.text,
            "channel": self.channel.value,
            "split": self.split.split,
        }


class ReverseForm(ActForm):
    """冲正: a reversing line answers one entry, which counts no more; nothing is taken out."""

    name, title_words, verb, service = "reverse", "冲正", "冲正这一笔", staticmethod(reverse_entry)

    def build(self) -> None:
        self.what = Label("", Role.BODY, wrap=True)
        self.inside.insertWidget(0, self.what)
        self.reason = Field("为什么", needed=True, placeholder="重复录入")
        self.day = DateField("冲正日", self.today)
        self.add(self.reason, self.day)
        self.entry_id = self.fact_id = ""

    @property
    def about(self) -> str:
        return self.entry_id or self.fact_id

    def call(self, note_number: str) -> tuple[Callable[..., Any], str]:
        verb = reverse_entry if self.entry_id else reverse_fact
        return verb, self.about

    def name_line(self, line: HistoryLine) -> None:
        """Say which entry of the loan, or which record about it, is answered."""
        self.entry_id = line.event.id if line.event is not None else ""
        self.fact_id = line.fact
        amount = line.event.amount if line.event is not None else None
        told = f" {money(amount)} 元" if amount is not None else ""
        self.what.setText(f"{line.on} {line.text}{told}。这一笔会留在账上，划掉，不再计算。")

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)

    def values(self) -> dict[str, Any]:
        return {"on": self.day.day, "reason": self.reason.text}


class SubsidyForm(ActForm):
    """财政贴息到账, by voucher."""

    name, title_words, verb, service = "subsidy", "登记贴息到账", "登记贴息到账", staticmethod(record_subsidy)
    explained = "财政贴息到了银行（银行直接结算），或到了户里（户先付、后贴）的，照凭证登记。"

    def build(self) -> None:
        self.amount = MoneyField("贴息金额（元）")
        self.day = DateField("到账日", self.today)
        self.voucher = Field("凭证号")
        self.add(self.amount, self.day, self.voucher)
        self.so_far = Label("", Role.BODY, wrap=True)
        self.inside.addWidget(self.so_far)

    def start(self, line: LoanLine) -> None:
        state = line.state
        self.day.set_day(self.today)
        self.so_far.setText(
            f"到 {state.on} 应贴息共 {money(state.subsidy_total)} 元，已登记到账 {money(state.subsidy_paid)} 元。"
        )

    def values(self) -> dict[str, Any]:
        return {"amount": self.amount.amount, "on": self.day.day, "voucher": self.voucher.text}


class AdjustForm(ActForm):
    """以银行为准记调整: what the bank's statement shows; the difference to our figures is computed and recorded."""

    name, title_words, verb = "adjust", "以银行为准记调整", "记调整"
    service = staticmethod(record_adjustment)
    explained = "填银行账上的数，空着的不调。差额由程序算出来，作为一笔“调整”记在账上，原来的登记不改。"

    def build(self) -> None:
        self.balance = MoneyField("银行：本金余额（元）", needed=False)
        self.arrears = MoneyField("银行：户欠息（元）", needed=False)
        self.penalty = MoneyField("银行：罚息（元）", needed=False)
        self.compound = MoneyField("银行：复利（元）", needed=False)
        self.reason = Field("原因", needed=True, placeholder="银行计息法不同，核对单 11-18")
        self.day = DateField("调整日", self.today)
        self.add(self.balance, self.arrears, self.penalty, self.compound, self.reason, self.day)
        self.effect = Label("", Role.BODY, wrap=True)
        self.inside.addWidget(self.effect)
        for field in self._sums:
            field.edited.connect(self._show_change)
        self.day.settled.connect(self._ask)

    @property
    def _sums(self) -> tuple[MoneyField, ...]:
        return self.balance, self.arrears, self.penalty, self.compound

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self._show_change()

    def _ask(self) -> None:
        if self.day.day is not None:
            self.asked.emit(read_loan, (self.day.day,))

    def show_answer(self, answer: LoanView) -> None:
        self.line = answer.line
        self._show_change()

    @property
    def _ours(self) -> tuple[Decimal, ...]:
        assert self.line is not None
        state = self.line.state
        return state.balance, state.arrears_borrower, state.penalty, state.compound

    @property
    def change(self) -> Split:
        """What has to be added to our figures to make them the bank's."""
        typed = [field.amount for field in self._sums]
        return Split(*(ZERO if bank is None else bank - ours for bank, ours in zip(typed, self._ours, strict=True)))

    def _show_change(self) -> None:
        if self.line is None:
            return
        ours = "，".join(f"{word} {money(amount)}" for word, amount in zip(PARTS, self._ours, strict=True))
        change = self.change
        sums = (change.principal, change.interest, change.penalty, change.compound)
        told = "，".join(
            f"{word} {'+' if amount > 0 else ''}{money(amount)}"
            for word, amount in zip(PARTS, sums, strict=True)
            if amount
        )
        self.effect.setText(f"本账 {self.line.state.on}：{ours} 元。" + (f"要调：{told} 元。" if told else ""))

    def values(self) -> dict[str, Any]:
        return {"change": self.change, "on": self.day.day, "reason": self.reason.text}
