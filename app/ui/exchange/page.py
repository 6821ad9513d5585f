"""The page 交换: the village's face or the township's, by the role of the book, and the page of cards before both."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.changed import Changed
from app.ui.exchange.desk import DeskFace
from app.ui.exchange.handover import HandoverFace
from app.ui.exchange.incoming import IncomingFace
from app.ui.exchange.pairing import PairingFace
from app.ui.exchange.village import VillageFace
from app.ui.page import Page
from app.ui.parts.stack import Stack
from app.ui.places import Place
from app.ui.work import Work

TOWNSHIP = "township"
PAIRING, HANDOVER, INCOMING = "pair", "handover", "incoming"


class ExchangePage(Page):
    """`place.detail` pair opens the cards, handover 移交, incoming what the desk sent.

    A village that has no partner yet begins with the cards.
    """

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
        self.handover, self.incoming = HandoverFace(work), IncomingFace(work)
        for part in (self.handover, self.incoming):
            self.stack.addWidget(part)
        self.outer.addWidget(self.stack, 1)
        self._away = False
        self.face.go.connect(self.go)
        self.face.pairing_wanted.connect(self.show_pairing)
        self.pairing.back.connect(self.show_face)
        self.pairing.handover_wanted.connect(self.show_handover)
        self.handover.back.connect(self.show_pairing)
        self.incoming.back.connect(self.show_face)
        self.incoming.go.connect(self.go)
        if isinstance(self.face, VillageFace):
            self.face.unpaired.connect(self._unpaired)
            self.face.password_wanted.connect(self.confirmed)
            self.face.incoming_wanted.connect(self.show_incoming)
            self.pairing.paired.connect(self.show_face)

    def open(self, place: Place) -> None:
        self.face.start()
        wanted = {PAIRING: self.pairing, HANDOVER: self.handover, INCOMING: self.incoming}.get(place.detail, self.face)
        self._away = wanted is not self.face
        self.stack.setCurrentWidget(wanted)
        super().open(place)

    def refresh(self) -> None:
        self.face.refresh()
        for part in (self.pairing, self.handover, self.incoming):
            part.refresh()
        self._name()

    def first_focus(self) -> QWidget | None:
        for part in (self.pairing, self.handover, self.incoming):
            if self.stack.currentWidget() is part:
                return part.first_focus()
        return self.face.first_focus()

    def show_pairing(self) -> None:
        """The cards."""
        self._away = True
        self._turn(self.pairing)

    def show_handover(self) -> None:
        """移交."""
        self._away = True
        self._turn(self.handover)

    def show_incoming(self) -> None:
        """What the township sent."""
        self._away = True
        self._turn(self.incoming)

    def show_face(self) -> None:
        """Back from the cards."""
        self._away = False
        self._turn(self.face)

    def _unpaired(self, unpaired: bool) -> None:
        """A village without a partner has nothing to do but to pair; one that was just paired goes on."""
        if unpaired and self.stack.currentWidget() is self.face:
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
        shown = self.stack.currentWidget()
        names = {self.pairing: "结对", self.handover: "移交", self.incoming: "乡镇带来的事"}
        if shown in names:
            self.name_it(names[shown])
        else:
            self.name_it("村里这一头" if isinstance(self.face, VillageFace) else "乡镇这一头")
