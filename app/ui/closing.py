"""Closing the window: a backup first where something changed since the newest one, in sight and without freezing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.ui.work import sentences

if TYPE_CHECKING:
    from app.ui.window import Window

PATIENCE = 8.0  # seconds after which somebody who closes again is asked whether to do without the backup


class Closing(QObject):
    """Asked by the window whether it may close now; it closes the window itself when the backup is made."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._begun = False
        self._since = 0.0
        self._done = False

    def may_close(self) -> bool:
        """True where nothing is to be backed up, the backup is made, or the computer itself is shutting down."""
        window = self._window
        application = QApplication.instance()
        ending = isinstance(application, QApplication) and application.isSavingSession()
        if self._done or ending or window.work.book is None or window.shell is None:
            return True
        if not self._begun:
            self._begin()
        elif time.monotonic() - self._since > PATIENCE:
            self._ask("备份还没有做完。账已经存好了，不备份也不会丢。")
            return self._done
        return False

    def _begin(self) -> None:
        from app.services.backups import back_up_on_closing

        self._begun, self._since = True, time.monotonic()
        window = self._window
        if window.shell is not None:
            window.shell.keep_drafts()
            window.shell.strip.show_work("正在备份，做完就关")
        window.work.run(back_up_on_closing, window.work.book, done=self._made, failed=self._failed)

    def _made(self, _made: object) -> None:
        self._done = True
        self._window.close()

    def _failed(self, error: BaseException) -> None:
        self._begun = False
        self._ask(sentences(error))
        if self._done:
            self._window.close()

    def _ask(self, words: str) -> None:
        from app.ui.messages import ask

        self._done = ask(self._window, "关掉惠村", words, "不备份就关", "先不关")
