"""Rating a household by a score sheet: points, grade, credit line, and the words that explain them.

The village assesses; the bank decides apart from this. A rating keeps a snapshot of the sheet, the answers and the
adjustments, so that it can be explained when the sheet has long been changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.errors import InputError
from app.domain.months import add_months
from app.domain.rating_words import explain_rating
from app.domain.score_sheet import AdjustmentRule, Indicator, Option, ScoreSheet

VETOED_GRADE = "不予授信"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added to (or taken from) an indicator, with the recorded reason."""

    indicator: str
    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One indicator of a rating: what was answered, what that gives, what was adjusted and why."""

    indicator: Indicator
    option: Option
    adjusted: Decimal = Decimal(0)
    reasons: tuple[str, ...] = ()
    rule: AdjustmentRule | None = None
    evidence: str = ""

    @property
    def points(self) -> Decimal:
        """Points with the adjustment; never below zero, never above the weight."""
        return min(max(self.option.points + self.adjusted, Decimal(0)), self.indicator.weight)


@dataclass(frozen=True, slots=True)
class Lift:
    """One way up: a better option of one indicator and the points it would add."""

    indicator: Indicator
    option: Option
    gain: Decimal


@dataclass(frozen=True, slots=True)
class RatingResult:
    """A rating: `points`, the grade's name in `band`, `credit_line` in yuan, the explanation in Chinese lines.

    `snapshot` is ready for JSON. `lifts` lists single steps by what they add; `gap` is what is missing to the next
    band, None in the best one.
    """

    points: Decimal
    band: str
    credit_line: Decimal
    explanation: tuple[str, ...]
    lines: tuple[ScoreLine, ...]
    lifts: tuple[Lift, ...]
    gap: Decimal | None
    vetoes: tuple[str, ...]
    rated_on: date
    review_due: date
    valid_until: date
    snapshot: dict[str, Any] = field(default_factory=dict)


def rate_household(
    sheet: ScoreSheet,
    answers: Mapping[str, str],
    adjustments: Sequence[Adjustment],
    on: date,
    *,
    evidence: Mapping[str, str] | None = None,
    vetoes: Collection[str] = (),
) -> RatingResult:
    """Rate by `answers` (indicator id -> option id) and `adjustments`, on a day.

    `evidence` says by indicator what was seen; `vetoes` are the ids of the sheet's vetoes that were found (they
    count only where switched on). Raises InputError for a missing or unknown answer, an adjustment without a reason
    or beyond its rule.
    """
    _check_known(sheet, (*answers, *(adjustment.indicator for adjustment in adjustments)))
    lines = tuple(_line(sheet, indicator, answers, adjustments, evidence or {}) for indicator in sheet.indicators)
    points = sum((line.points for line in lines), Decimal(0))
    found = tuple(veto.label for veto in sheet.vetoes if veto.enabled and veto.id in vetoes)
    band = sheet.band(points)
    above = sheet.band_above(band)
    result = RatingResult(
        points=points,
        band=VETOED_GRADE if found else band.grade,
        credit_line=Decimal(0) if found else band.credit_line,
        explanation=(),
        lines=lines,
        lifts=_lifts(lines) if above else (),
        gap=above.lower - points if above else None,
        vetoes=found,
        rated_on=on,
        review_due=add_months(on, sheet.review_months),
        valid_until=add_months(on, sheet.valid_months),
    )
    result = replace(result, explanation=explain_rating(sheet, result))
    return replace(result, snapshot=_snapshot(sheet, result, adjustments))


def _check_known(sheet: ScoreSheet, indicators: Iterable[str]) -> None:
    for key in indicators:
        if sheet.indicator(key) is None:
            known = "、".join(indicator.id for indicator in sheet.indicators)
            raise InputError(field="评分答案", reason=f"没有指标 {key}，这张表的指标是 {known}")


def _line(
    sheet: ScoreSheet,
    indicator: Indicator,
    answers: Mapping[str, str],
    adjustments: Sequence[Adjustment],
    evidence: Mapping[str, str],
) -> ScoreLine:
    choices = "、".join(f"{option.id}（{option.label}）" for option in indicator.options)
    if indicator.id not in answers:
        raise InputError(field=indicator.label, reason=f"还没有回答，可选 {choices}")
    option = indicator.option(answers[indicator.id])
    if option is None:
        raise InputError(field=indicator.label, reason=f"没有选项 {answers[indicator.id]}，可选 {choices}")
    own = [adjustment for adjustment in adjustments if adjustment.indicator == indicator.id]
    rule = next((rule for rule in sheet.adjustment_rules if rule.indicator == indicator.id), None)
    adjusted = sum((adjustment.points for adjustment in own), Decimal(0))
    if any(not adjustment.reason.strip() for adjustment in own):
        raise InputError(field=indicator.label, reason="调整分数要写理由")
    if rule is not None and adjusted > rule.most:
        raise InputError(
            field=indicator.label, reason=f"按“{rule.label}”最多加 {rule.most:f} 分，现在加 {adjusted:f} 分"
        )
    reasons = tuple(adjustment.reason for adjustment in own)
    return ScoreLine(indicator, option, adjusted, reasons, rule if own else None, evidence.get(indicator.id, ""))


def _lifts(lines: tuple[ScoreLine, ...]) -> tuple[Lift, ...]:
    lifts = []
    for line in lines:
        better = [option for option in line.indicator.options if option.points > line.points]
        lifts += [Lift(line.indicator, option, option.points - line.points) for option in better]
    return tuple(sorted(lifts, key=lambda lift: lift.gain))


def _snapshot(sheet: ScoreSheet, result: RatingResult, adjustments: Sequence[Adjustment]) -> dict[str, Any]:
    return {
        "sheet": sheet.as_json(),
        "answers": {line.indicator.id: line.option.id for line in result.lines},
        "points_by_indicator": {line.indicator.id: f"{line.points:f}" for line in result.lines},
        "evidence": {line.indicator.id: line.evidence for line in result.lines if line.evidence},
        "adjustments": [
            {"indicator": each.indicator, "points": f"{each.points:f}", "reason": each.reason} for each in adjustments
        ],
        "vetoes": list(result.vetoes),
        "points": f"{result.points:f}",
        "band": result.band,
        "credit_line": f"{result.credit_line:.2f}",
        "rated_on": result.rated_on.isoformat(),
        "review_due": result.review_due.isoformat(),
        "valid_until": result.valid_until.isoformat(),
        "explanation": list(result.explanation),
    }
