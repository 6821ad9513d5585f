"""What was decrypted lies in memory, or on the disk in a form that nobody else can read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from app.domain.errors import BundleTooLargeError
from app.exchange.spool import Spool

SECRET = b"household of Zhang San " * 4096


@pytest.mark.parametrize("in_memory", [1 << 20, 1000])
def test_bytes_are_read_anywhere_whatever_the_place(in_memory: int) -> None:
    spool = Spool(1 << 20, in_memory)
    for start in range(0, len(SECRET), 777):
        spool.write(SECRET[start : start + 777])

    assert spool.size == len(SECRET)
    for offset, length in [
        (0, 10),
        (1, 16),
        (15, 2),
        (16, 16),
        (777, 5000),
        (len(SECRET) - 3, 10),
        (len(SECRET), 5),
        (0, 1 << 30),
    ]:
        assert spool.read_at(offset, length) == SECRET[offset : offset + length]
    spool.close()


def test_on_the_disk_there_is_no_plain_byte_and_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spool = Spool(1 << 20, 1000)
    spool.write(SECRET)

    spool._file.seek(0)
    stored = spool._file.read()

    assert len(stored) == len(SECRET)
    assert b"Zhang" not in stored
    assert os.listdir(tmp_path) == []
    spool.close()


def test_the_bound_is_kept_before_anything_is_stored() -> None:
    spool = Spool(100)
    spool.write(bytes(100))

    with pytest.raises(BundleTooLargeError):
        spool.write(b"x")
    assert spool.size == 100
