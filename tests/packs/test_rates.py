"""The rate files: every LPR of the trade's page, and what is said about a wrong file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import DataFileError
from app.packs.rates import load_rate_tables, load_rates, rate_table_ids, read_rates, with_new_row
from app.packs.toml_files import built_in_text

LPR = (
    ("2019-08-20", "4.25/4.85"),
    ("2019-09-20", "4.20/4.85"),
    ("2019-11-20", "4.15/4.80"),
    ("2020-02-20", "4.05/4.75"),
    ("2020-04-20", "3.85/4.65"),
    ("2021-12-20", "3.80/4.65"),
    ("2022-01-20", "3.70/4.60"),
    ("2022-05-20", "3.70/4.45"),
    ("2022-08-22", "3.65/4.30"),
    ("2023-06-20", "3.55/4.20"),
    ("2023-08-21", "3.45/4.20"),
    ("2024-02-20", "3.45/3.95"),
    ("2024-07-22", "3.35/3.85"),
    ("2024-10-21", "3.10/3.60"),
    ("2025-05-20", "3.00/3.50"),
)


def test_every_printed_lpr_is_in_the_table() -> None:
    rows = [(f"{row.since}", "/".join(f"{rate * 100:.2f}" for rate in row.rates)) for row in load_rates("lpr").rows]

    assert rows == list(LPR)
    assert load_rates("lpr").known_until == date(2026, 8, 20)


def test_the_benchmark_of_2015_is_the_last() -> None:
    last = load_rates("benchmark").rows[-1]

    assert last.since == date(2015, 10, 24)
    assert [f"{rate * 100:.2f}" for rate in last.rates] == ["4.35", "4.75", "4.90"]


def test_both_tables_are_built_in() -> None:
    assert rate_table_ids() == ("benchmark", "lpr")
    assert load_rate_tables().lpr.name == "贷款市场报价利率（LPR）"


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('1Y = "3.10%"', "1Y = 3.10", "rows[14].1Y", "应为文字，现在是 3.10"),
        ('1Y = "3.10%"\n', "", "rows[14].1Y", "缺少这一项"),
        ("since = 2024-10-21", "since = 2024-07-21", "rows[14].since", "日期要从早到晚，前一行是 2024-07-22"),
        ("known_until = 2026-08-20", "known_until = 2025-01-01", "known_until", "早于最后一行（2025-05-20）"),
        ('1Y = "3.10%"', '2Y = "3.10%"', "rows[14].2Y", "没有这个键，是不是想写 5Y"),
    ],
)
def test_a_wrong_table_is_told(old: str, new: str, where: str, reason: str) -> None:
    text = built_in_text("rates", "lpr")
    assert text.count(old) == 1

    with pytest.raises(DataFileError) as refused:
        read_rates(text.replace(old, new), "lpr.toml")

    assert (refused.value.where, refused.value.reason) == (where, reason)


def test_a_row_added_by_the_user_is_the_last_and_moves_the_known_day() -> None:
    text = with_new_row(
        built_in_text("rates", "lpr"), "lpr.toml", date(2026, 9, 21), [Decimal("2.90"), Decimal("3.40")]
    )

    table = load_rates("lpr", {"lpr": text})

    assert len(table.rows) == len(LPR) + 1
    assert table.known_until == date(2026, 9, 21)
    assert [f"{rate * 100:.2f}" for rate in table.rows[-1].rates] == ["2.90", "3.40"]


@pytest.mark.parametrize(
    ("since", "percents", "reason"),
    [
        (date(2025, 5, 20), ["2.9", "3.4"], "日期要从早到晚，前一行是 2025-05-20"),
        (date(2026, 9, 21), ["2.9"], "应有 2 个利率：1Y、5Y"),
        (date(2026, 9, 21), ["-1", "3.4"], "百分数不能是 -1%"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(since: date, percents: list[str], reason: str) -> None:
    with pytest.raises(DataFileError) as refused:
        with_new_row(built_in_text("rates", "lpr"), "lpr.toml", since, [Decimal(each) for each in percents])

    assert refused.value.reason == reason
