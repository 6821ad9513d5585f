"""What is left of a bug that nobody caught: one sentence, and a report without a single value of the book.

Python's own traceback shows the message of the error and the lines of code, and a message may hold a name. The report
names kinds of errors and places in the program only, so that it can be handed to the technician.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

from app.files import make_folder, write_atomic

_MOST_FRAMES = 40


def install() -> None:
    """From now on, errors that nobody caught (in Qt's slots and in threads too) leave a report and a sentence."""
    sys.excepthook = lambda _kind, error, _trace: report(error)
    threading.excepthook = lambda given: report(given.exc_value) if given.exc_value else None
    sys.unraisablehook = lambda given: report(given.exc_value, say=False) if given.exc_value else None


def report(error: BaseException, *, say: bool = True) -> None:
    """Write the report, over the one before, and say one sentence on standard error; never raises."""
    if isinstance(error, KeyboardInterrupt):
        return
    said = f"程序出了意外（{type(error).__name__}）。已保存的数据没有受影响。"
    with suppress(Exception):
        path = report_file()
        make_folder(path.parent)
        write_atomic(path, "\n".join(report_lines(error)).encode())
        said += f"请把 {path} 交给技术员，里面没有农户的资料。"
    if say:
        with suppress(Exception):
            print(said, file=sys.stderr)


def report_file() -> Path:
    """Where the last report lies: the platform's folder of logs."""
    from platformdirs import user_log_path

    return user_log_path("huicun", appauthor=False) / "crash.txt"


def report_lines(error: BaseException) -> list[str]:
    """When, which program, and for each error of the chain its kind and the places it came through."""
    from app import __version__

    lines = [f"{datetime.now().astimezone().isoformat(timespec='seconds')} huicun {__version__} {sys.platform}"]
    for each in _chain(error):
        lines.append(f"{type(each).__module__}.{type(each).__name__}")
        lines += [f"  {place}" for place in list(_places(each.__traceback__))[-_MOST_FRAMES:]]
    return lines


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        now = now.__cause__ or now.__context__


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{'/'.join(Path(code.co_filename).parts[-3:])}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
