"""Templates of form files: `{fact:format|mm}`, `{line|mm}`, `{box fact=option}`, `[optional part]`, `**bold**`.

Every fact is checked against the catalogue, and every format against the kind of its fact.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from app.domain.form_facts import FACTS, FactKind, column_kind, fact_kind
from app.domain.form_layout import Optional, Slot, Template, Tick, When, Words

FORMATS: dict[FactKind, tuple[str, ...]] = {
    FactKind.TEXT: ("text", "name", "id", "masked", "account", "phone"),
    FactKind.DATE: ("date", "iso", "monthday"),
    FactKind.TIME: ("minute",),
    FactKind.MONEY: ("money", "amount", "words"),
    FactKind.RATE: ("percent",),
    FactKind.NUMBER: ("number",),
    FactKind.CHOICE: ("text",),
    FactKind.CHOICES: ("list",),
    FactKind.ROWS: (),
}
"""The formats of each kind; the first is the default."""

_PART = re.compile(r"\{([^{}]*)\}|(\*\*)|(\[)|(\])")
_SLOT = re.compile(r"(?P<fact>[a-z_.]+)(?::(?P<format>[a-z]+))?(?:\|(?P<blank>[0-9.]+))?")


class TemplateFault(ValueError):
    """What is wrong with a template, in Chinese."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a template stands: `rows` is the table fact whose columns `.name` means, or empty."""

    rows: str = ""

    def meaning(self, name: str) -> str:
        """The meaning of a fact or column, without what stands in brackets."""
        if name.startswith("."):
            found = next((column.meaning for column in FACTS[self.rows].columns if column.name == name[1:]), name)
        else:
            found = FACTS[name].meaning if name in FACTS else name
        return found.split("（")[0].split("，")[0]

    def kind(self, name: str) -> FactKind:
        """The kind of a fact or column. Raises TemplateFault for a name that the catalogue does not have."""
        if name.startswith("."):
            found = column_kind(self.rows, name[1:])
            known = [f".{column.name}" for column in FACTS[self.rows].columns] if self.rows else []
        else:
            found, known = fact_kind(name), list(FACTS)
        if found is None:
            near = difflib.get_close_matches(name, known, n=1)
            raise TemplateFault(f"没有名为 {name} 的事实" + (f"，是不是想写 {near[0]}" if near else ""))
        return found


def parse_template(text: str, scope: Scope) -> Template:
    """The pieces of a template. Raises TemplateFault."""
    pieces: list[Words | Slot | Tick | Optional] = []
    group: list[Words | Slot | Tick] | None = None
    bold = False
    position = 0

    def add(piece: Words | Slot | Tick) -> None:
        (pieces if group is None else group).append(piece)

    for part in _PART.finditer(text):
        if part.start() > position:
            add(Words(text[position : part.start()], bold))
        position = part.end()
        inside, stars, opening, closing = part.groups()
        if inside is not None:
            add(_parse_braces(inside, scope))
        elif stars:
            bold = not bold
        elif opening:
            if group is not None:
                raise TemplateFault("方括号里不能再有方括号")
            group = []
        elif closing:
            if group is None:
                raise TemplateFault("多了一个右方括号")
            pieces.append(Optional(tuple(group)))
            group = None
    if position < len(text):
        add(Words(text[position:], bold))
    if group is not None or bold or any(isinstance(piece, Words) and set(piece.text) & set("{}") for piece in pieces):
        raise TemplateFault("花括号、方括号或 ** 没有成对")
    return tuple(pieces)


def _parse_braces(inside: str, scope: Scope) -> Slot | Tick:
    if inside.startswith("box "):
        fact, equals, option = inside[4:].partition("=")
        if not equals or not option:
            raise TemplateFault(f"方框要写成 {{box 事实=选项}}，现在是 {{{inside}}}")
        return Tick(check_choice(fact, scope), option)
    if re.fullmatch(r"line(\|[0-9.]+)?", inside):
        return Slot("", "line", float(inside.partition("|")[2] or 0))
    match = _SLOT.fullmatch(inside)
    if not match:
        raise TemplateFault(f"{{{inside}}} 不合写法，应为 {{事实:格式|毫米}}")
    return make_slot(match["fact"], match["format"], float(match["blank"] or 0), scope)


def make_slot(fact: str, format_name: str | None, blank: float, scope: Scope) -> Slot:
    """A slot with the default format of its fact's kind. Raises TemplateFault for a format that does not fit."""
    formats = FORMATS[scope.kind(fact)]
    if not formats:
        raise TemplateFault(f"{fact} 是表格，只能用在 table 里")
    if format_name is not None and format_name not in formats:
        raise TemplateFault(f"{fact} 不能用格式 {format_name}，可用：{'、'.join(formats)}")
    return Slot(fact, format_name or formats[0], blank)


def check_choice(fact: str, scope: Scope) -> str:
    """The fact, if boxes can show it. Raises TemplateFault."""
    if fact and scope.kind(fact) not in (FactKind.CHOICE, FactKind.CHOICES):
        raise TemplateFault(f"{fact} 不是可勾选的事实")
    return fact


def parse_when(text: str, scope: Scope) -> When:
    """`fact`, `fact=value`, `fact>13` or `fact<=13` (characters). Raises TemplateFault."""
    if length := re.fullmatch(r"([a-z_.]+)(>|<=)(\d+)", text):
        scope.kind(length[1])
        count = int(length[3])
        return When(length[1], longer=count) if length[2] == ">" else When(length[1], upto=count)
    fact, equals, value = text.partition("=")
    scope.kind(fact)
    return When(fact, value if equals else None)
