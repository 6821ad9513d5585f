"""Every part says what it shows, draws shapes and not only colours, and answers to the keyboard."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.findings import Finding, Severity
from app.ui.parts.buttons import Button, link
from app.ui.parts.card import Card, empty_layout, row
from app.ui.parts.check import Check
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.empty import Empty
from app.ui.parts.finding_list import FindingList
from app.ui.parts.focus_ring import OUT, FocusRing
from app.ui.parts.gauge import Gauge, Mark
from app.ui.parts.month_bars import MonthBar, MonthBars
from app.ui.parts.paper_view import PaperView
from app.ui.parts.qr import QrView
from app.ui.parts.rail import Rail, RailEntry
from app.ui.parts.stack import Stack
from app.ui.parts.stage_track import Stage, StageTrack, Standing
from app.ui.parts.status_bar import StatusBar
from app.ui.parts.step_head import StepHead
from app.ui.parts.steps import Step, Steps
from app.ui.parts.strip import TroubleStrip, WorkStrip
from app.ui.parts.timeline import Entry, Timeline
from app.ui.parts.top_bar import Found, TopBar
from app.ui.tokens import LIGHT, Tone
from tests.ui.typing import press, type_text


def show(qtbot: QtBot, widget: QWidget, width: int = 400, height: int = 200) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def grey(widget: QWidget) -> QImage:
    """The widget as a grey-scale print."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def test_a_button_is_pressed_by_enter_and_by_its_key(qtbot: QtBot) -> None:
    pressed: list[str] = []
    button = Button("登记还款", lambda: pressed.append("yes"), key="R", kind="primary", icon_name="yuan")
    show(qtbot, button)

    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)

    assert pressed == ["yes"]
    assert button.accessibleName() == "登记还款"
    assert button.text() == "登记还款(&R)"
    assert button.shortcut() == QKeySequence("Alt+R")


def test_a_longer_key_is_a_shortcut_and_stands_in_the_text(qtbot: QtBot) -> None:
    button = Button("打印 9 户", key="Ctrl+P")
    qtbot.addWidget(button)

    assert button.text() == "打印 9 户(Ctrl+P)"
    assert button.shortcut() == QKeySequence("Ctrl+P")
    button.set_word("打印 & 存")
    assert button.accessibleName() == "打印 & 存"
    assert button.text() == "打印 && 存(Ctrl+P)"


def test_a_toggle_says_it_is_on_by_a_tick_and_not_only_by_colour(qtbot: QtBot) -> None:
    toggle = Button("逾期", kind="toggle")
    show(qtbot, toggle, 100, 30)

    assert toggle.icon().isNull()
    toggle.setChecked(True)
    assert not toggle.icon().isNull()


def test_a_link_speaks_its_own_words(qtbot: QtBot) -> None:
    made = link("全部到期", lambda: None, spoken="全部到期，45 天内到期")
    qtbot.addWidget(made)

    assert made.accessibleName() == "全部到期，45 天内到期"


def test_a_chip_has_the_word_as_its_name_and_the_tint_of_its_tone(qtbot: QtBot) -> None:
    chip = ChipLabel(Chip("missing", "通知书未送", Tone.DANGER))
    show(qtbot, chip)

    assert chip.accessibleName() == "通知书未送"
    assert chip.grab().toImage().pixelColor(chip.width() - 6, chip.height() // 2) == QColor(LIGHT.danger_tint)


def test_a_card_names_itself_and_lets_go_of_what_is_taken_out(qtbot: QtBot) -> None:
    card = Card("逾期", "2 笔")
    show(qtbot, card)
    card.body.addLayout(row(QLabel("一"), None, QLabel("二")))

    empty_layout(card.body)

    assert card.accessibleName() == "逾期"
    assert card.body.count() == 0


def test_a_check_box_is_toggled_by_space_and_by_a_click_on_its_words(qtbot: QtBot) -> None:
    box = Check("双面")
    show(qtbot, box)

    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(40, box.height() // 2))
    assert not box.isChecked()


def test_an_empty_state_has_a_sentence_and_one_button(qtbot: QtBot) -> None:
    pressed: list[str] = []
    empty = Empty("还没有走访。先排一轮。", verb="排一轮", pressed=lambda: pressed.append("yes"))
    show(qtbot, empty)

    empty.button.click()

    assert pressed == ["yes"]
    assert "还没有走访。先排一轮。" in [label.text() for label in empty.findChildren(QLabel)]


def test_findings_stand_by_weight_and_ask_for_reasons_in_place(qtbot: QtBot) -> None:
    findings = FindingList(asks=True)
    show(qtbot, findings)
    warn = Finding("term", Severity.WARN, "总期限 42 个月，超过最长 36 个月。", "第十条（三）")
    findings.show_findings(
        [Finding("note", Severity.NOTE, "最迟 12-01 提出。"), warn, Finding("stop", Severity.BLOCK, "要先重评。")]
    )

    words = [chip.accessibleName() for chip in findings.findChildren(ChipLabel)]
    assert words == ["不能办", "写明理由", "提醒"]
    assert not findings.complete

    line = next(edit for edit in findings.findChildren(QLineEdit))
    type_text("疫情影响", line)
    assert findings.complete
    findings.show_findings([warn])
    assert findings.reason == "疫情影响"


def test_the_gauge_says_value_and_lines_and_hatches_its_zones(qtbot: QtBot) -> None:
    gauge = Gauge("逾期率")
    show(qtbot, gauge, 500, 70)
    gauge.show_value("本村 0.23%", 0.23, (Mark("红线 0.50%", 0.5, Tone.DANGER), Mark("全县 0.16%", 0.16, Tone.WARN)))

    picture = grey(gauge)
    middle = 24 + 2
    beyond = {picture.pixelColor(x, middle).value() for x in range(450, 495)}

    assert gauge.accessibleName() == "逾期率：本村 0.23%，全县 0.16%，红线 0.50%"
    assert len(beyond) > 2  # lines, not one flat colour


def test_month_bars_hatch_and_name_the_peak(qtbot: QtBot) -> None:
    bars = MonthBars("十二个月到期", "万元")
    show(qtbot, bars, 300, 250)
    bars.show_months((MonthBar(2026, 11, 8, "8"), MonthBar(2026, 12, 22, "22", peak=True), MonthBar(2027, 1, 6, "6")))

    picture = grey(bars)
    plain = {picture.pixelColor(50, y).value() for y in range(170, 200)}
    peak = {picture.pixelColor(x, 120).value() for x in range(125, 175)}

    assert "2026年12月 22万元（高峰）" in bars.accessibleName()
    assert len(plain) == 1
    assert len(peak) > 2


def test_the_stage_track_reads_its_stages_in_order(qtbot: QtBot) -> None:
    track = StageTrack()
    show(qtbot, track, 600, 80)
    track.show_stages(
        (
            Stage("放款", "2023-12-02", Standing.DONE),
            Stage("还款中", "还剩 12 天", Standing.NOW),
            Stage("结清", "", Standing.TO_COME),
        )
    )
    track.grab()

    assert track.accessibleName() == "办理到哪一步：放款 2023-12-02 已过；还款中 还剩 12 天 正在；结清  未到"


def test_the_timeline_is_as_high_as_its_entries_and_years(qtbot: QtBot) -> None:
    timeline = Timeline("这一户的经过")
    show(qtbot, timeline)
    timeline.show_entries(
        [Entry(date(2026, 10, 18), "pin", "走访 见本人", "能按期还"), Entry(date(2024, 11, 28), "medal", "年审")]
    )
    timeline.grab()

    assert timeline.height() == 2 * 51 + 2 * 26 + 4
    assert "2026-10-18 走访 见本人 能按期还" in timeline.accessibleName()


def test_only_the_step_in_hand_is_open(qtbot: QtBot) -> None:
    steps = Steps()
    show(qtbot, steps, 400, 300)
    inset = QLabel("拔下U盘，再插回。")
    steps.show_steps(
        [
            Step("插好U盘", ("蓝色 U盘",), Standing.DONE),
            Step("再插一次核对", (), Standing.NOW),
            Step("交给乡镇", (), Standing.TO_COME),
        ],
        inset,
    )

    said = [widget.accessibleName() for widget in steps.findChildren(QWidget) if widget.accessibleName()]
    assert said == ["第 1 步 插好U盘：已办", "第 2 步 再插一次核对：正在办", "第 3 步 交给乡镇：未办"]
    assert inset.parentWidget().accessibleName().startswith("第 2 步")


def test_a_step_head_says_where_it_stands(qtbot: QtBot) -> None:
    head = StepHead(2, "看")
    show(qtbot, head)
    head.set_standing(Standing.NOW)
    head.grab()

    assert head.accessibleName() == "第 2 步 看，正在看"


def test_the_work_strip_counts_and_can_be_stopped(qtbot: QtBot) -> None:
    strip = WorkStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()

    strip.show_work("读入名单", 128, 455, can_stop=True)
    with qtbot.waitSignal(strip.cancelled):
        next(button for button in strip.findChildren(Button)).click()

    assert not strip.isHidden()
    assert "128 / 455" in [label.text() for label in strip.findChildren(QLabel)]


def test_trouble_stays_until_it_is_put_away(qtbot: QtBot) -> None:
    strip = TroubleStrip()
    qtbot.addWidget(strip)

    strip.say("U盘空间不足。本机数据完好。请换一个U盘。")
    assert strip.words == "U盘空间不足。本机数据完好。请换一个U盘。"
    strip.findChildren(Button)[0].click()
    assert strip.words == ""


def test_the_ring_stands_two_pixels_outside_whoever_has_the_keyboard(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    first, second = QLineEdit(), QLineEdit()
    column.addWidget(first)
    column.addWidget(second)
    ring = FocusRing(page)
    show(qtbot, page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)

    first.setFocus()
    second.setFocus()

    assert ring.around is second
    drawn = next(child for child in page.children() if type(child).__name__ == "_Ring")
    assert drawn.geometry() == second.geometry().adjusted(-OUT, -OUT, OUT, OUT)
    page.resize(600, 300)
    assert drawn.geometry() == second.geometry().adjusted(-OUT, -OUT, OUT, OUT)


def test_the_ring_outlives_the_widget_it_was_around(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    going, staying = QLineEdit(), QLineEdit()
    column.addWidget(going)
    column.addWidget(staying)
    ring = FocusRing(page)
    show(qtbot, page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    going.setFocus()

    going.deleteLater()
    staying.setFocus()

    qtbot.waitUntil(lambda: ring.around is staying)


def test_paper_is_white_in_every_theme_and_says_its_page(qtbot: QtBot) -> None:
    paper = PaperView("预览")
    show(qtbot, paper, 400, 500)
    page = QImage(210, 297, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)

    paper.show_page(page, "到期提醒通知书，第 1 页，共 9 页")
    paper.set_whole(False)

    assert paper.grab().toImage().pixelColor(200, 250) == QColor("white")
    assert "到期提醒通知书，第 1 页，共 9 页" in [child.accessibleName() for child in paper.findChildren(QWidget)]


def test_a_qr_holds_its_text(qtbot: QtBot) -> None:
    import zxingcpp
    from PIL import Image

    code = QrView("交接单的二维码", side=240)
    show(qtbot, code)
    code.show_text("HC1 H 513123001201 1 42 3f9a1c20")

    picture = code.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    raw = Image.frombytes(
        "RGB", (picture.width(), picture.height()), bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine()
    )

    assert zxingcpp.read_barcode(raw).text == "HC1 H 513123001201 1 42 3f9a1c20"


def test_the_rail_is_walked_with_the_arrows_and_says_its_counts(qtbot: QtBot) -> None:
    rail = Rail("惠村", "柳树沟村", [RailEntry("today", "今日", "today"), RailEntry("due", "到期与逾期", "clock")], [])
    show(qtbot, rail, 184, 400)
    wanted: list[str] = []
    rail.wanted.connect(wanted.append)
    rail.set_here("today")
    rail.set_count("due", Chip("stop", "2", Tone.DANGER))
    rail.activateWindow()
    qtbot.waitUntil(rail.isActiveWindow)

    rail.focus_here()
    press(Qt.Key.Key_Down)

    assert wanted == ["due"]
    assert "到期与逾期，2" in [child.accessibleName() for child in rail.findChildren(QWidget)]


def test_search_asks_while_typing_and_enter_takes_the_first_hit(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    bar = TopBar()
    column.addWidget(bar)
    column.addStretch(1)
    show(qtbot, window, 900, 400)
    chosen: list[object] = []
    bar.chosen.connect(chosen.append)
    bar.focus_search()

    with qtbot.waitSignal(bar.searched) as asked:
        type_text("单国", bar.search)
    bar.show_found("单国", [Found("单国强", "6组", "his place"), Found("单国富", "2组", "other")])
    QTest.keyClick(bar.search, Qt.Key.Key_Return)

    assert asked.args == ["单国"]
    assert chosen == ["his place"]
    assert bar.search.text() == ""


def test_hits_for_an_older_word_are_not_shown(qtbot: QtBot) -> None:
    window = QWidget()
    bar = TopBar(window)
    show(qtbot, window, 900, 400)
    type_text("单国强", bar.search)

    bar.show_found("单", [Found("单国强", "6组", "his place")])

    assert window.findChildren(QWidget, "card") == []


def test_the_status_bar_shows_facts_as_icon_and_word(qtbot: QtBot) -> None:
    bar = StatusBar()
    show(qtbot, bar, 900, 28)

    bar.show_facts([Chip("person", "村官 周明远"), Chip("warning", "未送达", Tone.WARN)], ["字号 100%"])

    assert [label.text() for label in bar.findChildren(QLabel)] == [
        "村官 周明远",
        "未送达",
        "字号 100%",
    ]


def test_a_stack_is_as_large_as_the_page_that_is_seen(qtbot: QtBot) -> None:
    stack = Stack()
    small, large = QWidget(), QWidget()
    small.setMinimumSize(50, 50)
    large.setMinimumSize(900, 900)
    stack.addWidget(small)
    stack.addWidget(large)
    qtbot.addWidget(stack)

    assert stack.minimumSizeHint().height() <= 60
    stack.setCurrentWidget(large)
    assert stack.minimumSizeHint().height() == 900
