"""Linux: logind tells before sleep and when a session is to be locked, the screen saver when it came on; over D-Bus."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

LOGIN = "org.freedesktop.login1"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.mate.ScreenSaver", "org.cinnamon.ScreenSaver")
_CHANGED: Any = SLOT("changed(bool)")  # text, whatever the stubs say
_TOLD: Any = SLOT("told()")


class DesktopWords(QObject):
    """`gone` comes at once; a bus that is not there is no trouble."""

    gone = Signal()

    def __init__(self, system: QDBusConnection, session: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        system.connect(LOGIN, "", f"{LOGIN}.Manager", "PrepareForSleep", self, _CHANGED)
        system.connect(LOGIN, "", f"{LOGIN}.Session", "Lock", self, _TOLD)
        for saver in _SAVERS:
            session.connect("", "", saver, "ActiveChanged", self, _CHANGED)

    @classmethod
    def of_this_session(cls, parent: QObject | None = None) -> DesktopWords:
        """Connected to the buses of this computer and this session."""
        return cls(QDBusConnection.systemBus(), QDBusConnection.sessionBus(), parent)

    @Slot(bool)
    def changed(self, begins: bool) -> None:
        """Sleep or the screen saver begins (or is over, which opens nothing)."""
        if begins:
            self.gone.emit()

    @Slot()
    def told(self) -> None:
        """The session is to be locked."""
        self.gone.emit()
