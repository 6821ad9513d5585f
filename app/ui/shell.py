"""The window around the pages once the book is open: rail, top bar, strips, status bar, and going from page to page."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import desk as desk_service
from app.services.backups import BackupLine, backup_lines
from app.services.drafts import read_draft, save_draft
from app.services.name_pinyin import pinyin_keys
from app.services.office import TOWNSHIP
from app.services.surroundings import Surroundings, surroundings
from app.services.undo import undo
from app.ui.around import backup_age, rail_counts, status_facts
from app.ui.asking import Asking
from app.ui.changed import Changed
from app.ui.finding import found_in_book, goals
from app.ui.page import Page, PageFrame
from app.ui.parts.password_strip import PasswordStrip
from app.ui.parts.rail import Rail, RailEntry
from app.ui.parts.status_bar import StatusBar
from app.ui.parts.strip import AdviceStrip, TroubleStrip, WorkStrip
from app.ui.parts.top_bar import SHOWN, TopBar
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.registry import PageEntry, in_rail, pages_of
from app.ui.theme import theme_now
from app.ui.work import Work

if TYPE_CHECKING:
    from app.services.desk import Desk, Everything
    from app.storage.book import Book

FOOT = (Where.HELP,)
KEPT_FOR_PAGES = 3
LAST_PLACE = "last place"
WARM_MS = 200
DRAFTS_MS = 3000
FINDINGS_MS = 1500  # the whole book is asked; after an act the page comes first


def last_place(book: Book) -> Place | None:
    """Where the window stood in this book the last time; kept with the drafts, because it names a household."""
    kept = read_draft(book, LAST_PLACE)
    if kept is None or kept.damaged:
        return None
    where = next((each for each in Where if each == kept.values.get("where")), None)
    words = [kept.values.get(part, "") for part in ("key", "detail")]
    return Place(where, *map(str, words)) if where is not None else None


class Shell(QWidget):
    """`lock_wanted` asks the window to hide the book; `hushed` comes with the day on which advice is not repeated."""

    lock_wanted = Signal()
    theme_wanted = Signal(object)
    idle_wanted = Signal(int)
    hushed = Signal(str)

    def __init__(self, work: Work, remembered: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hushed_on, self.idle_minutes = remembered.advice_hushed, remembered.idle_minutes
        assert work.book is not None
        self.work = work
        self._entries: dict[Where, PageEntry] = {entry.where: entry for entry in pages_of(work.book.role)}
        self._frames: dict[Where, PageFrame] = {}
        self._back: list[Place] = []
        self._here: Place | None = None
        self._kept_place: Place | None = None
        self._desk: Desk | None = None
        self._unsettled = False
        self._word = ""
        self._build(work)
        work.changed.connect(self._changed)
        work.trouble.connect(self.trouble.say)
        work.long_work.connect(self._long)
        work.advanced.connect(self._advanced)
        work.idle.connect(self.strip.hide)
        work.idle.connect(self._settle_focus)
        self._newest_backup: BackupLine | None = None
        self._findings = 0
        self._count_findings = QTimer(self)
        self._count_findings.setSingleShot(True)
        self._count_findings.setInterval(FINDINGS_MS)
        self._count_findings.timeout.connect(self._read_findings)
        self._read_desk()
        self.look_around()
        self._drafts = QTimer(self)
        self._drafts.setInterval(DRAFTS_MS)
        self._drafts.timeout.connect(self.keep_drafts)
        self._drafts.start()
        QTimer.singleShot(WARM_MS, self, self._warm_up)

    def _warm_up(self) -> None:
        """Load what the first search and the first name typed would wait for."""
        self.work.draw(pinyin_keys, "单", done=self._warm)

    def _warm(self, _answer: object) -> None:
        self.setProperty("warm", True)

    def _build(self, work: Work) -> None:
        assert work.book is not None
        self.setObjectName("desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        entries = in_rail(work.book.role)
        rail = [RailEntry(e.where, e.word, e.icon, e.gap) for e in entries if e.where not in FOOT]
        foot = [RailEntry(e.where, e.word, e.icon, key_hint="F1") for e in entries if e.where in FOOT]
        self.rail = Rail("惠村", work.book.name, rail, foot)
        self.rail.wanted.connect(self._rail_pressed)
        self.top = TopBar()
        self.top.searched.connect(self._search)
        self.top.chosen.connect(self.go)
        self.top.undo_wanted.connect(self._undo)
        self.top.lock_wanted.connect(self.lock_wanted)
        self.trouble, self.strip, self.password = TroubleStrip(), WorkStrip(), PasswordStrip()
        self.advice = AdviceStrip()
        self.advice.hushed.connect(self._hush)
        self.asking = Asking(work, self.password)
        self.strip.cancelled.connect(work.cancel)
        self.stack = QStackedWidget()
        self.status = StatusBar()
        theme = theme_now()
        strips = QVBoxLayout()
        strips.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        strips.setSpacing(theme.px(6))
        strips.addWidget(self.advice)
        strips.addWidget(self.password)
        strips.addWidget(self.strip)
        strips.addWidget(self.trouble)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addLayout(strips)
        right.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(upper, 1)
        outer.addWidget(self.status)
        for number, entry in enumerate(entries, start=1):
            if number <= 10:
                key = QShortcut(QKeySequence(f"Ctrl+{number % 10}"), self)
                key.setObjectName(entry.where)
                key.activated.connect(self._key_pressed)
        if Where.HELP in self._entries:
            help_key = QShortcut(QKeySequence("F1"), self)
            help_key.activated.connect(self._help)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        QShortcut(QKeySequence("F6"), self, self.rail.focus_here)

    # --- going ---

    @property
    def here(self) -> Place | None:
        """Where the window is."""
        return self._here

    @property
    def page(self) -> Page | None:
        """The page that is seen."""
        frame = self.stack.currentWidget()
        return frame.page if isinstance(frame, PageFrame) else None

    def go(self, place: Place) -> None:
        """Open a page on something; the way back is kept."""
        if place.where not in self._entries:
            return
        if self._here is not None and self._here != place:
            self._back.append(self._here)
            del self._back[:-30]
        self._open(place)

    def go_back(self) -> None:
        """Where we were before."""
        if self._back:
            self._open(self._back.pop())

    def _open(self, place: Place) -> None:
        frame = self._frames.get(place.where)
        if frame is None:
            page = self._entries[place.where].build(self.work)
            page.go.connect(self.go)
            page.retitled.connect(self._retitled)
            page.password_wanted.connect(self.asking.ask)
            if hasattr(page, "idle_minutes"):
                page.idle_minutes = self.idle_minutes
            for wish in ("theme_wanted", "idle_wanted"):
                if hasattr(page, wish):
                    getattr(page, wish).connect(getattr(self, wish))
            frame = self._frames[place.where] = PageFrame(page)
            self.stack.addWidget(frame)
        self._here = place
        self.stack.setCurrentWidget(frame)
        self.rail.set_here(self._entries[place.where].rail)
        if frame.page.stale or frame.page.place != place:
            frame.page.open(place)
        self.top.show_where(*frame.page.heading)
        self._unsettled = True
        self._settle_focus()

    def _settle_focus(self) -> None:
        """Give the keyboard to who should have it when the page opens, as soon as it can take it."""
        page = self.page
        if page is None or not self._unsettled:
            return
        now = QApplication.focusWidget()
        if now is not None and page.isAncestorOf(now) and not self.work.busy:
            self._unsettled = False
            return
        first = page.first_focus()
        if first is not None and first.isEnabled():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self._unsettled = self.work.busy

    def keep_drafts(self) -> None:
        """Keep what is half typed on any page, and where we are; both are encrypted."""
        for frame in self._frames.values():
            for draft in frame.page.drafts:
                draft.keep()
        page = self.page
        if page is None or self._here is None or self.work.book is None:
            return
        place = replace(self._here, key=page.selection)
        if place != self._kept_place:
            self._kept_place = place
            self.work.beside(save_draft, self.work.book, LAST_PLACE, asdict(place))

    def _rail_pressed(self, key: str) -> None:
        self.go(Place(Where(key)))

    def _key_pressed(self) -> None:
        self.go(Place(Where(self.sender().objectName())))

    def _help(self) -> None:
        """The manual, open at the section of the page one is on."""
        here = self._entries[self._entries[self._here.where].rail].word if self._here else ""
        self.go(Place(Where.HELP, detail=here))

    def _retitled(self, title: str, subtitle: str) -> None:
        page = self.page
        if page is not None and self.sender() is page:
            self.top.show_where(title, subtitle)

    # --- around the pages ---

    def _changed(self, what: Changed) -> None:
        for frame in self._frames.values():
            frame.page.heard(what)
        self._read_desk()

    def _read_desk(self) -> None:
        assert self.work.book is not None
        self.work.read(desk_service.read_desk, self.work.today, done=self._show_desk)
        self.work.draw(backup_lines, self.work.book.folder, done=self._show_backups)
        if self.work.book.role != TOWNSHIP:
            self._count_findings.start()

    def _read_findings(self) -> None:
        self.work.read(desk_service.count_findings, self.work.today, done=self._show_findings)

    def look_around(self) -> None:
        """Say what is wrong with the computer's clock or the book's folder, unless that was hushed for today."""
        if self.hushed_on != f"{date.today()}":
            self.work.draw(surroundings, self.work.book, done=self._show_surroundings)

    def _show_surroundings(self, found: Surroundings) -> None:
        self.advice.say(found.said)

    def _hush(self) -> None:
        self.hushed_on = f"{date.today()}"
        self.hushed.emit(self.hushed_on)

    def _show_desk(self, desk: Desk) -> None:
        self._desk = desk
        self.rail.set_below(f"{desk.township} {desk.name}".strip())
        self.top.show_undo(desk.undo.words if desk.undo is not None else "")
        self._show_around()

    def _show_backups(self, lines: list[BackupLine]) -> None:
        self._newest_backup = lines[0] if lines else None
        self._show_around()

    def _show_findings(self, number: int) -> None:
        self._findings = number
        self._show_around()

    def _show_around(self) -> None:
        desk, theme = self._desk, theme_now()
        if desk is None:
            return
        age = backup_age(self._newest_backup, self.work.today)
        for where, count in rail_counts(desk, self._findings, age).items():
            self.rail.set_count(where, count)
        right = [f"字号 {theme.text_size}%", "深色" if theme.dark else "浅色", f"业务日 {self.work.today:%Y-%m-%d}"]
        if theme.few_columns:
            right = [right[0], right[2]]
        facts = status_facts(desk, self._newest_backup, self.work.today, few=theme.few_columns)
        self.status.show_facts(facts, right)

    def _undo(self) -> None:
        if self._desk is not None and self._desk.undo is not None:
            self.work.write(undo, self._desk.undo.id, changes=Changed.ALL)

    def _search(self, word: str) -> None:
        self._word = word
        self.work.read(desk_service.find_everything, word, done=self._found)

    def _found(self, found: Everything) -> None:
        assert self.work.book is not None
        inside, around = found_in_book(found), goals(self._word, self.work.book.role)
        self.top.show_found(self._word, [*inside[: SHOWN - min(len(around), KEPT_FOR_PAGES)], *around])

    def _long(self, what: str) -> None:
        self.strip.show_work(what)

    def _advanced(self, what: str, done: int, total: int) -> None:
        self.strip.show_work(what, done, total, can_stop=True)
