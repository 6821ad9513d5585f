"""A second start brings the first window to the front. Nothing but that word goes through the socket.

Who may have the book is decided by its lock alone (`storage.lock`); where nobody answers here, the window opens and
the lock tells why the book does not.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtNetwork import QLocalServer

WAIT_MS = 3_000  # the first window may be busy
WORD, ANSWER = b"raise\n", b"here\n"


def socket_name(folder: Path) -> str:
    """The name of the socket of one user's book: a digest, so that it tells of no folder."""
    name = "huicun-" + sha256(str(folder).encode()).hexdigest()[:20]
    if sys.platform == "win32":
        return f"{name}-{os.environ.get('USERNAME', '')}"
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name)


def raise_the_first(folder: Path) -> bool:
    """Whether a first window of this book answered, and so comes to the front."""
    name = socket_name(folder)
    if sys.platform != "win32" and not _our_own(name):
        return False
    from PySide6.QtNetwork import QLocalSocket

    _let_it_come_forward()
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(WORD)
    socket.waitForBytesWritten(WAIT_MS)
    while socket.bytesAvailable() < len(ANSWER) and socket.waitForReadyRead(WAIT_MS):
        pass  # the answer may have come while the word was written: then there is nothing left to wait for
    heard = bytes(socket.readAll().data()) == ANSWER
    socket.disconnectFromServer()
    return heard


def listen(folder: Path, wanted: Callable[[], object], parent: QObject) -> QLocalServer:
    """From now on call `wanted` when a second start asks; a socket left by a crash is replaced."""
    from PySide6.QtNetwork import QLocalServer

    server = QLocalServer(parent)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

    def answer() -> None:
        while (caller := server.nextPendingConnection()) is not None:
            caller.write(ANSWER)
            caller.disconnected.connect(caller.deleteLater)
            wanted()

    server.newConnection.connect(answer)
    name = socket_name(folder)
    if not server.listen(name):
        QLocalServer.removeServer(name)
        server.listen(name)
    return server


def _our_own(name: str) -> bool:
    """Whether the socket is there and made by this user: another one's is never asked."""
    try:
        return os.stat(name).st_uid == os.getuid()
    except OSError:
        return False


def _let_it_come_forward() -> None:
    """Windows lets a window come to the front only where the program in use allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
