"""移交: give the book to a new device, take one over, go on in another's place; and the list that three people sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.handover import hand_over, take_back, write_handover_again
from app.services.handover_by_desk import hand_over_mirror, take_office
from app.services.handover_list import HandoverView, read_handover, save_handover_list
from app.services.handover_taking import take_handover
from app.services.office import TOWNSHIP
from app.ui.changed import Changed
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.exchange.handover_form import FormCard
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.field import Field
from app.ui.parts.label import Icon, Label
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

CARDS = "名片 (*.card)"


class HandoverFace(QWidget):
    """`back` when the officer has done here. At the township only 代为移交 is offered."""

    back = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.township = work.book is not None and work.book.role == TOWNSHIP
        self._build_state()
        self._build_forms()
        theme = theme_now()
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if theme.two_columns else QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.px(12))
            line.addLayout(column, 1)
        left.addWidget(self.give)
        left.addStretch(1)
        right.addWidget(self.state)
        right.addWidget(self.take)
        right.addWidget(self.office)
        right.addStretch(1)
        for form, other in ((self.take, self.office), (self.office, self.take)):
            form.setVisible(not self.township)
            form.put_away()
            form.opened.connect(other.put_away)
        self.state.setVisible(not self.township)

    def _build_state(self) -> None:
        self.state = Card("移交清单", "移交人、接交人、监交人各一份", rigid=True)
        self.icon, self.words = Icon("people", Tone.MUTED), Label("", wrap=True)
        line = row(self.icon, stretch=False)
        line.addWidget(self.words, 1)
        self.state.body.addLayout(line)
        self.sealed = Field("封存的恢复码信封编号")
        self.pdf = PlaceField("清单存成 PDF", Way.SAVE, kinds="PDF (*.pdf)")
        self.print = Button("存清单", self._print, key="P", icon_name="printer")
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.trouble = TroubleStrip()
        for part in (self.sealed, self.pdf, self.trouble, self.said):
            self.state.body.addWidget(part)
        self.state.body.addLayout(row(self.print))

    def _build_forms(self) -> None:
        self.give = FormCard(
            "代为移交" if self.township else "移交给新电脑",
            "村官没有移交就走了" if self.township else "换村官，或换电脑；移交以后这里只能看",
            act="写移交包，移交",
            primary=True,
        )
        if self.township:
            self.give.add_field("village", "村账代码（12 位）")
        self.give.add_place("card", "新电脑的名片", Way.FILE, CARDS)
        self.give.add_field("fingerprint", "新电脑上显示的指纹（当面或电话里念）")
        self.give.add_place("to", "写到哪个U盘", Way.FOLDER)
        self.give.add_field("receiver", "接交人")
        self.give.add_field("witness", "监交人")
        self.give.leave.clicked.connect(self.back.emit)
        self.give.wanted.connect(self._give)
        self.again = Button("再写到一个U盘", self._again, key="G")
        self.back_reason = Field("为什么收回（写进日志）", needed=True)
        self.take_back = Button("收回移交", self._take_back)
        for part in (self.back_reason,):
            self.give.body.addWidget(part)
        self.give.body.addLayout(row(self.again, self.take_back))
        self.take = FormCard("接收移交", "在新电脑上，用同一个区划代码新建账本以后", act="接收")
        self.take.add_place("file", "移交包（HC- 开头的文件）", Way.FILE, "移交包 (*.age)")
        self.take.add_place("card", "移交那台电脑（或乡镇）的名片", Way.FILE, CARDS)
        self.take.add_field("fingerprint", "那台电脑上显示的指纹")
        self.take.wanted.connect(self._take)
        self.office = FormCard("接任", "原来的人没有移交，用备份或恢复码打开的这本账接着用", act="接任")
        self.office.add_field("officer", "接任的人")
        self.office.add_field("witness", "监交人 ")
        self.office.add_field("reason", "原来的人为什么没有移交")
        self.office.wanted.connect(self._office)

    # --- showing ---

    def refresh(self) -> None:
        """Read again."""
        if not self.township:
            self.work.read(read_handover, done=self.show_view)
        else:
            self.show_view(HandoverView("", "", ""))

    def show_view(self, view: HandoverView) -> None:
        """Show whether the book went elsewhere."""
        given = bool(view.to)
        self.icon.set_icon("done" if given else "people", Tone.OK if given else Tone.MUTED)
        self.words.setText(
            f"{view.on} 移交给{view.to}，监交人{view.witness}。这台电脑上只能看。"
            if given
            else "还没有移交。清单先按今天的账打印，可以拿去清点。"
        )
        for form in (self.take, self.office):
            form.setVisible(not self.township and not given)
        self.give.show_inputs(not given)
        for part in (self.again, self.take_back, self.back_reason):
            part.setVisible(given)
        if self.pdf.place is None and self.work.book is not None:
            self.pdf.set_place(Path.home() / f"{self.work.book.name}移交清单.pdf")

    def first_focus(self) -> QWidget:
        """The first thing to be named, or the way out where all is done."""
        return self.give.first or self.give.leave

    # --- acting ---

    def _write(self, verb: Callable[..., Any], *given: Any, what: str, form: FormCard, said: str, **named: Any) -> None:
        form.busy(said)
        self.work.write(verb, *given, changes=Changed.ALL, what=what, done=form.done, failed=form.failed, **named)

    def _give(self, values: dict[str, Any]) -> None:
        people = {"receiver": values["receiver"], "witness": values["witness"], "on": self.work.today}
        rest = values["card"], values["fingerprint"], values["to"]
        if self.township:
            said = "移交包已写入并读回。原来那台电脑的名片不再信任。"
            self._write(
                hand_over_mirror, values["village"], *rest, what="代为移交", form=self.give, said=said, **people
            )
        else:
            said = "移交包已写入并读回。请打印清单，三个人签字。"
            self._write(hand_over, *rest, what="移交账本", form=self.give, said=said, **people)

    def _again(self) -> None:
        place = self.give.places["to"].place or Path.home()
        self._write(write_handover_again, place, what="写移交包", form=self.give, said="已再写一份。")

    def _take_back(self) -> None:
        if self.back_reason.judge():
            said = "移交已收回，这台电脑可以接着登记。"
            self._write(take_back, self.back_reason.text, what="收回移交", form=self.give, said=said)

    def _take(self, values: dict[str, Any]) -> None:
        said = "已接收。请到“结对”写出新名片，交给乡镇。"
        self._write(
            take_handover, values["file"], values["card"], values["fingerprint"],
            what="接收移交", form=self.take, said=said, on=self.work.today,
        )  # fmt: skip

    def _office(self, values: dict[str, Any]) -> None:
        self._write(
            partial(take_office, **values), what="接任", form=self.office, said="已接任，任职起止都记下了。",
            on=self.work.today,
        )  # fmt: skip

    def _print(self) -> None:
        place = self.pdf.needed()
        if place is not None:
            self.work.run(
                save_handover_list, self.work.book, place, self.sealed.text,
                on=self.work.today, done=self._printed, failed=self._print_failed,
            )  # fmt: skip

    def _printed(self, file: Path) -> None:
        self.trouble.hide()
        self.said.setText(f"已存到 {file}，请印三份。")

    def _print_failed(self, error: BaseException) -> None:
        self.trouble.say(sentences(error))
