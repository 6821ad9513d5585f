"""通报和报表: the report of a period as a finished paragraph with its figures; saved as a sheet, or made final."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.report import Figure, Measure
from app.services.reports import Kind, ReportDone
from app.ui.messages import ask
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.table import DENSE, Table
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, bare_wan

KINDS = (("一日一通报", Kind.DAY), ("周调度", Kind.WEEK), ("月度统计表", Kind.MONTH))


class ReportView(QWidget):
    """`asked` wants a report of a kind and a day; `save_wanted` its sheet; `final_wanted` freezes it."""

    asked = Signal(object, object)
    save_wanted = Signal()
    final_wanted = Signal(object, object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.done: ReportDone | None = None
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(8))
        self.kind = Field("哪一种", control=Choice(KINDS), bare=True)
        self.day = DateField("业务截止日", today, bare=True)
        self.day.set_day(today)
        self.day.line.setFixedWidth(theme.px(136))
        self.kind.edited.connect(self.ask)
        self.day.entered.connect(self.ask)
        self.day.settled.connect(self.ask)
        self.copy = Button("复制这一段", self._copy, icon_name="copy", key="C")
        self.save = Button("存为表格", self.save_wanted.emit, key="S", icon_name="save")
        self.final = Button("定稿", self._final, kind="primary", key="D", icon_name="lock")
        column.addLayout(row(self.kind, self.day, None, self.copy, self.save, self.final))
        self.state = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.state)
        self.paragraph = Label("", wrap=True)
        column.addWidget(scrolled(self.paragraph, "通报正文"), 1)
        self.figures = Table(
            [
                Column("指标", lambda figure: figure.name, stretch=True),
                Column("本期", lambda figure: _value(figure.now, figure), right=True),
                Column(
                    "上期", lambda figure: _value(figure.before, figure), right=True, tone=lambda figure: Tone.MUTED
                ),
                Column("比上期", lambda figure: _change(figure), right=True),
                Column("单位", lambda figure: _unit(figure), small=True, tone=lambda figure: Tone.MUTED),
            ],
            name="报表指标",
            row_height=DENSE,
        )
        column.addWidget(self.figures, 4)

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
        self.state.setText(f"{report.title}，业务截止日 {report.as_of}，{stand}{zero}。")
        late = "\n上期调整：" + "；".join(report.adjustments) if report.adjustments else ""
        self.paragraph.setText(report.paragraph + late)
        self.figures.set_rows([figure for group in report.groups for figure in group.figures])
        self.final.setEnabled(not report.final)
        self.final.setToolTip("已经定稿。" if report.final else "")

    def _copy(self) -> None:
        if self.done is not None:
            QGuiApplication.clipboard().setText(self.done.report.paragraph)
            self.state.setText("已复制，可以贴到短信、文件里。")

    def _final(self) -> None:
        text = "定稿以后，这一期的数不再变；后来补登的，在下一期里写成“上期调整”。"
        if self.day.day is not None and ask(self, "定稿", text, "定稿", "先不定"):
            self.final_wanted.emit(self.kind.value, self.day.day)


def _value(value: Decimal | int | None, figure: Figure) -> str:
    if value is None:
        return NOTHING
    if figure.measure is Measure.MONEY:
        return bare_wan(Decimal(value))
    if figure.measure is Measure.PERCENT:
        return f"{value:.2f}%"
    return f"{value:,}"


def _change(figure: Figure) -> str:
    change = figure.change
    if not change:
        return NOTHING
    sign = "+" if change > 0 else "−"
    size = change if change > 0 else -change
    return sign + _value(size, figure)


def _unit(figure: Figure) -> str:
    return "万元" if figure.measure is Measure.MONEY else figure.unit
