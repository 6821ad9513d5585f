"""Windows: the session's lock and the computer's sleep come as window messages; one filter looks at them."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 4
WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK = 0x02B1, 7
_LEAVING = {(WM_POWERBROADCAST, PBT_APMSUSPEND), (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK)}
_THIS_SESSION = 0


class SessionWords(QObject):
    """`gone` comes on lock and before sleep; where Windows refuses to tell of the lock, sleep still comes."""

    gone = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = _Messages(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        for window in QApplication.topLevelWidgets():
            with suppress(OSError, AttributeError):  # no such library: an old system, or another one
                terminal = ctypes.WinDLL("wtsapi32")  # type: ignore[attr-defined]
                terminal.WTSRegisterSessionNotification(int(window.winId()), _THIS_SESSION)


class _Messages(QAbstractNativeEventFilter):
    """Lets every message through and looks at two of them."""

    def __init__(self, words: SessionWords) -> None:
        super().__init__()
        self._words = words

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        if bytes(kind) == b"windows_generic_MSG":  # type: ignore[arg-type]
            told = wintypes.MSG.from_address(int(message))
            if (told.message, told.wParam) in _LEAVING:
                self._words.gone.emit()
        return False, 0
