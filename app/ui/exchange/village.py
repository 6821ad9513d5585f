"""The village's face of the exchange: the five steps, the slip, what the township has, past bundles, rows sent back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import SentBundle
from app.services.bundles import export_bundle, write_again
from app.services.delivery import acknowledge_on_paper
from app.services.exchange_files import (
    ReceiptReading,
    look_at_place,
    plugged_in,
    read_receipts_at,
    save_pdf,
)
from app.services.exchange_slip import Slip, read_slip
from app.services.exchange_stand import BundleLine
from app.services.exchange_view import Hand, VillageExchange, read_village
from app.services.outbox import check_stick
from app.services.slips import print_slip
from app.ui.changed import Changed
from app.ui.confirmed import Sensitive
from app.ui.exchange.past_cards import ReturnedCard, SentCard
from app.ui.exchange.receipt_card import ReceiptCard
from app.ui.exchange.send_card import SendCard
from app.ui.exchange.slip_card import SlipCard
from app.ui.parts.buttons import Button, link
from app.ui.places import Place, Where
from app.ui.printing.printer import print_pdf, printer_names
from app.ui.theme import theme_now
from app.ui.work import Work, sentences

COPIES = 2
_DRAFT = (Hand.STICK, Hand.MAKE)


class VillageFace(QWidget):
    """`go` asks for another page, `pairing_wanted` for the page of cards, `incoming_wanted` for what the desk sent."""

    go = Signal(object)
    pairing_wanted = Signal()
    incoming_wanted = Signal()
    unpaired = Signal(bool)
    password_wanted = Signal(object, object, object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._view: VillageExchange | None = None
        self._picked: BundleLine | None = None
        self._file: Path | None = None
        self.send, self.slip, self.receipt = SendCard(), SlipCard(), ReceiptCard()
        self.sent, self.returned = SentCard(work.today), ReturnedCard()
        self.pairing = link("结对", self.pairing_wanted.emit, spoken="看结对和指纹")
        self.incoming = Button("", self.incoming_wanted.emit, kind="quiet", key="W", icon_name="inbox")
        self.incoming.hide()
        self.receipt.add_to_heading(self.incoming)
        self.receipt.add_to_heading(self.pairing)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        self.returned.hide()
        if theme.two_columns:
            line.addLayout(_column(self.send, self.receipt, None), 1)
            line.addLayout(_column(self.slip, self.sent, self.returned, None), 1)
            return
        line.addWidget(self.send, 428)
        line.addWidget(self.slip, 366)
        right = _column(self.receipt, self.sent, self.returned)
        right.setStretch(1, 1)
        line.addLayout(right, 324)

    def _connect(self) -> None:
        self.send.act_wanted.connect(self._act)
        self.send.sticks_wanted.connect(self._look_for_sticks)
        self.send.place_wanted.connect(self._look_at_place)
        self.send.receipt_wanted.connect(self.receipt.open_reading)
        self.receipt.read_wanted.connect(self._read_receipt)
        self.receipt.paper_wanted.connect(self._acknowledge)
        self.slip.print_wanted.connect(self._print)
        self.slip.newest_wanted.connect(self._show_newest)
        self.sent.opened.connect(self._pick)
        self.returned.go_wanted.connect(self._mend)

    # --- reading ---

    def start(self) -> None:
        """What the machine knows: printers, sticks."""
        self.slip.set_printers(bool(printer_names()))
        self._look_for_sticks()

    def refresh(self) -> None:
        """Read again."""
        self.work.read(read_village, self.work.today, done=self.show_view)

    def show_view(self, view: VillageExchange) -> None:
        """Show how the exchange stands; the step in hand has the keyboard when it is first shown."""
        first = self._view is None
        self._view = view
        self.unpaired.emit(not view.paired)
        self.incoming.set_word(f"乡镇带来 {view.incoming} 件事")
        self.incoming.setVisible(bool(view.incoming))
        self.send.show_view(view)
        self.receipt.show_view(view)
        self.receipt.set_place(self.send.folder)
        self.sent.show_sent(view.sent)
        self.returned.show_returned(view.returned)
        if self._picked is None:
            self._show_newest()
        if first and self.isVisible():
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> QWidget:
        """The button of the step in hand; its field where the stick is still to be named."""
        return self.send.first

    # --- the slip ---

    def _show_newest(self) -> None:
        self._picked = None
        view = self._view
        if view is not None:
            draft = self.send.hand in _DRAFT or view.slip is None
            self.slip.show_slip(view.draft if draft or view.slip is None else view.slip, newest=True)

    def _pick(self, line: BundleLine) -> None:
        self._picked = line
        self.work.read(read_slip, self.work.today, line.epoch_no, line.seq, done=self._show_picked)

    def _show_picked(self, slip: Slip | None) -> None:
        if slip is not None:
            self.slip.say("")
            self.slip.show_slip(slip, newest=False)

    def _print(self, file: Path | None) -> None:
        self._file = file
        line = self._picked or (self._view.newest if self._view is not None else None)
        if line is not None:
            self.work.write(
                print_slip,
                on=self.work.today,
                epoch_no=line.epoch_no,
                seq=line.seq,
                changes=Changed.PAPERS | Changed.EXCHANGE,
                what="印交接单",
                done=self._slip_made,
                failed=self._slip_failed,
            )

    def _slip_made(self, pdf: bytes) -> None:
        if self._file is not None:
            self.work.run(save_pdf, self._file, pdf, done=self._slip_saved, failed=self._slip_failed)
        elif print_pdf(pdf, printer_names()[0], copies=COPIES, duplex=False):
            self.slip.say("两联已送到打印机。")
        else:
            self.slip.say("打印机没有接下。请看看有没有开、有没有纸，再印一次。")

    def _slip_saved(self, file: Path) -> None:
        self.slip.say(f"已存到 {file}，请印两份。")

    def _slip_failed(self, error: BaseException) -> None:
        self.slip.trouble.say(sentences(error))

    # --- the five steps ---

    def _look_for_sticks(self) -> None:
        self.work.draw(plugged_in, done=self.send.show_sticks)

    def _look_at_place(self, folder: Path) -> None:
        self.work.draw(look_at_place, folder, done=self.send.show_place)

    def _act(self, hand: Hand, folder: Path | None) -> None:
        if hand is Hand.MAKE:
            self.password_wanted.emit(Sensitive.EXPORT, partial(self._start, hand, folder), self._not_asked)
        else:
            self._start(hand, folder)

    def _not_asked(self) -> None:
        self.send.refuse("没有输密码，交换包没有做。账本没有改动。要做的时候再按一次。")

    def _start(self, hand: Hand, folder: Path | None) -> None:
        verbs: dict[Hand, Callable[..., Any]] = {
            Hand.MAKE: partial(export_bundle, on=self.work.today),
            Hand.WRITE: write_again,
            Hand.CHECK: check_stick,
        }
        what = {Hand.MAKE: "做交换包", Hand.WRITE: "写到U盘", Hand.CHECK: "核对U盘"}[hand]
        self._picked = None
        self.work.write(verbs[hand], folder, changes=Changed.EXCHANGE, what=what, done=self._done, failed=self._failed)

    def _done(self, _answer: object) -> None:
        self.send.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: BaseException) -> None:
        self.send.refuse(sentences(error))
        self.refresh()

    # --- receipts ---

    def _read_receipt(self, place: Path) -> None:
        self.work.write(
            read_receipts_at,
            place,
            changes=Changed.EXCHANGE | Changed.SETTINGS,
            what="读入回执",
            done=self._receipts_read,
            failed=self._receipt_failed,
        )

    def _receipts_read(self, read: ReceiptReading) -> None:
        self.receipt.put_away()
        self.send.act.setFocus(Qt.FocusReason.OtherFocusReason)
        if read.refused:
            name, why = read.refused[0]
            self.receipt.refuse(f"{read.text}另有 {len(read.refused)} 个没有收，{name}：{why}")

    def _acknowledge(self, letters: str) -> None:
        self.work.write(
            acknowledge_on_paper,
            letters,
            changes=Changed.EXCHANGE,
            what="登记回执单",
            done=self._acknowledged,
            failed=self._receipt_failed,
        )

    def _acknowledged(self, _bundle: SentBundle) -> None:
        self.receipt.put_away()

    def _receipt_failed(self, error: BaseException) -> None:
        self.receipt.refuse(sentences(error))

    def _mend(self, household: str) -> None:
        self.go.emit(Place(Where.HOUSEHOLDS, household))


def _column(*cards: QWidget | None) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme_now().px(12))
    for card in cards:
        if card is None:
            column.addStretch(1)
        else:
            column.addWidget(card)
    return column
