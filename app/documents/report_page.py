"""A report as an official page by GB/T 9704: A4, frame 156 × 225 mm, 22 lines of 28 characters; its tables as annex."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Face, font
from app.documents.forms.ink import Ink, Style
from app.documents.forms.lines import Token, break_lines, set_line, tokens_of
from app.documents.forms.pen import THICK, THIN, Pen
from app.documents.forms.running import LETTER_SIZE
from app.documents.forms.styles import TITLE, baseline_of, em
from app.domain.money import format_wan
from app.domain.report import Figure, Measure, Report, ReportTable

LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0
PITCH = HEIGHT / 22
BODY = Style(Face.SERIF, LETTER_SIZE)
BOLD = Style(Face.BOLD, LETTER_SIZE)
CELL, CELL_HEAD = Style(Face.SERIF, 10.5), Style(Face.BOLD, 10.5)
NUMBER = Style(Face.SERIF, 14)
NOTE = Style(Face.SERIF, 12)
ROW, TITLE_PITCH, PAD = 7.6, 12.0, 1.6
CELL_PITCH = 5.0
_BREAKS = "月日周村"
FIGURE_HEADINGS = ("指标", "本期", "上期", "增减", "单位", "口径")
FIGURE_WIDTHS = (48.0, 20.0, 20.0, 18.0, 12.0, 38.0)


def write_report_page(report: Report, out: BinaryIO) -> int:
    """Write the report to `out` as PDF and answer the number of pages. Money is in 万元."""
    font(Face.SERIF)
    canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=Face.SERIF.value, lang="zh-CN")
    canvas.setCreator("huicun")
    canvas.setTitle(report.title)
    canvas.setAuthor("")
    pages = _Pages(Ink(canvas._doc))
    _letter(pages, report)
    _annex(pages, report)
    for number, pen in enumerate(pages.pens, start=1):
        side = LEFT + WIDTH - em(NUMBER.size) if number % 2 else LEFT + em(NUMBER.size)
        text = f"— {number} —"
        if number % 2:
            pen.write_right(side, TOP + HEIGHT + 11, text, NUMBER)
        else:
            pen.write(side, TOP + HEIGHT + 11, text, NUMBER)
        canvas._code.extend(pen.operators)
        canvas.showPage()
    canvas.save()
    return len(pages.pens)


class _Pages:
    """The pages drawn so far; `y` is how far down the frame of the last one is filled, mm."""

    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.pens: list[Pen] = []
        self.y = 0.0
        self.turn()

    @property
    def pen(self) -> Pen:
        """The page in hand."""
        return self.pens[-1]

    def turn(self) -> None:
        """Begin a page."""
        self.pens.append(Pen(self.ink))
        self.y = 0.0

    def room_for(self, height: float) -> bool:
        """Whether so much is left of the frame; begins a page where it is not."""
        if self.y + height <= HEIGHT + 0.01:
            return True
        self.turn()
        return False

    def line(self, line: list[Token], indent: float, *, straight: bool) -> None:
        """One line of the letter."""
        self.room_for(PITCH)
        middle = TOP + self.y + PITCH / 2
        room = WIDTH - indent if straight else None
        set_line(self.pen, line, LEFT + indent, baseline_of(middle, BODY.size), room)
        self.y += PITCH

    def paragraph(self, text: str, style: Style = BODY) -> None:
        """A paragraph with its first line two characters in."""
        indent = 2 * em(style.size)
        lines = break_lines(tokens_of(self.pen, text, style), WIDTH, indent)
        for at, line in enumerate(lines):
            self.line(line, indent if at == 0 else 0.0, straight=at < len(lines) - 1)

    def centred(self, text: str, style: Style, pitch: float) -> None:
        """Centred lines of a title, of about one length."""
        for line in _title_lines(self.pen, text, style):
            self.room_for(pitch)
            self.pen.write_centred(LEFT + WIDTH / 2, baseline_of(TOP + self.y + pitch / 2, style.size), line, style)
            self.y += pitch


def _letter(pages: _Pages, report: Report) -> None:
    pages.centred(report.title, TITLE, TITLE_PITCH)
    if not report.final:
        pages.centred("（未定稿）", NOTE, 8.0)
    pages.y += PITCH / 2
    if report.zero:
        pages.paragraph("本期无新增业务，零报告。")
    for text in report.paragraph.split("\n"):
        pages.paragraph(text)
    if report.adjustments:
        pages.paragraph("上期调整", BOLD)
        for text in report.adjustments:
            pages.paragraph(text)
    until = f"{report.entered_until:%Y年%m月%d日 %H:%M}"
    pages.paragraph(f"业务截止日：{_day(report)}；录入截止时点：{until}；制表人：{report.maker}。金额单位：万元。")
    pages.paragraph("附件：主要指标和分项表")
    _signature(pages, report)


def _signature(pages: _Pages, report: Report) -> None:
    """Who and when, four characters from the right edge; never alone on a page of its own."""
    pages.room_for(3 * PITCH)
    pages.y += PITCH
    right = LEFT + WIDTH - 4 * em(BODY.size)
    day = _day(report)
    middle = right - pages.pen.measure(day, BODY) / 2
    who_half = pages.pen.measure(report.village, BODY) / 2
    middle = min(middle, LEFT + WIDTH - who_half)
    for text in (report.village, day):
        pages.pen.write_centred(middle, baseline_of(TOP + pages.y + PITCH / 2, BODY.size), text, BODY)
        pages.y += PITCH


def _annex(pages: _Pages, report: Report) -> None:
    pages.turn()
    pages.pen.write(LEFT, baseline_of(TOP + PITCH / 2, BODY.size), "附件", BOLD)
    pages.y = PITCH
    pages.centred("主要指标", Style(Face.BOLD, 18), TITLE_PITCH)
    rows: list[tuple[str, ...]] = []
    for group in report.groups:
        rows.append((group.title,))
        rows += [_figure(figure) for figure in group.figures]
    _table(pages, FIGURE_HEADINGS, FIGURE_WIDTHS, "lrrrll", rows)
    for table in report.tables:
        pages.y += ROW / 2
        pages.room_for(4 * ROW)
        pages.pen.write(LEFT, baseline_of(TOP + pages.y + ROW / 2, BOLD.size), _with_unit(table), BOLD)
        pages.y += ROW * 1.3
        headings = [heading for heading, _measure in table.columns]
        sides = "".join("l" if measure is Measure.TEXT else "r" for _heading, measure in table.columns)
        texts = [tuple(_shown(value, measure) for (_, measure), value in _pairs(table, row)) for row in table.rows]
        _table(pages, headings, _widths(pages.pen, headings, texts), sides, texts)


def _table(
    pages: _Pages, headings: Sequence[str], widths: Sequence[float], sides: str, rows: Sequence[tuple[str, ...]]
) -> None:
    """A ruled table that goes on over pages, with its heading on each; a row of one cell is a group's title."""
    _row(pages, headings, widths, "c" * len(headings), CELL_HEAD, THICK)
    for row in rows:
        needed = _row_height(pages.pen, row, widths) + (ROW if len(row) == 1 else 0)  # a title is never the last
        if not pages.room_for(needed):
            _row(pages, headings, widths, "c" * len(headings), CELL_HEAD, THICK)
        if len(row) == 1:
            _row(pages, row, [sum(widths)], "l", CELL_HEAD, THIN)
        else:
            _row(pages, row, widths, sides, CELL, THIN)
    pages.pen.line(LEFT, TOP + pages.y, LEFT + sum(widths), TOP + pages.y, THICK)


def _row(pages: _Pages, cells: Sequence[str], widths: Sequence[float], sides: str, style: Style, weight: float) -> None:
    height = _row_height(pages.pen, cells, widths)
    pages.room_for(height)
    top, x = TOP + pages.y, LEFT
    pages.pen.line(LEFT, top, LEFT + sum(widths), top, weight)
    for text, width, side in zip(cells, widths, sides, strict=True):
        lines = _cell_lines(pages.pen, text, width)
        for at, line in enumerate(lines):
            baseline = baseline_of(top + height / 2 + (at - (len(lines) - 1) / 2) * CELL_PITCH, style.size)
            if side == "r":
                pages.pen.write_right(x + width - PAD, baseline, line, style)
            elif side == "c":
                pages.pen.write_centred(x + width / 2, baseline, line, style)
            else:
                pages.pen.write(x + PAD, baseline, line, style)
        x += width
    pages.y += height


def _row_height(pen: Pen, cells: Sequence[str], widths: Sequence[float]) -> float:
    if len(cells) == 1:
        return ROW
    lines = max(len(_cell_lines(pen, text, width)) for text, width in zip(cells, widths, strict=True))
    return max(ROW, lines * CELL_PITCH + 2.6)


def _cell_lines(pen: Pen, text: str, width: float) -> list[str]:
    lines = break_lines(tokens_of(pen, text, CELL), width - 2 * PAD)
    return ["".join(token.text for token in line) for line in lines] or [""]


def _widths(pen: Pen, headings: Sequence[str], rows: Sequence[tuple[str, ...]]) -> list[float]:
    """The frame shared out by the widest text of each column."""
    columns = list(zip(headings, *rows, strict=True))
    natural = [max(pen.measure(text, CELL_HEAD) for text in column) + 2 * PAD + 0.6 for column in columns]
    spare = WIDTH - sum(natural)
    if spare >= 0:
        return [width + spare / len(natural) for width in natural]
    return [width * WIDTH / sum(natural) for width in natural]


def _title_lines(pen: Pen, text: str, style: Style) -> list[str]:
    """One line, or two broken after a place or a time as near the middle as may be; else as it comes."""
    widest = WIDTH - em(style.size)
    if pen.measure(text, style) <= widest:
        return [text]
    ends = [at for at in range(1, len(text)) if text[at - 1] in _BREAKS and text[at] not in "，。、）"]
    for at in sorted(ends, key=lambda place: abs(len(text) - 2 * place)):
        if max(pen.measure(text[:at], style), pen.measure(text[at:], style)) <= widest:
            return [text[:at], text[at:]]
    return ["".join(token.text for token in line) for line in break_lines(tokens_of(pen, text, style), widest)]


def _figure(figure: Figure) -> tuple[str, ...]:
    parts = (f"分母：{figure.denominator}" * bool(figure.denominator), figure.note)
    unit = {Measure.MONEY: "万元", Measure.PERCENT: "%"}.get(figure.measure, figure.unit)
    values = (_shown(value, figure.measure) for value in (figure.now, figure.before, figure.change))
    return (figure.name, *values, unit, "；".join(part for part in parts if part))


def _pairs(table: ReportTable, row: tuple[object, ...]) -> list[tuple[tuple[str, Measure], object]]:
    return list(zip(table.columns, row, strict=True))


def _with_unit(table: ReportTable) -> str:
    money = any(measure is Measure.MONEY for _heading, measure in table.columns)
    return f"{table.title}（万元）" if money else table.title


def _shown(value: object, measure: Measure) -> str:
    if value is None:
        return "—"
    if measure is Measure.MONEY:
        return format_wan(Decimal(str(value)))
    if measure is Measure.PERCENT:
        return f"{value:.2f}"
    return str(value)


def _day(report: Report) -> str:
    return f"{report.as_of.year}年{report.as_of.month}月{report.as_of.day}日"
