"""The password is asked again before an act shows or carries away what is masked: one door for every page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.entrance import confirm
from app.ui.confirmed import Sensitive
from app.ui.parts.password_strip import PasswordStrip
from app.ui.work import Work, sentences

Act = Callable[[], object]


class Asking(QObject):
    """Asks in `strip` and then does what was wanted; an act of the same kind within five minutes is not asked again."""

    def __init__(self, work: Work, strip: PasswordStrip) -> None:
        super().__init__(strip)
        self._work, self._strip = work, strip
        self._wanted: tuple[Sensitive, Act, Act | None] | None = None
        self._before: QWidget | None = None
        strip.given.connect(self._given)
        strip.dropped.connect(self.forget)

    def ask(self, kind: Sensitive, then: Act, otherwise: Act | None = None) -> None:
        """Do `then` when the password is right, `otherwise` where it is not given."""
        if kind in self._work.confirmed:
            then()
            return
        self.forget()
        self._wanted, self._before = (kind, then, otherwise), QApplication.focusWidget()
        self._strip.ask(kind.value)

    def forget(self) -> None:
        """The question was put away, or the book hidden."""
        wanted, self._wanted = self._wanted, None
        self._strip.close_up()
        self._give_back()
        if wanted is not None and wanted[2] is not None:
            wanted[2]()

    def _given(self, password: str) -> None:
        self._work.beside(confirm, self._work.book, password, done=self._right, failed=self._wrong)

    def _right(self, _nothing: object) -> None:
        wanted, self._wanted = self._wanted, None
        self._strip.close_up()
        self._give_back()
        if wanted is not None:
            self._work.confirmed.grant(wanted[0])
            wanted[1]()

    def _wrong(self, error: BaseException) -> None:
        if self._wanted is not None:
            self._strip.refuse(sentences(error))

    def _give_back(self) -> None:
        before, self._before = self._before, None
        try:
            if before is not None and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:
            return  # the page was built anew meanwhile
