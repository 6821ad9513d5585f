"""Facts as the words on the paper: dates, money, ids, phones, accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.amount_in_words import amount_in_words
from app.domain.form_layout import Optional, Slot, Template, Tick, When, Words

Facts = Mapping[str, Any]
"""Facts by name; a missing name is an unknown fact."""

COPY_SERIAL = "copy.serial"
"""Under this name the batch adds the serial of the copy to its facts."""


def known_facts(facts: Mapping[str, object], defaults: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The facts that are known, over the defaults of the form; None and empty text count as missing."""
    found: dict[str, Any] = dict(defaults)
    found.update((name, value) for name, value in facts.items() if value is not None and value != "")
    return found


def row_facts(facts: Facts, row: Mapping[str, object]) -> dict[str, Any]:
    """The facts of one table row: its columns as `.name` beside the facts of the form."""
    return {**facts, **{f".{name}": value for name, value in row.items() if value is not None and value != ""}}


def long_date(day: date) -> str:
    """2026年2月26日"""
    return f"{day.year}年{day.month}月{day.day}日"


def money(amount: Decimal) -> str:
    """¥50,000.00"""
    return f"¥{amount:,.2f}"


def percent(rate: Decimal) -> str:
    """A fraction as per cent with two decimals, more where the rate has them."""
    shown = (rate * 100).quantize(Decimal("0.01"))
    return f"{shown if shown == rate * 100 else (rate * 100).normalize():f}%"


def phone(number: str) -> str:
    """A mobile number in groups 3-4-4; any other as it is."""
    bare = re.sub(r"[\s-]", "", number)
    return f"{bare[:3]} {bare[3:7]} {bare[7:]}" if re.fullmatch(r"1\d{10}", bare) else number


def account(number: str) -> str:
    """An account in groups of four digits."""
    bare = re.sub(r"\s", "", number)
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4)) if bare.isdigit() else number


def masked_id(number: str) -> str:
    """An id with its middle hidden: 5131**********3511."""
    return number[:4] + "*" * max(0, len(number) - 8) + number[-4:] if len(number) > 8 else number


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value.normalize():f}"


def _minute(value: datetime) -> str:
    return f"{long_date(value)} {value.hour:02d}:{value.minute:02d}"


_FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "name": str,
    "id": str,
    "masked": masked_id,
    "account": account,
    "phone": phone,
    "date": long_date,
    "iso": lambda day: day.isoformat(),
    "monthday": lambda day: f"{day.month}月{day.day}日",
    "minute": _minute,
    "money": money,
    "amount": lambda amount: f"{amount:,.2f}",
    "words": amount_in_words,
    "percent": percent,
    "number": _number,
    "list": lambda words: "、".join(words),
}


def shown(slot: Slot, facts: Facts) -> str | None:
    """The words of a slot, None where its fact is missing."""
    value = facts.get(slot.fact)
    return None if value is None else _FORMATS[slot.format](value)


def filled(template: Template, facts: Facts) -> str | None:
    """A template as one text, None where a fact outside its optional parts is missing."""
    parts: list[str] = []
    for piece in template:
        if isinstance(piece, Optional):
            inner = filled(piece.pieces, facts)
            parts.append(inner or "")
        elif isinstance(piece, Slot):
            words = shown(piece, facts)
            if words is None:
                return None
            parts.append(words)
        elif isinstance(piece, Words):
            parts.append(piece.text)
    return "".join(parts)


def slots_of(template: Template) -> Iterable[Slot | Tick]:
    """Every slot and tick of a template, the optional ones too."""
    for piece in template:
        if isinstance(piece, Optional):
            yield from slots_of(piece.pieces)
        elif not isinstance(piece, Words):
            yield piece


def is_ticked(fact: str, option: str, facts: Facts) -> bool:
    """Whether the fact is that option, or holds it."""
    value = facts.get(fact)
    return value == option if isinstance(value, str) else value is not None and option in value


def holds(when: When | None, facts: Facts) -> bool:
    """Whether a part is to be printed: `fact` must be known; `fact=value` must not be known to differ."""
    if when is None:
        return True
    if when.longer is not None or when.upto is not None:
        length = len(str(facts.get(when.fact, "")))
        return length > when.longer if when.longer is not None else length <= (when.upto or 0)
    if when.value is None:
        return when.fact in facts
    return when.fact not in facts or is_ticked(when.fact, when.value, facts)
