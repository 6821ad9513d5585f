"""The private keys of one device: Ed25519 for signing, age X25519 for opening; they live in the book only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import x25519

from app.domain.errors import RecipientError
from app.exchange import sshsig


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """Both private keys as text: `signing` is 64 hex digits, `opening` an AGE-SECRET-KEY-1… line; never printed."""

    signing: str = field(repr=False)
    opening: str = field(repr=False)

    @property
    def age(self) -> str:
        """The public age recipient, `age1…`."""
        return str(self.identity().to_public())

    @property
    def ssh(self) -> str:
        """The public signing key, `ssh-ed25519 AAAA…`."""
        return sshsig.public_line(self.private().public_key().public_bytes_raw())

    def private(self) -> Ed25519PrivateKey:
        """The signing key as `cryptography` wants it."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.signing))

    def identity(self) -> x25519.Identity:
        """The opening key as `pyrage` wants it."""
        return x25519.Identity.from_str(self.opening)

    def to_dict(self) -> dict[str, str]:
        """For the book's encrypted settings."""
        return {"signing": self.signing, "opening": self.opening}

    @classmethod
    def from_dict(cls, stored: Mapping[str, str]) -> DeviceKeys:
        """Back from the book; raises ValueError when the stored text is no pair of keys."""
        keys = cls(stored["signing"], stored["opening"])
        try:
            keys.private()
            keys.identity()
        except (ValueError, pyrage.IdentityError):
            raise ValueError("not a pair of device keys") from None
        return keys


def new_device_keys() -> DeviceKeys:
    """Two fresh random keys."""
    return DeviceKeys(Ed25519PrivateKey.generate().private_bytes_raw().hex(), str(x25519.Identity.generate()))


def check_age(age: str) -> str:
    """`age` again when it is an age X25519 recipient; raises RecipientError otherwise."""
    try:
        canonical = str(x25519.Recipient.from_str(age))
    except pyrage.RecipientError:
        raise RecipientError from None
    if canonical != age:
        raise RecipientError
    return age
