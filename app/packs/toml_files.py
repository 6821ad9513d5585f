"""Data files read as TOML; whatever is wrong is said with file, key path (or line) and reason."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.errors import DataFileError
from app.resources import resource

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def built_in_ids(kind: str) -> tuple[str, ...]:
    """The ids (file names without .toml) of the built-in files of one kind, sorted."""
    return tuple(sorted(path.stem for path in resource(kind).glob("*.toml")))


def built_in_text(kind: str, file_id: str) -> str:
    """The text of a built-in file. Raises DataFileError where there is none, or where it is not UTF-8."""
    if file_id not in built_in_ids(kind):
        known = "、".join(built_in_ids(kind))
        raise DataFileError(file=f"{file_id}.toml", where=kind, reason=f"没有这个资料文件，现有：{known}")
    path = resource(f"{kind}/{file_id}.toml")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataFileError(file=path.name, where=f"第 {error.start} 字节", reason="文件不是 UTF-8 编码") from None


def parse_toml(text: str, file: str) -> Table:
    """The top table of a TOML text; decimals stay exact. Raises DataFileError with the line of a syntax error."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        where = f"第 {place[1]} 行第 {place[2]} 列" if place and place[1] else "文件末尾"
        raise DataFileError(file=file, where=where, reason=f"写法不合 TOML（{_PLACE.sub('', message)}）") from None
    return Table(content, file, "")


class Table:
    """One table of a data file with its key path; every getter checks the type and says where it is wrong."""

    def __init__(self, content: dict[str, Any], file: str, path: str) -> None:
        self.content = content
        self.file = file
        self.path = path

    def fault(self, key: str, reason: str) -> DataFileError:
        """The error to raise about `key` of this table."""
        where = ".".join(part for part in (self.path, key) if part) or "文件开头"
        return DataFileError(file=self.file, where=where, reason=reason)

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse a key that is not in `allowed`, with the nearest right one."""
        names = list(allowed)
        for key in self.content:
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
                raise self.fault(key, "没有这个键" + (f"，是不是想写 {near[0]}" if near else ""))

    def has(self, key: str) -> bool:
        """Whether the key stands in the file."""
        return key in self.content

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; with a default the key may be missing or blank."""
        found = self._get(key, str, "文字", default)
        if not found.strip() and default is None:
            raise self.fault(key, "不能空着")
        return str(found)

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return int(self._get(key, int, "整数", default))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        return bool(self._get(key, bool, "true 或 false", default))

    def day(self, key: str) -> date:
        """A day as 2021-08-25 without quotes."""
        found: date = self._get(key, date, "日期（如 2021-08-25，不加引号）", None)
        return found

    def day_or_none(self, key: str) -> date | None:
        """A day, None where the key is missing."""
        return self.day(key) if key in self.content else None

    def number(self, key: str) -> Decimal:
        """An exact number."""
        found = self.content.get(key)
        if isinstance(found, Decimal) or (isinstance(found, int) and not isinstance(found, bool)):
            return Decimal(found)
        return Decimal(self._get(key, Decimal, "数字", None))

    def share(self, key: str) -> Decimal:
        """A share written as text with the sign, "4.75%" -> 0.0475."""
        found = self.text(key)
        try:
            if not found.endswith("%"):
                raise InvalidOperation
            value = Decimal(found[:-1].strip())
        except InvalidOperation:
            raise self.fault(key, f'百分数要写成 "4.75%" 这样，现在是 {found}') from None
        if not value.is_finite() or value < 0:
            raise self.fault(key, f"百分数不能是 {found}")
        return value / 100

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        found: tuple[str, ...] = self._list(
            key, lambda item: isinstance(item, str) and bool(item.strip()), "文字", default
        )
        return found

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        found: tuple[int, ...] = self._list(key, lambda item: type(item) is int, "整数", None)
        return found

    def table(self, key: str) -> Table:
        """A table inside this one."""
        return Table(self._get(key, dict, "表", None), self.file, f"{self.path}.{key}".lstrip("."))

    def tables(self, key: str) -> list[Table]:
        """A list of tables (`[[key]]`); one single table counts as a list of one."""
        found = self.content.get(key)
        here = f"{self.path}.{key}".lstrip(".")
        if isinstance(found, dict):
            return [Table(found, self.file, here)]
        items = self._list(key, lambda item: isinstance(item, dict), "表", None)
        return [Table(item, self.file, f"{here}[{number}]") for number, item in enumerate(items, start=1)]

    def _get(self, key: str, kind: type, name: str, default: Any) -> Any:
        if key not in self.content:
            if default is None:
                raise self.fault(key, "缺少这一项")
            return default
        found = self.content[key]
        wrong_bool = isinstance(found, bool) and kind is not bool
        if not isinstance(found, kind) or wrong_bool or (kind is date and isinstance(found, datetime)):
            raise self.fault(key, f"应为{name}，现在是 {found}")
        return found

    def _list(self, key: str, fits: Callable[[Any], bool], name: str, default: Any) -> Any:
        found = self._get(key, list, f"{name}的列表", list(default) if default is not None else None)
        for number, item in enumerate(found, start=1):
            if not fits(item):
                raise self.fault(f"{key}[{number}]", f"应为{name}，现在是 {item}")
        return tuple(found)
