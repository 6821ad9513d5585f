"""The fields of one person, in place below the ledger of members or in the form of a new household."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.phone import mask_phone
from app.domain.resident_id import mask
from app.services.households import MemberView
from app.ui.households.checks import birth_in_words, id_hint, name_hint, wrong_id, wrong_name, wrong_phone
from app.ui.households.choices import words
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.masked_field import MaskedField
from app.ui.theme import theme_now


class MemberForm(QWidget):
    """`changes` are the fields that differ from what was shown; `edited` comes with each key."""

    edited = Signal()
    entered = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._shown: dict[str, str] = {}
        self.fields: dict[str, Field] = {
            "name": Field("姓名", check=wrong_name, hint=name_hint, needed=True),
            "resident_id": MaskedField(
                "身份证号（18位）", mask, check=partial(wrong_id, today), hint=partial(id_hint, today)
            ),
            "relation": Field("与户主关系", control=_choice("relations", today), needed=True),
            "schooling": Field("在校生状况", control=_choice("schooling", today), hint=_schooling_hint),
            "education": Field("文化程度", control=_choice("education", today)),
            "ethnicity": Field("民族", control=_choice("ethnic_groups", today)),
            "health": Field("健康状况", control=_choice("health", today, editable=True)),
            "labour_skill": Field("劳动技能", control=_choice("labour_skills", today)),
            "phone": MaskedField("电话", mask_phone, check=wrong_phone),
        }
        self.birth = Field("出生日期", read_only=True, hint=_birth_hint)
        theme = theme_now()
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        columns = 2 if theme.two_columns else 3
        order = ["name", "resident_id", "relation", "", "schooling", "ethnicity", "education", "health", "labour_skill"]
        for number, key in enumerate([*order, "phone"]):
            grid.addWidget(self.fields[key] if key else self.birth, number // columns, number % columns)
        for at, share in enumerate((4, 5, 3)[:columns]):
            grid.setColumnStretch(at, share)
        for field in self.fields.values():
            field.edited.connect(self.edited)
            field.entered.connect(self.entered)
        self.fields["resident_id"].edited.connect(self._fill_birth)

    def show_member(self, member: MemberView | None) -> None:
        """Show a person, or empty fields for a new one."""
        self._shown = {name: getattr(member, name) if member is not None else "" for name in self.fields}
        for name, field in self.fields.items():
            field.set_text(self._shown[name])
        self._fill_birth()
        for field in self.fields.values():
            if field.text:
                field.judge()

    def set_open(self, is_open: bool) -> None:
        """Show id and phone in full, or mask them again."""
        for field in self.fields.values():
            if isinstance(field, MaskedField):
                field.set_open(is_open)

    @property
    def values(self) -> dict[str, str]:
        """All fields as typed."""
        return {name: field.text for name, field in self.fields.items()}

    @property
    def changes(self) -> dict[str, str]:
        """The fields that differ from what was shown."""
        return {name: text for name, text in self.values.items() if text != self._shown.get(name, "")}

    @property
    def wrong(self) -> int:
        """How many fields are wrong now."""
        return sum(1 for field in self.fields.values() if field.wrong())

    def _fill_birth(self) -> None:
        self.birth.set_text(birth_in_words(self.fields["resident_id"].text, self._today))


def _choice(list_id: str, today: date, *, editable: bool = False) -> Choice:
    return Choice(["", *words(list_id, today)], editable=editable)


def _birth_hint(text: str) -> str:
    return "由身份证号得出" if text else ""


def _schooling_hint(text: str) -> str:
    return "填了在校，就不填文化程度" if text else ""
