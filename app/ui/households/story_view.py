"""One household: its head, tabs of ledgers, and what happened, newest first."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.household_story import Story, StoryEvent
from app.ui.households.header import HouseholdHeader
from app.ui.households.ledgers import (
    LedgerTab,
    RatingsTab,
    history_tab,
    loans_tab,
    papers_tab,
    visits_tab,
)
from app.ui.households.members_tab import MembersTab
from app.ui.parts.card import Card
from app.ui.parts.label import Rule
from app.ui.parts.stack import Stack
from app.ui.parts.tabs import Tabs
from app.ui.parts.timeline import Entry, Timeline
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.tokens import Tone

TABS = ("成员", "评级", "贷款", "走访", "文书", "历史")
_ICONS = {
    "visit": "pin",
    "loan": "loan",
    "repayment": "yuan",
    "rating": "medal",
    "paper": "sheet",
    "reversal": "undo",
    "extension": "calendar",
    "deferral": "calendar",
}


class StoryView(QWidget):
    """Asks for places by `go`, for a saved member by `member_saved`, for the full numbers by `reveal_wanted`."""

    go = Signal(object)
    member_saved = Signal(str, dict)
    reveal_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.story: Story | None = None
        self._full = False
        self.header = HouseholdHeader()
        self.header.visit_wanted.connect(self._visit)
        self.header.print_wanted.connect(self._print)
        self.header.apply_wanted.connect(self._apply)
        self.header.reveal_wanted.connect(self.reveal_wanted)
        self.tabs = Tabs("这一户的分类")
        self.members = MembersTab(today)
        self.members.saved.connect(self.member_saved)
        self.ratings, self.loans = RatingsTab(), loans_tab()
        self.visits, self.papers, self.history = visits_tab(), papers_tab(), history_tab()
        self._stack = Stack()
        for tab in (self.members, self.ratings, *self._ledgers):
            self._stack.addWidget(tab)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._connect_ledgers()
        self.timeline = Timeline("这一户的经过")
        self._lay_out()

    @property
    def _ledgers(self) -> tuple[LedgerTab, ...]:
        return (self.loans, self.visits, self.papers, self.history)

    def _connect_ledgers(self) -> None:
        self.loans.opened.connect(self._open_loan)
        self.loans.started.connect(self._apply)
        self.ratings.started.connect(self._rate)
        self.visits.started.connect(self._visit)
        self.papers.started.connect(self._print)

    def _lay_out(self) -> None:
        theme = theme_now()
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(theme.px(10), theme.px(4), theme.px(14), theme.px(10))
        inside.setSpacing(0)
        inside.addWidget(self.tabs)
        inside.addWidget(Rule())
        inside.addWidget(self._stack, 1)
        past = Card("这一户的经过")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("这一户的经过")
        holder = QWidget()
        holder.setObjectName("scrolled")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.timeline)
        column.addStretch(1)
        scroll.setWidget(holder)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        past.body.addWidget(scroll, 1)
        self.past = past
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(self.header)
        if theme.two_columns:
            outer.addWidget(card)
            past.setMinimumHeight(theme.px(260))
            outer.addWidget(past, 1)
        else:
            past.setFixedWidth(theme.px(276))
            lower = QHBoxLayout()
            lower.setSpacing(theme.px(12))
            lower.addWidget(card, 1)
            lower.addWidget(past)
            outer.addLayout(lower, 1)

    def show_story(self, story: Story) -> None:
        """Show a household; another one hides its full numbers again and keeps the tab."""
        if self.story is None or self.story.view.number != story.view.number:
            self._full = False
        self.story = story
        counts = (
            len(story.view.members),
            len(story.ratings) + len(story.decisions),
            len(story.loans),
            len(story.visits),
            len(story.papers),
            0,
        )
        self.tabs.show_words(list(zip(TABS, counts, strict=True)))
        self._show_people()
        self.ratings.show_rows(story.ratings, story.decisions)
        rows = (story.loans, story.visits, story.papers, story.changes)
        for tab, each in zip(self._ledgers, rows, strict=True):
            tab.show_rows(each)
        self.timeline.show_entries([_entry(event) for event in story.events])

    def show_full(self) -> None:
        """Show ids and phones in full until another household is chosen."""
        self._full = True
        self._show_people()

    def _show_people(self) -> None:
        if self.story is not None:
            self.header.show_story(self.story, self._today, full=self._full)
            self.members.show_members(self.story.view.members, full=self._full)

    # --- ways out ---

    @property
    def number(self) -> str:
        """The household shown."""
        return self.story.view.number if self.story is not None else ""

    def _visit(self) -> None:
        self.go.emit(Place(Where.VISITS, self.number, "enter"))

    def _print(self) -> None:
        self.go.emit(Place(Where.PRINT, self.number, "household"))

    def _apply(self) -> None:
        self.go.emit(Place(Where.APPLY, self.number))

    def _rate(self) -> None:
        self.go.emit(Place(Where.RATING, self.number))

    def _open_loan(self, line: object) -> None:
        self.go.emit(Place(Where.LOAN, line.loan.note_number))  # type: ignore[attr-defined]


def _entry(event: StoryEvent) -> Entry:
    icon = "missing" if event.open else _ICONS.get(event.kind, "info")
    return Entry(event.on, icon, event.text, event.note, Tone.WARN if event.open else Tone.PLAIN)
