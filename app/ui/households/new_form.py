"""新建一户: the household's own facts and its people, one after the other, by keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.households.checks import wrong_phone
from app.ui.households.choices import words
from app.ui.households.member_form import MemberForm
from app.ui.messages import may_drop
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.table import DENSE, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class NewHouseholdForm(Card):
    """`saved` comes with the keyword arguments of `register_household`; `dropped` where the officer gives up."""

    saved = Signal(dict)
    dropped = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("新建一户", "名单上没有的户，先登记在这里", role=Role.STEP_TITLE, parent=parent)
        theme = theme_now()
        self._people: list[dict[str, str]] = []
        self.village = Field("村", control=Choice())
        self.group = Field("组", needed=True, placeholder="3组")
        self.kind = Field("户类型", control=Choice(words("household_kinds", today)))
        self.phone = Field("联系电话", check=wrong_phone)
        top = QGridLayout()
        top.setHorizontalSpacing(theme.px(12))
        for number, field in enumerate((self.village, self.group, self.kind, self.phone)):
            top.addWidget(field, number // (2 if theme.two_columns else 4), number % (2 if theme.two_columns else 4))
        self.body.addLayout(top)
        self.table = Table(
            [
                Column("姓名", lambda member: member["name"]),
                Column("与户主关系", lambda member: member["relation"]),
                Column("身份证号", lambda member: member["resident_id"]),
                Column("电话", lambda member: member["phone"]),
            ],
            name="已填的成员",
            row_height=DENSE,
            fit=True,
        )
        self.table.opened.connect(self._take_back)
        self.body.addWidget(self.table)
        self.who = Label("", Role.CARD_TITLE)
        self.body.addWidget(self.who)
        self.member = MemberForm(today)
        self.member.entered.connect(self._add)
        self.body.addWidget(self.member)
        self.add = Button("加上这一人", self._add, key="Alt+Enter", icon_name="plus")
        self.drop = Button("放弃", self._drop)
        self.save = Button("保存这一户", self._save, kind="primary", key="Ctrl+Enter")
        self.words = Label("", Role.SMALL, Tone.MUTED)
        self.body.addStretch(1)
        self.body.addWidget(self.words)
        if theme.two_columns:
            self.body.addLayout(row(self.add))
            self.body.addLayout(row(None, self.drop, self.save))
        else:
            self.body.addLayout(row(None, self.add, self.drop, self.save))

    def start(self, villages: list[tuple[str, str]]) -> None:
        """Empty the form; `villages` are (name, code)."""
        assert isinstance(self.village.control, Choice)
        self.village.control.set_options(villages)
        self.village.setVisible(len(villages) > 1)
        self.group.set_text("")
        self.phone.set_text("")
        self._people = []
        self._next()
        self.group.take_focus()

    def draft_rest(self) -> list[dict[str, str]]:
        """The people entered so far, for the draft."""
        return [dict(person) for person in self._people]

    def take_rest(self, people: list[dict[str, str]]) -> None:
        """Put the people of a draft back."""
        self._people = [dict(person) for person in people]
        self._next()

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return bool(self._people or self.group.text or self.member.values["name"])

    def _drop(self) -> None:
        if may_drop(self, typed=self.typed):
            self.dropped.emit()

    def _next(self) -> None:
        self.table.set_rows(self._people)
        self.table.setVisible(bool(self._people))
        self.member.show_member(None)
        head = not self._people
        self.who.setText("户主" if head else f"第 {len(self._people) + 1} 个成员")
        self.member.fields["relation"].set_text("户主" if head else "")
        self.words.setText("" if head else f"已填 {len(self._people)} 人。点一行可以拿回来改。")

    def _add(self) -> bool:
        if first_wrong(list(self.member.fields.values())) is not None:
            return False
        self._people.append({name: text for name, text in self.member.values.items() if text})
        for name in ("name", "relation", "resident_id", "phone"):
            self._people[-1].setdefault(name, "")
        self._next()
        self.member.fields["name"].take_focus()
        return True

    def _take_back(self, member: dict[str, str]) -> None:
        self._people.remove(member)
        self._next()
        for name, text in member.items():
            self.member.fields[name].set_text(text)
        self.member.fields["name"].take_focus()

    def _save(self) -> None:
        if first_wrong([self.group]) is not None or (self.phone.text and first_wrong([self.phone]) is not None):
            return
        if (self.member.values["name"] or not self._people) and not self._add():
            return
        people = [{name: text for name, text in each.items() if text} for each in self._people]
        values: dict[str, Any] = {
            "village_code": self.village.value or "",
            "group": self.group.text,
            "kind": self.kind.text,
            "phone": self.phone.text,
            "members": people,
        }
        self.saved.emit(values)
