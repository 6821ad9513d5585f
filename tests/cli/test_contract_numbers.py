"""schedule, calc and policy by figures that stand in the trade's texts, with the exact keys; none needs a book."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.helpers.commands import DAY, MONEY, NAME, AtLeast, Maybe, answer, misfits, refusal

PACKS = {
    "national-2014", "epidemic-2020", "national-2021", "national-2026",
    "pengxi", "xunyang", "wangcang", "longchuan", "kaizhou",
}  # fmt: skip
ROW = {
    "no": int, "from": DAY, "to": DAY, "days": int, "due": DAY, "principal": MONEY, "interest": MONEY, "total": MONEY,
    "balance": MONEY,
}  # fmt: skip
SCHEDULE = {"rows": [ROW], "principal": MONEY, "interest": MONEY, "total": MONEY}


def schedule(line: str) -> Any:
    """The answer of one schedule, of the right shape and with sums that agree."""
    found = answer("schedule", *line.split())
    assert misfits(SCHEDULE, found) == []
    for key in ("principal", "interest", "total"):
        assert sum(Decimal(row[key]) for row in found["rows"]) == Decimal(found[key])
    assert Decimal(found["principal"]) + Decimal(found["interest"]) == Decimal(found["total"])
    assert found["rows"][-1]["balance"] == "0.00"
    return found


def calc(line: str, shape: Any) -> Any:
    """The answer of one rule, of the right shape."""
    found = answer("calc", *line.split())
    assert misfits(shape, found) == []
    return found


def test_quarterly_interest_of_50000_at_4_15() -> None:
    found = schedule(
        "--principal 50000 --rate 4.15 --from 2020-01-15 --to 2021-01-15 --method interest-only --every quarter"
    )

    assert [row["interest"] for row in found["rows"]] == ["380.42", "530.28", "530.28", "524.51", "144.10"]
    assert [row["days"] for row in found["rows"]] == [66, 92, 92, 91, 25]
    assert [row["due"] for row in found["rows"]] == [
        "2020-03-20", "2020-06-20", "2020-09-20", "2020-12-20", "2021-01-15",
    ]  # fmt: skip
    assert [row["from"] for row in found["rows"]] == [
        "2020-01-15", "2020-03-21", "2020-06-21", "2020-09-21", "2020-12-21",
    ]  # fmt: skip
    assert (found["interest"], found["total"]) == ("2109.59", "52109.59")


@pytest.mark.parametrize(
    ("count", "interest"), [("anniversary", "2375.00"), ("act/360", "2414.58"), ("act/365", "2381.51")]
)
def test_one_year_of_50000_at_4_75_by_three_counts(count: str, interest: str) -> None:
    line = f"--principal 50000 --rate 4.75 --from 2019-03-10 --to 2020-03-10 --method bullet --day-count {count}"

    assert schedule(line)["interest"] == interest


@pytest.mark.parametrize(("count", "interest"), [("act/360", "2205.21"), ("anniversary", "2175.00")])
def test_the_two_conventions_of_banks_differ_by_30_21(count: str, interest: str) -> None:
    line = f"--principal 50000 --rate 4.35 --from 2021-01-15 --to 2022-01-15 --method bullet --day-count {count}"

    assert schedule(line)["interest"] == interest


def test_36_equal_instalments_of_50000_at_4_65() -> None:
    found = schedule(
        "--principal 50000 --rate 4.65 --from 2020-01-15 --periods 36 --method equal-instalment --day-count 30/360"
    )

    assert {row["total"] for row in found["rows"][:-1]} == {"1490.70"}
    assert (found["rows"][-1]["total"], found["interest"], len(found["rows"])) == ("1490.73", "3665.23", 36)


def test_the_seed_day_is_kept_over_short_months() -> None:
    found = schedule("--principal 3000 --rate 4 --from 2021-01-31 --periods 3 --method equal-principal")

    assert [row["due"] for row in found["rows"]] == ["2021-02-28", "2021-03-31", "2021-04-30"]


def test_the_next_to_last_day_counts_and_the_last_does_not() -> None:
    """算头不算尾: one day of 36 000 at 5 % by 360 is 5.00."""
    found = schedule("--principal 36000 --rate 5 --from 2024-02-28 --to 2024-02-29 --method bullet")

    assert (found["rows"][0]["days"], found["interest"]) == (1, "5.00")


def test_rounding_of_half_a_fen() -> None:
    """1 day of 36 000 at 0.005 % is 0.005 yuan."""
    line = "--principal 36000 --rate 0.005 --from 2024-02-01 --to 2024-02-02 --method bullet --rounding"

    assert schedule(f"{line} half-up")["interest"] == "0.01"
    assert schedule(f"{line} half-even")["interest"] == "0.00"


def test_overdue_30_days_of_50000() -> None:
    found = calc("overdue --principal 50000 --rate 4.35 --uplift 50 --days 30", {"rate": NAME, "penalty": MONEY})

    assert found["penalty"] == "271.88"
    assert Decimal(found["rate"]) == Decimal("6.525")


@pytest.mark.parametrize(
    ("line", "subsidy", "borrower"),
    [
        ("--principal 29271600 --rate 4.75 --year", "1390401.00", "0.00"),
        ("--principal 15000000 --rate 4.75 --year", "712500.00", "0.00"),
        ("--principal 50000 --rate 4.35 --year", "2175.00", "0.00"),
        ("--principal 100000 --rate 3.60 --year --cap 50000", "1800.00", "1800.00"),
        ("--principal 50000 --rate 3.60 --year --share 70", "1260.00", "540.00"),
        ("--principal 50000 --rate 3.60 --days 90", "450.00", "0.00"),
    ],
)
def test_subsidy(line: str, subsidy: str, borrower: str) -> None:
    shape = {"interest": MONEY, "subsidised_principal": MONEY, "subsidy": MONEY, "borrower": MONEY}

    found = calc(f"subsidy {line}", shape)

    assert (found["subsidy"], found["borrower"]) == (subsidy, borrower)
    assert Decimal(subsidy) + Decimal(borrower) == Decimal(found["interest"])


@pytest.mark.parametrize(
    ("line", "shares"),
    [
        (
            "--amount 24500 --shares insurer=7,bank=1.5,county=1.5",
            {"insurer": "17150.00", "bank": "3675.00", "county": "3675.00"},
        ),
        ("--amount 100 --shares government=6,bank=4", {"government": "60.00", "bank": "40.00"}),
        ("--amount 0.01 --shares a=1,b=1", {"a": "0.01", "b": "0.00"}),
        ("--amount 100 --shares a=1,b=1,c=1", {"a": "33.34", "b": "33.33", "c": "33.33"}),
    ],
)
def test_split_sums_to_the_fen(line: str, shares: dict[str, str]) -> None:
    assert calc(f"split {line}", {"shares": dict.fromkeys(shares, MONEY)}) == {"shares": shares}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("50000", "人民币伍万元整"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "人民币壹拾万零柒仟元伍角叁分"),
        ("0.05", "人民币伍分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ],
)
def test_words(amount: str, words: str) -> None:
    said = answer("calc", "words", amount)

    assert misfits({"words": NAME}, said) == []
    assert said["words"] == words


EXTENSION = {"limits": [{"rule": NAME, "clause": NAME, "months": Maybe(int), "blocks": bool}], "months": Maybe(int)}


@pytest.mark.parametrize(
    ("line", "months"),
    [
        ("--months 12 --pack kaizhou", 12),  # art. 12: up to the original term
        ("--months 36 --pack kaizhou", 18),  # up to half of it
        ("--months 12 --already 6 --pack kaizhou", 0),  # once
        ("--months 36 --pack national-2021", 18),
        ("--months 36 --pack pengxi", 6),  # S0: 展期最长 6 个月
        ("--months 36 --pack epidemic-2020", 6),
        ("--months 12 --already 6 --pack national-2014", 6),
    ],
)
def test_extension_limits(line: str, months: int) -> None:
    found = calc(f"extension {line}", EXTENSION)

    assert found["months"] == months
    assert len(found["limits"]) > 1
    blocking = [each["months"] for each in found["limits"] if each["blocks"] and each["months"] is not None]
    assert min(blocking) == months


def test_pledge_and_fund() -> None:
    pledge = calc("pledge --value 1200000 --pack wangcang", AtLeast({"limit": MONEY}))
    fund = calc("fund --balance 56040000 --pack kaizhou", AtLeast({"required": MONEY}))

    assert pledge["limit"] == "600000.00"  # S2: at most 50 %
    assert fund["required"] == "5604000.00"  # S4: balance : fund = 10 : 1


@pytest.mark.parametrize("rule", ["pledge --value 100", "fund --balance 100", "extension --months 12"])
def test_a_pack_that_does_not_exist(rule: str) -> None:
    assert "没有政策包 nowhere" in refusal("calc", *rule.split(), "--pack", "nowhere", status=2)


def test_policy_list_has_the_nine_packs() -> None:
    found = answer("policy", "list")

    assert {pack["id"] for pack in found["packs"]} == PACKS
    assert len(found["packs"]) == len(PACKS)


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_policy_show_tells_a_clause_for_every_value(pack: str) -> None:
    found = answer("policy", "show", pack)
    on_a_day = answer("policy", "show", pack, "--on", found["valid_from"])

    assert found["id"] == pack
    assert found["values"]
    for value in [*found["values"], *on_a_day["values"]]:
        assert value["clause"] or value["value"] is None, value
    assert on_a_day["in_force"] is True
    keys = [value["key"] for value in on_a_day["values"]]
    assert len(keys) == len(set(keys)), "one value a key on one day"


@pytest.mark.parametrize(("on", "share"), [("2022-12-31", "100"), ("2023-01-01", None)])
def test_the_subsidy_of_kaizhou_ends_with_2022(on: str, share: str | None) -> None:
    values = answer("policy", "show", "kaizhou", "--on", on)["values"]

    assert [value["value"] for value in values if value["key"] == "subsidy_share"] == [share]


@pytest.mark.parametrize(
    "amount",
    [
        "5万",
        "1e30",
        "NaN",
        "Infinity",
        "-Infinity",
        "sNaN",
        "-5",
        "0.005",
        "1.000",
        "",
        " ",
        "1,000",
        "0x10",
        "1_0",
    ],
)
def test_amounts_that_are_none(amount: str) -> None:
    words = ["calc", "overdue", f"--principal={amount}", "--rate", "4", "--uplift", "50", "--days", "3"]

    assert "--principal：" in refusal(*words, status=2)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "20261", "2026/01/02", "明天", "", "0000-00-00", "1-1-1"])
def test_days_that_are_none(day: str) -> None:
    words = ["schedule", "--principal", "1", "--rate", "4", f"--from={day}", "--periods", "3", "--method", "bullet"]

    assert "--from：日期" in refusal(*words, status=2)


def test_full_width_digits_are_digits() -> None:
    assert answer("calc", "words", "５００") == {"words": "人民币伍佰元整"}
