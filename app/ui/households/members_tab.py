"""成员: the ledger of a household's people, and the form of the chosen one below it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.domain.resident_id import mask
from app.services.households import MemberView
from app.ui.acts.ask import About, Act
from app.ui.acts.form import ActForm
from app.ui.acts.household import ADD, HEAD, REMOVE
from app.ui.acts.life import RECORD
from app.ui.households.checks import age_in_words, wrong_id
from app.ui.households.member_form import MemberForm
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.field import first_wrong
from app.ui.parts.flow import Flow
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.stack import Stack
from app.ui.parts.table import DENSE, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING
from app.ui.work import Work

MOST_ROWS = 5
ACTS = (ADD, REMOVE, HEAD, RECORD)


class MembersTab(QWidget):
    """`saved` comes with the member's id and the changed fields, `begun` with the id of whose facts are shown."""

    saved = Signal(str, dict)
    begun = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        today = work.today
        self._today, self._full = today, False
        self._member: MemberView | None = None
        self.about = About(today)
        theme = theme_now()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.views = Stack()
        outer.addWidget(self.views)
        self.act_form = ActForm(work)
        self.act_form.finished.connect(self.back)
        self.act_form.dropped.connect(self.back)
        self.people = QWidget()
        self.views.addWidget(self.people)
        self.views.addWidget(self.act_form)
        column = QVBoxLayout(self.people)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        self.table = self._table()
        column.addWidget(self.table)
        self.heading = Label("", Role.CARD_TITLE, wrap=True)
        self.acts = {act.word: Button(act.word, kind="quiet", icon_name=act.icon) for act in ACTS}
        self._pressed = QButtonGroup(self)
        self._pressed.setExclusive(False)
        for at, button in enumerate(self.acts.values()):
            self._pressed.addButton(button, at)
        self._pressed.idClicked.connect(self._press)
        if theme.two_columns:
            column.addWidget(self.heading)
            column.addWidget(Flow(list(self.acts.values())))
        else:
            head = row(*self.acts.values(), spacing=2, stretch=False)
            head.insertWidget(0, self.heading, 1)
            column.addLayout(head)
        self.form = MemberForm(today)
        self.form.edited.connect(self._edited)
        self.form.entered.connect(self.focusNextChild)
        column.addWidget(scrolled(self.form, "改成员"), 1)
        self.words = Label("", Role.SMALL, Tone.MUTED)
        self.drop = Button("放弃", self._drop, key="Esc")
        self.save = Button("保存这一人", self._save, kind="primary", key="Ctrl+Enter")
        self.drop.setShortcut(QKeySequence())
        escape = QShortcut(QKeySequence("Esc"), self.people, self._drop)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.foot = QWidget()
        foot = row(self.words, None, self.drop, self.save)
        self.foot.setLayout(foot)
        column.addWidget(self.foot)

    def _table(self) -> Table:
        table = Table(
            [
                Column("姓名", lambda member: member.name),
                Column("与户主关系", lambda member: member.relation or NOTHING),
                Column("身份证", self._identity, chip=self._identity_chip),
                Column("年龄", lambda member: age_in_words(member.resident_id, self._today), right=True),
                Column("劳动技能", lambda member: member.labour_skill or NOTHING, secondary=True),
                Column("健康状况", lambda member: member.health or NOTHING, secondary=True),
            ],
            name="家庭成员",
            row_height=DENSE + 1,
            picks=True,
        )
        table.chosen.connect(self._chosen)
        table.opened.connect(self._to_form)
        return table

    def show_members(self, members: tuple[MemberView, ...], *, full: bool = False) -> None:
        """Show these; the cursor stays on its line."""
        self._full = full
        self.form.set_open(full)
        theme = theme_now()
        rows = min(max(len(members), 1), 99 if theme.two_columns else MOST_ROWS)
        self.table.setFixedHeight(theme.px(26) + rows * theme.px(DENSE + 1) + 2)
        before = self._member.id if self._member is not None else ""
        self.table.set_rows(members)
        if not self.table.choose_where(lambda member: member.id == before) and members:
            self.table.choose(0)
        self._chosen(self.table.row)

    @property
    def typed(self) -> bool:
        """Whether something typed is not saved."""
        return self.act_form.typed or (self._member is not None and bool(self.form.changes))

    def _press(self, at: int) -> None:
        self.start(ACTS[at])

    def start(self, act: Act) -> None:
        """Open an act on the household's people in place of the ledger."""
        self.views.setCurrentWidget(self.act_form)
        self.act_form.start(act, replace(self.about, row=self.table.row))

    def begin(self, word: str) -> bool:
        """Open the act of this name; False where there is none."""
        act = next((each for each in ACTS if each.word == word), None)
        if act is not None:
            self.start(act)
        return act is not None

    def back(self, _answer: object = None) -> None:
        """Back to the ledger."""
        self.act_form.close_act()
        self.views.setCurrentWidget(self.people)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _identity(self, member: MemberView) -> str:
        if wrong_id(self._today, member.resident_id):
            return ""
        return member.resident_id if self._full else mask(member.resident_id)

    def _identity_chip(self, member: MemberView) -> Chip | None:
        if not wrong_id(self._today, member.resident_id):
            return None
        return Chip("stop", "未填对" if member.resident_id else "未填", Tone.DANGER)

    def _chosen(self, member: MemberView | None) -> None:
        if member is not None and (member != self._member or not self.form.changes):
            self._member = member
            self.form.show_member(member)
            self.heading.setText(f"改成员：{member.name}")
            self._edited()
            self.begun.emit(member.id)

    def _to_form(self, _member: MemberView) -> None:
        self.form.fields["name"].take_focus()

    def _edited(self) -> None:
        wrong, changed = self.form.wrong, bool(self.form.changes)
        self.save.setEnabled(changed and not wrong)
        self.drop.setEnabled(changed)
        if wrong and changed:
            self.words.setText(f"还有 {wrong} 处要改，改好才能保存。")
        else:
            self.words.setText("改动还没有保存。" if changed else "没有改动。")

    def _drop(self) -> None:
        if self._member is not None:
            self.form.show_member(self._member)
            self._edited()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        if self._member is not None and self.form.changes and first_wrong(list(self.form.fields.values())) is None:
            member, changes = self._member, self.form.changes
            self._member = None
            self.saved.emit(member.id, changes)
