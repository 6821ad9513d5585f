"""Writing files: whole or not at all, private, readable after any fault, and every fault has its sentence."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from app.domain.errors import (
    DiskFullError,
    DiskTroubleError,
    FileHeldError,
    FolderGivenError,
    KnownError,
    MissingFileError,
    NameTakenError,
    NoAccessError,
    ReadBackError,
    ReadOnlyError,
    RefusedError,
    StickGoneError,
)
from app.files import (
    copy_file,
    file_digest,
    free_space,
    known,
    make_folder,
    read_bytes,
    shown,
    sweep,
    temporary_name,
    write_atomic,
    write_to_stick,
)
from tests.helpers.killing import killed_at_line

OLD, NEW = b"old content", b"new content" * 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "花名册 一.xlsx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def failing(kind: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(kind, os.strerror(kind))

    return fail


def test_the_new_content_takes_the_old_ones_place(path: Path) -> None:
    write_atomic(path, NEW)

    assert path.read_bytes() == NEW
    assert names(path.parent) == [path.name]


def test_a_function_may_write_piece_by_piece(path: Path) -> None:
    def pour(file: BinaryIO) -> None:
        for _ in range(3):
            file.write(b"abc")

    write_atomic(path, pour)

    assert path.read_bytes() == b"abcabcabc"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_the_owner_may_read_what_was_written(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", NEW)
    make_folder(tmp_path / "b" / "c")

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b" / "c").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, ReadOnlyError),
        (errno.EACCES, NoAccessError),
        (errno.EIO, StickGoneError),
        (errno.ENODEV, StickGoneError),
        (errno.ENOLCK, DiskTroubleError),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_fault_of_the_disk_keeps_the_old_content_and_leaves_no_piece(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, kind: int, error: type[KnownError]
) -> None:
    monkeypatch.setattr(os, call, failing(kind))

    with pytest.raises(error) as raised:
        write_atomic(path, NEW, what="花名册")

    monkeypatch.undo()
    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]
    assert "花名册" in str(raised.value)
    assert raised.value.exit_status == 4


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FolderGivenError) as raised:
        write_atomic(tmp_path, NEW, what="台账")

    assert "是一个文件夹，不是文件，台账没有做成" in str(raised.value)
    assert names(tmp_path) == []


@pytest.mark.parametrize("room", [0, 1, 4095, 4096, 9000])
def test_a_device_that_fills_up_after_some_bytes_keeps_the_old_content(path: Path, room: int) -> None:
    def pour(file: BinaryIO) -> None:
        left = room
        for start in range(0, len(NEW), 512):
            piece = NEW[start : start + 512]
            if left < len(piece):
                file.write(piece[:left])
                raise OSError(errno.ENOSPC, "No space left on device")
            file.write(piece)
            left -= len(piece)

    with pytest.raises(DiskFullError):
        write_atomic(path, pour)

    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]


def test_an_error_of_the_writer_passes_as_it_is(path: Path) -> None:
    def pour(_: BinaryIO) -> None:
        raise RefusedError("不合规定")

    with pytest.raises(RefusedError):
        write_atomic(path, pour)

    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_at_any_line_leaves_the_old_content_or_the_new(path: Path) -> None:
    seen = set()
    for lines in range(1, 200):
        path.write_bytes(OLD)
        finished = killed_at_line(lambda: write_atomic(path, NEW), lines)
        seen.add(path.read_bytes())
        sweep(path.parent)
        if finished:
            break

    assert finished
    assert seen == {OLD, NEW}
    assert names(path.parent) == [path.name]


def test_sweeping_takes_only_pieces(path: Path) -> None:
    temporary_name(path).write_bytes(b"piece")
    (path.parent / ".hidden").write_bytes(b"")

    assert sweep(path.parent) == 1
    assert names(path.parent) == [".hidden", path.name]


def test_a_temporary_name_is_shown_as_the_name_it_was_to_get(tmp_path: Path) -> None:
    inside = temporary_name(tmp_path / "20261120-120000-ab") / "book.db"

    assert shown(temporary_name(tmp_path / "花名册 一.xlsx")) == str(tmp_path / "花名册 一.xlsx")
    assert shown(inside) == str(tmp_path / "20261120-120000-ab" / "book.db")
    assert shown(tmp_path / ".hidden") == str(tmp_path / ".hidden")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError) as raised:
        write_atomic(tmp_path / "没有" / "a", NEW)

    assert "没有" in str(raised.value)


def test_a_file_held_by_another_program_is_said_on_windows(tmp_path: Path) -> None:
    held = OSError(errno.EACCES, "sharing violation")
    held.winerror = 32  # type: ignore[attr-defined]

    assert isinstance(known(held, tmp_path, "表"), FileHeldError)


# --- the stick ---


def test_what_goes_to_a_stick_is_read_back_and_has_a_second_copy(tmp_path: Path) -> None:
    stick, copies = tmp_path / "U盘", tmp_path / "U盘" / "copy"
    stick.mkdir()

    written = write_to_stick(stick / "HC.age", lambda file: file.write(NEW), copy_to=copies)

    assert written.copy == copies / "HC.age"
    assert (stick / "HC.age").read_bytes() == (copies / "HC.age").read_bytes() == NEW
    assert (written.size, written.sha256) == (len(NEW), file_digest(stick / "HC.age"))


def test_a_file_on_the_stick_is_never_written_over(path: Path) -> None:
    with pytest.raises(NameTakenError):
        write_to_stick(path, NEW)

    assert path.read_bytes() == OLD


def test_a_stick_of_fake_capacity_is_found_by_reading_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(handle: int) -> None:
        os.truncate(handle, 4096)
        os.truncate(handle, len(NEW))  # what lies beyond the true capacity reads as zeros

    monkeypatch.setattr(os, "fsync", lying)

    with pytest.raises(ReadBackError):
        write_to_stick(tmp_path / "HC.age", NEW)

    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.ENODEV])
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_stick_that_fails_is_said_and_keeps_no_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, kind: int
) -> None:
    monkeypatch.setattr(os, call, failing(kind))

    with pytest.raises(KnownError) as raised:
        write_to_stick(tmp_path / "HC.age", NEW)

    monkeypatch.undo()
    assert raised.value.exit_status == 4
    assert names(tmp_path) == []


def test_without_room_for_the_second_copy_nothing_counts_as_written(tmp_path: Path) -> None:
    in_the_way = tmp_path / "copy"
    in_the_way.write_bytes(b"a file where the folder should be")

    with pytest.raises(KnownError):
        write_to_stick(tmp_path / "HC.age", NEW, copy_to=in_the_way)

    assert names(tmp_path) == ["copy"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_while_writing_to_the_stick_leaves_nothing_or_all(tmp_path: Path) -> None:
    target = tmp_path / "HC.age"
    seen = set()
    for lines in range(1, 300, 2):
        finished = killed_at_line(lambda: write_to_stick(target, NEW), lines)
        seen.add(target.read_bytes() if target.exists() else b"")
        target.unlink(missing_ok=True)
        sweep(tmp_path)
        if finished:
            break

    assert finished
    assert seen == {b"", NEW}


# --- the rest ---


def test_a_copy_is_whole(path: Path, tmp_path: Path) -> None:
    copy_file(path, tmp_path / "b")

    assert (tmp_path / "b").read_bytes() == OLD


def test_reading_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_bytes(tmp_path / "没有")


def test_reading_is_bounded(path: Path) -> None:
    assert read_bytes(path, at_most=3) == OLD[:3]


def test_free_space_is_asked_of_the_nearest_folder(tmp_path: Path) -> None:
    assert free_space(tmp_path / "a" / "b") > 0
