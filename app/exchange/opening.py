"""Opening a bundle in the order of the exchange rules, each step refusing what the one before could not judge.

size → decrypt whole → container → signature by a paired key → recipients → schema → size and hash of each member →
bounded unpacking → rows → counts and digest. Nothing is written anywhere; what is not opened fully is not opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import pyrage

from app.domain.errors import (
    BundleContentError,
    BundleDamagedError,
    BundleTooLargeError,
    NotABundleError,
    NotForUsError,
    NotPairedError,
    SenderMismatchError,
    UnexpectedMemberError,
)
from app.exchange import sshsig
from app.exchange.cards import BUNDLE_NAMESPACE, Card, Role
from app.exchange.container import MANIFEST, SIGNATURE, Entry, read_entries
from app.exchange.digest import state_digest
from app.exchange.limits import MAX_MANIFEST, MAX_UNPACKED
from app.exchange.manifest import Head, Kind, Manifest, read_head, read_manifest
from app.exchange.parties import OwnDevice
from app.exchange.schema import SCHEMA_VERSION, check_readable
from app.exchange.spool import Spool
from app.exchange.streams import Bounded, Remembering
from app.exchange.unpacking import Rows, open_rows
from app.files import disk_faults

AGE = b"age-encryption.org/v1\n"
ROLES = {
    Kind.FULL: {Role.VILLAGE, Role.TOWNSHIP},
    Kind.HANDOVER: {Role.VILLAGE, Role.TOWNSHIP},
    Kind.RECEIPT: {Role.TOWNSHIP, Role.COUNTY},
    Kind.POLICY: {Role.TOWNSHIP, Role.COUNTY},
}

_NO_KEY = "No matching keys found"
_CONTAINER_OVERHEAD = 16 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that passed every check: its manifest, its rows by table, the card of who signed it, its scans.

    Close it (or use `with`) when the rows have been read: a large one is kept in a temporary encrypted file.
    """

    manifest: Manifest
    manifest_bytes: bytes
    signature: bytes
    tables: dict[str, Rows]
    sender: Card
    attachments: dict[str, Entry]
    _spool: Spool

    def attachment(self, digest: str) -> Iterator[bytes]:
        """The bytes of a scan, in pieces; raises KeyError for one that is not there."""
        entry = self.attachments[digest]
        for start in range(0, entry.size, 1 << 20):
            yield self._spool.read_at(entry.offset + start, min(1 << 20, entry.size - start))

    def close(self) -> None:
        """Let go of the decrypted content."""
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_bundle(
    source: Path | BinaryIO, own: OwnDevice, trusted: Sequence[Card], *, reader_schema: int = SCHEMA_VERSION
) -> Opened:
    """Open and check a whole bundle; `trusted` are the paired cards that are not revoked.

    Raises a BundleError (exit status 3) for whatever is wrong with the file, or the disk's KnownError.
    """
    spool = Spool(MAX_UNPACKED + _CONTAINER_OVERHEAD)
    try:
        with _reading(source) as file:
            _decrypt(file, own, spool)
        return _open(spool, own, trusted, reader_schema)
    except BaseException:
        spool.close()
        raise


def verify_bundle(
    source: Path | BinaryIO, own: OwnDevice, trusted: Sequence[Card], *, reader_schema: int = SCHEMA_VERSION
) -> Manifest:
    """Check a bundle as `open_bundle` does and keep only its manifest."""
    with open_bundle(source, own, trusted, reader_schema=reader_schema) as opened:
        return opened.manifest


@contextmanager
def _reading(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with disk_faults(source, "交换包"), source.open("rb") as file:
            yield file
    else:
        yield source


def _decrypt(file: BinaryIO, own: OwnDevice, spool: Spool) -> None:
    """All or nothing: what stands in the spool after a fault is thrown away by the caller."""
    reader = Bounded(file)
    begin = reader.read(len(AGE))
    if begin != AGE:
        raise NotABundleError
    reader.unread(begin)
    writer = Remembering(spool)
    try:
        pyrage.decrypt_io(reader, writer, [device.keys.identity() for device in own.all])
    except (pyrage.DecryptError, OSError) as fault:
        # decrypt_io knows two ways to fail, and puts a fault of ours or of the disk into words of its own
        ours = reader.fault or writer.fault
        raise ours or (NotForUsError() if str(fault) == _NO_KEY else BundleDamagedError("加密层")) from None
    if writer.fault is not None:
        raise writer.fault


def _open(spool: Spool, own: OwnDevice, trusted: Sequence[Card], reader_schema: int) -> Opened:
    entries = read_entries(spool)
    signed = _small(spool, entries[MANIFEST], MAX_MANIFEST)
    signature = _small(spool, entries[SIGNATURE], sshsig.MAX_BYTES)
    sender = _signer(signed, signature, trusted)
    head, parsed = read_head(signed)
    _check_sender(head, sender)
    if not {device.card.fingerprint for device in own.all} & set(head.recipients):
        raise NotForUsError
    check_readable(head, reader_schema)
    manifest = read_manifest(parsed)
    _check_names(manifest, entries)
    tables, digest = _read_members(spool, manifest, entries)
    if digest != manifest.state_digest:
        raise BundleContentError("state_digest", "与内容不一致")
    attachments = {member.name[5:-4]: entries[member.name] for member in manifest.members if not member.table}
    return Opened(manifest, signed, signature, tables, sender, attachments, spool)


def _small(spool: Spool, entry: Entry, limit: int) -> bytes:
    if entry.size > limit:
        raise BundleTooLargeError(f"{entry.name} 大小", limit)
    return spool.read_at(entry.offset, entry.size)


def _signer(signed: bytes, signature: bytes, trusted: Sequence[Card]) -> Card:
    key = sshsig.signer(signature)
    for card in trusted:
        if card.ssh == key:
            sshsig.verify(signed, signature, key, BUNDLE_NAMESPACE)
            return card
    raise NotPairedError


def _check_sender(head: Head, sender: Card) -> None:
    """The card behind the key speaks for this book and may send this kind; an unknown kind is judged by the schema."""
    fits = head.book_code == sender.code and head.sender == sender.fingerprint
    known = head.kind in set(Kind)
    if not fits or (known and sender.role not in ROLES[Kind(head.kind)]):
        raise SenderMismatchError(sender.name, head.book_code)


def _check_names(manifest: Manifest, entries: dict[str, Entry]) -> None:
    expected = {MANIFEST, SIGNATURE, *(member.name for member in manifest.members)}
    for name in sorted(entries.keys() - expected):
        raise UnexpectedMemberError(name, "清单里没有它")
    for name in sorted(expected - entries.keys()):
        raise UnexpectedMemberError(name, "缺少")


def _read_members(spool: Spool, manifest: Manifest, entries: dict[str, Entry]) -> tuple[dict[str, Rows], str]:
    """The rows of every table, and the digest of all that was unpacked."""
    for member in manifest.members:
        entry = entries[member.name]
        if entry.size != member.size or _sha256(spool, entry) != member.sha256:
            raise BundleDamagedError(member.name)
    tables: dict[str, Rows] = {}
    unpacked: dict[str, str] = {}
    for member in manifest.members:
        if member.table:
            tables[member.table], unpacked[member.name] = open_rows(spool, entries[member.name], member)
        else:
            unpacked[member.name] = member.sha256
    return tables, state_digest(unpacked)


def _sha256(spool: Spool, entry: Entry) -> str:
    digest = hashlib.sha256()
    for start in range(0, entry.size, 1 << 20):
        digest.update(spool.read_at(entry.offset + start, min(1 << 20, entry.size - start)))
    return digest.hexdigest()
