"""The manual as the program shows it: docs/manual.zh-CN.md cut into sections, its pictures as wide as the view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from app.resources import manual_folder

FILE = "manual.zh-CN.md"
_PICTURES = Path("images", "manual")
_GAP = 24  # pixels between a picture and the edge of the view


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the second level: its title, and its text in Markdown with the title in front."""

    title: str
    text: str


@cache
def manual_sections() -> tuple[Section, ...]:
    """The sections in their order; what stands before the first one is for readers of the file."""
    whole = (manual_folder() / FILE).read_text(encoding="utf-8")
    parts = whole.split("\n## ")[1:]
    return tuple(Section(part.split("\n", 1)[0].strip(), f"## {part}") for part in parts)


class ManualView(QTextBrowser):
    """Shows one section; pictures come from the manual's folder only, and links go nowhere."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._shown: Section | None = None

    def show_section(self, section: Section) -> None:
        """Show a section from its beginning."""
        self._shown = section
        self.document().setMarkdown(section.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        folder = manual_folder() / _PICTURES
        path = folder / QUrl(name).fileName()
        if kind != QTextDocument.ResourceType.ImageResource.value or path.suffix != ".png" or not path.is_file():
            return None
        picture = QImage(str(path))
        room = max(self.viewport().width() - _GAP, 200)
        if picture.width() <= room:
            return picture
        return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None and event.oldSize().width() != event.size().width():
            self.show_section(self._shown)
