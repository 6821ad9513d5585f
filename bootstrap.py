"""Makes this folder ready to run: system libraries, `.venv`, the locked packages, the command `huicun`.

    python3 bootstrap.py [--for-tests] [--for-package]

Standard library only. The packages come from requirements.lock.txt and nothing is taken whose hash is not in it.
A stamp in `.venv` makes the second call a matter of milliseconds. It never asks anything.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCK = HERE / "requirements.lock.txt"
STAMP = VENV / "huicun.stamp"
BACKEND = ("setuptools", "wheel")
LEAST_PYTHON = (3, 11)

# shared library -> its package in Debian 12
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
    "libcups.so.2": "libcups2",  # without it the print dialogue finds no printer
}
# program -> its package: independent tools that the tests read our files with
TEST_PROGRAMS = {
    "pdftotext": "poppler-utils",
    "age": "age",
    "ssh-keygen": "openssh-client",
    "zstd": "zstd",
    "jq": "jq",
    "soffice": "libreoffice-calc-nogui",
    "makensis": "nsis",
}
PACKAGE_PROGRAMS = {"objdump": "binutils"}


class CannotSetUpError(Exception):
    """Something is missing that this script cannot bring; one sentence in Chinese and one in English say what to do."""


def main() -> int:
    """Bring everything that is missing; 0 when the folder is ready."""
    parser = argparse.ArgumentParser(description="Make .venv and bring what the program needs.")
    parser.add_argument("--for-tests", action="store_true", help="also the programs that the tests need")
    parser.add_argument("--for-package", action="store_true", help="also what building the installer needs")
    wanted = parser.parse_args()
    try:
        check_python()
        bring_system_parts(wanted.for_tests, wanted.for_package)
        bring_packages()
    except CannotSetUpError as error:
        print("bootstrap:", *error.args, file=sys.stderr)
        return 1
    return 0


def check_python() -> None:
    """Refuse an interpreter that the program cannot run on."""
    if sys.version_info < LEAST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise CannotSetUpError(
            f"需要 Python 3.11 或更新，这里是 {found}。", f"Python 3.11 or later is needed, not {found}."
        )


# --- system libraries and programs ---


def bring_system_parts(for_tests: bool, for_package: bool) -> None:
    """Install the missing system packages as root on Debian; elsewhere name them."""
    if not sys.platform.startswith("linux"):
        return
    needed = missing_system_packages(for_tests, for_package)
    if not needed:
        return
    if not can_install():
        names = " ".join(needed)
        raise CannotSetUpError("请先安装这些系统软件包。", f"Please install these system packages: {names}")
    install_system_packages(needed)
    still_missing = missing_system_packages(for_tests, for_package)
    if still_missing:
        names = " ".join(still_missing)
        raise CannotSetUpError("装好后仍缺这些软件包。", f"Still missing after the installation: {names}")


def missing_system_packages(for_tests: bool, for_package: bool) -> list[str]:
    """The Debian packages of what cannot be found, each once."""
    missing = [package for library, package in (QT_LIBRARIES | WINDOW_LIBRARIES).items() if not loads(library)]
    programs = (TEST_PROGRAMS if for_tests else {}) | (PACKAGE_PROGRAMS if for_package else {})
    missing += [package for program, package in programs.items() if shutil.which(program) is None]
    if for_package and not has_python_library():
        missing.append(f"libpython3.{sys.version_info.minor}")
    return sorted(set(missing))


def loads(library: str) -> bool:
    """Whether the dynamic linker finds the shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_python_library() -> bool:
    """Whether the interpreter exists as a shared library, which the packed program starts."""
    name = sysconfig.get_config_var("INSTSONAME") or f"libpython3.{sys.version_info.minor}.so.1.0"
    folder = sysconfig.get_config_var("LIBDIR")
    return (folder is not None and Path(folder, name).exists()) or loads(name)


def can_install() -> bool:
    """Root on a system with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_system_packages(names: list[str]) -> None:
    """Install with apt-get, which must not ask; where its lists are old or empty, update them and try again."""
    say(f"系统软件包 system packages: {' '.join(names)}")
    install = ["install", "--yes", "--no-install-recommends", *names]
    if not apt_get(install, quiet=True):
        if not apt_get(["update"]):
            say("apt-get update 没有成功 did not succeed")
        if not apt_get(install):
            raise CannotSetUpError("没能装上这些系统软件包。", f"Could not install these packages: {' '.join(names)}")


def apt_get(arguments: list[str], quiet: bool = False) -> bool:
    """Run apt-get without questions; True when it succeeded. `quiet` hides the complaints of a first try."""
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300", *arguments]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    errors = subprocess.DEVNULL if quiet else None
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, check=False
    )
    return done.returncode == 0


# --- the environment and its packages ---


def bring_packages() -> None:
    """Make `.venv` as the lock says, with the project itself in it; nothing to do when the stamp agrees."""
    before = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    wanted = [origin(), content()]
    if before == wanted and venv_python().exists():
        return
    if before[:1] != wanted[:1] or not venv_python().exists():  # another place or interpreter, or one left half made
        say(f"新建 making {VENV.name}")
        venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt", clear=VENV.exists()).create(VENV)
    STAMP.unlink(missing_ok=True)
    say("安装锁定的软件包 installing the locked packages")
    with tempfile.TemporaryDirectory() as folder:
        backend = Path(folder, "backend.txt")  # a source archive must be built with the locked backend, not a newer one
        backend.write_text(lock_entries(LOCK.read_text(encoding="utf-8"), BACKEND), encoding="utf-8")
        install("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(backend))
    install("--require-hashes", "--no-deps", "--no-build-isolation", "-r", str(LOCK))
    install("--no-index", "--no-deps", "--no-build-isolation", "--editable", str(HERE))
    STAMP.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    say("就绪 ready")


def origin() -> str:
    """The interpreter and the place that an environment belongs to; its commands carry both in their first line."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {sys.base_prefix} {HERE}"


def content() -> str:
    """A digest of what decides which packages and commands are in it: the lock, and how the project is built."""
    import tomllib  # not before check_python: it came with 3.11

    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    parts = (project["build-system"], project["project"], project["tool"]["setuptools"])
    return hashlib.sha256(LOCK.read_bytes() + json.dumps(parts, sort_keys=True).encode()).hexdigest()


def lock_entries(lock: str, names: tuple[str, ...]) -> str:
    """The entries of these packages, with their hash lines, cut out of the text of a lock file."""
    kept: list[str] = []
    keeping = False
    for line in lock.splitlines():
        if not line.startswith((" ", "\t")):
            keeping = line.split("==")[0] in names
        if keeping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def venv_python() -> Path:
    """The interpreter inside `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(*arguments: str) -> None:
    """Run pip for `.venv`; what it says is shown only when it fails."""
    command = [*pip(), "install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.buffer.write(done.stdout)
        raise CannotSetUpError(
            "软件包没有装完，请检查网络后再试一次。",
            "The packages are not complete; check the network, try again.",
        )


def pip() -> list[str]:
    """A pip that installs into `.venv`: the interpreter's own, or one that ensurepip puts there."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(venv_python())]
    if not list(VENV.glob("**/site-packages/pip")):
        unpack = [str(venv_python()), "-m", "ensurepip", "--default-pip"]
        if subprocess.run(unpack, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode != 0:
            raise CannotSetUpError("找不到 pip，请先安装 python3-pip。", "There is no pip; install python3-pip first.")
    return [str(venv_python()), "-m", "pip"]


def say(text: str) -> None:
    """One line of progress."""
    print(f"bootstrap: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
