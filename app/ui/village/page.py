"""The page 村务: at the left the ledgers that the office keeps for the village, at the right one with its acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.household_rows import HouseholdRow, household_rows
from app.services.household_tabs import office_lists
from app.ui.acts import (
    demand,
    entity,
    fund,
    guarantee,
    guidance,
    insurance,
    lists,
    office,
    pledge,
    privacy,
    society,
    titles,
)
from app.ui.acts.ask import About
from app.ui.acts.records import Records, Room
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.columns import Column
from app.ui.parts.stack import Stack
from app.ui.parts.table import Table
from app.ui.places import Place
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work

WIDTH = 262


@dataclass(frozen=True, slots=True)
class Shelf:
    """One line at the left: a ledger, and the subject under which it stands."""

    subject: str
    room: Room


SHELVES: tuple[Shelf, ...] = tuple(
    Shelf(subject, room)
    for subject, rooms in (
        ("资金", (fund.FUNDS, fund.MOVEMENTS)),
        ("名单", (demand.OF_VILLAGE, lists.NOT_LENT, lists.WORKERS, lists.WITHOUT_WORK)),
        ("信用", (titles.OF_VILLAGE,)),
        ("互助", (society.SOCIETIES, society.LOANS, guarantee.OF_VILLAGE, pledge.OF_VILLAGE)),
        ("帮扶", (entity.OF_VILLAGE, guidance.OF_VILLAGE, guidance.UNGUIDED, insurance.OF_VILLAGE)),
        ("人员", (office.PANEL, office.RESPONSIBLE, office.TENURES)),
        ("村情", (office.VILLAGES, office.VILLAGE_CHANGES, privacy.RETENTION)),
    )
    for room in rooms
)


class VillagePage(Page):
    """`place.key` is the word of a ledger, `place.detail` an act to begin there."""

    title = "村务"
    hears = Changed.ALL

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._rows: list[HouseholdRow] = []
        self._lists: dict[str, Any] = {}
        self.parts: dict[str, Records] = {}
        self.stack = Stack()
        self.shelves = Table(
            [
                Column("", lambda shelf: shelf.room.word, stretch=True),
                Column("", lambda shelf: shelf.subject, small=True, right=True, tone=lambda shelf: Tone.MUTED),
            ],
            name="村务的台账",
            heading=False,
            picks=True,
            row_height=30,
            fit=theme_now().two_columns,
        )
        self.shelves.chosen.connect(self._chosen)
        self.shelves.opened.connect(self._enter)
        left = Card("台账")
        left.body.addWidget(self.shelves, 1)
        left.body.addStretch(0)
        self.card = Card(" ", role=Role.STEP_TITLE)
        self.card.body.addWidget(self.stack, 1)
        large = theme_now().two_columns
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout() if large else QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        if not large:
            left.setFixedWidth(theme_now().px(WIDTH))
        line.addWidget(left)
        line.addWidget(self.card, 1)
        self.outer.addLayout(line, 1)
        self.shelves.set_rows(SHELVES)

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.key:
            self.shelves.choose_where(lambda shelf: shelf.room.word == place.key)
        super().open(place)
        if place.detail:
            self.part.begin(place.detail)

    def refresh(self) -> None:
        self.work.read(household_rows, self.work.today, done=self._show_households)
        self.work.read(office_lists, self.work.today, done=self._show_lists)
        self._read()

    def _show_households(self, rows: list[HouseholdRow]) -> None:
        self._rows = rows
        self.part.about = self.about

    def _show_lists(self, names: dict[str, Any]) -> None:
        self._lists = names
        self.part.about = self.about

    @property
    def about(self) -> About:
        """What acts here are about: the whole village."""
        return About(self.work.today, households=self._rows, lists=self._lists)

    @property
    def part(self) -> Records:
        """The ledger in sight; made when it is first looked at."""
        shelf = self.shelves.row or SHELVES[0]
        word = shelf.room.word
        if word not in self.parts:
            made = self.parts[word] = Records(self.work, shelf.room)
            made.go.connect(self.go)
            self.stack.addWidget(made)
        return self.parts[word]

    def _read(self) -> None:
        self.part.read(self.about)

    def first_focus(self) -> QWidget | None:
        return self.shelves

    @property
    def typed(self) -> bool:
        return any(part.typed for part in self.parts.values())

    # --- choosing ---

    def _chosen(self, shelf: Shelf | None) -> None:
        if shelf is None:
            return
        part = self.part
        self.stack.setCurrentWidget(part)
        self.card.title.setText(shelf.room.word)
        self.card.setAccessibleName(shelf.room.word)
        self.name_it(shelf.room.word)
        self._read()

    def _enter(self, _shelf: Shelf) -> None:
        part = self.part
        target = part.table if part.table.rows else next(iter(part.buttons.values()), None)
        if target is not None:
            target.setFocus()
