"""Steps on a stem whose open part is used again for each step: what is typed there stays, and so does the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui.parts.steps import Step, Steps, inset_frame
from app.ui.theme import theme_now


class OpenSteps(QWidget):
    """`inside` is the layout of the open part; `main` gets the keyboard where the one that had it has gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.main: QWidget | None = None
        self._shown: tuple[Step, ...] = ()
        self._steps = Steps()
        self.inset = inset_frame()
        self.inset.setParent(self)
        self.inset.hide()
        self.inside = QVBoxLayout(self.inset)
        self.inside.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(9))
        self.inside.setSpacing(theme.px(6))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._steps)

    def show_steps(self, steps: Sequence[Step], fill: Callable[[], None]) -> None:
        """Show the steps, then `fill` the open part; it is only moved where a step is not as it was."""
        if self._shown == tuple(steps):
            fill()
            return
        self._shown = tuple(steps)
        now = QApplication.focusWidget()
        had = now if now is not None and self.inset.isAncestorOf(now) else None
        self.inset.setParent(self)
        self._steps.show_steps(steps, self.inset)
        self.inset.show()
        fill()
        back = had if had is not None and had.isVisibleTo(self.inset) and had.isEnabled() else self.main
        if had is not None and back is not None:
            back.setFocus(Qt.FocusReason.OtherFocusReason)
