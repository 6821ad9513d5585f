"""Making a bundle: tables → packed members → manifest → signature → container → encrypted to its recipients."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

import pyrage
import zstandard
from pyrage import x25519

from app.domain.errors import BundleTooLargeError
from app.exchange import container, sshsig
from app.exchange.cards import BUNDLE_NAMESPACE
from app.exchange.digest import state_digest
from app.exchange.limits import MAX_UNPACKED
from app.exchange.manifest import (
    JournalMark,
    Kind,
    Manifest,
    Member,
    Position,
    Village,
    check_member,
    check_sums,
    read_head,
    read_manifest,
)
from app.exchange.parties import OwnDevice, Recipient
from app.exchange.rows import encode_rows
from app.exchange.schema import MIN_READER_SCHEMA, SCHEMA_VERSION
from app.exchange.streams import Counting, Joined

LEVEL = 3

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class BundleHeader:
    """What the book says about itself when it is sent; the rest of the manifest is computed.

    `totals` in fen or pieces on `as_of`; `created` carries its offset; `lineage` are earlier bundles of this book,
    `journal_marks` the heads that the journal had, by today's chain, at lengths handed over before.
    """

    book_code: str
    villages: Sequence[Village]
    device_id: str
    epoch_no: int
    epoch_id: str
    seq: int
    lineage: Sequence[Position]
    journal_head: str
    journal_length: int
    as_of: date
    totals: Mapping[str, int]
    created: datetime
    app_version: str
    journal_marks: Sequence[JournalMark] = ()
    schema_version: int = SCHEMA_VERSION
    min_reader_schema: int = MIN_READER_SCHEMA
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """A bundle that was written: its manifest, its state digest (hex), the bytes of the encrypted file."""

    manifest: Manifest
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class _Packed:
    """A member ready to be written, and the SHA-256 of what it unpacks to."""

    member: Member
    unpacked_sha256: str
    pieces: Callable[[], Iterator[bytes]]


def build_bundle(
    kind: Kind | str,
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    header: BundleHeader,
    own: OwnDevice,
    recipients: Sequence[Recipient],
    out: BinaryIO,
    attachments: Mapping[str, Opener] | None = None,
) -> Built:
    """Write one bundle to `out`, signed by `own` and readable by `recipients` only.

    `tables` are JSON-ready rows by table name, in the order in which they are to be read; `attachments` (handover
    only) are scans by their SHA-256. Raises BundleTooLargeError or BundleContentError when a bound of `limits` is
    broken, and lets the faults of `out` through.
    """
    packed = [_pack_table(name, rows) for name, rows in tables.items()]
    packed += [_pack_attachment(digest, opener) for digest, opener in (attachments or {}).items()]
    manifest = _manifest(Kind(kind), packed, header, own, recipients)
    signed = manifest.to_bytes()
    read_manifest(read_head(signed)[1])  # what a reader would refuse is not sent
    signature = sshsig.sign(signed, own.keys.private(), BUNDLE_NAMESPACE)
    size = _encrypt(_container(signed, signature, packed), recipients, out)
    return Built(manifest, manifest.state_digest, size)


def _pack_table(name: str, rows: Iterable[Mapping[str, Any]]) -> _Packed:
    unpacked = hashlib.sha256()
    size = count = 0
    packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compressobj()
    pieces = []
    for lines in encode_rows(rows):
        size += len(lines)
        if size > MAX_UNPACKED:
            raise BundleTooLargeError("展开后大小", MAX_UNPACKED)
        count += lines.count(b"\n")
        unpacked.update(lines)
        pieces.append(packer.compress(lines))
    pieces.append(packer.flush())
    data = b"".join(pieces)
    member = Member(name + container.TABLE_SUFFIX, len(data), size, count, hashlib.sha256(data).hexdigest())
    check_member(member)
    return _Packed(member, unpacked.hexdigest(), lambda: iter((data,)))


def _pack_attachment(digest: str, opener: Opener) -> _Packed:
    """A scan as it is; it is read twice, because the manifest that names its digest comes first."""
    sha256 = hashlib.sha256()
    size = 0
    for piece in _read_through(opener):
        sha256.update(piece)
        size += len(piece)
    member = Member(f"scan-{digest}.bin", size, size, 0, sha256.hexdigest())
    check_member(member)
    return _Packed(member, member.sha256, lambda: _read_through(opener))


def _read_through(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        while piece := file.read(1 << 20):
            yield piece


def _manifest(
    kind: Kind, packed: Sequence[_Packed], header: BundleHeader, own: OwnDevice, recipients: Sequence[Recipient]
) -> Manifest:
    members = tuple(one.member for one in packed)
    check_sums(members)
    return Manifest(
        kind=kind,
        book_code=header.book_code,
        villages=tuple(header.villages),
        device_id=header.device_id,
        epoch_no=header.epoch_no,
        epoch_id=header.epoch_id,
        seq=header.seq,
        lineage=tuple(header.lineage),
        journal_head=header.journal_head,
        journal_length=header.journal_length,
        journal_marks=tuple(header.journal_marks),
        state_digest=state_digest({one.member.name: one.unpacked_sha256 for one in packed}),
        as_of=header.as_of,
        totals=dict(header.totals),
        created=header.created,
        recipients=tuple(recipient.fingerprint for recipient in recipients),
        sender=own.card.fingerprint,
        members=members,
        schema_version=header.schema_version,
        min_reader_schema=header.min_reader_schema,
        app_version=header.app_version,
        extra=dict(header.extra),
    )


def _container(signed: bytes, signature: bytes, packed: Sequence[_Packed]) -> Iterator[bytes]:
    yield from container.member_pieces(container.MANIFEST, len(signed), (signed,))
    yield from container.member_pieces(container.SIGNATURE, len(signature), (signature,))
    for one in packed:
        yield from container.member_pieces(one.member.name, one.member.size, one.pieces())
    yield container.END


def _encrypt(pieces: Iterator[bytes], recipients: Sequence[Recipient], out: BinaryIO) -> int:
    writer = Counting(out)
    joined = Joined(pieces)
    reader = io.BufferedReader(joined)
    try:
        pyrage.encrypt_io(reader, writer, [x25519.Recipient.from_str(recipient.age) for recipient in recipients])
    except pyrage.EncryptError:
        if writer.fault is None and joined.fault is None:
            raise
    for fault in (writer.fault, joined.fault):  # pyrage turns them into words, and loses that of the last write
        if fault is not None:
            raise fault
    return writer.size
