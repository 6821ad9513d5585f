"""The page 设置: a tab for each room; a room is built when it is first opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.office import TOWNSHIP
from app.ui.away import USUAL_MINUTES
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.stack import Stack
from app.ui.parts.tabs import Tabs
from app.ui.places import Place
from app.ui.settings.about_room import AboutRoom
from app.ui.settings.backup_room import BackupRoom
from app.ui.settings.forms_room import FormsRoom
from app.ui.settings.keys_room import KeysRoom
from app.ui.settings.look_room import LookRoom
from app.ui.settings.policy_room import PolicyRoom
from app.ui.settings.rates_room import RatesRoom
from app.ui.settings.room import Room
from app.ui.settings.score_room import ScoreRoom
from app.ui.settings.security_room import SecurityRoom
from app.ui.settings.villages_room import VillagesRoom
from app.ui.work import Work

ROOMS: tuple[type[Room], ...] = (
    LookRoom,
    BackupRoom,
    SecurityRoom,
    KeysRoom,
    PolicyRoom,
    RatesRoom,
    ScoreRoom,
    FormsRoom,
    VillagesRoom,
    AboutRoom,
)


class SettingsPage(Page):
    """`place.detail` names a room; `theme_wanted` and `idle_wanted` ask the window for what it keeps itself.

    `idle_minutes` is told by the window: after how many minutes it locks now.
    """

    title = "设置"
    hears = Changed.BACKUPS | Changed.SETTINGS
    theme_wanted = Signal(object)
    idle_wanted = Signal(int)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        township = work.book is not None and work.book.role == TOWNSHIP
        self.kinds = [room for room in ROOMS if room.township or not township]
        self.rooms: dict[str, Room] = {}
        self.idle_minutes = USUAL_MINUTES
        self.tabs = Tabs("设置的分类")
        self.tabs.show_words([(room.word, 0) for room in self.kinds])
        self.stack = Stack()
        for _kind in self.kinds:
            self.stack.addWidget(QWidget())
        self.tabs.currentChanged.connect(self._turned)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        self.outer.addWidget(card, 1)

    def room(self, key: str) -> Room:
        """A room, built if it was not seen yet, and opened."""
        at = next(at for at, kind in enumerate(self.kinds) if kind.key == key)
        self.tabs.setCurrentIndex(at)
        self._turned(at)
        first = self.rooms[key].first_focus()
        if first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.rooms[key]

    def open(self, place: Place) -> None:
        if place.detail in [kind.key for kind in self.kinds]:
            self.room(place.detail)
        super().open(place)

    def refresh(self) -> None:
        for room in self.rooms.values():
            room.stale = True
        self._turned(self.tabs.currentIndex())

    def first_focus(self) -> QWidget | None:
        room = self.rooms.get(self.kinds[self.tabs.currentIndex()].key)
        return (room.first_focus() if room is not None else None) or self.tabs

    def _turned(self, at: int) -> None:
        kind = self.kinds[at]
        room = self.rooms.get(kind.key)
        if room is None:
            room = self.rooms[kind.key] = kind(self)
            empty = self.stack.widget(at)
            self.stack.insertWidget(at, room)
            if empty is not None:
                self.stack.removeWidget(empty)
                empty.deleteLater()
        self.stack.setCurrentIndex(at)
        if room.stale and self.work.book is not None:
            room.stale = False
            room.refresh()
