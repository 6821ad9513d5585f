"""乡镇带来的事: corrections, opinions, files and lists of the newest receipt; accepted, or sent back with a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.incoming import refuse_item
from app.services.incoming_acts import FileView, accept_item, look_at_file
from app.services.incoming_view import IncomingLine, read_incoming
from app.ui.changed import Changed
from app.ui.parts.buttons import Button, link
from app.ui.parts.card import Card, row
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.fact import Fact
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label, Rule
from app.ui.parts.scrolled import scrolled
from app.ui.parts.strip import TroubleStrip
from app.ui.parts.table import TWO_LINES, Table
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

CHANGED = Changed.EXCHANGE | Changed.HOUSEHOLDS | Changed.LOANS | Changed.SETTINGS | Changed.RATINGS


class IncomingFace(QWidget):
    """`back` when the officer has done here, `go` to the household that is meant."""

    back = Signal()
    go = Signal(object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._line: IncomingLine | None = None
        self._build_list()
        self._build_detail()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme_now().px(12))
        line.addWidget(self.card, 1)
        line.addWidget(self.detail, 1)

    def _build_list(self) -> None:
        self.card = Card("乡镇带来的事", role=Role.STEP_TITLE)
        self.leave = Button("回到交换", self.back.emit, kind="quiet", key="B", icon_name="left")
        self.card.add_to_heading(self.leave)
        self.table = Table(
            [
                Column("", _title, second=_below, stretch=True, explains=True),
                Column("", lambda one: one.word, tone=_muted),
            ],
            name="乡镇带来的事",
            heading=False,
            row_height=TWO_LINES,
            fit=theme_now().two_columns,
            picks=True,
        )
        self.table.chosen.connect(self._chosen)
        self.nothing = Empty("没有要答复的事。读入下一份回执，乡镇的意见、更正建议和文件就在这里。", good=True)
        self.card.body.addWidget(self.table, 1)
        self.card.body.addWidget(self.nothing)
        self.card.body.addStretch(0)

    def _build_detail(self) -> None:
        self.detail = Card("这一件", role=Role.STEP_TITLE)
        self.text = Label("", wrap=True)
        self.reason, self.by = Fact("理由"), Fact("谁写的")
        self.trouble_words = Label("", Role.SMALL, Tone.WARN, wrap=True)
        self.changes = Label("", Role.SMALL, wrap=True)
        self.area = scrolled(self.changes, "接受以后会改动什么")
        self.household = link("看这一户", self._go, spoken="看这一件说的是哪一户")
        self.answer = Field("退回的理由（乡镇会读到）", needed=True)
        self.trouble = TroubleStrip()
        self.accept = Button(
            "接受，照它改", self._accept, kind="primary", key="Ctrl+Enter", icon_name="tick", large=True
        )
        self.refuse = Button("退回", self._refuse, key="T", icon_name="left")
        self.detail.add_to_heading(self.household)
        for part in (self.text, self.reason, self.by, self.trouble_words, self.area):
            self.detail.body.addWidget(part, 2 if part is self.area else 0)
        self.detail.body.addWidget(self.trouble)
        self.detail.body.addLayout(row(self.accept))
        self.detail.body.addWidget(Rule())
        self.detail.body.addWidget(self.answer)
        self.detail.body.addLayout(row(self.refuse))
        self.detail.body.addStretch(1)

    def refresh(self) -> None:
        """Read again."""
        self.work.read(read_incoming, done=self.show_lines)

    def show_lines(self, lines: tuple[IncomingLine, ...]) -> None:
        """Show what waits; the cursor stays where it was."""
        chosen = self._line.id if self._line is not None else ""
        self.card.set_note(f"{len(lines)} 件" if lines else "")
        self.table.blockSignals(True)
        self.table.set_rows(lines)
        if not self.table.choose_where(lambda one: one.id == chosen) and lines:
            self.table.choose(0)
        self.table.blockSignals(False)
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        self._chosen(self.table.row if lines else None)

    def first_focus(self) -> QWidget:
        """The act on the chosen item; the way back where nothing waits."""
        return self.accept if self._line is not None and self.accept.isEnabled() else self.leave

    def _chosen(self, line: IncomingLine | None) -> None:
        self._line = line
        self.trouble.hide()
        self.detail.setVisible(line is not None)
        if line is None:
            return
        self.answer.set_text("")
        self.text.setText(f"{line.who}　{line.text}" if line.who else line.text)
        self.reason.show_fact(line.reason or "—")
        self.by.show_fact(f"{line.desk} {line.by}" if line.by != line.desk else line.by, f"{line.on}")
        words = line.trouble
        if line.by_hand:
            words = "这一栏要先到那一页更正，改好后再按“接受”。"
        self.trouble_words.setText(words)
        self.trouble_words.setVisible(bool(words))
        self.household.setVisible(bool(line.household))
        self.changes.setText("")
        self.area.setVisible(line.is_file)
        self.accept.set_word("再登记一次" if line.kind == "opinion" else "接受" if line.by_hand else "接受，照它改")
        if line.is_file:
            self.work.draw(
                look_at_file, self.work.book, line.id, on=self.work.today, done=self._seen, failed=self._failed
            )

    def _seen(self, view: FileView) -> None:
        self.changes.setText("\n".join(view.changes) or "和现在的一样，没有改动。")

    def _accept(self) -> None:
        if self._line is not None:
            self.work.write(
                accept_item,
                self._line.id,
                on=self.work.today,
                changes=CHANGED,
                what=f"接受{self._line.word}",
                done=self._done,
                failed=self._failed,
            )

    def _refuse(self) -> None:
        if self._line is not None and first_wrong([self.answer]) is None:
            self.work.write(
                refuse_item,
                self._line.id,
                self.answer.text,
                on=self.work.today,
                changes=CHANGED,
                what=f"退回{self._line.word}",
                done=self._done,
                failed=self._failed,
            )

    def _done(self, _nothing: object) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: BaseException) -> None:
        self.trouble.say(sentences(error))

    def _go(self) -> None:
        if self._line is not None:
            self.go.emit(Place(Where.HOUSEHOLDS, self._line.household))


def _title(line: IncomingLine) -> str:
    return f"{line.who}　{line.text}" if line.who else line.text


def _below(line: IncomingLine) -> str:
    return "；".join(filter(None, (line.trouble, line.reason, f"{line.by}，{line.on}")))


def _muted(_line: IncomingLine) -> Tone:
    return Tone.MUTED
