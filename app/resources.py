"""Where the program's own files lie: policies, forms, fonts, samples.

One place for the three ways of running: from the source tree, from an installed wheel, from the packed program.
Standard library only; any floor above `domain` may use it.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_FOLDER = "resources"
_LICENCES = "THIRD_PARTY_LICENSES.md"


def resource(relative: str) -> Path:
    """The path of a file or folder under `resources/`, such as "fonts/NotoSansSC-Regular.ttf".

    Raises FileNotFoundError, naming the file, where the installation is not whole.
    """
    path = root() / relative
    if not path.exists():
        raise FileNotFoundError(f"not in this installation: {_FOLDER}/{relative}")
    return path


def manual_folder() -> Path:
    """Where manual.zh-CN.md and its pictures lie: among the resources, or in docs/ of the source tree."""
    packed = root() / "manual"
    return packed if packed.is_dir() else root().parent / "docs"


@cache
def root() -> Path:
    """The folder `resources/` of this installation. Raises FileNotFoundError where there is none."""
    for folder in _places():
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation has no folder {_FOLDER}/")


def licences_text() -> str:
    """The licences of everything inside, as the package carries them; a pointer where this installation has none."""
    for folder in (root().parent, root()):
        file = folder / _LICENCES
        if file.is_file():
            return file.read_text(encoding="utf-8")
    import importlib.metadata  # a wheel carries it beside its own description

    for listed in importlib.metadata.files("huicun") or ():
        if listed.name == _LICENCES:
            return listed.read_text(encoding="utf-8")
    return f"这个安装里没有 {_LICENCES}，请看程序文件夹里的 licences。"


def _places() -> list[Path]:
    packed = getattr(sys, "_MEIPASS", None)  # PyInstaller's folder
    if packed is not None:
        return [Path(packed) / _FOLDER]
    source = Path(__file__).resolve().parent.parent / _FOLDER
    if source.is_dir():
        return [source]
    import sysconfig  # a wheel only: its data files lie under the environment's share/

    return [Path(sysconfig.get_path("data")) / "share" / "huicun" / _FOLDER]
