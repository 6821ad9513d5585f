"""The journal's values of a household, sealed under a key of its own: destroying the key destroys the values.

A sealed text names the household whose key opens it. The journal chains the hash of the sealed text, so that the chain
can be checked to the end of days without the key, and no hash can be used to guess a phone number.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection, LargeBinary, bindparam, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

MARK = "~"
_KEY, _NONCE = 32, 12
_AT_ONCE = 500


class HouseholdKey(Base):
    """The key of one household of this book; no row of the book: neither journalled nor sent."""

    __tablename__ = "household_key"

    household_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class HouseholdKeys:
    """The keys that one act or one reading needs, read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ciphers: dict[str, ChaCha20Poly1305 | None] = {}

    def make(self, households: Iterable[str]) -> None:
        """Have a key for each of these; those that have none get one."""
        wanted = dict.fromkeys(households)
        self._read(wanted)
        new = [name for name in wanted if self._ciphers[name] is None]
        keys = {name: secrets.token_bytes(_KEY) for name in new}
        if keys:
            rows = [{"household_id": name, "key": key} for name, key in keys.items()]
            self._connection.execute(_ADD, rows)
        self._ciphers |= {name: ChaCha20Poly1305(key) for name, key in keys.items()}

    def seal(self, household: str, text: str, row_id: str) -> str:
        """The text under the household's key, bound to the row it tells of."""
        cipher = self._ciphers[household]
        assert cipher is not None
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + cipher.encrypt(nonce, text.encode(), row_id.encode())
        return f"{MARK}{household}{MARK}{b64encode(sealed).decode()}"

    def open(self, text: str, row_id: str) -> str | None:
        """The text as it was entered; None where the key is destroyed, or the text is not what was sealed."""
        return unsealed(text, row_id, self._cipher)

    def _cipher(self, household: str) -> ChaCha20Poly1305 | None:
        self._read([household])
        return self._ciphers[household]

    def _read(self, households: Iterable[str]) -> None:
        missing = [name for name in dict.fromkeys(households) if name not in self._ciphers]
        for start in range(0, len(missing), _AT_ONCE):
            piece = missing[start : start + _AT_ONCE]
            self._ciphers |= dict.fromkeys(piece)
            for household, key in self._connection.execute(_SOME, {"some": piece}):
                self._ciphers[household] = ChaCha20Poly1305(key)


def unsealed(text: str, row_id: str, cipher_of: Callable[[str], ChaCha20Poly1305 | None]) -> str | None:
    """A journal text as it was entered: as it stands, or opened with the cipher of the household that it names."""
    if not text.startswith(MARK):
        return text or None
    cipher = cipher_of(sealed_for(text))
    if cipher is None:
        return None
    try:
        data = a2b_base64(text[text.index(MARK, 1) + 1 :])
        return cipher.decrypt(data[:_NONCE], data[_NONCE:], row_id.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def sealed_for(text: str) -> str:
    """The household under whose key a text stands, empty for one that is not sealed."""
    return text[1 : text.index(MARK, 1)] if text.startswith(MARK) else ""


_ADD = insert(HouseholdKey)
_SOME = select(HouseholdKey.household_id, HouseholdKey.key).where(
    HouseholdKey.household_id.in_(bindparam("some", expanding=True))
)
