"""表格: the printed forms stand on the page 打印; this room leads there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.form_layout import FormLayout
from app.services.printing import list_forms
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.places import Place, Where
from app.ui.settings.room import Room


class FormsRoom(Room):
    """The built-in forms; Enter opens one on the page 打印."""

    key, word, township = "forms", "表格", False

    def build(self) -> None:
        """One list."""
        self.note("每张表怎么排、印什么，都在表格文件里。选一张，按回车，到“打印”里看样张、填空白表。")
        self.forms = Table(
            [
                Column("编号", lambda form: form.id),
                Column("表格", lambda form: form.title, stretch=True),
            ],
            name="表格",
            row_height=DENSE,
            picks=True,
        )
        self.forms.opened.connect(self._open)
        self.column.addWidget(self.forms, 1)

    def refresh(self) -> None:
        self.work.draw(list_forms, done=self.forms.set_rows)

    def first_focus(self) -> QWidget | None:
        return self.forms

    def _open(self, form: FormLayout) -> None:
        self.page.go.emit(Place(Where.PRINT, "", form.id))
