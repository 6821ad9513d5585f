"""短信: the reminder's text for the chosen loan, as a code a phone turns into a ready message, and marked as sent."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.phone import mask_phone
from app.services.reminders import CHANNELS, RESULTS, ReminderDraft
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.qr import QrView
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

QR_SIDE = 234  # three pixels a cell for the longest of our messages


class MessageCard(Card):
    """`sent` comes with the keyword arguments of the service; `corrected` with the result of the last reminder."""

    sent = Signal(dict)
    corrected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("提醒短信", rigid=True, parent=parent)
        self.draft: ReminderDraft | None = None
        theme = theme_now()
        self.to = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.text = Label("", Role.SMALL, wrap=True)
        self.code = QrView("手机扫一扫，就是写好的短信", QR_SIDE)
        self.channel = Field("怎么提醒的", control=Choice(CHANNELS))
        self.result = Field("结果", control=Choice(RESULTS))
        self.reason = Field("为什么还提醒", placeholder="写明理由")
        self.copy = Button("复制", self._copy, key="Y", icon_name="copy", kind="quiet")
        self.mend = Button("改上次的结果", self._mend, key="G", kind="quiet")
        self.mark = Button("记为已提醒", self._mark, key="M", icon_name="tick")
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        line = QHBoxLayout()
        line.setSpacing(theme.px(12))
        line.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        fields = QVBoxLayout()
        fields.setSpacing(theme.px(6))
        for field in (self.channel, self.result, self.reason):
            fields.addWidget(field)
        line.addLayout(fields, 1)
        for part in (self.to, self.text):
            self.body.addWidget(part)
        self.body.addLayout(line)
        self.body.addWidget(self.words)
        self.body.addLayout(row(self.copy, self.mend, None, self.mark, spacing=4))
        self.show_draft(None, "")

    def show_draft(self, draft: ReminderDraft | None, last: str) -> None:
        """Show a message, or why there is none; `last` is what was said before."""
        self.draft = draft
        stopped = draft is not None and not draft.text
        who = f"发给 {draft.to_name} {mask_phone(draft.phone)}" if draft is not None and draft.text else ""
        if draft is not None and draft.text and not draft.phone:
            who = f"{draft.to_name}没有电话，请上门或让家属转告"
        self.to.setText(who)
        self.text.setText(draft.text if draft is not None and draft.text else draft.stop if draft is not None else "")
        self.text.set_tone(Tone.DANGER if stopped else Tone.PLAIN)
        self.code.setVisible(draft is not None and bool(draft.sms_to))
        if draft is not None and draft.sms_to:
            self.code.show_text(draft.sms_to, error="l")
        self.copy.setEnabled(draft is not None and bool(draft.text))
        self.mark.setEnabled(draft is not None)
        self.reason.setVisible(stopped)
        self.mend.setVisible(bool(last))
        self.words.set_tone(Tone.MUTED)
        self.words.setText(f"上次：{last}" if last else "")

    def show_fault(self, sentence: str) -> None:
        """Why it was not recorded."""
        self.words.set_tone(Tone.DANGER)
        self.words.setText(sentence)

    def _copy(self) -> None:
        if self.draft is not None:
            QGuiApplication.clipboard().setText(self.draft.text)
            self.words.set_tone(Tone.OK)
            self.words.setText("已复制，粘贴到微信或短信里。")

    def _mark(self) -> None:
        values: dict[str, Any] = {"channel": self.channel.value, "result": self.result.value}
        if self.reason.text:
            values["reason"] = self.reason.text
        self.sent.emit(values)

    def _mend(self) -> None:
        self.corrected.emit(str(self.result.value))
