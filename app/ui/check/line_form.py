"""One problem of 自查核对 and what is done about it: cause, measure, who, until when, and how it was closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.list_meeting import AMOUNTS, BANK, DATES, LISTS, Meeting
from app.services.check_view import ProblemLine
from app.services.rectifications import CAUSES, CLOSED_HOW, SELF_CHECK
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, empty_layout, row
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money, percent


class LineForm(Card):
    """`planned`, `closed`, `adopted` come with the keyword arguments of the services; `left` where the list is wanted.

    What was typed for one problem waits while another is looked at.
    """

    planned = Signal(dict)
    closed = Signal(dict)
    adopted = Signal(dict)
    look = Signal()
    left = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("怎么办", role=Role.STEP_TITLE, parent=parent)
        theme = theme_now()
        self._today = today
        self._line: ProblemLine | None = None
        self._shown: list[str] = []
        self._kept: dict[str, list[str]] = {}
        self.what = Label("", Role.BODY, wrap=True)
        self.why = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.figures = QGridLayout()
        self.figures.setHorizontalSpacing(theme.px(14))
        self.figures.setVerticalSpacing(theme.px(2))
        self.figures_holder = QWidget()
        self.figures_holder.setLayout(self.figures)
        self.cause = Field("原因", control=Choice([""], editable=True))
        self.measure = Field("整改措施")
        self.responsible = Field("责任人")
        self.until = DateField("时限", today, needed=False)
        self.how = Field("怎么销号", control=Choice([(word or "还没销号", word) for word in ("", *CLOSED_HOW)]))
        self.evidence = Field("佐证", placeholder="凭证号、名单、照片、回执")
        self.fields = [self.cause, self.measure, self.responsible, self.until, self.how, self.evidence]
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        grid.addWidget(self.what, 0, 0, 1, 2)
        grid.addWidget(self.why, 1, 0, 1, 2)
        grid.addWidget(self.figures_holder, 2, 0, 1, 2)
        grid.addWidget(self.cause, 3, 0, 1, 2)
        grid.addWidget(self.measure, 4, 0, 1, 2)
        grid.addWidget(self.responsible, 5, 0)
        grid.addWidget(self.until, 5, 1)
        grid.addWidget(self.how, 6, 0)
        grid.addWidget(self.evidence, 6, 1)
        for at in (0, 1):
            grid.setColumnStretch(at, 1)
        self.body.addWidget(scrolled(inside, "怎么办"), 1)
        self.words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        self.words.hide()
        self.body.addWidget(self.words)
        self.open = Button("看这一户", self.look.emit, key="G", icon_name="right")
        self.by_bank = Button("以银行为准", self._adopt, key="B", icon_name="pencil")
        self.by_bank.setToolTip("记一笔调整，把余额改成银行的，这条差异同时销号")
        self.close_ = Button("销号", self._close, key="X", icon_name="done")
        self.save = Button("保存措施", self._plan, kind="primary", key="Ctrl+Enter")
        self.body.addLayout(row(self.open, None, self.by_bank))
        self.body.addLayout(row(None, self.close_, self.save))
        for field in self.fields:
            field.entered.connect(self.focusNextChild)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_line(None)

    # --- showing ---

    def show_line(self, line: ProblemLine | None, officer: str = "") -> None:
        """Show a problem with what is known of it; None where there is none."""
        self._keep()
        self._line = line
        self.words.hide()
        self.setEnabled(line is not None and (line.line is None or line.line.closed_on is None))
        if line is None:
            self.what.setText("左边选一条，这里写怎么办。")
            self.why.setText("")
            self._show_figures(None)
            self._fill(["", "", "", "", "", ""])
            return
        problem, known = line.problem, line.line
        self.what.setText(problem.text)
        self.why.setText("\n".join(part for part in (problem.suggestion, problem.clause, _stand(line)) if part))
        self.why.setVisible(bool(self.why.text()))
        self._show_figures(problem.meeting)
        causes = CAUSES.get(problem.origin)
        assert isinstance(self.cause.control, Choice)
        self.cause.control.setEditable(causes is None)
        self.cause.control.set_options(("", *causes) if causes else [""])
        self.by_bank.setVisible(_balance(problem.meeting) is not None)
        self.open.setVisible(bool(problem.household) or (problem.meeting is None or problem.meeting.here is not None))
        self.open.set_word("看这一笔" if problem.meeting is not None else "看这一户")
        until = f"{known.until:%Y-%m-%d}" if known is not None and known.until is not None else ""
        self._fill(
            [
                known.cause if known is not None else "",
                (known.measure if known is not None else "") or problem.suggestion.rstrip("。"),
                (known.responsible if known is not None else "") or officer,
                until,
                "还没销号",
                "",
            ]
        )
        kept = self._kept.pop(problem.key, None)
        if kept is not None:
            for field, text in zip(self.fields, kept, strict=True):
                field.set_text(text)

    @property
    def line(self) -> ProblemLine | None:
        """The problem that is shown."""
        return self._line

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return bool(self._kept) or (self._line is not None and self._texts() != self._shown)

    def done(self) -> None:
        """What was typed here is saved."""
        self._shown = self._texts()
        if self._line is not None:
            self._kept.pop(self._line.problem.key, None)

    def show_fault(self, sentence: str) -> None:
        """Why it was not done."""
        self.words.setText(sentence)
        self.words.show()

    def _texts(self) -> list[str]:
        return [field.text for field in self.fields]

    def _keep(self) -> None:
        if self._line is not None and self._texts() != self._shown:
            self._kept[self._line.problem.key] = self._texts()

    def _fill(self, texts: list[str]) -> None:
        for field, text in zip(self.fields, texts, strict=True):
            field.set_text(text)
        self._shown = self._texts()

    def _show_figures(self, meeting: Meeting | None) -> None:
        """The fields that are apart, list beside list."""
        empty_layout(self.figures)
        differs = meeting.differs if meeting is not None else ()
        self.figures_holder.setVisible(bool(differs))
        names = [name for name in LISTS if any(name == each for one in differs for each, _value in one.values)]
        for at, name in enumerate(names, 1):
            self.figures.addWidget(Label(name, Role.SMALL, Tone.MUTED), 0, at, Qt.AlignmentFlag.AlignRight)
        for line, one in enumerate(differs, 1):
            said = dict(one.values)
            self.figures.addWidget(Label((AMOUNTS | DATES)[one.field], Role.SMALL, Tone.MUTED), line, 0)
            for at, name in enumerate(names, 1):
                label = Label(_figure(one.field, said.get(name)))
                self.figures.addWidget(label, line, at, Qt.AlignmentFlag.AlignRight)
        self.figures.setColumnStretch(len(names) + 1, 1)

    # --- acting ---

    def _plan(self) -> None:
        self.words.hide()
        wrong = first_wrong([self.until])
        for field, name in ((self.measure, "整改措施"), (self.responsible, "责任人"), (self.until, "时限")):
            if not field.text and wrong is None:
                field.show_error(f"请填{name}。")
                field.take_focus()
                return
        if wrong is None and self._line is not None:
            self.planned.emit(
                {
                    "cause": self.cause.text,
                    "measure": self.measure.text,
                    "responsible": self.responsible.text,
                    "until": self.until.day,
                }
            )

    def _close(self) -> None:
        self.words.hide()
        for field, name in ((self.how, "怎么销号"), (self.evidence, "佐证")):
            if not field.value:
                field.show_error(f"请{'选' if field is self.how else '填'}{name}。")
                field.take_focus()
                return
        if self._needs_cause() and self._line is not None:
            self.closed.emit({"how": self.how.value, "evidence": self.evidence.text, "cause": self.cause.text})

    def _adopt(self) -> None:
        self.words.hide()
        balance = _balance(self._line.problem.meeting) if self._line is not None else None
        if not self.evidence.text:
            self.evidence.show_error("请填佐证：银行哪一份名单。")
            self.evidence.take_focus()
        elif balance is not None and self._needs_cause():
            self.adopted.emit({"balance": balance, "evidence": self.evidence.text, "cause": self.cause.text})

    def _needs_cause(self) -> bool:
        """False, and said, where a difference between lists has no cause yet."""
        if self._line is None or self._line.problem.origin == SELF_CHECK or self.cause.text:
            return True
        self.cause.show_error("请选原因。")
        self.cause.take_focus()
        return False


def _stand(line: ProblemLine) -> str:
    known = line.line
    if known is None:
        return "还没有列入整改台账。"
    if known.closed_on is not None:
        return f"{known.closed_on} 销号：{known.closed_how}，{known.evidence}。"
    late = "，已过期" if known.late else ""
    return f"{known.found_on} 列入整改台账" + (f"，{known.until} 前办好{late}。" if known.until else "，还没有措施。")


def _balance(meeting: Meeting | None) -> Any:
    """The bank's balance where it is apart from ours."""
    if meeting is None or meeting.here is None:
        return None
    apart = next((one for one in meeting.differs if one.field == "balance"), None)
    return dict(apart.values).get(BANK) if apart is not None and apart.says_other(BANK) else None


def _figure(field: str, value: Any) -> str:
    if value is None:
        return NOTHING
    if field == "rate":
        return percent(value)
    return money(value) if field in AMOUNTS else f"{value}"
