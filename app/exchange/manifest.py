"""The manifest: what a bundle says about itself, as a value; written canonically, read and checked field by field.

Reading has two steps, because a newer bundle may have fields in other shapes: the head (what never changes) decides
who it is from and whether it can be read at all, then the rest is checked. Unknown fields are kept in `extra`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.domain.errors import BundleContentError
from app.exchange.canonical import JsonObject, encode, read_object
from app.exchange.container import ATTACHMENT, MAX_MEMBERS, TABLE, TABLE_SUFFIX
from app.exchange.fields import Fields
from app.exchange.limits import MAX_MANIFEST, MAX_RATIO, MAX_ROWS, MAX_UNPACKED, RATIO_FREE

FORMAT = "huicun-bundle-1"
SUITE = "age-x25519+sshsig-ed25519+sha256+zstd"
MAX_RECIPIENTS = 10
MAX_LINEAGE = 2_000
MAX_VILLAGES = 2_000


class Kind(StrEnum):
    """What a bundle is for."""

    FULL = "full"
    RECEIPT = "receipt"
    HANDOVER = "handover"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Village:
    """A village that the book holds: its 12-digit code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a book's history: the bundle with this number in this epoch, and the digest of its content."""

    epoch_no: int
    seq: int
    epoch_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class JournalMark:
    """The journal's head when it had `length` entries; an empty journal has the head ""."""

    length: int
    head: str


@dataclass(frozen=True, slots=True)
class Member:
    """One packed file of the bundle: bytes as packed and unpacked, rows, SHA-256 of the packed bytes."""

    name: str
    size: int
    unpacked: int
    rows: int
    sha256: str

    @property
    def table(self) -> str:
        """The table's name, or "" for an attachment."""
        return self.name.removesuffix(TABLE_SUFFIX) if self.name.endswith(TABLE_SUFFIX) else ""


@dataclass(frozen=True, slots=True)
class Head:
    """What is needed before anything else: who, for whom, which version; these fields keep their shape for ever."""

    format: str
    suite: str
    schema_version: int
    min_reader_schema: int
    kind: str
    book_code: str
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All fields of EXCHANGE.md, and two of ours: `journal_marks` (earlier heads) and `extra` (unknown fields)."""

    kind: Kind
    book_code: str
    villages: tuple[Village, ...]
    device_id: str
    epoch_no: int
    epoch_id: str
    seq: int
    lineage: tuple[Position, ...]
    journal_head: str
    journal_length: int
    journal_marks: tuple[JournalMark, ...]
    state_digest: str
    as_of: date
    totals: Mapping[str, int]
    created: datetime
    recipients: tuple[str, ...]
    sender: str
    members: tuple[Member, ...]
    schema_version: int
    min_reader_schema: int
    app_version: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each table, in the order of the members."""
        return {member.table: member.rows for member in self.members if member.table}

    @property
    def position(self) -> Position:
        """Where this bundle stands in its book's history."""
        return Position(self.epoch_no, self.seq, self.epoch_id, self.state_digest)

    def to_bytes(self) -> bytes:
        """The canonical bytes that are signed."""
        return encode(dict(self.extra) | _json_of(self))


def read_head(data: bytes) -> tuple[Head, JsonObject]:
    """The head and the whole object; raises BundleContentError."""
    try:
        parsed = read_object(data, max_bytes=MAX_MANIFEST)
    except ValueError as fault:
        raise BundleContentError("manifest.json", str(fault)) from None
    fields = Fields(parsed)
    head = Head(
        format=fields.text("format"),
        suite=fields.text("suite"),
        schema_version=fields.number("schema_version", 1),
        min_reader_schema=fields.number("min_reader_schema", 1),
        kind=fields.text("kind"),
        book_code=fields.code("book_code"),
        sender=fields.fingerprint("sender"),
        recipients=fields.each("recipients", MAX_RECIPIENTS, Fields.as_fingerprint),
    )
    return head, parsed


def read_manifest(parsed: JsonObject) -> Manifest:
    """The checked manifest of an object that `read_head` gave; raises BundleContentError naming the field."""
    fields = Fields(parsed)
    manifest = Manifest(
        kind=_kind(fields.text("kind")),
        book_code=fields.code("book_code"),
        villages=fields.each("villages", MAX_VILLAGES, _village),
        device_id=fields.text("device_id"),
        epoch_no=fields.number("epoch_no", 1),
        epoch_id=fields.text("epoch_id"),
        seq=fields.number("seq", 1),
        lineage=fields.each("lineage", MAX_LINEAGE, _position),
        journal_head=fields.digest_or_empty("journal_head"),
        journal_length=fields.number("journal_length"),
        journal_marks=fields.each("journal_marks", MAX_LINEAGE, _mark) if "journal_marks" in parsed else (),
        state_digest=fields.digest("state_digest"),
        as_of=fields.day("as_of"),
        totals=fields.numbers("totals"),
        created=fields.moment("created"),
        recipients=fields.each("recipients", MAX_RECIPIENTS, Fields.as_fingerprint),
        sender=fields.fingerprint("sender"),
        members=fields.each("members", MAX_MEMBERS, _member),
        schema_version=fields.number("schema_version", 1),
        min_reader_schema=fields.number("min_reader_schema", 1),
        app_version=fields.text("app_version"),
        extra={name: value for name, value in parsed.items() if name not in _KNOWN},
    )
    _check_members(manifest, fields.numbers("counts"))
    return manifest


def _json_of(manifest: Manifest) -> JsonObject:
    return {
        "format": FORMAT,
        "suite": SUITE,
        "schema_version": manifest.schema_version,
        "min_reader_schema": manifest.min_reader_schema,
        "app_version": manifest.app_version,
        "kind": str(manifest.kind),
        "book_code": manifest.book_code,
        "villages": [{"code": village.code, "name": village.name} for village in manifest.villages],
        "device_id": manifest.device_id,
        "epoch_no": manifest.epoch_no,
        "epoch_id": manifest.epoch_id,
        "seq": manifest.seq,
        "lineage": [[at.epoch_no, at.epoch_id, at.seq, at.digest] for at in manifest.lineage],
        "journal_head": manifest.journal_head,
        "journal_length": manifest.journal_length,
        "journal_marks": [[mark.length, mark.head] for mark in manifest.journal_marks],
        "state_digest": manifest.state_digest,
        "as_of": manifest.as_of.isoformat(),
        "counts": manifest.counts,
        "totals": dict(manifest.totals),
        "created": manifest.created.isoformat(timespec="seconds"),
        "recipients": list(manifest.recipients),
        "sender": manifest.sender,
        "members": [
            {
                "name": member.name,
                "bytes": member.size,
                "unpacked_bytes": member.unpacked,
                "rows": member.rows,
                "sha256": member.sha256,
            }
            for member in manifest.members
        ],
    }


_KNOWN = {"format", "suite", "counts"} | {one.name for one in dataclass_fields(Manifest)} - {"extra"}


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise BundleContentError("kind", "种类不认识") from None


def _village(fields: Fields) -> Village:
    return Village(fields.code("code"), fields.text("name"))


def _position(fields: Fields) -> Position:
    epoch_no, epoch_id, seq, digest = fields.tuple_of(4)
    return Position(epoch_no.as_number(1), seq.as_number(1), epoch_id.as_text(), digest.as_digest())


def _mark(fields: Fields) -> JournalMark:
    length, head = fields.tuple_of(2)
    return JournalMark(length.as_number(), head.as_digest())


def _member(fields: Fields) -> Member:
    member = Member(
        name=fields.text("name"),
        size=fields.number("bytes"),
        unpacked=fields.number("unpacked_bytes"),
        rows=fields.number("rows"),
        sha256=fields.digest("sha256"),
    )
    check_member(member)
    return member


def check_member(member: Member) -> None:
    """Bounds of one member: name, and unpacked size, rows and ratio against each other."""
    if ATTACHMENT.fullmatch(member.name):
        if member.unpacked != member.size or member.rows:
            raise BundleContentError(member.name, "大小或行数不对")
    elif not TABLE.fullmatch(member.name):
        raise BundleContentError("members", "成员名称不在约定之内")
    elif member.unpacked > RATIO_FREE + MAX_RATIO * member.size:
        raise BundleContentError(member.name, f"压缩比超过 {MAX_RATIO}")
    elif member.rows * _SHORTEST_ROW > member.unpacked + 1:
        raise BundleContentError(member.name, "行数多于字节所容")


_SHORTEST_ROW = 3  # {} and the end of the line


def check_sums(members: tuple[Member, ...]) -> None:
    """Bounds of all members together; raises BundleContentError."""
    if sum(member.rows for member in members) > MAX_ROWS:
        raise BundleContentError("members", f"行数超过 {MAX_ROWS}")
    if sum(member.unpacked for member in members) > MAX_UNPACKED:
        raise BundleContentError("members", f"展开后超过 {MAX_UNPACKED} 字节")


def _check_members(manifest: Manifest, counts: Mapping[str, int]) -> None:
    names = [member.name for member in manifest.members]
    if len(set(names)) != len(names):
        raise BundleContentError("members", "成员重名")
    if counts != manifest.counts:
        raise BundleContentError("counts", "与成员的行数不一致")
    if manifest.kind is not Kind.HANDOVER and any(not member.table for member in manifest.members):
        raise BundleContentError("members", "只有移交包可以带扫描件")
    check_sums(manifest.members)
