"""A scan opened in place: the picture on a desk, page by page, and a way to keep an open copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.services.scans import ScanView as Scan
from app.services.scans import read_scan, save_scan
from app.ui.acts.ask import About
from app.ui.acts.paper import FILE, PAPERS, SCANS
from app.ui.acts.records import RecordGroup
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.label import Label
from app.ui.parts.paper_view import PaperView
from app.ui.parts.stack import Stack
from app.ui.printing.pages import PagePicture, page_picture
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

DPI = 110
PDF = "pdf"


class ScanView(QWidget):
    """`closed` leads back to the list."""

    closed = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._scan: Scan | None = None
        self._content = b""
        self._page = 0
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        self.title = Label("", Role.CARD_TITLE, wrap=True)
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.paper = PaperView("扫描件")
        self.paper.setMinimumHeight(theme.px(180))
        self.before = Button("上一页", self._before, key="Alt+PgUp")
        self.after = Button("下一页", self._after, key="Alt+PgDown")
        self.whole = Button("放大", self._enlarge, kind="toggle")
        self.keep = Button("另存", self._save)
        self.close_ = Button("返回", self.closed.emit, kind="primary")
        column.addWidget(self.title)
        column.addWidget(self.paper, 1)
        column.addWidget(self.words)
        column.addLayout(row(self.before, self.after, self.whole, None, self.keep, self.close_))
        escape = QShortcut(QKeySequence("Esc"), self, self.closed.emit)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_scan(self, scan: Scan) -> None:
        """Unseal a scan and show its first page."""
        self._scan, self._content, self._page = scan, b"", 0
        self.title.setText(f"扫描件：{scan.title}")
        self.words.setText(f"{scan.on} 扫描")
        self.paper.show_page(QImage(), f"扫描件 {scan.title}")
        for button in (self.before, self.after):
            button.setVisible(False)
        self.close_.setFocus()
        self.work.write(read_scan, scan.id, changes=Changed(0), done=self._read, failed=self._failed)

    def _read(self, content: bytes) -> None:
        assert self._scan is not None
        self._content = content
        if self._scan.kind == PDF:
            self._draw()
        else:
            self.paper.show_page(QImage.fromData(content), f"扫描件 {self._scan.title}")

    def _draw(self) -> None:
        self.work.draw(page_picture, self._content, self._page, DPI, done=self._drawn, failed=self._failed)

    def _drawn(self, picture: PagePicture) -> None:
        self._page = picture.number
        self.words.setText(f"第 {picture.number + 1} 页，共 {picture.pages} 页")
        for button, more in ((self.before, picture.number > 0), (self.after, picture.number + 1 < picture.pages)):
            button.setVisible(picture.pages > 1)
            button.setEnabled(more)
        self.paper.show_page(picture.image, self.words.text())

    def _before(self) -> None:
        self._page -= 1
        self._draw()

    def _after(self) -> None:
        self._page += 1
        self._draw()

    def _enlarge(self) -> None:
        self.paper.set_whole(not self.whole.isChecked())

    def _save(self) -> None:
        if self._scan is None:
            return
        kind = "jpg" if self._scan.kind == "jpeg" else self._scan.kind
        chosen, _kinds = QFileDialog.getSaveFileName(self, "另存扫描件", f"{self._scan.title}.{kind}")
        if chosen:
            self.work.write(
                save_scan,
                self._scan.id,
                Path(chosen),
                changes=Changed(0),
                done=self._saved,
                failed=self._failed,
            )

    def _saved(self, _size: int) -> None:
        self.words.setText("已另存。另存的文件没有加密，用完请删掉。")

    def _failed(self, error: BaseException) -> None:
        self.words.setText(sentences(error))


class PapersTab(QWidget):
    """文书 of a household: its file, its papers, its scans; a scan opens in place."""

    go = Signal(object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.views = Stack()
        outer.addWidget(self.views)
        self.group = RecordGroup(work, (FILE, PAPERS, SCANS), "文书")
        self.group.go.connect(self.go)
        self.group.opened.connect(self._open)
        self.scan = ScanView(work)
        self.scan.closed.connect(self._back)
        self.views.addWidget(self.group)
        self.views.addWidget(self.scan)

    def read(self, about: About) -> None:
        """Read the ledger in sight again; another household closes the scan."""
        if self.group.about is not None and about.number != self.group.about.number:
            self._back()
        self.group.read(about)

    def begin(self, word: str) -> bool:
        """Open the act of this name."""
        return self.group.begin(word)

    @property
    def typed(self) -> bool:
        """Whether something typed is not saved."""
        return self.group.typed

    def _open(self, scan: object) -> None:
        if not isinstance(scan, Scan):
            return
        self.views.setCurrentWidget(self.scan)
        self.scan.show_scan(scan)

    def _back(self) -> None:
        if self.views.currentWidget() is self.scan:
            self.views.setCurrentWidget(self.group)
            self.group.current.table.setFocus()
