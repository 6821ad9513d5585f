"""A card with a few fields and one act: what is typed is handed on as one dict, what went wrong is said below."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.exchange.choosing import PlaceField, Way
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role
from app.ui.tokens import Tone
from app.ui.work import sentences

_Part = TypeVar("_Part", Field, PlaceField)


class FormCard(Card):
    """`wanted` comes with the values by name, when all are there; a second form is folded until it is `opened`."""

    wanted = Signal(object)

    opened = Signal()

    def __init__(self, title: str, note: str, *, act: str, primary: bool = False) -> None:
        super().__init__(title, role=Role.STEP_TITLE, rigid=True)
        self.fields: dict[str, Field] = {}
        self.places: dict[str, PlaceField] = {}
        self._order: list[Field | PlaceField] = []
        self._said = ""
        self.leave = Button("回到结对", kind="quiet", key="B", icon_name="left", parent=self)
        self.fold = Button("填写", self._turn, kind="quiet", spoken=f"填写{title}", parent=self)
        self.add_to_heading(self.leave if primary else self.fold)
        (self.fold if primary else self.leave).hide()
        kind, key = ("primary", "Ctrl+Enter") if primary else ("second", "")
        self.act = Button(act, self._act, kind=kind, key=key, large=primary)
        self.body.addWidget(Label(note, Role.SMALL, Tone.MUTED, wrap=True))
        self.trouble = TroubleStrip()
        self.said = Label("", Role.SMALL, Tone.OK, wrap=True)
        self.said.hide()
        for part in (self.trouble, self.said):
            self.body.addWidget(part)
        self.body.addLayout(row(self.act))

    @property
    def first(self) -> QWidget | None:
        """The first field that can be typed into; None where the form is put away."""
        part = next((one for one in self._order if not one.isHidden()), None)
        return part.field.line if isinstance(part, PlaceField) else part.line if part is not None else None

    def add_field(self, name: str, label: str) -> None:
        """A line of text that is needed."""
        self.fields[name] = self._add(Field(label, needed=True))

    def add_place(self, name: str, label: str, way: Way, kinds: str = "") -> None:
        """A file or folder that is needed."""
        self.places[name] = self._add(PlaceField(label, way, kinds=kinds))

    def show_inputs(self, shown: bool) -> None:
        """Show the fields and the act, or put them away."""
        for part in (*self._order, self.act):
            part.setVisible(shown)

    def put_away(self) -> None:
        """Fold the form: only its title is seen."""
        self.fold.set_word("填写", f"填写{self.title.text()}")
        self.show_inputs(False)

    def busy(self, said: str) -> None:
        """The act has begun; `said` is what is said when it is done."""
        self._said = said
        self.trouble.hide()
        self.act.setEnabled(False)

    def done(self, _answer: object = None) -> None:
        """It is done."""
        self.act.setEnabled(True)
        self.said.setText(self._said)
        self.said.show()

    def failed(self, error: BaseException) -> None:
        """It is not done: what happened, is the data safe, what to do."""
        self.act.setEnabled(True)
        self.said.hide()
        self.trouble.say(sentences(error))

    def _turn(self) -> None:
        if not self.act.isHidden():
            self.put_away()
            return
        self.opened.emit()
        self.fold.set_word("收起", f"收起{self.title.text()}")
        self.show_inputs(True)
        if self.first is not None:
            self.first.setFocus()

    def _add(self, part: _Part) -> _Part:
        self.body.insertWidget(len(self._order) + 1, part)
        self._order.append(part)
        return part

    def _act(self) -> None:
        values: dict[str, object] = {}
        for name, place in self.places.items():
            chosen = place.needed()
            if chosen is None:
                return
            values[name] = chosen
        if first_wrong(list(self.fields.values())) is None:
            self.wanted.emit(values | {name: field.text for name, field in self.fields.items()})
