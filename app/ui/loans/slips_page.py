"""照凭证登记还款: a stack of bank slips one after another by keyboard, with the running total against their sum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.money import ZERO
from app.services.loans import list_loans
from app.services.portfolio import LoanLine
from app.services.repayment_preview import Tried, try_repayment
from app.services.repayments import CHANNELS, Slip, record_repayments
from app.ui.changed import Changed
from app.ui.loans.acts.paying import excess_words, tried_words
from app.ui.loans.matching import loan_matches
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.table import DENSE, LIST, Table
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.places import Place
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money
from app.ui.work import Work, sentences

MOST_SHOWN = 6
SERIAL_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Typed:
    """One slip as it was typed, whose it is, and what it would do once that is known."""

    slip: Slip
    line: LoanLine
    tried: Tried | None = None


class SlipsPage(Page):
    """Name or number → Enter → amount → Enter → voucher → Enter → the next; Ctrl+Enter records the whole stack."""

    title = "登记还款"
    hears = Changed.LOANS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._lines: list[LoanLine] = []
        self._chosen: LoanLine | None = None
        self._trying: Typed | None = None
        self.typed_slips: list[Typed] = []
        self.day = DateField("还款日（这一叠都是）", work.today)
        self.channel = Field("怎么还的", control=Choice([("未填", ""), *((word, word) for word in CHANNELS)]))
        self.sum = MoneyField("这一叠凭证的合计（元）", needed=False)
        self.who = Field("户、姓名、拼音或借据号", placeholder="首字母就行")
        self.amount = MoneyField("金额（元）")
        self.voucher = Field("银行凭证号")
        self._build()
        self.day.set_day(work.today)
        self._draft = self.keeps(self, "slips")

    def _build(self) -> None:
        theme = theme_now()
        card = Card("照凭证登记还款", "一张接一张，全填完再一起登记", role=Role.STEP_TITLE)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        for at, field in enumerate((self.day, self.channel, self.sum, self.who, self.amount, self.voucher)):
            grid.addWidget(field, at // 3, at % 3)
            grid.setColumnStretch(at % 3, 1)
        card.body.addLayout(grid)
        self.effect = Label("", wrap=True)
        self.excess = Label("", Role.BODY, Tone.WARN, wrap=True)
        card.body.addWidget(self.effect)
        card.body.addWidget(self.excess)
        self.found = Table(
            [
                Column("户", lambda line: line.head or line.borrower.name),
                Column("组", lambda line: line.household.group_name, tone=lambda line: Tone.MUTED),
                Column("借据号", lambda line: line.loan.note_number),
                Column("余额（元）", lambda line: money(line.state.balance), right=True),
                Column("还清（元）", lambda line: money(line.state.payoff), right=True),
            ],
            name="找到的贷款",
            row_height=DENSE,
            picks=True,
            fit=True,
        )
        self.found.opened.connect(self._pick)
        self.found.clicked.connect(self._clicked)
        self.found.hide()
        card.body.addWidget(self.found)
        self.slips = self._slips_table()
        self.nothing = Empty(
            "先输户名首字母，回车；再输金额，回车；再输凭证号，回车，这一张就记下了。", icon_name="sheet"
        )
        card.body.addWidget(self.slips, 1)
        card.body.addWidget(self.nothing)
        card.body.addStretch(0)
        self.total = Label("", Role.CARD_TITLE)
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.remove = Button("去掉这一张", self._remove, key="Del")
        self.save = Button("登记这一叠", self._save, kind="primary", key="Ctrl+Enter")
        card.body.addWidget(self.words)
        card.body.addLayout(row(self.total, None, self.remove, self.save))
        self.outer.addWidget(card, 1)
        self.who.control.installEventFilter(self)
        self.who.edited.connect(self._search)
        self.who.entered.connect(self._take_first)
        self.day.entered.connect(self.focusNextChild)
        self.sum.entered.connect(self.who.take_focus)
        self.amount.entered.connect(self.voucher.take_focus)
        self.amount.edited.connect(self._try)
        self.voucher.entered.connect(self._add)
        self.sum.edited.connect(self._show_total)
        self._show_slips()

    def _slips_table(self) -> Table:
        return Table(
            [
                Column("张", self._number, right=True),
                Column("户", lambda typed: typed.line.head or typed.line.borrower.name),
                Column("组", lambda typed: typed.line.household.group_name, secondary=True),
                Column("借据号", lambda typed: typed.slip.note_number, secondary=True),
                Column("还款日", lambda typed: f"{typed.slip.on}", secondary=True),
                Column("凭证号", lambda typed: typed.slip.voucher or NOTHING),
                Column("金额（元）", lambda typed: money(typed.slip.amount), right=True),
                Column("还后余额", lambda typed: money(typed.tried.balance if typed.tried else None), right=True),
                Column("核对", lambda typed: "", chip=_chip),
            ],
            name="这一叠凭证",
            row_height=LIST,
            picks=True,
        )

    # --- reading ---

    def open(self, place: Place) -> None:
        super().open(place)
        self._draft.begin()
        self.name_it("照凭证，一叠一叠登记")

    def refresh(self) -> None:
        self.work.read(list_loans, self.work.today, done=self.show_loans)

    def show_loans(self, lines: list[LoanLine]) -> None:
        """The loans there are; those that still owe come first."""
        self._lines = lines

    def first_focus(self) -> QWidget | None:
        return self.who.control

    @property
    def typed(self) -> bool:
        return bool(self.typed_slips)

    # --- whose slip ---

    def _search(self) -> None:
        word = self.who.text
        if self._chosen is not None and word == _named(self._chosen):
            return
        self._chosen = None
        hits = [line for line in self._lines if loan_matches(word, line)][:MOST_SHOWN] if word else []
        self.found.set_rows(hits)
        self.found.setVisible(bool(hits))
        self.effect.setText("没有这样的贷款，换个字试试。" if word and not hits else "")
        self.excess.setText("")

    def _take_first(self) -> None:
        if self._chosen is not None:
            self.amount.take_focus()
        elif self.found.row is not None:
            self._pick(self.found.row)

    def _clicked(self) -> None:
        if self.found.row is not None:
            self._pick(self.found.row)

    def _pick(self, line: LoanLine) -> None:
        self._chosen = line
        self.who.set_text(_named(line))
        self.found.hide()
        state = line.state
        due = f"，逾期 {money(state.overdue_amount)} 元" if state.overdue_days else ""
        self.effect.setText(
            f"{line.household.group_name} {line.borrower.name}，本金余额 {money(state.balance)} 元{due}，"
            f"{state.on} 还清要 {money(state.payoff)} 元，以银行为准。"
        )
        self.amount.take_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.who.control and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.found.isVisible() and self.found.rows:
                at = self.found.currentIndex().row() + step
                self.found.choose(min(max(at, 0), len(self.found.rows) - 1))
                return True
        return super().eventFilter(watched, event)

    # --- what it would do ---

    def _typed_now(self) -> Typed | None:
        amount, day = self.amount.amount, self.day.day
        if self._chosen is None or not amount or day is None:
            return None
        slip = Slip(
            self._chosen.loan.note_number, amount, day, self.voucher.text, channel=str(self.channel.value or "")
        )
        return Typed(slip, self._chosen)

    def _try(self) -> None:
        now = self._typed_now()
        if now is None:
            return
        self._trying = now
        self._ask(now, self._tried)

    def _ask(self, typed: Typed, done: Any) -> None:
        before = [
            each.slip
            for each in self.typed_slips
            if each.slip.note_number == typed.slip.note_number and each is not typed
        ]
        slip = typed.slip
        self.work.read(
            try_repayment, slip.note_number, slip.amount, slip.on, None, before, done=done, failed=self._refused
        )

    def _tried(self, tried: Tried) -> None:
        if self._trying is not None:
            self._trying = replace(self._trying, tried=tried)
            self.effect.setText(tried_words(tried))
            self.excess.setText(excess_words(tried))

    def _refused(self, error: BaseException) -> None:
        self.excess.setText(sentences(error))

    # --- the stack ---

    def _add(self) -> None:
        if self._chosen is None:
            self.who.show_error("先选是谁的贷款：输姓名首字母，回车。")
            self.who.take_focus()
            return
        if not all([self.day.judge(), self.amount.judge()]):
            (self.amount if self.day.wrong() == "" else self.day).take_focus()
            return
        stem = self._stem
        if stem and self.voucher.text == stem:
            self.voucher.show_error("凭证号只有前半截，补全它；没有凭证就清空。")
            return
        now = self._typed_now()
        assert now is not None
        if self._trying is not None and self._trying.slip.amount == now.slip.amount:
            now = replace(now, tried=self._trying.tried)
        self.typed_slips.append(now)
        self._trying = None
        self._begin_next()

    def _begin_next(self) -> None:
        self._chosen = None
        self.who.set_text("")
        self.amount.set_text("")
        self.voucher.set_text(self._stem)
        self.effect.setText("")
        self.excess.setText("")
        self._show_slips()
        self.slips.choose(len(self.typed_slips) - 1)
        self.slips.scrollToBottom()
        self.who.take_focus()

    @property
    def _stem(self) -> str:
        """What two vouchers of one stack have in common: the last number without its last digits."""
        voucher = self.typed_slips[-1].slip.voucher if self.typed_slips else ""
        end = len(voucher)
        while end and voucher[end - 1].isdigit() and len(voucher) - end < SERIAL_DIGITS:
            end -= 1
        return voucher[:end]

    def _number(self, typed: Typed) -> str:
        return str(self.typed_slips.index(typed) + 1)

    def _remove(self) -> None:
        typed = self.slips.row
        if isinstance(typed, Typed):
            self.typed_slips.remove(typed)
            self._show_slips()

    def _show_slips(self) -> None:
        self.slips.set_rows(self.typed_slips)
        for part in (self.slips, self.remove):
            part.setVisible(bool(self.typed_slips))
        self.nothing.setVisible(not self.typed_slips)
        self.save.setEnabled(bool(self.typed_slips))
        self._show_total()

    def _show_total(self) -> None:
        total = sum((typed.slip.amount for typed in self.typed_slips), ZERO)
        told = f"{len(self.typed_slips)} 张，共 {money(total)} 元"
        expected = self.sum.amount
        self.total.set_tone(Tone.PLAIN)
        if expected is not None:
            gap = expected - total
            told += (
                "，和凭证合计相符" if not gap else f"，还差 {money(gap)} 元" if gap > 0 else f"，多出 {money(-gap)} 元"
            )
            self.total.set_tone(Tone.OK if not gap else Tone.WARN)
        self.total.setText(told if self.typed_slips or expected is not None else "")
        if self.typed_slips:
            self.save.set_word(f"登记 {len(self.typed_slips)} 笔")

    def _save(self) -> None:
        if not self.typed_slips:
            return
        slips = [typed.slip for typed in self.typed_slips]
        self.work.write(
            record_repayments,
            slips,
            changes=Changed.LOANS,
            what=f"登记还款 {len(slips)} 笔",
            done=self._recorded,
            failed=self._not_saved,
        )

    def _not_saved(self, error: BaseException) -> None:
        self.words.set_tone(Tone.DANGER)
        self.words.setText(sentences(error))

    def _recorded(self, _answer: object) -> None:
        total = sum((typed.slip.amount for typed in self.typed_slips), ZERO)
        self.words.set_tone(Tone.OK)
        self.words.setText(f"已登记 {len(self.typed_slips)} 笔，共 {money(total)} 元。")
        self.typed_slips = []
        self.sum.set_text("")
        self._draft.end()
        self._begin_next()
        self.save.set_word("登记这一叠")

    # --- the draft ---

    def draft_rest(self) -> list[dict[str, str]]:
        """The slips of the stack, for the draft of this page."""
        return [
            {
                "note": typed.slip.note_number,
                "amount": str(typed.slip.amount),
                "on": typed.slip.on.isoformat(),
                "voucher": typed.slip.voucher,
                "channel": typed.slip.channel,
            }
            for typed in self.typed_slips
        ]

    def take_rest(self, rest: list[dict[str, str]]) -> None:
        """Put the slips of a draft back; a loan that is no longer there is left out."""
        lines = {line.loan.note_number: line for line in self._lines}
        self.typed_slips = [
            Typed(
                Slip(
                    each["note"], Decimal(each["amount"]), date.fromisoformat(each["on"]), each["voucher"],
                    channel=each["channel"],
                ),
                lines[each["note"]],
            )
            for each in rest
            if each["note"] in lines
        ]  # fmt: skip
        self._show_slips()


def _named(line: LoanLine) -> str:
    return f"{line.head or line.borrower.name} {line.loan.note_number}"


def _chip(typed: Typed) -> Chip:
    if typed.tried is None:
        return Chip("todo", "登记时核对")
    if typed.tried.unmatched:
        return Chip("warning", f"待核差额 {money(typed.tried.unmatched)}", Tone.WARN)
    if not typed.slip.voucher:
        return Chip("missing", "凭证待补", Tone.WARN)
    return Chip("done", "还清" if not typed.tried.after else "对得上", Tone.OK)
