"""The page 今日: one sentence and one button, then the cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.backups import backup_lines
from app.services.today import FirstThing, Today, read_today
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.label import Icon, Label, Rule
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.today.cards import DueCard, MissingCard, MonthsCard, NewsCard, OverdueCard, RoundCard
from app.ui.tokens import Tone
from app.ui.words import long_day, moment, short_day
from app.ui.work import Work

if TYPE_CHECKING:
    from app.services.backups import BackupLine

STALE_BACKUP_DAYS = 7
_VERBS = {
    "remind": ("打印并去送", "printer"),
    "collect": ("打印催收通知", "printer"),
    "paper": ("去补手续", "missing"),
    "deliver": ("去交换", "exchange"),
    "visit": ("去走访", "pin"),
    "roster": ("导入名单", "people"),
}


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
        self.button = Button("", kind="primary", key="Enter", large=True)
        line.addWidget(self.button)
        for part in (self.sign, self.rule):
            part.setVisible(not theme.few_columns)

    def show_first(self, first: FirstThing) -> None:
        """Name it; nothing to do is said with a tick."""
        verb, icon = _VERBS.get(first.kind, ("", ""))
        calm = not verb
        self.sentence.setText(first.text)
        self.icon.set_icon("done" if calm else "flag", Tone.OK if calm else Tone.ACCENT)
        self.sign.setText("今天" if calm else "先办这件")
        self.button.setVisible(not calm)
        if verb:
            self.button.set_word(verb, f"{verb}：{first.text}")
            self.button.set_icon_name(icon)


class TodayPage(Page):
    """Reads the whole page in one view of the book."""

    title = "今日"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.view: Today | None = None
        self.first = FirstStrip()
        self.first.button.clicked.connect(self._do_first)
        self.due, self.overdue = DueCard(work.today), OverdueCard()
        self.rounds, self.missing = RoundCard(), MissingCard()
        self.months = MonthsCard()
        self.delivery = NewsCard("未送达", "去交换", Place(Where.EXCHANGE))
        self.backup = NewsCard("备份", "去备份", Place(Where.SETTINGS, detail="backup"))
        for card in (self.due, self.overdue, self.rounds, self.missing, self.delivery, self.backup):
            card.go.connect(self.go)
        self.outer.addWidget(self.first)
        self._lay_out()

    def _lay_out(self) -> None:
        tall = 0 if theme_now().two_columns else 1
        left = _column((self.due, 13 * tall), (self.overdue, 10 * tall))
        middle = _column((self.rounds, tall), (self.missing, tall))
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
        if self.work.book is not None:
            self.work.draw(backup_lines, self.work.book.folder, done=self.show_backups)
        today = self.work.today
        self.name_it(short_day(today) if theme_now().few_columns else long_day(today))

    def show_view(self, view: Today) -> None:
        """Show what was read."""
        self.view = view
        self.first.show_first(view.first)
        self.due.show_due(view)
        self.overdue.show_overdue(view)
        self.rounds.show_rounds(view)
        self.missing.show_missing(view)
        self.months.show_months(view.months)
        self._show_delivery(view)

    def _show_delivery(self, view: Today) -> None:
        state = view.delivery
        lines = []
        if state.newest is not None:
            sent = state.newest
            text = f"第 {sent.seq} 号包：{state.text}"
            below = f"{sent.created_at[5:10]} 已写入U盘。" + (
                "" if state.red else "满 28 天转红。" if state.days_waiting else ""
            )
            if state.days_waiting:
                text = f"第 {sent.seq} 号包 {state.days_waiting} 天没有回执"
            tone = Tone.DANGER if state.red else Tone.WARN if state.days_waiting else Tone.OK
            icon = "stop" if state.red else "warning" if state.days_waiting else "done"
            lines.append((icon, tone, text, below))
        else:
            lines.append(("todo", Tone.MUTED, state.text, "做一个交换包，写到U盘，交给乡镇。"))
        if state.changes_since:
            lines.append(("pencil", Tone.MUTED, f"之后又有 {state.changes_since} 处改动", "下次导出会一并带上。"))
        self.delivery.show_lines(lines)

    def show_backups(self, lines: list[BackupLine]) -> None:
        """Show how old the newest backup is."""
        if not lines:
            self.backup.show_lines([("todo", Tone.WARN, "还没有备份", "现在做一份，只要几秒。")])
            return
        newest = lines[0].backup
        made = newest.moment
        old = (self.work.today - made.date()).days > STALE_BACKUP_DAYS
        text = f"{moment(made, self.work.today)}，已读回核对"
        self.backup.show_lines(
            [("warning" if old else "done", Tone.WARN if old else Tone.OK, text, f"本机 {len(lines)} 份。")]
        )

    def first_focus(self) -> QWidget | None:
        return self.first.button

    def _do_first(self) -> None:
        if self.view is None:
            return
        first = self.view.first
        places = {
            "remind": Place(Where.PRINT, first.note_number, "F7"),
            "collect": Place(Where.PRINT, first.note_number, "F8"),
            "paper": Place(Where.PRINT, detail="papers"),
            "deliver": Place(Where.EXCHANGE),
            "visit": Place(Where.VISITS),
            "roster": Place(Where.IMPORT, detail="roster"),
        }
        if first.kind in places:
            self.go.emit(places[first.kind])


def _column(*cards: tuple[QWidget, int]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme_now().px(12))
    for card, stretch in cards:
        column.addWidget(card, stretch)
    return column
