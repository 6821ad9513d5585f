"""The page 交换: the village's face or the township's, by the role of the book, and the page of cards before both."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.changed import Changed
from app.ui.exchange.desk import DeskFace
from app.ui.exchange.pairing import PairingFace
from app.ui.exchange.village import VillageFace
from app.ui.page import Page
from app.ui.parts.stack import Stack
from app.ui.places import Place
from app.ui.work import Work

TOWNSHIP = "township"
PAIRING = "pair"


class ExchangePage(Page):
    """`place.detail` pair opens the cards; a village that has no partner yet begins there."""

    title = "交换"
    hears = Changed.ALL & ~Changed.BACKUPS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        desk = work.book is not None and work.book.role == TOWNSHIP
        self.face: VillageFace | DeskFace = DeskFace(work) if desk else VillageFace(work)
        self.pairing = PairingFace(work)
        self.stack = Stack()
        self.stack.addWidget(self.face)
        self.stack.addWidget(self.pairing)
        self.outer.addWidget(self.stack, 1)
        self._away = False
        self.face.go.connect(self.go)
        self.face.pairing_wanted.connect(self.show_pairing)
        self.pairing.back.connect(self.show_face)
        if isinstance(self.face, VillageFace):
            self.face.unpaired.connect(self._unpaired)
            self.face.password_wanted.connect(self.confirmed)
            self.pairing.paired.connect(self.show_face)

    def open(self, place: Place) -> None:
        self.face.start()
        self._away = place.detail == PAIRING
        self.stack.setCurrentWidget(self.pairing if self._away else self.face)
        super().open(place)

    def refresh(self) -> None:
        self.face.refresh()
        self.pairing.refresh()
        self._name()

    def first_focus(self) -> QWidget | None:
        if self.stack.currentWidget() is self.pairing:
            return self.pairing.first_focus()
        return self.face.first_focus()

    def show_pairing(self) -> None:
        """The cards."""
        self._away = True
        self._turn(self.pairing)

    def show_face(self) -> None:
        """Back from the cards."""
        self._away = False
        self._turn(self.face)

    def _unpaired(self, unpaired: bool) -> None:
        """A village without a partner has nothing to do but to pair; one that was just paired goes on."""
        if unpaired and self.stack.currentWidget() is not self.pairing:
            self._turn(self.pairing)
        elif not unpaired and not self._away and self.stack.currentWidget() is self.pairing:
            self._turn(self.face)

    def _turn(self, to: QWidget) -> None:
        self.stack.setCurrentWidget(to)
        self._name()
        first = self.first_focus()
        if self.isVisible() and first is not None:
            first.setFocus()

    def _name(self) -> None:
        if self.stack.currentWidget() is self.pairing:
            self.name_it("结对")
        else:
            self.name_it("村里这一头" if isinstance(self.face, VillageFace) else "乡镇这一头")
