"""A field for an id or a phone: masked as it stands, in full only while somebody types in it or asked to see it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent

from app.ui.parts.field import Check, Field


class MaskedField(Field):
    """`text` is always the whole text; what is wrong is shown in full, because it has to be mended."""

    def __init__(
        self,
        label: str,
        mask: Callable[[str], str],
        *,
        check: Check | None = None,
        hint: Callable[[str], str] | str = "",
    ) -> None:
        self._mask = mask
        self._whole = ""
        self._masked = False
        self._open = False
        super().__init__(label, check=check, hint=hint)

    @property
    def text(self) -> str:
        """The whole text, also while it is masked."""
        return self._whole if self._masked else self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text in; it is masked unless it is wrong, or all may be seen."""
        self._show_whole()
        super().set_text(text)
        self._hide()

    def set_open(self, is_open: bool) -> None:
        """Show everything until told otherwise (显示全号)."""
        self._open = is_open
        if is_open:
            self._show_whole()
        else:
            self._hide()

    @property
    def masked(self) -> bool:
        """Whether the mask is on."""
        return self._masked

    def _hide(self) -> None:
        whole = self.line.text().strip()
        if self._open or self._masked or not whole or self.line.hasFocus() or self.wrong():
            return
        self._whole, self._masked = whole, True
        self._put(self._mask(whole))

    def _show_whole(self) -> None:
        if self._masked:
            self._masked = False
            self._put(self._whole)

    def _put(self, text: str) -> None:
        self.line.blockSignals(True)
        self.line.setText(text)
        self.line.blockSignals(False)
        self._show_hint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.control and isinstance(event, QFocusEvent) and event.gotFocus():
            self._show_whole()
        return super().eventFilter(watched, event)

    def _left(self, reason: Qt.FocusReason) -> None:
        super()._left(reason)
        if not self.error:
            self._masked = False
            whole = self.line.text().strip()
            if whole and not self._open and not self.wrong():
                self._whole, self._masked = whole, True
                self._put(self._mask(whole))
