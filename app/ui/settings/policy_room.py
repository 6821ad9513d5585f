"""政策: the pack of this book with its clauses, others, and a county's from a file, seen before it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.policy import PolicyPack
from app.domain.policy_diff import PolicyDifference
from app.domain.policy_keys import KEYS
from app.domain.policy_words import say, say_dates
from app.services.policies import PackOffer, book_policy, list_packs, look_at_pack, take_policy, use_policy
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.table import TWO_LINES, Table
from app.ui.settings.room import Room
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import sentences

PACK_WIDTH, NARROW = 330, 200
PACKS = "政策包 (*.toml)"


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One value of the pack in words, or what changes with another pack."""

    name: str
    value: str
    clause: str


class PolicyRoom(Room):
    """Another pack is compared with the present one before it is taken; nothing changes until then."""

    key, word = "policy", "政策"

    def build(self) -> None:
        """The pack in force, the choice of others, the values."""
        self._offer: PackOffer | None = None
        self.pack_name = Label("", Role.CARD_TITLE, wrap=True)
        self.pack_note = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.column.addWidget(self.pack_name)
        self.column.addWidget(self.pack_note)
        self.packs = Field("政策包", control=Choice(), bare=True)
        self.packs.setFixedWidth(theme_now().px(NARROW if theme_now().two_columns else PACK_WIDTH))
        self.compare = Button("和这个比一比", self._compare, spoken="和选中的政策包比一比")
        self.load = Button("从文件导入县里的政策包", self._choose, icon_name="inbox")
        self.column.addLayout(row(self.packs, self.compare, None, self.load))
        self.column.addWidget(self.said)
        self.values = Table(
            [
                Column("规定", lambda line: line.name),
                Column("值", lambda line: line.value, second=lambda line: line.clause, stretch=True, explains=True),
            ],
            name="政策包的值",
            row_height=TWO_LINES,
        )
        self.column.addWidget(self.values, 1)
        self.take = Button("用这个政策包", self._take, kind="primary", icon_name="done")
        self.keep = Button("不换，看现在的", self._put_away)
        self.foot = QWidget()
        self.foot.setLayout(row(None, self.keep, self.take))
        self.foot.hide()
        self.column.addWidget(self.foot)

    def refresh(self) -> None:
        self.work.read(book_policy, done=self.show_pack)
        self.work.read(list_packs, done=self.show_packs)

    def first_focus(self) -> QWidget | None:
        return self.values

    def show_packs(self, packs: list[tuple[str, str]]) -> None:
        """The packs there are, (id, name)."""
        assert isinstance(self.packs.control, Choice)
        self.packs.control.set_options([(name, pack_id) for pack_id, name in packs], self.packs.value)

    def show_pack(self, pack: PolicyPack) -> None:
        """Show the pack's values of today with their clauses."""
        if self._offer is not None:
            return
        self.pack_name.setText(f"现在用的：{pack.name}")
        until = f"至 {pack.valid_until}" if pack.valid_until else "起"
        valid = "" if pack.is_valid(self.work.today) else "今天不在有效期里，请问县里要新的政策包。"
        self.pack_note.setText(f"{pack.issuing_text}，{pack.valid_from} {until}。{valid}")
        values = [pack.value(key, self.work.today) for key in KEYS]
        self.values.set_rows(
            [PolicyLine(KEYS[each.key].label, say(each), each.clause) for each in values if each.known]
        )

    # --- another one ---

    def _compare(self) -> None:
        self.work.read(look_at_pack, str(self.packs.value), done=self.show_offer, failed=self._failed)

    def _choose(self) -> None:
        file = self.choose_file("选县里的政策包", PACKS)
        if file is not None:
            self.look_at_file(file)

    def look_at_file(self, file: Path) -> None:
        """Read a county's pack and show what it would change; nothing is taken yet."""
        self.work.read(look_at_pack, "", file, done=self.show_offer, failed=self._failed)

    def show_offer(self, offer: PackOffer) -> None:
        """What another pack says differently from the one in use."""
        self._offer = offer
        number = len(offer.differences)
        words = f"有 {number} 处不同" if number else "一样"
        self.pack_name.setText(f"{offer.pack.name}：和现在用的{words}")
        until = f"至 {offer.pack.valid_until}" if offer.pack.valid_until else "起"
        self.pack_note.setText(f"{offer.pack.issuing_text}，{offer.pack.valid_from} {until}。还没有换。")
        self.values.set_rows([_difference(each) for each in offer.differences])
        self.say("换了以后，新的申请、展期按新规定；已放的贷款仍按放款时的规定。")
        self.foot.show()
        self.take.setFocus()

    def _take(self) -> None:
        offer = self._offer
        if offer is None:
            return
        if offer.text:
            self.work.write(
                take_policy,
                offer.text,
                offer.file,
                f"导入 {offer.file}",
                changes=Changed.SETTINGS,
                done=self._stored,
                failed=self._failed,
            )
        else:
            self._use(offer.pack.id)

    def _stored(self, pack: PolicyPack) -> None:
        self._use(pack.id)

    def _use(self, pack_id: str) -> None:
        self.work.write(
            use_policy, pack_id, changes=Changed.SETTINGS | Changed.LOANS, done=self._used, failed=self._failed
        )

    def _used(self, pack: PolicyPack) -> None:
        self._put_away()
        self.say(f"已换成 {pack.name}。")

    def _put_away(self) -> None:
        self._offer = None
        self.foot.hide()
        self.say("")
        self.refresh()

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))


def _difference(each: PolicyDifference) -> PolicyLine:
    before = "；".join(f"{say_dates(value)} {say(value)}".strip() for value in each.before) or "没有规定"
    after = "；".join(f"{say_dates(value)} {say(value)}".strip() for value in each.after) or "没有规定"
    clause = "；".join(value.clause for value in each.after if value.clause)
    return PolicyLine(each.label, f"{before} → {after}", clause)
