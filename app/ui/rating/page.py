"""The page 评级授信: choose a household, answer the sheet, see why it is so much; then what the bank decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import KnownError
from app.domain.money import from_fen
from app.domain.months import add_months
from app.domain.rating import Adjustment, RatingResult, rate_household
from app.domain.score_sheet import ScoreSheet
from app.services.household_story import HouseholdRow, Story, household_rows, read_story
from app.services.ratings import assess_household, record_bank_decision, sheet_for
from app.ui.changed import Changed
from app.ui.households.list_panel import HouseholdList
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, empty_layout, row
from app.ui.parts.choice import Choice
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label, Rule
from app.ui.parts.scrolled import scrolled
from app.ui.parts.typed_fields import DateField, MoneyField
from app.ui.places import Place
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money
from app.ui.work import Work, sentences

VALID_MONTHS = 24


class SheetCard(Card):
    """The score sheet: one choice for each indicator, and an adjustment with its reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("村初评", role=Role.STEP_TITLE, parent=parent)
        self.sheet: ScoreSheet | None = None
        self.fields: dict[str, Field] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme_now().px(12))
        self._grid.setVerticalSpacing(theme_now().px(8))
        inside = QWidget()
        inside.setLayout(self._grid)
        self.body.addWidget(scrolled(inside, "评分表"), 1)
        self.indicator = Field("加减分的指标", control=Choice())
        self.points = Field("加（减）几分", check=_wrong_points)
        self.reason = Field("加减分的理由", hint="不可抗力、互助金记录等，写清楚。")
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        for field, share in ((self.indicator, 3), (self.points, 2), (self.reason, 4)):
            line.addWidget(field, share)
        self.body.addWidget(Rule())
        self.body.addLayout(line)

    def show_sheet(self, sheet: ScoreSheet, changed: Any) -> None:
        """Lay out a sheet; `changed` is called with each answer."""
        if self.sheet is sheet:
            return
        self.sheet = sheet
        self.set_note(f"{sheet.name}，满分 {sheet.total_weight}")
        empty_layout(self._grid)
        self.fields = {}
        for at, indicator in enumerate(sheet.indicators):
            options = [("请选", ""), *((f"{each.label}（{each.points} 分）", each.id) for each in indicator.options)]
            field = Field(f"{indicator.label}（{indicator.weight} 分）", control=Choice(options), hint=indicator.hint)
            field.edited.connect(changed)
            self._grid.addWidget(field, at // 2, at % 2)
            self.fields[indicator.id] = field
        assert isinstance(self.indicator.control, Choice)
        self.indicator.control.set_options([("不加减", ""), *((each.label, each.id) for each in sheet.indicators)])
        for field in (self.indicator, self.points, self.reason):
            field.edited.connect(changed)

    def clear(self) -> None:
        """No answers yet."""
        for field in (*self.fields.values(), self.indicator):
            assert isinstance(field.control, Choice)
            field.control.setCurrentIndex(0)
        self.points.set_text("")
        self.reason.set_text("")

    @property
    def answers(self) -> dict[str, str]:
        """The answers given so far."""
        return {key: str(field.value) for key, field in self.fields.items() if field.value}

    @property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """The adjustment, where one is typed."""
        points = _points(self.points.text)
        if not self.indicator.value or points is None:
            return ()
        return (Adjustment(str(self.indicator.value), points, self.reason.text),)

    @property
    def open(self) -> list[Field]:
        """Indicators without an answer."""
        return [field for field in self.fields.values() if not field.value]


class RatingPage(Page):
    """`place.key` is a household number."""

    title = "评级授信"
    hears = Changed.RATINGS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._number = ""
        self._result: RatingResult | None = None
        self.list = HouseholdList(choosing=True)
        self.list.picked.connect(self._pick)
        self.sheet = SheetCard()
        self.save = Button("保存村初评", self._save, kind="primary", key="Ctrl+Enter", icon_name="medal")
        self.fault = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        self.sheet.body.addWidget(self.fault)
        self.sheet.body.addLayout(row(None, self.save))
        self.result, self.bank = self._result_card(), self._bank_card(work.today)
        right = QVBoxLayout()
        right.setSpacing(theme_now().px(12))
        right.addWidget(self.result, 1)
        right.addWidget(self.bank)
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        line.addWidget(self.list)
        self._views = QWidget()
        views: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme_now().two_columns else QHBoxLayout()
        views.setContentsMargins(0, 0, 0, 0)
        views.setSpacing(theme_now().px(12))
        sideways = 0 if theme_now().two_columns else 1
        views.addWidget(self.sheet, 3 * sideways)
        views.addLayout(right, 2 * sideways)
        self._views.setLayout(views)
        line.addWidget(self._views, 1)
        self.outer.addLayout(line, 1)
        self._draft = self.keeps(self.sheet, "rating")
        self._bank_draft = self.keeps(self.bank, "decision")

    def _result_card(self) -> Card:
        card = Card("评分和理由")
        self.total = Label("", Role.ANSWER)
        self.band = Label("", Role.BODY)
        card.body.addLayout(row(self.total, self.band))
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
        if place.key:
            self._number = place.key
        self.list.setVisible(not (place.key and theme_now().few_columns))
        super().open(place)

    def refresh(self) -> None:
        self.work.read(household_rows, self.work.today, done=self.show_rows)
        self.work.read(sheet_for, self.work.today, done=self.show_sheet)

    def show_rows(self, rows: list[HouseholdRow]) -> None:
        """Show the households; the first one where none is chosen."""
        self.list.show_rows(rows)
        self._views.setVisible(bool(rows))
        if not self._number and rows:
            self._number = rows[0].number
        if self._number:
            self.list.pick(self._number)
            self._pick(self._number)

    def show_sheet(self, sheet: ScoreSheet) -> None:
        """Show the sheet of the policy."""
        self.sheet.show_sheet(sheet, self._score)
        self._score()
        self._begin_drafts()

    def _pick(self, number: str) -> None:
        self._number = number
        self.work.read(read_story, number, self.work.today, done=self.show_story)

    def show_story(self, story: Story) -> None:
        """Begin for a household."""
        view = story.view
        self.name_it(f"{view.group} {view.head_name}户")
        self.sheet.title.setText(f"村初评：{view.head_name}户")
        self.sheet.clear()
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
        self._begin_drafts()

    def _begin_drafts(self) -> None:
        if self._number and self.sheet.sheet is not None:
            self._draft.begin(self._number)
            self._bank_draft.begin(self._number)

    def first_focus(self) -> QWidget | None:
        first = next(iter(self.sheet.fields.values()), None)
        return first.control if self.place.key and first is not None else self.list.table

    @property
    def selection(self) -> str:
        return self._number

    @property
    def typed(self) -> bool:
        return bool(self.sheet.answers)

    # --- scoring ---

    def _score(self) -> None:
        self.fault.setText("")
        sheet = self.sheet.sheet
        missing = len(self.sheet.open)
        self._result = None
        if sheet is not None and not missing:
            try:
                self._result = rate_household(sheet, self.sheet.answers, self.sheet.adjustments, self.work.today)
            except KnownError as error:
                self.fault.setText(sentences(error))
        self._show_result(missing)

    def _show_result(self, missing: int) -> None:
        result = self._result
        self.not_yet.setVisible(result is None)
        self.explained.setVisible(result is not None)
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
        self.work.write(
            assess_household,
            self._number,
            answers=self.sheet.answers,
            adjustments=self.sheet.adjustments,
            on=self.work.today,
            changes=Changed.RATINGS,
            done=self._rated,
            failed=self._failed,
        )

    def _rated(self, _rating: object) -> None:
        self._draft.end()

    def _failed(self, error: BaseException) -> None:
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

    def _decided(self, _decision: object) -> None:
        self._bank_draft.end()


def _points(text: str) -> Decimal | None:
    plain = text.strip().replace("−", "-").replace("＋", "+")
    return Decimal(plain) if plain.lstrip("+-").isdigit() else None


def _wrong_points(text: str) -> str:
    return "" if _points(text) is not None else "写整数，减分前面加 -。"
