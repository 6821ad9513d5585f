"""A roster as people have it: every good row is taken, every bad one refused with its reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.roster import RosterReading, read_roster
from app.documents.roster_columns import ROSTER_COLUMNS
from app.domain.errors import SheetHeadingError, SheetNameError
from tests.helpers.sheets import HEADINGS, SAMPLES, id_of, person, save, save_csv, save_ods, save_xls, save_xlsx

KINDS = [".xlsx", ".xls", ".ods", ".csv"]
HOUSEHOLD_AT = 4


def read(path: Path, *rows: list[object]) -> RosterReading:
    return read_roster(save(path, [HEADINGS, *rows]))


def test_the_sample_village_is_read_whole() -> None:
    reading = read_roster(SAMPLES / "roster-liushugou.xlsx")

    assert (len(reading.rows), reading.households, reading.refused, reading.findings) == (462, 128, (), ())
    assert reading.title == "清溪县脱贫人口和监测对象名单"
    assert reading.rows[0].row == 3
    assert reading.rows[0].name == "何艳兴"
    assert reading.rows[0].income_per_head == Decimal("11457.56")
    assert sum(row.relation == "户主" for row in reading.rows) == 128
    assert {"宋𫖯花", "迪丽热巴·艾合买提"} <= {row.name for row in reading.rows}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_gives_the_same_person(tmp_path: Path, kind: str) -> None:
    reading = read(tmp_path / f"roster{kind}", person(1, name="宋𫖯花", people=3))

    row = reading.rows[0]
    assert (row.row, row.name, row.resident_id, row.people) == (2, "宋𫖯花", id_of(1), 3)
    assert (row.household_number, row.household_phone) == ("5131230001", "15763861737")
    assert (row.income_per_head, row.work_months) == (Decimal("11457.56"), 6)
    assert (row.kind, row.monitored, row.risk_removed) == ("一般脱贫户", "", "")


@pytest.mark.parametrize("kind", [".xlsx", ".xls", ".ods"])
def test_an_id_that_came_as_a_number_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    reading = read(tmp_path / f"roster{kind}", person(1), person(2, resident_id=513123197602140040))

    assert len(reading.rows) == 1
    refused = reading.refused[0]
    assert (refused.row, refused.column) == (3, "证件号码")
    assert "在表格里是数字" in refused.reason
    assert refused.value_masked.startswith("513123********")


def test_csv_carries_the_damage_as_text(tmp_path: Path) -> None:
    reading = read(
        tmp_path / "roster.csv",
        person(1, resident_id="5.13123E+17"),
        person(2, resident_id="513123197602140000"),
        person(3),
    )

    assert [row.row for row in reading.refused] == [2, 3]
    assert "后几位已经丢失" in reading.refused[0].reason
    assert "末三位又是 000" in reading.refused[1].reason
    assert [row.resident_id for row in reading.rows] == [id_of(3)]


def test_a_good_id_may_end_in_three_zeros(tmp_path: Path) -> None:
    ending = next(
        found
        for day in range(1, 29)
        for number in range(0, 1000, 100)
        if (found := id_of(number, f"197602{day:02d}")).endswith("000")
    )

    reading = read(tmp_path / "roster.csv", person(1, resident_id=ending))

    assert [row.resident_id for row in reading.rows] == [ending]


def test_bad_ids_are_refused_and_the_others_go_on(tmp_path: Path) -> None:
    wrong_check = id_of(2)[:17] + ("0" if id_of(2)[17] != "0" else "1")
    reading = read(
        tmp_path / "roster.xlsx",
        person(1),
        person(2, resident_id=wrong_check),
        person(3, resident_id="51312319760230001X"),
        person(4, resident_id="1234567"),
        person(5, resident_id=""),
        person(6, resident_id=id_of(1)),
        person(7),
    )

    assert [row.row for row in reading.rows] == [2, 8]
    reasons = {row.row: row.reason for row in reading.refused}
    assert "第 18 位应为" in reasons[3]
    assert "出生日期" in reasons[4]
    assert "18 位" in reasons[5]
    assert reasons[6] == "没有证件号码"
    assert reasons[7] == "与第 2 行的证件号码重复"
    assert all(id_of(1)[6:14] not in row.value_masked for row in reading.refused)


def test_a_disability_card_is_the_same_person(tmp_path: Path) -> None:
    reading = read(tmp_path / "roster.xlsx", person(1, resident_id=id_of(1) + "44"), person(2, resident_id=id_of(1)))

    assert [row.resident_id for row in reading.rows] == [id_of(1) + "44"]
    assert reading.refused[0].reason == "与第 2 行的证件号码重复"


def test_what_was_typed_is_cleaned(tmp_path: Path) -> None:
    ending_in_x = next(found for number in range(100) if (found := id_of(number)).endswith("X"))
    reading = read(
        tmp_path / "roster.xlsx",
        person(
            1,
            name=" 迪丽热巴•艾合买提 ",
            resident_id=f" {ending_in_x.lower()}　",
            household_number="５１３１２３０００１",
            relation=" 户主 ",
            income_per_head="11,457.56元",
            household_phone=15763861737,
            work_months="10个月",
        ),
    )

    row = reading.rows[0]
    assert (row.name, row.resident_id, row.household_number) == ("迪丽热巴·艾合买提", ending_in_x, "5131230001")
    assert (row.relation, row.income_per_head) == ("户主", Decimal("11457.56"))
    assert (row.household_phone, row.work_months) == ("15763861737", 10)


def test_relations_in_other_words_are_understood_and_unknown_ones_told(tmp_path: Path) -> None:
    reading = read(
        tmp_path / "roster.xlsx",
        person(1),
        person(2, household_number="5131230001", relation="妻子"),
        person(3, household_number="5131230001", relation="长子"),
        person(4, household_number="5131230001", relation="干亲"),
    )

    assert [row.relation for row in reading.rows] == ["户主", "配偶", "之子", "干亲"]
    assert [(each.code, each.subject) for each in reading.findings] == [("roster-relation", "第 5 行")]
    assert "干亲" in reading.findings[0].text


def test_a_household_without_a_head_is_a_finding(tmp_path: Path) -> None:
    reading = read(
        tmp_path / "roster.xlsx",
        person(1, resident_id="坏"),
        person(2, household_number="5131230001", relation="配偶"),
        person(3),
        person(4, household_number="5131230003"),
    )

    assert [(each.code, each.subject) for each in reading.findings] == [
        ("roster-no-head", "5131230001"),
        ("roster-two-heads", "5131230003"),
    ]


def test_a_cell_that_is_not_understood_costs_the_cell_only(tmp_path: Path) -> None:
    reading = read(tmp_path / "roster.xlsx", person(1, people="三人", income_per_head="不详", work_months=6.5))

    row = reading.rows[0]
    assert (row.people, row.income_per_head, row.work_months) == (None, None, None)
    assert [each.code for each in reading.findings] == ["roster-value"] * 3
    assert "“人均纯收入”不是数字" in " ".join(each.text for each in reading.findings)


def test_household_number_must_stand_there(tmp_path: Path) -> None:
    reading = read(
        tmp_path / "roster.xlsx", person(1, household_number=""), person(2, household_number=1e16), person(3, name="")
    )

    assert not reading.rows
    assert [(row.column, row.reason[:4]) for row in reading.refused] == [
        ("户编号", "没有户编"),
        ("户编号", "在表格里"),
        ("姓名", "没有姓名"),
    ]


def test_totals_notes_and_repeated_headings_are_no_persons(tmp_path: Path) -> None:
    blank = [""] * len(HEADINGS)
    rows = [
        person(1),
        HEADINGS,
        blank,
        person(2),
        ["合 计", *blank[1:8], 2, *blank[9:]],
        ["填表人：王小敏　审核人：", *blank[1:]],
    ]

    reading = read(tmp_path / "roster.xlsx", *rows)

    assert [row.row for row in reading.rows] == [2, 5]
    assert reading.refused == ()
    assert reading.ignored == ((3, "重复的表头"), (6, "合计行"), (7, "说明行"))


def test_cells_merged_over_a_household_count_for_each_of_its_members(tmp_path: Path) -> None:
    blank = {"household_number": "", "kind": ""}
    rows = [HEADINGS, person(1), person(2, relation="配偶", **blank), person(3, relation="之子", **blank), person(4)]
    kind_at = HEADINGS.index("户类型")
    xlsx = save_xlsx(tmp_path / "a.xlsx", rows, merged=["E2:E4", "U2:U4"])
    xls = save_xls(tmp_path / "a.xls", rows, merged=[(1, 3, HOUSEHOLD_AT, HOUSEHOLD_AT), (1, 3, kind_at, kind_at)])
    ods = save_ods(tmp_path / "a.ods", rows, spans={(1, HOUSEHOLD_AT): 3, (1, kind_at): 3})

    for path in (xlsx, xls, ods):
        reading = read_roster(path)
        assert [row.household_number for row in reading.rows] == ["5131230001"] * 3 + ["5131230004"]
        assert {row.kind for row in reading.rows} == {"一般脱贫户"}


def test_titles_other_order_and_a_margin(tmp_path: Path) -> None:
    order = [9, 6, 7, 4, 17]
    shuffled = [["", *[row[at] for at in order]] for row in (HEADINGS, person(1), person(2))]
    shuffled[0][5] = "人均纯收入（万元）"
    shuffled[1][5], shuffled[2][5] = 1.145756, "1.2万元"
    rows = [["", "清溪县名单"], ["", "2026年9月"], [], *shuffled]

    reading = read_roster(save_xlsx(tmp_path / "a.xlsx", rows, merged=["B1:F1"]))

    assert reading.title == "清溪县名单"
    assert [row.row for row in reading.rows] == [5, 6]
    assert [row.income_per_head for row in reading.rows] == [Decimal("11457.56"), Decimal("12000.00")]
    assert [(found.key, found.heading) for found in reading.columns][:2] == [
        ("relation", "与户主关系"),
        ("name", "姓名"),
    ]


def test_the_sheet_with_the_heading_is_found_among_several(tmp_path: Path) -> None:
    import openpyxl

    path = save_xlsx(tmp_path / "a.xlsx", [HEADINGS, person(1)], title="名单")
    book = openpyxl.load_workbook(path)
    book.create_sheet("填表说明", 0).append(["请按国家系统导出的格式填写"])
    book.save(path)

    assert read_roster(path).sheet == "名单"
    assert len(read_roster(path, "名单").rows) == 1
    with pytest.raises(SheetHeadingError, match="填表说明|缺：户编号"):
        read_roster(path, "填表说明")
    with pytest.raises(SheetNameError, match="填表说明、名单"):
        read_roster(path, "九月")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_in_each_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = save_csv(tmp_path / "a.csv", [HEADINGS, person(1, name="龙䶮", cause="因病，因残")], encoding, delimiter)

    reading = read_roster(path)

    assert [(row.name, row.cause) for row in reading.rows] == [("龙䶮", "因病，因残")]


def test_a_missing_heading_is_named(tmp_path: Path) -> None:
    without_id = [[cell for at, cell in enumerate(row) if at != 7] for row in (HEADINGS, person(1))]

    with pytest.raises(SheetHeadingError, match="缺：证件号码") as caught:
        read_roster(save_xlsx(tmp_path / "a.xlsx", without_id))

    assert caught.value.exit_status == 3
    assert "账本没有改动" in str(caught.value)


def test_what_an_officer_chose_is_used(tmp_path: Path) -> None:
    headings = ["身份" if heading == "与户主关系" else heading for heading in HEADINGS]
    path = save_xlsx(tmp_path / "a.xlsx", [headings, person(1)])

    with pytest.raises(SheetHeadingError, match="与户主关系"):
        read_roster(path)
    assert read_roster(path, chosen={"身份": "relation"}).rows[0].relation == "户主"


def test_rows_shorter_than_the_heading_are_read(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.csv", person(1)[:10])

    assert (reading.rows[0].relation, reading.rows[0].kind, reading.rows[0].income_per_head) == ("户主", "", None)


def test_fields_stand_in_the_order_of_the_columns() -> None:
    from dataclasses import fields

    from app.documents.roster import RosterRow

    assert [field.name for field in fields(RosterRow)][1:] == [column.key for column in ROSTER_COLUMNS]
