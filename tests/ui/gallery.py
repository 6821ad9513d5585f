"""All parts on one page, as a picture for eyes: `python -m tests.ui.gallery OUT.png [--dark] [--size 150]`."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.findings import Finding, Severity
from app.ui.fonts import load_fonts
from app.ui.parts.buttons import Button, link
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.finding_list import FindingList
from app.ui.parts.gauge import Gauge, Mark
from app.ui.parts.month_bars import MonthBar, MonthBars
from app.ui.parts.stage_track import Stage, StageTrack, Standing
from app.ui.parts.steps import Step, Steps
from app.ui.parts.strip import TroubleStrip, WorkStrip
from app.ui.parts.table import DENSE, TWO_LINES, Table
from app.ui.parts.timeline import Entry, Timeline
from app.ui.theme import Role, Theme, apply_theme
from app.ui.tokens import Tone


@dataclass(frozen=True)
class Due:
    day: str
    left: int
    name: str
    group: str
    amount: str
    chip: Chip


DUES = [
    Due("11-23 周一", 3, "王德顺", "3组", "50,000.00", Chip("missing", "通知书未送", Tone.DANGER)),
    Due("11-28 周六", 8, "杨秀英", "8组", "30,000.00", Chip("done", "约 11-27 还", Tone.OK)),
    Due("12-02 周三", 12, "李朝贵", "1组", "40,000.00", Chip("missing", "展期表缺签字", Tone.WARN)),
    Due("12-11 周五", 21, "翟美蓉", "2组", "50,000.00", Chip("waiting", "续贷审核中", Tone.ACCENT)),
    Due("2027-01-03", 44, "阿苏·木呷", "4组", "30,000.00", Chip("todo", "未摸底")),
]


def due_table() -> Table:
    table = Table(
        [
            Column("到期日", lambda due: due.day),
            Column(
                "还剩",
                lambda due: f"{due.left} 天",
                right=True,
                tone=lambda due: Tone.DANGER if due.left < 7 else Tone.PLAIN,
            ),
            Column("户", lambda due: due.name),
            Column("组", lambda due: due.group, tone=lambda due: Tone.MUTED, secondary=True),
            Column("余额（元）", lambda due: due.amount, right=True),
            Column("下一步", lambda due: "", chip=lambda due: due.chip),
        ],
        name="45 天内到期",
        row_height=DENSE + 1,
        fit=True,
    )
    table.set_rows(DUES)
    return table


def gallery() -> QWidget:
    page = QWidget()
    page.setObjectName("desk")
    line = QHBoxLayout(page)
    left, middle, right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
    for column, stretch in ((left, 54), (middle, 30), (right, 27)):
        line.addLayout(column, stretch)
    card = Card("45 天内到期", "9 笔，33.00 万元")
    card.add_to_heading(link("全部到期", print))
    card.body.addWidget(due_table())
    left.addWidget(card)
    card = Card("逾期", "2 笔，5,000.00 元")
    gauge = Gauge("逾期率")
    gauge.show_value("本村 0.23%", 0.23, (Mark("红线 0.50%", 0.5, Tone.DANGER), Mark("全县 0.16%", 0.16, Tone.WARN)))
    card.body.addWidget(gauge)
    left.addWidget(card)
    card = Card()
    track = StageTrack()
    track.show_stages(
        (
            Stage("申请", "2023-11-06", Standing.DONE),
            Stage("放款", "12-02", Standing.DONE),
            Stage("还款中", "还剩 12 天", Standing.NOW),
            Stage("到期", "2026-12-02", Standing.TO_COME),
            Stage("结清", "", Standing.TO_COME),
        )
    )
    card.body.addWidget(track)
    left.addWidget(card)
    card = Card()
    card.body.addLayout(
        row(
            Button("登记还款", key="R", kind="primary", icon_name="yuan"),
            Button("展期", key="E", icon_name="calendar"),
            Button("显示全号", key="F8", kind="quiet", icon_name="eye"),
        )
    )
    off = Button("保存这一人", key="Ctrl+Enter", kind="primary")
    off.setEnabled(False)
    on = Button("全部", kind="toggle")
    on.setChecked(True)
    card.body.addLayout(
        row(off, on, Button("有贷款", kind="toggle"), Check("双面"), Check("印完登记为“已印”", on=True))
    )
    card.body.addLayout(row(*[ChipLabel(due.chip) for due in DUES]))
    left.addWidget(card)
    strip, trouble = WorkStrip(), TroubleStrip()
    strip.show_work("读入名单", 128, 455, can_stop=True)
    trouble.say(
        "U盘空间不足，交换包没有写完。本机数据完好，U盘上没有留下残缺文件。请换一个U盘，或删除无关文件后再导出一次。"
    )
    left.addWidget(strip)
    left.addWidget(trouble)
    left.addStretch(1)
    card = Card("待走访", "四季度，余 54 户")
    groups = Table(
        [
            Column("", lambda g: f"{g[0]}组"),
            Column("", lambda g: "", bar=lambda g: g[1] / g[2], stretch=True),
            Column("", lambda g: f"{g[1]}/{g[2]}", right=True, tone=lambda g: Tone.MUTED),
            Column("", lambda g: f"余 {g[2] - g[1]} 户", right=True),
        ],
        name="待走访",
        heading=False,
        fit=True,
        row_height=DENSE + 1,
    )
    groups.set_rows([(1, 13, 17), (2, 15, 15), (3, 9, 18)])
    card.body.addWidget(groups)
    middle.addWidget(card)
    card = Card("缺件待补", "2 件")
    papers = Table(
        [
            Column("", lambda p: p[0], second=lambda p: p[1], stretch=True),
            Column("", lambda p: "", chip=lambda p: p[2]),
        ],
        name="缺件待补",
        heading=False,
        fit=True,
        row_height=TWO_LINES,
    )
    papers.set_rows(
        [
            ("李朝贵 展期申请表", "缺配偶签字", Chip("warning", "剩 10 天", Tone.WARN)),
            ("贾文斌 催收通知书", "回执未收回", Chip("stop", "过期 2 天", Tone.DANGER)),
        ]
    )
    card.body.addWidget(papers)
    middle.addWidget(card)
    card = Card("核对结果", "3 条")
    findings = FindingList(asks=True)
    findings.show_findings(
        [
            Finding("x", Severity.NOTE, "展期申请最迟 12-01 提出。", "贷款通则 第十二条"),
            Finding(
                "x",
                Severity.BLOCK,
                "无还本续贷：银行评级已过期（11-15），要先重评。",
                "清溪县政策包 2024 · 第十一条（二）",
            ),
            Finding(
                "x",
                Severity.WARN,
                "若展期 6 个月：总期限 42 个月，超过最长 36 个月。",
                "清溪县政策包 2024 · 第十条（三）",
            ),
        ]
    )
    card.body.addWidget(findings)
    middle.addWidget(card)
    card = Card()
    bad = Field("身份证号（18位）", check=lambda text: "第 18 位应为 X，现在是 8。请对照身份证再输一次。")
    bad.set_text("513123201506184428")
    bad.judge()
    good = Field("姓名", hint=lambda text: "姓读 shàn，可用 shan 搜到")
    good.set_text("单小雨")
    card.body.addWidget(bad)
    card.body.addWidget(good)
    card.body.addWidget(Field("与户主关系", control=Choice(["户主", "配偶", "之女"])))
    middle.addWidget(card)
    middle.addStretch(1)
    card = Card("十二个月到期", "单位：万元")
    bars = MonthBars("十二个月到期", "万元")
    values = [8, 22, 6, 3, 15, 12, 5, 17, 2, 9, 4, 7]
    bars.show_months(
        tuple(
            MonthBar(2026 + (10 + n) // 12, (10 + n) % 12 + 1, value, str(value), value == 22)
            for n, value in enumerate(values)
        )
    )
    bars.setMinimumHeight(260)
    card.body.addWidget(bars)
    right.addWidget(card)
    card = Card("这一户的经过")
    timeline = Timeline("这一户的经过")
    timeline.show_entries(
        [
            Entry(date(2026, 10, 18), "pin", "走访 见本人", "生猪 14 头，能按期还"),
            Entry(date(2026, 2, 6), "missing", "手续待补", "风控会议记录缺负责人签字", Tone.WARN),
            Entry(date(2024, 11, 28), "medal", "银行年审 优秀", "额度 5.00 万元"),
        ]
    )
    card.body.addWidget(timeline)
    right.addWidget(card)
    card = Card("送到乡镇", role=Role.STEP_TITLE)
    steps = Steps()
    steps.show_steps(
        [
            Step("插好U盘", ("蓝色 U盘(KINGSTON)，可用 6.2 GB",), Standing.DONE),
            Step("再插一次核对", (), Standing.NOW),
            Step("交给乡镇，等回执", ("回执拿回后，在右边“读入回执”",), Standing.TO_COME),
        ],
        Empty("还没有走访。先排一轮。", verb="排一轮"),
    )
    card.body.addWidget(steps)
    card.body.addWidget(Empty("没有逾期", good=True))
    right.addWidget(card)
    right.addStretch(1)
    return page


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--size", type=int, default=100)
    options = parser.parse_args()
    app = QApplication([])
    load_fonts()
    apply_theme(app, Theme(dark=options.dark, text_size=options.size))
    page = gallery()
    page.resize(1366, 900)
    page.show()
    app.processEvents()
    page.grab().save(options.out)


if __name__ == "__main__":
    main()
