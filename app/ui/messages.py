"""The one door to message boxes: rare questions whose answers are verbs, never 是 or 否."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget


def ask(parent: QWidget, title: str, text: str, act: str, keep: str) -> bool:
    """A question before something that cannot be taken back; True for `act`. Esc and the first focus are `keep`."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setText(text)
    yes = box.addButton(act, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    for button, words in ((yes, act), (no, keep)):
        button.setProperty("kind", "second")
        button.setAccessibleName(words)
    box.exec()
    return box.clickedButton() is yes


def may_drop(parent: QWidget, *, typed: bool) -> bool:
    """Whether what was typed may be thrown away; nobody is asked where nothing was typed."""
    return not typed or ask(parent, "还没有保存", "填的内容还没有保存。", "放弃", "接着填")


def put_away_questions(window: QWidget) -> None:
    """Answer every open question and file dialog of the window with its Esc, and close lists and menus."""
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        after = QApplication.activePopupWidget()
        popup = after if after is not popup else None
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog is not window and dialog.isVisible():
            dialog.reject()
