"""The score sheet of one household: an answer and what was seen for each indicator, adjustments, vetoes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.rating import Adjustment
from app.domain.score_sheet import ScoreSheet
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, empty_layout, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.flow import Flow
from app.ui.parts.label import Label, Rule
from app.ui.parts.scrolled import scrolled
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class SheetCard(Card):
    """`changed` comes with each answer, tick or adjustment."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("村初评", role=Role.STEP_TITLE, parent=parent)
        self.sheet: ScoreSheet | None = None
        self.fields: dict[str, Field] = {}
        self.evidence: dict[str, Field] = {}
        self.vetoes: dict[str, Check] = {}
        self._added: list[Adjustment] = []
        theme = theme_now()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(4), theme.px(2), theme.px(4), theme.px(4))
        column.setSpacing(theme.px(8))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))
        column.addLayout(self._grid)
        self._veto_line = QVBoxLayout()
        column.addLayout(self._veto_line)
        column.addWidget(Rule())
        self._add_adjusting(column)
        self.body.addWidget(scrolled(inside, "评分表"), 1)

    def _add_adjusting(self, column: QVBoxLayout) -> None:
        theme = theme_now()
        self.indicator = Field("加减分的指标", control=Choice())
        self.points = Field("加（减）几分", check=_wrong_points)
        self.reason = Field("加减分的理由", hint="不可抗力、互助金记录等，写清楚。")
        self.more = Button("再加一条", self._add, icon_name="plus", kind="quiet")
        line = QGridLayout()
        line.setHorizontalSpacing(theme.px(12))
        for at, field in enumerate((self.indicator, self.points, self.reason)):
            line.addWidget(field, 0, at)
            line.setColumnStretch(at, (3, 2, 4)[at])
            field.edited.connect(self.changed)
        column.addLayout(line)
        self.kept = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.kept)
        self.drop = Button("去掉最后一条", self._drop_last, kind="quiet", icon_name="cross")
        column.addLayout(row(self.more, self.drop))

    def show_sheet(self, sheet: ScoreSheet) -> None:
        """Lay out a sheet."""
        if self.sheet == sheet:
            return
        self.sheet = sheet
        self.set_note(f"{sheet.name}，满分 {sheet.total_weight}")
        empty_layout(self._grid)
        empty_layout(self._veto_line)
        self.fields, self.evidence = {}, {}
        for at, indicator in enumerate(sheet.indicators):
            options = [("请选", ""), *((f"{each.label}（{each.points} 分）", each.id) for each in indicator.options)]
            field = Field(f"{indicator.label}（{indicator.weight} 分）", control=Choice(options), hint=indicator.hint)
            seen = Field(f"{indicator.label}凭什么", placeholder="看到什么、问到什么")
            self._grid.addWidget(field, at, 0)
            self._grid.addWidget(seen, at, 1)
            self.fields[indicator.id], self.evidence[indicator.id] = field, seen
            field.edited.connect(self.changed)
            for each in (field, seen):
                each.entered.connect(self.focusNextChild)
        self._grid.setColumnStretch(0, 4)
        self._grid.setColumnStretch(1, 3)
        self.vetoes = {veto.id: Check(veto.label) for veto in sheet.vetoes if veto.enabled}
        if self.vetoes:
            self._veto_line.addWidget(Label("有这些情形的，不予授信", Role.SMALL, Tone.MUTED))
            self._veto_line.addWidget(Flow(list(self.vetoes.values())))
        for check in self.vetoes.values():
            check.toggled.connect(self._ticked)
        assert isinstance(self.indicator.control, Choice)
        self.indicator.control.set_options([("不加减", ""), *((each.label, each.id) for each in sheet.indicators)])

    def _ticked(self, _on: bool) -> None:
        self.changed.emit()

    def clear(self) -> None:
        """No answers yet."""
        for field in (*self.fields.values(), self.indicator):
            assert isinstance(field.control, Choice)
            field.control.setCurrentIndex(0)
        for field in (*self.evidence.values(), self.points, self.reason):
            field.set_text("")
        for check in self.vetoes.values():
            check.setChecked(False)
        self._added = []
        self._show_added()

    def take_snapshot(self, snapshot: str) -> None:
        """The answers and evidence of an earlier assessment, as far as the sheet still asks them."""
        kept = json.loads(snapshot)
        self.clear()
        for key, value in kept.get("answers", {}).items():
            control = self.fields[key].control if key in self.fields else None
            if isinstance(control, Choice):
                control.choose(value)
        for key, text in kept.get("evidence", {}).items():
            if key in self.evidence:
                self.evidence[key].set_text(text)

    # --- what was answered ---

    @property
    def answers(self) -> dict[str, str]:
        """The answers given so far."""
        return {key: str(field.value) for key, field in self.fields.items() if field.value}

    @property
    def seen(self) -> dict[str, str]:
        """What was seen, by indicator."""
        return {key: field.text for key, field in self.evidence.items() if field.text}

    @property
    def found(self) -> list[str]:
        """The vetoes that were ticked."""
        return [key for key, check in self.vetoes.items() if check.isChecked()]

    @property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """All adjustments, with the one that is being typed."""
        now = self._typed
        return (*self._added, now) if now is not None else tuple(self._added)

    @property
    def open(self) -> list[Field]:
        """Indicators without an answer."""
        return [field for field in self.fields.values() if not field.value]

    @property
    def state(self) -> tuple[Any, ...]:
        """Everything that stands in the card, to see whether something was typed."""
        return (self.answers, self.seen, self.found, self.adjustments, self.reason.text)

    @property
    def _typed(self) -> Adjustment | None:
        points = _points(self.points.text)
        if not self.indicator.value or points is None:
            return None
        return Adjustment(str(self.indicator.value), points, self.reason.text)

    def _add(self) -> None:
        now = self._typed
        if now is None or not now.reason:
            self.reason.show_error("选指标，写几分，写理由，再加一条。")
            return
        self._added.append(now)
        assert isinstance(self.indicator.control, Choice)
        self.indicator.control.setCurrentIndex(0)
        self.points.set_text("")
        self.reason.set_text("")
        self._show_added()
        self.indicator.take_focus()
        self.changed.emit()

    def _drop_last(self) -> None:
        if self._added:
            self._added.pop()
            self._show_added()
            self.changed.emit()

    def _show_added(self) -> None:
        labels = {each.id: each.label for each in self.sheet.indicators} if self.sheet is not None else {}
        lines = [
            f"{labels.get(each.indicator, each.indicator)} {each.points:+f}：{each.reason}" for each in self._added
        ]
        self.kept.setText("；".join(lines))
        self.kept.setVisible(bool(lines))
        self.drop.setVisible(bool(lines))


def _points(text: str) -> Decimal | None:
    plain = text.strip().replace("−", "-").replace("＋", "+")
    return Decimal(plain) if plain.lstrip("+-").isdigit() else None


def _wrong_points(text: str) -> str:
    return "" if _points(text) is not None else "写整数，减分前面加 -。"
