"""Sheets of .xls files (Excel 97 and 95): the cells of the record stream, nothing else of it.

Read here and not by calamine, which ends the whole program on some damaged .xls files (it reserves what the file
claims, and follows a chain of sectors in a circle). Formulas give the value saved with them; macros, names, links and
drawings are passed over. Raises ValueError, IndexError or struct.error for a stream that cannot be right.
Source: [MS-XLS] 2.4.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from app.documents.cells import Cell
from app.documents.ole_file import OleFile
from app.documents.sheet import ForeignError, LockedError, Range, Sheet, from_cells, too_many_cells

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _CODEPAGE, _DATE1904, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x2F, 0x42, 0x22, 0x041E, 0xE0, 0x85, 0xFC
_NUMBER, _RK, _MULRK, _LABEL, _RSTRING, _LABELSST = 0x0203, 0x027E, 0xBD, 0x0204, 0xD6, 0xFD
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_STRING, _BOOLERR, _MERGED = 0x0207, 0x0205, 0xE5
_BIFF8 = 0x0600
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|General', re.IGNORECASE)
_MOST_RECORDS = 8_000_000
_MIDNIGHT = time(0)
_unpack = struct.unpack_from
_CODEPAGES = {1200: "utf-16-le", 936: "gb18030", 950: "big5", 1252: "cp1252", 10008: "gb18030"}


def xls_sheets(data: bytes, wanted: str | None) -> tuple[list[str], Iterator[Sheet]]:
    """The names of the worksheets, and the sheets (or the one `wanted`) read one by one."""
    ole = OleFile(data)
    if {"EncryptedPackage", "EncryptionInfo"} & ole.names:
        raise LockedError
    stream_name = next((name for name in ("Workbook", "Book") if name in ole.names), None)
    if stream_name is None:
        raise ForeignError("Word、PPT 或别的 Office 文件")
    book = _Book(ole.read(stream_name))
    names = [name for name, _ in book.sheets]
    return names, (book.sheet(name, at) for name, at in book.sheets if wanted in (None, name))


class _Book:
    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.biff8 = True
        self.encoding = "gb18030"
        self.first_day = datetime.combine(date(1899, 12, 30), _MIDNIGHT)
        self.sheets: list[tuple[str, int]] = []
        self.strings: list[str] = []
        self._formats: dict[int, bool] = {}
        self._xfs: list[int] = []
        self._globals()
        self.dates = [self._formats.get(number, number in _DATE_FORMATS) for number in self._xfs]

    def _globals(self) -> None:
        records = _records(self.stream, 0)
        kind, data = next(records, (0, b""))
        if kind != _BOF:
            raise ValueError("no beginning")
        self.biff8 = _unpack("<H", data)[0] == _BIFF8
        chunks: list[bytes] = []
        collecting = False
        for kind, data in records:
            collecting = (collecting and kind == _CONTINUE) or kind == _SST
            if collecting:
                chunks.append(data)
            elif kind == _EOF:
                break
            else:
                self._global(kind, data)
        if chunks:
            self.strings = _shared_strings(chunks)

    def _global(self, kind: int, data: bytes) -> None:
        if kind == _FILEPASS and any(data[:2]):
            raise LockedError
        if kind == _FILEPASS and not self.biff8:
            raise LockedError
        if kind == _CODEPAGE:
            self.encoding = _CODEPAGES.get(_unpack("<H", data)[0], "gb18030")
        elif kind == _DATE1904 and data[:1] == b"\x01":
            self.first_day = datetime.combine(date(1904, 1, 1), _MIDNIGHT)
        elif kind == _FORMAT:
            text = self.text(data[2:]) if self.biff8 else data[3:].decode("latin-1")
            self._formats[_unpack("<H", data)[0]] = _is_date_format(text)
        elif kind == _XF:
            self._xfs.append(_unpack("<H", data, 2)[0])
        elif kind == _BOUNDSHEET and data[5] == 0:
            name = _short_text(data[6:]) if self.biff8 else data[7 : 7 + data[6]].decode(self.encoding, "replace")
            self.sheets.append((name, _unpack("<I", data)[0]))

    def sheet(self, name: str, at: int) -> Sheet:
        """The sheet whose records begin at byte `at`."""
        reader = _SheetReader(self)
        reader.read(_records(self.stream, at))
        return from_cells(name, reader.cells, reader.merged)

    def number(self, value: float, xf: int) -> Cell:
        if xf < len(self.dates) and self.dates[xf] and 0 <= value < 2_958_466:
            return self.first_day + timedelta(seconds=round(value * 86_400))
        return value

    def text(self, data: bytes) -> str:
        (length,) = _unpack("<H", data)
        if not self.biff8:
            return data[2 : 2 + length].decode(self.encoding, "replace")
        return _characters(data[3:], length, data[2])


class _SheetReader:
    """Collects the cells of one sheet from its records."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.cells: list[tuple[int, int, Cell]] = []
        self.merged: list[Range] = []
        self._formula: tuple[int, int] | None = None  # waits for its text, which comes in the next record

    def read(self, records: Iterator[tuple[int, bytes]]) -> None:
        takers: dict[int, Callable[[bytes], None]] = {
            _LABELSST: self._shared,
            _RK: self._packed,
            _NUMBER: self._double,
            _MULRK: self._packed_row,
            _LABEL: self._label,
            _RSTRING: self._label,
            _STRING: self._formula_text,
            _BOOLERR: self._truth,
            _MERGED: self._merged_cells,
            **dict.fromkeys(_FORMULAS, self._formula_value),
        }
        depth = 0
        for kind, data in records:
            if kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif depth <= 1:  # deeper is a chart inside the sheet
                take = takers.get(kind)
                if take is not None:
                    take(data)

    def _shared(self, data: bytes) -> None:
        row, column, _, number = _unpack("<HHHI", data)
        self.cells.append((row, column, self.book.strings[number]))

    def _packed(self, data: bytes) -> None:
        row, column, xf, packed = _unpack("<HHHI", data)
        self.cells.append((row, column, self.book.number(_unpacked(packed), xf)))

    def _double(self, data: bytes) -> None:
        row, column, xf, value = _unpack("<HHHd", data)
        self.cells.append((row, column, self.book.number(value, xf)))

    def _packed_row(self, data: bytes) -> None:
        row, column = _unpack("<HH", data)
        for place in range(4, len(data) - 6, 6):
            xf, packed = _unpack("<HI", data, place)
            self.cells.append((row, column, self.book.number(_unpacked(packed), xf)))
            column += 1

    def _label(self, data: bytes) -> None:
        row, column = _unpack("<HH", data)
        self.cells.append((row, column, self.book.text(data[6:])))

    def _formula_value(self, data: bytes) -> None:
        row, column, xf = _unpack("<HHH", data)
        self._formula = None
        if data[12:14] != b"\xff\xff":
            self.cells.append((row, column, self.book.number(_unpack("<d", data, 6)[0], xf)))
        elif data[6] == 0:
            self._formula = (row, column)
        elif data[6] == 1:
            self.cells.append((row, column, bool(data[8])))

    def _formula_text(self, data: bytes) -> None:
        if self._formula is not None:
            self.cells.append((*self._formula, self.book.text(data)))
            self._formula = None

    def _truth(self, data: bytes) -> None:
        row, column, _, value, is_error = _unpack("<HHHBB", data)
        if not is_error:
            self.cells.append((row, column, bool(value)))

    def _merged_cells(self, data: bytes) -> None:
        for place in range(2, len(data) - 7, 8):
            top, bottom, left, right = _unpack("<HHHH", data, place)
            self.merged.append((top, left, bottom, right))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    header = struct.Struct("<HH").unpack_from
    end = len(stream) - 4
    for _ in range(_MOST_RECORDS):
        if at > end:
            return
        kind, length = header(stream, at)
        at += 4 + length
        yield kind, stream[at - length : at]
    raise too_many_cells()


def _unpacked(packed: int) -> float:
    """An RK number: an integer or the upper half of a double, either perhaps times 100."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value


def _characters(data: bytes, length: int, flags: int) -> str:
    at = (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
    if flags & 1:
        return data[at : at + 2 * length].decode("utf-16-le", "replace")
    return data[at : at + length].decode("latin-1")


def _short_text(data: bytes) -> str:
    return _characters(data[2:], data[0], data[1] & 1)


def _is_date_format(text: str) -> bool:
    return re.search("[ymdhs]", _NOT_A_DATE.sub("", text), re.IGNORECASE) is not None


class _Chunks:
    """The shared strings with their continuations: text that goes over a border starts with a new flag byte."""

    def __init__(self, chunks: list[bytes]) -> None:
        self.chunks = chunks
        self.number = 0
        self.at = 0

    def take(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length:
            self._step()
            part = self.chunks[self.number][self.at : self.at + length - len(taken)]
            self.at += len(part)
            taken += part
        return taken

    def skip(self, length: int) -> None:
        while length:
            self._step()
            part = min(length, len(self.chunks[self.number]) - self.at)
            self.at += part
            length -= part

    def text(self, length: int, wide: bool) -> str:
        parts: list[str] = []
        while length:
            if self.at >= len(self.chunks[self.number]):
                self._step()
                wide = bool(self.take(1)[0] & 1)
            size = 2 if wide else 1
            part = self.chunks[self.number][self.at : self.at + length * size]
            part = part[: len(part) // size * size]
            if not part:
                raise ValueError("text cut in a character")
            self.at += len(part)
            length -= len(part) // size
            parts.append(part.decode("utf-16-le" if wide else "latin-1", "replace"))
        return "".join(parts)

    @property
    def ended(self) -> bool:
        return self.number >= len(self.chunks) - 1 and self.at >= len(self.chunks[-1])

    def _step(self) -> None:
        while self.at >= len(self.chunks[self.number]):
            self.number += 1  # IndexError at the end is damage
            self.at = 0


def _shared_strings(chunks: list[bytes]) -> list[str]:
    source = _Chunks(chunks)
    _, unique = struct.unpack("<II", source.take(8))
    strings: list[str] = []
    while len(strings) < unique and not source.ended:
        length, flags = struct.unpack("<HB", source.take(3))
        runs = struct.unpack("<H", source.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", source.take(4))[0] if flags & 4 else 0
        strings.append(source.text(length, bool(flags & 1)))
        source.skip(4 * runs + extra)
    return strings
