"""The page 帮助: the manual in sections, open where F1 was pressed, with a picture of each page that is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import bootstrap
from app.resources import manual_folder
from app.ui.help.manual import FILE, manual_sections
from app.ui.help.page import HelpPage
from app.ui.places import Place, Where
from app.ui.registry import in_rail
from app.ui.window import Window

TEXT = (manual_folder() / FILE).read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[[^]]+\]\((images/manual/[a-z-]+\.png)\)", TEXT)


def test_every_page_of_the_rail_has_a_section_with_a_picture() -> None:
    sections = {section.title: section.text for section in manual_sections()}
    words = [entry.word for entry in in_rail("village") if entry.where is not Where.HELP]

    assert [word for word in words if "![" not in sections.get(word, "")] == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_manual_is_one_of_the_window(name: str) -> None:
    with Image.open(manual_folder() / name) as picture:
        assert picture.size == (1366, 768)


def test_the_script_draws_exactly_the_pictures_that_the_manual_shows() -> None:
    script = runpy.run_path(str(Path(bootstrap.__file__).parent / "packaging" / "make_manual_pictures.py"))

    assert [f"images/manual/{name}.png" for name in script["named_in_manual"]()] == PICTURES
    assert {path.name for path in (manual_folder() / "images" / "manual").iterdir()} == {
        Path(name).name for name in PICTURES
    }


def test_f1_opens_the_manual_at_the_page_one_is_on(qtbot: QtBot, window: Window) -> None:
    assert window.shell is not None
    window.shell.go(Place(Where.PRINT))

    QTest.keySequence(window, "F1")

    page = window.shell.page
    assert isinstance(page, HelpPage)
    qtbot.waitUntil(lambda: page.manual.toPlainText().startswith("打印\n"), timeout=5000)
    kind = QTextDocument.ResourceType.ImageResource.value
    picture = page.manual.loadResource(kind, "images/manual/print.png")
    assert isinstance(picture, QImage)
    assert 400 < picture.width() < page.manual.viewport().width()


@pytest.mark.parametrize(
    "name", ["../../../../etc/hostname", "/etc/hostname", "file:///etc/hostname", "images/manual/no.png"]
)
def test_the_manual_shows_no_file_but_its_own(window: Window, name: str) -> None:
    page = HelpPage(window.work)

    assert page.manual.loadResource(QTextDocument.ResourceType.ImageResource.value, name) is None
