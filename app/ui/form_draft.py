"""What stands unfinished in a form: kept encrypted every few seconds, when the book is locked and when it is closed.

A page says `self.keeps(form, "visit")` once, `begin(number)` when the form begins for somebody, and `end()` when it was
saved or given up. All fields and ticks of the form are kept by their names, passwords never; a form that holds more
than its fields has `draft_rest` and `take_rest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.ui.parts.field import Field
from app.ui.words import moment

if TYPE_CHECKING:
    from app.services.drafts import Draft
    from app.ui.page import Page
    from app.ui.parts.strip import DraftStrip

Values = dict[str, Any]
FIELDS, CHECKS, REST, BEFORE = "fields", "checks", "rest", "before"


class FormDraft(QObject):
    """The draft of one form of a page; one that was begun and not ended is looked at every few seconds."""

    def __init__(self, page: Page, form: QWidget, kind: str) -> None:
        super().__init__(page)
        self._page, self._form, self._kind = page, form, kind
        self._name = ""
        self._begun: Values = {}
        self._kept: Values = {}
        self._offered: Values = {}
        self._strip: DraftStrip | None = None

    @property
    def name(self) -> str:
        """The name of the draft in hand; empty where no form is."""
        return self._name

    @property
    def typed(self) -> bool:
        """Whether the form differs from how it began."""
        return bool(self._name) and values_of(self._form) != self._begun

    def begin(self, about: str = "") -> None:
        """The form stands as it begins, for a household, note or row; an older draft of it is offered."""
        name = f"{self._kind}:{about}" if about else self._kind
        if name == self._name and self.typed:
            return
        self._put_away()
        self._name, self._offered = name, {}
        self._begun = self._kept = values_of(self._form)
        if self._page.work.book is not None:
            from app.services.drafts import read_draft

            self._page.work.beside(read_draft, self._page.work.book, name, done=self._found)

    def keep(self) -> None:
        """Keep what was typed since; a form that stands again as it began has no draft."""
        book = self._page.work.book
        if not self._name or book is None:
            return
        values = values_of(self._form)
        if values == self._kept:
            return
        from app.services.drafts import drop_draft, save_draft

        self._kept = values
        if values != self._begun:
            body = {**values, BEFORE: self._offered} if self._offered else values
            self._page.work.beside(save_draft, book, self._name, body)
        elif not self._offered:
            self._page.work.beside(drop_draft, book, self._name)

    def end(self) -> None:
        """Saved or given up: nothing of it is kept."""
        name, self._name = self._name, ""
        self._put_away()
        if name and self._page.work.book is not None:
            from app.services.drafts import drop_draft

            self._page.work.beside(drop_draft, self._page.work.book, name)

    # --- the one before ---

    def _found(self, draft: Draft | None) -> None:
        if draft is None or draft.name != self._name or draft.damaged:
            return
        if _plain(draft.values) not in ({}, self._begun, values_of(self._form)):
            self._offer(draft.values, draft.saved_at)

    def _offer(self, values: Values, saved_at: str) -> None:
        self._offered = values
        stamp = datetime.fromisoformat(saved_at) if saved_at else None
        when = f"，停在 {moment(stamp, self._page.work.today)}" if stamp is not None else ""
        self._strip = self._page.draft_strip
        self._strip.offer(f"上次填到一半{when}。", self._take, self._refuse)

    def _take(self) -> None:
        values, self._offered = self._offered, {}
        self._put_away()
        put_values(self._form, values)
        self._form.setFocus()
        first = next((field for field in _fields(self._form).values() if not field.text), None)
        if first is not None:
            first.take_focus()

    def _refuse(self) -> None:
        before = self._offered.get(BEFORE)
        self._offered = {}
        self._put_away()
        if before:
            self._offer(before, "")
        elif not self.typed and self._page.work.book is not None:
            from app.services.drafts import drop_draft

            self._page.work.beside(drop_draft, self._page.work.book, self._name)

    def _put_away(self) -> None:
        if self._strip is not None:
            self._strip.hide()
            self._strip = None


def values_of(form: QWidget) -> Values:
    """All that is typed and ticked in a form, by name; secrets and what cannot be typed in are left out."""
    values: Values = {
        FIELDS: {name: field.text for name, field in _fields(form).items()},
        CHECKS: {name: check.isChecked() for name, check in _named(form.findChildren(QCheckBox))},
    }
    rest = getattr(form, "draft_rest", None)
    if rest is not None:
        values[REST] = rest()
    return values


def put_values(form: QWidget, values: Values) -> None:
    """Put kept values back; fields that the form no longer has are passed over."""
    rest = getattr(form, "take_rest", None)
    if rest is not None and REST in values:
        rest(values[REST])
    checks = values.get(CHECKS, {})
    for name, check in _named(form.findChildren(QCheckBox)):
        check.setChecked(bool(checks.get(name, check.isChecked())))
    kept = values.get(FIELDS, {})
    for name, field in _fields(form).items():
        if name in kept and kept[name] != field.text:
            field.set_text(str(kept[name]))
            field.edited.emit()


def _fields(form: QWidget) -> dict[str, Field]:
    fields = [field for field in form.findChildren(Field) if _may_be_kept(field)]
    return dict(zip((name for name, _ in _named([field.control for field in fields])), fields, strict=True))


def _may_be_kept(field: Field) -> bool:
    control = field.control
    if isinstance(control, QLineEdit):
        return control.echoMode() is QLineEdit.EchoMode.Normal and not control.isReadOnly()
    return True


def _named(widgets: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each widget by its accessible name; a second one of the same name is told apart by its number."""
    seen: dict[str, int] = {}
    for widget in widgets:
        name = widget.accessibleName()
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), widget


def _plain(values: Values) -> Values:
    return {key: value for key, value in values.items() if key != BEFORE}
