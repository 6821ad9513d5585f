"""A county's data file as it comes on a stick: read bounded, as text, before anything is done with it."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import DataFileError
from app.files import read_bytes

MOST_BYTES = 1_000_000


def read_data_file(file: Path, what: str) -> str:
    """The text of a TOML file of at most one megabyte. Raises DataFileError, or the disk's KnownError."""
    data = read_bytes(file, what=what, at_most=MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileError(file.name, f"第 {error.start} 字节", "文件不是 UTF-8 编码") from None
