"""SSH signatures (SSHSIG, Ed25519), the same bytes that `ssh-keygen -Y sign` writes and `-Y verify` accepts.

Format: PROTOCOL.sshsig of OpenSSH. Ed25519 is deterministic, so one key and one message have exactly one signature.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import textwrap

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.errors import SignatureWrongError

MAX_BYTES = 4096

_MAGIC = b"SSHSIG"
_VERSION = 1
_KEY_TYPE = b"ssh-ed25519"
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}


def public_line(raw: bytes) -> str:
    """`ssh-ed25519 AAAA…` of the 32 bytes of a public key, without a comment."""
    return "ssh-ed25519 " + base64.b64encode(_key_blob(raw)).decode()


def raw_public(line: str) -> bytes:
    """The 32 bytes of a `ssh-ed25519 AAAA…` line; raises ValueError when it is not exactly one."""
    parts = line.split(" ")
    if len(parts) != 2 or parts[0] != "ssh-ed25519":
        raise ValueError("不是 ssh-ed25519 公钥")
    try:
        raw = _raw_of_blob(base64.b64decode(parts[1], validate=True))
    except (ValueError, struct.error):
        raise ValueError("不是 ssh-ed25519 公钥") from None
    if public_line(raw) != line:
        raise ValueError("不是 ssh-ed25519 公钥")
    return raw


def sign(message: bytes, key: Ed25519PrivateKey, namespace: str) -> bytes:
    """The armoured signature of `message`, as the file `message.sig` that ssh-keygen would write."""
    signature = key.sign(_signed_data(message, namespace.encode(), b"sha512"))
    blob = (
        _MAGIC
        + struct.pack(">I", _VERSION)
        + _string(_key_blob(key.public_key().public_bytes_raw()))
        + _string(namespace.encode())
        + _string(b"")
        + _string(b"sha512")
        + _string(_string(_KEY_TYPE) + _string(signature))
    )
    return _armour(blob)


def signer(armoured: bytes) -> str:
    """The public key line that a signature names; nothing is verified yet. Raises SignatureWrongError."""
    key, _, _, _ = _parse(armoured)
    return public_line(key)


def verify(message: bytes, armoured: bytes, key_line: str, namespace: str) -> None:
    """Return when `key_line` signed `message` for `namespace`; raise SignatureWrongError otherwise."""
    key, signed_namespace, hash_name, signature = _parse(armoured)
    if public_line(key) != key_line or signed_namespace != namespace.encode():
        raise SignatureWrongError
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _signed_data(message, signed_namespace, hash_name))
    except (InvalidSignature, ValueError):
        raise SignatureWrongError from None


def _parse(armoured: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """(public key, namespace, hash name, signature) of an armoured signature."""
    try:
        blob = _unarmour(armoured)
        if blob[:6] != _MAGIC or struct.unpack(">I", blob[6:10]) != (_VERSION,):
            raise ValueError("no SSHSIG of version 1")
        key_blob, namespace, _reserved, hash_name, wrapped = _strings(blob[10:], 5)
        key_type, signature = _strings(wrapped, 2)
        if key_type != _KEY_TYPE or len(signature) != 64 or hash_name not in _HASHES:
            raise ValueError("not an Ed25519 signature")
        return _raw_of_blob(key_blob), namespace, hash_name, signature
    except (ValueError, struct.error):
        raise SignatureWrongError from None


def _armour(blob: bytes) -> bytes:
    lines = textwrap.wrap(base64.b64encode(blob).decode(), 70)
    return "\n".join([_BEGIN, *lines, _END, ""]).encode()


def _unarmour(armoured: bytes) -> bytes:
    if len(armoured) > MAX_BYTES:
        raise ValueError("too long")
    blob = base64.b64decode(b"".join(armoured.split(b"\n")[1:-2]), validate=True)
    if _armour(blob) != armoured:
        raise ValueError("not the one armour that this signature has")
    return blob


def _signed_data(message: bytes, namespace: bytes, hash_name: bytes) -> bytes:
    return (
        _MAGIC + _string(namespace) + _string(b"") + _string(hash_name) + _string(_HASHES[hash_name](message).digest())
    )


def _key_blob(raw: bytes) -> bytes:
    return _string(_KEY_TYPE) + _string(raw)


def _raw_of_blob(blob: bytes) -> bytes:
    key_type, raw = _strings(blob, 2)
    if key_type != _KEY_TYPE or len(raw) != 32:
        raise ValueError("not an Ed25519 key")
    return raw


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes, count: int) -> list[bytes]:
    """Exactly `count` length-prefixed strings, with nothing after the last."""
    found = []
    for _ in range(count):
        (length,) = struct.unpack(">I", data[:4])
        if len(data) < 4 + length:
            raise ValueError("cut short")
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    if data:
        raise ValueError("something after the end")
    return found
