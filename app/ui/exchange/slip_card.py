"""交接单: the slip of a bundle as the paper it will be, white with black ink in both themes; 打印两联."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange_slip import Slip
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.fonts import SERIF
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.label import Label
from app.ui.parts.qr import QrView
from app.ui.parts.scrolled import scrolled
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import bare_wan, in_fours, money

TITLE = "数据交换包交接单"
INK, FAINT, LINE = "#111111", "#595959", "#333333"
QR_SIDE = 118
_GROUPS = 4


class SlipPaper(QFrame):
    """The paper itself; what is not known before the bundle is made is left open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("slip")
        self.setStyleSheet(f"#slip {{ background: #FFFFFF; border: 1px solid {LINE}; }}")
        self.setAccessibleName(TITLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(6))
        column.addWidget(_ink(TITLE, Role.PAGE_TITLE), 0, Qt.AlignmentFlag.AlignHCenter)
        self.number, self.made = _ink("", serif=True), _ink("", serif=True)
        column.addLayout(row(self.number, None, self.made))
        column.addWidget(_rule())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(2))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid, 1)
        column.addWidget(_rule())
        self.digest_head = _ink("", Role.SMALL, serif=True, faint=True)
        column.addWidget(self.digest_head)
        self.digest = _ink("")
        self.code = QrView("交接单的二维码", QR_SIDE)
        lower = QHBoxLayout()
        lower.addWidget(self.digest, 1, Qt.AlignmentFlag.AlignTop)
        lower.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(lower)
        column.addWidget(_rule())
        column.addSpacing(theme.px(6))
        signs = [_ink(text, serif=True, faint=True) for text in ("交：", "接：", "年　　月　　日")]
        column.addLayout(row(signs[0], None, signs[1], None, signs[2]))
        column.addSpacing(theme.px(6))
        self._values: dict[str, Label] = {}

    def show_slip(self, slip: Slip) -> None:
        """Fill it in."""
        made = slip.made is not None
        self.number.setText(f"第 {slip.number} 号包" if made else "下一个包，还没有做")
        self.made.setText(f"{slip.made:%Y-%m-%d %H:%M}" if slip.made is not None else "")
        lines = _lines(slip)
        for label, value, unit in lines:
            self._show(label, value, unit)
        groups = in_fours(slip.digest).split()
        rows = ["  ".join(groups[at : at + _GROUPS]) for at in range(0, len(groups), _GROUPS)]
        self.digest_head.setText("本次摘要：电话里读前两组和末一组" if made else "做好包，这里是摘要和二维码")
        self.digest.setText("\n".join(rows))
        self.digest.setVisible(made)
        self.code.setVisible(made)
        if slip.code:
            self.code.show_text(slip.code)
        said = "；".join(f"{label} {value}{unit}" for label, value, unit in lines)
        self.setAccessibleName(f"{TITLE}，{self.number.text()}")
        self.setAccessibleDescription(f"{said}；摘要 {in_fours(slip.digest)}" if made else said)

    def _show(self, label: str, value: str, unit: str) -> None:
        at = len(self._values)
        if label not in self._values:
            theme = theme_now()
            shown, small = _ink(""), _ink(unit, Role.SMALL, serif=True, faint=True)
            holder = row(None, shown, small, spacing=5)
            self._grid.addWidget(_ink(label, Role.SMALL, serif=True, faint=True), at, 0)
            self._grid.addLayout(holder, at, 1)
            self._grid.setRowMinimumHeight(at, theme.px(26))
            small.setVisible(bool(unit))
            self._values[label] = shown
        self._values[label].setText(value)


def _lines(slip: Slip) -> list[tuple[str, str, str]]:
    """Label, value, unit."""
    figures = slip.figures
    fingerprint = slip.fingerprint.split()
    return [
        ("账本", slip.book, ""),
        ("交给", slip.receiver or "还没有结对", ""),
        ("乡镇指纹", f"{' '.join(fingerprint[:2])} … {fingerprint[-1]}" if fingerprint else "—", ""),
        ("县应急钥匙", slip.escrow or "没有登记", ""),
        ("户 / 人", f"{figures.households:,} / {figures.people:,}", ""),
        ("贷款", f"{figures.loans:,} 笔 · {bare_wan(figures.balance)}", "万元"),
        ("逾期", f"{figures.overdue_loans:,} 笔 · {money(figures.overdue)}", "元"),
        ("走访 / 文书", f"{figures.visits:,} / {figures.papers:,}", ""),
        ("日志末条", f"{slip.journal_length:,} 条 · {slip.journal_head[:4]}", ""),
    ]


def _ink(text: str, role: Role = Role.BODY, *, serif: bool = False, faint: bool = False) -> Label:
    label = Label(text, role)
    if serif:
        font = QFont(SERIF)
        font.setPointSizeF(theme_now().font(role).pointSizeF())
        label.setFont(font)
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(FAINT if faint else INK))
    label.setPalette(palette)
    return label


def _rule() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {LINE}; border: none;")
    return line


class SlipCard(Card):
    """`print_wanted` comes with no place where there is a printer, else with the file for the PDF."""

    print_wanted = Signal(object)
    newest_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("交接单", role=Role.STEP_TITLE, parent=parent)
        self._has_printer = False
        self.newest = Button("看最新的", self.newest_wanted.emit, kind="quiet", icon_name="right")
        self.newest.hide()
        self.print = Button("打印两联", self._print, key="P", icon_name="printer")
        self.add_to_heading(self.newest)
        self.add_to_heading(self.print)
        self.file = PlaceField("这台电脑没有打印机，存成 PDF 拿去印", Way.SAVE, kinds="PDF (*.pdf)")
        self.file.entered.connect(self._save)
        self.save = Button("存为 PDF", self._save, icon_name="save")
        self.away = Button("不存", self._put_away, kind="quiet")
        self._panel = QWidget()
        panel = QVBoxLayout(self._panel)
        panel.setContentsMargins(0, 0, 0, 0)
        panel.setSpacing(theme_now().px(6))
        panel.addWidget(self.file)
        panel.addLayout(row(self.save, self.away))
        self._panel.hide()
        self.trouble = TroubleStrip()
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.said.hide()
        self.paper = SlipPaper()
        for part in (self._panel, self.trouble, self.said):
            self.body.addWidget(part)
        self.body.addWidget(scrolled(self.paper, "交接单"), 1)

    def set_printers(self, there_are: bool) -> None:
        """Whether this machine can print."""
        self._has_printer = there_are

    def show_slip(self, slip: Slip, *, newest: bool) -> None:
        """Show the slip of the next bundle, of the newest, or of one from the list."""
        self.paper.show_slip(slip)
        self.print.setEnabled(slip.made is not None)
        self.print.setToolTip("" if slip.made is not None else "做好包以后才能打印")
        self.newest.setVisible(not newest)

    def say(self, words: str) -> None:
        """What was done."""
        self._put_away()
        self.trouble.hide()
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _print(self) -> None:
        if self._has_printer:
            self.print_wanted.emit(None)
            return
        self._panel.show()
        self.file.take_focus()

    def _save(self) -> None:
        place = self.file.needed()
        if place is not None:
            self.print_wanted.emit(place)

    def _put_away(self) -> None:
        self._panel.hide()
