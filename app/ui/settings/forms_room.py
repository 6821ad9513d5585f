"""表格: the printed forms, built in or the county's own; Enter opens the file of one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.forms import FormView, book_forms
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.places import Place, Where
from app.ui.settings.room import Room
from app.ui.tokens import Tone


class FormsRoom(Room):
    """The forms of this book; Enter opens one on the page 表格, where it is changed, taken from a file, or reset."""

    key, word, township = "forms", "表格", False

    def build(self) -> None:
        """One list."""
        self.note("每张表怎么排、印什么，都在表格文件里。选一张，按回车：左边改文件，右边看印出来的样子。")
        self.forms = Table(
            [
                Column("编号", lambda form: form.id if form.id[0] == "F" else ""),
                Column("表格", lambda form: form.title, stretch=True),
                Column("", lambda form: "", chip=_own),
            ],
            name="表格",
            row_height=DENSE,
            picks=True,
        )
        self.forms.opened.connect(self._open)
        self.column.addWidget(self.forms, 1)

    def refresh(self) -> None:
        if self.work.book is not None:
            self.work.read(book_forms, done=self.forms.set_rows)

    def first_focus(self) -> QWidget | None:
        return self.forms

    def _open(self, form: FormView) -> None:
        self.page.go.emit(Place(Where.FORMS, form.id))


def _own(form: FormView) -> Chip | None:
    if form.fault:
        return Chip("stop", "本县的，有错", Tone.DANGER)
    return Chip("pencil", f"本县的第 {form.version} 版", Tone.ACCENT) if form.own else None
