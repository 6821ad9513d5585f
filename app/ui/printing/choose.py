"""Step one of printing: which form, and for whom."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.services.forms import FormView
from app.services.paper_gathering import Selection
from app.services.print_choice import Recipient
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.search_edit import SearchEdit
from app.ui.parts.stage_track import Standing
from app.ui.parts.step_head import StepHead
from app.ui.parts.table import DENSE, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

WIDTH = 274
PAUSE_MS = 15
NAMED, DUE, GROUP, CHECK, ALL, BLANK = "named", "due", "group", "check", "all", "blank"
MODES = (
    ("45 天内到期的", DUE),
    ("某一组", GROUP),
    ("自查有问题的", CHECK),
    ("全村", ALL),
    ("空白表，手写", BLANK),
)


class ChooseCard(Card):
    """`changed` comes when form or persons are others; `selection` and `form_id` say what is chosen.

    `looked` comes with the person on whom the cursor stands, `add_wanted` with the word of one more, `check_wanted`
    asks for the households that the self-check names, `edit_wanted` for the form's file.
    """

    changed = Signal()
    log_wanted = Signal()
    edit_wanted = Signal(str)
    check_wanted = Signal()
    add_wanted = Signal(str)
    looked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        theme = theme_now()
        self.setFixedWidth(theme.px(WIDTH))
        self._forms: list[FormView] = []
        self._named = Selection()
        self._without: tuple[str, ...] = ()
        self._days = 45
        self.head = StepHead(1, "选", "什么表，给谁")
        self.body.addWidget(self.head)
        self.search = SearchEdit("找表：F4、展期、通知书")
        self.search.textChanged.connect(self._filter)
        self.body.addWidget(self.search)
        self.forms = Table(
            [
                Column("", lambda form: form.id if form.id[0] == "F" else "", small=True, tone=lambda form: Tone.MUTED),
                Column("", lambda form: _short(form.title), small=True, stretch=True, explains=True),
            ],
            name="表格",
            heading=False,
            picks=True,
            row_height=DENSE + 1,
        )
        self.forms.chosen.connect(self._other_form)
        self.edit = Button("改这张表", self._edit, kind="quiet", key="E", icon_name="pencil")
        self.forms.setMinimumHeight(theme.px(5 * 29))
        self.body.addWidget(self.forms, 5)
        self.count = Label("", Role.SMALL, Tone.MUTED)
        self.body.addLayout(row(None, self.edit))
        self.body.addLayout(row(Label("给谁", Role.CARD_TITLE), self.count))
        self.mode = Field("给谁", control=Choice(MODES), bare=True)
        self.group = Field("哪一组", control=Choice(), bare=True)
        self.mode.edited.connect(self._mode_changed)
        self.group.edited.connect(self._soon)
        self.body.addWidget(self.mode)
        self.body.addWidget(self.group)
        self.packet = Check("每户一叠，全套一起印")
        self.packet.setToolTip("到期通知、还款计划、展期表、走访表，按走访路线一户一叠")
        self.packet.toggled.connect(self._soon)
        self.body.addWidget(self.packet)
        self.people = Table(
            [
                Column("", lambda person: f"{person.name} {person.group}".strip(), stretch=True),
                Column("", _days, right=True, small=True, chip=_earlier, tone=_days_tone),
            ],
            name="给谁",
            heading=False,
            picks=True,
            row_height=DENSE + 1,
        )
        self.people.setMinimumHeight(theme.px(3 * 29))
        self.people.setToolTip("按 Delete 跳过这一份")
        self.people.chosen.connect(self.looked)
        QShortcut(QKeySequence("Delete"), self.people, self._skip_one, context=Qt.ShortcutContext.WidgetShortcut)
        self.nobody = Empty("没有这样的户或借据。", icon_name="info")
        self.body.addWidget(self.people, 6)
        self.body.addWidget(self.nobody)
        self.body.addStretch(0)
        self.adding = SearchEdit("再加一户：姓名、户编号")
        self.adding.returnPressed.connect(self._add)
        self.adding.hide()
        self.body.addWidget(self.adding)
        self.add = Button("加一户", self._show_adding, kind="quiet", key="A", icon_name="plus")
        self.log = Button("印过的文书", self.log_wanted.emit, kind="quiet", key="L", icon_name="sheet")
        self.body.addLayout(row(self.add, None, self.log))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._mode_changed()

    # --- what is chosen ---

    @property
    def form(self) -> FormView | None:
        """The form the cursor stands on."""
        row_ = self.forms.row
        return row_ if isinstance(row_, FormView) else None

    @property
    def packet_wanted(self) -> bool:
        """Whether the papers of one door go together."""
        return self.packet.isChecked() and not self.packet.isHidden()

    @property
    def selection(self) -> Selection:
        """For whom, as the service takes it."""
        return replace(self._whom(), without=self._without)

    def _whom(self) -> Selection:
        mode = self.mode.value
        if mode in (NAMED, CHECK):
            return self._named
        if mode == DUE:
            return Selection(due_within=self._days)
        if mode == GROUP:
            return Selection(group=str(self.group.value))
        return Selection(blank=True) if mode == BLANK else Selection(everyone=True)

    def show_forms(self, forms: list[FormView], groups: list[str]) -> None:
        """The forms and groups there are."""
        self._forms = forms
        before = self.form.id if self.form is not None else ""
        self.forms.set_rows(forms)
        self.choose_form(before)
        assert isinstance(self.group.control, Choice)
        self.group.control.blockSignals(True)
        self.group.control.set_options(groups, self.group.value)
        self.group.control.blockSignals(False)

    def choose_form(self, form_id: str) -> None:
        """Put the cursor on a form."""
        if self.forms.choose_where(lambda form: form.id == form_id):
            self.forms.scrollTo(self.forms.currentIndex())

    def name_persons(self, selection: Selection, words: str) -> None:
        """Print for persons who were chosen elsewhere."""
        self._named, self._without = selection, ()
        self._set_modes([(words, NAMED), *MODES], NAMED)

    def name_checked(self, households: tuple[str, ...]) -> None:
        """Print for the households that the self-check names."""
        self._named = Selection(households=households)
        self._soon()

    def skip(self, keys: tuple[str, ...]) -> None:
        """Pass over these notes or households; with none, print for all again."""
        self._without = keys
        self._soon()

    def choose_due(self, days: int) -> None:
        """Print for all that falls due within so many days."""
        self._days, self._without = days, ()
        self._set_modes([(f"{days} 天内到期的", DUE), *MODES[1:]], DUE)

    def choose_group(self, group: str) -> None:
        """Print for a group, or for the whole village where none is named."""
        self._without = ()
        self._set_modes(list(MODES), GROUP if group else ALL)
        assert isinstance(self.group.control, Choice)
        if group:
            self.group.control.choose(group)

    def _set_modes(self, modes: list[tuple[str, str]], chosen: str) -> None:
        assert isinstance(self.mode.control, Choice)
        self.mode.control.blockSignals(True)
        self.mode.control.set_options(modes, chosen)
        self.mode.control.blockSignals(False)
        self._mode_changed()

    def show_people(self, people: list[Recipient]) -> None:
        """Who is meant."""
        blank = self.mode.value == BLANK
        village = self.form is not None and self.form.applies_to == "village"
        kept = [person for person in people if not {person.contract, person.household} & set(self._without)]
        self.people.blockSignals(True)
        self.people.set_rows(kept)
        self.people.blockSignals(False)
        people = kept
        self.people.setVisible(bool(people))
        self.nobody.setVisible(not people and not blank and not village)
        copies = sum(not person.stop for person in people)
        self.count.setText("空白 1 份" if blank else "全村一份" if village else f"{copies} 份")
        if self._without:
            self.count.setText(f"{copies} 份，跳过 {len(self._without)} 份")
        self.head.set_standing(Standing.DONE if people or blank or village else Standing.NOW)

    def _edit(self) -> None:
        if self.form is not None:
            self.edit_wanted.emit(self.form.id)

    def _show_adding(self) -> None:
        self.adding.show()
        self.adding.setFocus()

    def _add(self) -> None:
        if self.adding.text().strip():
            self.add_wanted.emit(self.adding.text().strip())
            self.adding.clear()

    def _skip_one(self) -> None:
        person = self.people.row
        if isinstance(person, Recipient):
            self.skip((*self._without, person.contract or person.household))

    def _mode_changed(self) -> None:
        self._without = ()
        self.add.setVisible(self.mode.value not in (ALL, BLANK))
        self.adding.hide()
        if self.mode.value == CHECK:
            self._named = Selection()
            self.check_wanted.emit()
        self.group.setVisible(self.mode.value == GROUP)
        self.packet.setVisible(self.mode.value not in (ALL, BLANK))
        self._soon()

    def _other_form(self, *_: object) -> None:
        self._without = ()
        self._soon()

    def _soon(self, *_: object) -> None:
        if hasattr(self, "_pause"):
            self._pause.start()

    def _filter(self, text: str) -> None:
        word = text.strip().lower()
        self.forms.filter((lambda form: word in form.id.lower() or word in form.title) if word else None)
        if self.forms.rows:
            self.forms.choose(0)


def _short(title: str) -> str:
    """展期申请审批表 for 展期（延期还款）申请审批表: the column is narrow, and the page says it in full."""
    return re.sub("（[^）]*）", "", title)


def _days(person: Recipient) -> str:
    if person.stop or person.earlier is not None or person.days is None:
        return ""
    return f"剩 {person.days} 天" if person.days >= 0 else f"逾期 {-person.days} 天"


def _days_tone(person: Recipient) -> Tone:
    return Tone.DANGER if person.days is not None and person.days < 7 else Tone.PLAIN


def _earlier(person: Recipient) -> Chip | None:
    if person.stop:
        return Chip("stop", person.stop, Tone.WARN)
    paper = person.earlier
    if paper is None:
        return None
    signed = paper.state not in ("已印", "退回补正", "作废")
    word = f"{paper.printed_on:%m-%d} {'已签收' if signed else '已印'}"
    return Chip("done" if signed else "sheet", word, Tone.OK if signed else Tone.MUTED)
