"""Findings beside what they are about: weight as a chip, the sentence in full ink, the clause muted below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.findings import Finding, Severity, by_weight
from app.ui.parts.card import empty_layout
from app.ui.parts.chip import Chip, ChipLabel, chip_width
from app.ui.parts.label import Label, Rule
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

CHIPS = {
    Severity.BLOCK: Chip("stop", "不能办", Tone.DANGER),
    Severity.WARN: Chip("warning", "写明理由", Tone.WARN),
    Severity.NOTE: Chip("info", "提醒", Tone.ACCENT),
}


class FindingList(QWidget):
    """Sorted by weight; with `asks`, a warning opens a line for its reason in place."""

    reasons_changed = Signal()

    def __init__(self, *, asks: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asks = asks
        self._reasons: list[QLineEdit] = []
        self._grid = QGridLayout()
        theme = theme_now()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnMinimumWidth(0, max(chip_width(chip, theme) for chip in CHIPS.values()))
        self._grid.setColumnStretch(1, 1)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; reasons typed for warnings of the same text are kept."""
        kept = {line.accessibleName(): line.text() for line in self._reasons}
        empty_layout(self._grid)
        self._reasons = []
        for number, finding in enumerate(by_weight(list(findings))):
            if number:
                self._grid.addWidget(Rule(), 2 * number - 1, 0, 1, 2)
            self._add(finding, 2 * number, kept)

    def _add(self, finding: Finding, at: int, kept: dict[str, str]) -> None:
        chip = ChipLabel(CHIPS[finding.severity])
        self._grid.addWidget(chip, at, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        cell = QWidget()
        words = QVBoxLayout(cell)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme_now().px(2))
        words.addWidget(Label(finding.text, Role.BODY, wrap=True))
        if finding.suggestion:
            words.addWidget(Label(finding.suggestion, Role.SMALL, wrap=True))
        if finding.clause:
            words.addWidget(Label(finding.clause, Role.SMALL, Tone.MUTED, wrap=True))
        if self._asks and finding.severity is Severity.WARN:
            line = QLineEdit()
            line.setAccessibleName(f"理由：{finding.text}")
            line.setPlaceholderText("写明理由")
            line.setText(kept.get(line.accessibleName(), ""))
            line.textChanged.connect(self.reasons_changed)
            self._reasons.append(line)
            words.addWidget(line)
        self._grid.addWidget(cell, at, 1)

    @property
    def reason(self) -> str:
        """All reasons typed, as one text."""
        return "；".join(line.text().strip() for line in self._reasons if line.text().strip())

    @property
    def complete(self) -> bool:
        """Whether every warning that asks has its reason."""
        return all(line.text().strip() for line in self._reasons)

    def focus_first_open(self) -> None:
        """Put the cursor where a reason is missing."""
        for line in self._reasons:
            if not line.text().strip():
                line.setFocus(Qt.FocusReason.OtherFocusReason)
                return
