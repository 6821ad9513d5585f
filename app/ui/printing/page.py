"""The page 打印: three columns are the three steps, choose, look, print; behind them the log and the calibration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services import desk
from app.services.calibration import calibration_page
from app.services.forms import FormView
from app.services.paper_gathering import Selection
from app.services.paper_log import PaperRow, paper_rows
from app.services.papers import move_paper
from app.services.print_choice import Recipient, households_with_findings, recipients
from app.services.print_preview import PreviewCopy, PreviewPlan, preview_copies
from app.services.printers import keep_offset, read_offsets
from app.services.printing import STRAIGHT, Offset, list_forms, print_forms, reprint_from, reprint_paper
from app.services.visits import round_by_group
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.stack import Stack
from app.ui.places import Place, Where
from app.ui.printing.act import PrintCard
from app.ui.printing.calibrate import CalibratePart
from app.ui.printing.choose import ChooseCard
from app.ui.printing.log import PaperLog
from app.ui.printing.look import LookCard
from app.ui.printing.pages import Look, first_look, look_at
from app.ui.printing.printer import make_printer, printer_names
from app.ui.printing.sending import Sending
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PAPERS, CONTRACT, HOUSEHOLD, CALIBRATE = "papers", "contract", "household", "calibrate"
FIRST_FORM = "F7"
AT_ONCE = 3
"""So many copies are counted in one go, so that a page that is asked for meanwhile waits little."""


class PrintPage(Page):
    """`place.detail`: a form id, `due:FORM` or `group:FORM`, household, contract, calibrate, or papers for the log."""

    title = "打印"
    hears = Changed.PAPERS | Changed.LOANS | Changed.HOUSEHOLDS | Changed.SETTINGS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._forms: list[FormView] = []
        self._groups: list[str] = []
        self._people: list[Recipient] = []
        self._plan: PreviewPlan | None = None
        self._counted: list[PreviewCopy] = []
        self._offsets: dict[str, Offset] = {}
        self._wanted = FIRST_FORM
        self.out = Sending(work, self.set_up, self)
        self.out.told.connect(self._tell)
        self.choose, self.look, self.act = ChooseCard(), LookCard(), PrintCard()
        self.log, self.calibrate = PaperLog(work.today), CalibratePart()
        self._steps = self._three_steps()
        self.stack = Stack()
        for part in (self._steps, self.log, self.calibrate):
            self.stack.addWidget(part)
        self.outer.addWidget(self.stack, 1)
        self._connect()

    def _three_steps(self) -> QWidget:
        steps = QWidget()
        line = QHBoxLayout(steps)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme_now().px(12))
        line.addWidget(self.choose)
        if theme_now().two_columns:
            right = QVBoxLayout()
            right.setSpacing(theme_now().px(12))
            self.look.setMinimumHeight(theme_now().px(420))
            right.addWidget(self.look, 1)
            self.act.setMinimumWidth(0)
            self.act.setMaximumWidth(16_777_215)
            right.addWidget(self.act)
            line.addLayout(right, 1)
        else:
            line.addWidget(self.look, 1)
            line.addWidget(self.act)
        return steps

    def _connect(self) -> None:
        self.choose.changed.connect(self._chosen)
        self.choose.log_wanted.connect(self._to_log)
        self.choose.edit_wanted.connect(self._to_editor)
        self.choose.check_wanted.connect(self._ask_check)
        self.choose.add_wanted.connect(self._ask_one_more)
        self.choose.looked.connect(self._look_for)
        self.look.turned.connect(self._turn)
        self.act.print_wanted.connect(self._print)
        self.act.save_wanted.connect(self._save)
        self.act.skip_wanted.connect(self._skip)
        self.act.calibrate_wanted.connect(self._to_calibrate)
        self.act.copies.edited.connect(self._count)
        self.log.moved.connect(self._move)
        self.log.rest_wanted.connect(self._print_rest)
        self.log.again_wanted.connect(self._print_again)
        self.log.record_wanted.connect(self._open_record)
        self.log.back.connect(self._to_steps)
        card = self.calibrate.card
        card.back.connect(self._to_steps)
        card.kept.connect(self._keep_offset)
        card.print_wanted.connect(self._print_calibration)
        card.save_wanted.connect(self._save_calibration)

    # --- reading ---

    def open(self, place: Place) -> None:
        parts = {PAPERS: self.log, CALIBRATE: self.calibrate}
        self.stack.setCurrentWidget(parts.get(place.detail, self._steps))
        self.act.show_printers(printer_names())
        if self.work.book is not None:
            self._offsets = read_offsets(self.work.book.folder)
        self._show_calibration()
        self.name_it({PAPERS: "印过的文书", CALIBRATE: "校准打印机"}.get(place.detail, ""))
        self.work.read(round_by_group, self.work.today, done=self._show_groups)
        self.work.read(list_forms, done=self._have_forms)
        super().open(place)

    def _have_forms(self, forms: list[FormView]) -> None:
        """The forms as they hold in this book; then what the place asks for."""
        self._forms = forms
        self._take_place(self.place)
        self._chosen()

    def _take_place(self, place: Place) -> None:
        """What to print and for whom, as the page we come from knows it."""
        how, _, form_id = place.detail.partition(":")
        wanted = form_id or {CONTRACT: "F6", HOUSEHOLD: "F10"}.get(how, how)
        known = {form.id: form for form in self._forms}
        if wanted not in known:
            wanted = self.choose.form.id if self.choose.form is not None else FIRST_FORM
        self.choose.show_forms(self._forms, self._groups)
        self.choose.choose_form(wanted)
        if place.detail in (PAPERS, CALIBRATE):
            return
        if how == "due":
            self.choose.choose_due(int(place.key))
        elif how == "group":
            self.choose.choose_group(place.key)
        elif place.key:
            keys = tuple(place.key.split(","))
            contract = how == CONTRACT or (how != HOUSEHOLD and known[wanted].applies_to == "contract")
            selection = Selection(contracts=keys) if contract else Selection(households=keys)
            self.choose.name_persons(selection, f"选定的 {len(keys)} {'笔' if contract else '户'}")

    def _show_groups(self, rounds: list[Any]) -> None:
        self._groups = [each.group for each in rounds]
        self.choose.show_forms(self._forms, self._groups)

    def refresh(self) -> None:
        self.work.read(paper_rows, self.work.today, done=self.show_log)
        self._chosen()

    def show_log(self, rows: list[PaperRow]) -> None:
        """Show the log of papers."""
        self.log.show_rows(rows)
        if self.place.detail == PAPERS and self.place.key:
            self.log.pick(self.place.key)

    def _ask_check(self) -> None:
        self.work.read(
            households_with_findings, self.work.today, done=self.choose.name_checked, failed=self._nobody_checked
        )

    def _nobody_checked(self, _error: BaseException) -> None:
        self.choose.name_checked(())

    def _ask_one_more(self, word: str) -> None:
        self.work.read(desk.find, word, done=self._add_one)

    def _add_one(self, hits: list[desk.Hit]) -> None:
        if not hits:
            self.act.say("没有找到这一户。")
            return
        kept = [person.household for person in self.choose.people.rows]
        numbers = tuple(dict.fromkeys([*kept, hits[0].number]))
        self.choose.name_persons(Selection(households=numbers), f"选定的 {len(numbers)} 户")
        self.act.say(f"加上了 {hits[0].name} 户。")

    def _chosen(self) -> None:
        form = self.choose.form
        if form is None or self.work.book is None:
            return
        if self.stack.currentWidget() is self._steps:
            self.name_it(f"{form.id} {form.title}" if form.id[0] == "F" else form.title)
        selection, today = self.choose.selection, self.work.today
        self.work.read(recipients, form.id, selection, today, done=self.show_people)
        self.work.draw(
            first_look,
            self.work.book,
            form.id,
            selection,
            on=today,
            packet=self.choose.packet_wanted,
            done=self._planned,
            failed=self._no_preview,
        )

    def show_people(self, people: list[Recipient]) -> None:
        """Show who is meant."""
        self._people = people
        self.choose.show_people(people)
        self._check()

    # --- looking ---

    def _planned(self, look: Look) -> None:
        self._plan, self._counted = look.plan, [look.copy]
        self.show_look(look)
        self._count_more()

    def _no_preview(self, error: BaseException) -> None:
        self._plan, self._counted = None, []
        self.look.clear(sentences(error))
        self._check()

    def show_look(self, look: Look) -> None:
        """Show a page of the preview."""
        if look.plan is self._plan:
            self.look.show_look(look)
            self._check()

    def _turn(self, step: int) -> None:
        """The page before or after, over the ends of the copies; a copy before this one is opened at its end."""
        if self._plan is None:
            return
        copy, page = self.look.at
        pages = self.look.pages
        if 0 <= page + step < pages:
            self._draw(copy, page + step)
        elif 0 <= copy + step < len(self._plan.copies):
            self._draw(copy + step, 0 if step > 0 else -1)

    def _look_for(self, person: Recipient | None) -> None:
        """The first copy of a person."""
        if self._plan is None or person is None or person.stop:
            return
        for number, planned in enumerate(self._plan.copies):
            mine = planned.note == person.contract if person.contract else planned.household == person.household
            if mine and planned.household:
                self._draw(number, 0)
                return

    def _draw(self, copy: int, page: int) -> None:
        self.work.draw(look_at, self.work.book, self._plan, copy, page, done=self.show_look, failed=self._no_preview)

    def _count_more(self) -> None:
        """Draw the next copies in the background: how many pages there are, and which characters are missing."""
        plan = self._plan
        if plan is not None and len(self._counted) < len(plan.copies):
            self.work.draw(
                _counted_copies,
                self.work.book,
                plan,
                len(self._counted),
                done=self._have_counted,
                failed=self._no_preview,
            )

    def _have_counted(self, answer: tuple[PreviewPlan, list[PreviewCopy]]) -> None:
        plan, copies = answer
        if plan is not self._plan:
            return
        self._counted += copies
        self._check()
        self._count_more()

    # --- checks ---

    def _check(self) -> None:
        plan = self._plan
        copies = len(plan.copies) if plan is not None else 0
        again = [person for person in self._people if person.earlier is not None]
        lines: list[tuple[str, Tone, str]] = []
        if not copies:
            lines.append(("todo", Tone.MUTED, "没有可以印的。请换表或换人。"))
        elif len(self._counted) < copies:
            lines.append(("waiting", Tone.ACCENT, f"正在排 {len(self._counted)} / {copies} 份"))
        else:
            pages = sum(copy.pages for copy in self._counted)
            lines += [("done", Tone.OK, f"{copies} 份，{pages} 页，已排好"), self._missing_line()]
        if again:
            names = "、".join(person.name for person in again[:3]) + ("等" if len(again) > 3 else "")
            lines.append(("warning", Tone.WARN, f"{names} 近 60 天印过这张表（{len(again)} 份）"))
        if plan is not None and plan.left_out:
            names = "、".join(stop.borrower for stop in plan.left_out[:3])
            lines.append(("stop", Tone.WARN, f"{names}：通知不再发给借款人，没有印"))
        lines.append(("info", Tone.ACCENT, "编号在印的时候生成，预览上没有"))
        self.act.show_checks(lines)
        self.act.show_skip(len(again), len(self.choose.selection.without))
        self._count()

    def _missing_line(self) -> tuple[str, Tone, str]:
        missing = [glyph for copy in self._counted for glyph in copy.missing]
        if not missing:
            return ("done", Tone.OK, "没有缺字")
        told = "；".join(f"{glyph.char}（{glyph.code}）在 {glyph.where}" for glyph in missing[:3])
        more = f"等 {len(missing)} 处" if len(missing) > 3 else ""
        return ("warning", Tone.WARN, f"缺字 {told}{more}，纸上留空，请手写")

    def _count(self) -> None:
        copies = len(self._plan.copies) if self._plan is not None else 0
        pages = sum(copy.pages for copy in self._counted) if len(self._counted) == copies else None
        people = sum(not person.stop for person in self.choose.people.rows)
        self.act.show_amount(people, copies, pages)

    def first_focus(self) -> QWidget | None:
        if self.stack.currentWidget() is self.log:
            return self.log.search
        if self.stack.currentWidget() is self.calibrate:
            return self.calibrate.card.fields[0].control
        if self.act.print.isEnabled():
            return self.act.print
        return self.act.save if self.act.save.isEnabled() else self.choose.forms

    # --- printing ---

    def _skip(self) -> None:
        if self.choose.selection.without:
            self.choose.skip(())
        else:
            again = [person for person in self._people if person.earlier is not None]
            self.choose.skip(tuple(person.contract or person.household for person in again))

    def _make(self, done: Any, *, offset: Offset = STRAIGHT, file: Path | None = None) -> None:
        form = self.choose.form
        if form is None or self._plan is None:
            return
        self.work.write(
            print_forms,
            form.id,
            self.choose.selection,
            on=self.work.today,
            duplex=self.act.duplex.isChecked(),
            packet=self.choose.packet_wanted,
            offset=offset,
            file=file,
            changes=Changed.PAPERS,
            what=f"打印 {form.title}",
            done=done,
            progress=True,
        )

    def _print(self) -> None:
        self._make(self.out.printed, offset=self._offset)

    def _save(self) -> None:
        form = self.choose.form
        name = f"{form.id}-{self.work.today:%Y%m%d}.pdf" if form is not None else "打印.pdf"
        if (file := self._ask_file(name)) is not None:
            self.save_to(file)

    def save_to(self, file: Path) -> None:
        """Print into a file; the papers are recorded as printed, unless the file cannot be written."""
        self.out.file = file
        self._make(self.out.saved, file=file)

    def _ask_file(self, name: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为 PDF", name, "PDF (*.pdf)")
        return Path(chosen) if chosen else None

    def _tell(self, words: str) -> None:
        self.act.say(words)
        self.log.say(words)
        self.calibrate.card.say(words)

    # --- the log ---

    def _move(self, serial: str, values: dict[str, Any]) -> None:
        state = values.pop("state")
        self.log.say("")
        self.work.write(
            move_paper, serial, state, changes=Changed.PAPERS | Changed.LOANS, failed=self._not_moved, **values
        )

    def _not_moved(self, error: BaseException) -> None:
        self.log.say(sentences(error))

    def _print_rest(self, serial: str) -> None:
        self._out_of_log(reprint_from, serial, offset=self._offset, progress=True, what="接着印")

    def _print_again(self, serial: str, reason: str) -> None:
        self._out_of_log(reprint_paper, serial, reason=reason, what="补打")

    def _out_of_log(self, verb: Any, serial: str, *, what: str, **named: Any) -> None:
        """To the printer, or where there is none into a file."""
        done = self.out.printed
        if not self.act.has_printer:
            file = self._ask_file(f"{serial}.pdf")
            if file is None:
                return
            self.out.file, named, done = file, named | {"file": file}, self.out.saved
        self.work.write(
            verb,
            serial,
            on=self.work.today,
            changes=Changed.PAPERS,
            what=what,
            done=done,
            failed=self._not_moved,
            **named,
        )

    def _open_record(self, each: PaperRow) -> None:
        self.go.emit(Place(Where.HOUSEHOLDS, each.household))

    def _to_log(self) -> None:
        self.stack.setCurrentWidget(self.log)
        self.name_it("印过的文书")
        self.log.search.setFocus()

    def _to_steps(self) -> None:
        self.stack.setCurrentWidget(self._steps)
        self._chosen()
        self.choose.forms.setFocus()

    def _to_editor(self, form_id: str) -> None:
        self.go.emit(Place(Where.FORMS, form_id))

    # --- calibrating ---

    @property
    def _printer_name(self) -> str:
        return str(self.act.printer.value) if self.act.has_printer else ""

    @property
    def _offset(self) -> Offset:
        return self._offsets.get(self._printer_name, STRAIGHT)

    def _to_calibrate(self) -> None:
        self._show_calibration()
        self.stack.setCurrentWidget(self.calibrate)
        self.name_it("校准打印机")
        self.calibrate.card.fields[0].take_focus()

    def _show_calibration(self) -> None:
        self.calibrate.card.show_printer(self._printer_name, self._offset)

    def _keep_offset(self, offset: Offset) -> None:
        assert self.work.book is not None
        self.work.run(keep_offset, self.work.book.folder, self._printer_name, offset, done=self._offset_kept)

    def _offset_kept(self, offsets: dict[str, Offset]) -> None:
        self._offsets = offsets
        self.calibrate.card.say("存好了，以后在这台打印机上都照这样挪。")

    def _print_calibration(self, offset: Offset) -> None:
        self.out.send(calibration_page(offset))

    def _save_calibration(self, offset: Offset) -> None:
        if (file := self._ask_file("校准页.pdf")) is not None:
            self.work.run(calibration_page, offset, file=file, done=self._calibration_saved)

    def _calibration_saved(self, _pdf: bytes) -> None:
        self.calibrate.card.say("校准页存好了。")

    def set_up(self) -> QPrinter:
        """The chosen printer as it is set up on the page."""
        return make_printer(self._printer_name, copies=self.act.copies.count or 1, duplex=self.act.duplex.isChecked())


def _counted_copies(book: Any, plan: PreviewPlan, first: int) -> tuple[PreviewPlan, list[PreviewCopy]]:
    """Some copies of a plan without their PDFs, which would fill the memory of a small laptop."""
    return plan, [replace(copy, pdf=b"") for copy in preview_copies(book, plan, first, AT_ONCE)]
