"""The printers of this machine, and a PDF on one of them; Qt's print support is loaded when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPageSize, QPainter

from app.ui.printing.pages import PagePicture, page_picture
from app.ui.work import Work

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI = 300


def printer_names() -> list[str]:
    """What the system knows; empty where no printer is set up."""
    from PySide6.QtPrintSupport import QPrinterInfo

    names = list(QPrinterInfo.availablePrinterNames())
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: name != usual)


def make_printer(name: str, *, copies: int, duplex: bool) -> QPrinter:
    """A printer at 300 dpi on whole A4 sheets, without margins of its own."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setResolution(DPI)
    printer.setCopyCount(copies)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)
    return printer


def print_pdf(pdf: bytes, printer_name: str, *, copies: int, duplex: bool) -> bool:
    """Send a slip of a page or two at once; False where the printer refused."""
    printer = make_printer(printer_name, copies=copies, duplex=duplex)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    number, pages = 0, 1
    while number < pages:
        picture = page_picture(pdf, number, DPI)
        pages = picture.pages
        if number and not printer.newPage():
            painter.end()
            return False
        painter.drawImage(QRectF(printer.pageLayout().fullRectPixels(DPI)), picture.image)
        number += 1
    return painter.end()


class PrintJob(QObject):
    """Sends a PDF page by page: drawn off the main thread, so that the window lives; it can be stopped between pages.

    `finished` comes when all are with the printer, `failed` with the number of the page (from 0) that the printer did
    not take, `stopped` likewise where the officer stopped it.
    """

    finished = Signal()
    failed = Signal(int)
    stopped = Signal(int)

    def __init__(self, work: Work, pdf: bytes, printer: QPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._pdf, self._printer = work, pdf, printer
        self._painter = QPainter()
        self._progress = work.follow("送到打印机")

    def start(self) -> None:
        """Open the printer and ask for the first page."""
        if not self._painter.begin(self._printer):
            self.failed.emit(0)
            return
        self._ask(0)

    def _ask(self, number: int) -> None:
        self._work.draw(page_picture, self._pdf, number, DPI, done=self._draw, failed=self._broken)

    def _draw(self, picture: PagePicture) -> None:
        if not self._progress(picture.number, picture.pages):
            self._printer.abort()
            self._painter.end()
            self.stopped.emit(picture.number)
            return
        if picture.number and not self._printer.newPage():
            self._painter.end()
            self.failed.emit(picture.number)
            return
        self._painter.drawImage(QRectF(self._printer.pageLayout().fullRectPixels(DPI)), picture.image)
        if picture.number + 1 < picture.pages:
            self._ask(picture.number + 1)
        elif self._painter.end():
            self.finished.emit()
        else:
            self.failed.emit(picture.number)

    def _broken(self, _error: BaseException) -> None:
        self._painter.end()
        self.failed.emit(0)
