"""Advice about what stands around a book: a clock that cannot be right, a folder that is synced, removable, or far.

Nothing here is refused: order never depends on the clock, and an officer may have no other disk. It is said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath, PurePosixPath

from app import RELEASED

TOLERATED = timedelta(minutes=10)
YEARS_AHEAD = 15
_SYNCED = (
    "onedrive", "dropbox", "google drive", "googledrive", "icloud", "nutstore", "坚果云", "baidunetdisk",
    "baidusync", "百度网盘", "百度云", "wpsdrive", "wps cloud", "wps云", "微云", "weiyun", "阿里云盘", "aliyundrive",
    "夸克网盘", "天翼云盘", "nextcloud", "owncloud", "seafile", "syncthing", "mobile documents", "cloudstorage",
)  # fmt: skip
_SYNC_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".nutstore", ".seafile-data", ".owncloudsync.log")
_SYNC_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")  # Windows: where it was told to look after
_REMOVABLE_ROOTS = ("/media", "/run/media", "/mnt", "/Volumes")
_STICK_KINDS = {"vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk"}
_FAR_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs"}
_WINDOWS_REMOVABLE, _WINDOWS_REMOTE, _WINDOWS_CD = 2, 4, 5
_USB_BUS = 7


def clock_advice(now: datetime, newest_entry: str, made: date = RELEASED) -> str:
    """What is wrong with the computer's clock, empty where it can be right.

    `newest_entry` is the ISO moment of the newest entry (empty in a new book), `made` the day of this program.
    """
    day = now.date()
    if day < made - timedelta(days=1):
        return f"电脑的日期是 {day.isoformat()}，比这个程序还早，肯定不对。登记不受影响，但日期会记错，请先把时间调准。"
    if newest_entry and datetime.fromisoformat(newest_entry) - now > TOLERATED:
        last = newest_entry[:16].replace("T", " ")
        return f"电脑的时间倒退了：上一笔登记在 {last}，现在却是 {now:%Y-%m-%d %H:%M}。先后次序不受影响，请把时间调准。"
    if day.year > made.year + YEARS_AHEAD:
        return f"电脑的日期是 {day.isoformat()}，太靠后了。登记不受影响，但到期和利息会算错，请先把时间调准。"
    return ""


def folder_advice(folder: Path) -> str:
    """Why a book should rather not stand in `folder`, empty where nothing speaks against it."""
    place = folder.expanduser().absolute()
    if is_synced(place) or has_sync_mark(place) or is_synced_by_variable(place, os.environ):
        return "这个文件夹会被网盘同步：账本可能被传到网上，也可能被旧版本盖掉。请换一个不同步的文件夹。"
    kind = _kind(place)
    if kind == "removable":
        return "这个文件夹在U盘或移动硬盘上：拔下来账本就没有了，也容易丢。请把账本放在电脑里，U盘只放备份。"
    if kind == "far":
        return "这个文件夹在网络上：断网时账本打不开，还可能写坏。请把账本放在这台电脑里。"
    return ""


def is_synced(place: PurePath) -> bool:
    """Whether a known sync client looks after one of the folders on the way."""
    return any(word in part.lower() for part in place.parts for word in _SYNCED)


def has_sync_mark(place: Path) -> bool:
    """Whether a sync client left its mark in one of the folders on the way, whatever they are called."""
    ways = (folder / mark for folder in (place, *place.parents) for mark in _SYNC_MARKS)
    return any(os.path.lexists(way) and way.parent != Path.home() for way in ways)


def is_synced_by_variable(place: PurePath, environment: Mapping[str, str]) -> bool:
    """Whether the place lies in a folder that OneDrive names in the environment."""
    roots = (environment.get(name) for name in _SYNC_VARIABLES)
    return any(root and place.is_relative_to(root) for root in roots)


def windows_kind(drive: int, bus: int) -> str:
    """removable, far, or empty, by GetDriveType's answer and the bus: a USB hard disk calls itself a fixed one."""
    if drive == _WINDOWS_REMOTE:
        return "far"
    return "removable" if drive in (_WINDOWS_REMOVABLE, _WINDOWS_CD) or bus == _USB_BUS else ""


def posix_kind(place: PurePath, mounts: Iterable[tuple[str, str]]) -> str:
    """removable, far, or empty, by the mount (point, kind) nearest above `place`."""
    above = [(point, kind) for point, kind in mounts if PurePosixPath(place).is_relative_to(point)]
    if not above:
        return ""
    point, kind = max(above, key=lambda mount: len(mount[0]))
    if kind in _FAR_KINDS:
        return "far"
    if any(PurePosixPath(point).is_relative_to(root) for root in _REMOVABLE_ROOTS):
        return "removable"
    return "removable" if kind in _STICK_KINDS and point not in ("/", "/boot", "/boot/efi") else ""


def _mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    parts = [line.split(" ") for line in lines]
    return [(part[1].replace("\\040", " "), part[2]) for part in parts if len(part) > 2]


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _OPEN_EXISTING, _SHARE_ALL, _QUERY_PROPERTY = 3, 7, 0x2D1400
    _BUS_AT, _ANSWER = 28, 1024  # STORAGE_DEVICE_DESCRIPTOR.BusType

    def _kind(place: Path) -> str:
        return windows_kind(ctypes.windll.kernel32.GetDriveTypeW(place.drive + "\\"), _bus(place.drive))

    def _bus(drive: str) -> int:
        """The bus of a disk with a letter; 0 where the system does not say (no rights are needed to ask)."""
        system = ctypes.WinDLL("kernel32")
        system.CreateFileW.restype = wintypes.HANDLE
        handle = system.CreateFileW(f"\\\\.\\{drive}", 0, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
        if handle in (None, wintypes.HANDLE(-1).value):
            return 0
        try:
            question, answer, size = (ctypes.c_ulong * 3)(), ctypes.create_string_buffer(_ANSWER), wintypes.DWORD()
            asked = ctypes.byref(question), ctypes.sizeof(question), answer, _ANSWER, ctypes.byref(size), None
            done = system.DeviceIoControl(wintypes.HANDLE(handle), _QUERY_PROPERTY, *asked)
            return int.from_bytes(answer.raw[_BUS_AT : _BUS_AT + 4], "little") if done else 0
        finally:
            system.CloseHandle(wintypes.HANDLE(handle))

else:

    def _kind(place: Path) -> str:
        return posix_kind(place, _mounts())
