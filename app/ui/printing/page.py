"""The page 打印: three columns are the three steps, choose, look, print; and behind them the log of papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.form_layout import FormLayout
from app.files import write_atomic
from app.services.paper_gathering import Selection
from app.services.paper_log import PaperRow, paper_rows
from app.services.papers import move_paper
from app.services.print_choice import Recipient, recipients
from app.services.printing import Batch, list_forms, preview_forms, print_forms
from app.services.visits import round_by_group
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.stack import Stack
from app.ui.places import Place
from app.ui.printing.act import PrintCard
from app.ui.printing.choose import ChooseCard
from app.ui.printing.log import PaperLog
from app.ui.printing.look import LookCard
from app.ui.printing.pages import PagePicture, page_picture
from app.ui.printing.printer import print_pdf, printer_names
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

PAPERS, CONTRACT, HOUSEHOLD = "papers", "contract", "household"
SCREEN_DPI = 130
FIRST_FORM = "F7"


class PrintPage(Page):
    """`place.detail`: a form id, `due:FORM` or `group:FORM`, household, contract, or papers for the log."""

    title = "打印"
    hears = Changed.PAPERS | Changed.LOANS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._forms: list[FormLayout] = []
        self._people: list[Recipient] = []
        self._pdf = b""
        self.choose, self.look, self.act = ChooseCard(), LookCard(), PrintCard()
        self.log = PaperLog(work.today)
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
        self.stack = Stack()
        self.stack.addWidget(steps)
        self.stack.addWidget(self.log)
        self._steps = steps
        self.outer.addWidget(self.stack, 1)
        self.choose.changed.connect(self._chosen)
        self.choose.log_wanted.connect(self._to_log)
        self.look.page_wanted.connect(self._draw)
        self.act.print_wanted.connect(self._print)
        self.act.save_wanted.connect(self._save)
        self.act.copies.edited.connect(self._count)
        self.log.moved.connect(self._move)
        self.log.back.connect(self._to_steps)

    # --- reading ---

    def open(self, place: Place) -> None:
        self.stack.setCurrentWidget(self.log if place.detail == PAPERS else self._steps)
        if not self._forms:
            self._forms = list_forms()
            self.act.show_printers(printer_names())
        self.work.read(round_by_group, self.work.today, done=self._show_groups)
        self._take_place(place)
        super().open(place)

    def _take_place(self, place: Place) -> None:
        """What to print and for whom, as the page we come from knows it."""
        how, _, form_id = place.detail.partition(":")
        wanted = form_id or {CONTRACT: "F6", HOUSEHOLD: "F10"}.get(how, how)
        known = {form.id: form for form in self._forms}
        if wanted not in known:
            wanted = self.choose.form.id if self.choose.form is not None else FIRST_FORM
        self.choose.show_forms(self._forms, [])
        self.choose.choose_form(wanted)
        if place.detail == PAPERS:
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
        self.choose.show_forms(self._forms, [each.group for each in rounds])

    def refresh(self) -> None:
        self.work.read(paper_rows, self.work.today, done=self.show_log)
        self._chosen()

    def show_log(self, rows: list[PaperRow]) -> None:
        """Show the log of papers."""
        self.log.show_rows(rows)
        if self.place.detail == PAPERS and self.place.key:
            self.log.pick(self.place.key)

    def _chosen(self) -> None:
        form = self.choose.form
        if form is None or self.work.book is None:
            return
        if self.stack.currentWidget() is self._steps:
            self.name_it(f"{form.id} {form.title}")
        selection = self.choose.selection
        today = self.work.today
        self.work.read(recipients, form.id, selection, today, done=self.show_people)
        self.work.draw(
            preview_forms,
            self.work.book,
            form.id,
            selection,
            on=today,
            packet=self.choose.packet_wanted,
            done=self._previewed,
            failed=self._no_preview,
        )

    def show_people(self, people: list[Recipient]) -> None:
        """Show who is meant."""
        self._people = people
        self.choose.show_people(people)
        self._check()

    def _previewed(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._draw(0)

    def _no_preview(self, error: BaseException) -> None:
        self._pdf = b""
        self.look.clear()
        self.look.nothing_words.setAccessibleName(sentences(error))
        self._check()

    def _draw(self, number: int) -> None:
        if self._pdf:
            self.work.draw(page_picture, self._pdf, number, SCREEN_DPI, done=self.show_page)

    def show_page(self, picture: PagePicture) -> None:
        """Show a page of the preview."""
        form = self.choose.form
        self.look.show_page(picture, form.title if form is not None else "")
        self._check()

    # --- checks ---

    def _check(self) -> None:
        lines: list[tuple[str, Tone, str]] = []
        pages = self.look.pages
        if pages:
            lines.append(("done", Tone.OK, f"{len(self._people) or 1} 份，{pages} 页，已排好"))
        else:
            lines.append(("todo", Tone.MUTED, "没有可以印的。请换表或换人。"))
        again = [person for person in self._people if person.earlier is not None]
        if again:
            names = "、".join(person.name for person in again[:3]) + ("等" if len(again) > 3 else "")
            lines.append(("warning", Tone.WARN, f"{names} 近 60 天印过这张表（{len(again)} 份）"))
        lines.append(("info", Tone.ACCENT, "编号在印的时候生成，预览上没有"))
        self.act.show_checks(lines)
        self._count()

    def _count(self) -> None:
        self.act.show_amount(len(self._people), self.look.pages)

    def first_focus(self) -> QWidget | None:
        if self.stack.currentWidget() is self.log:
            return self.log.table
        if self.act.print.isEnabled():
            return self.act.print
        return self.act.save if self.act.save.isEnabled() else self.choose.forms

    # --- acts ---

    def _make(self, done: Any) -> None:
        form = self.choose.form
        if form is None or not self._pdf:
            return
        self.work.write(
            print_forms,
            form.id,
            self.choose.selection,
            on=self.work.today,
            duplex=self.act.duplex.isChecked(),
            packet=self.choose.packet_wanted,
            changes=Changed.PAPERS,
            what=f"打印 {form.title}",
            done=done,
        )

    def _print(self) -> None:
        self._make(self._printed)

    def _printed(self, batch: Batch) -> None:
        done = print_pdf(
            batch.pdf,
            str(self.act.printer.value),
            copies=self.act.copies.count or 1,
            duplex=self.act.duplex.isChecked(),
        )
        self._said(
            batch, "已送到打印机" if done else "打印机没有接下，请看看有没有开、有没有纸，再从“印过的文书”里找编号重印"
        )

    def _save(self) -> None:
        form = self.choose.form
        name = f"{form.id}-{self.work.today:%Y%m%d}.pdf" if form is not None else "打印.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为 PDF", name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, file: Path) -> None:
        """Print into a file; the papers are recorded as printed."""
        self._file = file
        self._make(self._made)

    def _made(self, batch: Batch) -> None:
        self.work.run(_write, self._file, batch.pdf, done=self._written)
        self._said(batch, f"已存到 {self._file}")

    def _written(self, _nothing: object) -> None:
        self.log.setProperty("written", str(self._file))

    def _said(self, batch: Batch, done: str) -> None:
        words = f"{done}：{batch.printed.copies} 份 {batch.printed.pages} 页。"
        if batch.serials:
            words += f"编号 {batch.serials[0]}" + (f" 至 {batch.serials[-1]}。" if len(batch.serials) > 1 else "。")
        if batch.missing_glyphs:
            chars = "".join(dict.fromkeys(glyph.char for glyph in batch.missing_glyphs))
            words += f"这些字没有字形，纸上留了空，请手写：{chars}"
        self.act.say(words)

    def _move(self, serial: str, values: dict[str, Any]) -> None:
        state = values.pop("state")
        self.work.write(move_paper, serial, state, changes=Changed.PAPERS | Changed.LOANS, **values)

    def _to_log(self) -> None:
        self.stack.setCurrentWidget(self.log)
        self.name_it("印过的文书")
        self.log.table.setFocus()

    def _to_steps(self) -> None:
        self.stack.setCurrentWidget(self._steps)
        self._chosen()


def _write(file: Path, pdf: bytes) -> None:
    write_atomic(file, pdf, what="PDF")
