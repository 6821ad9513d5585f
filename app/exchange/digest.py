"""Digests that people compare: of a book's state, in groups of four for the eye, and in a slip's QR for the camera."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

SLIP_MARKS = {"H": "bundle", "R": "receipt"}
SLIP_LENGTH = 59

_LAYOUT = struct.Struct(">B5sHI16s8s")  # version, book code, epoch_no, seq, half of the digest, start of the head
_VERSION = 1


def state_digest(unpacked: Mapping[str, str]) -> str:
    """SHA-256 (hex) over the sorted lines `name sha256` for member names and the hex digests of what they unpack to."""
    lines = sorted(f"{name} {digest}\n" for name, digest in unpacked.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def in_groups(digest: str) -> str:
    """A hex digest in groups of four, to be read aloud or compared by eye."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


@dataclass(frozen=True, slots=True)
class Slip:
    """What the QR of a 交接单 (`H…`) or a 回执单 (`R…`) carries: no name, no person.

    `mark` says which; `digest` are the first 32 hex digits of the state digest, `journal_head` the first 16 of the
    head ("" for none).
    """

    mark: str
    book_code: str
    epoch_no: int
    seq: int
    digest: str
    journal_head: str = ""


def slip_payload(mark: str, book_code: str, epoch_no: int, seq: int, digest: str, journal_head: str = "") -> str:
    """59 characters of the QR alphabet (letters, digits): the mark, then base32. Raises ValueError for no such mark."""
    if mark not in SLIP_MARKS:
        raise ValueError(f"no slip is marked {mark!r}")
    packed = _LAYOUT.pack(
        _VERSION,
        int(book_code).to_bytes(5, "big"),
        epoch_no,
        seq,
        bytes.fromhex(digest)[:16],
        bytes.fromhex(journal_head)[:8],
    )
    return mark + base64.b32encode(packed).decode().rstrip("=")


def read_slip(payload: str) -> Slip:
    """The slip behind a scanned or typed payload; raises ValueError when it is none."""
    text = payload.strip().upper().replace(" ", "")
    if len(text) != SLIP_LENGTH or text[0] not in SLIP_MARKS:
        raise ValueError("not a slip of ours")
    try:
        packed = base64.b32decode(text[1:] + "=" * (-(len(text) - 1) % 8))
        version, code, epoch_no, seq, digest, head = _LAYOUT.unpack(packed)
    except (binascii.Error, struct.error):
        raise ValueError("not a slip of ours") from None
    if version != _VERSION:
        raise ValueError("a slip of a newer program")
    return Slip(
        text[0], f"{int.from_bytes(code, 'big'):012}", epoch_no, seq, digest.hex(), head.hex() if any(head) else ""
    )
