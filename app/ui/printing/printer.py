"""The printers of this machine, and a PDF on one of them; Qt's print support is loaded when it is needed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageSize, QPainter

from app.ui.printing.pages import page_picture

DPI = 300


def printer_names() -> list[str]:
    """What the system knows; empty where no printer is set up."""
    from PySide6.QtPrintSupport import QPrinterInfo

    names = list(QPrinterInfo.availablePrinterNames())
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: name != usual)


def print_pdf(pdf: bytes, printer_name: str, *, copies: int, duplex: bool) -> bool:
    """Send every page at 300 dpi to a printer, without margins of its own; False where the printer refused."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(printer_name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setResolution(DPI)
    printer.setCopyCount(copies)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    number = 0
    while True:
        picture = page_picture(pdf, number, DPI)
        painter.drawImage(QRectF(printer.pageLayout().fullRectPixels(DPI)), picture.image)
        number += 1
        if number >= picture.pages:
            break
        if not printer.newPage():
            painter.end()
            return False
    return painter.end()
