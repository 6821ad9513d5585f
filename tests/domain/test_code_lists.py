"""Code lists: words, other ways of writing them, several in one cell."""

from __future__ import annotations

from datetime import date

import pytest

from app.packs.code_lists import CODE_LISTS, load_code_lists

LISTS = load_code_lists()


def test_all_lists_are_there_with_their_source() -> None:
    assert tuple(LISTS) == CODE_LISTS
    assert all(each.source and each.id == list_id for list_id, each in LISTS.items())


@pytest.mark.parametrize(
    ("list_id", "words"),
    [
        ("education", "文盲或半文盲 小学 初中 高中 大专 本科及以上"),
        ("health", "健康 长期慢性病 患有大病 残疾"),
        ("labour_skills", "普通劳动力 技能劳动力 弱劳动力或半劳动力 丧失劳动力 无劳动力"),
        (
            "poverty_causes",
            "因病 因残 因学 因灾 缺土地 缺水 缺技术 缺劳力 缺资金 交通条件落后 自身发展动力不足 因婚 因丧 其他",
        ),
        ("monitored_kinds", "脱贫不稳定户 边缘易致贫户 突发严重困难户"),
    ],
)
def test_the_words_of_the_national_system(list_id: str, words: str) -> None:
    assert LISTS[list_id].labels() == tuple(words.split())


def test_there_are_56_ethnic_groups_with_the_codes_of_gb_3304() -> None:
    groups = LISTS["ethnic_groups"]

    assert len(groups.entries) == 56
    by_code = {entry.code: entry.label for entry in groups.entries}
    assert [by_code[code] for code in ("01", "07", "18", "28", "56")] == ["汉族", "彝族", "傣族", "景颇族", "基诺族"]


def test_kinds_of_the_poverty_years_are_dated() -> None:
    kinds = LISTS["household_kinds"]

    assert "五保贫困户" in kinds.labels(date(2020, 12, 31))
    assert "五保贫困户" not in kinds.labels(date(2021, 1, 1))


def test_health_words_come_in_any_order_and_with_any_comma() -> None:
    health = LISTS["health"]

    assert health.normal("残疾，慢性病") == health.normal("长期慢性病、残疾") == "长期慢性病,残疾"
    assert health.unknown("残疾,近视") == ("近视",)
    assert health.normal("近视,残疾") == "残疾,近视"
    assert health.unknown("") == ()


def test_a_relation_is_known_by_its_other_names_and_its_sex() -> None:
    relations = LISTS["relations"]
    son_in_law = relations.entry(" 女婿 ")

    assert son_in_law is not None
    assert (son_in_law.label, son_in_law.sex) == ("之女婿", "男")
    assert relations.entry("干亲") is None
