"""The cards of 今日; each shows its part of the page's view and tells which row was opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.day_work import Task
from app.services.due import DueLine, NextStep
from app.services.today import MissingPaper, MonthDue, RateWatch, Today
from app.services.visits import GroupRound
from app.ui.parts.buttons import link
from app.ui.parts.card import Card
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.gauge import Gauge, Mark
from app.ui.parts.label import Icon, Label
from app.ui.parts.month_bars import MonthBar, MonthBars
from app.ui.parts.table import DENSE, TWO_LINES, Table
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.today.things import place_of
from app.ui.tokens import Tone
from app.ui.words import in_wan, money, near_day, percent, quarter, short_wan

NEAR, YEAR, MOST_DATES = 7, 365, 8
_TONES = {"ok": Tone.OK, "warn": Tone.WARN, "danger": Tone.DANGER, "accent": Tone.ACCENT, "neutral": Tone.MUTED}
_ICONS = {"ok": "done", "warn": "warning", "danger": "missing", "accent": "waiting", "neutral": "todo"}


def step_chip(step: NextStep) -> Chip:
    """The next step with its drawing; a missing paper is a sheet with a cross."""
    icon = "missing" if "缺" in step.text else _ICONS[step.tone]
    return Chip(icon, step.text, _TONES[step.tone])


def _at_least(table: Table, height: int) -> None:
    """A list that scrolls keeps some rows in view; where the page scrolls instead, it is as high as its rows."""
    if not theme_now().two_columns:
        table.setMinimumHeight(height)


class ListCard(Card):
    """A card with a table, and a tick in its place where there is nothing to do."""

    go = Signal(object)

    def __init__(self, title: str, link_word: str, to: Place, nothing: str, *, good: bool = True) -> None:
        super().__init__(title)
        self._to = to
        if link_word:
            self.add_to_heading(link(link_word, self._all, spoken=f"{link_word}，{title}"))
        self.nothing = Empty(nothing, good=good)
        self.nothing.hide()

    def _all(self) -> None:
        self.go.emit(self._to)

    def _put(self, table: Table, stretch: int = 1) -> None:
        self.body.addWidget(table, stretch)
        self.body.addWidget(self.nothing)
        self.body.addStretch(0)

    def _fill(self, table: Table, rows: tuple[object, ...]) -> None:
        table.set_rows(rows)
        table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)


class DueCard(ListCard):
    """到期: the ledger with its next steps."""

    def __init__(self, today: date) -> None:
        super().__init__("到期", "全部到期", Place(Where.DUE), "这些天里没有到期的贷款。")
        theme = theme_now()
        self._today = today
        self.table = Table(
            [
                Column("到期日", self._day, spoken=lambda due: f"{due.due:%Y-%m-%d}"),
                Column(
                    "还剩",
                    lambda due: f"{due.days} 天",
                    right=True,
                    tone=lambda due: Tone.DANGER if due.days < NEAR else Tone.PLAIN,
                ),
                Column("户", lambda due: due.line.head or due.line.borrower.name),
                Column("组", lambda due: due.line.household.group_name, tone=lambda due: Tone.MUTED, secondary=True),
                Column("应还（元）", lambda due: money(due.amount), right=True),
                Column("下一步", lambda due: "", chip=lambda due: step_chip(due.step)),
            ],
            name="到期清单",
            row_height=DENSE + 1,
            fit=theme_now().two_columns,
        )
        _at_least(self.table, theme.px(26 + 4 * 29))
        self.table.opened.connect(self._open)
        self._put(self.table)

    def _day(self, due: DueLine) -> str:
        return near_day(due.due, self._today, weekday=not theme_now().few_columns)

    def show_due(self, view: Today) -> None:
        """Show the list."""
        self.title.setText(f"{view.window_days} 天内到期")
        total = sum((due.amount for due in view.due), Decimal(0))
        self.set_note(f"{len(view.due)} 笔，{in_wan(total)}" if view.due else "")
        self._fill(self.table, view.due)

    def _open(self, due: DueLine) -> None:
        self.go.emit(Place(Where.LOAN, due.line.loan.note_number))


class OverdueCard(ListCard):
    """逾期: the rate against the red line, then the rows."""

    def __init__(self) -> None:
        super().__init__("逾期", "全部逾期", Place(Where.DUE, detail="overdue"), "没有逾期。")
        self.gauge = Gauge("逾期率")
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.table = Table(
            [
                Column("户", lambda due: due.line.head or due.line.borrower.name),
                Column("组", lambda due: due.line.household.group_name, tone=lambda due: Tone.MUTED, secondary=True),
                Column("逾期", lambda due: f"{due.days} 天", right=True),
                Column("逾期本金（元）", lambda due: money(due.line.state.overdue_principal), right=True),
                Column("处置", lambda due: "", chip=lambda due: step_chip(due.step)),
            ],
            name="逾期清单",
            row_height=DENSE + 1,
            fit=theme_now().two_columns,
        )
        _at_least(self.table, theme_now().px(26 + 2 * 29))
        self.table.opened.connect(self._open)
        self.body.addWidget(self.gauge)
        self.body.addWidget(self.words)
        self._put(self.table)

    def show_overdue(self, view: Today) -> None:
        """Show rate and rows."""
        rate = view.overdue_rate
        self.set_note(f"{len(view.overdue)} 笔，{money(rate.overdue)} 元" if view.overdue else "")
        self._show_rate(rate)
        self._fill(self.table, view.overdue)

    def _show_rate(self, rate: RateWatch) -> None:
        marks = []
        words = f"逾期本金 {money(rate.overdue)} 元 ÷ 余额 {in_wan(rate.balance)}。"
        if isinstance(rate.reported.value, Decimal):
            marks.append(Mark(f"全县 {percent(rate.reported.value)}", float(rate.reported.value), Tone.WARN))
        red = rate.red_line.value
        if isinstance(red, Decimal):
            marks.append(Mark(f"红线 {percent(red)}", float(red), Tone.DANGER))
            room = rate.balance * red - rate.overdue
            words += f"距红线还有 {money(room)} 元。" if room > 0 else f"已过红线，超出 {money(-room)} 元。"
        else:
            words += "政策包没有写逾期红线。"
        self.gauge.show_value(f"本村 {percent(rate.rate)}", float(rate.rate), tuple(marks))
        self.gauge.setVisible(bool(rate.balance))
        self.words.setText(words if rate.balance else "还没有贷款余额。")

    def _open(self, due: DueLine) -> None:
        self.go.emit(Place(Where.LOAN, due.line.loan.note_number))


class RoundCard(ListCard):
    """待走访: this quarter's round, group by group."""

    def __init__(self) -> None:
        super().__init__(
            "待走访",
            "排一轮",
            Place(Where.VISITS),
            "还没有农户。导入名单以后，这里写着各组走了几户。",
            good=False,
        )
        self.table = Table(
            [
                Column("", lambda group: group.group or "未分组"),
                Column("", lambda group: "", bar=_share, stretch=True),
                Column(
                    "", lambda group: f"{group.visited}/{group.households}", right=True, tone=lambda group: Tone.MUTED
                ),
                Column(
                    "",
                    lambda group: f"余 {group.left} 户" if group.left else "走完",
                    right=True,
                    small=True,
                    tone=lambda group: Tone.PLAIN if group.left else Tone.OK,
                    icon=lambda group: "" if group.left else "done",
                ),
            ],
            name="各组走访",
            row_height=DENSE + 1,
            heading=False,
            fit=theme_now().two_columns,
        )
        _at_least(self.table, theme_now().px(4 * 29))
        self.table.opened.connect(self._open)
        self._put(self.table)

    def show_rounds(self, view: Today) -> None:
        """Show the groups."""
        left = sum(group.left for group in view.rounds)
        season = "" if theme_now().few_columns else f"{quarter(view.on)}，"
        self.set_note(f"{season}余 {left} 户" if view.rounds else "")
        self._fill(self.table, view.rounds)

    def _open(self, group: GroupRound) -> None:
        self.go.emit(Place(Where.VISITS, group.group))


def _share(group: GroupRound) -> float:
    return group.visited / group.households if group.households else 0.0


class MissingCard(ListCard):
    """缺件待补: whose paper, what is missing, until when."""

    def __init__(self) -> None:
        super().__init__("缺件待补", "文书", Place(Where.PRINT, detail="papers"), "没有缺件。")
        self.table = Table(
            [
                Column(
                    "", lambda paper: f"{paper.head} {paper.title}", second=lambda paper: paper.missing, stretch=True
                ),
                Column("", lambda paper: "", chip=_deadline),
            ],
            name="缺件待补清单",
            row_height=TWO_LINES,
            heading=False,
            fit=theme_now().two_columns,
        )
        _at_least(self.table, theme_now().px(2 * TWO_LINES))
        self.table.opened.connect(self._open)
        self._put(self.table)

    def show_missing(self, view: Today) -> None:
        """Show the papers."""
        self.set_note(f"{len(view.missing)} 件" if view.missing else "")
        self._fill(self.table, view.missing)

    def _open(self, paper: MissingPaper) -> None:
        self.go.emit(Place(Where.PRINT, paper.serial, "papers"))


class DatesCard(ListCard):
    """到日子的事: promises, limitation, notices that are over, reviews and checks due; the nearest first."""

    def __init__(self) -> None:
        super().__init__("到日子的事", "", Place(Where.DUE), "没有到日子的事。")
        self.table = Table(
            [
                Column(
                    "",
                    lambda task: f"{task.head}（{task.group}）" if task.head else task.kind,
                    second=lambda task: task.text,
                    stretch=True,
                    explains=True,
                ),
                Column("", lambda task: "", chip=lambda task: _days_chip(task.days)),
            ],
            name="到日子的事清单",
            row_height=TWO_LINES,
            heading=False,
            fit=theme_now().two_columns,
        )
        _at_least(self.table, theme_now().px(2 * TWO_LINES))
        self.table.opened.connect(self._open)
        self._put(self.table)

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show the first of them; the card is not there where nothing has a day."""
        more = f"，先办这 {MOST_DATES} 件" if len(tasks) > MOST_DATES else ""
        self.set_note(f"{len(tasks)} 件{more}" if tasks else "")
        self._fill(self.table, tuple(tasks[:MOST_DATES]))
        self.setVisible(bool(tasks))

    def _open(self, task: Task) -> None:
        self.go.emit(place_of(task))


def _deadline(paper: MissingPaper) -> Chip:
    return _days_chip(paper.days_left)


def _days_chip(days: int | None) -> Chip:
    if days is None:
        return Chip("missing", "未定期限")
    if days < 0:
        past = f"{-days} 天" if days > -YEAR else f"{-days // YEAR} 年"
        return Chip("stop", f"过期 {past}", Tone.DANGER)
    return Chip("warning", f"剩 {days} 天", Tone.WARN) if days <= 10 else Chip("clock", f"剩 {days} 天")


class MonthsCard(Card):
    """十二个月到期: bars with their values in 万元."""

    def __init__(self) -> None:
        super().__init__("十二个月到期", "单位：万元")
        self.bars = MonthBars("十二个月到期", "万元")
        self.body.addWidget(self.bars, 1)

    def show_months(self, months: tuple[MonthDue, ...]) -> None:
        """Show them; the highest month is named a peak where it stands out."""
        amounts = [each.amount for each in months]
        mean = sum(amounts, Decimal(0)) / len(amounts) if amounts else Decimal(0)
        top = max(amounts, default=Decimal(0))
        self.bars.show_months(
            tuple(
                MonthBar(
                    each.month.year,
                    each.month.month,
                    float(each.amount),
                    short_wan(each.amount),
                    peak=each.amount == top and top > mean * 2,
                )
                for each in months
            )
        )


class NewsCard(Card):
    """A short card of lines: icon, sentence, and what explains it."""

    go = Signal(object)

    def __init__(self, title: str, link_word: str, to: Place) -> None:
        super().__init__(title, rigid=True)
        self._to = to
        self.add_to_heading(link(link_word, self._follow, spoken=f"{link_word}"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme_now().px(6))
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self._rows: list[tuple[Icon, Label, Label, QWidget]] = []

    def _follow(self) -> None:
        self.go.emit(self._to)

    def show_lines(self, lines: list[tuple[str, Tone, str, str]]) -> None:
        """Lines as (icon, tone of the icon, sentence, explanation)."""
        while len(self._rows) < len(lines):
            self._rows.append(self._new_row())
        for number, (icon, words, below, holder) in enumerate(self._rows):
            holder.setVisible(number < len(lines))
            if number < len(lines):
                name, tone, sentence, explained = lines[number]
                icon.set_icon(name, tone)
                words.setText(sentence)
                below.setText(explained)
                below.setVisible(bool(explained))

    def _new_row(self) -> tuple[Icon, Label, Label, QWidget]:
        theme = theme_now()
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(10))
        icon = Icon("info", Tone.MUTED, 20)
        words, below = Label("", Role.BODY, wrap=True), Label("", Role.SMALL, Tone.MUTED, wrap=True)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(words)
        column.addWidget(below)
        line.addLayout(column, 1)
        self._lines.addWidget(holder)
        return icon, words, below, holder
