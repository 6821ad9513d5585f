"""The page 评级授信: the round at the left, the sheet with its live score, and what the bank decided, apart."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import KnownError
from app.domain.money import from_fen
from app.domain.months import add_months
from app.domain.rating import RatingResult, rate_household
from app.domain.score_sheet import ScoreSheet
from app.services.household_story import Story, read_story
from app.services.rating_round import RoundRow, rating_round
from app.services.ratings import assess_household, record_bank_decision, sheet_for
from app.ui.changed import Changed
from app.ui.messages import may_drop
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.places import Place, Where
from app.ui.rating.round_card import RoundCard
from app.ui.rating.sheet_card import SheetCard
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money
from app.ui.work import Work, sentences

VALID_MONTHS = 24
BANK = "bank"
NOTICE_FORM = "F16"


class RatingPage(Page):
    """`place.key` is a household number; `place.detail` bank puts the keyboard on the bank's decision."""

    title = "评级授信"
    hears = Changed.RATINGS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._number = ""
        self._story: Story | None = None
        self._result: RatingResult | None = None
        self._begun: object = None
        self.list = RoundCard()
        self.list.picked.connect(self._pick)
        self.notice = Button("打印公示榜", self._print_notice, kind="quiet", icon_name="printer")
        self.list.body.addWidget(self.notice, 0, Qt.AlignmentFlag.AlignLeft)
        self.sheet = SheetCard()
        self.sheet.changed.connect(self._score)
        self.again = Button("照上次填", self._take_last, icon_name="copy")
        self.sheet.add_to_heading(self.again)
        self.next = Button("下一户", self._next, key="Alt+N")
        self.save = Button("保存村初评", self._save, kind="primary", key="Ctrl+Enter", icon_name="medal")
        self.fault = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        self.sheet.body.addWidget(self.fault)
        self.sheet.body.addLayout(row(None, self.next, self.save))
        self.result, self.bank = self._result_card(), self._bank_card(work.today)
        self._draft = self.keeps(self.sheet, "rating")
        right = QVBoxLayout()
        right.setSpacing(theme_now().px(12))
        right.addWidget(self.result, 1)
        right.addWidget(self.bank)
        large = theme_now().two_columns
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout() if large else QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        line.addWidget(self.list)
        self._views = QWidget()
        views: QHBoxLayout | QVBoxLayout = QVBoxLayout() if large else QHBoxLayout()
        views.setContentsMargins(0, 0, 0, 0)
        views.setSpacing(theme_now().px(12))
        views.addWidget(self.sheet, 0 if large else 3)
        views.addLayout(right, 0 if large else 2)
        self._views.setLayout(views)
        self.nobody = Empty("还没有农户。先导入名单，再一户一户评级。", verb="去导入", pressed=self._import)
        line.addWidget(self._views, 1)
        line.addWidget(self.nobody, 1)
        self.outer.addLayout(line, 1)
        QShortcut(QKeySequence("Esc"), self, self._drop, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _result_card(self) -> Card:
        card = Card("评分和理由")
        self.total = Label("", Role.ANSWER)
        self.band = Label("", Role.BODY, wrap=True)
        card.body.addWidget(self.total)
        card.body.addWidget(self.band)
        self.explained = Label("", Role.BODY, wrap=True)
        card.body.addWidget(scrolled(self.explained, "评分理由"), 1)
        self.not_yet = Empty("每一项都选了，这里说明得多少分、什么等级、为什么。", icon_name="medal")
        card.body.addWidget(self.not_yet)
        return card

    def _bank_card(self, today: date) -> Card:
        card = Card("银行核定", "银行说了算，照银行的填", rigid=True)
        self.last = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        card.body.addWidget(self.last)
        self.grade = Field("银行等级", needed=True)
        self.line = MoneyField("授信额度（元）")
        self.on = DateField("核定日", today)
        self.until = DateField("有效期至", today)
        self.bank_name = Field("银行")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        self.bank_fields = [self.grade, self.line, self.on, self.until, self.bank_name]
        for at, field in enumerate(self.bank_fields):
            grid.addWidget(field, at // 2, at % 2)
            field.entered.connect(self.focusNextChild)
        card.body.addLayout(grid)
        self.decide = Button("登记银行核定", self._decide, key="B")
        card.body.addLayout(row(None, self.decide))
        return card

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.key and place.key != self._number:
            self._number, self._story = place.key, None
        self.list.setVisible(not (place.key and theme_now().few_columns))
        super().open(place)

    def refresh(self) -> None:
        self.work.read(sheet_for, self.work.today, done=self.show_sheet)
        self.work.read(rating_round, self.work.today, done=self.show_rows)

    def show_rows(self, rows: list[RoundRow]) -> None:
        """Show the round; the first household that waits where none is chosen."""
        self.list.show_rows(rows)
        self._views.setVisible(bool(rows))
        self.nobody.setVisible(not rows)
        if not self._number and rows:
            self._number = next((each.id for each in rows if each.todo), rows[0].id)
        if self._number:
            self.list.pick(self._number, shown=self._story is None)
            self._read_story()

    def show_sheet(self, sheet: ScoreSheet) -> None:
        """Show the sheet of the policy."""
        first = not self.sheet.fields
        self.sheet.show_sheet(sheet)
        self._score()
        wanted = self.first_focus()
        if first and self.list.table.hasFocus() and wanted is not None:
            wanted.setFocus()

    def _pick(self, number: str) -> None:
        if self.typed and not may_drop(self, typed=True):
            self.list.pick(self._number)
            return
        self._number, self._story = number, None
        self._read_story()

    def _read_story(self) -> None:
        self.work.read(read_story, self._number, self.work.today, done=self.show_story)

    def show_story(self, story: Story) -> None:
        """Begin for a household; what is being typed about it stays."""
        if self._story is not None and self._story.view.number == story.view.number and self.typed:
            return
        self._story = story
        view = story.view
        self.name_it(f"{view.group} {view.head_name}户")
        self.sheet.title.setText(f"村初评：{view.head_name}户")
        self.sheet.clear()
        self.again.setVisible(bool(story.ratings))
        self._score()
        decision = story.decision
        self.last.setText(
            f"现有核定：{decision.grade}，{money(from_fen(decision.credit_line_fen))} 元，至 {decision.until}"
            if decision is not None
            else "银行还没有核定过。"
        )
        for field in self.bank_fields:
            field.set_text("")
        self.on.set_day(self.work.today)
        self.until.set_day(add_months(self.work.today, VALID_MONTHS))
        self._begun = self.sheet.state
        self._draft.begin(view.number)

    def first_focus(self) -> QWidget | None:
        if self.place.detail == BANK:
            return self.grade.control
        first = next(iter(self.sheet.fields.values()), None)
        return first.control if self.place.key and first is not None else self.list.table

    @property
    def typed(self) -> bool:
        return self._begun is not None and self.sheet.state != self._begun

    @property
    def selection(self) -> str:
        return self._number

    # --- scoring ---

    def _take_last(self) -> None:
        if self._story is not None and self._story.ratings:
            self.sheet.take_snapshot(self._story.ratings[0].snapshot)
            self._score()

    def _score(self) -> None:
        self.fault.setText("")
        sheet, card = self.sheet.sheet, self.sheet
        missing = len(card.open)
        self._result = None
        if sheet is not None and not missing:
            try:
                self._result = rate_household(
                    sheet, card.answers, card.adjustments, self.work.today, evidence=card.seen, vetoes=card.found
                )
            except KnownError as error:
                self.fault.setText(sentences(error))
        self._show_result(missing)

    def _show_result(self, missing: int) -> None:
        result = self._result
        self.not_yet.setVisible(result is None)
        for label in (self.explained, self.total):
            label.setVisible(result is not None)
        self.save.setEnabled(result is not None)
        if result is None:
            self.total.setText("")
            self.band.setText(f"还有 {missing} 项没选" if missing else "")
            return
        self.total.setText(f"{result.points} 分")
        self.band.setText(f"{result.band}，建议额度 {money(result.credit_line)} 元")
        self.explained.setText("\n".join(result.explanation))

    def _save(self) -> None:
        if self._result is None:
            return
        card = self.sheet
        self.save.setEnabled(False)
        self.work.write(
            assess_household,
            self._number,
            answers=card.answers,
            adjustments=card.adjustments,
            evidence=card.seen,
            vetoes=card.found,
            on=self.work.today,
            changes=Changed.RATINGS,
            done=self._saved,
            failed=self._failed,
        )

    def _saved(self, _result: RatingResult) -> None:
        """Saved: the next household is one key away, and so is what the bank decided on this one."""
        self._begun = self.sheet.state
        self._draft.end()
        self.next.setFocus()

    def _next(self) -> None:
        number = self.list.next()
        if number and (not self.typed or may_drop(self, typed=True)):
            self._number, self._story = number, None
            self._begun = self.sheet.state
            self.list.pick(number)
            self._read_story()
            first = next(iter(self.sheet.fields.values()), None)
            if first is not None:
                first.take_focus()

    def _drop(self) -> None:
        if self.typed and may_drop(self, typed=True):
            self.sheet.clear()
            self._begun = self.sheet.state
            self._draft.end()
            self._score()

    def _failed(self, error: BaseException) -> None:
        self._score()
        self.fault.setText(sentences(error))

    def _decide(self) -> None:
        if first_wrong(self.bank_fields) is None:
            self.work.write(
                record_bank_decision,
                self._number,
                grade=self.grade.text,
                credit_line=self.line.amount,
                on=self.on.day,
                until=self.until.day,
                bank=self.bank_name.text,
                changes=Changed.RATINGS,
                done=self._decided,
                failed=self._failed,
            )

    def _decided(self, _nothing: object) -> None:
        self.grade.set_text("")
        self.line.set_text("")

    # --- ways out ---

    def _print_notice(self) -> None:
        self.go.emit(Place(Where.PRINT, "", NOTICE_FORM))

    def _import(self) -> None:
        self.go.emit(Place(Where.IMPORT, detail="roster"))
