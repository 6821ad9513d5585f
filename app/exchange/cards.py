"""Cards: who somebody is on the exchange — code, name, role, two public keys — self-signed, known by a fingerprint.

A card proves nothing by itself; two people compare the fingerprint aloud, or the key they already trust has signed it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.errors import CardError, FingerprintError, RecipientError, SignatureWrongError
from app.exchange import sshsig
from app.exchange.canonical import encode, read_object
from app.exchange.keys import DeviceKeys, check_age

FORMAT = "huicun-card-1"
BUNDLE_NAMESPACE = "huicun-bundle"
CARD_NAMESPACE = "huicun-card"
ROTATION_NAMESPACE = "huicun-card-rotation"
MAX_BYTES = 16_384
MAX_NAME = 200

CODE = re.compile(r"[0-9]{12}")


class Role(StrEnum):
    """What the desk behind a card is."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Card:
    """A public card; `created` is ISO text with its offset, `previous_ssh` the key it replaces, if any.

    `signature` is over the canonical JSON of all other fields except `previous_signature`.
    """

    code: str
    name: str
    role: Role
    age: str
    ssh: str
    created: str
    signature: str
    previous_ssh: str = ""
    previous_signature: str = ""

    @property
    def fingerprint(self) -> str:
        """24 decimal digits in six groups of four."""
        return fingerprint_of(self.code, self.role, self.age, self.ssh)

    @property
    def allowed_signers(self) -> str:
        """The line for `ssh-keygen -Y verify -f allowed_signers -I CODE -n huicun-bundle`."""
        return f'{self.code} namespaces="{BUNDLE_NAMESPACE}" {self.ssh}\n'

    def to_bytes(self) -> bytes:
        """The card as a file."""
        fields = _payload(self) | {"signature": self.signature}
        if self.previous_ssh:
            fields["previous_signature"] = self.previous_signature
        return encode(fields) + b"\n"


def fingerprint_of(code: str, role: str, age: str, ssh: str) -> str:
    """The first 24 digits of SHA-256 over the four lines, read as one decimal number; groups of four."""
    digest = hashlib.sha256("\n".join((code, role, age, ssh)).encode()).digest()
    digits = str(int.from_bytes(digest, "big"))[:24]
    return " ".join(digits[start : start + 4] for start in range(0, 24, 4))


def make_card(keys: DeviceKeys, code: str, name: str, role: str, created: datetime) -> Card:
    """A self-signed card for these keys; `created` carries its offset. Raises CardError for a field out of bounds."""
    return _signed(keys, Card(code, name, _role(role), keys.age, keys.ssh, created.isoformat(timespec="seconds"), ""))


def rotate_card(old_keys: DeviceKeys, old: Card, keys: DeviceKeys, created: datetime) -> Card:
    """The card of new keys for the same desk, signed by the old key too: whoever trusts `old` may trust it."""
    fresh = _signed(
        keys,
        Card(old.code, old.name, old.role, keys.age, keys.ssh, created.isoformat(timespec="seconds"), "", old_keys.ssh),
    )
    by_old = sshsig.sign(encode(_payload(fresh)), old_keys.private(), ROTATION_NAMESPACE).decode()
    return replace(fresh, previous_signature=by_old)


def sign_successor(old_keys: DeviceKeys, old: Card, successor: Card) -> str:
    """What the old key says of the card of another device that takes its place (SSHSIG); `succeed` makes use of it."""
    payload = encode(_payload(replace(successor, previous_ssh=old.ssh)))
    return sshsig.sign(payload, old_keys.private(), ROTATION_NAMESPACE).decode()


def succeed(keys: DeviceKeys, card: Card, old: Card, by_old: str) -> Card:
    """Our own card again, as the successor of `old`, whose key signed `by_old`. Raises CardError where it did not."""
    fresh = _signed(keys, replace(card, previous_ssh=old.ssh))
    fresh = replace(fresh, previous_signature=by_old)
    check_rotation(fresh, old)
    return fresh


def read_card(data: bytes) -> Card:
    """The card in a file, its own signature verified; raises CardError. The fingerprint is still to be compared."""
    try:
        fields = read_object(data, max_bytes=MAX_BYTES, max_depth=1)
    except ValueError as fault:
        raise CardError(f"文件{fault}") from None
    if fields.get("format") != FORMAT:
        raise CardError("格式不认识")
    card = Card(
        code=_text(fields, "code"),
        name=_text(fields, "name"),
        role=_role(_text(fields, "role")),
        age=_text(fields, "age"),
        ssh=_text(fields, "ssh"),
        created=_text(fields, "created"),
        signature=_text(fields, "signature"),
        previous_ssh=_text(fields, "previous_ssh", ""),
        previous_signature=_text(fields, "previous_signature", ""),
    )
    _check(card)
    try:
        sshsig.verify(encode(_payload(card)), card.signature.encode(), card.ssh, CARD_NAMESPACE)
    except SignatureWrongError:
        raise CardError("名片自己的签名不对") from None
    return card


def fingerprint_matches(card: Card, read_aloud: str) -> bool:
    """Whether the digits heard or typed (spaces, dashes, full width allowed) are those of the card."""
    digits = re.sub(r"[\s\-–—_,，.。]", "", unicodedata.normalize("NFKC", read_aloud))
    return hmac.compare_digest(digits.encode(), card.fingerprint.replace(" ", "").encode())


def accept_card(data: bytes, read_aloud: str) -> Card:
    """The card when its fingerprint was read aloud rightly; raises CardError or FingerprintError."""
    card = read_card(data)
    if not fingerprint_matches(card, read_aloud):
        raise FingerprintError
    return card


def check_rotation(card: Card, trusted: Card) -> None:
    """Return when the key of `trusted` signed `card` as its successor; raise CardError otherwise."""
    if (card.code, card.role, card.previous_ssh) != (trusted.code, trusted.role, trusted.ssh):
        raise CardError("它不是接替原名片的")
    try:
        sshsig.verify(encode(_payload(card)), card.previous_signature.encode(), trusted.ssh, ROTATION_NAMESPACE)
    except SignatureWrongError:
        raise CardError("没有原来的密钥的签名") from None


def _signed(keys: DeviceKeys, card: Card) -> Card:
    _check(card)
    return replace(card, signature=sshsig.sign(encode(_payload(card)), keys.private(), CARD_NAMESPACE).decode())


def _payload(card: Card) -> dict[str, Any]:
    """What is signed: everything that the card says, the key it replaces too."""
    said = {
        "format": FORMAT,
        "code": card.code,
        "name": card.name,
        "role": str(card.role),
        "age": card.age,
        "ssh": card.ssh,
        "created": card.created,
    }
    return said | ({"previous_ssh": card.previous_ssh} if card.previous_ssh else {})


def _text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise CardError(f"缺少 {name}")
    return value


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise CardError("身份不认识") from None


def _check(card: Card) -> None:
    if not CODE.fullmatch(card.code):
        raise CardError("代码不是 12 位数字")
    if not card.name.strip() or len(card.name) > MAX_NAME or not card.name.isprintable():
        raise CardError("名称是空的或不能显示")
    try:
        check_age(card.age)
        for line in filter(None, (card.ssh, card.previous_ssh)):
            sshsig.raw_public(line)
        if datetime.fromisoformat(card.created).tzinfo is None:
            raise ValueError("no offset")
    except (RecipientError, ValueError):
        raise CardError("公钥或日期写得不对") from None
