"""The nine built-in packs: every row of the two tables of the trade's page, each with its clause."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.policy import Basis, Stage
from app.domain.policy_keys import KEYS
from app.packs.policies import event_packs, load_policy, pack_for, pack_in_force, policy_ids

IDS = (
    "epidemic-2020", "kaizhou", "longchuan", "national-2014", "national-2021", "national-2026",
    "pengxi", "wangcang", "xunyang",
)  # fmt: skip
IN_2017, IN_2020, IN_2022, IN_2026 = date(2017, 6, 1), date(2020, 6, 1), date(2022, 6, 1), date(2026, 6, 1)
EPIDEMIC = date(2020, 3, 1)

NATIONAL: list[tuple[str, date, str, Any, str]] = [
    # borrower
    ("national-2014", IN_2017, "borrower_kinds_conditional", None, ""),
    ("national-2014", date(2020, 7, 1), "borrower_kinds_conditional", ("边缘易致贫户",), "银保监发〔2020〕28号"),
    ("national-2021", IN_2022, "borrower_kinds_conditional", ("边缘易致贫户",), "一（一）"),
    ("national-2021", IN_2022, "one_borrower_per_household", True, "一（一）"),
    ("national-2026", IN_2026, "borrower_scope", "农村有帮扶需求的人口", "2026"),
    ("national-2026", IN_2026, "borrower_kinds", None, "2026"),
    # amount
    ("national-2014", IN_2017, "amount_per_loan", Decimal(50000), "二（三）"),
    ("national-2014", IN_2017, "top_up_allowed", True, "旬脱贫办发〔2020〕3号 一"),
    ("national-2014", IN_2017, "amount_per_household", Decimal(100000), "银保监发〔2019〕24号"),
    ("national-2021", IN_2022, "amount_per_loan", Decimal(50000), "一（二）"),
    ("national-2021", IN_2022, "amount_per_household", Decimal(100000), "一（二）"),
    ("national-2021", IN_2022, "subsidised_principal", Decimal(50000), "一（二）"),
    ("national-2021", IN_2022, "risk_covered_principal", Decimal(50000), "一（二）"),
    ("national-2026", IN_2026, "amount_per_loan", Decimal(100000), "2026"),
    # term
    ("national-2014", IN_2017, "term_months_max", 36, "二（三）"),
    ("national-2021", IN_2022, "term_months_max", 36, "一（三）"),
    ("national-2026", IN_2026, "term_months_max", None, "2026"),
    # rate cap: the benchmark up to 2019-12-31, then benchmark or LPR, then the LPR
    ("national-2014", date(2019, 12, 31), "rate_cap_rule", "benchmark", "二（三）"),
    ("national-2014", date(2020, 1, 1), "rate_cap_rule", "benchmark-or-lpr", "LPR"),
    ("national-2021", IN_2022, "rate_cap_rule", "lpr", "一（四）"),
    ("national-2021", IN_2022, "rate_quote_day", "day-before-signing", ""),
    ("national-2021", IN_2022, "rate_fixed", True, "一（四）"),
    ("national-2026", IN_2026, "rate_cap_rule", None, "2026"),
    # security
    ("national-2014", IN_2017, "security_free", True, "二（三）"),
    ("national-2021", IN_2022, "security_free", True, "一（五）"),
    # conditions
    ("national-2014", IN_2017, "conditions", None, ""),
    (
        "national-2021",
        IN_2022,
        "conditions",
        (
            "law_abiding",
            "credit_record",
            "civil_capacity",
            "willing",
            "skills",
            "repayment_ability",
            "lawful_industry",
            "market",
        ),
        "一（九）",
    ),
    ("national-2021", IN_2022, "bank_rating_required", True, "一（九）"),
    # subsidy
    ("national-2014", IN_2017, "subsidy_share", Decimal(1), "陇川县"),
    ("national-2014", IN_2017, "subsidy_cycle", "quarter", "四"),
    ("national-2014", IN_2017, "subsidy_stops_when_overdue", True, ""),
    ("national-2021", date(2022, 12, 31), "subsidy_share", Decimal(1), "一（六）"),
    ("national-2021", date(2023, 1, 1), "subsidy_share", None, "一（六）"),
    ("national-2021", IN_2022, "subsidy_covers_extension", True, "一（六）"),
    ("national-2026", IN_2026, "subsidy_share", None, "2026"),
    # age
    ("national-2014", IN_2017, "age_min", 18, ""),
    ("national-2014", IN_2017, "age_max", 65, ""),
    ("national-2021", IN_2022, "age_max", 65, "一（九）"),
    ("national-2021", IN_2022, "age_in_principle", True, "一（九）"),
    # use
    ("national-2021", IN_2022, "uses_forbidden", ("入股分红", "转贷", "指标交换", "户贷企用"), "一（八）"),
    ("national-2014", IN_2017, "uses_forbidden", ("入股分红", "转贷", "指标交换", "户贷企用"), "一（八）"),
    # renewal and extension
    ("national-2021", IN_2022, "renewal_or_extension_once", True, "一（十）"),
    ("national-2021", IN_2022, "extended_old_loan_may_extend", False, "一（十）"),
    ("national-2021", IN_2022, "cleared_may_reapply", True, "一（十）"),
    ("national-2021", IN_2022, "extension_changes_rate", False, "一（十）"),
    ("national-2014", IN_2017, "extension_times_max", None, ""),
    # risk fund
    ("national-2014", IN_2017, "risk_fund_multiple", 10, "旺苍县"),
    ("national-2014", IN_2017, "risk_fund_basis", "lent", "旺苍县"),
    ("national-2021", IN_2022, "risk_fund_basis", "balance", "一（七）"),
    ("national-2021", IN_2022, "risk_fund_top_up_days", 30, "一（七）"),
    # the epidemic's two acts
    ("epidemic-2020", EPIDEMIC, "extension_months_max", 6, "蓬溪县“四大举措” 二"),
    ("epidemic-2020", EPIDEMIC, "extension_paper_pending", True, "蓬溪县“四大举措” 二"),
    ("epidemic-2020", EPIDEMIC, "deferral_months_max", 6, "旬脱贫办发〔2020〕3号 二"),
    ("epidemic-2020", EPIDEMIC, "deferral_maturity_from", date(2020, 1, 1), "旬脱贫办发〔2020〕3号 二"),
    ("epidemic-2020", EPIDEMIC, "deferral_uses_extension", False, "旬脱贫办发〔2020〕3号 二"),
    ("epidemic-2020", EPIDEMIC, "warning_days", 45, "蓬溪县“四大举措” 一"),
]

COUNTIES: list[tuple[str, date, str, Any, str]] = [
    # due warning
    ("pengxi", EPIDEMIC, "warning_days", 45, "一"),
    ("pengxi", EPIDEMIC, "warning_manner", "由金融村官一对一温馨提示", "一"),
    ("xunyang", EPIDEMIC, "warning_days", 30, "四"),
    ("longchuan", EPIDEMIC, "warning_manner", "掌握本地区集中还款期，提前全面摸底、建立台账", "八"),
    # settling a due loan
    ("pengxi", EPIDEMIC, "due_settlement_ways", ("还款（自还、委托代办、银行上门）", "保险赔付", "续贷", "展期"), "二"),
    ("pengxi", EPIDEMIC, "extension_months_max", 6, "二"),
    ("xunyang", EPIDEMIC, "due_settlement_ways", ("展期", "续贷", "无还本续贷", "风险补偿"), "四"),
    ("xunyang", EPIDEMIC, "renewal_without_principal", True, "四"),
    (
        "xunyang",
        EPIDEMIC,
        "renewal_reassessment",
        ("借款主体合规", "贷款用途合规", "经营项目正常或仍有用款需求", "经重新评估合格"),
        "四",
    ),
    ("wangcang", IN_2017, "mutual_fund_first", True, "四"),
    ("wangcang", IN_2017, "insurance_pays_bank_first", True, "四"),
    ("kaizhou", IN_2022, "renewal_or_extension_once", True, "一（十）"),
    # loss sharing
    ("pengxi", EPIDEMIC, "loss_shares", (("insurer", 7), ("bank", Decimal("1.5")), ("county", Decimal("1.5"))), "二"),
    ("wangcang", IN_2017, "loss_shares", (("government", 6), ("bank", 4)), "四"),
    ("wangcang", IN_2017, "mutual_fund_share_min", Decimal("0.03"), "四"),
    ("wangcang", IN_2017, "mutual_fund_share_max", Decimal("0.05"), "四"),
    ("wangcang", IN_2017, "risk_fund_basis", "lent", "四"),
    ("wangcang", IN_2017, "risk_fund_tranches", True, "四"),
    ("kaizhou", IN_2022, "risk_fund_multiple", 10, "一（七）"),
    ("kaizhou", IN_2022, "risk_fund_basis", "balance", "一（七）"),
    ("kaizhou", IN_2022, "risk_fund_top_up_days", 30, "一（七）"),
    ("kaizhou", IN_2022, "risk_fund_per_bank", True, "一（七）"),
    ("xunyang", EPIDEMIC, "risk_fund_multiple", None, "三"),
    # red line and rhythm
    ("pengxi", EPIDEMIC, "overdue_rate_reported", Decimal("0.0016"), "开头"),
    ("pengxi", EPIDEMIC, "red_line", None, "全文"),
    ("xunyang", EPIDEMIC, "red_line", Decimal("0.005"), "二"),
    ("xunyang", EPIDEMIC, "monitoring_rhythm", "一日一通报", "四"),
    ("longchuan", EPIDEMIC, "monitoring_rhythm", "月监测、月统计", "八"),
    ("kaizhou", IN_2022, "monitoring_rhythm", "周调度、日监测", "二（四）"),
    # rating
    ("wangcang", IN_2017, "score_sheet", "wangcang", "二"),
    ("kaizhou", IN_2022, "bank_rating_required", True, "一（九）"),
    # borrowers and products beyond
    ("wangcang", IN_2017, "entities_allowed", True, "二"),
    ("wangcang", IN_2017, "borrower_kinds_conditional", ("临界困难户",), "二"),
    ("wangcang", IN_2017, "joint_guarantee_min", 10, "二"),
    ("wangcang", IN_2017, "joint_guarantee_max", 20, "二"),
    ("wangcang", IN_2017, "society_credit_line", Decimal(200000), "二"),
    ("wangcang", IN_2017, "pledge_share_max", Decimal("0.5"), "二"),
    ("wangcang", IN_2017, "pledge_revolving", True, "二"),
    # recovery
    ("pengxi", EPIDEMIC, "claim_after_recovery", True, "二"),
    ("longchuan", EPIDEMIC, "recovery_steps", ("整改方案", "立查立改", "限期整改", "问题清零"), "八"),
    ("kaizhou", IN_2022, "delisted_action", "及时收回贷款或转为农户贷款", "二（四）"),
    # ledgers and self-check
    ("xunyang", EPIDEMIC, "ledgers", ("需求台账", "存量摸底台账", "风险台账"), "一、二"),
    (
        "longchuan",
        EPIDEMIC,
        "self_check",
        ("重名", "非贫困户获贷", "超额贷款", "一户多人贷", "非生产性支出", "逾期"),
        "八",
    ),
    ("pengxi", EPIDEMIC, "jobs_per_loan_household", 1, "四"),
    # subsidy
    ("wangcang", IN_2017, "subsidy_rate_cap", Decimal("0.05"), "一"),
    ("longchuan", EPIDEMIC, "subsidy_cycle", "quarter", "四"),
    ("kaizhou", date(2022, 12, 31), "subsidy_share", Decimal(1), "一（六）"),
    ("kaizhou", date(2023, 1, 1), "subsidy_share", None, "一（六）"),
    ("kaizhou", IN_2022, "subsidy_mode", "bank-direct", "一（六）"),
    # rates
    ("wangcang", IN_2017, "rate_cap_rule", "benchmark", "一"),
    ("longchuan", EPIDEMIC, "rate_cap_rule", "benchmark", "二（三）"),
    ("kaizhou", IN_2022, "rate_cap_rule", "lpr", "一（四）"),
]


def test_the_ids_are_the_nine_of_the_command_line() -> None:
    assert policy_ids() == IDS


@pytest.mark.parametrize(("pack_id", "on", "key", "expected", "clause"), NATIONAL + COUNTIES)
def test_each_value_stands_with_its_clause(pack_id: str, on: date, key: str, expected: Any, clause: str) -> None:
    value = load_policy(pack_id).value(key, on)

    assert value.value == expected
    assert clause in value.clause


@pytest.mark.parametrize("pack_id", IDS)
def test_every_value_says_where_it_comes_from(pack_id: str) -> None:
    pack = load_policy(pack_id)

    for key, entries in pack.values.items():
        assert key in KEYS
        assert all(entry.clause and entry.source for entry in entries)
        assert all(entry.pack_id in pack.lineage for entry in entries)


@pytest.mark.parametrize("pack_id", IDS)
def test_what_is_only_told_by_the_public_never_passes_for_a_text(pack_id: str) -> None:
    for entries in load_policy(pack_id).values.values():
        for entry in entries:
            if entry.basis is Basis.TEXT:
                assert "公开资料" not in entry.clause
                assert "行业习惯" not in entry.clause
                assert "未见原文" not in entry.source


@pytest.mark.parametrize(
    ("pack_id", "on", "chain"),
    [
        ("pengxi", EPIDEMIC, "household village township bank"),
        ("longchuan", EPIDEMIC, "household village township bank county"),
        ("kaizhou", IN_2022, "household village township bank"),
        ("xunyang", EPIDEMIC, "household village township county bank"),
    ],
)
def test_the_chain_of_review_has_the_countys_order(pack_id: str, on: date, chain: str) -> None:
    stages = load_policy(pack_id).stages(on)

    assert [stage.id for stage in stages] == chain.split()
    assert [stage.id for stage in stages if stage.decides] == [chain.split()[-1]]


def test_in_kaizhou_the_bank_alone_decides() -> None:
    needed = [stage for stage in load_policy("kaizhou").stages(IN_2022) if not stage.optional]

    assert needed == [Stage("household", "农户申请"), Stage("bank", "银行自主决策", decides=True)]


@pytest.mark.parametrize(
    ("on", "office", "title"),
    [
        (date(2019, 6, 1), "县扶贫开发办公室", "扶贫小额信贷申请审批表"),
        (date(2022, 6, 1), "县乡村振兴局", "脱贫人口小额信贷申请审批表"),
        (date(2024, 6, 1), "县农业农村局", "脱贫人口小额信贷申请审批表"),
        (date(2026, 6, 1), "县农业农村局", "帮扶小额信贷申请审批表"),
    ],
)
def test_offices_and_titles_change_with_the_years(on: date, office: str, title: str) -> None:
    pack = pack_for("不在册的县", on)

    assert pack is not None
    assert pack.text("office_county", on) == office
    assert pack.titles("form_titles", on)["F1"] == title


@pytest.mark.parametrize(
    ("county", "on", "pack_id"),
    [
        ("蓬溪县", date(2021, 3, 31), "pengxi"),
        ("蓬溪县", date(2021, 4, 1), "national-2021"),
        ("510921104203", date(2020, 1, 1), "pengxi"),
        ("蓬溪县", date(2019, 12, 31), "national-2014"),
        ("陇川县", date(2020, 12, 31), "longchuan"),
        ("陇川县", date(2021, 1, 1), "national-2021"),
        ("开州区", date(2021, 8, 24), "national-2021"),
        ("500154", date(2021, 8, 25), "kaizhou"),
        ("开州区", date(2025, 12, 31), "kaizhou"),
        ("开州区", date(2026, 1, 1), "national-2026"),
        ("旺苍", date(2016, 6, 1), "wangcang"),
        ("", date(2020, 12, 31), "national-2014"),
    ],
)
def test_the_pack_is_found_by_county_and_day(county: str, on: date, pack_id: str) -> None:
    pack = pack_for(county, on)

    assert pack is not None
    assert pack.id == pack_id


def test_before_the_programme_there_is_no_pack() -> None:
    assert pack_for("蓬溪县", date(2014, 12, 9)) is None


def test_a_pack_that_has_ended_gives_way_to_the_one_in_force() -> None:
    assert pack_in_force("kaizhou", date(2022, 6, 1)).id == "kaizhou"
    assert pack_in_force("kaizhou", date(2026, 6, 1)).id == "national-2026"
    assert pack_in_force("national-2014", date(2021, 1, 1)).id == "national-2021"
    assert pack_in_force("kaizhou", date(2010, 1, 1)).id == "kaizhou"


@pytest.mark.parametrize(
    ("on", "packs"),
    [
        (date(2019, 12, 31), []),
        (date(2020, 1, 1), ["epidemic-2020"]),
        (date(2021, 3, 31), ["epidemic-2020"]),
        (date(2021, 4, 1), []),
    ],
)
def test_the_epidemic_rules_acts_on_its_days(on: date, packs: list[str]) -> None:
    assert [pack.id for pack in event_packs(on)] == packs


def test_a_pack_in_the_book_shadows_the_built_in_one_and_reaches_its_children() -> None:
    edited = """
id = "national-2021"
name = "改过的"
issuing_text = "县里的文件"
valid_from = 2021-01-01
extends = "_common"
[values.term_months_max]
value = 24
clause = "县文件 三"
source = "两年以内。"
"""

    child = load_policy("xunyang-2022", {"national-2021": edited, "xunyang-2022": _county("national-2021")})

    assert child.integer("term_months_max", IN_2022) == 24
    assert load_policy("national-2021").integer("term_months_max", IN_2022) == 36
    assert "xunyang-2022" in policy_ids({"xunyang-2022": "…"})


def _county(parent: str) -> str:
    return f"""
id = "xunyang-2022"
name = "旬阳市"
issuing_text = "文件"
valid_from = 2022-01-01
extends = "{parent}"
[values.warning_days]
value = 20
clause = "二"
source = "提前 20 天。"
"""
