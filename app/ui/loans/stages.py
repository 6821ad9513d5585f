"""The words and drawings of a loan's life: stages of the track, kinds, and what an application waits for."""

from __future__ import annotations

from datetime import date

from app.services.applications import ApplicationView
from app.services.loan_page import Mark, StageMark
from app.ui.parts.chip import Chip
from app.ui.parts.stage_track import Stage, Standing
from app.ui.tokens import Tone

KINDS = {"first": "首贷", "top-up": "追加", "renewal": "续贷"}
METHODS = (
    ("按季结息到期还本", "interest-only"),
    ("利随本清", "bullet"),
    ("等额本息", "equal-instalment"),
    ("等额本金", "equal-principal"),
)
_STANDING = {Mark.DONE: Standing.DONE, Mark.NOW: Standing.NOW, Mark.AHEAD: Standing.TO_COME}


def kind_word(kind: str) -> str:
    """首贷, 追加 or 续贷."""
    return KINDS.get(kind, kind)


def method_word(method: str) -> str:
    """按季结息到期还本 and so on."""
    return next((word for word, value in METHODS if value == method), method)


def track(stages: tuple[StageMark, ...]) -> tuple[Stage, ...]:
    """The stages as the track draws them; a day in the year of the one before it is written short."""
    drawn = []
    before: date | None = None
    for stage in stages:
        below = stage.note
        if not below and stage.on is not None:
            below = f"{stage.on:%m-%d}" if before is not None and before.year == stage.on.year else f"{stage.on}"
        before = stage.on or before
        drawn.append(Stage(stage.name, below, _STANDING[stage.mark]))
    return tuple(drawn)


def application_chip(view: ApplicationView) -> Chip:
    """What an application waits for."""
    if view.state == "refused":
        return Chip("stop", "不同意", Tone.DANGER)
    if view.state == "withdrawn":
        return Chip("stop", "已撤回", Tone.MUTED)
    if view.state == "disbursed":
        return Chip("done", "已放款", Tone.OK)
    if view.state == "approved":
        return Chip("flag", "可登记放款", Tone.WARN)
    stage = view.next_stage.name if view.next_stage is not None else ""
    if view.state == "supplement":
        return Chip("missing", "退回补正", Tone.WARN)
    return Chip("waiting", f"等{stage}", Tone.ACCENT)
