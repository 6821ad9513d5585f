"""The village's face of the exchange: five steps, the slip, what the township has, past bundles, rows sent back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.models import SentBundle
from app.services.exchange_page import ExchangeView, delivered
from app.ui.exchange.pairing_card import PairingCard
from app.ui.exchange.slip_card import SlipCard
from app.ui.exchange.stick_choice import StickChoice
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Icon, Label, Rule
from app.ui.parts.stage_track import Standing
from app.ui.parts.steps import Step, Steps, inset_frame
from app.ui.parts.table import DENSE, LIST, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

TITLES = ("插好U盘", "做交换包", "写入并读回", "再插一次核对", "交给乡镇，等回执")


class VillageFace(QWidget):
    """Every act is asked for by a signal."""

    export_wanted = Signal(object)
    again_wanted = Signal(object)
    check_wanted = Signal(object)
    receipt_wanted = Signal(object)
    slip_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._view: ExchangeView | None = None
        self._anew = False
        self.chip = ChipLabel(Chip("todo", "还没有送过"))
        self.steps = Steps()
        self.stick = StickChoice()
        self.stick.changed.connect(self._stick_changed)
        self.act = Button("", self._act, kind="primary", key="Ctrl+Enter", icon_name="usb")
        self.later = Button("", self._later)
        self.words = Label("", Role.BODY, wrap=True)
        self.why = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.contents = Table(
            [
                Column("种类", lambda line: line.word),
                Column("上次送出后改的", lambda line: f"{line.changed:,}", right=True),
                Column("上一包里（行）", lambda line: f"{line.rows:,}", right=True),
            ],
            name="这一包里有什么",
            row_height=DENSE,
            fit=theme_now().two_columns,
        )
        self.contents.setMinimumHeight(theme_now().px(26 + 2 * DENSE))
        self.pairing = PairingCard("乡镇")
        self.slip = SlipCard()
        self.slip.print_wanted.connect(self.slip_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        theme = theme_now()
        left = Card("送到乡镇", "用 U盘", role=Role.STEP_TITLE)
        left.add_to_heading(self.chip)
        left.body.addWidget(self.steps)
        left.body.addWidget(Rule())
        left.body.addLayout(
            row(Label("这一包里有什么", Role.CARD_TITLE), Label("扫描件不进包", Role.SMALL, Tone.MUTED))
        )
        left.body.addWidget(self.contents, 1)
        self.left = left
        right = QVBoxLayout()
        right.setSpacing(theme.px(12))
        for card in (self._receipt_card(), self._past_card(), self._returned_card()):
            right.addWidget(card, 1 if card is self.past_card else 0)
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if theme.two_columns else QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        sideways = 0 if theme.two_columns else 1
        line.addWidget(left, 427 * sideways)
        line.addWidget(self.pairing, 365 * sideways)
        line.addWidget(self.slip, 365 * sideways)
        line.addLayout(right, 325 * sideways)

    def _receipt_card(self) -> Card:
        card = Card("回执", rigid=True)
        self.receipt_icon = Icon("todo", Tone.MUTED, 20)
        self.receipt_words, self.receipt_why = Label("", wrap=True), Label("", Role.SMALL, Tone.MUTED, wrap=True)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.receipt_words)
        column.addWidget(self.receipt_why)
        line = QHBoxLayout()
        line.addWidget(self.receipt_icon)
        line.addLayout(column, 1)
        card.body.addLayout(line)
        self.read = Button("读入回执", self._read, key="I", icon_name="inbox")
        card.body.addLayout(row(self.read))
        return card

    def _past_card(self) -> Card:
        self.past_card = Card("送过的包")
        self.past = Table(
            [
                Column("包", lambda sent: str(sent.seq), right=True),
                Column("日期", lambda sent: sent.as_of[5:]),
                Column("状态", lambda sent: "", chip=lambda sent: self._sent_chip(sent)),
            ],
            name="送过的包",
            row_height=LIST,
        )
        self.no_past = Empty("还没有送过。", icon_name="usb")
        self.past_card.body.addWidget(self.past, 1)
        self.past_card.body.addWidget(self.no_past)
        self.past_card.body.addStretch(0)
        return self.past_card

    def _returned_card(self) -> Card:
        self.returned_card = Card("待更正", rigid=True)
        self.returned = Label("", wrap=True)
        self.returned_card.body.addWidget(self.returned)
        return self.returned_card

    # --- showing ---

    def show_view(self, view: ExchangeView) -> None:
        """Show where the exchange stands."""
        self._view = view
        paired = view.township is not None
        self.pairing.setVisible(not paired)
        self.slip.setVisible(paired)
        self.pairing.show_partners(view.fingerprint, view.partners)
        self.slip.show_view(view)
        self.contents.set_rows(view.contents)
        self.past.set_rows(view.sent)
        self.past.setVisible(bool(view.sent))
        self.no_past.setVisible(not view.sent)
        self.returned_card.setVisible(bool(view.returned))
        self.returned_card.set_note(f"{len(view.returned)} 行，乡镇退回")
        self.returned.setText(
            "\n".join(f"{each.table} 第 {each.place + 1} 行：{each.reason}" for each in view.returned[:6])
        )
        self._show_chip(view)
        self._show_receipt(view)
        self._show_steps()

    @property
    def at(self) -> int:
        """The step in hand, from 1: stick and bundle, 3 where it was made but not written, check, hand over."""
        view = self._view
        if view is None or view.state.newest is None or self._anew or delivered(view.state.newest):
            return 1
        if view.state.unwritten:
            return 3
        return 5 if view.checked else 4

    def _show_steps(self) -> None:
        view, at = self._view, self.at
        newest = view.state.newest if view is not None else None
        notes: list[tuple[str, ...]] = [(), (), (), (), ("回执拿回后，在右边“读入回执”。",)]
        if newest is not None and at > 1:
            notes[1] = (f"第 {newest.seq} 号包，{newest.size / 1_000_000:.1f} MB，已签名并加密",)
        if newest is not None and at > 3:
            notes[2] = ("主份和副份各读回一遍，与本机一字不差",)
        if at == 5:
            notes[3] = ("核对过了，U盘上的和本机一样",)
        standings = [Standing.DONE if number < at else Standing.TO_COME for number in range(1, 6)]
        standings[at - 1] = Standing.NOW
        steps = [Step(title, note, where) for title, note, where in zip(TITLES, notes, standings, strict=True)]
        self._detach()
        self.steps.show_steps(steps, self._inset(at))

    def _detach(self) -> None:
        """The parts of the open step are used again; they leave before the old steps are thrown away."""
        for part in (self.words, self.why, self.stick, self.act, self.later):
            part.setParent(self)
            part.hide()

    def _inset(self, at: int) -> QWidget:
        frame = inset_frame()
        theme = theme_now()
        column = QVBoxLayout(frame)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(6))
        words, why, act, later = _OPEN[at]
        for label, text in ((self.words, words), (self.why, why)):
            label.setText(text)
            column.addWidget(label)
            label.setVisible(bool(text))
        if at != 5:
            column.addWidget(self.stick)
            self.stick.show()
        self.act.set_word(act)
        self.later.set_word(later or "先不办")
        buttons = row(self.act, self.later)
        column.addLayout(buttons)
        self.act.show()
        self.later.setVisible(bool(later))
        self._stick_changed()
        return frame

    def _stick_changed(self) -> None:
        paired = self._view is not None and self._view.township is not None
        self.act.setEnabled(paired and (self.at == 5 or self.stick.folder is not None))
        if not paired:
            self.why.setText("还没有和乡镇结对。先在右边办结对登记，再做交换包。")
            self.why.show()

    def _show_chip(self, view: ExchangeView) -> None:
        newest = view.state.newest
        chip = self._sent_chip(newest) if newest is not None else Chip("todo", "还没有送过")
        self.chip.set_chip(chip)

    def _sent_chip(self, sent: SentBundle) -> Chip:
        if delivered(sent):
            word = f"已送达，{sent.to_correct} 行待更正" if sent.to_correct else "已送达"
            return Chip("pencil" if sent.to_correct else "done", word, Tone.WARN if sent.to_correct else Tone.OK)
        if sent.delivery == "replaced":
            return Chip("todo", "被新包取代")
        if not sent.written_to:
            return Chip("stop", "没有写到U盘", Tone.DANGER)
        if not sent.checked_at:
            return Chip("warning", "已写入，未核对", Tone.WARN)
        days = max((self._today - date.fromisoformat(sent.as_of)).days, 0)
        return Chip("waiting", f"等回执 {days} 天", Tone.ACCENT)

    def _show_receipt(self, view: ExchangeView) -> None:
        state = view.state
        if state.newest is None:
            self.receipt_icon.set_icon("todo", Tone.MUTED)
            self.receipt_words.setText("乡镇还没有我们的账")
            self.receipt_why.setText("送去第一个交换包，乡镇会给回执。")
            return
        has = state.delivered
        good = has is not None and has.seq == state.newest.seq
        tone = Tone.OK if good else Tone.DANGER if state.red else Tone.WARN
        self.receipt_icon.set_icon("done" if good else "stop" if state.red else "warning", tone)
        self.receipt_words.setText("乡镇收到了最新的账" if good else "乡镇还没收到最新的账")
        held = f"乡镇手里是第 {has.seq} 号包（{has.as_of[5:]}）。" if has is not None else "乡镇手里还没有我们的账。"
        if not good and state.days_waiting:
            held += f"第 {state.newest.seq} 号送出 {state.days_waiting} 天没有回执，满 28 天转红。"
        self.receipt_why.setText(held)

    # --- asking ---

    def _act(self) -> None:
        folder, at = self.stick.folder, self.at
        if at == 1 and folder is not None:
            self._anew = False
            self.export_wanted.emit(folder)
        elif at == 3 and folder is not None:
            self.again_wanted.emit(folder)
        elif at == 4 and folder is not None:
            self.check_wanted.emit(folder)
        elif at == 5:
            self._read()

    def _later(self) -> None:
        self._anew = True
        self._show_steps()

    def _read(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选回执", "", "回执 (*.age)")
        if chosen:
            self.receipt_wanted.emit(Path(chosen))


_OPEN = {
    1: ("整本账做成一个包，签名、加密，写到U盘，再读回来核对。", "", "做交换包并写入", ""),
    2: ("", "", "", ""),
    3: ("交换包做好了，没有写到U盘。换一个U盘，或腾出地方再写。", "本机数据完好。", "再写一次", "另做一包"),
    4: ("拔下U盘，数三下再插回，然后按“核对U盘”。", "这样才能查出写不进去的坏盘、假盘。", "核对U盘", "另做一包"),
    5: ("把U盘和交接单交给乡镇。", "", "读入回执", "另做一包"),
}
