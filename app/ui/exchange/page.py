"""The page 交换, with the face of the book's role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.files import write_atomic
from app.services.bundles import Exported, export_bundle, write_again
from app.services.exchange_page import DeskView, ExchangeView, read_desk_face, read_exchange
from app.services.held import admit_held, order_new_epoch
from app.services.mirror import Imported, import_many
from app.services.outbox import check_stick
from app.services.pairing import CardFile, accept_partner, write_card
from app.services.receipts import Written, import_receipt, write_receipts
from app.services.slips import print_slip
from app.ui.changed import Changed
from app.ui.exchange.township_face import TownshipFace
from app.ui.exchange.village_face import VillageFace
from app.ui.page import Page
from app.ui.work import Work, sentences

TOWNSHIP = "township"


class ExchangePage(Page):
    """Village: export, check, receipts. Township: import, receipts, held bundles. Both: pairing."""

    title = "交换"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.township = work.book is not None and work.book.role == TOWNSHIP
        self.village_face, self.township_face = VillageFace(work.today), TownshipFace()
        self.outer.addWidget(self.township_face if self.township else self.village_face, 1)
        (self.village_face if self.township else self.township_face).setParent(self)
        (self.village_face if self.township else self.township_face).hide()
        self._connect_village(self.village_face)
        self._connect_township(self.township_face)
        for face in (self.village_face, self.township_face):
            face.pairing.card_wanted.connect(self._write_card)
            face.pairing.accepted.connect(self._pair)

    def _connect_village(self, face: VillageFace) -> None:
        face.export_wanted.connect(self._export)
        face.again_wanted.connect(self._write_again)
        face.check_wanted.connect(self._check)
        face.receipt_wanted.connect(self._read_receipt)
        face.slip_wanted.connect(self._slip)

    def _connect_township(self, face: TownshipFace) -> None:
        face.import_wanted.connect(self._import)
        face.receipts_wanted.connect(self._receipts)
        face.admit_wanted.connect(self._admit)
        face.epoch_wanted.connect(self._order_epoch)

    # --- reading ---

    def refresh(self) -> None:
        self.name_it("乡镇这一头" if self.township else "村里这一头")
        if self.township:
            self.work.read(read_desk_face, done=self.show_desk)
        else:
            self.work.read(read_exchange, self.work.today, done=self.show_view)

    def show_view(self, view: ExchangeView) -> None:
        """The village's face."""
        self.village_face.show_view(view)

    def show_desk(self, view: DeskView) -> None:
        """The township's face."""
        self.township_face.show_view(view)

    def first_focus(self) -> QWidget | None:
        if self.township:
            return self.township_face.take
        face = self.village_face
        if not face.pairing.isHidden():
            return face.pairing.write
        return face.act if face.act.isEnabled() else face.stick.again

    # --- the village's acts ---

    def _export(self, folder: Path) -> None:
        self.work.write(
            export_bundle,
            folder,
            on=self.work.today,
            changes=Changed.EXCHANGE,
            what="做交换包",
            done=self._exported,
            failed=self._not_exported,
        )

    def _exported(self, done: Exported) -> None:
        self.name_it(f"第 {done.position.seq} 号包已写入，读回一致")

    def _not_exported(self, error: BaseException) -> None:
        self.work.trouble.emit(sentences(error))
        self.refresh()

    def _write_again(self, folder: Path) -> None:
        self.work.write(write_again, folder, changes=Changed.EXCHANGE, what="再写一次", failed=self._not_exported)

    def _check(self, folder: Path) -> None:
        self.work.write(check_stick, folder, changes=Changed.EXCHANGE, what="核对U盘", failed=self._not_exported)

    def _read_receipt(self, file: Path) -> None:
        self.work.write(import_receipt, file, changes=Changed.EXCHANGE, what="读入回执")

    def _slip(self) -> None:
        self.work.write(print_slip, on=self.work.today, changes=Changed.PAPERS | Changed.EXCHANGE, done=self._save_slip)

    def _save_slip(self, pdf: bytes) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "存交接单", "交接单.pdf", "PDF (*.pdf)")
        if chosen:
            self.work.run(_write, Path(chosen), pdf, done=self._slip_saved)

    def _slip_saved(self, file: Path) -> None:
        self.name_it(f"交接单已存到 {file}，打印两联，两边签字")

    # --- the township's acts ---

    def _import(self, files: list[Path]) -> None:
        self.work.write(
            import_many,
            files,
            changes=Changed.EXCHANGE | Changed.HOUSEHOLDS | Changed.LOANS,
            what="读交换包",
            done=self._imported,
        )

    def _imported(self, done: list[Imported]) -> None:
        self.township_face.show_results(done)

    def _receipts(self, folder: Path) -> None:
        self.work.write(
            write_receipts, folder, on=self.work.today, changes=Changed.EXCHANGE, what="写回执", done=self._given
        )

    def _given(self, done: list[Written]) -> None:
        names = "、".join(each.name for each in done)
        self.township_face.say(f"写了 {len(done)} 份回执：{names}。" if done else "没有欠着的回执。")

    def _admit(self, received_id: str, reason: str) -> None:
        self.work.write(admit_held, received_id, reason, changes=Changed.EXCHANGE | Changed.LOANS)

    def _order_epoch(self, received_id: str, reason: str) -> None:
        self.work.write(order_new_epoch, received_id, reason, changes=Changed.EXCHANGE)

    # --- pairing ---

    @property
    def _face(self) -> Any:
        return self.township_face if self.township else self.village_face

    def _write_card(self, file: Path) -> None:
        self.work.write(write_card, file, changes=Changed(0), done=self._card_written)

    def _card_written(self, card: CardFile) -> None:
        self.name_it(f"名片已写到 {card.file}")

    def _pair(self, file: Path, fingerprint: str) -> None:
        self.work.write(accept_partner, file, fingerprint, changes=Changed.EXCHANGE, failed=self._not_paired)

    def _not_paired(self, error: BaseException) -> None:
        self._face.pairing.show_fault(sentences(error))


def _write(file: Path, pdf: bytes) -> Path:
    write_atomic(file, pdf, what="交接单")
    return file
