"""Advice about what stands around a book: a clock that cannot be right, a folder that is synced, removable, or far.

Nothing here is refused: order never depends on the clock, and an officer may have no other disk. It is said.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath, PurePosixPath

TOLERATED = timedelta(minutes=10)
YEARS_AHEAD = 15
_SYNCED = (
    "onedrive", "dropbox", "google drive", "googledrive", "icloud", "nutstore", "坚果云", "baidunetdisk",
    "baidusync", "百度网盘", "百度云", "wpsdrive", "wps cloud", "wps云", "微云", "weiyun", "阿里云盘", "aliyundrive",
    "夸克网盘", "天翼云盘", "nextcloud", "owncloud", "seafile", "syncthing",
)  # fmt: skip
_REMOVABLE_ROOTS = ("/media", "/run/media", "/mnt", "/Volumes")
_STICK_KINDS = {"vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk"}
_FAR_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs"}
_WINDOWS_REMOVABLE, _WINDOWS_REMOTE = 2, 4


def clock_advice(now: datetime, newest_entry: str, made: date) -> str:
    """What is wrong with the computer's clock, empty where it can be right.

    `newest_entry` is the ISO moment of the last entry (empty in a new book), `made` the day of this program.
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
    if is_synced(place):
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

    def _kind(place: Path) -> str:
        kind = ctypes.windll.kernel32.GetDriveTypeW(place.drive + "\\")
        return {_WINDOWS_REMOVABLE: "removable", _WINDOWS_REMOTE: "far"}.get(kind, "")

else:

    def _kind(place: Path) -> str:
        return posix_kind(place, _mounts())
