"""The page 表格: a form file at the left, the page as it would be printed at the right; saved as the county's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QFontDatabase, QImage, QTextCursor, QTextFormat
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.domain.errors import DataFileError, KnownError
from app.packs.toml_places import line_of
from app.services.forms import FormView, book_forms, form_text, read_form_file, reset_form, take_form
from app.services.print_preview import PreviewCopy, preview_form_text
from app.ui.changed import Changed
from app.ui.messages import ask, may_drop
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Icon, Label
from app.ui.parts.paper_view import PaperView
from app.ui.places import Place
from app.ui.printing.pages import SCREEN_DPI, PagePicture, page_picture
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

PAUSE_MS = 350
"""After the last key, before the page is drawn again."""


class FormEditorPage(Page):
    """`place.key` is the id of the form; without one the form that was open before, or F1."""

    title = "表格"
    hears: ClassVar[Changed] = Changed.SETTINGS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._form_id, self._saved, self._page = "F1", "", 0
        self._views: dict[str, FormView] = {}
        self._copy: PreviewCopy | None = None
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme_now().two_columns else QHBoxLayout()
        line.setSpacing(theme_now().px(12))
        line.addWidget(self._left(), 1)
        line.addWidget(self._right(), 1)
        self.outer.addLayout(line, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._draw)

    def _left(self) -> Card:
        card = Card()
        self.forms = Field("哪张表", control=Choice(), bare=True)
        assert isinstance(self.forms.control, Choice)
        self.forms.control.activated.connect(self._other_form)
        self.reset = Button("恢复内置", self._reset, kind="quiet", key="R", icon_name="undo")
        self.state = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        card.body.addWidget(self.forms)
        card.body.addWidget(self.state)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("表格文件")
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setFont(theme_now().font(Role.SMALL))
        self.text.textChanged.connect(self._changed)
        self.text.setMinimumHeight(theme_now().px(260))
        card.body.addWidget(self.text, 1)
        self.fault_mark, self.fault = Icon("done", Tone.OK), Label("", wrap=True)
        line = QHBoxLayout()
        line.addWidget(self.fault_mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.fault, 1)
        card.body.addLayout(line)
        self.to_fault = Button("到出错的地方", self._to_fault, kind="quiet", key="G", icon_name="right")
        self.load = Button("从文件读入", self._load, key="I")
        self.write = Button("存到文件", self._write, key="W")
        self.save = Button("存为本县的表", self._save, kind="primary", key="Ctrl+S", icon_name="save")
        card.body.addLayout(row(self.to_fault, None, self.reset))
        card.body.addLayout(row(self.load, self.write, None, self.save))
        return card

    def _right(self) -> Card:
        card = Card()
        self.blank, self.filled = Button("空白", kind="toggle"), Button("填好的", kind="toggle")
        group = QButtonGroup(self)
        for button in (self.blank, self.filled):
            group.addButton(button)
        self.blank.setChecked(True)
        self.filled.toggled.connect(self._draw)
        self.before = Button("", self._before, kind="quiet", icon_name="left", spoken="上一页")
        self.after = Button("", self._after, kind="quiet", icon_name="right", spoken="下一页")
        for button, key in ((self.before, "Ctrl+PgUp"), (self.after, "Ctrl+PgDown")):
            button.setShortcut(key)
            button.setToolTip(f"{button.accessibleName()}（{key}）")
        self.where = Label("")
        card.body.addLayout(row(self.blank, self.filled, None, self.before, self.where, self.after))
        self.paper = PaperView("预览")
        self.paper.setMinimumHeight(theme_now().px(320))
        card.body.addWidget(self.paper, 1)
        return card

    # --- reading ---

    def open(self, place: Place) -> None:
        self._form_id = place.key or self._form_id
        super().open(place)

    def refresh(self) -> None:
        if self.work.book is not None and not self.typed:
            self.work.read(book_forms, done=self.show_forms)
            self.work.read(form_text, self._form_id, done=self.show_text, failed=self._no_text)

    def show_forms(self, views: list[FormView]) -> None:
        """The forms there are, and which of them are the county's own."""
        self._views = {view.id: view for view in views}
        assert isinstance(self.forms.control, Choice)
        words = [(f"{view.id}　{view.title}{'　（本县的）' if view.own else ''}", view.id) for view in views]
        self.forms.control.set_options(words, self._form_id)
        self._say_state()

    def show_text(self, text: str) -> None:
        """A form file, as it holds in this book."""
        self._saved, self._page = text, 0
        self.text.setPlainText(text)
        self._say_state()
        self._draw()

    def _no_text(self, _error: BaseException) -> None:
        self._form_id = "F1"
        self.refresh()

    def _say_state(self) -> None:
        view = self._views.get(self._form_id)
        own = view is not None and view.own
        if view is not None and view.fault:
            words = f"本县的这一版现在读不出来，打印时不能用：{view.fault}"
        elif view is not None and own:
            words = f"用的是本县的第 {view.version} 版（{view.origin}）。"
        else:
            words = "用的是程序内置的表。改好存下来，就用本县的；随时可以恢复。"
        self.state.setText(words)
        self.reset.setEnabled(own)
        self.name_it(f"{self._form_id} {view.title}" if view is not None else self._form_id)

    def first_focus(self) -> QWidget | None:
        return self.text

    @property
    def typed(self) -> bool:
        """Whether something typed here would be lost."""
        return self.text.toPlainText() != self._saved

    # --- drawing ---

    @property
    def _file(self) -> str:
        return f"{self._form_id}.toml"

    def _changed(self) -> None:
        self.save.setEnabled(self.typed)
        self._pause.start()

    def _draw(self, *_: object) -> None:
        if self.work.book is not None:
            self.work.draw(
                _drawn,
                self.work.book,
                self.text.toPlainText(),
                self._file,
                self._page,
                on=self.work.today,
                filled=self.filled.isChecked(),
                done=self.show_drawn,
                failed=self.show_fault,
            )

    def show_drawn(self, answer: tuple[PreviewCopy, PagePicture]) -> None:
        """The page as it would be printed."""
        copy, picture = answer
        self._page = picture.number
        self.where.setText(f"第 {picture.number + 1} 页，共 {picture.pages} 页")
        self.before.setEnabled(picture.number > 0)
        self.after.setEnabled(picture.number + 1 < picture.pages)
        self.paper.show_page(QImage(picture.image), f"{copy.title}，{self.where.text()}")
        self._say("done", Tone.OK, "写法没有错，右边就是印出来的样子。")
        self._mark_line(0)
        self.save.setEnabled(self.typed)

    def show_fault(self, error: BaseException) -> None:
        """File, cell and reason beside the text; the page stays as it was."""
        if isinstance(error, DataFileError):
            self._say("stop", Tone.DANGER, f"{error.file}　{error.where}：{error.reason}")
            self._mark_line(line_of(self.text.toPlainText(), error.where))
        else:
            self._say("stop", Tone.DANGER, sentences(error))
        self.save.setEnabled(False)

    def _say(self, icon: str, tone: Tone, words: str) -> None:
        self.fault_mark.set_icon(icon, tone)
        self.fault.set_tone(tone if tone is Tone.DANGER else Tone.MUTED)
        self.fault.setText(words)

    def _mark_line(self, line: int) -> None:
        """Tint the line of a fault; 0: none."""
        self._fault_line = line
        self.to_fault.setVisible(bool(line))
        marked = []
        if line:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = self._cursor_at(line)
            selection.format.setBackground(QColor(theme_now().tokens.danger_tint))
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marked.append(selection)
        self.text.setExtraSelections(marked)

    def _cursor_at(self, line: int) -> QTextCursor:
        block = self.text.document().findBlockByNumber(min(line, self.text.blockCount()) - 1)
        return QTextCursor(block)

    def _to_fault(self) -> None:
        self.text.setTextCursor(self._cursor_at(self._fault_line))
        self.text.centerCursor()
        self.text.setFocus()

    def _before(self) -> None:
        self._page -= 1
        self._draw()

    def _after(self) -> None:
        self._page += 1
        self._draw()

    # --- acts ---

    def _other_form(self, _at: int) -> None:
        chosen = str(self.forms.value)
        if chosen == self._form_id:
            return
        if not may_drop(self, typed=self.typed):
            self.forms.control.choose(self._form_id)  # type: ignore[attr-defined]
            return
        self._form_id, self._saved = chosen, self.text.toPlainText()
        self.refresh()

    def _save(self) -> None:
        text = self.text.toPlainText()
        self.work.write(
            take_form,
            text,
            self._file,
            origin="在窗口里改的",
            changes=Changed.SETTINGS,
            what="保存表格",
            done=self._have_saved,
            failed=self.show_fault,
        )

    def _have_saved(self, form: Any) -> None:
        self._form_id, self._saved = form.id, self.text.toPlainText()
        self._say("done", Tone.OK, f"存好了，以后 {form.id} 按这一版印。")

    def _reset(self) -> None:
        words = "本县的这一版不再用，打印改回程序内置的表。改过的各版都留在日志里。"
        if ask(self, "恢复内置的表", words, "恢复内置", "保留本县的"):
            self._saved = self.text.toPlainText()
            self.work.write(
                reset_form, self._form_id, changes=Changed.SETTINGS, what="恢复内置表格", failed=self.show_fault
            )

    def _load(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "从文件读入", "", "表格文件 (*.toml)")
        if chosen:
            self.load_from(Path(chosen))

    def load_from(self, file: Path) -> None:
        """Put the text of a file into the editor; it is the book's only when it is saved."""
        try:
            self.text.setPlainText(read_form_file(file))
        except KnownError as error:
            self.show_fault(error)

    def _write(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "存到文件", self._file, "表格文件 (*.toml)")
        if chosen:
            self.work.run(
                _write_text, Path(chosen), self.text.toPlainText(), done=self._written, failed=self.show_fault
            )

    def _written(self, name: str) -> None:
        self._say("done", Tone.OK, f"已存到 {name}。")


def _drawn(book: Any, text: str, file: str, page: int, *, on: Any, filled: bool) -> tuple[PreviewCopy, PagePicture]:
    copy = preview_form_text(book, text, file, on=on, filled=filled)
    return copy, page_picture(copy.pdf, page, SCREEN_DPI)


def _write_text(file: Path, text: str) -> str:
    from app.files import write_atomic

    write_atomic(file, text.encode(), what="表格文件")
    return str(file)
