"""The page of applications: choose a household, fill in, follow the opinions, disburse; or record an older loan."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.application_check import Draft, check_draft
from app.services.applications import (
    ApplicationView,
    apply_for_loan,
    give_opinion,
    publish_notice,
    read_application,
    withdraw_application,
)
from app.services.fact_reversals import reverse_fact
from app.services.household_rows import HouseholdRow, household_rows
from app.services.household_story import Story, read_story
from app.services.loans import LoanPaper, LoanView, check_loan, disburse, read_loan, record_loan
from app.ui.changed import Changed
from app.ui.households.list_panel import HouseholdList
from app.ui.loans.application_view import ApplicationPanel
from app.ui.loans.apply_form import ApplyForm
from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.empty import Empty
from app.ui.parts.stack import Stack
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.work import Work, sentences

APPLICATION, RECORD = "application", "record"


class ApplyPage(Page):
    """`place.detail`: empty is a new application for the household `key`; application is one by its number; record
    is 补录, with `:` and a note number one more note of the same contract."""

    title = "贷款申请"
    hears = Changed.LOANS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        officer = work.book.officer if work.book is not None else ""
        self.list = HouseholdList(choosing=True)
        self.list.picked.connect(self._pick)
        self.apply = ApplyForm(work.today, officer, record=False)
        self.record = ApplyForm(work.today, officer, record=True)
        self.panel = ApplicationPanel(work.today, officer)
        nobody = Card()
        nobody.body.addWidget(Empty("先在左边选一户：输姓名、拼音或组，回车就选中。", icon_name="left"))
        nobody.body.addStretch(1)
        self.nobody = nobody
        self.stack = Stack()
        for view in (nobody, self.apply, self.record, self.panel):
            self.stack.addWidget(view)
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        line.addWidget(self.list)
        line.addWidget(self.stack, 1)
        self.outer.addLayout(line, 1)
        for form in (self.apply, self.record):
            form.drafted.connect(self._check)
            form.recorded.connect(self._check_record)
            form.dropped.connect(self._drop)
        self.apply.wanted.connect(self._save)
        self.record.wanted.connect(self._save_record)
        self.panel.opinion_given.connect(self._give_opinion)
        self.panel.notice_given.connect(self._publish)
        self.panel.withdrawn.connect(self._withdraw)
        self.panel.mended.connect(self._mend)
        self.panel.disbursed.connect(self._disburse)
        self.panel.print_wanted.connect(self._print)
        self._number = self._contract = ""
        self._review = self.keeps(self.panel, "review")
        self._drafts = {form: self.keeps(form, kind) for form, kind in ((self.apply, "apply"), (self.record, "record"))}

    # --- reading ---

    def open(self, place: Place) -> None:
        self._number = place.key if place.detail != APPLICATION else ""
        self.stack.setCurrentWidget(self.panel if place.detail == APPLICATION else self.nobody)
        self.list.setVisible(place.detail != APPLICATION and not (place.key and theme_now().two_columns))
        super().open(place)
        how, _, self._contract = place.detail.partition(":")
        self.name_it({APPLICATION: "贷款 › 审核", RECORD: "贷款 › 补录"}.get(how, "贷款 › 新申请"))
        if self._number:
            self._pick(self._number)

    def refresh(self) -> None:
        if self.place.detail == APPLICATION:
            self.work.read(read_application, self.place.key, done=self.show_application)
        else:
            self.work.read(household_rows, self.work.today, done=self.show_rows)

    def show_rows(self, rows: list[HouseholdRow]) -> None:
        """Show the households to choose from."""
        self.list.show_rows(rows)
        if self._number:
            self.list.pick(self._number)

    def show_application(self, view: ApplicationView) -> None:
        """Show an application."""
        self.panel.show_application(view)
        self._review.begin(view.household_number)
        self.panel.first_focus().setFocus()

    def _pick(self, number: str) -> None:
        self._number = number
        self.work.read(read_story, number, self.work.today, done=self.show_story)

    def show_story(self, story: Story) -> None:
        """Begin the form for a household."""
        form = self.form
        self.stack.setCurrentWidget(form)
        form.start(story)
        if self._contract:
            self.work.read(read_loan, self._contract, self.work.today, done=self._take_contract)
        self._drafts[form].begin(story.view.number)

    def _take_contract(self, view: LoanView) -> None:
        self.record.take_contract(view.line)

    @property
    def form(self) -> ApplyForm:
        """The form of this place."""
        return self.record if self.place.detail.startswith(RECORD) else self.apply

    def first_focus(self) -> QWidget | None:
        if self.place.detail == APPLICATION:
            return self.panel.first_focus()
        return self.form.amount.control if self._number else self.list.search

    @property
    def typed(self) -> bool:
        return self.stack.currentWidget() is self.form and self.form.typed

    # --- acts ---

    def _check(self, draft: Draft) -> None:
        self.work.read(check_draft, draft, done=self._checked)

    def _check_record(self, values: dict[str, Any]) -> None:
        paper = values.pop("paper")
        self.work.read(check_loan, self._number, paper, done=self._checked, **values)

    def _checked(self, findings: Any) -> None:
        self.form.show_findings(findings)

    def _save(self, values: dict[str, Any]) -> None:
        self.work.write(
            apply_for_loan, self._number, changes=Changed.LOANS, done=self._taken, failed=self._refused, **values
        )

    def _save_record(self, values: dict[str, Any]) -> None:
        paper = values.pop("paper")
        self.work.write(
            record_loan,
            self._number,
            paper,
            changes=Changed.LOANS,
            done=self._disbursed,
            failed=self._refused,
            **values,
        )

    def _taken(self, view: ApplicationView) -> None:
        self._drafts[self.apply].end()
        self.go.emit(Place(Where.APPLY, view.number, APPLICATION))

    def _refused(self, error: BaseException) -> None:
        if self.place.detail == APPLICATION:
            self.panel.show_fault(sentences(error))
        else:
            self.form.show_fault(sentences(error))

    def _give_opinion(self, values: dict[str, Any]) -> None:
        self.work.write(
            give_opinion, self.place.key, changes=Changed.LOANS, done=self._reviewed, failed=self._refused, **values
        )

    def _reviewed(self, _answer: object) -> None:
        self._review.end()

    def _publish(self, values: dict[str, Any]) -> None:
        self.work.write(
            publish_notice, self.place.key, changes=Changed.LOANS, done=self._reviewed, failed=self._refused, **values
        )

    def _withdraw(self, values: dict[str, Any]) -> None:
        self.work.write(
            withdraw_application,
            self.place.key,
            changes=Changed.LOANS,
            done=self._reviewed,
            failed=self._refused,
            **values,
        )

    def _mend(self, opinion: str, values: dict[str, Any]) -> None:
        self.work.write(reverse_fact, opinion, changes=Changed.LOANS, failed=self._refused, **values)

    def _disburse(self, paper: LoanPaper) -> None:
        self.work.write(
            disburse, self.place.key, paper, changes=Changed.LOANS, done=self._disbursed, failed=self._refused
        )

    def _disbursed(self, view: LoanView) -> None:
        self._review.end()
        self._drafts[self.record].end()
        self.go.emit(Place(Where.LOAN, view.line.loan.note_number))

    def _drop(self) -> None:
        self._drafts[self.form].end()
        self.go.emit(Place(Where.LOANS))

    def _print(self) -> None:
        view = self.panel.view
        if view is not None:
            self.go.emit(Place(Where.PRINT, view.household_number, "F1"))
