"""One household: its head, a tab for each side of its life, and what happened, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.household_rows import HouseholdRow
from app.services.household_story import Story, StoryEvent
from app.ui.acts import (
    demand,
    entity,
    guarantee,
    guidance,
    household,
    insurance,
    life,
    pledge,
    privacy,
    rating,
    society,
    work,
)
from app.ui.acts.ask import About, Option
from app.ui.acts.records import RecordGroup, Records
from app.ui.acts.story import HISTORY, VISITS
from app.ui.households.header import HouseholdHeader
from app.ui.households.ledgers import loans_tab
from app.ui.households.members_tab import MembersTab
from app.ui.households.scan_view import PapersTab
from app.ui.parts.card import Card
from app.ui.parts.label import Rule
from app.ui.parts.stack import Stack
from app.ui.parts.tabs import Tabs
from app.ui.parts.timeline import Entry, Timeline
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.work import Work

PEOPLE, RATINGS, LOANS, DEMAND, VISITED, WORK, SUPPORT, PAPERS, FACTS, PAST = TABS = (
    *("成员", "评级", "贷款", "需求", "走访"),
    *("务工", "帮扶", "文书", "户情", "历史"),
)
SUPPORT_ROOMS = (
    insurance.OF_HOUSEHOLD,
    society.MEMBERSHIPS,
    society.LOANS_OWN,
    guarantee.OF_HOUSEHOLD,
    pledge.OF_HOUSEHOLD,
    guidance.OF_HOUSEHOLD,
    entity.OF_HOUSEHOLD,
)
FACT_ROOMS = (
    household.FACTS,
    household.LISTS,
    household.PHONES,
    life.OF_HOUSEHOLD,
    household.CHANGES,
    household.RESPONSIBLE,
    privacy.OF_HOUSEHOLD,
)
Part = Records | RecordGroup | PapersTab
_ICONS = {
    "visit": "pin",
    "loan": "loan",
    "repayment": "yuan",
    "rating": "medal",
    "credit": "medal",
    "paper": "sheet",
    "reversal": "undo",
    "extension": "calendar",
    "deferral": "calendar",
    "household": "house",
    "demand": "inbox",
    "life_event": "warning",
    "work": "work",
    "insurance": "clipboard",
    "society": "people",
    "guidance": "help",
}


class StoryView(QWidget):
    """Asks for places by `go`, for a saved member by `member_saved`, for the full numbers by `reveal_wanted`.

    The tab in sight reads its own ledger; `show_story` brings the rest.
    """

    go = Signal(object)
    member_saved = Signal(str, dict)
    reveal_wanted = Signal()

    def __init__(self, work_: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = work_.today
        self.story: Story | None = None
        self.about = About(self._today)
        self._lists: dict[str, Sequence[Option]] = {}
        self._rows: Sequence[HouseholdRow] = ()
        self._full = False
        self.header = HouseholdHeader()
        self.header.visit_wanted.connect(self._visit)
        self.header.print_wanted.connect(self._print)
        self.header.apply_wanted.connect(self._apply)
        self.header.reveal_wanted.connect(self.reveal_wanted)
        self.tabs = Tabs("这一户的分类", tight=True)
        self.members = MembersTab(work_)
        self.members.saved.connect(self.member_saved)
        self._makers: dict[str, Callable[[], Part]] = {
            RATINGS: lambda: RecordGroup(work_, rating.ROOMS, "评级"),
            DEMAND: lambda: Records(work_, demand.OF_HOUSEHOLD),
            VISITED: lambda: Records(work_, VISITS),
            WORK: lambda: Records(work_, work.OF_HOUSEHOLD),
            SUPPORT: lambda: RecordGroup(work_, SUPPORT_ROOMS, "帮扶"),
            PAPERS: lambda: PapersTab(work_),
            FACTS: lambda: RecordGroup(work_, FACT_ROOMS, "户情"),
            PAST: lambda: Records(work_, HISTORY),
        }
        self._parts: dict[str, Part] = {}
        self.loans = loans_tab()
        self._stack = Stack()
        for tab in (self.members, self.loans):
            self._stack.addWidget(tab)
        self.tabs.show_words([(word, 0) for word in TABS])
        self.tabs.currentChanged.connect(self._turned)
        self.loans.opened.connect(self._open_loan)
        self.loans.started.connect(self._apply)
        self.timeline = Timeline("这一户的经过")
        self._lay_out()

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

    # --- showing ---

    def show_lists(self, rows: Sequence[HouseholdRow], lists: dict[str, Sequence[Option]]) -> None:
        """What acts choose from: the other households, and the names of societies, funds, groups."""
        self._rows, self._lists = rows, lists
        if self.story is not None:
            self._tell_about(self.story)

    def show_story(self, story: Story) -> None:
        """Show a household; another one hides its full numbers again and keeps the tab."""
        if self.number != story.view.number:
            self._full = False
        self.story = story
        counts = {
            PEOPLE: len(story.view.members),
            RATINGS: len(story.ratings) + len(story.decisions),
            LOANS: len(story.loans),
            DEMAND: story.open_demands,
            VISITED: len(story.visits),
            WORK: story.in_work,
            PAPERS: len(story.papers),
        }
        large = theme_now().few_columns  # the counts go first
        self.tabs.show_words([(word, 0 if large else counts.get(word, 0)) for word in TABS])
        self._tell_about(story)
        self._show_people()
        self.loans.show_rows(story.loans)
        self.timeline.show_entries([_entry(event) for event in story.events])
        self._read_tab()

    def show_full(self) -> None:
        """Show ids and phones in full until another household is chosen."""
        self._full = True
        self._show_people()

    def _tell_about(self, story: Story) -> None:
        notes = [
            (f"{line.loan.note_number} 余 {line.state.balance:,.2f} 元", line.loan.note_number) for line in story.loans
        ]
        self.about = About(self._today, story.view, households=self._rows, lists={**self._lists, "notes": notes})
        self.members.about = self.about

    def _show_people(self) -> None:
        if self.story is not None:
            self.header.show_story(self.story, self._today, full=self._full)
            self.members.show_members(self.story.view.members, full=self._full)

    def part(self, word: str) -> Part:
        """The tab of this name, of those that read themselves; made when it is first looked at."""
        if word not in self._parts:
            made = self._parts[word] = self._makers[word]()
            made.go.connect(self.go)
            self._stack.addWidget(made)
        return self._parts[word]

    def _turned(self, _at: int) -> None:
        told = {PEOPLE: self.members, LOANS: self.loans}
        self._stack.setCurrentWidget(told.get(self.tab) or self.part(self.tab))
        self._read_tab()

    def _read_tab(self) -> None:
        if self.tab in self._makers and self.story is not None:
            self.part(self.tab).read(self.about)

    def show_tab(self, word: str) -> None:
        """Bring a tab to sight by its word."""
        self.tabs.setCurrentIndex(TABS.index(word))

    @property
    def tab(self) -> str:
        """The word of the tab in sight."""
        return TABS[max(self.tabs.currentIndex(), 0)]

    def begin(self, tab: str, act: str) -> bool:
        """Open an act by its word in its tab; False where there is none."""
        self.show_tab(tab)
        if tab == PEOPLE:
            return self.members.begin(act)
        return self.part(tab).begin(act) if tab in self._makers else False

    # --- ways out ---

    @property
    def typed(self) -> bool:
        """Whether something typed in any tab is not saved."""
        return self.members.typed or any(part.typed for part in self._parts.values())

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

    def _open_loan(self, line: object) -> None:
        self.go.emit(Place(Where.LOAN, line.loan.note_number))  # type: ignore[attr-defined]


def _entry(event: StoryEvent) -> Entry:
    icon = "missing" if event.open else _ICONS.get(event.kind, "info")
    return Entry(event.on, icon, event.text, event.note, Tone.WARN if event.open else Tone.PLAIN)
