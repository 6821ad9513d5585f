"""The page 今日: one sentence and one button, then the cards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.backups import backup_state
from app.services.day_work import day_work
from app.services.delivery import RED_AFTER_DAYS
from app.services.today import Today, read_today
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.label import Icon, Label, Rule
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.today.cards import DatesCard, DueCard, MissingCard, MonthsCard, NewsCard, OverdueCard, RoundCard
from app.ui.today.things import Thing, dated, things
from app.ui.tokens import Tone
from app.ui.words import day_in_year, long_day, moment, short_day
from app.ui.work import Work

if TYPE_CHECKING:
    from app.services.backups import BackupState
    from app.services.day_work import DayWork, Task

STALE_BACKUP_DAYS = 7


class FirstStrip(QFrame):
    """先办这件: the sentence and the button, which has the focus when the page opens."""

    def __init__(self) -> None:
        super().__init__()
        theme = theme_now()
        self.setObjectName("strip")
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(5), theme.px(8), theme.px(5))
        line.setSpacing(theme.px(10))
        self.icon = Icon("flag", Tone.ACCENT, 20)
        line.addWidget(self.icon)
        self.sign = Label("先办这件", tone=Tone.ACCENT)
        line.addWidget(self.sign)
        self.rule = Rule(upright=True)
        line.addWidget(self.rule)
        self.sentence = Label("", wrap=True)
        line.addWidget(self.sentence, 1)
        self.next = Button("换下一件", kind="quiet", key="N")
        line.addWidget(self.next)
        self.button = Button("", kind="primary", key="Enter", large=True)
        line.addWidget(self.button)
        for part in (self.sign, self.rule):
            part.setVisible(not theme.few_columns)

    def show_thing(self, thing: Thing, others: int) -> None:
        """Name it; nothing to do is said with a tick."""
        calm = not thing.verb
        self.sentence.setText(thing.text)
        self.icon.set_icon("done" if calm else "flag", Tone.OK if calm else Tone.ACCENT)
        self.sign.setText("今天" if calm else "先办这件")
        self.button.setVisible(not calm)
        self.next.setVisible(others > 0)
        self.next.setToolTip(f"还有 {others} 件")
        if thing.verb:
            self.button.set_word(thing.verb, f"{thing.verb}：{thing.text}")
            self.button.set_icon_name(thing.icon)


class TodayPage(Page):
    """Reads the whole page in one view of the book."""

    title = "今日"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.view: Today | None = None
        self._tasks: tuple[Task, ...] = ()
        self._things: list[Thing] = []
        self._at = 0
        self.first = FirstStrip()
        self.first.button.clicked.connect(self._do_first)
        self.first.next.clicked.connect(self._next)
        self.due, self.overdue = DueCard(work.today), OverdueCard()
        self.rounds, self.missing, self.dates = RoundCard(), MissingCard(), DatesCard()
        self.dates.hide()
        self.months = MonthsCard()
        self.delivery = NewsCard("未送达", "去交换", Place(Where.EXCHANGE))
        self.backup = NewsCard("备份", "去备份", Place(Where.SETTINGS, detail="backup"))
        for card in (self.due, self.overdue, self.rounds, self.missing, self.dates, self.delivery, self.backup):
            card.go.connect(self.go)
        self.outer.addWidget(self.first)
        self._lay_out()

    def _lay_out(self) -> None:
        tall = 0 if theme_now().two_columns else 1
        left = _column((self.due, 13 * tall), (self.overdue, 10 * tall))
        middle = _column((self.rounds, 3 * tall), (self.missing, 2 * tall), (self.dates, 2 * tall))
        right = _column((self.months, tall), (self.delivery, 0), (self.backup, 0))
        columns = QHBoxLayout()
        columns.setSpacing(theme_now().px(12))
        if theme_now().two_columns:
            second = QVBoxLayout()
            second.setSpacing(theme_now().px(12))
            second.addLayout(middle)
            second.addLayout(right)
            left.addStretch(1)
            second.addStretch(1)
            columns.addLayout(left, 2)
            columns.addLayout(second, 1)
        else:
            columns.addLayout(left, 200)
            columns.addLayout(middle, 100)
            columns.addLayout(right, 100)
        self.outer.addLayout(columns, 1)

    def refresh(self) -> None:
        self.work.read(read_today, self.work.today, done=self.show_view)
        self.work.read(day_work, self.work.today, done=self.show_tasks)
        if self.work.book is not None:
            self.work.draw(backup_state, self.work.book.folder, done=self.show_backups)
        today = self.work.today
        self.name_it(short_day(today) if theme_now().few_columns else long_day(today))

    def show_view(self, view: Today) -> None:
        """Show what was read."""
        self.view = view
        self._show_thing(0)
        self.due.show_due(view)
        self.overdue.show_overdue(view)
        self.rounds.show_rounds(view)
        self.missing.show_missing(view)
        self.months.show_months(view.months)
        self._show_delivery(view)

    def show_tasks(self, work: DayWork) -> None:
        """Show what else has its day."""
        self._tasks = work.tasks
        self.dates.show_tasks(dated(work.tasks))
        self._show_thing(self._at)

    def _show_thing(self, at: int) -> None:
        if self.view is None:
            return
        self._things = things(self.view.firsts, self._tasks)
        self._at = at % len(self._things)
        self.first.show_thing(self._things[self._at], len(self._things) - 1)

    def _next(self) -> None:
        self._show_thing(self._at + 1)
        self.first.button.setFocus()

    def _show_delivery(self, view: Today) -> None:
        state = view.delivery
        lines = []
        if state.newest is not None:
            sent = state.newest
            text = f"第 {sent.seq} 号包：{state.text}"
            below = f"{sent.created_at[5:10]} 已写入U盘。" + (
                "" if state.red else f"满 {RED_AFTER_DAYS} 天转红。" if state.days_waiting else ""
            )
            if state.unwritten:
                text, below = state.text, "包做好了，还在本机。插上U盘，再写一次。"
            if state.days_waiting and not state.unwritten:
                text = f"第 {sent.seq} 号包 {state.days_waiting} 天没有回执"
            tone = Tone.DANGER if state.red else Tone.WARN if state.days_waiting else Tone.OK
            icon = "stop" if state.red else "warning" if state.days_waiting else "done"
            lines.append((icon, tone, text, below))
        else:
            lines.append(("todo", Tone.MUTED, state.text, "做一个交换包，写到U盘，交给乡镇。"))
        if state.returned:
            lines.append(("warning", Tone.WARN, f"乡镇退回 {state.returned} 行待更正", "改好后再导出一次。"))
        if state.changes_since:
            lines.append(("pencil", Tone.MUTED, f"之后又有 {state.changes_since} 处改动", "下次导出会一并带上。"))
        self.delivery.show_lines(lines)

    def show_backups(self, state: BackupState) -> None:
        """Show how old the newest backup is, and whether a copy lies anywhere else."""
        if not state.lines:
            self.backup.show_lines([("todo", Tone.WARN, "还没有备份", "现在做一份，只要几秒。")])
            return
        made = state.lines[0].backup.moment
        old = (self.work.today - made.date()).days > STALE_BACKUP_DAYS
        text = f"{moment(made, self.work.today)}，已读回核对"
        lines = [("warning" if old else "done", Tone.WARN if old else Tone.OK, text, f"本机 {len(state.lines)} 份。")]
        lines.append(_second_place(state, self.work.today))
        self.backup.show_lines(lines)

    def first_focus(self) -> QWidget | None:
        return self.first.button

    def _do_first(self) -> None:
        place = self._things[self._at].place if self._things else None
        if place is not None:
            self.go.emit(place)


def _second_place(state: BackupState, today: date) -> tuple[str, Tone, str, str]:
    """The copy on the stick: a machine that is lost takes its own backups with it."""
    if state.second is None:
        return "usb", Tone.WARN, "U盘上没有备份", "机器坏了、丢了，本机的备份也没了。去选一个U盘。"
    if state.copied is None:
        return "usb", Tone.WARN, "U盘选好了，还没有存过", "插上U盘，备份一次。"
    days = (today - state.copied.date()).days
    word = f"U盘最近一份 {day_in_year(state.copied.date(), today)}"
    return ("usb", Tone.WARN, word, "插上U盘，再备份一次。") if days > STALE_BACKUP_DAYS else ("usb", Tone.OK, word, "")


def _column(*cards: tuple[QWidget, int]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme_now().px(12))
    for card, stretch in cards:
        column.addWidget(card, stretch)
    return column
