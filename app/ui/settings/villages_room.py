"""村与村官: names and codes of the villages over time, and who was the officer from when until when."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from sqlalchemy.orm import Session

from app.services.responsible import TenureView, begin_tenure, end_tenure, list_tenures
from app.services.villages import (
    VillageChangeView,
    VillageView,
    list_villages,
    recode_village,
    rename_village,
    village_history,
)
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.table import DENSE, Table
from app.ui.parts.typed_fields import DateField
from app.ui.settings.room import Room
from app.ui.theme import theme_now
from app.ui.words import NOTHING
from app.ui.work import sentences

RENAME, RECODE, BEGIN, END = "改村名", "改区划代码", "村官到任", "村官离任"
Facts = tuple[list[VillageView], list[VillageChangeView], list[TenureView]]


class VillagesRoom(Room):
    """One form for the four acts: its second field says what it wants."""

    key, word, township = "villages", "村与村官", False
    hears = Changed.SETTINGS | Changed.HOUSEHOLDS

    def build(self) -> None:
        """Villages, their history, officers, and the form."""
        self.villages = Table(
            [
                Column("村", lambda view: view.name),
                Column("区划代码", lambda view: view.code),
                Column("户", lambda view: f"{view.households:,}", right=True),
                Column("乡镇", lambda view: view.township or NOTHING, secondary=True),
                Column("说明", lambda view: f"已并入 {view.merged_into}" if view.merged_into else "", stretch=True),
            ],
            name="村",
            row_height=DENSE,
            fit=True,
            picks=True,
        )
        self.column.addWidget(self.villages)
        self.title("改过的名称和代码")
        self.history = Table(
            [
                Column("哪天", lambda view: f"{view.on}"),
                Column("什么", lambda view: view.kind),
                Column("原来", lambda view: f"{view.old_name} {view.old_code}"),
                Column("现在", lambda view: f"{view.new_name} {view.new_code}"),
                Column("文件", lambda view: view.document or NOTHING, stretch=True, explains=True),
            ],
            name="改过的名称和代码",
            row_height=DENSE,
        )
        self.no_history = Empty("村名和代码没有改过。")
        self.column.addWidget(self.history, 1)
        self.column.addWidget(self.no_history)
        self.title("金融村官")
        self.officers = Table(
            [
                Column("姓名", lambda view: view.name),
                Column("村", lambda view: view.village or NOTHING),
                Column("到任", lambda view: f"{view.from_on}"),
                Column("离任", lambda view: f"{view.until_on}" if view.until_on else "在任"),
                Column("移交", lambda view: view.handed_over or NOTHING, stretch=True, explains=True),
            ],
            name="金融村官",
            row_height=DENSE,
            picks=True,
        )
        self.no_officers = Empty("还没有登记谁在任。在下面登记“村官到任”。")
        self.column.addWidget(self.officers, 1)
        self.column.addWidget(self.no_officers)
        for empty in (self.no_history, self.no_officers):
            empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._form()

    def _form(self) -> None:
        self.act = Field("登记什么", control=Choice((BEGIN, END, RENAME, RECODE)))
        self.village = Field("哪个村", control=Choice())
        self.new = Field("姓名", needed=True)
        self.day = DateField("从哪天起", self.work.today)
        self.paper = Field("依据的文件")
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        for field, share in ((self.act, 2), (self.village, 2), (self.new, 3), (self.day, 2), (self.paper, 3)):
            line.addWidget(field, share)
            field.entered.connect(self.focusNextChild)
        self.act.edited.connect(self._relabel)
        self.column.addLayout(line)
        self.column.addWidget(self.said)
        self.save = Button("登记", self._save, kind="primary", key="Ctrl+Enter")
        self.column.addLayout(row(None, self.save))

    def refresh(self) -> None:
        self.work.read(_read, done=self.show_facts)

    def first_focus(self) -> QWidget | None:
        return self.act.control

    def show_facts(self, facts: Facts) -> None:
        """Villages, changes, officers."""
        villages, history, officers = facts
        self.villages.set_rows(villages)
        self.history.set_rows(history)
        self.officers.set_rows(officers)
        self.history.setVisible(bool(history))
        self.no_history.setVisible(not history)
        self.officers.setVisible(bool(officers))
        self.no_officers.setVisible(not officers)
        assert isinstance(self.village.control, Choice)
        self.village.control.set_options([(view.name, view.code) for view in villages if not view.merged_into])
        if self.day.day is None:
            self.day.set_day(self.work.today)

    def _relabel(self) -> None:
        words = {RENAME: "新村名", RECODE: "新代码（12 位）", BEGIN: "姓名", END: "离任的是谁"}[self.act.text]
        self.new.rename(words)
        self.paper.rename("移交清单编号" if self.act.text == END else "依据的文件")

    def _save(self) -> None:
        if first_wrong([self.new, self.day]) is not None:
            return
        verb, named = self._verb()
        if verb is None:
            self.new.show_error("没有这个在任的村官。请照上面的名单填姓名。")
            return
        self.work.write(
            verb,
            changes=Changed.SETTINGS | Changed.HOUSEHOLDS,
            done=self._saved,
            failed=self._failed,
            **named,
        )

    def _verb(self) -> tuple[Any, dict[str, Any]]:
        village, text, day = str(self.village.value or ""), self.new.text, self.day.day
        if self.act.text == RENAME:
            return rename_village, {"village": village, "name": text, "on": day, "document": self.paper.text}
        if self.act.text == RECODE:
            return recode_village, {"village": village, "code": text, "on": day, "document": self.paper.text}
        if self.act.text == BEGIN:
            return begin_tenure, {"name": text, "on": day, "village": village}
        leaving = [view for view in self.officers.rows if view.name == text and view.until_on is None]
        if not leaving:
            return None, {}
        return end_tenure, {"tenure_id": leaving[0].id, "on": day, "handed_over": self.paper.text}

    def _saved(self, _answer: object) -> None:
        words = f"{self.act.text}：{self.new.text}，已登记。"
        for field in (self.new, self.paper):
            field.set_text("")
        self.say(words)

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))


def _read(session: Session) -> Facts:
    return list_villages(session), village_history(session), list_tenures(session)
