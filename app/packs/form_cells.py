"""Cells and rows of form files: from inline tables of TOML to the values of `form_layout`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.domain.form_layout import (
    AmountFigures,
    AmountWords,
    Blank,
    Boxes,
    Cell,
    Content,
    Digest,
    Empty,
    Fingerprint,
    Fit,
    Groups,
    Label,
    Option,
    Optional,
    PenLines,
    Row,
    SealCell,
    Sentence,
    Signature,
    Slot,
    Stack,
    Template,
    Value,
    Wanted,
    When,
    Witnesses,
    Words,
)
from app.packs.form_templates import Scope, TemplateFault, check_choice, make_slot, parse_template, parse_when
from app.packs.toml_files import Table

Read = TypeVar("Read")
LABEL_WIDTH = 25.0
GRID = 5.0
PATTERNS: dict[tuple[float, int], tuple[float, ...]] = {
    (160, 1): (160,),
    (160, 2): (25, 135),
    (160, 3): (25, 80, 55),
    (160, 4): (25, 55, 25, 55),
    (160, 6): (25, 30, 25, 25, 25, 30),
    (160, 8): (20, 20, 20, 20, 20, 20, 20, 20),
    (170, 1): (170,),
    (170, 2): (25, 145),
    (170, 4): (25, 60, 25, 60),
    (170, 6): (25, 35, 25, 30, 25, 30),
}
"""Cell widths by the width of the row and the number of its cells, where the file does not give them."""

_KIND_KEYS = (
    "label value text boxes wanted words figures lines sign fingerprint witnesses digest groups stack seal blank empty"
)
_OWN_KEYS = "width of align size fit unit bold plain sans pen columns fact absent notes heading code note"
_CELL_KEYS = tuple(f"{_KIND_KEYS} {_OWN_KEYS}".split())
_NAMES = ("name", "head", "borrower", "claimant", "chair", "recorder", "person", "visitor", "met", "insured")


class CellReader:
    """Reads the rows of one block; `width` is what the cells of a row must add up to."""

    def __init__(self, table: Table, width: float, scope: Scope, pen: bool = False, on_grid: bool = False) -> None:
        self.table = table
        self.width = width
        self.scope = scope
        self.pen = pen
        self.on_grid = on_grid

    def rows(self, key: str) -> tuple[Row, ...]:
        """All rows under `key`. Raises DataFileError with row and cell."""
        found = self.table.content.get(key, [])
        if not isinstance(found, list):
            raise self.table.fault(key, "应为行的列表")
        return tuple(self.row(entry, f"{key}[{number}]") for number, entry in enumerate(found, start=1))

    def row(self, entry: Any, where: str) -> Row:
        """One row: a list of cells, or a table with `cells` and the row's own keys."""
        if isinstance(entry, list):
            entry = {"cells": entry}
        if not isinstance(entry, dict) or not isinstance(entry.get("cells"), list):
            raise self.table.fault(where, "一行应写成格子的列表，或带 cells 的表")
        own = Table(entry, self.table.file, f"{self.table.path}.{where}")
        own.only(("cells", "height", "least", "grows", "pen", "widths", "when"))
        pen = own.flag("pen", self.pen)
        cells = tuple(self._content(cell, f"{where}[{n}]", pen) for n, cell in enumerate(entry["cells"], start=1))
        widths = self._widths(own, entry["cells"], cells)
        height = float(own.number("height")) if own.has("height") else _usual_height(cells, pen)
        return Row(
            height=height,
            cells=tuple(Cell(width, content) for width, content in zip(widths, cells, strict=True)),
            least=float(own.number("least")) if own.has("least") else height,
            grows=own.flag("grows", False),
            when=self._when(own),
        )

    def _when(self, own: Table) -> When | None:
        if not own.has("when"):
            return None
        return self._parsed(own, "when", lambda: parse_when(own.text("when"), self.scope))

    def _widths(self, own: Table, entries: list[Any], cells: tuple[Content, ...]) -> tuple[float, ...]:
        given = [entry.get("width") if isinstance(entry, dict) else None for entry in entries]
        if own.has("widths"):
            widths = tuple(float(width) for width in own.integers("widths"))
        elif any(width is not None for width in given):
            widths = tuple(float(w) if w is not None else LABEL_WIDTH for w in given)
        elif any(isinstance(cell, Signature) for cell in cells):
            widths = _signature_widths(cells, self.width)
        else:
            widths = PATTERNS.get((self.width, len(cells)), ())
        if len(widths) != len(cells) or abs(sum(widths) - self.width) > 0.01:
            reason = f"{len(cells)} 格的宽度合计应为 {self.width:g} 毫米，现在是 {'+'.join(f'{w:g}' for w in widths)}"
            raise own.fault("widths", reason)
        if self.on_grid and any(width % GRID for width in widths):
            raise own.fault("widths", f"竖线要在 {GRID:g} 毫米的格子上，现在是 {'+'.join(f'{w:g}' for w in widths)}")
        return widths

    def _content(self, entry: Any, where: str, pen: bool) -> Content:
        if isinstance(entry, str):
            entry = {"label": entry}
        if not isinstance(entry, dict):
            raise self.table.fault(where, f"格子应写成文字或表，现在是 {entry}")
        own = Table(entry, self.table.file, f"{self.table.path}.{where}")
        own.only(_CELL_KEYS)
        readers: dict[str, Callable[[Table, bool], Content]] = {
            "label": self._label,
            "value": self._value,
            "text": self._sentence,
            "boxes": self._boxes,
            "wanted": lambda own, pen: Wanted(own.text("wanted")),
            "words": lambda own, pen: AmountWords(self._slot(own, "words", "words").fact),
            "figures": lambda own, pen: AmountFigures(self._slot(own, "figures", "money").fact),
            "lines": self._lines,
            "sign": lambda own, pen: Signature(own.text("sign"), own.flag("absent", False), own.texts("notes", ())),
            "fingerprint": lambda own, pen: Fingerprint(),
            "witnesses": lambda own, pen: Witnesses(own.text("heading", "不能书写时"), own.texts("witnesses")),
            "digest": lambda own, pen: Digest(self._fact(own, "digest"), self._fact(own, "code"), own.text("note", "")),
            "groups": lambda own, pen: Groups(self._fact(own, "groups"), self._fact(own, "code"), own.text("note", "")),
            "stack": lambda own, pen: Stack(tuple(self._stacked(own, where, pen))),
            "seal": lambda own, pen: SealCell(),
            "blank": lambda own, pen: Blank(own.text("blank")),
            "empty": lambda own, pen: Empty(),
        }
        kinds = [key for key in readers if key in entry]
        if len(kinds) != 1:
            raise self.table.fault(where, f"一格要写且只写一种内容（{'、'.join(readers)}）")
        kind = kinds[0]
        return self._parsed(own, kind, lambda: readers[kind](own, own.flag("pen", pen)))

    def _stacked(self, own: Table, where: str, pen: bool) -> list[Content]:
        entries = own.content["stack"]
        if not isinstance(entries, list):
            raise own.fault("stack", "应为格子内容的列表")
        return [self._content(entry, f"{where}.stack[{n}]", pen) for n, entry in enumerate(entries, start=1)]

    def _label(self, own: Table, pen: bool) -> Label:
        lines = tuple(own.text("label").split("|"))
        if any(len(line) > 6 for line in lines) or len(lines) > 3:
            raise TemplateFault("标签每行最多 6 个字、最多三行，用 | 分行")
        return Label(lines)

    def _value(self, own: Table, pen: bool) -> Value:
        text = own.text("value")
        template = parse_template(text if "{" in text else f"{{{text}}}", self.scope)
        slots = [piece for piece in template if isinstance(piece, Slot)]
        fit = own.text("fit", "")
        return Value(
            template=template,
            fit=Fit(fit) if fit in tuple(Fit) else _usual_fit(slots),
            align=own.text("align", "left"),
            size=float(own.number("size")) if own.has("size") else 11.0,
            unit=own.text("unit", "") or _usual_unit(template, slots),
            bold=own.flag("bold", False),
            plain=own.flag("plain", False),
            sans=own.flag("sans", False),
            meaning=self.scope.meaning(slots[0].fact) if slots else "",
        )

    def _sentence(self, own: Table, pen: bool) -> Sentence:
        return Sentence(tuple(parse_template(line, self.scope) for line in own.text("text").split("\n")), pen)

    def _boxes(self, own: Table, pen: bool) -> Boxes:
        found = own.content.get("of")
        if not isinstance(found, list) or not found:
            raise TemplateFault("boxes 要有选项 of")
        rows = found if isinstance(found[0], list) else [found]
        if not all(isinstance(option, str) for row in rows for option in row):
            raise TemplateFault("of 里的选项应为文字")
        columns = float(own.number("columns")) if own.has("columns") else 0.0
        fact = check_choice(own.text("boxes", ""), self.scope)
        return Boxes(fact, tuple(tuple(map(_option, row)) for row in rows), pen, columns)

    def _lines(self, own: Table, pen: bool) -> PenLines:
        fact = own.text("fact", "")
        if fact:
            self.scope.kind(fact)
        return PenLines(own.integer("lines"), fact)

    def _slot(self, own: Table, key: str, format_name: str) -> Slot:
        return make_slot(own.text(key), format_name, 0.0, self.scope)

    def _fact(self, own: Table, key: str) -> str:
        name = own.text(key)
        self.scope.kind(name)
        return name

    def _parsed(self, own: Table, key: str, parse: Callable[[], Read]) -> Read:
        try:
            return parse()
        except TemplateFault as fault:
            raise own.fault(key, str(fault)) from None


def _signature_widths(cells: tuple[Content, ...], width: float) -> tuple[float, ...]:
    """60 to sign, 25 for the fingerprint; the rest shares what is left."""
    fixed = [25.0 if isinstance(cell, Fingerprint) else 0.0 for cell in cells]
    for place, cell in enumerate(cells[:-1]):
        if isinstance(cell, Signature) and fixed[place + 1]:
            fixed[place] = 60.0
    loose = fixed.count(0.0)
    share = (width - sum(fixed)) / loose if loose else 0.0
    return tuple(size or share for size in fixed)


def _option(text: str) -> Option:
    """`值=印出的字`, or one word for both."""
    value, equals, words = text.partition("=")
    return Option(value, words if equals else value)


def _usual_height(cells: tuple[Content, ...], pen: bool) -> float:
    if any(isinstance(cell, Signature | Fingerprint | Witnesses) for cell in cells):
        return 30.0
    lines = max((_line_count(cell) for cell in cells), default=1)
    return (10.0 if pen else 9.0) * lines


def _line_count(content: Content) -> int:
    match content:
        case Boxes(rows=rows):
            return len(rows)
        case Sentence(lines=lines):
            return len(lines)
        case PenLines(count=count):
            return count
        case Stack(contents=contents):
            return len(contents)
        case _:
            return 1


def _usual_fit(slots: list[Slot]) -> Fit:
    if len(slots) == 1 and slots[0].format in ("id", "account", "phone", "money", "amount", "percent", "date"):
        return Fit.WHOLE
    if slots and (slots[0].format == "name" or slots[0].fact.rsplit(".", 1)[-1] in _NAMES):
        return Fit.NAME
    return Fit.TEXT


def _usual_unit(template: Template, slots: list[Slot]) -> str:
    """What stays at the right end of a cell whose only fact is missing."""
    if len(slots) != 1:
        return ""
    rest = [piece for piece in template if not isinstance(piece, Optional)]
    last = rest[-1]
    if isinstance(last, Words):
        return last.text
    return {"date": "date", "percent": "%"}.get(slots[0].format, "")
