"""A reminder's text from its template, and the line that a phone turns into a ready SMS (`SMSTO:`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = ("name", "village", "officer", "bank", "programme", "due", "amount", "days")
NEVER_CASH = "请勿将钱交给任何个人"
SMS_CHARACTERS = 70
SMS_PART_CHARACTERS = 67
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A template: its kind, its name, and the text with {fields}."""

    id: str
    title: str
    text: str


def fields_of(text: str) -> tuple[str, ...]:
    """The names in braces, in order."""
    return tuple(_FIELD.findall(text))


def fill(template: MessageTemplate, values: Mapping[str, str]) -> str:
    """The text with its fields; a field without a value leaves nothing behind."""
    return _FIELD.sub(lambda found: values.get(found[1], ""), template.text)


def sms_parts(text: str) -> int:
    """How many short messages the text is: 70 characters in one, 67 each in several (GSM 03.38, UCS-2)."""
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= SMS_CHARACTERS else -(-units // SMS_PART_CHARACTERS)


def sms_to(phone: str, text: str) -> str:
    """`SMSTO:number:text`, for a QR; a number with anything but digits keeps its digits only."""
    return f"SMSTO:{''.join(character for character in phone if character.isdigit())}:{text}"
