"""What becomes of a batch that was made: it goes to the printer page by page, or lies in a file; and what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.printing import Batch
from app.ui.printing.printer import PrintJob
from app.ui.work import Work

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

NOT_TAKEN = "打印机没有接下。账本没有问题，请看看打印机有没有开、有没有纸、线插好没有"
STOPPED = "打印停下了"


class Sending(QObject):
    """`told` comes with a sentence for the officer; `set_up` makes the chosen printer."""

    told = Signal(str)

    def __init__(self, work: Work, set_up: Callable[[], QPrinter], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._set_up = work, set_up
        self._job: PrintJob | None = None
        self._batch: Batch | None = None
        self.file = Path()

    def printed(self, batch: Batch) -> None:
        """A batch is drawn and recorded: send it."""
        self._send(batch.pdf, batch)

    def saved(self, batch: Batch) -> None:
        """A batch is recorded and lies in `file`."""
        self.told.emit(said_of(batch, f"已存到 {self.file}"))

    def send(self, pdf: bytes) -> None:
        """Pages that are no papers (the calibration)."""
        self._send(pdf, None)

    def _send(self, pdf: bytes, batch: Batch | None) -> None:
        self._batch = batch
        self._job = PrintJob(self._work, pdf, self._set_up(), self)
        self._job.finished.connect(self._sent)
        self._job.failed.connect(self._failed)
        self._job.stopped.connect(self._stopped)
        self._job.start()

    def _sent(self) -> None:
        self.told.emit(said_of(self._batch, "已送到打印机") if self._batch is not None else "已送到打印机。")

    def _failed(self, page: int) -> None:
        self.told.emit(rest_of(self._batch, page, NOT_TAKEN))

    def _stopped(self, page: int) -> None:
        self.told.emit(rest_of(self._batch, page, STOPPED))


def said_of(batch: Batch, done: str) -> str:
    """How many, under which serials, and which characters are left for the pen."""
    words = f"{done}：{batch.printed.copies} 份 {batch.printed.pages} 页。"
    if batch.serials:
        words += f"编号 {batch.serials[0]}" + (f" 至 {batch.serials[-1]}。" if len(batch.serials) > 1 else "。")
    if batch.missing_glyphs:
        chars = "".join(dict.fromkeys(glyph.char for glyph in batch.missing_glyphs))
        words += f"这些字没有字形，纸上留了空，请手写：{chars}"
    return words


def rest_of(batch: Batch | None, page: int, why: str) -> str:
    """From which copy on nothing came out of the printer, and how to go on."""
    if batch is None:
        return f"{why}，再印一次。"
    copy = max(number for number, start in enumerate(batch.starts) if start <= page)
    return f"{why}。第 {copy + 1} 份（{batch.serials[copy]}）起没有印完：到“印过的文书”里选这一份，按“从这份接着印”。"
