"""Printing: choose forms and households, draw one PDF, and keep a record of every paper that carries a serial."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.forms import Copy, MissingGlyph, Printed, Progress, render
from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.form_layout import FormLayout
from app.domain.paper_life import VOID
from app.domain.serial import make_serial, parse_serial
from app.files import write_atomic
from app.models import Household, Loan, Paper, PaperMove
from app.packs.forms import form_ids, load_form
from app.services.life_events import LoanStop
from app.services.paper_facts import known
from app.services.paper_gathering import PaperSheet, Selection, gather_sheets, left_out
from app.storage.book import Book

SERIAL_PREFIX = "HC"
COVER = "packet"
APPLIES = ("household", "contract", "village")


@dataclass(frozen=True, slots=True)
class Batch:
    """A printed batch: its PDF, what was counted, the characters left for the pen, the serials in order.

    `left_out` are loans whose borrower gets no notice any more and nobody takes his place.
    """

    pdf: bytes
    printed: Printed
    serials: tuple[str, ...]
    left_out: tuple[LoanStop, ...] = ()

    @property
    def missing_glyphs(self) -> tuple[MissingGlyph, ...]:
        """Characters that no font here has."""
        return self.printed.missing_glyphs


def list_forms() -> list[FormLayout]:
    """The forms that can be chosen for a household, a contract or the village."""
    return [form for form in map(load_form, form_ids()) if form.applies_to in APPLIES]


def print_forms(
    book: Book,
    form_id: str,
    selection: Selection,
    *,
    on: date,
    duplex: bool = False,
    packet: bool = False,
    progress: Progress | None = None,
    file: Path | None = None,
) -> Batch:
    """Draw a batch and record its papers as 已印; a blank form is recorded too, so that its serial finds it.

    `packet` puts reminder, plan, extension form and visit sheet of each household together, in walking order, behind
    a route sheet. With `file` the PDF is written there too; where that fails, no paper is recorded.
    Raises NotFoundError, InputError (nothing to print), RefusedError (nobody may be sent it), and the errors of
    `write_atomic`.
    """
    form = _form(form_id)
    with book.write(f"打印 {form.title}") as session:
        sheets = gather_sheets(session, book, form, selection, on, packet)
        stopped = tuple(left_out(session, book, form, selection, on))
        _need_some(sheets, stopped)
        copies = [Copy(sheet.form, known(sheet.facts), _new_serial(session, on), on) for sheet in sheets]
        if packet:
            sheets, copies = _with_cover(sheets, copies, _new_serial(session, on), on)
        out = io.BytesIO()
        printed = render(copies, out, duplex=duplex, progress=progress)
        for sheet, copy in zip(sheets, copies, strict=True):
            session.add(_paper(sheet, copy, on))
        session.flush()
        if file is not None:
            write_atomic(file, out.getvalue(), what="PDF")
    return Batch(out.getvalue(), printed, tuple(copy.serial for copy in copies), stopped)


def preview_forms(book: Book, form_id: str, selection: Selection, *, on: date, packet: bool = False) -> bytes:
    """The same PDF without serials and without a record, to look at before printing."""
    form = _form(form_id)
    with book.read() as session:
        sheets = gather_sheets(session, book, form, selection, on, packet)
        _need_some(sheets, left_out(session, book, form, selection, on))
    out = io.BytesIO()
    render([Copy(sheet.form, known(sheet.facts), "", on) for sheet in sheets], out)
    return out.getvalue()


def reprint_paper(book: Book, serial: str, *, on: date, reason: str, file: Path | None = None) -> Batch:
    """Print a paper again for the same household or loan, marked 补打, with a new serial; the old one becomes void.

    Raises NotFoundError, InputError (no reason), RefusedError (a void paper, a packet's cover).
    """
    if not reason.strip():
        raise InputError("补打原因", "不能空着")
    with book.write("补打文书") as session:
        old = find_paper(session, serial)
        form = _form(old.form_id)
        if old.state == VOID or form.applies_to not in APPLIES:
            raise RefusedError(f"文书 {old.serial} 已作废或不能单独补打，请重新打印")
        chosen = _selection_of(session, old)
        sheets = gather_sheets(session, book, form, chosen, on, False)
        _need_some(sheets, left_out(session, book, form, chosen, on))
        sheet = sheets[0]
        copy = Copy(sheet.form, known(sheet.facts), _new_serial(session, on), on, reprint=True)
        out = io.BytesIO()
        printed = render([copy], out)
        new = _paper(sheet, copy, on)
        new.reprint_of = old.serial
        session.add(new)
        before = old.state
        old.state, old.missing, old.holder, old.held_since = VOID, "", "", on
        old.reason = f"补打为 {new.serial}：{reason.strip()}"
        session.add(PaperMove(paper_id=old.id, on=on, before=before, after=VOID, reason=old.reason))
        session.flush()
        if file is not None:
            write_atomic(file, out.getvalue(), what="PDF")
    return Batch(out.getvalue(), printed, (copy.serial,))


def _need_some(sheets: Sequence[PaperSheet], stopped: Sequence[LoanStop]) -> None:
    """Raises RefusedError where nobody may be sent the notice any more, InputError where nobody is meant."""
    if not sheets and stopped:
        raise RefusedError(f"通知不再发给借款人：{'；'.join(stop.text for stop in stopped)}")
    if not sheets:
        raise InputError("打印", "没有可以打印的户或借据")


def _selection_of(session: Session, paper: Paper) -> Selection:
    if paper.loan_id:
        return Selection(contracts=(session.get_one(Loan, (paper.book_code, paper.loan_id)).note_number,))
    if paper.household_id:
        return Selection(households=(session.get_one(Household, (paper.book_code, paper.household_id)).number,))
    return Selection(blank=_form(paper.form_id).applies_to != "village", everyone=True)


def find_paper(session: Session, typed: str) -> Paper:
    """The paper whose serial was typed or scanned. Raises NotFoundError."""
    serial = parse_serial(typed)
    found = session.scalars(select(Paper).where(Paper.serial == serial)).first() if serial else None
    if found is None:
        raise NotFoundError("文书编号", typed)
    return found


def _form(form_id: str) -> FormLayout:
    wanted = {each.lower(): each for each in form_ids()}
    if form_id.lower() not in wanted:
        raise NotFoundError("表格", form_id)
    return load_form(wanted[form_id.lower()])


def _with_cover(
    sheets: list[PaperSheet], copies: list[Copy], serial: str, on: date
) -> tuple[list[PaperSheet], list[Copy]]:
    """A list of all papers of a packet with boxes to tick, in front of them."""
    rows = [
        {"no": number, "head": sheet.facts.get("household.head"), "paper": sheet.form.title, "serial": copy.serial}
        for number, (sheet, copy) in enumerate(zip(sheets, copies, strict=True), 1)
    ]
    own = {name: value for name, value in sheets[0].facts.items() if not name.startswith("route.")}
    facts = own | {"packet.on": on, "packet.count": len(rows), "packet.rows": [known(row) for row in rows]}
    cover = PaperSheet(load_form(COVER), facts)
    return [cover, *sheets], [Copy(cover.form, known(facts), serial, on), *copies]


def _new_serial(session: Session, on: date) -> str:
    while True:
        serial = make_serial(SERIAL_PREFIX, on.year)
        if session.scalars(select(Paper.id).where(Paper.serial == serial)).first() is None:
            return serial


def _paper(sheet: PaperSheet, copy: Copy, on: date) -> Paper:
    return Paper(
        serial=copy.serial,
        form_id=sheet.form.id,
        title=sheet.form.title,
        household_id=sheet.household.id if sheet.household else None,
        loan_id=sheet.loan.id if sheet.loan else None,
        application_id=sheet.application.id if sheet.application else None,
        printed_on=on,
        held_since=on,
        pages=len(sheet.form.pages),
        deadline=sheet.facts.get("paper.pending_until"),
    )


def papers_of(session: Session, household_id: str) -> Sequence[Paper]:
    """The papers of one household, the newest first."""
    statement = select(Paper).where(Paper.household_id == household_id)
    return session.scalars(statement.order_by(Paper.printed_on.desc(), Paper.id.desc())).all()
