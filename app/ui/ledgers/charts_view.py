"""The three pictures of a report: what falls due when, how old the overdue is, how the balance went."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.monitoring import MonthPeak
from app.domain.months import add_months
from app.services.report_parts.charts import BalancePoint, ReportCharts
from app.ui.parts.bars import Bar, Bars
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.line_chart import ChartPoint, LineChart
from app.ui.parts.month_bars import MonthBar, MonthBars
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import bare_wan

MONTHS = 12
AGE_TONES = (Tone.WARN, Tone.WARN, Tone.DANGER, Tone.DANGER)


class ChartsView(QWidget):
    """Drawn from the book as it is now, on the report's day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.months = MonthBars("按月到期的本金", "万元")
        self.ages = Bars("逾期本金按天数", "万元")
        self.balance = LineChart("贷款余额，每月末", "万元")
        self.no_months = Empty("没有还没到期的贷款。", good=True)
        self.no_ages = Empty("没有逾期的贷款。", good=True)
        theme = theme_now()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.px(4), 0, 0)
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(8))
        self.day = Label("", Role.SMALL)
        places = ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2))
        if theme.two_columns:
            places = ((0, 0, 1, 2), (1, 0, 1, 2), (2, 0, 1, 2))
        for place, title, parts in zip(
            places,
            ("今后 12 个月到期的本金（万元）", "逾期本金按逾期天数（万元）", "贷款余额，每月末（万元）"),
            ((self.months, self.no_months), (self.ages, self.no_ages), (self.balance,)),
            strict=True,
        ):
            holder = QVBoxLayout()
            holder.setSpacing(theme.px(4))
            holder.addWidget(Label(title, Role.CARD_TITLE))
            for part in parts:
                holder.addWidget(part, 1 if isinstance(part, MonthBars | Bars | LineChart) else 0)
            grid.addLayout(holder, *place)

    def show_charts(self, charts: ReportCharts) -> None:
        """Show these."""
        due = {each.month: each for each in charts.maturities}
        first = charts.on.replace(day=1)
        months = [_month_bar(add_months(first, at), due.get(add_months(first, at))) for at in range(MONTHS)]
        self.months.show_months(tuple(months))
        late = any(each.count for each in charts.ages)
        self.ages.show_bars(
            [
                Bar(
                    each.words,
                    float(each.principal),
                    f"{bare_wan(each.principal)}（{each.count} 笔）" if each.count else "0",
                    tone,
                )
                for each, tone in zip(charts.ages, AGE_TONES, strict=True)
            ]
        )
        self.balance.show_points([_balance_point(each, charts.on) for each in charts.balances])
        for part, empty, there in (
            (self.months, self.no_months, any(bar.height for bar in months)),
            (self.ages, self.no_ages, late),
        ):
            part.setVisible(there)
            empty.setVisible(not there)


def _month_bar(month: date, due: MonthPeak | None) -> MonthBar:
    if due is None:
        return MonthBar(month.year, month.month, 0.0, "")
    return MonthBar(month.year, month.month, float(due.principal), bare_wan(due.principal), due.peak)


def _balance_point(each: BalancePoint, on: date) -> ChartPoint:
    words = f"{each.on:%m-%d}" if each.on == on else f"{each.on.month}月"
    return ChartPoint(words, float(each.balance), bare_wan(each.balance))
