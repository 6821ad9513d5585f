"""Taking bundles in with the outcome of each file, and writing the receipts that are owed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.mirror import Imported
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.exchange.states import outcome_chip
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label, Rule
from app.ui.parts.scrolled import scrolled
from app.ui.parts.strip import TroubleStrip
from app.ui.parts.table import TWO_LINES, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

REASON, QWIDGETSIZE_MAX = 96, 16_777_215

_ORDER = ("refused", "held", "imported", "unchanged", "superseded")


class TakeCard(Card):
    """`import_wanted` comes with a file or a folder."""

    import_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("收各村的账", "一个文件，或整个U盘", role=Role.STEP_TITLE, parent=parent)
        self.place = PlaceField("交换包在哪里", Way.EITHER, kinds="交换包 (*.age)")
        self.place.entered.connect(self._take)
        self.take = Button("读进来", self._take, kind="primary", key="Ctrl+Enter", icon_name="inbox", large=True)
        self.trouble = TroubleStrip()
        self.words = Label("", wrap=True)
        self.outcomes = Table(
            [
                Column("", lambda each: each.name or Path(each.file).name, second=outcome_words, stretch=True),
                Column("", lambda each: "", chip=outcome_chip),
            ],
            name="刚才读的文件",
            heading=False,
            row_height=TWO_LINES,
            fit=theme_now().two_columns,
            picks=True,
        )
        self.outcomes.chosen.connect(self._chosen)
        self.reason = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.nothing = Empty(
            "插上村里的U盘，或选一个放着许多包的文件夹。读不进来的不影响别的，原因一条条列在这里。", icon_name="inbox"
        )
        self.body.addWidget(self.place)
        self.body.addLayout(row(self.take))
        self.body.addWidget(self.trouble)
        self.body.addWidget(Rule())
        self.body.addWidget(self.words)
        self.body.addWidget(self.outcomes, 1)
        self._reason_area = scrolled(self.reason, "这一个文件的原因")
        self._reason_area.setMaximumHeight(theme_now().px(REASON) if not theme_now().two_columns else QWIDGETSIZE_MAX)
        self.body.addWidget(self._reason_area)
        self.body.addWidget(self.nothing)
        self.body.addStretch(0)
        for part in (self.words, self.outcomes, self._reason_area):
            part.hide()

    @property
    def folder(self) -> Path | None:
        """Where the bundles were; the receipt goes back there."""
        place = self.place.place
        if place is None:
            return None
        return place.parent if place.suffix else place

    def show_outcomes(self, done: list[Imported]) -> None:
        """What became of each file, the bad ones first."""
        self.trouble.hide()
        bad = [each for each in done if each.error is not None]
        self.words.setText(f"读了 {len(done)} 个文件" + (f"，其中 {len(bad)} 个没有收。" if bad else "。"))
        self.outcomes.set_rows(sorted(done, key=lambda each: _ORDER.index(str(each.outcome))))
        for part in (self.words, self.outcomes, self._reason_area):
            part.show()
        self.nothing.hide()

    def refuse(self, sentences: str) -> None:
        """Why nothing was read."""
        self.trouble.say(sentences)
        self.place.take_focus()

    def _chosen(self, each: Imported | None) -> None:
        self.reason.setText(each.reason if each is not None else "")

    def _take(self) -> None:
        place = self.place.needed()
        if place is not None:
            self.trouble.hide()
            self.import_wanted.emit(place)


class GiveCard(Card):
    """`receipts_wanted` comes with the folder to write to, `upward_wanted` too: the desk's own bundle to the county."""

    receipts_wanted = Signal(object)
    upward_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("开回执", "村里读进去，才算已送达", rigid=True, parent=parent)
        self.place = PlaceField("回执写到哪里", Way.FOLDER)
        self.place.entered.connect(self._give)
        self.give = Button("开回执", self._give, key="R", icon_name="usb")
        self.upward = Button("往县里送一个包", self._upward, key="X", icon_name="up")
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.county = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.trouble = TroubleStrip()
        for part in (self.place, self.trouble, self.words, self.county):
            self.body.addWidget(part)
        self.body.addLayout(row(self.give, self.upward))
        for hidden in (self.words, self.county, self.upward):
            hidden.hide()

    def show_owed(self, owed: int) -> None:
        """How many are owed."""
        self.give.set_word(f"开 {owed} 份回执" if owed else "开回执")
        self.give.setEnabled(bool(owed))
        self.set_note("村里读进去，才算已送达" if owed else "没有欠着的回执")

    def show_county(self, county: str, upward: str) -> None:
        """The desk above, "" where there is none, and how far our own bundle has come."""
        self.upward.setVisible(bool(county))
        self.county.setText(f"{county}：{upward}")
        self.county.setVisible(bool(county))

    def set_place(self, folder: Path | None) -> None:
        """The stick that was just read, as a first guess."""
        if folder is not None:
            self.place.set_place(folder)

    def say(self, words: str) -> None:
        """What was done."""
        self.trouble.hide()
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def refuse(self, sentences: str) -> None:
        """Why it was not written."""
        self.trouble.say(sentences)

    def _give(self) -> None:
        place = self.place.needed()
        if place is not None:
            self.receipts_wanted.emit(place)

    def _upward(self) -> None:
        place = self.place.needed()
        if place is not None:
            self.upward_wanted.emit(place)


def outcome_words(each: Imported) -> str:
    """What the import did, in one line; a long reason is read below the list."""
    if each.error is not None:
        return Path(each.file).name if each.name else "看下面的原因"
    changes = each.rows.values()
    if str(each.outcome) != "imported":
        return f"第 {each.seq} 号包，没有改动"
    counts = {
        "新增": sum(change.added for change in changes),
        "改动": sum(change.changed for change in changes),
        "移除": sum(change.removed for change in changes),
        "待更正": sum(change.quarantined for change in changes),
    }
    told = "，".join(f"{word} {number:,} 行" for word, number in counts.items() if number)
    return f"第 {each.seq} 号包：{told or '没有改动'}"
