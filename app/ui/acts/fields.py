"""The widget of each kind of question, and what it answers: values as the services take them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QGridLayout, QPlainTextEdit, QSizePolicy, QWidget

from app.services.household_rows import HouseholdRow, found_rows
from app.services.households import MemberView
from app.ui.acts.ask import About, Ask, Kind
from app.ui.households.checks import wrong_phone
from app.ui.households.choices import words
from app.ui.households.member_form import MemberForm
from app.ui.parts.buttons import Button
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.typed_fields import CountField, DateField, MoneyField, RateField
from app.ui.theme import theme_now

SCANS = "扫描件 (*.jpg *.jpeg *.png *.pdf)"
SEVERAL_SHOWN = 4
WIDE = frozenset({Kind.LONG, Kind.HOUSEHOLDS, Kind.FILE, Kind.PERSON, Kind.RELATIONS, Kind.LEAVING})
"""Kinds that take a whole line of the form."""


def make_field(ask: Ask, about: About) -> Field:
    """The field that asks it, with what stands there first."""
    made = _MAKERS[ask.kind](ask, about)
    start = ask.start_for(about)
    if isinstance(start, date) and isinstance(made, DateField):
        made.set_day(start)
    elif start and isinstance(made.control, Choice):
        made.control.choose(start)
    elif start:
        made.set_text(str(start))
    return made


def answer_of(field: Field) -> Any:
    """What the service takes: a day, yuan, a fraction, a number, a value of the list, or the text."""
    if isinstance(field, DateField):
        return field.day
    if isinstance(field, MoneyField):
        return field.amount
    if isinstance(field, RateField):
        return field.rate
    if isinstance(field, CountField):
        return field.count
    return field.value


class HouseholdField(Field):
    """One household, found by name, spelling, end of an id, or 户编号; `several` takes many, one after the other."""

    def __init__(self, label: str, rows: Sequence[HouseholdRow], *, needed: bool, several: bool = False) -> None:
        self._rows, self._several = list(rows), several
        hint = "姓名、拼音或户编号" + ("，户与户之间用逗号" if several else "")
        super().__init__(label, check=self._wrong, hint=self._found, needed=needed, placeholder=hint)

    @property
    def value(self) -> Any:
        """户编号, or a list of them."""
        numbers = [found[0].number for part in self._parts(self.text) if len(found := self._rows_of(part)) == 1]
        return numbers if self._several else (numbers[0] if numbers else "")

    def _parts(self, text: str) -> list[str]:
        if not self._several:
            return [text]
        return [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]

    def _rows_of(self, part: str) -> list[HouseholdRow]:
        return found_rows(self._rows, part)

    def _wrong(self, text: str) -> str:
        for part in self._parts(text):
            found = self._rows_of(part)
            if not found:
                return f"没有找到“{part}”。请打姓名、拼音或户编号。"
            if len(found) > 1:
                some = "、".join(f"{row.group}{row.head_name}（{row.number}）" for row in found[:SEVERAL_SHOWN])
                return f"“{part}”有 {len(found)} 户：{some}。请打户编号。"
        return ""

    def _found(self, text: str) -> str:
        rows = [found[0] for part in self._parts(text) if len(found := self._rows_of(part)) == 1]
        if not rows:
            return ""
        first = f"{rows[0].group} {rows[0].head_name}户，{rows[0].number}"
        return first if not self._several else f"{len(rows)} 户：{'、'.join(row.head_name for row in rows)}"


class FlagField(Field):
    """Yes or no, as a tick before its words."""

    def __init__(self, words_: str) -> None:
        self.box = Check(words_)
        super().__init__(words_, control=self.box, bare=True)
        self.box.toggled.connect(self._changed)

    @property
    def text(self) -> str:
        """A word where it is ticked, so that it counts as typed."""
        return "是" if self.box.isChecked() else ""

    @property
    def value(self) -> Any:
        """Whether it is ticked."""
        return self.box.isChecked()


class FileField(Field):
    """A file, typed or chosen."""

    def __init__(self, label: str, kinds: str, *, needed: bool) -> None:
        super().__init__(label, check=_wrong_file, needed=needed)
        self._kinds = kinds
        self.choose = Button("选文件", self._choose, icon_name="inbox")
        self.layout().insertWidget(2, self.choose)  # type: ignore[union-attr]
        self.choose.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> Any:
        """The path."""
        return Path(self.text)

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, self._label_text, "", self._kinds)
        if chosen:
            self.set_text(chosen)


class PersonField(Field):
    """All facts of a new person, with the checks and hints of the member form."""

    def __init__(self, label: str, today: date) -> None:
        self.person = MemberForm(today)
        super().__init__(label, control=self.person, bare=True)
        self.person.show_member(None)
        self.person.edited.connect(self._changed)
        self.person.entered.connect(self.entered)

    @property
    def text(self) -> str:
        """Everything typed."""
        return "".join(self.person.values.values())

    @property
    def value(self) -> Any:
        """The filled values by name."""
        return {name: text for name, text in self.person.values.items() if text}

    def wrong(self) -> str:
        return next((sentence for field in self.person.fields.values() if (sentence := field.wrong())), "")

    def judge(self) -> bool:
        return first_wrong(list(self.person.fields.values())) is None

    def take_focus(self) -> None:
        first = next((field for field in self.person.fields.values() if field.error), self.person.fields["name"])
        first.take_focus()


class PeopleField(Field):
    """People of a household, each with the relation to a head; with `choosing` only the ticked ones count."""

    def __init__(
        self, label: str, people: Sequence[MemberView], today: date, *, choosing: bool, needed: bool, head: bool
    ) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme_now().px(12))
        self._boxes: dict[str, Check] = {}
        self._relations: dict[str, Choice] = {}
        allowed = [word for word in words("relations", today) if head or word != "户主"]
        for at, person in enumerate(people):
            relation = Choice([("关系不变" if not needed else "请选", ""), *((word, word) for word in allowed)])
            relation.setAccessibleName(f"{person.name}与户主关系")
            if choosing:
                self._boxes[person.id] = Check(person.name)
                grid.addWidget(self._boxes[person.id], at, 0)
            else:
                grid.addWidget(Label(person.name), at, 0)
            grid.addWidget(Label(person.relation), at, 1)
            grid.addWidget(relation, at, 2)
            self._relations[person.id] = relation
        grid.setColumnStretch(3, 1)
        super().__init__(label, control=inside, needed=needed)
        for part in self._boxes.values():
            part.toggled.connect(self._changed)
        for choice in self._relations.values():
            choice.currentTextChanged.connect(self._changed)

    @property
    def value(self) -> Any:
        """Relation by member id, of those who count."""
        chosen = {whose: str(choice.value or "") for whose, choice in self._relations.items()}
        if self._boxes:
            return {whose: word for whose, word in chosen.items() if self._boxes[whose].isChecked()}
        return {whose: word for whose, word in chosen.items() if word or self._needed}

    @property
    def text(self) -> str:
        """What was told, so that an untouched form counts as empty."""
        return "，".join(f"{whose}{word}" for whose, word in self.value.items() if word)

    def wrong(self) -> str:
        if not self._needed:
            return ""
        if self._boxes and not self.value:
            return "请勾上要分出去的人。"
        return "请选每个人与户主的关系。" if not all(self.value.values()) else ""

    def take_focus(self) -> None:
        parts = [*self._boxes.values(), *self._relations.values()]
        if parts:
            parts[0].setFocus()


def _wrong_file(text: str) -> str:
    return "" if Path(text).is_file() else "没有这个文件，请重新选。"


def _long(ask: Ask, _about: About) -> Field:
    made = Field(ask.label, control=QPlainTextEdit(), needed=ask.needed, hint=ask.hint)
    made.control.setFixedHeight(theme_now().px(64))
    return made


def _choice(ask: Ask, about: About) -> Field:
    options = ask.options_for(about)
    hint = ask.hint if options else "还没有可选的，先到“村务”里登记。"
    return Field(ask.label, control=Choice(options), hint=hint, needed=ask.needed)


def _typed(ask: Ask, about: About) -> Field:
    control = Choice(["", *ask.options_for(about)], editable=True)
    return Field(ask.label, control=control, needed=ask.needed, hint=ask.hint)


def _people(ask: Ask, about: About) -> Field:
    people = about.household.members if about.household is not None else ()
    leaving = ask.kind is Kind.LEAVING
    return PeopleField(
        ask.label, people, about.today, choosing=leaving, needed=ask.needed, head=leaving or not ask.needed
    )


def _needed_row(ask: Ask, about: About) -> Field:
    several = ask.kind is Kind.HOUSEHOLDS
    return HouseholdField(ask.label, about.households, needed=ask.needed, several=several)


_MAKERS: dict[Kind, Callable[[Ask, About], Field]] = {
    Kind.TEXT: lambda ask, about: Field(ask.label, needed=ask.needed, hint=ask.hint),
    Kind.LONG: _long,
    Kind.DAY: lambda ask, about: DateField(ask.label, about.today, needed=ask.needed),
    Kind.MONEY: lambda ask, about: MoneyField(ask.label, needed=ask.needed),
    Kind.SHARE: lambda ask, about: RateField(ask.label, needed=ask.needed, what=ask.label.split("（")[0]),
    Kind.COUNT: lambda ask, about: CountField(ask.label, unit=ask.unit, needed=ask.needed),
    Kind.CHOICE: _choice,
    Kind.TYPED: _typed,
    Kind.HOUSEHOLD: _needed_row,
    Kind.HOUSEHOLDS: _needed_row,
    Kind.PHONE: lambda ask, about: Field(ask.label, needed=ask.needed, check=wrong_phone, hint=ask.hint),
    Kind.FLAG: lambda ask, about: FlagField(ask.label),
    Kind.FILE: lambda ask, about: FileField(ask.label, SCANS, needed=ask.needed),
    Kind.PERSON: lambda ask, about: PersonField(ask.label, about.today),
    Kind.RELATIONS: _people,
    Kind.LEAVING: _people,
}
