"""The one door off the main thread: run a verb of the services, then hand its answer back and tell what changed.

Writing has one thread and reading another, so that pages live during a long import; a third one, beside both, keeps
drafts and asks passwords, so that locking and unlocking wait for nobody. The book itself is handed in from outside;
nothing here imports SQL or storage.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.changed import Changed
from app.ui.confirmed import Confirmed

if TYPE_CHECKING:
    from app.storage.book import Book

LONG_MS = 1000
Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]
NOTHING = Changed(0)


@dataclass(eq=False)
class _Job:
    """One verb on its way: what to call, whom to tell, and what became of it."""

    call: Callable[[], Any]
    done: Callable[[], Done | None]
    failed: Callable[[], Failed | None]
    changes: Changed = NOTHING
    what: str = ""
    newest: tuple[Any, int] | None = None
    answer: Any = None
    error: BaseException | None = None
    finished: threading.Event = field(default_factory=threading.Event)


class Progress:
    """Handed to a long verb: it says how far it is, and asks whether it should go on."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self.cancelled = False

    def __call__(self, done: int, total: int) -> bool:
        """Say how far; False where the officer asked to stop."""
        self._tell(done, total)
        return not self.cancelled


class _Lane(threading.Thread):
    """One thread that runs jobs in the order in which they came."""

    def __init__(self, name: str, tell: Callable[[_Job], None]) -> None:
        super().__init__(name=name, daemon=True)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._tell = tell
        self._begun = False

    def put(self, job: _Job) -> None:
        """Run it after those before it; the thread begins with its first job."""
        if not self._begun:
            self._begun = True
            self.start()
        self._jobs.put(job)

    def stop(self) -> None:
        if self._begun:
            self._jobs.put(None)
            self.join()

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job.answer = job.call()
            except Exception as error:  # the answer of a verb that failed is told on the main thread
                job.error = error
            job.finished.set()
            self._tell(job)
            del job


class Work(QObject):
    """Runs verbs for one window. `done` and `failed` are bound methods; who was closed meanwhile is not called."""

    changed = Signal(object)
    trouble = Signal(str)
    long_work = Signal(str)
    advanced = Signal(str, int, int)
    idle = Signal()
    _back = Signal(object)

    def __init__(self, *, on: date | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book: Book | None = None
        self.confirmed = Confirmed()
        self._on = on
        self._serials: dict[Any, int] = {}
        self._waiting: set[_Job] = set()
        self._progress: Progress | None = None
        self._stopped = False
        self._back.connect(self._receive)
        self._writer = _Lane("writer", self._back.emit)
        self._reader = _Lane("reader", self._back.emit)
        self._beside = _Lane("beside", self._back.emit)

    @property
    def today(self) -> date:
        """The business day: the one asked for on the command line, else the clock's."""
        return self._on or date.today()

    # --- asking ---

    def read(
        self, verb: Callable[..., Any], *given: Any, done: Done, failed: Failed | None = None, **named: Any
    ) -> None:
        """Run `verb(session, …)` in a read view; a newer read of the same verb for the same `done` replaces it."""
        self._put(self._reader, lambda: self._reading(verb, given, named), done, failed, newest=verb)

    def write(
        self,
        verb: Callable[..., Any],
        *given: Any,
        changes: Changed,
        what: str = "",
        done: Done | None = None,
        failed: Failed | None = None,
        progress: bool = False,
        **named: Any,
    ) -> None:
        """Run `verb(book, …)` on the writing thread, then tell every page what kind of thing changed."""
        if progress:
            self._progress = named["progress"] = Progress(lambda now, total: self.advanced.emit(what, now, total))
        self._put(self._writer, lambda: verb(self.book, *given, **named), done, failed, changes=changes, what=what)

    def run(
        self,
        verb: Callable[..., Any],
        *given: Any,
        done: Done,
        failed: Failed | None = None,
        what: str = "",
        **named: Any,
    ) -> None:
        """Run a verb that needs no open book (opening one, drawing a page), on the writing thread."""
        self._put(self._writer, lambda: verb(*given, **named), done, failed, what=what)

    def draw(
        self, verb: Callable[..., Any], *given: Any, done: Done, failed: Failed | None = None, **named: Any
    ) -> None:
        """Run a verb that needs no session on the reading thread; only the newest answer is told."""
        self._put(self._reader, lambda: verb(*given, **named), done, failed, newest=verb)

    def beside(
        self,
        verb: Callable[..., Any],
        *given: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        **named: Any,
    ) -> None:
        """Run a verb that needs neither writer nor reader (a draft, a password), however busy both are."""
        self._put(self._beside, lambda: verb(*given, **named), done, failed)

    def follow(self, what: str) -> Progress:
        """The progress of a long work that runs piece by piece; it is told like a verb's own, and can be stopped."""
        self._progress = Progress(lambda now, total: self.advanced.emit(what, now, total))
        return self._progress

    def cancel(self) -> None:
        """Ask the long work in hand to stop."""
        if self._progress is not None:
            self._progress.cancelled = True

    @property
    def busy(self) -> bool:
        """Whether an answer is still awaited."""
        return bool(self._waiting)

    def stop(self) -> None:
        """Let the threads finish what they have, and close the book."""
        if self._stopped:
            return
        self._stopped = True
        self._waiting.clear()
        self._beside.stop()
        self._reader.stop()
        self._writer.stop()
        if self.book is not None:
            self.book.close()
            self.book = None

    # --- answering ---

    def _reading(self, verb: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        with self._session() as session:
            return verb(session, *given, **named)

    @contextmanager
    def _session(self) -> Iterator[Any]:
        if self.book is None:
            raise RuntimeError("no book is open")
        with self.book.read() as session:
            yield session

    def _put(
        self,
        lane: _Lane,
        call: Callable[[], Any],
        done: Done | None,
        failed: Failed | None,
        *,
        changes: Changed = NOTHING,
        what: str = "",
        newest: Callable[..., Any] | None = None,
    ) -> None:
        if self._stopped:
            return
        job = _Job(call, _weak(done), _weak(failed), changes, what)
        if newest is not None and done is not None:
            key = (newest, _identity(done))
            self._serials[key] = self._serials.get(key, 0) + 1
            job.newest = (key, self._serials[key])
            job.call = partial(self._unless_stale, job.newest, call)
        self._waiting.add(job)
        if what:
            reference = weakref.ref(job)
            QTimer.singleShot(LONG_MS, self, lambda: self._still(reference))
        lane.put(job)

    def _unless_stale(self, newest: tuple[Any, int], call: Callable[[], Any]) -> Any:
        """A question that was asked anew meanwhile is not answered: nobody would hear it."""
        return call() if self._serials.get(newest[0]) == newest[1] else None

    def _still(self, reference: weakref.ReferenceType[_Job]) -> None:
        job = reference()
        if job is not None and not job.finished.is_set():
            self.long_work.emit(job.what)

    def _receive(self, job: _Job) -> None:
        if self._stopped:
            return
        self._waiting.discard(job)
        if job.newest is not None and self._serials.get(job.newest[0]) != job.newest[1]:
            return
        if job.changes:
            self._progress = None
        if job.error is not None:
            self._fail(job)
        else:
            told = job.done()
            if told is not None:
                told(job.answer)
            if job.changes:
                self.changed.emit(job.changes)
        if not self._waiting:
            self.idle.emit()

    def _fail(self, job: _Job) -> None:
        from app.domain.errors import KnownError

        told = job.failed()
        assert job.error is not None
        if told is not None and isinstance(job.error, KnownError):
            told(job.error)
        else:
            self.trouble.emit(sentences(job.error))


def sentences(error: BaseException) -> str:
    """What is said about an error: three sentences of a known one, one honest line about a bug."""
    from app.domain.errors import KnownError

    if isinstance(error, KnownError):
        return str(error)
    kind = type(error).__name__
    return f"程序出了意外（{kind}）。已保存的数据没有受影响。请把做到哪一步告诉技术员。"


def _weak(method: Callable[..., Any] | None) -> Callable[[], Callable[..., Any] | None]:
    """A bound method of a widget is held weakly and only called while the widget lives."""
    if method is None:
        return lambda: None
    owner = getattr(method, "__self__", None)
    if owner is None:
        return lambda: method
    reference = weakref.WeakMethod(method)

    def alive() -> Callable[..., Any] | None:
        found = reference()
        if found is None or (isinstance(owner_of(found), QObject) and not shiboken6.isValid(owner_of(found))):
            return None
        return found

    return alive


def owner_of(method: Callable[..., Any]) -> Any:
    """The object of a bound method."""
    return getattr(method, "__self__", None)


def _identity(method: Callable[..., Any]) -> tuple[int, str]:
    return id(owner_of(method)), getattr(method, "__name__", repr(method))
