"""What every page of the window is: it shows values and asks for acts; it decides nothing and names no other page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui.changed import Changed
from app.ui.confirmed import Sensitive
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ui.form_draft import FormDraft
    from app.ui.parts.strip import DraftStrip

MARGIN, BOTTOM = 20, 12


class Page(QWidget):
    """`go` asks for another place; `retitled` gives the words of the top bar; `hears` is what makes it read again.

    `password_wanted` comes with the kind of an act and the act itself; see `confirmed`.
    """

    go = Signal(object)
    retitled = Signal(str, str)
    password_wanted = Signal(object, object, object)
    hears: ClassVar[Changed] = Changed.ALL
    title: ClassVar[str] = ""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.place = Place(Where.TODAY)
        self.stale = True
        self.heading = (self.title, "")
        self.drafts: list[FormDraft] = []
        self._draft_strip: DraftStrip | None = None
        theme = theme_now()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.title)
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(theme.px(MARGIN), 1, theme.px(MARGIN), theme.px(BOTTOM))
        self.outer.setSpacing(theme.px(12))

    def keeps(self, form: QWidget, kind: str) -> FormDraft:
        """From now on what is typed in a form is kept as a draft; say when it begins and when it ends."""
        from app.ui.form_draft import FormDraft

        self.drafts.append(FormDraft(self, form, kind))
        return self.drafts[-1]

    @property
    def draft_strip(self) -> DraftStrip:
        """Where a draft is offered: above everything else of the page."""
        from app.ui.parts.strip import DraftStrip

        if self._draft_strip is None:
            self._draft_strip = DraftStrip(self)
            self.outer.insertWidget(0, self._draft_strip)
        return self._draft_strip

    def confirmed(
        self, kind: Sensitive, then: Callable[[], object], otherwise: Callable[[], object] | None = None
    ) -> None:
        """Do `then` after the password was given again for acts of this kind; `otherwise` where it was not given."""
        if kind in self.work.confirmed:
            then()
        else:
            self.password_wanted.emit(kind, then, otherwise)

    def open(self, place: Place) -> None:
        """Show the page for a place: read what it needs."""
        self.place = place
        self.stale = False
        self.refresh()

    def refresh(self) -> None:
        """Read again and show; each page says how."""

    def name_it(self, subtitle: str = "", title: str = "") -> None:
        """Say in the top bar what the page is open on."""
        self.heading = (title or self.title, subtitle)
        self.retitled.emit(*self.heading)

    def heard(self, what: Changed) -> None:
        """Something changed: read again now if the page is seen, else when it is shown next."""
        if not what & self.hears:
            return
        if self.isVisible():
            self.refresh()
        else:
            self.stale = True

    def first_focus(self) -> QWidget | None:
        """Who has the keyboard when the page opens."""
        return None

    @property
    def selection(self) -> str:
        """What is chosen here, to be found again after a restart: a household, a note, a group."""
        return self.place.key

    @property
    def typed(self) -> bool:
        """Whether something typed here would be lost."""
        return False


class PageFrame(QScrollArea):
    """Holds one page: as large as the room, and never smaller than the page needs; then it scrolls.

    Qt's own `widgetResizable` would make a page with wrapping labels as high as it would like to be.
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        page.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.page and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        least = self.page.outer.minimumSize()
        room = self.maximumViewportSize()
        wide, tall = self._needed(room, least.width())
        if tall > room.height():
            bar = self.verticalScrollBar().sizeHint().width()
            wide, tall = self._needed(QSize(room.width() - bar, room.height()), least.width())
        self.page.resize(wide, tall)

    def _needed(self, room: QSize, least_width: int) -> tuple[int, int]:
        wide = max(room.width(), least_width)
        layout = self.page.outer
        tall = layout.minimumHeightForWidth(wide) if layout.hasHeightForWidth() else layout.minimumSize().height()
        return wide, max(room.height(), tall)
