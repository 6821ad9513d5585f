"""Who takes part in a bundle: our own device with its card, and the recipients it is encrypted to."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.cards import Card, fingerprint_of
from app.exchange.keys import DeviceKeys, check_age

ESCROW_ROLE = "escrow"
CONFIRMED_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """Our keys and card; `former` are those replaced by rotation, which still open what was sent to them."""

    keys: DeviceKeys
    card: Card
    former: tuple[OwnDevice, ...] = ()

    @property
    def all(self) -> tuple[OwnDevice, ...]:
        """This device and its former selves."""
        return (self, *self.former)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An age recipient and the fingerprint that the manifest names it by."""

    age: str
    fingerprint: str

    @classmethod
    def of_card(cls, card: Card) -> Recipient:
        """The desk behind a paired card."""
        return cls(card.age, card.fingerprint)

    @classmethod
    def escrow(cls, age: str) -> Recipient:
        """The county's emergency key, a bare `age1…`; raises RecipientError."""
        return cls(check_age(age), fingerprint_of("", ESCROW_ROLE, age, ""))


def escrow_confirmed(age: str, last_characters: str) -> bool:
    """Whether somebody typed the last eight characters of this recipient."""
    return len(last_characters) == CONFIRMED_CHARACTERS and check_age(age).endswith(last_characters.strip().lower())
