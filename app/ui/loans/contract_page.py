"""The page of one contract: plan, events, state on any day, what the rules say, and the acts in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.loan_story import EventLine
from app.services import extensions, renewals
from app.services.claims import record_claim
from app.services.loan_page import LoanPage, read_loan_page
from app.services.loans import LoanView, read_loan
from app.services.repayments import record_repayment, reverse_entry
from app.ui.changed import Changed
from app.ui.loans.acts import ActForm, ClaimForm, ExtendForm, RenewForm, RepayForm, ReverseForm
from app.ui.loans.contract_header import ContractHeader
from app.ui.loans.ledgers import events_table, plan_lines, plan_table
from app.ui.loans.state_card import StateCard
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card
from app.ui.parts.empty import Empty
from app.ui.parts.finding_list import FindingList
from app.ui.parts.scrolled import scrolled
from app.ui.parts.stack import Stack
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.work import Work, sentences


class ContractPage(Page):
    """`place.key` is the note number; `place.detail` may name an act to begin with."""

    title = "贷款合同"
    hears = Changed.LOANS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.view: LoanPage | None = None
        self.header = ContractHeader()
        self.header.act_wanted.connect(self._act)
        self.header.household_wanted.connect(self._to_household)
        self.outer.addWidget(self.header)
        self.plan, self.events = plan_table(), events_table(work.today)
        self.reverse = Button("冲正这一笔", self._reverse, kind="quiet", icon_name="undo")
        self.state = StateCard(work.today)
        self.state.day_wanted.connect(self._read_day)
        self.findings = FindingList()
        self.no_findings = Empty("没有要留意的。", good=True)
        self.forms: dict[str, ActForm] = {
            "repay": RepayForm("登记还款", work.today),
            "extend": ExtendForm("展期", work.today),
            "renew": RenewForm("无还本续贷", work.today),
            "claim": ClaimForm("登记赔付", work.today),
            "reverse": ReverseForm("冲正", work.today),
        }
        self._drafts = {form: self.keeps(form, act) for act, form in self.forms.items()}
        self._lay_out()
        self._connect_forms()

    def _lay_out(self) -> None:
        theme = theme_now()
        self.plan_card = Card("还款计划")
        self.plan_card.body.addWidget(self.plan, 1)
        self.events_card = Card("经过的事", "只增不改，改错用冲正")
        self.events_card.add_to_heading(self.reverse)
        self.events_card.body.addWidget(self.events, 1)
        self.no_events = Empty("放款以后还没有还款、展期。", verb="登记还款", pressed=self.header.repay.click)
        self.events_card.body.addWidget(self.no_events)
        self.events_card.body.addStretch(0)
        facts = QWidget()
        column = QVBoxLayout(facts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.plan_card, 5)
        column.addWidget(self.events_card, 4)
        self.facts = facts
        self.left = Stack()
        self.left.addWidget(facts)
        for form in self.forms.values():
            self.left.addWidget(form)
        self.findings_card = Card("核对结果")
        self.findings_card.body.addWidget(scrolled(self.findings, "核对结果"), 1)
        self.findings_card.body.addWidget(self.no_findings)
        right: QHBoxLayout | QVBoxLayout = QHBoxLayout() if theme.two_columns else QVBoxLayout()
        right.setSpacing(theme.px(12))
        right.addWidget(self.state)
        right.addWidget(self.findings_card, 1)
        columns: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme.two_columns else QHBoxLayout()
        columns.setSpacing(theme.px(12))
        sideways = 0 if theme.two_columns else 1
        columns.addWidget(self.left, 780 * sideways)
        columns.addLayout(right, 348 * sideways)
        columns.addStretch(1 - sideways)
        self.outer.addLayout(columns, 1)

    def _connect_forms(self) -> None:
        for form in self.forms.values():
            form.wanted.connect(self._save)
            form.dropped.connect(self._drop)
        extend, renew = self.forms["extend"], self.forms["renew"]
        assert isinstance(extend, ExtendForm)
        assert isinstance(renew, RenewForm)
        extend.asked.connect(self._assess)
        renew.asked.connect(self._assess_renewal)

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.key != self.place.key:
            self._show_facts()
        super().open(place)
        self.name_it("贷款 ›")

    def refresh(self) -> None:
        if self.place.key:
            self.work.read(read_loan_page, self.place.key, self.work.today, done=self.show_page)

    def show_page(self, page: LoanPage) -> None:
        """Show a contract."""
        line = page.view.line
        if line.loan.note_number != self.place.key:
            return
        self.view = page
        self.header.show_page(page, self.work.today)
        self.name_it(f"贷款 › {line.household.group_name} {line.borrower.name}")
        self.plan_card.set_note("积数法，算头不算尾" if line.loan.day_count.startswith("act") else "对年对月对日")
        self.plan.set_rows(plan_lines(line.state, self.work.today))
        happened = list(reversed(line.state.events))
        self.events.set_rows(happened)
        self.events.setVisible(bool(happened))
        self.reverse.setVisible(bool(happened))
        self.no_events.setVisible(not happened)
        self.state.show_state(line.state)
        self.findings_card.set_note(f"{len(page.findings)} 条" if page.findings else "")
        self.findings.show_findings(page.findings)
        self.no_findings.setVisible(not page.findings)
        if self.place.detail in self.forms:
            self._act(self.place.detail)

    def first_focus(self) -> QWidget | None:
        return self.header.repay

    @property
    def typed(self) -> bool:
        return self.left.currentWidget() is not self.facts

    def _read_day(self, day: date) -> None:
        self.work.read(read_loan, self.place.key, day, done=self._show_day)

    def _show_day(self, view: LoanView) -> None:
        self.state.show_state(view.line.state)

    # --- acts ---

    def _act(self, act: str) -> None:
        if self.view is None:
            return
        if act == "print":
            self.go.emit(Place(Where.PRINT, self.place.key, "contract"))
        elif act == "paper":
            self._complete_paper()
        elif act == "reverse":
            self._reverse()
        else:
            self._open_form(self.forms[act])

    def _open_form(self, form: ActForm) -> None:
        assert self.view is not None
        self.left.setCurrentWidget(form)
        form.begin(self.view.view.line.state)
        self._drafts[form].begin(form.entry_id if isinstance(form, ReverseForm) else self.place.key)

    def _drop(self) -> None:
        self._end_draft()
        self._show_facts()

    def _end_draft(self) -> None:
        form = self.left.currentWidget()
        if isinstance(form, ActForm):
            self._drafts[form].end()

    def _show_facts(self) -> None:
        self.left.setCurrentWidget(self.facts)
        self.header.repay.setFocus()

    def _reverse(self) -> None:
        event = self.events.row
        form = self.forms["reverse"]
        if isinstance(event, EventLine) and isinstance(form, ReverseForm) and event.kind != "reversal":
            if not event.reversed:
                form.name_entry(event)
                self._open_form(form)
        else:
            self.events.setFocus()

    def _assess(self, until: date, on: date) -> None:
        form = self.forms["extend"]
        assert isinstance(form, ExtendForm)
        note = self.place.key
        self.work.read(extensions.assess, note, until, on, done=form.show_assessment, failed=self._no_assessment)

    def _no_assessment(self, error: BaseException) -> None:
        form = self.forms["extend"]
        assert isinstance(form, ExtendForm)
        form.show_fault(sentences(error))

    def _assess_renewal(self, on: date) -> None:
        form = self.forms["renew"]
        assert isinstance(form, RenewForm)
        self.work.read(renewals.assess, self.place.key, on, done=form.show_findings)

    def _save(self, values: dict[str, Any]) -> None:
        form = self.left.currentWidget()
        verbs: dict[str, Callable[..., Any]] = {
            "repay": record_repayment,
            "extend": extensions.extend,
            "claim": record_claim,
            "renew": renewals.renew_loan,
        }
        for name, each in self.forms.items():
            if each is not form:
                continue
            if name == "reverse":
                entry = values.pop("entry_id")
                self.work.write(reverse_entry, entry, changes=Changed.LOANS, done=self._saved, **values)
            else:
                self.work.write(verbs[name], self.place.key, changes=Changed.LOANS, done=self._saved, **values)

    def _saved(self, view: LoanView) -> None:
        self._end_draft()
        self._show_facts()
        note = view.line.loan.note_number
        if note != self.place.key:
            self.go.emit(Place(Where.LOAN, note))

    def _complete_paper(self) -> None:
        self.work.write(
            extensions.complete_paper, self.place.key, on=self.work.today, changes=Changed.LOANS | Changed.PAPERS
        )

    def _to_household(self) -> None:
        if self.view is not None:
            self.go.emit(Place(Where.HOUSEHOLDS, self.view.view.line.household.number))
