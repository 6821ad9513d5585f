"""Score sheets: the three built-in ones, and what is said about a wrong file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.errors import DataFileError
from app.packs.score_sheets import load_score_sheet, read_score_sheet, score_sheet_ids
from app.packs.toml_files import built_in_text

TEXT = built_in_text("score_sheets", "5221")


def test_the_5221_sheet_weighs_50_20_20_10() -> None:
    sheet = load_score_sheet("5221")

    assert [(each.label, each.weight) for each in sheet.indicators] == [
        ("诚信度", 50),
        ("家庭劳动力", 20),
        ("劳动技能", 20),
        ("人均纯收入", 10),
    ]
    assert [(band.lower, band.credit_line) for band in sheet.bands] == [
        (90, 50000),
        (75, 30000),
        (60, 20000),
        (0, 10000),
    ]
    assert (sheet.valid_months, sheet.review_months) == (24, 12)


def test_wangcang_divides_integrity_and_counts_the_mutual_aid_fund() -> None:
    sheet = load_score_sheet("wangcang")
    integrity = [each for each in sheet.indicators if each.label.startswith("诚信度")]

    assert sum(each.weight for each in integrity) == 50
    assert "诚信度：互助资金记录" in [each.label for each in integrity]
    assert [(rule.indicator, rule.most) for rule in sheet.adjustment_rules] == [("bank_record", 20)]


def test_the_eight_items_weigh_as_in_the_example() -> None:
    assert [each.weight for each in load_score_sheet("eight-items").indicators] == [8, 8, 13, 13, 4, 14, 30, 10]


@pytest.mark.parametrize("sheet_id", ["5221", "wangcang", "eight-items"])
def test_every_sheet_reaches_a_hundred_and_has_its_source(sheet_id: str) -> None:
    sheet = load_score_sheet(sheet_id)

    assert sheet_id in score_sheet_ids()
    assert sheet.total_weight == 100
    assert sheet.source
    assert sheet.clause


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ("points = 35", "points = 51", "indicators[1].options[2].points", "应在 0 到 50 之间，现在是 51"),
        ("points = 35", "points = 10", "indicators[1].options", "选项要按分数从高到低排"),
        ("points = 50", "points = 49", "indicators[1].options", "第一个选项应是满分 50"),
        ('id = "minor"', 'id = "good"', "indicators[1].options", "id good 出现了两次"),
        ("lower = 75", "lower = 95", "bands[2].lower", "等级要从高到低排，额度不能反而变高"),
        ("lower = 0", "lower = 10", "bands", "最后一个等级的 lower 应是 0"),
        ("valid_months = 24", 'valid_months = "两年"', "valid_months", "应为整数，现在是 两年"),
        ("weight = 50", "wieght = 50", "indicators[1].wieght", "没有这个键，是不是想写 weight"),
        ('clause = "“5221”评级授信办法（行业习惯，县里可改）"\n', "", "clause", "缺少这一项"),
    ],
)
def test_a_wrong_sheet_is_told(old: str, new: str, where: str, reason: str) -> None:
    assert TEXT.count(old) >= 1

    with pytest.raises(DataFileError) as refused:
        read_score_sheet(TEXT.replace(old, new, 1), "5221.toml")

    assert (refused.value.where, refused.value.reason) == (where, reason)


def test_an_adjustment_rule_needs_its_indicator() -> None:
    text = built_in_text("score_sheets", "wangcang").replace('indicator = "bank_record"', 'indicator = "bank"')

    with pytest.raises(DataFileError) as refused:
        read_score_sheet(text, "wangcang.toml")

    assert refused.value.where == "adjustment_rules[1].indicator"


def test_a_countys_own_text_comes_first() -> None:
    own = TEXT.replace("credit_line = 30000", "credit_line = 35000")

    assert load_score_sheet("5221", {"5221": own}).band(Decimal(80)).credit_line == 35000
    assert load_score_sheet("5221").band(Decimal(80)).credit_line == 30000
