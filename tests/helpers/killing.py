"""Kill -9 a child in the middle of an act of ours, at a chosen line of our code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

_OURS = os.sep + "app" + os.sep


def killed_at_line(act: Callable[[], object], lines: int) -> bool:
    """Do `act` in a forked child that dies after so many lines of app code; True where it came to its end.

    Raises AssertionError where the act failed by itself. POSIX only.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 a fork beside threads warns
        child = os.fork()
    if child == 0:
        _live_and_die(act, lines)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0, "the act failed before it was killed"
    return True


def _live_and_die(act: Callable[[], object], lines: int) -> None:
    left = lines

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if _OURS not in frame.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return watch

    status = 1
    try:
        sys.settrace(watch)
        act()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.settrace(None)
        os._exit(status)
