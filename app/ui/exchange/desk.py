"""The township's face: villages with their last bundle, taking bundles in, what needs a person, receipts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.bundles import Exported, export_bundle
from app.services.exchange_desk import (
    DeskExchange,
    HeldLine,
    VillageDetail,
    VillageLine,
    read_desk_exchange,
    read_village_detail,
)
from app.services.exchange_files import import_at, save_pdf
from app.services.held import admit_held, order_new_epoch, refuse_held
from app.services.mirror import Imported
from app.services.receipts import Written, write_receipts
from app.services.slips import print_receipt_slip
from app.ui.changed import Changed
from app.ui.exchange.desk_cards import HeldCard, VillageCard, VillagesCard
from app.ui.exchange.desk_takes import GiveCard, TakeCard
from app.ui.parts.buttons import link
from app.ui.parts.stack import Stack
from app.ui.printing.printer import print_pdf, printer_names
from app.ui.theme import theme_now
from app.ui.work import Work, sentences

COPIES = 2
ALL_ROWS = Changed.EXCHANGE | Changed.HOUSEHOLDS | Changed.LOANS | Changed.VISITS | Changed.PAPERS | Changed.RATINGS


class DeskFace(QWidget):
    """`pairing_wanted` asks for the page of cards."""

    pairing_wanted = Signal()
    go = Signal(object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._code = ""
        self._file: Path | None = None
        self.take, self.give = TakeCard(), GiveCard()
        self.villages, self.village, self.held = VillagesCard(), VillageCard(), HeldCard()
        self.pairing = link("结对", self.pairing_wanted.emit, spoken="看结对和指纹")
        self.villages.add_to_heading(self.pairing)
        self.below = Stack()
        self.below.addWidget(self.village)
        self.below.addWidget(self.held)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.px(12))
        tall = 0 if theme.two_columns else 1
        left.addWidget(self.take, tall)
        left.addWidget(self.give)
        right.addWidget(self.villages, tall)
        right.addWidget(self.below, tall)
        if theme.two_columns:
            left.addStretch(1)
            right.addStretch(1)
        line.addLayout(left, 10)
        line.addLayout(right, 13)

    def _connect(self) -> None:
        self.take.import_wanted.connect(self._import)
        self.give.receipts_wanted.connect(self._give)
        self.villages.chosen.connect(self._choose)
        self.villages.held_wanted.connect(self._show_held)
        self.village.print_wanted.connect(self._print)
        self.village.receipt_wanted.connect(self._give_one)
        self.held.admit_wanted.connect(self._admit)
        self.held.epoch_wanted.connect(self._order)
        self.held.refuse_wanted.connect(self._refuse)
        self.give.upward_wanted.connect(self._send_up)
        self.held.back.connect(self._show_village)

    # --- reading ---

    def start(self) -> None:
        """What the machine knows."""
        self.village.set_printers(bool(printer_names()))

    def refresh(self) -> None:
        """Read again."""
        self.work.read(read_desk_exchange, self.work.today, done=self.show_view)

    def show_view(self, view: DeskExchange) -> None:
        """Show what the desk holds."""
        self.villages.show_view(view, self._code)
        self.give.show_owed(view.owed)
        self.give.show_county(view.county, view.upward)
        self.held.show_held(view.held)
        if not view.held:
            self._show_village()
        elif not self._code and not self.held.seen:
            self._show_held()
        line = self.villages.table.row
        if isinstance(line, VillageLine):
            self._choose(line)

    def show_detail(self, detail: VillageDetail | None) -> None:
        """Show one village in full."""
        if detail is not None:
            self.village.show_detail(detail)

    def first_focus(self) -> QWidget:
        """Where bundles are."""
        return self.take.place.field.line

    def _choose(self, line: VillageLine) -> None:
        self._code = line.code
        self.work.read(read_village_detail, line.code, self.work.today, done=self.show_detail)

    def _show_held(self) -> None:
        self.held.seen = True
        self.below.setCurrentWidget(self.held)

    def _show_village(self) -> None:
        self.below.setCurrentWidget(self.village)

    # --- taking bundles ---

    def _import(self, place: Path) -> None:
        self.work.write(
            import_at,
            place,
            changes=ALL_ROWS,
            what="读交换包",
            progress=True,
            done=self._imported,
            failed=self._import_failed,
        )

    def _imported(self, done: list[Imported]) -> None:
        self.take.show_outcomes(done)
        self.give.set_place(self.take.folder)

    def _import_failed(self, error: BaseException) -> None:
        self.take.refuse(sentences(error))

    # --- giving receipts ---

    def _give(self, place: Path) -> None:
        self._write_receipts(place, "")

    def _give_one(self, code: str) -> None:
        place = self.give.place.needed()
        if place is not None:
            self._write_receipts(place, code)

    def _write_receipts(self, place: Path, code: str) -> None:
        self.work.write(
            write_receipts,
            place,
            on=self.work.today,
            village=code,
            changes=Changed.EXCHANGE,
            what="开回执",
            done=self._given,
            failed=self._give_failed,
        )

    def _given(self, done: list[Written]) -> None:
        names = "、".join(each.name for each in done)
        self.give.say(f"开了 {len(done)} 份回执：{names}。请让村里带回去。" if done else "没有欠着的回执。")

    def _send_up(self, place: Path) -> None:
        self.work.write(
            export_bundle,
            place,
            on=self.work.today,
            changes=Changed.EXCHANGE,
            what="做送县里的包",
            done=self._sent_up,
            failed=self._give_failed,
        )

    def _sent_up(self, sent: Exported) -> None:
        self.give.say(f"第 {sent.position.seq} 号包已写入并读回：{sent.file.name}。县里的回执也用“读进来”。")

    def _give_failed(self, error: BaseException) -> None:
        self.give.refuse(sentences(error))

    def _print(self, code: str, file: Path | None) -> None:
        self._file = file
        self.work.write(
            print_receipt_slip,
            code,
            on=self.work.today,
            changes=Changed.PAPERS | Changed.EXCHANGE,
            what="印回执单",
            done=self._slip_made,
            failed=self._slip_failed,
        )

    def _slip_made(self, pdf: bytes) -> None:
        if self._file is not None:
            self.work.run(save_pdf, self._file, pdf, done=self._slip_saved, failed=self._slip_failed)
        elif print_pdf(pdf, printer_names()[0], copies=COPIES, duplex=False):
            self.village.say("两联已送到打印机。")
        else:
            self.village.say("打印机没有接下。请看看有没有开、有没有纸，再印一次。")

    def _slip_saved(self, file: Path) -> None:
        self.village.say(f"已存到 {file}，请印两份。")

    def _slip_failed(self, error: BaseException) -> None:
        self.village.refuse(sentences(error))

    # --- held bundles ---

    def _admit(self, line: HeldLine, reason: str) -> None:
        self.work.write(
            admit_held, line.id, reason, changes=ALL_ROWS, what="放行", done=self._admitted, failed=self._held_failed
        )

    def _admitted(self, done: Imported) -> None:
        self.take.show_outcomes([done])

    def _order(self, line: HeldLine, reason: str) -> None:
        self.work.write(
            order_new_epoch, line.id, reason, changes=Changed.EXCHANGE, what="要求另起一期", failed=self._held_failed
        )

    def _refuse(self, line: HeldLine, reason: str) -> None:
        self.work.write(refuse_held, line.id, reason, changes=Changed.EXCHANGE, what="拒收", failed=self._held_failed)

    def _held_failed(self, error: BaseException) -> None:
        self.held.refuse(sentences(error))
