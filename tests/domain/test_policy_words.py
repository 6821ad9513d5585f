"""A policy value as people and as machines read it."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.policy_words import as_json, say, say_dates
from app.packs.policies import load_policy


@pytest.mark.parametrize(
    ("pack", "key", "words"),
    [
        ("kaizhou", "amount_per_loan", "50000 元"),
        ("kaizhou", "term_months_max", "36 个月"),
        ("kaizhou", "rate_cap_rule", "贷款市场报价利率（LPR）"),
        ("kaizhou", "one_borrower_per_household", "是"),
        ("kaizhou", "stages", "农户申请 → 村（居）推荐（可选） → 镇乡（街道）意见（可选） → 银行自主决策"),
        ("xunyang", "red_line", "0.5%"),
        ("xunyang", "deferral_latest", "2021-03-31"),
        ("xunyang", "risk_fund_multiple", "政策未明确"),
        ("pengxi", "loss_shares", "保险公司、承贷银行、县 7:1.5:1.5"),
        ("wangcang", "loss_shares", "政府、承贷银行 6:4"),
        ("xunyang", "due_windows", "45、30、15、7、0 天"),
        ("longchuan", "conditions", "有贷款意愿、有发展产业潜质、有一定还款能力"),
    ],
)
def test_every_type_has_its_words(pack: str, key: str, words: str) -> None:
    assert say(load_policy(pack).value(key, date(2020, 6, 1))) == words


def test_json_has_the_clause_and_null_where_nothing_is_said() -> None:
    value = as_json(load_policy("kaizhou").value("subsidy_share", date(2023, 1, 1)))

    assert value["value"] is None
    assert value["text"] == "政策未明确"
    assert value["from"] == "2023-01-01"
    assert value["clause"] == "开州府办发〔2021〕62号 一（六）"


def test_a_share_stands_per_cent() -> None:
    value = as_json(load_policy("pengxi").value("overdue_rate_reported", date(2020, 2, 1)))

    assert (value["value"], value["unit"]) == ("0.16", "%")


def test_dates_are_told_where_there_are_any() -> None:
    pack = load_policy("kaizhou")

    assert say_dates(pack.value("subsidy_share", date(2022, 12, 31))) == "2022-12-31 以前（含当天）"
    assert say_dates(pack.value("subsidy_share", date(2023, 1, 1))) == "2023-01-01 起"
    assert say_dates(pack.value("amount_per_loan", date(2023, 1, 1))) == ""
