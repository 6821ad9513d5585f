"""评分表: the sheets there are, what each asks, and a county's sheet from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.score_sheet import ScoreSheet
from app.services.county_files import read_data_file
from app.services.score_sheets import SheetLine, list_sheets, take_sheet
from app.storage.book import Book
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, LIST, Table
from app.ui.settings.room import Room
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.words import money
from app.ui.work import sentences

SHEETS = "评分表 (*.toml)"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of a sheet: what is asked, how much it can give, and the answers."""

    what: str
    points: str
    answers: str


class ScoreRoom(Room):
    """The policy pack says which sheet is in use; a county's text comes before the built-in one of the same id."""

    key, word, township = "score", "评分表", False

    def build(self) -> None:
        """The list above, the chosen sheet below."""
        self.load = Button("从文件导入县里的评分表", self._choose, icon_name="inbox")
        self.column.addLayout(row(self.load))
        self.column.addWidget(self.said)
        self.say("用哪一张由政策包定。县里的表编号和内置的一样时，用县里的。")
        self.sheets = Table(
            [
                Column("评分表", lambda line: line.sheet.name if line.sheet is not None else line.id),
                Column("", lambda line: "", chip=_chip),
                Column(
                    "依据", lambda line: line.sheet.source if line.sheet else line.fault, stretch=True, explains=True
                ),
            ],
            name="评分表",
            row_height=LIST,
            picks=True,
        )
        self.sheets.setMaximumHeight(theme_now().px(26 + 5 * LIST))
        self.sheets.chosen.connect(self._chosen)
        self.column.addWidget(self.sheets)
        self.asked = Table(
            [
                Column("指标", lambda line: line.what),
                Column("最多（分）", lambda line: line.points, right=True),
                Column("选项", lambda line: line.answers, stretch=True, explains=True),
            ],
            name="评分表的内容",
            row_height=DENSE,
        )
        self.column.addWidget(self.asked, 1)

    def refresh(self) -> None:
        self.work.read(list_sheets, self.work.today, done=self.show_sheets)

    def first_focus(self) -> QWidget | None:
        return self.sheets

    def show_sheets(self, lines: list[SheetLine]) -> None:
        """Show the sheets, the one in use first."""
        self.sheets.set_rows(lines)
        if lines:
            self.sheets.choose(0)

    def _chosen(self, line: SheetLine | None) -> None:
        if line is not None:
            self.asked.set_rows(_lines(line.sheet) if line.sheet is not None else [])

    def _choose(self) -> None:
        file = self.choose_file("选县里的评分表", SHEETS)
        if file is not None:
            self.take_file(file)

    def take_file(self, file: Path) -> None:
        """Check a county's sheet and take it into the book."""
        self.work.write(_take, file, changes=Changed.SETTINGS | Changed.RATINGS, done=self._taken, failed=self._failed)

    def _taken(self, sheet: ScoreSheet) -> None:
        self.say(f"已收进账本：{sheet.name}，{len(sheet.indicators)} 项，满分 {sheet.total_weight}。")

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))


def _take(book: Book, file: Path) -> ScoreSheet:
    return take_sheet(book, read_data_file(file, "评分表"), file.name)


def _chip(line: SheetLine) -> Chip | None:
    if line.fault:
        return Chip("stop", "读不出", Tone.DANGER)
    if line.used:
        return Chip("done", "正在用", Tone.OK)
    return Chip("sheet", "县里的", Tone.ACCENT) if line.own else None


def _lines(sheet: ScoreSheet) -> list[AskedLine]:
    asked = [
        AskedLine(each.label, f"{each.weight}", "；".join(f"{one.label} {one.points}" for one in each.options))
        for each in sheet.indicators
    ]
    bands = [
        AskedLine(f"等级 {band.grade}", f"{band.lower} 起", f"建议额度 {money(band.credit_line)} 元")
        for band in sheet.bands
    ]
    return asked + bands
