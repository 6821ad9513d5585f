"""For which acts the password was given a moment ago: each kind by itself, for five minutes, and never over a lock."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

SECONDS = 300.0


class Sensitive(StrEnum):
    """Kinds of acts before which the password is asked again, each with the words of its question."""

    REVEAL = "显示全号"
    EXPORT = "导出"
    RESTORE = "还原"
    KEYS = "改密码和密钥"
    ERASE = "抹去一户"


class Confirmed:
    """Remembers for how long an act of a kind needs no further asking; unlocking the book counts for none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[Sensitive, float] = {}

    def grant(self, kind: Sensitive) -> None:
        """The password was given for this kind just now."""
        self._until[kind] = self._clock() + SECONDS

    def __contains__(self, kind: Sensitive) -> bool:
        return self._clock() < self._until.get(kind, float("-inf"))

    def forget(self) -> None:
        """The book was hidden: everything is asked anew."""
        self._until.clear()
