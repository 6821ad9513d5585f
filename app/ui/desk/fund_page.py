"""The page 风险补偿金 of a township: one account for each bank, what it must hold, what came in and went out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.funds import DIRECTIONS
from app.services.risk_accounts import RiskAccount, RiskAccounts, read_risk_accounts, record_risk_movement
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money
from app.ui.work import Work


class FundPage(Page):
    """One bank's surplus never covers another's gap, so the sums add up the accounts."""

    title = "风险补偿金"
    hears = Changed.LOANS | Changed.EXCHANGE | Changed.SETTINGS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.table = Table(_columns(), name="各银行账户", row_height=LIST, picks=True)
        self.table.chosen.connect(self._take_bank)
        self.sums = Label("", wrap=True)
        self.basis = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.nothing = Empty("各村还没有贷款，也没有登记过账户。")
        accounts = Card("各银行账户")
        accounts.body.addWidget(self.table, 1)
        accounts.body.addWidget(self.nothing)
        accounts.body.addWidget(self.sums)
        accounts.body.addWidget(self.basis)
        theme = theme_now()
        line = QVBoxLayout() if theme.two_columns else QHBoxLayout()
        line.setSpacing(theme.px(12))
        line.addWidget(accounts, 3)
        line.addWidget(self._form(), 1)
        self.outer.addLayout(line, 1)

    def _form(self) -> Card:
        card = Card("登记一笔")
        self.bank = Field("承贷银行", control=Choice(editable=True), needed=True)
        self.direction = Field("收支", control=Choice(DIRECTIONS))
        self.amount = MoneyField("金额（元）")
        self.on = DateField("哪天", self.work.today)
        self.summary = Field("摘要", needed=True, placeholder="第一批到位、代偿某户、追回")
        self.voucher = Field("凭证号")
        self.fields: list[Field] = [self.bank, self.direction, self.amount, self.on, self.summary, self.voucher]
        self.record = Button("登记", self._record, kind="primary", key="Ctrl+Enter", icon_name="save")
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        for part in (*self.fields, self.record, self.said):
            card.body.addWidget(part)
        card.body.addStretch(1)
        return card

    def refresh(self) -> None:
        self.work.read(read_risk_accounts, self.work.today, done=self.show_accounts)
        if self.on.day is None:
            self.on.set_day(self.work.today)

    def show_accounts(self, found: RiskAccounts) -> None:
        """Show every bank and the sums."""
        self.table.set_rows(found.accounts)
        self.table.setVisible(bool(found.accounts))
        self.nothing.setVisible(not found.accounts)
        typed = self.bank.text
        choice = self.bank.control
        assert isinstance(choice, Choice)
        choice.set_options([account.bank for account in found.accounts], typed or None)
        self.sums.setText(
            f"合计：账户 {money(found.balance)} 元，应有 {money(found.required)} 元，缺 {money(found.top_up)} 元。"
        )
        multiple = f"{found.multiple}：1" if found.multiple is not None else "政策没有写明倍数"
        self.basis.setText(f"按{found.basis}（{multiple}）。各算各的，一家银行多出来的不能补另一家。")

    def first_focus(self) -> QWidget | None:
        return self.bank.control

    def _take_bank(self, account: RiskAccount | None) -> None:
        if account is not None:
            self.bank.set_text(account.bank)

    def _record(self) -> None:
        if first_wrong(self.fields) is not None:
            return
        assert self.amount.amount is not None
        assert self.on.day is not None
        self.work.write(
            record_risk_movement,
            self.bank.text,
            direction=self.direction.text,
            amount=self.amount.amount,
            on=self.on.day,
            summary=self.summary.text,
            voucher=self.voucher.text,
            changes=Changed.LOANS,
            what="登记风险补偿金",
            done=self._recorded,
        )

    def _recorded(self, account: RiskAccount) -> None:
        for field in (self.amount, self.summary, self.voucher):
            field.set_text("")
        self.said.setText(f"已登记，{account.bank}账户现有 {money(account.balance)} 元。")


def _columns() -> list[Column[RiskAccount]]:
    return [
        Column("承贷银行", lambda one: one.bank, stretch=True, explains=True),
        Column("收入（元）", lambda one: money(one.paid_in), right=True, secondary=True),
        Column("支出（元）", lambda one: money(one.paid_out), right=True, secondary=True),
        Column("账户（元）", lambda one: money(one.balance), right=True),
        Column("应有（元）", lambda one: money(one.state.required) if one.state else NOTHING, right=True),
        Column("", lambda one: "", chip=_chip),
    ]


def _chip(one: RiskAccount) -> Chip:
    if one.state is None:
        return Chip("info", "没有写明倍数", Tone.MUTED)
    if one.state.top_up:
        until = f"，{one.state.top_up_by:%m-%d} 前补" if one.state.top_up_by else ""
        return Chip("warning", f"缺 {money(one.state.top_up)}{until}", Tone.WARN)
    return Chip("done", f"还可贷 {money(one.state.room)}", Tone.OK)
