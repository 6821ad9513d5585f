"""What a form file says, as frozen values: pages, blocks, rows, cells, and the templates inside them.

All measures are millimetres from the top left corner of an A4 sheet; `packs.forms` reads the file, `documents.forms`
draws it. A fact named `.no` is a column of the table row that the cell stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# --- templates: text with facts inside ---


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed text."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact in a format; where it is missing a pen line of `blank` mm (0: by the format).

    The format `line` has no fact: it is a pen line of `blank` mm, or (0) up to the end of the room.
    """

    fact: str
    format: str
    blank: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A check box, ticked where the fact is (or holds) `option`; without a fact it waits for the pen."""

    fact: str
    option: str


@dataclass(frozen=True, slots=True)
class Optional:
    """A part that is left out where one of its facts is missing."""

    pieces: tuple[Words | Slot | Tick, ...]


Piece = Words | Slot | Tick | Optional
Template = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class When:
    """A condition: the fact is known (`value` None); or it is `value` or not known yet; or by the length of a text.

    `longer` and `upto` count characters; a text that is not known counts as short.
    """

    fact: str
    value: str | None = None
    longer: int | None = None
    upto: int | None = None


# --- what a cell holds ---


class Fit(StrEnum):
    """How a value that is too long is fitted: a name, a text, or something that is never broken."""

    NAME = "name"
    TEXT = "text"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Label:
    """One or two lines; two or three characters are spread to the width of four."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """Facts in the weight of values; `unit` stands at the right end where nothing is known (年 月 日, 个月, %).

    `meaning` names the first fact in words, for the attachment page.
    """

    template: Template
    fit: Fit = Fit.TEXT
    align: str = "left"
    size: float = 11.0
    unit: str = ""
    bold: bool = False
    plain: bool = False
    sans: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """Room for the pen with a unit at its right end: 个月, %, `date` (年 月 日) or `hour` (年 月 日 时)."""

    unit: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Lines of fixed text with facts, pen lines and boxes inside; `pen` makes the boxes 4 mm."""

    lines: tuple[Template, ...]
    pen: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One box: the word that the fact holds, and the words printed beside it (mostly the same)."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Boxes:
    """A list to tick, always in the same order; without a fact it waits for the pen."""

    fact: str
    rows: tuple[tuple[Option, ...], ...]
    pen: bool = False
    columns: float = 0.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """An empty box for each word that the fact lists."""

    fact: str


@dataclass(frozen=True, slots=True)
class AmountWords:
    """（大写）人民币伍万元整"""

    fact: str


@dataclass(frozen=True, slots=True)
class AmountFigures:
    """（小写）¥50,000.00, flush right"""

    fact: str


@dataclass(frozen=True, slots=True)
class PenLines:
    """Lines for the pen, 9 mm apart; a known fact takes their place."""

    count: int
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign, with 年 月 日 at the foot; `notes` are small lines under the label, `absent` a box."""

    label: str
    absent: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """（手印） in an otherwise empty cell of 25 × 30."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """A heading and labelled lines for those who write for another."""

    heading: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """64 hex digits in four numbered lines of four groups, and their QR of 36 mm."""

    fact: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Groups:
    """A code in numbered lines of groups for reading aloud, and its QR of 36 mm."""

    fact: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Stack:
    """Several contents, one over the other, in one cell."""

    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class SealCell:
    """A seal square as a cell of 50 × 50."""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing: room for the pen."""


Content = (
    Label
    | Value
    | Sentence
    | Boxes
    | Wanted
    | AmountWords
    | AmountFigures
    | PenLines
    | Signature
    | Fingerprint
    | Witnesses
    | Digest
    | Groups
    | Stack
    | SealCell
    | Blank
    | Empty
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Width in mm and what it holds."""

    width: float
    content: Content


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; it may shrink to `least` so that a page holds, or `grow` into what is left at the foot."""

    height: float
    cells: tuple[Cell, ...]
    least: float = 0.0
    grows: bool = False
    when: When | None = None


# --- blocks, stacked from the top of the frame ---


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows, with a band at their left where `band` is set."""

    rows: tuple[Row, ...]
    band: str = ""
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One opinion block of 51 mm with its rows above; `key` is village, township, county, insurer or bank."""

    key: str
    band: str
    choices: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    recorded: bool = False
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Stages:
    """A chain of opinions in the file's order; `by_pack`: the fact `stages` says which and in what order.

    With `recorded` the facts `opinion.<key>.…` fill the blocks; else they wait for the pen.
    """

    stages: tuple[Stage, ...]
    by_pack: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Running text inside the frame in a fixed height, under a bold heading where there is one."""

    paragraphs: tuple[Template, ...]
    height: float
    heading: str = ""
    unit: str = ""
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines under the frame, `pitch` mm apart; `spare` of them, from the second on, give way where room is short."""

    lines: tuple[Template, ...]
    pitch: float = 9.0
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Heading and width of one column."""

    heading: str
    width: float


@dataclass(frozen=True, slots=True)
class Table:
    """One row of cells repeated for each row of a fact; runs over pages with its heading repeated.

    `most_rows` on a page, 0: as many as fit.
    """

    fact: str
    columns: tuple[Column, ...]
    row: Row
    total: Row | None = None
    band: str = ""
    blank_rows: int = 0
    unit: str = ""
    small: bool = False
    most_rows: int = 0
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text outside a frame; `indent` in characters, `before` in mm, `align` justify, left, right or centre."""

    template: Template
    size: float = 14.0
    indent: int = 2
    bold: bool = False
    align: str = "justify"
    before: float = 0.0
    pitch: float = 0.0
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty height."""

    height: float


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal square of 50 × 50: （公章） and 年 月 日, nothing else; under a letter it stands at the right."""


Block = Grid | Stages | Statement | Table | Lines | Paragraph | Gap | Seal


# --- things at a fixed place ---


@dataclass(frozen=True, slots=True)
class TearLine:
    """A dashed line across the sheet with words in its middle."""

    text: str


@dataclass(frozen=True, slots=True)
class PartCode:
    """A QR and serial of its own for a part that comes back alone."""

    part: str


@dataclass(frozen=True, slots=True)
class PenRule:
    """A label and a line for the pen after it."""

    label: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A block at x, y (its top left corner) in `width` mm."""

    x: float
    y: float
    width: float
    block: Grid | Paragraph | Seal | TearLine | PartCode | PenRule
    when: When | None = None


class Frame(StrEnum):
    """The three frames of the house: table forms, notices, letters and lists after GB/T 9704."""

    TABLE = "table"
    NOTICE = "notice"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the file declares it; more sheets follow where a table or a chain of opinions runs on."""

    name: str
    title: Template
    head: Template
    frame: Frame
    blocks: tuple[Block, ...]
    placed: tuple[Placed, ...] = ()
    notes: tuple[Template, ...] = ()
    small_title: bool = False
    floor: float = 0.0
    when: When | None = None


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A form: `applies_to` is household, contract, village or book; `defaults` stand in for missing facts."""

    id: str
    title: str
    applies_to: str
    pages: tuple[Page, ...]
    defaults: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    shows_code: bool = True
    duplex: bool = False
