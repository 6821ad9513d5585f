"""Region codes: levels, parents, and codes that change with the years."""

from __future__ import annotations

import pytest

from app.domain.region import Level, RegionChange, RegionCode, current_code, read_region_code

VILLAGE = RegionCode("513123100203")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("510000000000", Level.PROVINCE),
        ("513100000000", Level.PREFECTURE),
        ("513123000000", Level.COUNTY),
        ("513123100000", Level.TOWNSHIP),
        ("513123100203", Level.VILLAGE),
    ],
)
def test_the_level_is_the_last_part_that_is_not_zero(code: str, level: Level) -> None:
    assert RegionCode(code).level is level


def test_a_village_lies_in_its_township_and_county() -> None:
    assert VILLAGE.parent == RegionCode("513123100000")
    assert VILLAGE.at(Level.COUNTY).contains(VILLAGE)
    assert not RegionCode("513124000000").contains(VILLAGE)
    assert VILLAGE.county == "513123"
    assert RegionCode("510000000000").parent is None


def test_a_typed_code_is_read_or_refused_with_its_length() -> None:
    assert read_region_code(" 5131 2310 0203 ")[0] == VILLAGE
    assert read_region_code("513123")[1][0].text == "行政区划代码应为 12 位数字，现在是 6 位"
    assert read_region_code("51312310020X")[0] is None


def test_merged_villages_are_followed_up_to_the_year() -> None:
    merged, renamed = RegionCode("513123100210"), RegionCode("513123101210")
    changes = [RegionChange(merged, renamed, 2024), RegionChange(VILLAGE, merged, 2021)]

    assert current_code(VILLAGE, changes, 2020) == VILLAGE
    assert current_code(VILLAGE, changes, 2021) == merged
    assert current_code(VILLAGE, changes, 2026) == renamed


def test_two_changes_that_undo_each_other_end() -> None:
    other = RegionCode("513123100210")
    changes = [RegionChange(VILLAGE, other, 2021), RegionChange(other, VILLAGE, 2022)]

    assert current_code(VILLAGE, changes, 2026) == VILLAGE
