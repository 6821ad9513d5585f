"""Which installed version of the program runs: the one that was set up, or a newer one that came on a stick.

The packed program asks here before anything else. Updates stand in versions of their own beside each other
(`services.updates` puts them there after checking them), so that the old one stays. Standard library only.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from app import __version__

CHOSEN = "chosen.json"
VERSIONS = "versions"
HEAD = "update.json"
FIRST_VARIABLE = "HUICUN_FIRST"  # the version that handed over to this one; set by hand, it keeps the first one running
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}


def this_platform() -> str:
    """System and processor, such as "linux-x86_64": what a packed program was built for."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{_MACHINES.get(machine, machine)}"


def order_of(version: str) -> tuple[int, ...]:
    """What versions are ordered by; raises ValueError for anything but numbers between dots."""
    return tuple(int(part) for part in version.split("."))


def executable_name() -> str:
    """The name of the packed program's file."""
    return "huicun.exe" if sys.platform == "win32" else "huicun"


def start_chosen(folder: Path, arguments: list[str]) -> int | None:
    """Start the chosen newer version with the same arguments, and answer its status; None where this one runs."""
    if os.environ.get(FIRST_VARIABLE):
        return None
    version = chosen_version(folder)
    if version is None or order_of(version) <= order_of(__version__):
        return None
    place = folder / VERSIONS / version
    if not stands_whole(place):
        return None
    command = [str(place / executable_name()), *arguments]
    environment = os.environ | {FIRST_VARIABLE: __version__}
    if os.name != "nt":
        os.execve(command[0], command, environment)  # noqa: S606 - our own program
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own program


def first_version() -> str:
    """The version that was set up without an update: this one, or the one that handed over to it."""
    given = os.environ.get(FIRST_VARIABLE, "")
    try:
        order_of(given)
    except ValueError:
        return __version__
    return given


def chosen_version(folder: Path) -> str | None:
    """The version that was chosen last, None where nobody chose or the file cannot be read."""
    try:
        version = json.loads((folder / CHOSEN).read_text(encoding="utf-8"))["version"]
        order_of(version)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return str(version)


def stands_whole(place: Path) -> bool:
    """Whether every file of an installed version is there with its size; what is in them was checked at the start."""
    try:
        files = json.loads((place / HEAD).read_text(encoding="utf-8"))["files"]
        return all((place / file["path"]).stat().st_size == file["size"] for file in files)
    except (OSError, ValueError, KeyError, TypeError):
        return False
