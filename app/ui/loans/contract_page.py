"""The page of one contract: plan, events, state on any day, what the rules say, and the acts in place."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.loan_history import HistoryLine
from app.services.loan_page import LoanPage, read_loan_page, read_why
from app.services.loans import LoanView, read_loan
from app.ui.changed import Changed
from app.ui.loans.acts.catalogue import FORMS
from app.ui.loans.acts.form import ActForm
from app.ui.loans.acts.paying import ReverseForm
from app.ui.loans.acts.stage import ActStage
from app.ui.loans.contract_header import ContractHeader
from app.ui.loans.ledgers import events_table, plan_lines, plan_table
from app.ui.loans.state_card import StateCard
from app.ui.loans.why_panel import WhyPanel
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card
from app.ui.parts.empty import Empty
from app.ui.parts.finding_list import FindingList
from app.ui.parts.scrolled import scrolled
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.work import Work

DUTY_FORM = "duty"


class ContractPage(Page):
    """`place.key` is the note number; `place.detail` may name an act to begin with."""

    title = "贷款合同"
    hears = Changed.LOANS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.view: LoanPage | None = None
        self._act_of: Place | None = None
        self.header = ContractHeader()
        self.header.act_wanted.connect(self._act)
        self.header.household_wanted.connect(self._to_household)
        self.header.note_wanted.connect(self._to_note)
        self.outer.addWidget(self.header)
        self.plan, self.events = plan_table(), events_table(work.today)
        self.reverse = Button("冲正这一笔", self._reverse, kind="quiet", icon_name="undo")
        self.state = StateCard(work.today)
        self.state.day_wanted.connect(self._read_day)
        self.state.why_wanted.connect(self._why)
        self.findings = FindingList()
        self.no_findings = Empty("没有要留意的。", good=True)
        self.why = WhyPanel()
        self.why.closed.connect(self._show_facts)
        self._lay_out()

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
        self.left = ActStage(self, facts)
        self.left.finished.connect(self._saved)
        self.left.left.connect(self.header.repay.setFocus)
        self.left.addWidget(self.why)
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

    @property
    def forms(self) -> dict[str, ActForm]:
        """The forms made so far, by act."""
        return self.left.forms

    def form(self, name: str) -> ActForm:
        """The form of an act."""
        return self.left.form(name)

    # --- reading ---

    def open(self, place: Place) -> None:
        self._act_of = None
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
        self.events.set_rows(page.history)
        self.events_card.set_note(f"{len(page.history)} 条，只增不改，改错用冲正")
        self.reverse.setVisible(any(each.event is not None or each.fact for each in page.history))
        self.no_events.setVisible(not line.state.events)
        self.state.show_state(line.state)
        self.findings_card.set_note(f"{len(page.findings)} 条" if page.findings else "")
        self.findings.show_findings(page.findings)
        self.no_findings.setVisible(not page.findings)
        if self.place.detail in FORMS and self._act_of != self.place:
            self._act_of = self.place
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
        household = self.view.view.line.household.number
        ways = {
            "print": Place(Where.PRINT, self.place.key, "contract"),
            "duty": Place(Where.PRINT, self.place.key, DUTY_FORM),
            "draw": Place(Where.APPLY, household, f"record:{self.place.key}"),
        }
        if act in ways:
            self.go.emit(ways[act])
        elif act == "reverse":
            self._reverse()
        else:
            self.left.open(act, self.view.view.line)

    def _why(self) -> None:
        self.work.read(read_why, self.place.key, self.state.day.day or self.work.today, done=self._show_why)

    def _show_why(self, reasons: Any) -> None:
        self.why.show_reasons(reasons, self.state.day.day or self.work.today)
        self.left.setCurrentWidget(self.why)
        self.why.back.setFocus()

    def _show_facts(self) -> None:
        self.left.show_facts()

    def _reverse(self) -> None:
        line = self.events.row
        form = self.form("reverse")
        assert isinstance(form, ReverseForm)
        answerable = isinstance(line, HistoryLine) and not line.reversed and line.kind not in ("reversal", "renewal")
        if answerable and (line.event is not None or line.fact) and self.view is not None:
            form.name_line(line)
            self.left.open("reverse", self.view.view.line)
        else:
            self.events.setFocus()

    def _saved(self, answer: Any) -> None:
        note = answer.line.loan.note_number if isinstance(answer, LoanView) else self.place.key
        if note != self.place.key:
            self.go.emit(Place(Where.LOAN, note))

    def _to_note(self, note: str) -> None:
        self.go.emit(Place(Where.LOAN, note))

    def _to_household(self) -> None:
        if self.view is not None:
            self.go.emit(Place(Where.HOUSEHOLDS, self.view.view.line.household.number))
