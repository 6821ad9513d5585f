"""The one window: the way in, the pages behind it, locking when nobody types, theme, text size, what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from app.ui.closing import Closing
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.theme import TEXT_SIZES, Theme, apply_theme, theme_now
from app.ui.work import Work

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from app.storage.book import Book
    from app.ui.away import Away
    from app.ui.entrance.offer import Practice
    from app.ui.entrance.unlock import UnlockPage
    from app.ui.shell import Shell

SIZE = (1366, 768)
SMALLEST = (1024, 600)


class Window(QWidget):
    """`remembered` comes when there is something new to remember."""

    remembered = Signal(object)

    def __init__(
        self,
        work: Work,
        folder: Path,
        preferences: Preferences,
        *,
        exists: bool,
        practice: Callable[[], Practice] | None = None,
        later: bool = False,
    ) -> None:
        """With `later` the window can be shown at once, empty; `begin` then puts the way in into it."""
        super().__init__()
        self.work, self.folder, self.preferences = work, folder, preferences
        self.setWindowTitle("惠村")
        self.setObjectName("desk")
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self.shell: Shell | None = None
        self._locked: UnlockPage | None = None
        self._exists, self._practice = exists, practice
        wide, tall = preferences.width or SIZE[0], preferences.height or SIZE[1]
        self.resize(wide, tall)
        self.away: Away | None = None
        self._closing = Closing(self)
        if not later:
            self.begin()

    def begin(self) -> None:
        """Put the way in into the window: unlock the book there is, or make one."""
        from PySide6.QtGui import QKeySequence, QShortcut

        from app.ui.parts.focus_ring import FocusRing
        from app.ui.start import complete

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        complete(app)

        self.ring = FocusRing(self)
        for keys, act in (("Ctrl+=", self.larger), ("Ctrl++", self.larger), ("Ctrl+-", self.smaller)):
            QShortcut(QKeySequence(keys), self, act)
        self._way_in()

    def _way_in(self) -> None:
        if self._exists:
            from app.ui.entrance.unlock import UnlockPage

            unlock = UnlockPage(self.work, self.folder)
            unlock.opened.connect(self.enter)
            unlock.folder_wanted.connect(self._look_in)
            unlock.set_up_wanted.connect(self._set_up)
            self._show(unlock)
        else:
            from app.ui.entrance.setup import SetupPage

            setup = SetupPage(self.work, self.folder, self._practice() if self._practice is not None else None)
            setup.made.connect(self._made)
            self._show(setup)

    # --- in and out ---

    def _look_in(self, folder: Path) -> None:
        """Another folder was chosen: unlock the book there, if there is one."""
        from app.services.folders import has_book

        self.folder, self._exists = folder, has_book(folder)
        self._way_in()

    def _set_up(self) -> None:
        self._exists = False
        self._way_in()

    def _made(self, book: Book) -> None:
        setup = self._stack.currentWidget()
        self.enter(book, getattr(setup, "place", None))

    def enter(self, book: Book, place: Place | None = None) -> None:
        """The book is open: show the pages, at `place` or where we were last time."""
        from app.ui.shell import last_place

        self.work.book = book
        first = next((where for where in Where if where == self.preferences.page), Where.TODAY)
        self._build_shell(place or last_place(book) or Place(first))
        self._watch()

    def _watch(self) -> None:
        """From now on hide the book when nobody is at the desk."""
        if self.away is None:
            from app.ui.away import Away

            self.away = Away(self.preferences.idle_minutes, self)
            self.away.gone.connect(self.lock)
            handle = self.windowHandle()
            if handle is not None:
                handle.installEventFilter(self.away)
        self.away.start()

    def _build_shell(self, place: Place) -> None:
        from app.ui.registry import pages_of
        from app.ui.shell import Shell

        assert self.work.book is not None
        self.setWindowTitle(f"惠村 {self.work.book.name}")
        self.shell = Shell(self.work, self.preferences)
        self.shell.lock_wanted.connect(self.lock)
        self.shell.hushed.connect(self._hushed)
        self.shell.idle_wanted.connect(self.set_idle_minutes)
        self.shell.theme_wanted.connect(self.set_theme)
        self._show(self.shell)
        known = [entry.where for entry in pages_of(self.work.book.role)]
        if known:
            self.shell.go(place if place.where in known else replace(place, where=known[0]))

    def lock(self) -> None:
        """Hide everything until the password is given again; what runs goes on, what is half typed becomes a draft.

        It waits for nobody: not for the writer, not for an answer to a question that stands open.
        """
        if self.shell is None or self._locked is not None or self.work.book is None:
            return
        from app.ui.entrance.unlock import UnlockPage
        from app.ui.messages import put_away_questions

        self._locked = UnlockPage(self.work, self.folder, hidden=True)
        self._locked.opened.connect(self._unlocked)
        self._stack.addWidget(self._locked)
        self._stack.setCurrentWidget(self._locked)
        if self.away is not None:
            self.away.stop()
        self.work.confirmed.forget()
        self.shell.asking.forget()
        put_away_questions(self)
        self._locked.password.control.setFocus()
        self.shell.keep_drafts()

    def _unlocked(self, _nothing: object) -> None:
        if self._locked is not None and self.shell is not None:
            self._stack.setCurrentWidget(self.shell)
            self._stack.removeWidget(self._locked)
            self._locked.deleteLater()
            self._locked = None
            self._watch()

    def _show(self, page: QWidget) -> None:
        before = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        first = page.focusProxy()
        if first is not None:
            first.setFocus()

    # --- theme and size ---

    def larger(self) -> None:
        """The next text size."""
        self.set_text_size(next((size for size in TEXT_SIZES if size > theme_now().text_size), TEXT_SIZES[-1]))

    def smaller(self) -> None:
        """The text size before."""
        below = [size for size in TEXT_SIZES if size < theme_now().text_size]
        self.set_text_size(below[-1] if below else TEXT_SIZES[0])

    def set_text_size(self, text_size: int) -> None:
        """Another size; nothing typed is lost, so a page with typed text keeps its size until it is saved."""
        self.set_theme(replace(theme_now(), text_size=text_size))

    def set_theme(self, theme: Theme) -> None:
        """Put a theme in force and build the pages anew, on the same place."""
        page = self.shell.page if self.shell is not None else None
        if theme == theme_now() or self._locked is not None or (page is not None and page.typed):
            return
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        self._remember(dark=theme.dark, text_size=theme.text_size, base_points=theme.base_points)
        if self.shell is not None and self.shell.here is not None:
            self._build_shell(self.shell.here)

    def set_idle_minutes(self, minutes: int) -> None:
        """After how many minutes without a key the book is hidden."""
        if self.away is not None:
            self.away.set_minutes(minutes)
        if self.shell is not None:
            self.shell.idle_minutes = minutes
        self._remember(idle_minutes=minutes)

    def _hushed(self, day: str) -> None:
        self._remember(advice_hushed=day)

    def _remember(self, **what: Any) -> None:
        self.preferences = replace(self.preferences, **what)
        self.remembered.emit(self.preferences)

    # --- Qt's own ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.away is not None:
            self.windowHandle().installEventFilter(self.away)

    def listen(self) -> None:
        """Let a second start bring this window to the front."""
        from app.ui.single import listen

        self._first = listen(self.folder, self.come_forward, self)

    def come_forward(self) -> None:
        """A second start asks for this window: in front, locked or not."""
        from PySide6.QtCore import Qt  # its enums take a fiftieth of a second, which the first paint need not wait for

        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing.may_close():
            event.ignore()
            return
        if self.shell is not None:
            self.shell.keep_drafts()
        here = self.shell.here if self.shell is not None else None
        normal = self.normalGeometry() if self.isMaximized() else self.geometry()
        self._remember(
            page=str(here.where) if here is not None else self.preferences.page,
            width=normal.width(),
            height=normal.height(),
            maximized=self.isMaximized(),
        )
        self.work.stop()
        super().closeEvent(event)
