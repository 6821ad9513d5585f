"""Strips under the top bar: what is being done and how to stop it, what went wrong, what was left half filled in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.label import Icon, Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class WorkStrip(QFrame):
    """Shown while something takes longer than a second; the page below stays usable."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), theme.px(6))
        line.setSpacing(theme.px(12))
        self._icon = Icon("waiting", Tone.ACCENT)
        self._what = Label("", Role.BODY)
        self._far = Label("", Role.SMALL, Tone.MUTED)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("做到哪里")
        self._stop = Button("取消", self.cancelled.emit, kind="quiet")
        for part in (self._icon, self._what, self._far):
            line.addWidget(part)
        line.addWidget(self._bar, 1)
        line.addWidget(self._stop)
        self.hide()

    def show_work(self, what: str, done: int = 0, total: int = 0, *, can_stop: bool = False) -> None:
        """`total` 0 is a work of unknown length."""
        self._what.setText(what)
        self._far.setText(f"{done} / {total}" if total else "")
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._stop.setVisible(can_stop)
        self.show()


class TroubleStrip(QFrame):
    """An error in its place: what happened, is the data safe, what to do; it goes when it is put away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trouble")
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(8))
        line.setSpacing(theme.px(10))
        line.addWidget(Icon("stop", Tone.DANGER))
        self._words = Label("", Role.BODY, wrap=True)
        line.addWidget(self._words, 1)
        self._away = Button("知道了", self.hide, kind="quiet", spoken="收起这条说明")
        line.addWidget(self._away)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now; empty where it is put away."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, sentences: str) -> None:
        """Show it."""
        self._words.setText(sentences)
        self.setAccessibleName(sentences)
        self.show()


class AdviceStrip(QFrame):
    """Something about the computer that is no fault of the book; `hushed` comes where it need not be said today."""

    hushed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("advice")
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), theme.px(6))
        line.setSpacing(theme.px(10))
        line.addWidget(Icon("warning", Tone.WARN))
        self._words = Label("", Role.BODY, wrap=True)
        line.addWidget(self._words, 1)
        line.addWidget(Button("今天不再提", self._hush, kind="quiet"))
        self.hide()

    @property
    def words(self) -> str:
        """What it says now; empty where it is put away."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, sentences: list[str]) -> None:
        """Show these, or go where there are none."""
        self._words.setText("\n".join(sentences))
        self.setAccessibleName(" ".join(sentences))
        self.setVisible(bool(sentences))

    def _hush(self) -> None:
        self.hide()
        self.hushed.emit()


class DraftStrip(QFrame):
    """A form that was left half filled in: go on with it, or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(4), theme.px(8), theme.px(4))
        line.setSpacing(theme.px(12))
        self._words = Label("", Role.BODY)
        self.take = Button("接着上次没填完的", self._take, key="Alt+J", icon_name="pencil")
        self.refuse = Button("不要了", self._refuse, kind="quiet", spoken="上次没填完的不要了")
        line.addWidget(Icon("save", Tone.ACCENT))
        line.addWidget(self._words)
        line.addStretch(1)
        line.addWidget(self.take)
        line.addWidget(self.refuse)
        self._answers: tuple[Callable[[], object], Callable[[], object]] | None = None
        self.hide()

    @property
    def words(self) -> str:
        """What it says now; empty where it is put away."""
        return self._words.text() if not self.isHidden() else ""

    def offer(self, words: str, taken: Callable[[], object], refused: Callable[[], object]) -> None:
        """Show it; one of the two is called when a button is pressed."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self._answers = (taken, refused)
        self.show()

    def _take(self) -> None:
        if self._answers is not None:
            self._answers[0]()

    def _refuse(self) -> None:
        if self._answers is not None:
            self._answers[1]()
