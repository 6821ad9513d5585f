"""The page 跨村核查 of a township: what no village can see alone, and each village's own findings."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.findings import Finding, Severity
from app.services.cross_checks import CrossChecks, VillageFindings, run_cross_checks
from app.services.self_check import Checked
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.places import Place
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING
from app.ui.work import Work

CHIPS = {
    Severity.BLOCK: Chip("stop", "要改", Tone.DANGER),
    Severity.WARN: Chip("warning", "要核对", Tone.WARN),
    Severity.NOTE: Chip("info", "提醒", Tone.ACCENT),
}


class CrossPage(Page):
    """`Place.key` is the code of the village whose own findings are shown on the right."""

    title = "跨村核查"
    hears = Changed.HOUSEHOLDS | Changed.LOANS | Changed.PAPERS | Changed.EXCHANGE

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        theme = theme_now()
        self.across = _findings_table("跨村发现")
        self.clean = Empty("各村之间没有发现问题：没有一人两村，没有一户两贷。", good=True)
        self.again = Button("再查一遍", self.refresh, kind="primary", key="F5", icon_name="clipboard")
        top = Card("村与村之间")
        top.add_to_heading(self.again)
        top.body.addWidget(self.across, 1)
        top.body.addWidget(self.clean)
        top.body.addStretch(0)
        self.villages = Table(
            [
                Column("村", lambda one: one.name, stretch=True),
                Column("要改的", lambda one: f"{one.to_mend} 条" if one.to_mend else "—", right=True, tone=_tone),
                Column("全部", lambda one: str(len(one.findings)), right=True, tone=lambda one: Tone.MUTED),
            ],
            name="各村自查",
            row_height=LIST,
            picks=True,
        )
        self.villages.chosen.connect(self._show_village)
        self.nothing = Empty("还没有收到哪个村的账。", icon_name="people")
        self.own = _findings_table("这个村的自查发现", _household_column())
        self.own_clean = Empty("这个村没有发现问题。", good=True)
        left, right = Card("各村自查"), Card("这个村的")
        for card, table, empty in ((left, self.villages, self.nothing), (right, self.own, self.own_clean)):
            card.body.addWidget(table, 1)
            card.body.addWidget(empty)
            card.body.addStretch(0)
        self.own_card = right
        below = QVBoxLayout() if theme.two_columns else QHBoxLayout()
        below.setSpacing(theme.px(12))
        below.addWidget(left, 1)
        below.addWidget(right, 3)
        self.outer.addWidget(top, 1)
        self.outer.addLayout(below, 1)

    def open(self, place: Place) -> None:
        super().open(place)
        if self.villages.rows:
            self._choose(place.key)

    def refresh(self) -> None:
        self.work.read(run_cross_checks, self.work.today, done=self.show_checks)

    def show_checks(self, checks: CrossChecks) -> None:
        """Show what was found."""
        self.across.set_rows(checks.across)
        self.across.setVisible(bool(checks.across))
        self.clean.setVisible(not checks.across)
        kept = self.villages.row
        self.villages.set_rows(checks.villages)
        self.villages.setVisible(bool(checks.villages))
        self.nothing.setVisible(not checks.villages)
        self._choose(kept.code if isinstance(kept, VillageFindings) else self.place.key)

    def first_focus(self) -> QWidget | None:
        return self.again

    def _choose(self, code: str) -> None:
        if not self.villages.choose_where(lambda one: one.code == code):
            self.villages.choose(0)
        self._show_village(self.villages.row)

    def _show_village(self, one: VillageFindings | None) -> None:
        found = one.findings if one is not None else ()
        self.own_card.set_note(f"{one.name}，{len(found)} 条" if one is not None else "")
        self.own.set_rows(found)
        self.own.setVisible(bool(found))
        self.own_clean.setVisible(one is not None and not found)


def _findings_table(name: str, *more: Column[Checked]) -> Table:
    def of(each: Finding | Checked) -> Finding:
        return each if isinstance(each, Finding) else each.finding

    return Table(
        [
            Column("", lambda each: "", chip=lambda each: CHIPS[of(each).severity]),
            Column(
                "发现",
                lambda each: of(each).text,
                second=lambda each: of(each).suggestion or of(each).clause,
                stretch=True,
                explains=True,
            ),
            *more,
        ],
        name=name,
        row_height=TWO_LINES,
    )


def _household_column() -> Column[Checked]:
    return Column("户编号", lambda each: each.household or NOTHING, tone=lambda each: Tone.MUTED, secondary=True)


def _tone(one: VillageFindings) -> Tone:
    return Tone.WARN if one.to_mend else Tone.PLAIN
