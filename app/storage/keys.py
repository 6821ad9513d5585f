"""The book's key and the two ways to wrap it: under a password (Argon2id) and under the printed recovery code."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.common_passwords import common_password
from app.domain.errors import WeakPasswordError, WrongRecoveryCodeError

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST_PASSWORD = 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nothing that is misread on paper
_SECRET_CHARACTERS = 23  # 115 bits
_CHECK_CHARACTERS = 1


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Cost of Argon2id: memory in KiB, passes over it, lanes."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def bearable(self) -> bool:
        """False for a cost that only a tampered file would ask for."""
        fits = 1 <= self.passes <= 64 and 1 <= self.lanes <= 16
        return fits and 8 * self.lanes <= self.memory_kib <= 1 << 20


FULL_COST = KdfCost(memory_kib=128 * 1024, passes=5, lanes=1)  # 0.3 to 0.5 s on the desk this was chosen on


@dataclass(frozen=True, slots=True, repr=False)
class BookKey:
    """The random key of a book; its salt stands at the head of every file under it and so tells whose file it is."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:  # SQLCipher would silently take another length for a passphrase
            raise ValueError(f"a key has {KEY_BYTES} bytes")

    def __repr__(self) -> str:
        return "BookKey(…)"

    @classmethod
    def fresh(cls) -> BookKey:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def salt(self) -> bytes:
        """The first 16 bytes of every book file under this key."""
        return self.derived("file salt", SALT_BYTES)

    @property
    def for_sqlcipher(self) -> str:
        """Raw key and salt as SQLCipher takes them."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    def derived(self, purpose: str, length: int = KEY_BYTES) -> bytes:
        """A key for another purpose, from which this one cannot be found."""
        return HKDF(hashes.SHA256(), length, salt=None, info=f"huicun {purpose}".encode()).derive(self.secret)


def check_new_password(password: str) -> None:
    """Raise WeakPasswordError for a password under 8 characters, of two characters, or one that is tried first."""
    text = plain_password(password)
    if len(text) < SHORTEST_PASSWORD:
        raise WeakPasswordError(f"少于 {SHORTEST_PASSWORD} 个字符")
    if len(set(text)) < 3:
        raise WeakPasswordError("来回只有一两个字符")
    if why := common_password(text):
        raise WeakPasswordError(why)


def plain_password(password: str) -> str:
    """The same password however the input method typed it: full-width letters and digits count as plain ones."""
    return unicodedata.normalize("NFKC", password)


def password_wrapping_key(password: str, salt: bytes, cost: KdfCost) -> bytes:
    """Argon2id of the password."""
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(plain_password(password).encode())


def recovery_wrapping_key(code: str, salt: bytes) -> bytes:
    """The recovery code is random enough (115 bits) to need no slow function."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=b"huicun recovery").derive(plain_code(code).encode())


def new_recovery_code() -> str:
    """Six groups of four; the last character checks the others."""
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_CHARACTERS))
    text = secret + _check_character(secret)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def plain_code(code: str) -> str:
    """The 24 characters of a typed code; WrongRecoveryCodeError where they cannot be one."""
    text = plain_password(code).upper().translate(str.maketrans("ILO", "110"))
    text = "".join(character for character in text if character not in "-—–_ .·\t\r\n")
    if len(text) != _SECRET_CHARACTERS + _CHECK_CHARACTERS or set(text) - set(_ALPHABET):
        raise WrongRecoveryCodeError
    if _check_character(text[:_SECRET_CHARACTERS]) != text[_SECRET_CHARACTERS:]:
        raise WrongRecoveryCodeError
    return text


def wrap(wrapping_key: bytes, secret: bytes, bound_to: bytes) -> bytes:
    """Nonce and ciphertext of a secret; it unwraps only with the same `bound_to`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(wrapping_key).encrypt(nonce, secret, bound_to)


def unwrap(wrapping_key: bytes, wrapped: bytes, bound_to: bytes) -> bytes | None:
    """The secret, or None where key, ciphertext or `bound_to` do not fit together."""
    try:
        return ChaCha20Poly1305(wrapping_key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        return None


def _check_character(secret: str) -> str:
    number = int.from_bytes(sha256(f"huicun {secret}".encode()).digest()[:4], "big")
    return _ALPHABET[number % 32]
