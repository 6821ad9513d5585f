"""The one door to sheet files from outside: .xlsx, .xls, .ods and .csv become plain rows, or a sentence.

Such a file is untrusted: its size, rows, columns and what it unpacks to are bounded before anything is built from it;
macros, links and formulas are never run (a formula is the value that was saved with it). What the file is, its first
bytes decide, not its name: an .xls that is text inside is read as text.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers.expat import ExpatError

from app.documents.csv_sheets import csv_sheet
from app.documents.ods_sheets import ods_sheets
from app.documents.ole_file import MAGIC as OLE_MAGIC
from app.documents.sheet import MOST_BYTES, MOST_PARTS, MOST_UNPACKED, ForeignError, LockedError, Sheet, TooLargeError
from app.documents.xls_sheets import xls_sheets
from app.documents.xlsx_sheets import xlsx_sheets
from app.domain.errors import (
    SheetBrokenError,
    SheetForeignError,
    SheetLockedError,
    SheetMissingError,
    SheetNameError,
    SheetTooLargeError,
)

_KINDS = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "文字文档"),
    (b"age-encryption.org", "交换包"),
    (b"SQLite format 3", "数据库"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
)
_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style")
_DAMAGE = (
    ValueError,
    LookupError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    ExpatError,
    csv.Error,
    OSError,
)


def read_sheets(path: Path, sheet: str | None = None) -> Iterator[Sheet]:
    """The sheets that hold something, in their order, or the one named `sheet`.

    Raises SheetMissingError, SheetBrokenError, SheetLockedError, SheetForeignError, SheetTooLargeError, SheetNameError.
    """
    data = _bytes(path)
    with _said_of(path.name):
        names, sheets = _sheets(path, data, sheet)
        if sheet is not None and sheet not in names:
            raise SheetNameError(path.name, sheet, "、".join(names))
        for found in sheets:
            if found.rows:
                yield found


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a file, for choosing one; raises as `read_sheets`."""
    data = _bytes(path)
    with _said_of(path.name):
        return _sheets(path, data, None)[0]


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SheetMissingError(path.name, "它是文件夹")
        if path.stat().st_size > MOST_BYTES:
            raise SheetTooLargeError(path.name, "大小", f"{MOST_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise SheetMissingError(path.name, "没有这个文件") from None
    except (OSError, ValueError):
        raise SheetMissingError(path.name, "没有读它的权限，或磁盘读不出来") from None
    if not data.strip(b"\0 \r\n\t"):
        raise SheetBrokenError(path.name)
    return data


@contextmanager
def _said_of(file: str) -> Iterator[None]:
    """Whatever goes wrong with a foreign file becomes a sentence about it."""
    import python_calamine

    try:
        yield
    except TooLargeError as error:
        raise SheetTooLargeError(file, error.what, error.limit) from None
    except (LockedError, python_calamine.PasswordError):
        raise SheetLockedError(file) from None
    except ForeignError as error:
        raise SheetForeignError(file, str(error)) from None
    except (python_calamine.CalamineError, *_DAMAGE):
        raise SheetBrokenError(file) from None


def _sheets(path: Path, data: bytes, wanted: str | None) -> tuple[list[str], Iterator[Sheet]]:
    if data.startswith(OLE_MAGIC):
        return xls_sheets(data, wanted)
    if data.startswith(b"PK"):
        return _packed(data, wanted)
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    kind = next((name for magic, name in _KINDS if data.startswith(magic)), None)
    if kind is None and start.startswith(_PAGES):
        kind = "网页或 XML，请用表格软件打开后另存为 .xlsx"
    if kind is None and data[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04"):
        kind = "很旧的 Excel 文件，请另存为 .xlsx"
    if kind is not None:
        raise ForeignError(kind)
    found = csv_sheet(path.stem, data)
    return [found.name], iter([found])


def _packed(data: bytes, wanted: str | None) -> tuple[list[str], Iterator[Sheet]]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    infos = archive.infolist()
    names = {info.filename for info in infos}
    if len(infos) > MOST_PARTS or len(names) != len(infos):
        raise TooLargeError("内部文件数", f"{MOST_PARTS} 个")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise TooLargeError("解开后的大小", f"{MOST_UNPACKED // 1024 // 1024} MB")
    if any(info.flag_bits & 1 for info in infos):
        raise LockedError
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names or "[Content_Types].xml" in names:
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise ForeignError("Word 或 PPT 文件")
        return xlsx_sheets(data, archive, wanted)
    if "content.xml" in names:
        sheets = ods_sheets(archive)
        return [sheet.name for sheet in sheets], (each for each in sheets if wanted in (None, each.name))
    raise ForeignError("压缩包")
