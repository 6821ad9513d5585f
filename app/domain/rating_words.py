"""A rating in words: every line of points, why this credit line, what would lift it to the next band."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.rating import RatingResult, ScoreLine
    from app.domain.score_sheet import ScoreSheet

_MOST_LIFTS = 3


def explain_rating(sheet: ScoreSheet, result: RatingResult) -> tuple[str, ...]:
    """Lines in Chinese, in the sheet's order, then the total, the grade, the way up, the dates."""
    lines = [_score_line(line) for line in result.lines]
    lines.append(f"合计 {_points(result.points)} 分（满分 {_points(sheet.total_weight)} 分）")
    lines.append(_why_this_line(sheet, result))
    if not result.vetoes:
        lines += _way_up(sheet, result)
    lines.append(f"有效期至 {result.valid_until}，下次年审 {result.review_due}；村里初评，额度以银行核定为准")
    return tuple(lines)


def _score_line(line: ScoreLine) -> str:
    scored = f"{_points(line.option.points)}／{_points(line.indicator.weight)} 分"
    text = f"{line.indicator.label}：{line.option.label}，{scored}"
    if line.adjusted:
        verb = "加" if line.adjusted > 0 else "减"
        rule = f"按“{line.rule.label}”" if line.rule else "调整"
        reasons = "；".join(line.reasons)
        text += f"；{rule}{verb} {_points(abs(line.adjusted))} 分（{reasons}），得 {_points(line.points)} 分"
    if line.evidence:
        text += f"；依据：{line.evidence}"
    return text


def _why_this_line(sheet: ScoreSheet, result: RatingResult) -> str:
    if result.vetoes:
        return f"有一票否决情形（{'、'.join(result.vetoes)}），不予授信"
    band = sheet.band(result.points)
    above = sheet.band_above(band)
    span = f"满 {_points(band.lower)} 分" if band.lower else "起评"
    if above is not None:
        span += f"、不到 {_points(above.lower)} 分"
    return f"{span}，等级“{band.grade}”，建议授信额度 {_wan(band.credit_line)}"


def _way_up(sheet: ScoreSheet, result: RatingResult) -> list[str]:
    above = sheet.band_above(sheet.band(result.points))
    if above is None or result.gap is None:
        return ["已是最高等级"]
    gap = result.gap
    head = f"再得 {_points(gap)} 分（满 {_points(above.lower)} 分）可到“{above.grade}”，额度 {_wan(above.credit_line)}"
    enough = [lift for lift in result.lifts if lift.gain >= gap]
    if enough:
        ways = [f"{each.indicator.label}达到“{each.option.label}”，加 {_points(each.gain)} 分" for each in enough]
        return [f"{head}：" + "；或".join(ways[:_MOST_LIFTS])]
    best: dict[str, Decimal] = {}
    for lift in result.lifts:
        best[lift.indicator.label] = max(lift.gain, best.get(lift.indicator.label, Decimal(0)))
    if sum(best.values(), Decimal(0)) < gap:
        return [head]
    ways = [f"{label}最多加 {_points(gain)} 分" for label, gain in sorted(best.items(), key=lambda way: -way[1])]
    return [f"{head}，单靠一项不够，要几项一起：" + "、".join(ways)]


def _points(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _wan(amount: Decimal) -> str:
    return f"{(amount / 10000).normalize():f} 万元"
