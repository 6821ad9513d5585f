"""What is handed out: the Debian package and the Windows installer, made from a small folder and looked into."""

from __future__ import annotations

import re
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import bootstrap
from app import __version__

ROOT = Path(bootstrap.__file__).resolve().parent
PACKAGING = ROOT / "packaging"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A folder with the shape of a packed program."""
    folder = tmp_path / "huicun"
    (folder / "_internal").mkdir(parents=True)
    start = folder / "huicun"
    start.write_text("#!/bin/sh\nexit 0\n")
    start.chmod(0o755)
    (folder / "_internal" / "data").write_text("x")
    (folder / "_internal" / "link").symlink_to("data")
    return folder


def test_the_debian_package_has_program_command_menu_entry_and_icon(
    packed: Path, tmp_path: Path, program: Callable[[str], str]
) -> None:
    make_deb = runpy.run_path(str(PACKAGING / "make_deb.py"))["make_deb"]

    made = make_deb(packed, tmp_path / "out")

    listed = subprocess.run([program("dpkg-deb"), "-c", made], capture_output=True, text=True, check=True).stdout
    lines = {line.split()[5].lstrip("."): line for line in listed.splitlines()}
    assert lines["/opt/huicun/huicun"].startswith("-rwxr-xr-x root/root")
    assert lines["/opt/huicun/_internal/data"].startswith("-rw-r--r-- root/root")
    assert lines["/opt/huicun/_internal/link"].endswith("-> data")
    assert lines["/usr/bin/huicun"].endswith("-> /opt/huicun/huicun")
    assert {"/usr/share/applications/huicun.desktop", "/usr/share/doc/huicun/copyright"} <= set(lines)
    assert {f"/usr/share/icons/hicolor/{size}x{size}/apps/huicun.png" for size in (16, 48, 256)} <= set(lines)
    told = subprocess.run([program("dpkg-deb"), "-f", made], capture_output=True, text=True, check=True).stdout
    assert f"Version: {__version__}\n" in told
    needed = re.search(r"Depends: (.*)", told)
    assert needed is not None
    assert set(needed[1].split(", ")) == {*bootstrap.QT_LIBRARIES.values(), *bootstrap.WINDOW_LIBRARIES.values()}


def test_the_windows_installer_compiles(packed: Path, tmp_path: Path, program: Callable[[str], str]) -> None:
    icons = runpy.run_path(str(PACKAGING / "make_icons.py"))["draw"](tmp_path / "icons")
    made = tmp_path / "huicun-setup.exe"

    done = subprocess.run(
        [
            program("makensis"), "-INPUTCHARSET", "UTF8", "-WX", f"-DVERSION={__version__}", f"-DPROGRAM={packed}",
            f"-DICON={icons[-1]}", f"-DOUT={made}", str(PACKAGING / "windows" / "huicun.nsi"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-2000:]
    assert made.read_bytes()[:2] == b"MZ"


def test_every_size_of_the_icon_is_drawn(tmp_path: Path) -> None:
    files = runpy.run_path(str(PACKAGING / "make_icons.py"))["draw"](tmp_path)

    for file in files[:-1]:
        with Image.open(file) as picture:
            assert picture.size == (int(file.stem.split("-")[1]),) * 2
            assert len(picture.convert("RGBA").getcolors(70_000) or []) > 3
    with Image.open(files[-1]) as icon:
        assert (16, 16) in icon.info["sizes"]
        assert (256, 256) in icon.info["sizes"]


def test_the_windows_script_builds_what_the_spec_and_the_installer_expect() -> None:
    script = (PACKAGING / "windows" / "build.ps1").read_text(encoding="utf-8")
    spec = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
    named = re.findall(r"(?:packaging\\[\w\\]+\.\w+|build_installer\.spec|bootstrap\.py)", script)

    assert all((ROOT / name.replace("\\", "/")).exists() for name in named)
    assert {"packaging\\make_icons.py", "build_installer.spec", "packaging\\windows\\huicun.nsi"} <= set(named)
    assert '"build" / "icons" / "huicun.ico"' in spec
    assert "build\\icons\\huicun.ico" in script
