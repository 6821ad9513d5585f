"""Makes the Debian package of the packed program: /opt/huicun, the command huicun, an entry in the menu, the icon.

    .venv/bin/python packaging/make_deb.py dist/huicun --out dist

For Debian 12, UOS 20 and Kylin V10; build it there, because a packed program needs a C library not older than that of
the machine it was built on. Needs dpkg-deb, which every such system has.
"""

from __future__ import annotations

import argparse
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import __version__  # noqa: E402
from app.installed import this_platform  # noqa: E402

ARCHITECTURES = {"linux-x86_64": "amd64", "linux-arm64": "arm64"}
CONTROL = """\
Package: huicun
Version: {version}
Architecture: {architecture}
Maintainer: huicun maintainers <maintainers@huicun.invalid>
Installed-Size: {kibibytes}
Depends: {depends}
Section: office
Priority: optional
Description: 惠村，金融村官的账本
 一个村的农户、评级、贷款、文书和交换包，加密存在一台电脑上，不用网络。
"""
MENU = """\
[Desktop Entry]
Type=Application
Name=惠村
GenericName=金融村官的账本
Comment=农户、评级、贷款、文书和交换包
Exec=/usr/bin/huicun
Icon=huicun
Terminal=false
Categories=Office;Finance;
Keywords=贷款;农户;扶贫;小额信贷;huicun;
StartupWMClass=huicun
"""


def system_libraries() -> list[str]:
    """The packages that the window needs, as `bootstrap.py` names them."""
    setup = runpy.run_path(str(ROOT / "bootstrap.py"))
    return sorted({*setup["QT_LIBRARIES"].values(), *setup["WINDOW_LIBRARIES"].values()})


def make_deb(program: Path, out: Path, version: str = __version__) -> Path:
    """Write huicun_VERSION_ARCHITECTURE.deb into `out`; answers its path."""
    architecture = ARCHITECTURES[this_platform()]
    out.mkdir(parents=True, exist_ok=True)
    made = out / f"huicun_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "huicun")
        tree.mkdir(mode=0o755)
        shutil.copytree(program, tree / "opt" / "huicun", symlinks=True)
        _put(tree / "usr/share/applications/huicun.desktop", MENU)
        _put_icons(tree / "usr/share/icons/hicolor")
        shutil.copy(ROOT / "LICENSE", _folder(tree / "usr/share/doc/huicun") / "copyright")
        command = _folder(tree / "usr/bin") / "huicun"
        command.symlink_to("/opt/huicun/huicun")
        size = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
        depends = ", ".join(system_libraries())
        control = CONTROL.format(version=version, architecture=architecture, kibibytes=size, depends=depends)
        _put(tree / "DEBIAN/control", control)
        for path in [tree, *tree.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(made)], check=True)
    return made


def _put_icons(folder: Path) -> None:
    draw = runpy.run_path(str(ROOT / "packaging" / "make_icons.py"))["draw"]
    with tempfile.TemporaryDirectory() as drawn:
        for picture in draw(Path(drawn)):
            if picture.suffix == ".png":
                size = picture.stem.removeprefix("huicun-")
                shutil.copy(picture, _folder(folder / f"{size}x{size}" / "apps") / "huicun.png")
    shutil.copy(ROOT / "resources/release/huicun.svg", _folder(folder / "scalable" / "apps") / "huicun.svg")


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _put(path: Path, text: str) -> None:
    _folder(path.parent)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Read the options and make the package."""
    parser = argparse.ArgumentParser(description="Make the Debian package of the packed program.")
    parser.add_argument("program", type=Path, help="the packed program, dist/huicun")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where to put it")
    wanted = parser.parse_args()
    print(make_deb(wanted.program, wanted.out))


if __name__ == "__main__":
    main()
