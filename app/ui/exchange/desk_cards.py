"""The villages of this desk, one of them in full, and the bundles that wait for a person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.exchange_desk import DeskExchange, HeldLine, VillageDetail, VillageLine
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.exchange.states import age_words, village_chip
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.strip import TroubleStrip
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import bare_wan, in_fours, money_or_nothing


class VillagesCard(Card):
    """`chosen` comes with the village the cursor stands on; `held_wanted` asks for the bundles that wait."""

    chosen = Signal(object)
    held_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("各村的账", role=Role.STEP_TITLE, parent=parent)
        self.held = Button("", self.held_wanted.emit, kind="quiet", key="H", icon_name="waiting")
        self.held.hide()
        self.add_to_heading(self.held)
        self.table = Table(
            _columns(),
            name="各村的账",
            row_height=LIST,
            fit=theme_now().two_columns,
            picks=True,
        )
        self.table.chosen.connect(self._chosen)
        self.nothing = Empty("还没有和哪个村结对。先结对，再收他们的账。", icon_name="people")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing)
        self.body.addStretch(0)

    def show_view(self, view: DeskExchange, code: str) -> None:
        """Show the villages; the cursor stays on the one it stood on."""
        late = sum(line.stale for line in view.villages)
        self.set_note(f"{len(view.villages)} 个村" + (f"，{late} 个超过 28 天或没有送过" if late else ""))
        self.table.blockSignals(True)
        self.table.set_rows(view.villages)
        if code:
            self.table.choose_where(lambda line: line.code == code)
        self.table.blockSignals(False)
        self.table.setVisible(bool(view.villages))
        self.nothing.setVisible(not view.villages)
        self.held.set_word(f"挂起的包 {len(view.held)} 个")
        self.held.setVisible(bool(view.held))

    def _chosen(self, line: VillageLine | None) -> None:
        if line is not None:
            self.chosen.emit(line)


def _columns() -> list[Column[VillageLine]]:
    """With large text the day goes first: how long ago says the same."""
    day: Column[VillageLine] = Column("账到哪天", lambda line: f"{line.as_of}" if line.as_of else "—")
    return [
        Column("村", lambda line: line.name, key=lambda line: line.name),
        Column("包", lambda line: line.number or "—", right=True),
        *([] if theme_now().two_columns else [day]),
        Column("多久了", age_words, key=lambda line: line.age or 0, right=True, tone=_age_tone),
        Column("余额（万元）", lambda line: bare_wan(line.balance), right=True, secondary=True),
        Column("逾期（元）", lambda line: money_or_nothing(line.overdue), right=True, secondary=True),
        Column("待更正", lambda line: f"{line.quarantined} 行" if line.quarantined else "—", right=True),
        Column("状态", lambda line: "", chip=village_chip),
    ]


class VillageCard(Card):
    """One village: digest to compare on the phone, sums that differ, rows not taken over with numbered reasons."""

    print_wanted = Signal(str, object)
    receipt_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("这个村", parent=parent)
        self._code, self._has_printer = "", False
        self.digest = Label("", Role.SMALL, wrap=True)
        self.digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.findings = FindingList()
        self.rows = Table(
            [
                Column("编号", lambda one: str(one.code), right=True),
                Column("谁的", lambda one: one.who),
                Column("什么", lambda one: one.kind, tone=lambda one: Tone.MUTED),
                Column("为什么没有收", lambda one: one.reason, stretch=True),
            ],
            name="没有收的行",
            row_height=LIST,
            fit=theme_now().two_columns,
        )
        self.good = Empty("每一行都收下了。", good=True)
        self.print = Button("打印回执单两联", self._print, key="P", icon_name="printer")
        self.again = Button("再开一次回执", self._again, kind="quiet")
        self.file = PlaceField("这台电脑没有打印机，存成 PDF 拿去印", Way.SAVE, kinds="PDF (*.pdf)")
        self.file.entered.connect(self._save)
        self.file.hide()
        self.trouble = TroubleStrip()
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        for part in (self.digest, self.findings, self.rows, self.good):
            self.body.addWidget(part, 1 if part is self.rows else 0)
        self.body.addStretch(0)
        for below in (self.trouble, self.said, self.file):
            self.body.addWidget(below)
        self.body.addLayout(row(self.print, self.again))
        self.show_nothing()

    def set_printers(self, there_are: bool) -> None:
        """Whether this machine can print."""
        self._has_printer = there_are

    def show_nothing(self) -> None:
        """No village is chosen."""
        self.digest.setText("选一个村，这里是它的摘要、差异和没有收的行。")
        for part in (self.findings, self.rows, self.good, self.print, self.again, self.said):
            part.hide()

    def show_detail(self, detail: VillageDetail) -> None:
        """Show one."""
        line = detail.line
        self._code = line.code
        self.title.setText(line.name)
        self.set_note(f"第 {line.number} 号包，账到 {line.as_of}" if line.digest else line.code)
        sent = bool(line.digest)
        groups = in_fours(line.digest).split()
        said = f"摘要：{' '.join(groups[:2])} … {groups[-1]}。村里来电话，念前两组和末一组。" if sent else ""
        self.digest.setText(said or "还没有送来过。收到第一个包，这里就是它的摘要、差异和没有收的行。")
        self.findings.show_findings(detail.findings)
        self.findings.setVisible(bool(detail.findings))
        self.rows.set_rows(detail.quarantined)
        self.rows.setVisible(bool(detail.quarantined))
        self.good.setVisible(sent and not detail.quarantined and not detail.findings)
        for part in (self.print, self.again):
            part.setVisible(sent)

    def say(self, words: str) -> None:
        """What was done."""
        self.trouble.hide()
        self.file.hide()
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def refuse(self, sentences: str) -> None:
        """Why it was not printed."""
        self.trouble.say(sentences)

    def _print(self) -> None:
        if self._has_printer:
            self.print_wanted.emit(self._code, None)
            return
        self.file.show()
        self.file.take_focus()

    def _save(self) -> None:
        place: Path | None = self.file.needed()
        if place is not None:
            self.print_wanted.emit(self._code, place)

    def _again(self) -> None:
        self.receipt_wanted.emit(self._code)


class HeldCard(Card):
    """挂起的包: two laptops, a restored backup, a rewritten history; `seen` once it was shown by itself."""

    admit_wanted = Signal(object, str)
    epoch_wanted = Signal(object, str)
    refuse_wanted = Signal(object, str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("挂起的包", "先打电话问清，再办", parent=parent)
        self.seen = False
        self.leave = Button("收起", self.back.emit, kind="quiet", icon_name="down")
        self.add_to_heading(self.leave)
        self.table = Table(
            [
                Column("村", lambda one: one.name),
                Column("包", lambda one: one.number, right=True),
                Column("收到", lambda one: f"{one.received:%m-%d %H:%M}", secondary=True),
                Column("办到哪里", lambda one: "已要求另起一期" if one.asked else "等人看", stretch=True),
            ],
            name="挂起的包",
            row_height=LIST,
            picks=True,
            fit=theme_now().two_columns,
        )
        self.table.chosen.connect(self._chosen)
        self.why = Label("", wrap=True)
        self.reason = Field("问清的情况（写进日志）", needed=True)
        self.trouble = TroubleStrip()
        self.admit = Button("看过了，放行", self._admit)
        self.order = Button("请村里另起一期", self._order)
        self.stray = Button("拒收", self._refuse)
        self.body.addWidget(self.table, 1)
        lower = QVBoxLayout()
        lower.setSpacing(theme_now().px(6))
        for part in (self.why, self.reason, self.trouble):
            lower.addWidget(part)
        lower.addLayout(row(self.order, self.admit, self.stray))
        self.body.addLayout(lower)

    def show_held(self, lines: tuple[HeldLine, ...]) -> None:
        """Show them."""
        self.trouble.hide()
        self.table.set_rows(lines)
        self._chosen(self.table.row)

    def refuse(self, sentences: str) -> None:
        """Why it was not done."""
        self.trouble.say(sentences)

    def _chosen(self, line: HeldLine | None) -> None:
        self.why.setText(f"{line.reason}。" if line is not None else "")
        for button in (self.admit, self.order, self.stray):
            button.setEnabled(line is not None)

    def _admit(self) -> None:
        if (line := self._decided()) is not None:
            self.admit_wanted.emit(line, self.reason.text)

    def _order(self) -> None:
        if (line := self._decided()) is not None:
            self.epoch_wanted.emit(line, self.reason.text)

    def _refuse(self) -> None:
        if (line := self._decided()) is not None:
            self.refuse_wanted.emit(line, self.reason.text)

    def _decided(self) -> HeldLine | None:
        """The chosen bundle, where a reason was given."""
        line = self.table.row
        return line if isinstance(line, HeldLine) and first_wrong([self.reason]) is None else None


def _age_tone(line: VillageLine) -> Tone:
    return Tone.WARN if line.stale else Tone.PLAIN
