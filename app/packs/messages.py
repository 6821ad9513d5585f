"""Reminder templates read from `resources/messages`, or from a county's own text, and checked."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.message import FIELDS, NEVER_CASH, MessageTemplate, fields_of
from app.packs.toml_files import built_in_ids, built_in_text, parse_toml

FOLDER = "messages"
LONGEST = 500


def message_ids() -> tuple[str, ...]:
    """The kinds of messages."""
    return built_in_ids(FOLDER)


def load_message(kind: str, shadows: Mapping[str, str] | None = None) -> MessageTemplate:
    """One template; a text in `shadows` comes before the built-in one. Raises DataFileError."""
    text = (shadows or {}).get(kind) or built_in_text(FOLDER, kind)
    return read_message(text, f"{kind}.toml")


def read_message(text: str, file: str) -> MessageTemplate:
    """A template from its text: only known fields, and it always tells to give money to nobody."""
    top = parse_toml(text, file)
    top.only(("id", "title", "text"))
    message = top.text("text")
    unknown = [name for name in fields_of(message) if name not in FIELDS]
    if unknown:
        raise top.fault("text", f"没有 {{{unknown[0]}}} 这一项，可以用：{'、'.join(FIELDS)}")
    if NEVER_CASH not in message:
        raise top.fault("text", f"要有“{NEVER_CASH}”这一句")
    if len(message) > LONGEST:
        raise top.fault("text", f"不能超过 {LONGEST} 字，现在是 {len(message)} 字")
    return MessageTemplate(top.text("id"), top.text("title"), message)
