"""Headings are understood by their words, wherever they stand."""

from __future__ import annotations

from app.documents.bank_list import BANK_COLUMNS
from app.documents.columns import Column, find_heading, unit_of
from app.documents.roster_columns import ROSTER_COLUMNS
from tests.helpers.sheets import HEADINGS


def test_official_headings_are_all_understood() -> None:
    heading = find_heading([HEADINGS], ROSTER_COLUMNS)

    assert heading is not None
    assert list(heading.columns) == [column.key for column in ROSTER_COLUMNS]
    assert (heading.unknown, heading.missing) == ((), ())


def test_no_wording_belongs_to_two_columns() -> None:
    for columns in (ROSTER_COLUMNS, BANK_COLUMNS):
        words = [word for column in columns for word in (column.heading, *column.also)]

        assert sorted(words) == sorted(set(words))


def test_title_and_unit_rows_stand_above() -> None:
    rows = [
        ["清溪县名单", "", ""],
        ["", "", "单位：万元"],
        ["", "", ""],
        ["借款人", "合同编号", "贷款余额"],
        ["何艳兴", "X1", 5.0],
    ]

    heading = find_heading(rows, BANK_COLUMNS)

    assert heading is not None
    assert (heading.first_row, heading.title, heading.title_unit) == (4, "清溪县名单", "万元")
    assert {key: found.index for key, found in heading.columns.items()} == {"name": 0, "contract": 1, "balance": 2}


def test_order_spaces_and_wording_do_not_matter() -> None:
    row = [
        "身份证\n号码",
        "户　主关系",
        " 姓 名 ",
        "农户编号",
        "家庭人均纯收入（元）",
        "家庭成员编号",
        "劳动能力",
        "备注",
    ]

    heading = find_heading([row], ROSTER_COLUMNS)

    assert heading is not None
    assert list(heading.columns) == [
        "resident_id", "relation", "name", "household_number", "income_per_head", "person_number", "labour_skill",
    ]  # fmt: skip
    assert heading.columns["income_per_head"].unit == "元"
    assert heading.unknown == ("备注",)


def test_the_lower_row_of_a_merged_heading_counts() -> None:
    rows = [
        ["户编号", "家庭成员情况", "", "", "与户主关系"],
        ["", "姓名", "证件号码", "民族", ""],
        ["5131230001", "何艳兴", "513123197602143670", "汉族", "户主"],
    ]

    heading = find_heading(rows, ROSTER_COLUMNS)

    assert heading is not None
    assert heading.first_row == 2
    assert {key: found.index for key, found in heading.columns.items()} == {
        "household_number": 0, "name": 1, "resident_id": 2, "ethnicity": 3, "relation": 4,
    }  # fmt: skip


def test_the_name_of_the_head_is_not_taken_for_the_person() -> None:
    row = ["户编号", "户主姓名", "户主身份证号码", "姓名", "证件号码", "与户主关系"]

    heading = find_heading([row], ROSTER_COLUMNS)

    assert heading is not None
    assert heading.index("name") == 3
    assert heading.index("resident_id") == 4
    assert heading.unknown == ("户主姓名", "户主身份证号码")


def test_what_an_officer_chose_goes_before_what_we_think() -> None:
    row = ["户编号", "姓名", "证件号码", "关系说明", "联系电话"]

    heading = find_heading([row], ROSTER_COLUMNS, {"关系说明": "relation", "联系电话": ""})

    assert heading is not None
    assert heading.index("relation") == 3
    assert heading.index("phone") is None
    assert heading.unknown == ("联系电话",)


def test_missing_headings_are_named_in_the_words_of_the_list() -> None:
    heading = find_heading([["县", "乡", "姓名", "民族"]], ROSTER_COLUMNS)

    assert heading is not None
    assert heading.missing == ("户编号", "证件号码", "与户主关系")


def test_a_sheet_without_headings_has_none() -> None:
    assert find_heading([["今日工作", "走访三户"], [1.0, 2.0]], ROSTER_COLUMNS) is None
    assert find_heading([], (Column("a", "甲"),)) is None


def test_units_are_found_in_headings() -> None:
    said = [
        "贷款金额(万元)",
        "余额（元）",
        "金额：万元",
        "执行利率(%)",
        "月利率(‰)",
        "利率％",
        "贷款金额/元",
        "贷款金额",
        "单元号",
    ]

    assert [unit_of(text) for text in said] == ["万元", "元", "万元", "%", "‰", "%", "元", "", ""]
