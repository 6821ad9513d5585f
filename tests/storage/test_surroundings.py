"""Advice about the clock and the folder of a book."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app.storage.book import CHINA
from app.storage.surroundings import (
    clock_advice,
    folder_advice,
    is_synced,
    is_synced_by_variable,
    posix_kind,
    windows_kind,
)

MADE = date(2026, 11, 20)
LAST = "2026-11-25T09:30:00+08:00"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(1970, 1, 1, 8), "1970-01-01"),
        (at(2026, 11, 18, 8), "比这个程序还早"),
        (at(2026, 11, 25, 9), "倒退了"),
        (at(2026, 11, 24, 9), "2026-11-25 09:30"),
        (at(2099, 1, 1, 8), "太靠后"),
    ],
)
def test_a_clock_that_cannot_be_right_is_said(now: datetime, said: str) -> None:
    assert said in clock_advice(now, LAST, MADE)


@pytest.mark.parametrize("now", [at(2026, 11, 25, 9, 25), at(2026, 11, 25, 9, 31), at(2031, 1, 1, 8)])
def test_a_clock_that_may_be_right_is_not_spoken_of(now: datetime) -> None:
    assert clock_advice(now, LAST, MADE) == ""


def test_a_new_book_has_no_last_entry_to_compare() -> None:
    assert clock_advice(at(2026, 11, 20, 8), "", MADE) == ""


@pytest.mark.parametrize(
    "place",
    [
        PureWindowsPath(r"C:\Users\李守信\OneDrive\账本"),
        PureWindowsPath(r"D:\BaiduSyncdisk\账本"),
        PureWindowsPath(r"D:\坚果云同步\账本"),
        PureWindowsPath(r"D:\WPS云盘\账本"),
        PureWindowsPath(r"C:\Users\李守信\iCloudDrive\账本"),
        PureWindowsPath(r"E:\百度网盘同步空间\账本"),
        PurePosixPath("/home/li/Dropbox/book"),
        PurePosixPath("/Users/li/Library/Mobile Documents/com~apple~CloudDocs/book"),
    ],
)
def test_a_synced_folder_is_known_by_its_name(place: PurePosixPath) -> None:
    assert is_synced(place)


def test_an_own_folder_is_not_taken_for_a_synced_one() -> None:
    assert not is_synced(PureWindowsPath(r"C:\Users\李守信\AppData\Local\huicun\book"))


def test_a_folder_that_onedrive_was_told_to_look_after_is_known_whatever_it_is_called() -> None:
    told = {"OneDrive": r"D:\同步", "OneDriveCommercial": ""}

    assert is_synced_by_variable(PureWindowsPath(r"d:\同步\账本"), told)
    assert not is_synced_by_variable(PureWindowsPath(r"D:\同步以外\账本"), told)


def test_a_folder_with_the_mark_of_a_sync_client_is_known(tmp_path: Path) -> None:
    (tmp_path / "资料" / "账本").mkdir(parents=True)
    assert folder_advice(tmp_path / "资料" / "账本") == ""

    (tmp_path / "资料" / ".stfolder").mkdir()

    assert "同步" in folder_advice(tmp_path / "资料" / "账本")


@pytest.mark.parametrize(
    ("drive", "bus", "kind"),
    [(3, 17, ""), (3, 0, ""), (3, 7, "removable"), (2, 7, "removable"), (5, 0, "removable"), (4, 0, "far")],
)
def test_the_kind_of_a_windows_disk_by_its_type_and_bus(drive: int, bus: int, kind: str) -> None:
    assert windows_kind(drive, bus) == kind


MOUNTS = [
    ("/", "ext4"),
    ("/media/li/USB", "vfat"),
    ("/srv/share", "nfs4"),
    ("/data", "ext4"),
    ("/home/li/stick", "exfat"),
]


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/li/book", ""),
        ("/media/li/USB/book", "removable"),
        ("/home/li/stick/book", "removable"),
        ("/srv/share/book", "far"),
        ("/data/book", ""),
    ],
)
def test_the_kind_of_disk_is_that_of_the_nearest_mount(place: str, kind: str) -> None:
    assert posix_kind(PurePosixPath(place), MOUNTS) == kind


def test_the_advice_is_a_sentence(tmp_path: Path) -> None:
    assert folder_advice(tmp_path / "OneDrive" / "book").endswith("。")
    assert folder_advice(tmp_path) == ""
