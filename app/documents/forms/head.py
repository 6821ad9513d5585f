"""What stands outside the frame: title, head line, serial with its QR, mark box, notes, foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.forms.formats import Facts, filled, long_date
from app.documents.forms.ink import Style
from app.documents.forms.pen import THICK, Pen
from app.documents.forms.qr import draw_qr
from app.documents.forms.sentence import draw_atoms, fitted
from app.documents.forms.styles import (
    FIXED,
    FOOT,
    MARK,
    MARK_SMALL,
    PAGE_NUMBER,
    SERIAL,
    SMALL,
    TITLE,
    TITLE_SMALL,
    TITLE_TWO_LINES,
    baseline_of,
    em,
)
from app.domain.form_layout import Frame, Page, Template, Words

LEFT: dict[Frame, float] = {Frame.TABLE: 20.0, Frame.NOTICE: 28.0, Frame.LETTER: 28.0}
RIGHT: dict[Frame, float] = {Frame.TABLE: 190.0, Frame.NOTICE: 184.0, Frame.LETTER: 184.0}
HEAD_BASELINE = 33.6
FOOT_BASELINE = 287.5
TITLE_WIDTH = 122.0
QR_TOP: dict[Frame, float] = {Frame.TABLE: 13.2, Frame.NOTICE: 12.1, Frame.LETTER: 12.1}
_NOTICE_TITLE = 44.0
FOOT_TEXT = FIXED.at(8)
"""The smallest type of a head line that is too long."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one copy carries on every page: its serial, print date, and whether it was printed again."""

    serial: str
    printed_on: date
    reprint: bool
    code: str


def draw_head(pen: Pen, page: Page, facts: Facts, stamp: Stamp, number: int, continued: bool) -> None:
    """Title, head line, serial and QR of page `number`; a continued page has the small title."""
    title = filled(page.title, facts) or ""
    if page.frame is not Frame.TABLE:
        _draw_notice_head(pen, page, title, facts, stamp, number, continued)
        return
    if page.small_title or continued:
        pen.write(LEFT[page.frame], 25.4, title.replace(" / ", ""), _narrowed(pen, title, 130))
    else:
        _draw_title(pen, title)
    right = RIGHT[page.frame] - _draw_serial(pen, page.frame, stamp, number, HEAD_BASELINE)
    _draw_head_line(pen, page.head, facts, LEFT[page.frame], HEAD_BASELINE, right - 3 - LEFT[page.frame])
    if number == 1:
        _draw_mark(pen, facts, stamp)


def _narrowed(pen: Pen, title: str, width: float) -> Style:
    style = TITLE_SMALL
    while pen.measure(title.replace(" / ", ""), style) > width:
        style = style.at(style.size - 0.5)
    return style


def _draw_title(pen: Pen, title: str) -> None:
    """One line at 22 points, or two at 18 broken where the form file has ` / `; never wider than 122 mm."""
    whole = title.replace(" / ", "")
    if " / " not in title:
        for spacing in (1.5, 0.75, 0.0):
            if pen.measure(whole, TITLE, spacing) <= TITLE_WIDTH:
                pen.write_centred(105, baseline_of(23.3, TITLE.size), whole, TITLE, spacing)
                return
    first, _, second = title.partition(" / ") if " / " in title else _halved(whole)
    for baseline, line in ((19.8, first), (28.0, second)):
        style = TITLE_TWO_LINES
        while pen.measure(line, style, 1.0) > TITLE_WIDTH:
            style = style.at(style.size - 0.5)
        pen.write_centred(105, baseline, line, style, 1.0)


def _halved(title: str) -> tuple[str, str, str]:
    middle = len(title) // 2
    return title[:middle], "", title[middle:]


def _draw_notice_head(
    pen: Pen, page: Page, title: str, facts: Facts, stamp: Stamp, number: int, continued: bool
) -> None:
    _draw_serial(pen, page.frame, stamp, number, 32.4)
    _draw_head_line(pen, page.head, facts, LEFT[page.frame], 32.4, 110)
    if not continued:
        _draw_notice_title(pen, title)
    if number == 1:
        _draw_mark(pen, facts, stamp, LEFT[page.frame])


def _draw_notice_title(pen: Pen, title: str) -> None:
    style, spacing = TITLE, 2.0
    while pen.measure(title, style, spacing) > 150:
        style = style.at(style.size - 1)
    pen.write_centred(106, _NOTICE_TITLE, title, style, spacing)


def _draw_head_line(pen: Pen, head: Template, facts: Facts, x: float, baseline: float, width: float) -> None:
    atoms = fitted(pen, head, facts, (FIXED, FIXED), 3.4, width)
    if sum(atom.width for atom in atoms) > width:
        atoms = fitted(pen, _closer(head), facts, (FOOT_TEXT, FOOT_TEXT), 3.4, width)
    draw_atoms(pen, atoms, x, baseline - 0.375 * em(FIXED.size), FIXED.size, 3.4)


def _closer(head: Template) -> Template:
    """A head line with single blanks where it had two."""
    return tuple(Words(one.text.replace("　　", "　")) if isinstance(one, Words) else one for one in head)


def _draw_serial(pen: Pen, frame: Frame, stamp: Stamp, number: int, baseline: float) -> float:
    if not stamp.serial:
        return 0.0
    draw_qr(pen, RIGHT[frame], QR_TOP[frame], f"{stamp.code}-{number}")
    pen.write_right(RIGHT[frame], baseline, stamp.serial, SERIAL)
    return pen.measure(stamp.serial, SERIAL)


def _draw_mark(pen: Pen, facts: Facts, stamp: Stamp, left: float = 20.0) -> None:
    """手续待补 with its deadline, 补打 with its day, or both in one box, in the staple corner."""
    until = facts.get("paper.pending_until")
    words = "　".join(word for word, marked in (("手续待补", until), ("补打", stamp.reprint)) if marked)
    if not words:
        return
    note = f"限{long_date(until)}前" if until else long_date(stamp.printed_on)
    pen.rectangle(left, 13, 32.4, 12.4, THICK)
    pen.write_centred(left + 16.2, 13 + 5.4, words, MARK)
    pen.write_centred(left + 16.2, 13 + 10.2, note, MARK_SMALL)


def draw_notes(pen: Pen, page: Page, facts: Facts, y: float) -> None:
    """Notes at 9 points under the frame."""
    width = RIGHT[page.frame] - LEFT[page.frame]
    for place, note in enumerate(page.notes):
        atoms = fitted(pen, note, facts, (SMALL, SMALL), 3.4, width)
        draw_atoms(pen, atoms, LEFT[page.frame], y + 3.6 + place * 5.0, SMALL.size, 3.4)


def draw_foot(pen: Pen, page: Page, left: str, stamp: Stamp, number: int, total: int) -> None:
    """Form code and page name, page number, print date."""
    pen.write(LEFT[page.frame], FOOT_BASELINE, left, FOOT)
    pen.write_centred(
        105 if page.frame is Frame.TABLE else 106, FOOT_BASELINE, f"第 {number} 页 / 共 {total} 页", PAGE_NUMBER
    )
    pen.write_right(RIGHT[page.frame], FOOT_BASELINE, f"打印 {stamp.printed_on.isoformat()}", FOOT)
