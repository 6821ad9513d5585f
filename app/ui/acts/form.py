"""The one form of all acts of the office: its fields, what the rules say, what the act would do, and the verb."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.errors import InputError, ReasonNeededError
from app.domain.findings import Finding, Severity
from app.services.rehearsal import Rehearsed, rehearse
from app.ui.acts.ask import About, Act, Ask
from app.ui.acts.fields import WIDE, answer_of, make_field
from app.ui.changed import Changed
from app.ui.form_draft import FormDraft
from app.ui.messages import may_drop
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import empty_layout, row
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences


class ActForm(QWidget):
    """Opens in place of a ledger; `finished` where the act was done (with the verb's answer), `dropped` where not."""

    finished = Signal(object)
    dropped = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.act: Act | None = None
        self.about = About(work.today)
        self.fields: dict[str, Field] = {}
        self._begun: list[str] = []
        self._drafts: dict[str, FormDraft] = {}
        self._draft: FormDraft | None = None
        self._asked: dict[str, Any] | None = None
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        self.title = Label("", Role.CARD_TITLE, wrap=True)
        self.lead = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.lead)
        inside = QWidget()
        below = QVBoxLayout(inside)
        below.setContentsMargins(theme.px(4), theme.px(2), theme.px(4), theme.px(4))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))
        below.addLayout(self._grid)
        self.findings = FindingList(asks=True)
        below.addWidget(self.findings)
        column.addWidget(scrolled(inside, "填写"), 1)
        self.words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        column.addWidget(self.words)
        self.drop = Button("放弃", self._drop)
        self.save = Button("保存", self._save, kind="primary", key="Ctrl+Enter")
        column.addLayout(row(Label("Esc 放弃", Role.SMALL, Tone.MUTED), None, self.drop, self.save))
        escape = QShortcut(QKeySequence("Esc"), self, self._drop)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def start(self, act: Act, about: About) -> None:
        """Open for an act; the first field gets the keyboard."""
        self.close_act()
        self.act, self.about = act, about
        whom = act.whom(about) if act.whom is not None else ""
        self.title.setText(f"{act.word}：{whom}" if whom else act.word)
        self.lead.setText(act.lead)
        self.lead.setVisible(bool(act.lead))
        self.save.set_word(act.word)
        self.save.setEnabled(True)
        self.words.setText("")
        self.fields = {ask.name: make_field(ask, about) for ask in act.asks}
        self._lay_out(act.asks)
        self._begun = [field.text for field in self.fields.values()]
        for field in self.fields.values():
            field.entered.connect(self.focusNextChild)
            field.settled.connect(self._foresee)
            field.edited.connect(self._typed)
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.take_focus()
        else:
            self.save.setFocus()
        self._begin_draft()
        self._foresee()

    def _begin_draft(self) -> None:
        """What is typed is kept like that of every other form, for this act and what it is about."""
        page, self._draft = self._page(), None
        if page is None or self.act is None or self.act.sensitive is not None:
            return
        kind = f"act {self.act.word}"
        if kind not in self._drafts:
            self._drafts[kind] = page.keeps(self, kind)
        self._draft = self._drafts[kind]
        self._draft.begin(str(getattr(self.about.row, "id", "") or self.about.number))

    def _page(self) -> Page | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, Page):
            above = above.parentWidget()
        return above

    def _end_draft(self) -> None:
        if self._draft is not None:
            self._draft.end()
            self._draft = None

    def close_act(self) -> None:
        """Forget the act and its fields; a field that loses the keyboard while it goes asks for nothing any more."""
        self.act, self.fields, self._begun, self._asked = None, {}, [], None
        self.findings.show_findings([])
        empty_layout(self._grid)

    def _lay_out(self, asks: Sequence[Ask]) -> None:
        columns = 2 if theme_now().two_columns else 3
        at = 0
        for ask in asks:
            field = self.fields[ask.name]
            if ask.kind in WIDE:
                at = -(-at // columns) * columns
                self._grid.addWidget(field, at // columns, 0, 1, columns)
                at += columns
            else:
                self._grid.addWidget(field, at // columns, at % columns)
                at += 1
        for each in range(columns):
            self._grid.setColumnStretch(each, 1)

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return self.act is not None and [field.text for field in self.fields.values()] != self._begun

    @property
    def arguments(self) -> dict[str, Any]:
        """The verb's keywords as typed now."""
        assert self.act is not None
        named = self.act.arguments(self.about, {name: answer_of(field) for name, field in self.fields.items()})
        if self.act.reason and self.findings.reason:
            named["reason"] = "；".join(part for part in (named.get("reason", ""), self.findings.reason) if part)
        return named

    # --- what it would do ---

    def _typed(self) -> None:
        self.words.setText("")
        if self.act is not None and self.act.sensitive is not None:
            self._foresee()  # its verb may be closed until the rehearsal is good, and then takes no keyboard

    def _foresee(self) -> None:
        act = self.act
        if (
            act is None
            or act.foresee is None
            or act.verb is None
            or any(field.wrong() for field in self.fields.values())
        ):
            return
        named = self.arguments
        if named == self._asked:
            return
        self._asked = named
        about, foresee = self.about, act.foresee
        self.work.write(
            rehearse,
            act.verb,
            *act.given(about),
            look=lambda session: foresee(session, about, named),
            changes=Changed(0),
            done=self._foreseen,
            failed=self._not_so,
            **named,
        )

    def _foreseen(self, tried: Rehearsed) -> None:
        found = [*_findings_of(tried.answer)]
        notes = [Finding("foreseen", Severity.NOTE, sentence) for sentence in tried.seen or ()]
        self.findings.show_findings([*found, *notes])
        self.words.setText("")
        if self.act is not None and self.act.sensitive is not None:
            self.save.setEnabled(True)

    def _not_so(self, error: BaseException) -> None:
        self._show_fault(error, focus=False)
        if self.act is not None and self.act.sensitive is not None:
            self.findings.show_findings([])
            self.save.setEnabled(False)

    # --- doing it ---

    def _save(self) -> None:
        act = self.act
        if act is None or act.verb is None or not self.save.isEnabled():
            return
        if first_wrong(list(self.fields.values())) is not None:
            return
        if act.reason and not self.findings.complete:
            self.findings.focus_first_open()
            return
        self.save.setEnabled(False)
        page = self._page()
        if act.sensitive is None:
            self._do(act, self.about)
        elif page is not None:
            page.confirmed(act.sensitive, partial(self._do, act, self.about), self._not_confirmed)

    def _not_confirmed(self) -> None:
        self.save.setEnabled(True)

    def _do(self, act: Act, about: About) -> None:
        """Do it, unless the form was put away or opened on something else while the password was asked."""
        if act is not self.act or about is not self.about or act.verb is None:
            return
        self.work.write(
            act.verb,
            *act.given(about),
            changes=act.changes,
            done=self._done,
            failed=self._failed,
            **self.arguments,
        )

    def _done(self, answer: object) -> None:
        self._begun = [field.text for field in self.fields.values()]
        self._end_draft()
        self.finished.emit(answer)

    def _failed(self, error: BaseException) -> None:
        self.save.setEnabled(True)
        self._show_fault(error, focus=True)

    def _show_fault(self, error: BaseException, *, focus: bool) -> None:
        """Beside the field that is meant, as a warning that asks for its reason, or in words above the verb."""
        if isinstance(error, ReasonNeededError) and self.act is not None and self.act.reason:
            self.findings.show_findings([Finding("reason", Severity.WARN, error.warning)])
            if focus:
                self.findings.focus_first_open()
            return
        if isinstance(error, InputError) and (field := self._meant(error.field)) is not None:
            field.show_error(f"{error.reason}。")
            if focus:
                field.take_focus()
            return
        self.words.setText(sentences(error))

    def _meant(self, name: str) -> Field | None:
        asks = self.act.asks if self.act is not None else ()
        return next((self.fields[ask.name] for ask in asks if ask.label.split("（")[0] == name), None)

    def _drop(self) -> None:
        if self.act is not None and may_drop(self, typed=self.typed):
            self._end_draft()
            self.dropped.emit()


def _findings_of(answer: object) -> Sequence[Finding]:
    """The findings that a verb answered with, alone, in a pair, or in its view."""
    if isinstance(answer, tuple):
        return [finding for part in answer for finding in ([part] if isinstance(part, Finding) else _findings_of(part))]
    found = getattr(answer, "findings", ())
    return [finding for finding in found if isinstance(finding, Finding)]
