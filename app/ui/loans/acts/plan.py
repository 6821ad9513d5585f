"""还款计划书 for a household in difficulty: what it can pay when, the plan that comes of it, and its next version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.months import add_months
from app.domain.repayment_plan import Means, RepaymentPlan, equal_means
from app.services.plans import SOURCES, draft_plan, save_plan
from app.services.portfolio import LoanLine
from app.ui.loans.acts.form import ActForm
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.table import DENSE, Table
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money

MOST_ROWS = 8


class MeansRows(QWidget):
    """Lines of day, amount and source; one empty line stands ready below what was typed."""

    def __init__(self, today: date, form: PlanForm) -> None:
        super().__init__()
        self._today, self._form = today, form
        self.lines: list[tuple[DateField, MoneyField, Field]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme_now().px(12))
        for at, (word, stretch) in enumerate((("哪天", 1), ("能还多少（元）", 1), ("钱从哪来", 1))):
            self._grid.addWidget(Label(word, Role.SMALL, Tone.MUTED), 0, at)
            self._grid.setColumnStretch(at, stretch)
        for _ in range(MOST_ROWS):
            self._add()
        self.show_means(())

    def _add(self) -> None:
        number = len(self.lines) + 1
        day = DateField(f"第 {number} 笔哪天", self._today, needed=False, bare=True)
        amount = MoneyField(f"第 {number} 笔能还多少（元）", needed=False, bare=True)
        source = Field(f"第 {number} 笔钱从哪来", control=Choice(SOURCES, editable=True), bare=True)
        for at, field in enumerate((day, amount, source)):
            self._grid.addWidget(field, number, at)
            field.edited.connect(self._edited)
        self.lines.append((day, amount, source))

    def _edited(self) -> None:
        self._show_one_empty()
        for day, amount, _source in self.lines:
            day.set_needed(bool(amount.text))
            amount.set_needed(bool(day.text))
        self._form.draft()

    def _show_one_empty(self) -> None:
        filled = [bool(day.text or amount.text) for day, amount, _source in self.lines]
        last = max((at for at, full in enumerate(filled) if full), default=-1)
        for at, fields in enumerate(self.lines):
            for field in fields:
                field.setVisible(at <= last + 1)

    @property
    def means(self) -> tuple[Means, ...]:
        """The complete lines."""
        return tuple(
            Means(day.day, amount.amount, source.text)
            for day, amount, source in self.lines
            if day.day is not None and amount.amount
        )

    def show_means(self, means: tuple[Means, ...]) -> None:
        """Put these in, the rest empty."""
        for at, (day, amount, source) in enumerate(self.lines):
            given = means[at] if at < len(means) else None
            for field in (day, amount, source):
                field.blockSignals(True)
            day.set_day(given.on if given else None)
            amount.set_amount(given.amount if given else None)
            source.set_text(given.source if given else SOURCES[0])
            for field in (day, amount, source):
                field.blockSignals(False)
        self._show_one_empty()


class PlanForm(ActForm):
    """The next version of a loan's plan; what the means amount to is replayed on the loan while they are typed."""

    name, title_words, verb, service = "plan", "还款计划书", "存这一版", staticmethod(save_plan)

    def build(self) -> None:
        self.cause = Field("困难原因", needed=True)
        self.helper = Field("帮扶干部")
        self.reason = Field("理由", hint="有“写明理由”的，写在这里。")
        self.add(self.cause, self.helper, self.reason)
        self.means = MeansRows(self.today, self)
        self.inside.addWidget(self.means)
        self.spread = Button("按月平均分 6 笔", self._spread, kind="quiet", key="G")
        self.told = Label("", wrap=True)
        self.inside.addLayout(row(self.spread, None))
        self.inside.addWidget(self.told)
        self.rows = Table(
            [
                Column("期", lambda each: str(each.no), right=True),
                Column("哪天", lambda each: f"{each.on}"),
                Column("本金（元）", lambda each: money(each.principal), right=True),
                Column("自付利息", lambda each: money(each.interest), right=True),
                Column("罚息", lambda each: money(each.penalty), right=True, secondary=True),
                Column("合计（元）", lambda each: money(each.total), right=True),
                Column("还后余额", lambda each: money(each.balance), right=True),
            ],
            name="计划各期",
            row_height=DENSE,
            fit=True,
        )
        self.inside.addWidget(self.rows)
        for day, amount, source in self.means.lines:
            self.fields += [day, amount, source]

    def start(self, line: LoanLine) -> None:
        self.means.show_means(())
        self.rows.set_rows([])
        self.rows.hide()
        self.told.setText(f"还清要 {money(line.state.payoff)} 元（{line.state.on}），以银行为准。")
        self.show_findings(())

    def _spread(self) -> None:
        assert self.line is not None
        state = self.line.state
        days = [add_months(self.today, number) for number in range(1, 7)]
        sums = equal_means(state.payoff * Decimal("1.02"), days, SOURCES[0])
        self.means.show_means(sums)
        self.draft()

    def draft(self) -> None:
        """Ask what a plan from these means would be."""
        if self.means.means:
            self.asked.emit(draft_plan, (self.means.means, self.today))

    def show_answer(self, answer: RepaymentPlan) -> None:
        self.rows.set_rows(answer.rows)
        self.rows.setVisible(bool(answer.rows))
        self.told.setText(
            "照这些还，最后一笔还清。" if answer.ends_at_zero else f"还差 {money(answer.missing)} 元没有来路。"
        )
        self.show_findings(answer.findings)

    def values(self) -> dict[str, Any]:
        return {
            "means": self.means.means,
            "on": self.today,
            "cause": self.cause.text,
            "helper": self.helper.text,
            "reason": self.reason.text,
        }
