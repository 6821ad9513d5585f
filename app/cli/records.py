"""How a record of the office is printed: a frozen view as JSON, a list as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.cli.parser import Answer, finding_data
from app.domain.findings import Finding


def plain(value: Any) -> Any:
    """A view as JSON values: money with two decimals, days as ISO text."""
    if isinstance(value, Finding):
        return finding_data(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def per_cent(share: Decimal) -> str:
    """A fraction as it stands in JSON: per cent with two decimals."""
    return f"{share * 100:.2f}"


def one(view: Any, text: str) -> Answer:
    """The answer of an act: the view after it, and one line."""
    return Answer(plain(view), text)


def listed(key: str, views: Sequence[Any], line: Callable[[Any], str], unit: str = "条") -> Answer:
    """The answer of a list."""
    text = [line(view) for view in views]
    return Answer({key: plain(list(views))}, "\n".join([*text, f"共 {len(views)} {unit}"]))


def until(day: date | None) -> str:
    """An end as text."""
    return day.isoformat() if day else "至今"
