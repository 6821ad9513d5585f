"""The key file beside a book: the random key in slots, each wrapped by a password or by the recovery code.

There are two copies that heal each other, and one more in every backup; changing a password rewrites a slot, never
the book. A re-key or a restore under another key leaves the key before it wrapped in `previous` until the book's
file has been replaced, so that a crash between the two files locks nobody out.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.domain.errors import (
    DamagedKeyFileError,
    KnownError,
    NewerBookError,
    WrongPasswordError,
    WrongRecoveryCodeError,
)
from app.files import read_bytes, write_atomic
from app.storage.keys import (
    FULL_COST,
    SALT_BYTES,
    BookKey,
    KdfCost,
    password_wrapping_key,
    recovery_wrapping_key,
    unwrap,
    wrap,
)

FORMAT = "huicun-key"
VERSION = 1
OFFICER, SECOND_OFFICER, RECOVERY = "password", "second", "recovery"
_LARGEST = 64 * 1024
_QR_MARK = "HCR1."


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: its kind, the salt of its wrapping key, the cost of the password, and the wrapped key."""

    kind: str
    salt: bytes
    wrapped: bytes
    cost: KdfCost | None

    def bound_to(self, book_id: str) -> bytes:
        """What the wrap is bound to, so that a slot cannot be moved to another book or made cheaper."""
        cost = [self.cost.memory_kib, self.cost.passes, self.cost.lanes] if self.cost else []
        return _canonical([FORMAT, VERSION, book_id, self.kind, self.salt.hex(), cost])


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What stands in a key file; `serial` grows with every rewrite, so that the newer of two copies is known."""

    book_id: str
    serial: int
    slots: tuple[Slot, ...]
    previous: bytes = b""

    def slot(self, kind: str) -> Slot | None:
        """The slot of that kind."""
        return next((slot for slot in self.slots if slot.kind == kind), None)

    def unlock(self, password: str) -> BookKey:
        """The key by a password (the officer's or the second officer's); WrongPasswordError."""
        for slot in self.slots:
            if slot.cost is not None:
                wrapping = password_wrapping_key(password, slot.salt, slot.cost)
                if secret := unwrap(wrapping, slot.wrapped, slot.bound_to(self.book_id)):
                    return BookKey(secret)
        raise WrongPasswordError

    def unlock_with_recovery(self, code: str) -> BookKey:
        """The key by the recovery code; WrongRecoveryCodeError."""
        slot = self.slot(RECOVERY)
        secret = slot and unwrap(recovery_wrapping_key(code, slot.salt), slot.wrapped, slot.bound_to(self.book_id))
        if not secret:
            raise WrongRecoveryCodeError
        return BookKey(secret)

    def with_password(self, key: BookKey, password: str, cost: KdfCost = FULL_COST, kind: str = OFFICER) -> KeyFile:
        """The same file with this password in its slot; the other slots stay."""
        salt = secrets.token_bytes(SALT_BYTES)
        empty = Slot(kind, salt, b"", cost)
        wrapped = wrap(password_wrapping_key(password, salt, cost), key.secret, empty.bound_to(self.book_id))
        return self._with(replace(empty, wrapped=wrapped))

    def with_recovery(self, key: BookKey, code: str) -> KeyFile:
        """The same file with this recovery code instead of the one before."""
        salt = secrets.token_bytes(SALT_BYTES)
        empty = Slot(RECOVERY, salt, b"", None)
        wrapped = wrap(recovery_wrapping_key(code, salt), key.secret, empty.bound_to(self.book_id))
        return self._with(replace(empty, wrapped=wrapped))

    def without(self, kind: str) -> KeyFile:
        """The same file without that slot."""
        return replace(self, serial=self.serial + 1, slots=tuple(s for s in self.slots if s.kind != kind))

    def with_previous(self, key: BookKey, before: BookKey | None) -> KeyFile:
        """Keep the key before this one, wrapped by it, or drop it again."""
        previous = wrap(key.secret, before.secret, self.book_id.encode()) if before else b""
        return replace(self, serial=self.serial + 1, previous=previous)

    def key_before(self, key: BookKey) -> BookKey | None:
        """The key kept by `with_previous`."""
        secret = unwrap(key.secret, self.previous, self.book_id.encode()) if self.previous else None
        return BookKey(secret) if secret else None

    def _with(self, slot: Slot) -> KeyFile:
        others = tuple(other for other in self.slots if other.kind != slot.kind)
        return replace(self, serial=self.serial + 1, slots=(*others, slot))


def new_key_file(book_id: str, key: BookKey, password: str, code: str, cost: KdfCost = FULL_COST) -> KeyFile:
    """A key file with the officer's password and the recovery code."""
    return KeyFile(book_id, 0, ()).with_password(key, password, cost).with_recovery(key, code)


def read_key_file(copies: Iterable[Path], *, heal: bool = True) -> KeyFile:
    """The newest readable copy; the copies that differ from it are rewritten when `heal`.

    Raises DamagedKeyFileError where none reads, NewerBookError where a newer program wrote it.
    """
    paths = list(copies)
    read: dict[Path, KeyFile] = {}
    newer: NewerBookError | None = None
    for path in paths:
        try:
            read[path] = decode(read_bytes(path, what="钥匙文件", at_most=_LARGEST), path)
        except NewerBookError as error:
            newer = error
        except KnownError:
            continue
    if newer is not None:
        raise newer
    if not read:
        raise DamagedKeyFileError(str(paths[0]))
    newest = max(read.values(), key=lambda found: found.serial)
    if heal:
        with suppress(KnownError):  # a copy that cannot be healed now is healed another day
            write_key_file([path for path in paths if read.get(path) != newest], newest)
    return newest


def write_key_file(copies: Iterable[Path], key_file: KeyFile) -> None:
    """Write each copy whole; between two copies one of them is always readable."""
    data = encode(key_file)
    for path in copies:
        write_atomic(path, data, what="钥匙文件")


def encode(key_file: KeyFile) -> bytes:
    """The key file as indented JSON with a checksum over all of it."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "serial": key_file.serial,
        "book_id": key_file.book_id,
        "slots": [_slot_out(slot) for slot in key_file.slots],
        "previous": _text(key_file.previous),
    }
    body["check"] = _checksum(body)
    return json.dumps(body, indent=1).encode() + b"\n"


def decode(data: bytes, path: Path) -> KeyFile:
    """The key file in `data`; DamagedKeyFileError, NewerBookError."""
    try:
        body = json.loads(data)
        if body["format"] != FORMAT or body.pop("check") != _checksum(body):
            raise DamagedKeyFileError(str(path))
        if body["version"] > VERSION:
            raise NewerBookError(body["version"], VERSION)
        slots = tuple(_slot_in(slot) for slot in body["slots"])
        return KeyFile(str(body["book_id"]), int(body["serial"]), slots, b64decode(body["previous"], validate=True))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedKeyFileError(str(path)) from None


def recovery_slot_text(key_file: KeyFile) -> str:
    """The recovery slot as text for the QR on the sealed sheet: with the code it opens the book without key file."""
    slot = key_file.slot(RECOVERY)
    if slot is None:
        raise WrongRecoveryCodeError
    data = bytes.fromhex(key_file.book_id.replace("-", "")) + slot.salt + slot.wrapped
    return _QR_MARK + urlsafe_b64encode(data).decode().rstrip("=")


def key_file_from_slot_text(text: str) -> KeyFile:
    """A key file with only the recovery slot that was printed; WrongRecoveryCodeError for other text."""
    body = text.strip()
    try:
        if not body.startswith(_QR_MARK):
            raise WrongRecoveryCodeError
        body = body.removeprefix(_QR_MARK)
        data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        raise WrongRecoveryCodeError from None
    digits = data[:16].hex()
    book_id = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return KeyFile(book_id, 0, (Slot(RECOVERY, data[16 : 16 + SALT_BYTES], data[16 + SALT_BYTES :], None),))


def _slot_out(slot: Slot) -> dict[str, Any]:
    out: dict[str, Any] = {"kind": slot.kind, "salt": _text(slot.salt), "wrapped": _text(slot.wrapped)}
    if slot.cost:
        cost = slot.cost
        out["argon2id"] = {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
    return out


def _slot_in(slot: dict[str, Any]) -> Slot:
    given = slot.get("argon2id")
    cost = KdfCost(int(given["memory_kib"]), int(given["passes"]), int(given["lanes"])) if given else None
    if cost is not None and not cost.bearable:
        raise ValueError("cost")
    salt, wrapped = b64decode(slot["salt"], validate=True), b64decode(slot["wrapped"], validate=True)
    return Slot(str(slot["kind"]), salt, wrapped, cost)


def _checksum(body: dict[str, Any]) -> str:
    return sha256(_canonical({name: value for name, value in body.items() if name != "check"})).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return b64encode(data).decode()
