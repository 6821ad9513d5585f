"""An update on a stick: a signed list of a packed program's files, and the files, in one zip.

Nothing of it is believed before the signature over the list holds, and no file before its size and SHA-256 do. The
key is the publisher's, in `resources/release/allowed_signers` of the running program (docs/releasing.md).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

import msgspec

from app.domain.errors import (
    NoPublisherKeyError,
    SignatureWrongError,
    UpdateDamagedError,
    UpdateForeignError,
    UpdateUntrustedError,
)
from app.exchange import sshsig
from app.files import disk_faults
from app.installed import HEAD
from app.resources import resource

FORMAT = "huicun-update-1"
NAMESPACE = "huicun-update"
SIGNATURE = f"{HEAD}.sig"
PROGRAM = "program/"
WHAT = "更新包"
_MOST_HEAD = 8 << 20
_MOST_BYTES = 2 << 30  # a packed program has some 300 MB
_MOST_FILES = 20_000
_BLOCK = 1 << 20


class ProgramFile(msgspec.Struct, frozen=True):
    """A file of the packed program: `path` below its folder, with slashes."""

    path: str
    size: int
    sha256: str
    executable: bool = False


class ProgramLink(msgspec.Struct, frozen=True):
    """A symbolic link inside the packed program; `target` is relative to the link's own folder."""

    path: str
    target: str


class UpdateHead(msgspec.Struct, frozen=True):
    """What the publisher signs: for which system, which schema the program writes, and every file of it."""

    format: str
    version: str
    platform: str
    schema: int
    files: tuple[ProgramFile, ...]
    links: tuple[ProgramLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """A head whose signature holds, and the file it came in."""

    path: Path
    head: UpdateHead
    signed: bytes

    @property
    def size(self) -> int:
        """Bytes of the program when unpacked."""
        return sum(file.size for file in self.head.files)


def publisher_keys(file: Path | None = None) -> tuple[str, ...]:
    """The keys whose updates this program takes: the `ssh-ed25519 AAAA…` part of each line of allowed_signers."""
    lines = (file or resource("release/allowed_signers")).read_text(encoding="utf-8").splitlines()
    written = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(" ".join(words[words.index("ssh-ed25519") :][:2]) for words in written if "ssh-ed25519" in words)


def read_update(path: Path, keys: Sequence[str]) -> Update:
    """Open an update and check who signed it; the files in it are checked when they are unpacked.

    Raises NoPublisherKeyError, UpdateForeignError, UpdateUntrustedError, UpdateDamagedError, or the disk's KnownError.
    """
    if not keys:
        raise NoPublisherKeyError
    with opened(path) as archive:
        names = archive.namelist()
        if HEAD not in names or SIGNATURE not in names:
            raise UpdateForeignError(path.name)
        signed = _small(archive, HEAD, _MOST_HEAD, path)
        _must_be_signed(signed, _small(archive, SIGNATURE, sshsig.MAX_BYTES, path), keys, path)
        head = _head_of(signed, path)
        wanted = [HEAD, SIGNATURE, *(PROGRAM + file.path for file in head.files)]
        if sorted(names) != sorted(wanted):
            raise UpdateDamagedError(path.name)
    return Update(path, head, signed)


def pour(archive: zipfile.ZipFile, file: ProgramFile, to: BinaryIO) -> None:
    """Write one file of the program to `to`; raises UpdateDamagedError unless it is exactly the signed one."""
    digest, left = sha256(), file.size
    with archive.open(PROGRAM + file.path) as packed:
        while block := packed.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                break
            digest.update(block)
            to.write(block)
    if left or digest.hexdigest() != file.sha256:
        raise UpdateDamagedError(Path(archive.filename or "").name)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip of an update; whatever zip and zlib find wrong inside becomes UpdateDamagedError."""
    with disk_faults(path, WHAT):
        try:
            if not zipfile.is_zipfile(path):
                raise UpdateForeignError(path.name)
            with zipfile.ZipFile(path) as archive:
                yield archive
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError):
            raise UpdateDamagedError(path.name) from None


def _small(archive: zipfile.ZipFile, name: str, most: int, path: Path) -> bytes:
    packed: IO[bytes]
    with archive.open(name) as packed:
        data = packed.read(most + 1)
    if len(data) > most:
        raise UpdateDamagedError(path.name)
    return data


def _must_be_signed(signed: bytes, signature: bytes, keys: Sequence[str], path: Path) -> None:
    try:
        named = sshsig.signer(signature)
        if named not in keys:
            raise SignatureWrongError
        sshsig.verify(signed, signature, named, NAMESPACE)
    except SignatureWrongError:
        raise UpdateUntrustedError(path.name) from None


def _head_of(signed: bytes, path: Path) -> UpdateHead:
    """The signed list, with paths that stay inside the program's folder: a publisher's slip must not harm either."""
    try:
        head = msgspec.json.decode(signed, type=UpdateHead)
    except msgspec.DecodeError:
        raise UpdateDamagedError(path.name) from None
    places = [file.path for file in head.files] + [link.path for link in head.links]
    targets = [str(PurePosixPath(link.path).parent / link.target) for link in head.links]
    if (
        head.format != FORMAT
        or len(places) > _MOST_FILES
        or len(set(places)) != len(places)
        or sum(file.size for file in head.files) > _MOST_BYTES
        or not all(map(_stays_inside, places + targets))
    ):
        raise UpdateDamagedError(path.name)
    return head


def _stays_inside(place: str) -> bool:
    depth = 0
    for part in place.split("/"):
        depth += -1 if part == ".." else 1
        if part in ("", ".") or depth < 1 or any(sign in part for sign in '\\:*?"<>|\0'):
            return False
    return True
