"""表格: the page is drawn while its file is written, a fault stands beside the text, the county's version is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.packs.forms import form_source
from app.packs.toml_places import line_of
from app.services.forms import book_form, form_text
from app.ui.places import Place, Where
from app.ui.printing.editor import PAUSE_MS, FormEditorPage
from app.ui.window import Window
from tests.ui.conftest import settle


@pytest.fixture
def editor(qtbot: QtBot, window: Window) -> FormEditorPage:
    """The page on F7."""
    assert window.shell is not None
    window.shell.go(Place(Where.FORMS, "F7"))
    settle(qtbot, window.work)
    page = window.shell.page
    assert isinstance(page, FormEditorPage)
    return page


def type_in(qtbot: QtBot, page: FormEditorPage, text: str) -> None:
    page.text.setPlainText(text)
    qtbot.wait(PAUSE_MS + 50)
    settle(qtbot, page.work)


def test_the_page_is_drawn_beside_its_file(editor: FormEditorPage) -> None:
    assert editor.text.toPlainText() == form_source("F7")
    assert editor.where.text() == "第 1 页，共 1 页"
    assert "到期提醒通知书" in editor.paper._sheet.accessibleName()
    assert "内置" in editor.state.text()
    assert not editor.reset.isEnabled()
    assert not editor.save.isEnabled()


def test_a_fault_names_file_cell_and_reason_and_its_line_is_tinted(qtbot: QtBot, editor: FormEditorPage) -> None:
    type_in(qtbot, editor, form_source("F7").replace("{.on}", "{.onn}"))

    assert editor.fault.text().startswith("F7.toml　page[1].section[")
    assert ".on" in editor.fault.text()
    assert len(editor.text.extraSelections()) == 1
    assert not editor.save.isEnabled()
    type_in(qtbot, editor, form_source("F7"))
    assert editor.text.extraSelections() == []


def test_the_countys_version_is_saved_used_and_given_up(
    qtbot: QtBot, editor: FormEditorPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(qtbot, editor, form_source("F7").replace("到期提醒通知书", "到期还款提醒"))
    editor.save.click()
    settle(qtbot, editor.work)

    assert editor.work.book is not None
    with editor.work.book.read() as session:
        assert book_form(session, "F7").title == "到期还款提醒"
    assert "本县的第 1 版" in editor.state.text()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: None)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    editor.reset.click()
    settle(qtbot, editor.work)

    with editor.work.book.read() as session:
        assert form_text(session, "F7") == form_source("F7")
    assert editor.text.toPlainText() == form_source("F7")


def test_a_file_is_read_in_and_only_saving_makes_it_the_books(
    qtbot: QtBot, editor: FormEditorPage, tmp_path: Path
) -> None:
    file = tmp_path / "F7.toml"
    file.write_text(form_source("F7").replace("到期提醒通知书", "县里的提醒"), encoding="utf-8")
    editor.load_from(file)
    qtbot.wait(PAUSE_MS + 50)
    settle(qtbot, editor.work)

    assert "县里的提醒" in editor.paper._sheet.accessibleName()
    assert editor.typed
    editor.load_from(tmp_path / "gone.toml")
    assert "找不到" in editor.fault.text()


def test_filled_shows_the_first_household(qtbot: QtBot, editor: FormEditorPage) -> None:
    editor.filled.click()
    settle(qtbot, editor.work)

    assert editor.fault.text().startswith("写法没有错")


def test_the_line_of_a_fault() -> None:
    text = (
        'id = "F"\n\n[[page]]\ntitle = "一"\n[[page.section]]\nrows = [\n  ["a"],\n  ["b"],\n]\n[[page]]\nhead = "x"\n'
    )

    assert line_of(text, "第 4 行第 2 列") == 4
    assert line_of(text, "page[1].section[1].rows[2][1].value") == 8
    assert line_of(text, "page[2].head") == 11
    assert line_of(text, "title") == 4
    assert line_of(text, "page[9].title") == 1
