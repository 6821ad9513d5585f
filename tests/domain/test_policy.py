"""Policy packs: anchors per value, dated values, the empty value, overlay and difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.findings import Severity
from app.domain.policy import Anchor, LoanDays, PolicyPack, PolicyValue, unclear
from app.domain.policy_diff import diff
from app.domain.policy_overlay import lay_over
from app.packs.policies import load_policy

KAIZHOU = load_policy("kaizhou")


def _value(amount: int, since: date | None = None, until: date | None = None) -> PolicyValue:
    return PolicyValue("amount_per_loan", Decimal(amount), "一", "原文", since=since, until=until)


def _pack(pack_id: str, *values: PolicyValue) -> PolicyPack:
    return PolicyPack(pack_id, pack_id, "文件", date(2020, 1, 1), values={"amount_per_loan": values})


def test_signed_in_2022_and_disbursed_in_2023_falls_under_the_later_subsidy_rule() -> None:
    late = LoanDays(date(2022, 12, 20), date(2022, 12, 30), date(2023, 1, 3))
    in_time = LoanDays(date(2022, 12, 20), date(2022, 12, 30), date(2022, 12, 31))

    assert KAIZHOU.share("subsidy_share", in_time) == 1
    assert KAIZHOU.share("subsidy_share", late) is None
    assert KAIZHOU.clause("subsidy_share", late) == "开州府办发〔2021〕62号 一（六）"


def test_a_day_that_is_not_known_yet_is_the_day_before_it() -> None:
    applied = LoanDays(date(2022, 12, 20))

    assert applied.day(Anchor.SIGNING) == date(2022, 12, 20)
    assert applied.day(Anchor.DISBURSEMENT) == date(2022, 12, 20)
    assert applied.day(Anchor.DAY_BEFORE_SIGNING) == date(2022, 12, 19)
    with pytest.raises(ValueError, match="act"):
        applied.day(Anchor.ACT)


def test_what_no_text_says_is_empty_and_told() -> None:
    pack = load_policy("national-2026")
    value = pack.value("term_months_max", date(2026, 6, 1))

    finding = unclear(pack, "term_months_max")

    assert not value.known
    assert pack.integer("term_months_max", date(2026, 6, 1)) is None
    assert finding.severity is Severity.WARN
    assert finding.text == "政策未明确：帮扶小额信贷（2026 年起）没有写明“最长期限”"


def test_a_question_of_the_wrong_type_is_a_bug() -> None:
    with pytest.raises(TypeError, match="term_months_max is integer"):
        KAIZHOU.money("term_months_max", date(2022, 1, 1))
    with pytest.raises(KeyError):
        KAIZHOU.value("no_such_key", date(2022, 1, 1))


def test_validity_includes_both_ends() -> None:
    assert not KAIZHOU.is_valid(date(2021, 8, 24))
    assert KAIZHOU.is_valid(date(2021, 8, 25))
    assert KAIZHOU.is_valid(date(2025, 12, 31))
    assert not KAIZHOU.is_valid(date(2026, 1, 1))


def test_a_countys_value_wins_on_its_days_only() -> None:
    parent = _pack("parent", _value(50000))
    own = _pack("own", _value(80000, date(2021, 1, 1), date(2021, 12, 31)))

    pack = lay_over(own, parent)

    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [pack.money("amount_per_loan", day) for day in days] == [50000, 80000, 80000, 50000]


def test_an_undated_value_of_the_county_leaves_nothing_of_the_parent() -> None:
    parent = _pack("parent", _value(50000, until=date(2020, 12, 31)), _value(60000, since=date(2021, 1, 1)))

    pack = lay_over(_pack("own", _value(80000)), parent)

    assert [value.value for value in pack.values["amount_per_loan"]] == [80000]


def test_the_lineage_goes_up_to_the_national_pack() -> None:
    assert load_policy("pengxi").lineage == ("pengxi", "epidemic-2020", "national-2014", "_common")


def test_a_difference_names_key_and_both_values() -> None:
    differences = diff(load_policy("national-2021"), load_policy("national-2014"))
    terms = {each.key for each in differences}

    assert "rate_cap_rule" in terms
    assert "term_months_max" not in terms
    rule = next(each for each in differences if each.key == "rate_cap_rule")
    assert [value.value for value in rule.before] == ["lpr"]
    assert [value.value for value in rule.after] == ["benchmark", "benchmark-or-lpr"]


def test_a_pack_does_not_differ_from_itself() -> None:
    assert diff(KAIZHOU, KAIZHOU) == ()


def test_a_difference_can_be_asked_for_one_day() -> None:
    before, after = load_policy("national-2014"), load_policy("longchuan")

    on_2019 = {each.key for each in diff(before, after, date(2019, 6, 1))}
    on_2020 = {each.key for each in diff(before, after, date(2020, 6, 1))}

    assert "rate_cap_rule" not in on_2019
    assert "rate_cap_rule" in on_2020
