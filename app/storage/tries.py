"""Wrong tries: each further one waits longer, up to five minutes, and never for good.

The count stands beside the book and survives a restart. It slows a curious visitor down; who can copy the folder is
slowed by Argon2id alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app.domain.errors import KnownError, TooManyTriesError, WrongPasswordError, WrongRecoveryCodeError
from app.files import read_bytes, remove, write_atomic

FREE_TRIES = 3
LONGEST_WAIT = 300
_T = TypeVar("_T")


def guarded(path: Path, attempt: Callable[[], _T], clock: Callable[[], float]) -> _T:
    """Run `attempt` (an unlock) unless a wait is due; count it when wrong, forget the count when right.

    Raises TooManyTriesError before trying, WrongPasswordError or WrongRecoveryCodeError after.
    """
    wrong, last = _read(path)
    seconds = wait_left(wrong, last, clock())
    if seconds:
        raise TooManyTriesError(seconds)
    try:
        found = attempt()
    except (WrongPasswordError, WrongRecoveryCodeError):
        with suppress(KnownError):  # a disk without room must not hide what is wrong
            write_atomic(path, json.dumps({"wrong": wrong + 1, "last": clock()}).encode(), what="记数文件")
        raise
    if wrong:
        remove(path)
    return found


def wait_after(wrong: int) -> int:
    """Seconds to wait after that many wrong tries in a row: 0, 0, 2, 4, 8 … 300."""
    if wrong < FREE_TRIES:
        return 0
    return int(min(LONGEST_WAIT, 2 ** min(wrong - FREE_TRIES + 1, 20)))


def wait_left(wrong: int, last: float, now: float) -> int:
    """Seconds still to wait; a clock that was set back never lengthens the wait."""
    whole = wait_after(wrong)
    return math.ceil(max(0.0, min(whole, last + whole - now)))


def _read(path: Path) -> tuple[int, float]:
    try:
        body = json.loads(read_bytes(path, at_most=1000))
        return max(0, int(body["wrong"])), float(body["last"])
    except (KnownError, ValueError, KeyError, TypeError, OverflowError):
        return 0, 0.0
