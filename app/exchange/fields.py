"""Typed reading of one parsed JSON value: each method answers with the value or with an error naming the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar

from app.domain.errors import BundleContentError
from app.exchange.cards import CODE

T = TypeVar("T")

MAX_NUMBER = 2**53 - 1
MAX_TEXT = 200
MAX_NUMBERS = 200

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT = re.compile(r"[0-9]{4}( [0-9]{4}){5}")


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON value and where it stands (`members[3].rows`); all errors are BundleContentError."""

    value: Any
    where: str = ""

    def at(self, name: str) -> Fields:
        """The field `name` of an object."""
        where = f"{self.where}.{name}" if self.where else name
        if not isinstance(self.value, dict):
            self.wrong("不是对象")
        if name not in self.value:
            raise BundleContentError(where, "缺少")
        return Fields(self.value[name], where)

    def text(self, name: str) -> str:
        """1 to 200 printable characters."""
        return self.at(name).as_text()

    def number(self, name: str, least: int = 0) -> int:
        """A whole number from `least` on that any JSON reader keeps exact."""
        return self.at(name).as_number(least)

    def code(self, name: str) -> str:
        """Twelve digits."""
        return self.at(name)._matching(CODE, "不是 12 位代码")

    def fingerprint(self, name: str) -> str:
        """Six groups of four digits."""
        return self.at(name).as_fingerprint()

    def digest(self, name: str) -> str:
        """64 hex digits."""
        return self.at(name).as_digest()

    def digest_or_empty(self, name: str) -> str:
        """64 hex digits, or "" where nothing is yet."""
        return self.at(name).as_digest() if self.at(name).value != "" else ""

    def day(self, name: str) -> date:
        """An ISO date."""
        inner = self.at(name)
        try:
            return date.fromisoformat(inner.as_text())
        except ValueError:
            inner.wrong("不是日期")

    def moment(self, name: str) -> datetime:
        """An ISO moment with its offset."""
        inner = self.at(name)
        try:
            moment = datetime.fromisoformat(inner.as_text())
        except ValueError:
            inner.wrong("不是时间")
        return moment if moment.tzinfo else inner.wrong("时间没有时差")

    def numbers(self, name: str) -> dict[str, int]:
        """Names with whole numbers, which may be negative."""
        inner = self.at(name)
        if not isinstance(inner.value, dict) or len(inner.value) > MAX_NUMBERS:
            inner.wrong("不是数字表")
        return {key: inner.at(key).as_number(-MAX_NUMBER) for key in inner.value}

    def each(self, name: str, most: int, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """Every element of a list of at most `most`."""
        inner = self.at(name)
        if not isinstance(inner.value, list) or len(inner.value) > most:
            inner.wrong(f"不是清单，或多于 {most} 项")
        return tuple(read(Fields(value, f"{inner.where}[{index}]")) for index, value in enumerate(inner.value))

    def tuple_of(self, length: int) -> list[Fields]:
        """The elements of a list that has exactly `length` of them."""
        if not isinstance(self.value, list) or len(self.value) != length:
            self.wrong(f"不是 {length} 项")
        return [Fields(value, self.where) for value in self.value]

    def as_text(self) -> str:
        """See `text`."""
        if not isinstance(self.value, str) or not 0 < len(self.value) <= MAX_TEXT or not self.value.isprintable():
            self.wrong("不是文字")
        return self.value

    def as_number(self, least: int = 0) -> int:
        """See `number`."""
        if type(self.value) is not int or not least <= self.value <= MAX_NUMBER:
            self.wrong("不是合理的整数")
        return self.value

    def as_fingerprint(self) -> str:
        """See `fingerprint`."""
        return self._matching(_FINGERPRINT, "不是指纹")

    def as_digest(self) -> str:
        """See `digest`."""
        return self._matching(_DIGEST, "不是校验码")

    def wrong(self, reason: str) -> NoReturn:
        """Refuse this value."""
        raise BundleContentError(self.where, reason)

    def _matching(self, pattern: re.Pattern[str], reason: str) -> str:
        if not isinstance(self.value, str) or not pattern.fullmatch(self.value):
            self.wrong(reason)
        return self.value
