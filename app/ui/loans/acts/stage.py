"""Where acts on a loan are done: the facts of a page, and in their place the form of one act after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.portfolio import LoanLine
from app.ui.form_draft import FormDraft
from app.ui.loans.acts.catalogue import FORMS
from app.ui.loans.acts.form import ActForm
from app.ui.page import Page
from app.ui.parts.stack import Stack


class ActStage(Stack):
    """`finished` comes with the service's answer, `left` when a form gave way to the facts again."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, page: Page, facts: QWidget) -> None:
        super().__init__()
        self._page, self.facts = page, facts
        self._note = ""
        self.forms: dict[str, ActForm] = {}
        self._drafts: dict[ActForm, FormDraft] = {}
        self.addWidget(facts)

    @property
    def act(self) -> ActForm | None:
        """The form in hand, if any."""
        form = self.currentWidget()
        return form if isinstance(form, ActForm) else None

    def form(self, name: str) -> ActForm:
        """The form of an act, made when it is first wanted."""
        if name not in self.forms:
            form = self.forms[name] = FORMS[name](self._page.work.today)
            form.wanted.connect(self._save)
            form.asked.connect(self._ask)
            form.dropped.connect(self._drop)
            self._drafts[form] = self._page.keeps(form, name)
            self.addWidget(form)
        return self.forms[name]

    def open(self, name: str, line: LoanLine) -> None:
        """Begin an act for a loan."""
        form = self.form(name)
        self._note = line.loan.note_number
        self.setCurrentWidget(form)
        form.begin(line)
        self._drafts[form].begin(form.about or self._note)

    def show_facts(self) -> None:
        """Back to the facts; what was typed is kept as a draft."""
        if self.currentWidget() is not self.facts:
            self.setCurrentWidget(self.facts)
            self.left.emit()

    def _drop(self) -> None:
        self._end_draft()
        self.show_facts()

    def _end_draft(self) -> None:
        if self.act is not None:
            self._drafts[self.act].end()

    def _ask(self, verb: Callable[..., Any], given: tuple[Any, ...]) -> None:
        form = self.sender()
        assert isinstance(form, ActForm)
        self._page.work.read(verb, self._note, *given, done=form.show_answer, failed=form.hear_error)

    def _save(self, values: dict[str, Any]) -> None:
        form = self.act
        assert form is not None
        verb, about = form.call(self._note)
        self._page.work.write(verb, about, changes=form.changes, done=self._saved, failed=form.hear_error, **values)

    def _saved(self, answer: Any) -> None:
        self._end_draft()
        self.show_facts()
        self.finished.emit(answer)
