"""Ratings: points by hand, bands with inclusive lower bounds, adjustments with reasons, and the way up in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.rating import VETOED_GRADE, Adjustment, RatingResult, rate_household
from app.domain.score_sheet import Indicator, ScoreSheet
from app.packs.score_sheets import load_score_sheet

DAY = date(2026, 11, 20)
SHEET = load_score_sheet("5221")
WANGCANG = load_score_sheet("wangcang")
MIDDLING = {"integrity": "minor", "labour": "two", "skills": "experience", "income": "middle"}
BEST = {indicator.id: indicator.options[0].id for indicator in SHEET.indicators}


def rate(answers: dict[str, str], *adjustments: Adjustment, sheet: ScoreSheet = SHEET) -> RatingResult:
    return rate_household(sheet, answers, adjustments, DAY)


def test_the_points_are_added_and_the_band_gives_the_line() -> None:
    result = rate(MIDDLING)

    assert result.points == 35 + 15 + 15 + 7
    assert (result.band, result.credit_line) == ("较好", Decimal(20000))


def test_a_rating_explains_itself_line_by_line() -> None:
    assert rate(MIDDLING).explanation == (
        "诚信度：偶有逾期，90 天以内还清，35／50 分",
        "家庭劳动力：2 人，15／20 分",
        "劳动技能：有种养或经营经验，15／20 分",
        "人均纯收入：6000 元至 10000 元以下，7／10 分",
        "合计 72 分（满分 100 分）",
        "满 60 分、不到 75 分，等级“较好”，建议授信额度 2 万元",
        "再得 3 分（满 75 分）可到“优秀”，额度 3 万元：人均纯收入达到“10000 元及以上”，加 3 分；"
        "或家庭劳动力达到“3 人及以上”，加 5 分；或劳动技能达到“有一技之长，产业已成规模”，加 5 分",
        "有效期至 2028-11-20，下次年审 2027-11-20；村里初评，额度以银行核定为准",
    )


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("100", "特优"),
        ("90", "特优"),
        ("89.99", "优秀"),
        ("75", "优秀"),
        ("74.99", "较好"),
        ("60", "较好"),
        ("59.99", "一般"),
        ("0", "一般"),
    ],
)
def test_a_lower_bound_belongs_to_its_band(points: str, grade: str) -> None:
    assert SHEET.band(Decimal(points)).grade == grade


def test_the_best_band_has_no_way_up() -> None:
    result = rate(BEST)

    assert (result.points, result.band, result.gap, result.lifts) == (100, "特优", None, ())
    assert "已是最高等级" in result.explanation


def test_where_one_step_is_not_enough_several_are_named() -> None:
    result = rate({"integrity": "past", "labour": "three", "skills": "ordinary", "income": "poor"})

    assert (result.points, result.gap) == (51, 9)
    assert "诚信度达到“偶有逾期，90 天以内还清”，加 15 分" in result.explanation[-2]

    stuck = rate({"integrity": "good", "labour": "none", "skills": "none", "income": "poor"})
    assert "家庭劳动力达到“1 人”，加 10 分" in stuck.explanation[-2]

    far = rate({"integrity": "bad", "labour": "none", "skills": "none", "income": "poor"})
    assert far.gap == 59
    assert "单靠一项不够，要几项一起：诚信度最多加 50 分、家庭劳动力最多加 20 分" in far.explanation[-2]


def test_wangcang_takes_nothing_off_for_force_majeure_and_says_by_which_rule() -> None:
    answers = {
        "bank_record": "bad",
        "mutual_aid": "good",
        "conduct": "good",
        "labour": "two",
        "skills": "experience",
        "income": "middle",
    }

    before = rate(answers, sheet=WANGCANG)
    after = rate(answers, Adjustment("bank_record", Decimal(20), "2019 年洪灾，牛舍冲毁"), sheet=WANGCANG)

    assert (before.points, before.band) == (67, "较好")
    assert (after.points, after.band, after.credit_line) == (87, "优秀", Decimal(30000))
    assert after.explanation[0].endswith(
        "0／20 分；按“不可抗力、无主观因素，尽量不扣分”加 20 分（2019 年洪灾，牛舍冲毁），得 20 分"
    )


def test_the_mutual_aid_record_counts_in_wangcang() -> None:
    answers = {
        "bank_record": "none",
        "mutual_aid": "good",
        "conduct": "good",
        "labour": "two",
        "skills": "experience",
        "income": "middle",
    }

    assert rate(answers, sheet=WANGCANG).points - rate({**answers, "mutual_aid": "late"}, sheet=WANGCANG).points == 12


@pytest.mark.parametrize(
    ("answers", "adjustments", "words"),
    [
        ({"integrity": "good"}, (), "家庭劳动力填得不对：还没有回答"),
        ({**MIDDLING, "labour": "ten"}, (), "没有选项 ten，可选 three（3 人及以上）"),
        ({**MIDDLING, "marriage": "yes"}, (), "没有指标 marriage，这张表的指标是 integrity、labour、skills、income"),
        (MIDDLING, (Adjustment("marriage", Decimal(1), "因为"),), "没有指标 marriage"),
        (MIDDLING, (Adjustment("income", Decimal(1), " "),), "调整分数要写理由"),
    ],
)
def test_a_wrong_answer_is_told_with_the_choices(
    answers: dict[str, str], adjustments: tuple[Adjustment, ...], words: str
) -> None:
    with pytest.raises(InputError) as refused:
        rate(answers, *adjustments)

    assert words in str(refused.value)


def test_an_adjustment_stays_within_its_rule() -> None:
    answers = {
        "bank_record": "bad",
        "mutual_aid": "good",
        "conduct": "good",
        "labour": "two",
        "skills": "experience",
        "income": "middle",
    }

    with pytest.raises(InputError) as refused:
        rate(answers, Adjustment("bank_record", Decimal(21), "洪灾"), sheet=WANGCANG)

    assert "最多加 20 分，现在加 21 分" in str(refused.value)


def test_vetoes_are_off_until_a_county_switches_them_on() -> None:
    off = rate_household(SHEET, BEST, (), DAY, vetoes=["evasion"])
    switched = replace(SHEET, vetoes=tuple(replace(veto, enabled=True) for veto in SHEET.vetoes))
    on = rate_household(switched, BEST, (), DAY, vetoes=["evasion"])

    assert all(
        not veto.enabled for sheet in ("5221", "wangcang", "eight-items") for veto in load_score_sheet(sheet).vetoes
    )
    assert (off.band, off.vetoes) == ("特优", ())
    assert (on.band, on.credit_line, on.points) == (VETOED_GRADE, 0, 100)
    assert "有一票否决情形（恶意拖欠、逃废债），不予授信" in on.explanation


def test_the_snapshot_is_json_and_explains_the_rating_without_the_sheet() -> None:
    result = rate_household(
        SHEET, MIDDLING, [Adjustment("income", Decimal(-2), "收入含一次性补助")], DAY, evidence={"labour": "户口簿"}
    )

    snapshot = json.loads(json.dumps(result.snapshot, ensure_ascii=False))

    assert (snapshot["points"], snapshot["band"], snapshot["credit_line"]) == ("70", "较好", "20000.00")
    assert snapshot["answers"] == MIDDLING
    assert snapshot["adjustments"] == [{"indicator": "income", "points": "-2", "reason": "收入含一次性补助"}]
    assert snapshot["evidence"] == {"labour": "户口簿"}
    assert [band["lower"] for band in snapshot["sheet"]["bands"]] == ["90", "75", "60", "0"]
    assert snapshot["explanation"] == list(result.explanation)


def test_validity_and_yearly_review_come_from_the_sheet() -> None:
    result = rate_household(SHEET, BEST, (), date(2024, 2, 29))

    assert (result.review_due, result.valid_until) == (date(2025, 2, 28), date(2026, 2, 28))


@given(
    st.fixed_dictionaries(
        {each.id: st.sampled_from([option.id for option in each.options]) for each in SHEET.indicators}
    ),
    st.lists(st.tuples(st.sampled_from([each.id for each in SHEET.indicators]), st.integers(-60, 60)), max_size=3),
)
def test_points_stay_between_nothing_and_the_weights(answers: dict[str, str], moves: list[tuple[str, int]]) -> None:
    result = rate(answers, *(Adjustment(indicator, Decimal(points), "理由") for indicator, points in moves))

    assert 0 <= result.points <= SHEET.total_weight
    assert result.points == sum(line.points for line in result.lines)
    assert result.gap is None or result.gap > 0
    assert all(lift.gain > 0 for lift in result.lifts)


@given(st.sampled_from(SHEET.indicators), st.integers(0, 3), st.integers(0, 3))
def test_a_better_answer_never_lowers_the_line(indicator: Indicator, one: int, other: int) -> None:
    better = rate({**MIDDLING, indicator.id: indicator.options[min(one, other)].id})
    worse = rate({**MIDDLING, indicator.id: indicator.options[max(one, other)].id})

    assert better.credit_line >= worse.credit_line
