"""Printing: choose forms and households, draw one PDF, and keep a record of every paper that carries a serial."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.forms import Copy, MissingGlyph, Printed, render
from app.domain.errors import InputError, RefusedError, StoppedError
from app.domain.form_layout import FormLayout
from app.domain.paper_life import PRINTED, VOID
from app.domain.serial import parse_serial
from app.files import write_atomic
from app.models import Household, JournalEntry, Loan, Paper, PaperMove
from app.services.forms import CHOSEN, FormView, book_form, book_forms
from app.services.life_events import LoanStop
from app.services.paper_facts import Facts, known
from app.services.paper_gathering import ROUTE, Gathering, PaperSheet, Planned, Selection
from app.services.serials import find_paper, new_serials
from app.storage.book import Book

__all__ = ["Batch", "batch_of", "find_paper", "list_forms", "print_forms", "reprint_from", "reprint_paper"]

COVER = "packet"
BLANK = Selection(blank=True)

GoOn = Callable[[int, int], object]
"""Told how many of how many copies are done; where it answers False the batch stops and nothing is recorded."""

Offset = tuple[tuple[float, float], tuple[float, float]]
"""How far front and back are moved, each (right, down) in mm."""

STRAIGHT: Offset = ((0.0, 0.0), (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Batch:
    """A printed batch: its PDF, what was counted, the characters left for the pen, the serials in order.

    `left_out` are loans whose borrower gets no notice any more and nobody takes his place. `starts` are the pages (from
    0) on which the copies begin.
    """

    pdf: bytes
    printed: Printed
    serials: tuple[str, ...]
    left_out: tuple[LoanStop, ...] = ()

    @property
    def missing_glyphs(self) -> tuple[MissingGlyph, ...]:
        """Characters that no font here has."""
        return self.printed.missing_glyphs

    @property
    def starts(self) -> tuple[int, ...]:
        """The page (from 0) on which each copy begins."""
        return self.printed.starts


def list_forms(session: Session) -> list[FormView]:
    """The forms that can be chosen for a household, a contract or the village, as they hold in this book."""
    return [form for form in book_forms(session) if form.applies_to in CHOSEN]


def print_forms(
    book: Book,
    form_id: str,
    selection: Selection,
    *,
    on: date,
    duplex: bool = False,
    packet: bool = False,
    offset: Offset = STRAIGHT,
    progress: GoOn | None = None,
    file: Path | None = None,
) -> Batch:
    """Draw a batch and record its papers as 已印; a blank form is recorded too, so that its serial finds it.

    `packet` puts reminder, plan, extension form and visit sheet of each household together, in walking order, behind
    a route sheet. With `file` the PDF is written there too; where that fails, no paper is recorded.
    Raises NotFoundError, InputError (nothing to print), RefusedError (nobody may be sent it), StoppedError, and the
    errors of `write_atomic`.
    """
    with book.read() as session:
        title = book_form(session, form_id).title
    with book.write(f"打印 {title}") as session:
        form = book_form(session, form_id)
        gathering = Gathering(session, book, on)
        plan = gathering.plan(form, selection, packet)
        stopped = tuple(gathering.left_out(form, selection))
        need_some(plan, stopped)
        counted = _Counted(len(plan), progress)
        sheets = [_gathered(gathering, planned, selection, plan, counted) for planned in plan]
        if packet and not selection.blank:
            sheets = [PaperSheet(book_form(session, COVER), _common(sheets)), *sheets]
        serials = new_serials(session, on, len(sheets))
        if packet and not selection.blank:
            sheets[0] = _cover(session, sheets, serials, on)
        copies = [
            Copy(sheet.form, known(sheet.facts), serial, on) for sheet, serial in zip(sheets, serials, strict=True)
        ]
        out = io.BytesIO()
        printed = render(copies, out, duplex=duplex, offset=offset, progress=counted.drawn)
        for sheet, copy, pages in zip(sheets, copies, printed.pages_of, strict=True):
            session.add(_paper(sheet, copy, pages, on))
        session.flush()
        if file is not None:
            write_atomic(file, out.getvalue(), what="PDF")
    return Batch(out.getvalue(), printed, tuple(serials), stopped)


def reprint_paper(book: Book, serial: str, *, on: date, reason: str, file: Path | None = None) -> Batch:
    """Print a paper again for the same household or loan, marked 补打, with a new serial; the old one becomes void.

    Raises NotFoundError, InputError (no reason), RefusedError (a void paper, a packet's cover).
    """
    if not reason.strip():
        raise InputError("补打原因", "不能空着")
    with book.write("补打文书") as session:
        old = find_paper(session, serial)
        form = book_form(session, old.form_id)
        if old.state == VOID or form.applies_to not in CHOSEN:
            raise RefusedError(f"文书 {old.serial} 已作废或不能单独补打，请重新打印")
        sheet = _again(Gathering(session, book, on), session, old)
        copy = Copy(sheet.form, known(sheet.facts), new_serials(session, on, 1)[0], on, reprint=True)
        out = io.BytesIO()
        printed = render([copy], out)
        new = _paper(sheet, copy, printed.pages_of[0], on)
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


def reprint_from(
    book: Book,
    serial: str,
    *,
    on: date,
    duplex: bool = False,
    offset: Offset = STRAIGHT,
    file: Path | None = None,
    progress: GoOn | None = None,
) -> Batch:
    """Go on with a batch from this paper to its end (a jam, an empty tray): the same papers under the same serials.

    Papers that were signed or voided meanwhile are left out. Raises NotFoundError, RefusedError (nothing is left).
    """
    with book.read() as session:
        batch = batch_of(session, serial)
        first = next(place for place, paper in enumerate(batch) if paper.serial == parse_serial(serial))
        papers = [paper for paper in batch[first:] if paper.state == PRINTED]
        if not papers:
            raise RefusedError(f"文书 {serial} 起的这一批都已签收或作废，不用接着印")
        gathering = Gathering(session, book, on)
        plan = [_planned(session, paper) for paper in batch]
        counted = _Counted(len(papers), progress)
        copies = []
        for paper in papers:
            counted.gathered()
            sheet = _again(gathering, session, paper, plan)
            if paper.form_id == COVER:
                sheet = PaperSheet(sheet.form, _listed(session, batch, paper.printed_on) | _common([sheet]))
            copies.append(Copy(sheet.form, known(sheet.facts), paper.serial, on))
    out = io.BytesIO()
    printed = render(copies, out, duplex=duplex, offset=offset, progress=counted.drawn)
    if file is not None:
        write_atomic(file, out.getvalue(), what="PDF")
    return Batch(out.getvalue(), printed, tuple(copy.serial for copy in copies))


def batch_of(session: Session, serial: str) -> list[Paper]:
    """The papers that were printed in one go with this one, in the order in which they came out."""
    paper = find_paper(session, serial)
    of_papers = JournalEntry.table == Paper.__tablename__, JournalEntry.action == "add"
    act = session.scalars(select(JournalEntry.act_id).where(*of_papers, JournalEntry.row_id == paper.id)).first()
    if act is None:
        return [paper]
    ids = session.scalars(
        select(JournalEntry.row_id).where(*of_papers, JournalEntry.act_id == act).order_by(JournalEntry.seq)
    ).all()
    rows = {row.id: row for row in session.scalars(select(Paper).where(Paper.book_code == paper.book_code))}
    return [rows[row_id] for row_id in ids if row_id in rows]


def papers_of(session: Session, household_id: str) -> Sequence[Paper]:
    """The papers of one household, the newest first."""
    statement = select(Paper).where(Paper.household_id == household_id)
    return session.scalars(statement.order_by(Paper.printed_on.desc(), Paper.id.desc())).all()


def need_some(plan: Sequence[Planned], stopped: Sequence[LoanStop]) -> None:
    """Raises RefusedError where nobody may be sent the notice any more, InputError where nobody is meant."""
    if not plan and stopped:
        raise RefusedError(f"通知不再发给借款人：{'；'.join(stop.text for stop in stopped)}")
    if not plan:
        raise InputError("打印", "没有可以打印的户或借据")


class _Counted:
    """Counts gathering and drawing as halves of one copy; stops the batch where it is told to."""

    def __init__(self, copies: int, progress: GoOn | None) -> None:
        self._copies = copies
        self._halves = 0
        self._progress = progress

    def gathered(self) -> None:
        self._half(1)

    def drawn(self, _done: int, _total: int) -> None:
        self._half(1)

    def _half(self, more: int) -> None:
        self._halves += more
        told = min(self._halves // 2, self._copies)
        if self._progress is not None and self._progress(told, self._copies) is False:
            raise StoppedError("打印")


def _gathered(
    gathering: Gathering, planned: Planned, selection: Selection, plan: Sequence[Planned], counted: _Counted
) -> PaperSheet:
    counted.gathered()
    return gathering.sheet(planned, selection, plan)


def _planned(session: Session, paper: Paper) -> Planned:
    """What was planned for a paper that was printed before."""
    household = session.get(Household, (paper.book_code, paper.household_id or ""))
    loan = session.get(Loan, (paper.book_code, paper.loan_id or ""))
    note = loan.note_number if loan is not None else ""
    return Planned(paper.form_id, household.number if household is not None else "", note)


def _again(gathering: Gathering, session: Session, paper: Paper, plan: Sequence[Planned] = ()) -> PaperSheet:
    """The sheet of a paper that was printed before, with the facts of today."""
    planned = _planned(session, paper)
    form = book_form(session, paper.form_id)
    nobody = not planned.household and form.applies_to in ("household", "contract")
    if planned.note and form.applies_to == "contract":
        need_some(*_still_sent(gathering, form, planned.note))
    return gathering.sheet(
        planned, BLANK if nobody else Selection(everyone=True), plan if paper.form_id == ROUTE else ()
    )


def _still_sent(gathering: Gathering, form: FormLayout, note: str) -> tuple[list[Planned], list[LoanStop]]:
    chosen = Selection(contracts=(note,))
    return gathering.plan(form, chosen), gathering.left_out(form, chosen)


def _cover(session: Session, sheets: Sequence[PaperSheet], serials: Sequence[str], on: date) -> PaperSheet:
    """The list of all papers of a packet with boxes to tick, in front of them."""
    rows: list[Facts] = [
        {"no": number, "head": sheet.facts.get("household.head"), "paper": sheet.form.title, "serial": serial}
        for number, (sheet, serial) in enumerate(zip(sheets[1:], serials[1:], strict=True), 1)
    ]
    return PaperSheet(sheets[0].form, _common(sheets[1:]) | _rows(rows, on))


def _listed(session: Session, batch: Sequence[Paper], on: date) -> Facts:
    """The list of a packet that was printed before."""
    from app.services.lookup import head_of, members_of

    rows: list[Facts] = []
    for number, paper in enumerate((paper for paper in batch if paper.form_id != COVER), 1):
        household = session.get(Household, (paper.book_code, paper.household_id or ""))
        head = head_of(members_of(session, household)) if household is not None else None
        name = head.name if head is not None else None
        rows.append({"no": number, "head": name, "paper": paper.title, "serial": paper.serial})
    return _rows(rows, on)


def _rows(rows: list[Facts], on: date) -> Facts:
    return {"packet.on": on, "packet.count": len(rows), "packet.rows": [known(row) for row in rows]}


def _common(sheets: Sequence[PaperSheet]) -> Facts:
    """What the first sheet of a batch says of the village and the officer."""
    return {
        name: value for name, value in sheets[0].facts.items() if name.startswith(("unit.", "officer.", "programme."))
    }


def _paper(sheet: PaperSheet, copy: Copy, pages: int, on: date) -> Paper:
    return Paper(
        serial=copy.serial,
        form_id=sheet.form.id,
        title=sheet.form.title,
        household_id=sheet.household.id if sheet.household else None,
        loan_id=sheet.loan.id if sheet.loan else None,
        application_id=sheet.application.id if sheet.application else None,
        printed_on=on,
        held_since=on,
        pages=pages,
        deadline=sheet.facts.get("paper.pending_until"),
    )
