"""Cells of other people's sheets: numbers, money, days and identity numbers as they are typed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.documents.cells import Cell, as_date, as_decimal, as_money, as_number_text, as_text, as_whole, clean


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  何艳兴　", "何艳兴"),
        ("何\u200b艳兴\ufeff", "何艳兴"),
        ("云岭镇\n柳树沟村", "云岭镇 柳树沟村"),
        ("𫖯䶮", "𫖯䶮"),
        (5.0, "5"),
        (0.5, "0.5"),
        (True, "是"),
        (date(2024, 8, 9), "2024-08-09"),
        (datetime(2024, 8, 9), "2024-08-09"),
    ],
)
def test_text_is_cleaned_and_nothing_else(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


def test_cleaning_keeps_a_full_width_letter() -> None:
    assert clean("Ａ型") == "Ａ型"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("51312319760214367x", "51312319760214367X"),
        ("５１３１２３１９７６０２１４３６７Ｘ", "51312319760214367X"),
        ("'513123197602143670", "513123197602143670"),
        (" 513123 1976 0214 3670\t", "513123197602143670"),
        (5131230001.0, "5131230001"),
        (15763861737.0, "15763861737"),
        ("XED2024080000", "XED2024080000"),
    ],
)
def test_an_identity_number_is_text(cell: Cell, text: str) -> None:
    assert as_number_text(cell) == text


@pytest.mark.parametrize("cell", [513123197602143670.0, 1e15, float("inf"), float("nan"), "5.13123E+17", "5e17"])
def test_a_number_that_lost_its_last_digits_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="后几位已经丢失"):
        as_number_text(cell)


@pytest.mark.parametrize(
    ("cell", "per", "yuan"),
    [
        (50000.0, 1, "50000.00"),
        (5.0, 10_000, "50000.00"),
        ("5万元", 1, "50000.00"),
        ("５万", 1, "50000.00"),
        ("500元", 10_000, "500.00"),
        ("¥50,000.00", 1, "50000.00"),
        (0.1, 1, "0.10"),
        (1234.565, 1, "1234.57"),
        ("-12.5", 1, "-12.50"),
    ],
)
def test_money_is_read_to_the_fen(cell: Cell, per: int, yuan: str) -> None:
    assert as_money(cell, per) == Decimal(yuan)


@pytest.mark.parametrize("cell", ["", "-", "——", "无", " "])
def test_a_dash_is_no_money(cell: Cell) -> None:
    assert as_money(cell) is None


@pytest.mark.parametrize("cell", ["五万", "5万6", "1.2.3", "5%", True, date(2024, 8, 9), float("nan"), 1e300, "9" * 40])
def test_what_is_no_money_is_said(cell: Cell) -> None:
    with pytest.raises(ValueError, match="不是数字|太大|不应有"):
        as_money(cell)


def test_a_unit_stays_beside_its_number() -> None:
    assert as_decimal("3.45%") == (Decimal("3.45"), "%")
    assert as_whole("12个月") == 12
    with pytest.raises(ValueError, match="不是整数"):
        as_whole(6.5)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-08-09",
        "2024/8/9",
        "2024.8.9",
        "20240809",
        "2024年8月9日",
        "２０２４－８－９",
        "2024-08-09 00:00:00",
        20240809.0,
        45513.0,
        date(2024, 8, 9),
        datetime(2024, 8, 9, 13, 30),
    ],
)
def test_a_day_is_read_in_every_usual_form(cell: Cell) -> None:
    assert as_date(cell) == date(2024, 8, 9)


@pytest.mark.parametrize("cell", ["2024-02-30", "2024", "昨天", 0.5, 1e9, float("nan"), True, "1024-01-01", 20241399.0])
def test_what_is_no_day_is_said(cell: Cell) -> None:
    with pytest.raises(ValueError, match="不是日期|没有这一天|太远"):
        as_date(cell)
