"""The page 走访: this quarter's round group by group, who is still to visit, and the form beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.services.scans import attach_scan
from app.services.visit_round import CHECK, COLLECT, FOLLOW, SURVEY, RoundRow, round_rows
from app.services.visits import record_visit
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.table import LIST, Table
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.visits.form import VisitForm
from app.ui.words import days_ago, quarter
from app.ui.work import Work, sentences

ENTER = "enter"
EVERY_GROUP = "各组"
PURPOSE_WORDS = [
    ("为什么去都行", ""),
    ("快到期，要摸底", SURVEY),
    ("逾期，要催收", COLLECT),
    ("该贷后检查", CHECK),
    ("监测对象，要回访", FOLLOW),
]


class VisitsPage(Page):
    """`place.key` is a group, or with `detail` enter a household number."""

    title = "走访"
    hears = Changed.VISITS | Changed.HOUSEHOLDS | Changed.LOANS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._rows: list[RoundRow] = []
        self._wanted = ""
        self._photo: tuple[Path | None, str, date] = (None, "", work.today)
        self.group = Field("组", control=Choice([EVERY_GROUP]), bare=True)
        self.group.edited.connect(self._again)
        self.purpose = Field("为什么去", control=Choice(PURPOSE_WORDS), bare=True)
        self.purpose.edited.connect(self._again)
        self.which = QButtonGroup(self)
        self.left_only = Button("还没走", kind="toggle")
        self.everyone = Button("全部", kind="toggle")
        for at, button in enumerate((self.left_only, self.everyone)):
            self.which.addButton(button, at)
        self.left_only.setChecked(True)
        self.which.idToggled.connect(self._filtered)
        self.print = Button("打印走访表", self._print, key="P", icon_name="printer")
        self.table = self._table()
        self.done = Empty("这一季都走到了。", good=True)
        self.nobody = Empty("还没有农户。先导入名单。", verb="去导入", pressed=self._import)
        self.list = Card("待走访")
        self.list.add_to_heading(self.print)
        self.list.body.addLayout(row(self.group, self.purpose, self.left_only, self.everyone))
        self.list.body.addWidget(self.table, 1)
        for empty in (self.done, self.nobody):
            self.list.body.addWidget(empty)
        self.list.body.addStretch(0)
        self.form = VisitForm(work.today)
        self._draft = self.keeps(self.form, "visit")
        self.form.wanted.connect(self._save)
        self.form.skipped.connect(self._to_list)
        layout: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme_now().few_columns else QHBoxLayout()
        layout.setSpacing(theme_now().px(12))
        layout.addWidget(self.list, 5)
        layout.addWidget(self.form, 6)
        self.outer.addLayout(layout, 1)

    def _table(self) -> Table:
        table = Table(
            [
                Column("户", lambda door: door.view.head_name),
                Column("组", lambda door: door.view.group, tone=lambda door: Tone.MUTED),
                Column("上次走访", self._last, tone=lambda door: Tone.MUTED),
                Column("要留意", lambda door: "", chip=self._chip),
            ],
            name="待走访的户",
            row_height=LIST,
            picks=True,
        )
        table.setMinimumHeight(theme_now().px(26 + 5 * LIST))
        table.chosen.connect(self._chosen)
        table.opened.connect(self._to_form)
        return table

    def _last(self, door: RoundRow) -> str:
        return days_ago(door.last.on, self.work.today) if door.last is not None else "没走过"

    def _chip(self, door: RoundRow) -> Chip | None:
        if door.overdue_days:
            return Chip("stop", f"逾期 {door.overdue_days} 天", Tone.DANGER)
        if door.next_due is not None and (door.next_due - self.work.today).days <= 45:
            return Chip("clock", f"{(door.next_due - self.work.today).days} 天后到期", Tone.WARN)
        if door.view.monitored and door.view.risk_removed != "是":
            return Chip("warning", "监测对象", Tone.WARN)
        return Chip("done", "已走访", Tone.OK) if door.visited else None

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.detail == ENTER:
            self._wanted = place.key
            self.everyone.setChecked(True)
            self._choose_group(EVERY_GROUP)
        elif place.key:
            self._choose_group(place.key)
        super().open(place)

    def refresh(self) -> None:
        self.work.read(round_rows, self.work.today, done=self.show_rows)

    def show_rows(self, rows: list[RoundRow]) -> None:
        """Show the round."""
        self._rows = rows
        chosen = self.place.key if self.place.key and self.place.detail != ENTER else self.group.value
        groups = list(dict.fromkeys(each.view.group for each in rows))
        assert isinstance(self.group.control, Choice)
        self.group.control.blockSignals(True)
        self.group.control.set_options([EVERY_GROUP, *groups], chosen)
        self.group.control.blockSignals(False)
        left = sum(1 for each in rows if not each.visited)
        self.name_it(f"{quarter(self.work.today)}，余 {left} 户" if rows else "")
        self._again()
        self.nobody.setVisible(not rows)
        self.form.setVisible(bool(rows))

    def _choose_group(self, group: str) -> None:
        assert isinstance(self.group.control, Choice)
        self.group.control.choose(group)

    def _again(self) -> None:
        group = self.group.value
        left_only, purpose = self.left_only.isChecked() and not self.purpose.value, str(self.purpose.value or "")
        kept = [
            each for each in self._rows if group in (EVERY_GROUP, each.view.group) and not (left_only and each.visited)
        ]
        if purpose:
            kept = [each for each in kept if purpose in each.purposes]
        self.table.set_rows(kept)
        self.list.set_note(f"{len(kept)} 户")
        self.table.setVisible(bool(kept))
        self.done.setVisible(bool(self._rows) and not kept)
        if self._wanted and self.table.choose_where(lambda each: each.view.number == self._wanted):
            self.table.scrollTo(self.table.currentIndex())
            self._wanted = ""

    def _filtered(self, _id: int, on: bool) -> None:
        if on:
            self._again()

    def first_focus(self) -> QWidget | None:
        return self.form.findings.control if self.place.detail == ENTER else self.table

    @property
    def typed(self) -> bool:
        return self.form.typed

    # --- entering ---

    def _chosen(self, door: RoundRow | None) -> None:
        if door is not None and not self.form.typed:
            self._begin(door)

    def _begin(self, door: RoundRow) -> None:
        self.form.start(door, str(self.purpose.value or ""))
        self._draft.begin(door.view.number)

    def _to_form(self, door: RoundRow) -> None:
        self._begin(door)
        self.form.result.take_focus()

    def _to_list(self) -> None:
        self._draft.end()
        for field in self.form.fields[3:]:
            if not isinstance(field.control, Choice):
                field.set_text("")
        self.table.setFocus()

    def _save(self, number: str, values: dict[str, Any]) -> None:
        self._photo = self.form.file, number, values["on"]
        self.work.write(record_visit, number, changes=Changed.VISITS, done=self._saved, failed=self._failed, **values)

    def _saved(self, _visit_id: str) -> None:
        file, number, day = self._photo
        if file is not None:
            self.work.write(
                attach_scan,
                file,
                on=day,
                household_number=number,
                title=f"走访照片 {day}",
                changes=Changed.PAPERS,
                failed=self._failed,
            )
        self._to_list()
        at = self.table.currentIndex().row()
        if not self.left_only.isChecked() and at + 1 < len(self.table.rows):
            self.table.choose(at + 1)
        self.form.result.take_focus()

    def _failed(self, error: BaseException) -> None:
        self.form.show_fault(sentences(error))

    def _print(self) -> None:
        group = self.group.value
        self.go.emit(Place(Where.PRINT, "" if group == EVERY_GROUP else str(group), "group:F10"))

    def _import(self) -> None:
        self.go.emit(Place(Where.IMPORT, detail="roster"))
