"""结对: write our own card, read the other side's, type the fingerprint heard on the phone; and whom we trust."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.exchange.cards import Card as PartnerCard
from app.services.exchange_files import CARD_SUFFIX, CardView, look_at_card
from app.services.exchange_heard import Match, heard_fingerprint
from app.services.exchange_partners import TOWNSHIP, PairingView, read_pairing, set_escrow_with_password
from app.services.pairing import CardFile, accept_partner, accept_successor, renew_keys, revoke_partner, write_card
from app.ui.changed import Changed
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.exchange.heard_field import HeardField
from app.ui.exchange.open_steps import OpenSteps
from app.ui.exchange.own_card import OwnCard
from app.ui.exchange.partner_cards import EscrowCard, PartnersCard
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.label import Label
from app.ui.parts.stage_track import Standing
from app.ui.parts.steps import Step
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

WRITE, READ, HEAR = range(3)
KINDS = f"名片 (*{CARD_SUFFIX})"


class PairingFace(QWidget):
    """`paired` comes when a card was accepted, `back` when the officer has done here, `handover_wanted` for 移交."""

    paired = Signal()
    back = Signal()
    handover_wanted = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._view: PairingView | None = None
        self._card: CardView | None = None
        self._hand = WRITE
        self._written = self._said = ""
        self.own, self.partners, self.escrow = OwnCard(), PartnersCard(), EscrowCard()
        self._build_steps()
        self._lay_out()
        self.partners.revoke_wanted.connect(self._revoke)
        self.escrow.escrow_wanted.connect(self._escrow)
        self.own.renew_wanted.connect(self._renew)

    def _build_steps(self) -> None:
        self.card = Card("结对", "只做一次", role=Role.STEP_TITLE)
        self.leave = Button("回到交换", self.back.emit, kind="quiet", key="B", icon_name="left")
        self.handover = Button("移交", self.handover_wanted.emit, kind="quiet", key="J", icon_name="people")
        self.card.add_to_heading(self.handover)
        self.card.add_to_heading(self.leave)
        self.steps = OpenSteps()
        column = self.steps.inside
        self.words = Label("", wrap=True)
        self.own_file = PlaceField("名片写到哪里", Way.SAVE, kinds=KINDS)
        self.their_file = PlaceField("对方名片的文件", Way.FILE, kinds=KINDS)
        self.heard = HeardField("电话里听到的指纹", self._compare)
        self.trouble = TroubleStrip()
        self.act = Button("", self._act, kind="primary", key="Ctrl+Enter", large=True)
        self.second = Button("", self._second)
        for part in (self.words, self.own_file, self.their_file, self.heard, self.trouble):
            column.addWidget(part)
        column.addLayout(row(self.act, self.second))
        self.steps.main = self.act
        for field in (self.own_file, self.their_file):
            field.entered.connect(self._act)
        self.heard.entered.connect(self._act)
        self.heard.compared.connect(self._may_accept)
        self.card.body.addWidget(self.steps)
        why = "名片里没有秘密，可以走微信、U盘。要紧的是指纹：必须当面或打电话核对，不能照着文件抄。"
        self.card.body.addStretch(1)
        self.card.body.addWidget(Label(why, Role.SMALL, Tone.MUTED, wrap=True))

    def _lay_out(self) -> None:
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        right = QVBoxLayout()
        right.setSpacing(theme.px(12))
        if theme.two_columns:
            left = QVBoxLayout()
            left.setSpacing(theme.px(12))
            left.addWidget(self.card)
            left.addStretch(1)
            right.addWidget(self.own)
            right.addWidget(self.partners)
            right.addWidget(self.escrow)
            right.addStretch(1)
            line.addLayout(left, 1)
            line.addLayout(right, 1)
            return
        right.addWidget(self.partners, 1)
        right.addWidget(self.escrow)
        line.addWidget(self.card, 428)
        line.addWidget(self.own, 366)
        line.addLayout(right, 324)

    # --- showing ---

    def refresh(self) -> None:
        """Read again."""
        self.work.read(read_pairing, done=self.show_view)

    def show_view(self, view: PairingView) -> None:
        """Show our card and whom we trust; the step in hand has the keyboard when it is first shown."""
        first = self._view is None
        self._view = view
        self.own.show_view(view)
        self.partners.show_view(view)
        self.escrow.show_view(view)
        self.leave.setVisible(view.role == TOWNSHIP or bool(view.trusted))
        if self.own_file.place is None:
            self.own_file.set_place(Path.home() / f"{view.name}{CARD_SUFFIX}")
        self._show()
        if first and self.isVisible():
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _other(self) -> str:
        return "村里" if self._view is not None and self._view.role == TOWNSHIP else "乡镇"

    def first_focus(self) -> QWidget:
        """The field of the step in hand."""
        return (self.own_file.field.line, self.their_file.field.line, self.heard.line)[self._hand]

    def _show(self) -> None:
        card = self._card
        titles = ("写出自己的名片", f"读{self._other}的名片", "核对指纹")
        notes = (self._written, f"{card.name}（{card.role}，{card.code}）" if card is not None else "", "")
        steps = [
            Step(
                title,
                (note,) if note and at != self._hand else (),
                Standing.NOW if at == self._hand else Standing.DONE if at < self._hand else Standing.TO_COME,
            )
            for at, (title, note) in enumerate(zip(titles, notes, strict=True))
        ]
        self.steps.show_steps(steps, self._show_inset)

    def _show_inset(self) -> None:
        card = self._card
        for at, part in enumerate((self.own_file, self.their_file, self.heard)):
            part.setVisible(at == self._hand)
        words = (
            f"写成一个文件，交给{self._other}。",
            f"{self._said}选{self._other}给的名片文件（{CARD_SUFFIX}）。",
            f"给{card.name if card is not None else ''}打电话，请他念自己的指纹，听到什么输什么。",
        )
        self.words.setText(words[self._hand])
        self.act.set_word(("写出名片", "读名片", "指纹对上，结对")[self._hand])
        self.act.set_icon_name(("save", "inbox", "key")[self._hand])
        self.second.set_word(("已经给过了", "上一步", "换一张名片")[self._hand])
        self._may_accept()

    def _may_accept(self) -> None:
        self.act.setEnabled(self._hand != HEAR or self.heard.match is Match.RIGHT)

    def _compare(self, typed: str) -> tuple[Match, str]:
        heard = heard_fingerprint(self._card.fingerprint if self._card is not None else "", typed)
        return heard.match, heard.text

    def _to(self, hand: int) -> None:
        self._hand = hand
        self.trouble.hide()
        self._show()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    # --- acting ---

    def _act(self) -> None:
        if self._hand == WRITE:
            place = self.own_file.needed()
            if place is not None:
                self.work.run(write_card, self.work.book, place, done=self._card_written, failed=self._failed)
        elif self._hand == READ:
            place = self.their_file.needed()
            if place is not None:
                self.work.run(look_at_card, place, done=self._card_read, failed=self._failed)
        elif self._card is not None and self.heard.match is Match.RIGHT:
            self.work.write(
                accept_partner,
                self._card.file,
                self.heard.text,
                changes=Changed.EXCHANGE,
                what="结对登记",
                done=self._accepted,
                failed=self._failed,
            )

    def _second(self) -> None:
        self._to((READ, WRITE, READ)[self._hand])

    def _card_written(self, card: CardFile) -> None:
        self._written = f"已写到 {card.file}"
        self._to(READ)

    def _card_read(self, card: CardView) -> None:
        self._card = card
        self.heard.clear()
        if not card.successor:
            self._to(HEAR)
            return
        self.work.write(
            accept_successor,
            card.file,
            changes=Changed.EXCHANGE,
            what="更换名片",
            done=self._accepted,
            failed=self._not_followed,
        )

    def _not_followed(self, _error: BaseException) -> None:
        """Its old key is not one that we trust: then it is heard like any other."""
        self._to(HEAR)

    def _renew(self) -> None:
        place = self.own_file.place
        if place is not None:
            self.work.write(
                renew_keys, place, changes=Changed.EXCHANGE, what="换密钥", done=self._renewed, failed=self._failed
            )

    def _renewed(self, card: CardFile) -> None:
        self.own.say(f"已换密钥，新名片写到 {card.file}，请交给每一家。")

    def _accepted(self, card: PartnerCard) -> None:
        self._said = f"已和{card.name}结对。再结一家："
        self._card = None
        self.heard.clear()
        self.their_file.set_place(None)
        self._to(READ)
        self.paired.emit()

    def _failed(self, error: BaseException) -> None:
        self.trouble.say(sentences(error))
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _revoke(self, code: str, why: str) -> None:
        self.work.write(
            revoke_partner, code, why, changes=Changed.EXCHANGE, what="撤销结对", failed=self._revoke_failed
        )

    def _revoke_failed(self, error: BaseException) -> None:
        self.partners.trouble.say(sentences(error))

    def _escrow(self, recipient: str, name: str, last8: str, password: str) -> None:
        self.work.write(
            set_escrow_with_password,
            recipient,
            name,
            last8,
            password,
            changes=Changed.EXCHANGE,
            what="登记县应急钥匙",
            done=self._escrow_set,
            failed=self._escrow_failed,
        )

    def _escrow_set(self, _nothing: object) -> None:
        self.escrow.done()

    def _escrow_failed(self, error: BaseException) -> None:
        self.escrow.trouble.say(sentences(error))
