"""The one door to message boxes: rare questions whose answers are verbs, never 是 or 否."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


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
