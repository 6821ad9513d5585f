"""Makes a signed update of a packed program, for sticks: every file with its SHA-256, the list signed.

    .venv/bin/python packaging/make_update.py dist/huicun --key ~/huicun-release --out out

KEY is an OpenSSH Ed25519 private key (ssh-keygen -t ed25519); its public line is what programs are built with, see
docs/releasing.md. The same folder and key give the same bytes.
"""

from __future__ import annotations

import argparse
import getpass
import stat
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import __version__  # noqa: E402
from app.exchange import sshsig  # noqa: E402
from app.installed import HEAD, this_platform  # noqa: E402
from app.services.update_file import (  # noqa: E402
    FORMAT,
    NAMESPACE,
    PROGRAM,
    SIGNATURE,
    ProgramFile,
    ProgramLink,
    UpdateHead,
)
from app.storage.engine import SCHEMA_VERSION  # noqa: E402

ENDING = ".hcupdate"


def head_of(folder: Path, version: str, platform: str) -> UpdateHead:
    """The list of every file and link below `folder`, in the order of their paths."""
    files, links = [], []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.is_symlink():
            links.append(ProgramLink(place, path.readlink().as_posix()))
        elif path.is_file():
            data = path.read_bytes()
            runs = bool(path.stat().st_mode & stat.S_IXUSR)
            files.append(ProgramFile(place, len(data), sha256(data).hexdigest(), runs))
    return UpdateHead(FORMAT, version, platform, SCHEMA_VERSION, tuple(files), tuple(links))


def make_update(folder: Path, key: Ed25519PrivateKey, out: Path, version: str = __version__) -> Path:
    """Write `huicun-VERSION-PLATFORM.hcupdate` into `out`; answers its path."""
    head = head_of(folder, version, this_platform())
    signed = msgspec.json.encode(head, order="sorted")
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"huicun-{version}-{head.platform}{ENDING}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _put(archive, HEAD, signed)
        _put(archive, SIGNATURE, sshsig.sign(signed, key, NAMESPACE))
        for file in head.files:
            _put(archive, PROGRAM + file.path, (folder / file.path).read_bytes())
    return path


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private key; asks for its password where it has one."""
    data = path.read_bytes()
    try:
        key = load_ssh_private_key(data, None)
    except (TypeError, ValueError):
        key = load_ssh_private_key(data, getpass.getpass(f"{path.name}: ").encode())
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{path.name} is no Ed25519 key")
    return key


def main() -> None:
    """Read the options, make the update, say where it is and whose key signed it."""
    parser = argparse.ArgumentParser(description="Make a signed update of a packed program.")
    parser.add_argument("folder", type=Path, help="the packed program, dist/huicun")
    parser.add_argument("--key", type=Path, required=True, help="OpenSSH Ed25519 private key of the publisher")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where to put it")
    wanted = parser.parse_args()
    key = read_key(wanted.key)
    path = make_update(wanted.folder, key, wanted.out)
    print(f"{path}  signed by {sshsig.public_line(key.public_key().public_bytes_raw())}")


if __name__ == "__main__":
    main()
