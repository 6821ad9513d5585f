"""通报和报表: the report of a period as a paragraph, figures with the list behind each, pictures and breakdowns."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.report import Figure
from app.services.report_parts.behind import BehindRow
from app.services.report_parts.charts import ReportCharts
from app.services.reports import Kind, ReportDone
from app.ui.ledgers.charts_view import ChartsView
from app.ui.ledgers.figures import behind_table, figures_table, table_of
from app.ui.messages import ask
from app.ui.parts.buttons import Button
from app.ui.parts.card import column, empty_layout, row
from app.ui.parts.choice import Choice
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.qr import QrView
from app.ui.parts.scrolled import scrolled
from app.ui.parts.stack import Stack
from app.ui.parts.tabs import Tabs
from app.ui.parts.typed_fields import DateField
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

KINDS = (("一日一通报", Kind.DAY), ("周调度", Kind.WEEK), ("月度统计表", Kind.MONTH))
FIGURES, CHARTS, PARTS, LIST_BEHIND = range(4)
QR_SIDE = 232
MOST_QR_BYTES = 2300  # of a QR at level M


class ReportView(QWidget):
    """`asked` wants a report of a kind and a day; `behind_wanted` the list behind a figure; `save_wanted` a sheet or
    (with True) the official page; `final_wanted` freezes the report, or with True corrects a frozen one."""

    asked = Signal(object, object)
    charts_wanted = Signal(object)
    behind_wanted = Signal(object, object)
    save_wanted = Signal(bool)
    final_wanted = Signal(object, object, bool)
    go = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.done: ReportDone | None = None
        self._figure: Figure | None = None
        theme = theme_now()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.px(8), 0, 0)
        outer.setSpacing(theme.px(8))
        self.kind = Field("哪一种", control=Choice(KINDS), bare=True)
        self.day = DateField("业务截止日", today, bare=True)
        self.day.set_day(today)
        self.day.line.setFixedWidth(theme.px(136))
        for signal in (self.kind.edited, self.day.entered, self.day.settled):
            signal.connect(self.ask)
        self.save = Button("存为表格", self._save, key="S", icon_name="save")
        self.page = Button("公文页", self._page, key="P", icon_name="printer", spoken="存成公文页，PDF")
        self.final = Button("定稿", self._final, kind="primary", key="D", icon_name="lock")
        outer.addLayout(row(self.kind, self.day, None, self.save, self.page, self.final))
        self.state = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        outer.addWidget(self.state)
        self.tabs = Tabs("报表的几个部分")
        self.copy = Button("复制这一段", self._copy, kind="quiet", icon_name="copy", key="C")
        self.code = Button("二维码", self._turn_code, kind="toggle", key="Q", spoken="把这一段显示成二维码")
        outer.addLayout(row(self.tabs, None, self.copy, self.code))
        self.stack = Stack()
        for part in (self._figures_part(), ChartsView(), self._parts_part(), self._behind_part()):
            self.stack.addWidget(part)
        self.charts: ChartsView = self.stack.widget(CHARTS)  # type: ignore[assignment]
        outer.addWidget(self.stack, 1)
        self.tabs.show_words([("指标", 0), ("图", 0), ("分表", 0)])
        self.tabs.currentChanged.connect(self._turned)

    def _figures_part(self) -> QWidget:
        self.paragraph = Label("", wrap=True)
        self.paragraph.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.qr = QrView("这一段的二维码", QR_SIDE)
        self.qr.hide()
        self.figures = figures_table()
        self.figures.opened.connect(self._behind)
        text = QHBoxLayout()
        text.addWidget(scrolled(self.paragraph, "通报正文"), 1)
        text.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        part = QWidget()
        inside = QVBoxLayout(part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(text, 2)
        inside.addWidget(self.figures, 5)
        return part

    def _parts_part(self) -> QWidget:
        self._tables = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._tables)
        self.no_parts = Empty("这一期没有分表。", icon_name="info")
        part = QWidget()
        part.setLayout(column(self.no_parts, scrolled(holder, "分表")))
        return part

    def _behind_part(self) -> QWidget:
        self.behind_title = Label("", Role.CARD_TITLE, wrap=True)
        self.behind = behind_table()
        self.behind.opened.connect(self._open)
        part = QWidget()
        inside = column(self.behind_title)
        inside.addWidget(self.behind, 1)
        part.setLayout(inside)
        return part

    # --- showing ---

    def ask(self) -> None:
        """Want the report of what is chosen."""
        if self.day.day is not None:
            self.asked.emit(self.kind.value, self.day.day)

    def show_report(self, done: ReportDone) -> None:
        """Show a report."""
        self.done = done
        report = done.report
        stand = f"已定稿，第 {done.version} 版" if report.final else "草稿，还没有定稿"
        zero = "，零报告" if report.zero else ""
        until = f"录入截止 {report.entered_until:%Y-%m-%d %H:%M}"
        before = f"，上期截止 {report.previous_as_of}" if report.previous_as_of else ""
        self.state.setText(f"{report.title}，业务截止日 {report.as_of}，{until}{before}，{stand}{zero}。")
        late = "\n上期调整：" + "；".join(report.adjustments) if report.adjustments else ""
        self.paragraph.setText(report.paragraph + late)
        self._show_code()
        self.figures.set_rows([figure for group in report.groups for figure in group.figures])
        self._show_tables()
        self.final.set_word("出更正通报" if report.final else "定稿")
        words = [("指标", 0), ("图", 0), ("分表", len(report.tables))]
        at = min(self.tabs.currentIndex(), PARTS)
        self.tabs.show_words(words)
        self.tabs.setCurrentIndex(at)
        self.charts_wanted.emit(report.as_of)

    def show_charts(self, charts: ReportCharts) -> None:
        """Show the pictures."""
        self.charts.show_charts(charts)

    def show_behind(self, rows: list[BehindRow]) -> None:
        """Show the list behind the figure that was opened."""
        assert self.done is not None
        figure = self._figure
        assert figure is not None
        words = [("指标", 0), ("图", 0), ("分表", len(self.done.report.tables)), ("名单", len(rows))]
        self.tabs.show_words(words)
        named = f"，分母：{figure.denominator}" if figure.denominator else ""
        self.behind_title.setText(f"{figure.name}：{len(rows)} {'笔' if figure.behind_kind == 'loan' else '户'}{named}")
        self.behind.set_rows(rows)
        self.tabs.setCurrentIndex(LIST_BEHIND)
        self.behind.setFocus()
        self.behind.choose(0)

    def say(self, text: str) -> None:
        """What was done with it."""
        self.state.setText(text)

    def _show_tables(self) -> None:
        assert self.done is not None
        empty_layout(self._tables)
        for table in self.done.report.tables:
            self._tables.addWidget(Label(table.title, Role.CARD_TITLE))
            self._tables.addWidget(table_of(table))
        self._tables.addStretch(1)
        self.no_parts.setVisible(not self.done.report.tables)

    def _turned(self, at: int) -> None:
        if at >= 0:
            self.stack.setCurrentIndex(at)

    # --- acts ---

    def _behind(self, figure: Figure) -> None:
        if not figure.behind:
            self.say(f"{figure.name}：这个数后面没有名单。")
            return
        self._figure = figure
        assert self.done is not None
        self.behind_wanted.emit(figure, self.done.report.as_of)

    def _open(self, each: BehindRow) -> None:
        loan = self._figure is not None and self._figure.behind_kind == "loan"
        self.go.emit(Place(Where.LOAN, each.key) if loan else Place(Where.HOUSEHOLDS, each.household))

    def _copy(self) -> None:
        if self.done is not None:
            QGuiApplication.clipboard().setText(self.done.report.paragraph)
            self.say("已复制，可以贴到短信、文件里。")

    def _turn_code(self) -> None:
        self.tabs.setCurrentIndex(FIGURES)
        self._show_code()

    def _show_code(self) -> None:
        wanted = self.code.isChecked() and self.done is not None
        text = self.done.report.paragraph if self.done is not None else ""
        if wanted and len(text.encode()) > MOST_QR_BYTES:
            self.say("这一段太长，放不进二维码。请用“复制这一段”。")
            wanted = False
        if wanted:
            self.qr.show_text(text)
        self.qr.setVisible(wanted)

    def _save(self) -> None:
        self.save_wanted.emit(False)

    def _page(self) -> None:
        self.save_wanted.emit(True)

    def _final(self) -> None:
        if self.done is None or self.day.day is None:
            return
        correct = self.done.report.final
        text = "定稿以后，这一期的数不再变；后来补登的，在下一期里写成“上期调整”。"
        if correct:
            text = "这一期已经定稿。补登或更正过以后，可以出一份更正通报，写明哪些数变了；原来那一版留着。"
        word = "出更正通报" if correct else "定稿"
        if ask(self, word, text, word, "先不办"):
            self.final_wanted.emit(self.kind.value, self.day.day, correct)
