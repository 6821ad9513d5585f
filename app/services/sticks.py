"""Which removable disks are plugged in, and how much room each has: the officer chooses where the bundle goes.

Linux desktops mount sticks under /media, /run/media or /mnt; Windows gives them letters.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.exchange.names import BUNDLE, RECEIPT, looks_like_ours
from app.files import disk_faults

MOUNTS = Path("/proc/self/mounts")
ROOTS = ("/media", "/run/media", "/mnt")
REMOVABLE = 2  # DRIVE_REMOVABLE of GetDriveTypeW
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable disk: its folder, the name it is shown by, bytes free and in all, and whether it can be written."""

    folder: Path
    name: str
    free: int
    size: int
    filesystem: str
    writable: bool


def list_sticks() -> list[Stick]:
    """The removable disks that are plugged in now; one that vanishes meanwhile is left out."""
    if sys.platform == "win32":
        return _of_windows()
    return mounted_sticks(MOUNTS, ROOTS)


def mounted_sticks(mounts: Path, roots: tuple[str, ...]) -> list[Stick]:
    """The disks that the table of mounts (fstab(5)) has under one of `roots`."""
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    found = {}
    for device, folder, filesystem, options in _mounted(table):
        under = any(folder.startswith(root.rstrip("/") + "/") for root in roots)
        if under and device.startswith("/dev/") and (stick := _stick(Path(folder), "", filesystem)):
            writable = stick.writable and "ro" not in options
            found[folder] = Stick(stick.folder, stick.name, stick.free, stick.size, filesystem, writable)
    return [found[folder] for folder in sorted(found)]


def bundles_on(place: Path) -> list[Path]:
    """The bundles (HC-…) in a folder, by name; a file stands for itself. What they are, only opening them tells."""
    return _ours(place, BUNDLE)


def receipts_on(place: Path) -> list[Path]:
    """The receipts (HR-…) in a folder, by name; a file stands for itself."""
    return _ours(place, RECEIPT)


def _ours(place: Path, prefix: str) -> list[Path]:
    if not place.is_dir():
        return [place]
    with disk_faults(place, "U盘"):
        names = sorted(path.name for path in place.iterdir())
    return [place / name for name in names if looks_like_ours(name) and name.upper().startswith(prefix)]


def removable_letters(mask: int, drive_type: Callable[[str], int]) -> list[str]:
    r"""The letters (`E:\`) of removable drives, from the bits of GetLogicalDrives and the answers of GetDriveTypeW."""
    letters = [f"{chr(ord('A') + bit)}:\\" for bit in range(26) if mask >> bit & 1]
    return [letter for letter in letters if drive_type(letter) == REMOVABLE]


def _mounted(table: str) -> Iterator[tuple[str, str, str, list[str]]]:
    for line in table.splitlines():
        words = [_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), word) for word in line.split()]
        if len(words) >= 4:
            yield words[0], words[1], words[2], words[3].split(",")


def _stick(folder: Path, name: str, filesystem: str) -> Stick | None:
    try:
        room = shutil.disk_usage(folder)
    except OSError:
        return None
    return Stick(folder, name or folder.name, room.free, room.total, filesystem, room.total > 0)


def _of_windows() -> list[Stick]:
    found: list[Stick] = []
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        for letter in removable_letters(kernel.GetLogicalDrives(), kernel.GetDriveTypeW):
            label = ctypes.create_unicode_buffer(261)
            kernel.GetVolumeInformationW(letter, label, 261, None, None, None, None, 0)
            stick = _stick(Path(letter), f"{label.value or 'U盘'}（{letter[:2]}）", "")
            if stick is not None:
                found.append(stick)
    return found
