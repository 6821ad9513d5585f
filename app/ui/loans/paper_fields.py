"""What stands on the bank's contract and note; the rarer terms fold out below."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.day_count import DayCount
from app.services.loans import LoanPaper
from app.services.portfolio import LoanLine
from app.ui.loans.stages import METHODS
from app.ui.parts.buttons import Button
from app.ui.parts.card import column, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.typed_fields import CountField, DateField, MoneyField, RateField
from app.ui.theme import theme_now

EVERY = (("照还款方式", ""), ("按季", "quarter"), ("按月", "month"))
COUNTS = (
    ("积数法，一年 360 天", str(DayCount.ACT_360)),
    ("积数法，一年 365 天", str(DayCount.ACT_365)),
    ("对年对月对日", str(DayCount.ANNIVERSARY)),
)
SETTLEMENT_DAY, UPLIFT = "20", "50"


class PaperFields(QWidget):
    """`paper` is what was typed; the rarer terms keep what is usual until they are opened."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contract = Field("合同号", needed=True)
        self.note = Field("借据号", hint="空着就和合同号一样。")
        self.bank = Field("承贷银行", needed=True, placeholder="清溪农商行")
        self.rate = RateField("年利率（%）")
        self.disbursed = DateField("放款日", today)
        self.signed = DateField("签合同日", today, needed=False)
        self.method = Field("还款方式", control=Choice(METHODS))
        self.account = Field("收款账号（尾号）")
        self.due = DateField("到期日", today, needed=False)
        self.every = Field("多久结一次息", control=Choice(EVERY))
        self.count = Field("计息法", control=Choice(COUNTS))
        self.settlement = CountField("结息日", unit="日", needed=False)
        self.uplift = RateField("逾期上浮（%）", needed=False)
        self.line = MoneyField("合同额度（元）", needed=False)
        self.product = Field("贷款产品")
        self.source = Field("资金来源", placeholder="再贷款")
        self.compound = Check("合同约定对欠息计复利")
        self.revolving = Check("额度内循环支用")
        self._usual = [
            self.contract, self.note, self.bank, self.rate, self.disbursed, self.signed, self.method, self.account,
        ]  # fmt: skip
        self._rare = [
            self.due, self.every, self.count, self.settlement, self.uplift, self.line, self.product, self.source,
        ]  # fmt: skip
        self.more = Button("更多条款", kind="toggle", key="T", spoken="更多条款：到期日、计息法、额度")
        self._rare_part = QWidget()
        self._rare_part.setLayout(column(_grid(self._rare), row(self.compound, self.revolving, spacing=24), spacing=8))
        self._rare_part.hide()
        self.more.toggled.connect(self._rare_part.setVisible)
        self.setLayout(column(_grid(self._usual), row(self.more), self._rare_part, spacing=8))
        self.clear()

    @property
    def fields(self) -> list[Field]:
        """All fields in reading order."""
        return [*self._usual, *self._rare]

    def show_wrong(self) -> None:
        """Fold the rarer terms out where one of them is wrong, so that it can be seen."""
        if any(field.wrong() for field in self._rare):
            self.more.setChecked(True)

    def clear(self) -> None:
        """Nothing is typed; the rarer terms are what is usual."""
        for field in self.fields:
            if isinstance(field.control, Choice):
                field.control.setCurrentIndex(0)
            else:
                field.set_text("")
        self.settlement.set_text(SETTLEMENT_DAY)
        self.uplift.set_text(UPLIFT)
        for check in (self.compound, self.revolving):
            check.setChecked(False)
        self.more.setChecked(False)

    def take_contract(self, line: LoanLine) -> None:
        """One more note under the contract of a loan: what both have in common is filled in."""
        loan = line.loan
        self.contract.set_text(loan.contract_number)
        self.bank.set_text(loan.bank)
        self.rate.set_text(f"{line.terms.rate * 100:f}".rstrip("0").rstrip("."))
        self.account.set_text(loan.account)
        self.product.set_text(loan.product)
        self.source.set_text(loan.fund_source)
        self.revolving.setChecked(loan.revolving)
        self.signed.set_day(loan.signed_on)
        for field, value in ((self.method, loan.method), (self.every, loan.every), (self.count, loan.day_count)):
            assert isinstance(field.control, Choice)
            field.control.choose(value)
        self.more.setChecked(True)

    @property
    def paper(self) -> LoanPaper | None:
        """The paper as typed; None while something needed is missing."""
        rate, day = self.rate.rate, self.disbursed.day
        if rate is None or day is None:
            return None
        usual = LoanPaper(contract="", bank="", rate=rate, on=day)
        uplift = self.uplift.rate
        return LoanPaper(
            contract=self.contract.text,
            note=self.note.text,
            bank=self.bank.text,
            rate=rate,
            on=day,
            signed_on=self.signed.day,
            due_on=self.due.day,
            method=str(self.method.value),
            day_count=str(self.count.value),
            every=str(self.every.value),
            settlement_day=self.settlement.count or usual.settlement_day,
            uplift=usual.uplift if uplift is None else uplift,
            compound=self.compound.isChecked(),
            account=self.account.text,
            product=self.product.text,
            fund_source=self.source.text,
            revolving=self.revolving.isChecked(),
            contract_line=self.line.amount,
        )


def _grid(fields: list[Field]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme_now().px(12))
    grid.setVerticalSpacing(theme_now().px(8))
    for at, field in enumerate(fields):
        grid.addWidget(field, at // 2, at % 2)
        grid.setColumnStretch(at % 2, 1)
    return grid
