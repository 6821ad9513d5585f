"""Purposes in people's own words."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.purpose import PurposeVerdict, read_purpose
from app.packs.policies import load_policy

PACK = load_policy("kaizhou")
DAY = date(2022, 6, 1)


@pytest.mark.parametrize(
    "purpose", ["养牛", "发展肉羊养殖", "种植茶叶 3 亩", "购买化肥、农药", "小卖部进货经营", "跑货车运输", "藤编加工"]
)
def test_production_is_allowed(purpose: str) -> None:
    assert read_purpose(purpose, PACK, DAY).verdict is PurposeVerdict.ALLOWED


@pytest.mark.parametrize(
    ("purpose", "rule"),
    [
        ("儿子结婚", "结婚"),
        ("给儿子办彩礼", "结婚"),
        ("建房", "建房"),
        ("在县城买房", "建房"),
        ("买基金", "理财"),
        ("买电视机和家具", "购置家庭用品"),
        ("还债", "非生产性支出"),
        ("入股合作社分红", "入股分红"),
        ("转借给亲戚养牛", "转贷"),
        ("交由公司统一养猪", "户贷企用"),
    ],
)
def test_a_forbidden_use_is_found_in_its_usual_words(purpose: str, rule: str) -> None:
    reading = read_purpose(purpose, PACK, DAY)

    assert reading.verdict is PurposeVerdict.FORBIDDEN
    assert reading.rule == rule


@pytest.mark.parametrize("purpose", ["资金周转", "购车", "投资", "其他"])
def test_what_may_be_either_is_doubtful(purpose: str) -> None:
    reading = read_purpose(purpose, PACK, DAY)

    assert reading.verdict is PurposeVerdict.DOUBTFUL
    assert reading.found


def test_words_that_no_list_knows_are_doubtful_too() -> None:
    reading = read_purpose("发家致富", PACK, DAY)

    assert (reading.verdict, reading.found) == (PurposeVerdict.DOUBTFUL, "")
