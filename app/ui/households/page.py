"""The page 农户: the list at the left; at the right a household's story, or a new household."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.household_rows import HouseholdRow, household_rows
from app.services.household_story import Story, read_story, reveal
from app.services.household_tabs import office_lists
from app.services.households import change_member, register_household
from app.services.office import villages_of
from app.services.work_lists import NotLent, not_lent
from app.ui.changed import Changed
from app.ui.confirmed import Sensitive
from app.ui.households.list_panel import HouseholdList
from app.ui.households.new_form import NewHouseholdForm
from app.ui.households.story_view import TABS, StoryView
from app.ui.page import Page
from app.ui.parts.stack import Stack
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.work import Work, sentences

NEW = "new"


class HouseholdsPage(Page):
    """`place.key` is a household number; `place.detail` new, or a tab and an act to begin in it (户情/分户)."""

    title = "农户"
    hears = Changed.HOUSEHOLDS | Changed.LOANS | Changed.VISITS | Changed.RATINGS | Changed.PAPERS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.list = HouseholdList()
        self.story = StoryView(work)
        self.new_form = NewHouseholdForm(work.today)
        self._right = Stack()
        for view in (self.story, self.new_form):
            self._right.addWidget(view)
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        line.addWidget(self.list)
        line.addWidget(self._right, 1)
        self.outer.addLayout(line, 1)
        self._number, self._act = "", ""
        self._rows: list[HouseholdRow] = []
        self._lists: dict[str, Any] = {}
        self._new_draft = self.keeps(self.new_form, "household")
        self._member_draft = self.keeps(self.story.members.form, "member")
        self._connect()

    def _connect(self) -> None:
        self.list.picked.connect(self._pick)
        self.list.new_wanted.connect(self._start_new)
        self.list.import_wanted.connect(self._start_import)
        self.list.not_lent_wanted.connect(self._read_not_lent)
        self.story.go.connect(self.go)
        self.story.member_saved.connect(self._save_member)
        self.story.reveal_wanted.connect(self._ask_to_reveal)
        self.new_form.saved.connect(self._save_new)
        self.new_form.dropped.connect(self._drop_new)
        self.story.members.begun.connect(self._member_draft.begin)

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.key:
            self._number = place.key
        if place.detail == NEW:
            self._start_new()
        else:
            self._right.setCurrentWidget(self.story)
            tab, _, self._act = place.detail.partition("/")
            if tab in TABS:
                self.story.show_tab(tab)
        super().open(place)

    def refresh(self) -> None:
        self.work.read(household_rows, self.work.today, done=self.show_rows)
        self.work.read(office_lists, self.work.today, done=self._show_lists)
        if self._number:
            self._read_story()

    def _read_not_lent(self) -> None:
        self.work.read(not_lent, self.work.today, done=self._show_not_lent)

    def _show_not_lent(self, lines: list[NotLent]) -> None:
        self.list.show_not_lent([line.household for line in lines])

    def _read_story(self) -> None:
        self.work.read(read_story, self._number, self.work.today, done=self.show_story, failed=self._not_there)

    def _not_there(self, error: BaseException) -> None:
        """The household shown was erased: the first of the list, read just before; one never shown is said."""
        if self.story.number != self._number:
            self.work.trouble.emit(sentences(error))
        self._number = ""
        self.show_rows(self._rows)

    def show_rows(self, rows: list[HouseholdRow]) -> None:
        """Show the list; the first household where none was chosen."""
        self.list.show_rows(rows, self.work.today)
        self._rows = rows
        self.story.show_lists(rows, self._lists)
        if not self._number and rows:
            self._number = rows[0].number
            self._read_story()
        self.list.pick(self._number)
        if self._right.currentWidget() is self.story:
            self.story.setVisible(bool(rows))

    def _show_lists(self, lists: dict[str, Any]) -> None:
        self._lists = lists
        self.story.show_lists(self._rows, lists)

    def show_story(self, story: Story) -> None:
        """Show one household, unless another was chosen meanwhile, or something is being typed about this one."""
        if story.view.number == self._number and not (self.story.typed and self.story.number == self._number):
            self.story.show_story(story)
            if self._act:
                act, self._act = self._act, ""
                self.story.begin(self.story.tab, act)
            if self._right.currentWidget() is self.story:
                self.name_it(f"{story.view.group} {story.view.head_name}户")

    def first_focus(self) -> QWidget | None:
        if self._right.currentWidget() is self.new_form:
            return self.new_form.group.control
        return self.story.header.apply if self.place.key else self.list.table

    @property
    def selection(self) -> str:
        return self._number

    @property
    def typed(self) -> bool:
        return self.story.typed or (self._right.currentWidget() is self.new_form and self.new_form.typed)

    # --- acts ---

    def _pick(self, number: str) -> None:
        self._number = number
        self._right.setCurrentWidget(self.story)
        self._read_story()

    def _save_member(self, member_id: str, changes: dict[str, str]) -> None:
        self.work.write(change_member, member_id, changes, changes=Changed.HOUSEHOLDS, done=self._member_saved)

    def _member_saved(self, _nothing: object) -> None:
        self._member_draft.end()

    def _ask_to_reveal(self) -> None:
        self.confirmed(Sensitive.REVEAL, self._reveal)

    def _reveal(self) -> None:
        self.work.write(reveal, self._number, changes=Changed(0), done=self._revealed)

    def _revealed(self, _nothing: object) -> None:
        self.story.show_full()

    def _start_new(self) -> None:
        self._right.setCurrentWidget(self.new_form)
        self.name_it("新建一户")
        self.work.read(_village_names, done=self._begin_new)

    def _begin_new(self, villages: list[tuple[str, str]]) -> None:
        self.new_form.start(villages)
        self._new_draft.begin()

    def _drop_new(self) -> None:
        self._new_draft.end()
        self._back_to_story()

    def _save_new(self, values: dict[str, Any]) -> None:
        self.work.write(
            register_household, on=self.work.today, changes=Changed.HOUSEHOLDS, done=self._registered, **values
        )

    def _registered(self, number: str) -> None:
        self._number = number
        self._new_draft.end()
        self._back_to_story()

    def _start_import(self) -> None:
        self.go.emit(Place(Where.IMPORT, detail="roster"))

    def _back_to_story(self) -> None:
        self._right.setCurrentWidget(self.story)
        self.refresh()
        self.list.table.setFocus()


def _village_names(session: Any) -> list[tuple[str, str]]:
    return [(village.name, village.code) for village in villages_of(session)]
