"""Looking at a batch before it is printed: the plan at once, each copy when it is wanted; nothing is recorded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.documents.forms import Copy, MissingGlyph, render
from app.services.forms import CHOSEN, book_form, check_form
from app.services.life_events import LoanStop
from app.services.paper_facts import known
from app.services.paper_gathering import Gathering, Planned, Selection
from app.services.printing import need_some
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class PreviewPlan:
    """The copies of a batch in their order, before any is drawn."""

    form_id: str
    selection: Selection
    on: date
    copies: tuple[Planned, ...]
    left_out: tuple[LoanStop, ...]


@dataclass(frozen=True, slots=True)
class PreviewCopy:
    """One copy as it would be printed, without its serial: its PDF, pages, and characters without a glyph."""

    number: int
    title: str
    pdf: bytes
    pages: int
    missing: tuple[MissingGlyph, ...]


def plan_preview(book: Book, form_id: str, selection: Selection, *, on: date, packet: bool = False) -> PreviewPlan:
    """Which copies there would be. Raises NotFoundError, InputError (for nobody), RefusedError (nobody gets it)."""
    with book.read() as session:
        return _plan(Gathering(session, book, on), form_id, selection, packet)


def open_preview(
    book: Book, form_id: str, selection: Selection, *, on: date, packet: bool = False
) -> tuple[PreviewPlan, PreviewCopy]:
    """The plan and its first copy, gathered in one go: what is seen first. Raises the errors of `plan_preview`."""
    with book.read() as session:
        gathering = Gathering(session, book, on)
        plan = _plan(gathering, form_id, selection, packet)
        return plan, _drawn(gathering, plan, 0)


def preview_copy(book: Book, plan: PreviewPlan, number: int) -> PreviewCopy:
    """Copy `number` (from 0), drawn now."""
    with book.read() as session:
        return _drawn(Gathering(session, book, plan.on), plan, number)


def preview_copies(book: Book, plan: PreviewPlan, first: int, count: int) -> list[PreviewCopy]:
    """Some copies one after the other; what is the same for all is read once."""
    with book.read() as session:
        gathering = Gathering(session, book, plan.on)
        last = min(first + count, len(plan.copies))
        return [_drawn(gathering, plan, number) for number in range(first, last)]


def preview_forms(book: Book, form_id: str, selection: Selection, *, on: date, packet: bool = False) -> bytes:
    """The whole batch in one PDF without serials and without a record."""
    plan = plan_preview(book, form_id, selection, on=on, packet=packet)
    out = io.BytesIO()
    render(list(_copies(book, plan)), out)
    return out.getvalue()


def preview_form_text(book: Book, text: str, file: str, *, on: date, filled: bool) -> PreviewCopy:
    """A form file while it is written: blank, or with the facts of the first for whom it would be printed.

    Raises DataFileError (file, cell, reason).
    """
    form = check_form(text, file)
    facts = dict[str, object]()
    if filled and form.applies_to in CHOSEN:
        with book.read() as session:
            gathering = Gathering(session, book, on)
            chosen = Selection(everyone=True)
            plan = gathering.plan(form, chosen)
            facts = known(gathering.facts(form, plan[0], chosen).facts) if plan else facts
    out = io.BytesIO()
    printed = render([Copy(form, facts, "", on)], out)
    return PreviewCopy(0, form.title, out.getvalue(), printed.pages, printed.missing_glyphs)


def _plan(gathering: Gathering, form_id: str, selection: Selection, packet: bool) -> PreviewPlan:
    form = book_form(gathering.session, form_id)
    plan, stopped = gathering.plan(form, selection, packet), gathering.left_out(form, selection)
    need_some(plan, stopped)
    return PreviewPlan(form.id, selection, gathering.on, tuple(plan), tuple(stopped))


def _copies(book: Book, plan: PreviewPlan) -> Iterator[Copy]:
    with book.read() as session:
        gathering = Gathering(session, book, plan.on)
        for planned in plan.copies:
            sheet = gathering.sheet(planned, plan.selection, plan.copies)
            yield Copy(sheet.form, known(sheet.facts), "", plan.on)


def _drawn(gathering: Gathering, plan: PreviewPlan, number: int) -> PreviewCopy:
    sheet = gathering.sheet(plan.copies[number], plan.selection, plan.copies)
    out = io.BytesIO()
    printed = render([Copy(sheet.form, known(sheet.facts), "", plan.on)], out)
    return PreviewCopy(number, sheet.form.title, out.getvalue(), printed.pages, printed.missing_glyphs)
