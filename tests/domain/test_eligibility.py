"""Eligibility: a clean application passes, and each rule of the texts stops, warns, or notes on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.application_facts import (
    ApplicationFacts,
    BankDecision,
    ExistingLoan,
    ListMembership,
    LoanKind,
    VillageAssessment,
)
from app.domain.conditions import CONDITIONS, ConditionAnswer
from app.domain.eligibility import check_application
from app.domain.findings import Severity
from app.packs.policies import load_policy
from app.packs.rates import load_rate_tables

RATES = load_rate_tables()
KAIZHOU = load_policy("kaizhou")
SIGNING = date(2022, 6, 15)

CLEAN = ApplicationFacts(
    amount=Decimal(50000),
    term_months=36,
    purpose="养牛",
    applied_on=date(2022, 6, 1),
    signing_on=SIGNING,
    disbursed_on=date(2022, 6, 16),
    rate=Decimal("0.0445"),
    household_number="5131230001",
    borrower="513123197602143670",
    borrower_birth=date(1976, 2, 14),
    memberships=(ListMembership("一般脱贫户"),),
    bank_decision=BankDecision("优秀", Decimal(50000), date(2022, 5, 1), date(2024, 5, 1)),
    conditions=tuple(ConditionAnswer(condition, True, "李村官") for condition in CONDITIONS),
)
OWN = ExistingLoan("XED1", CLEAN.borrower, Decimal(30000), Decimal(30000))
OTHERS = replace(OWN, note_number="XED2", borrower="513123197208121464")


def codes(facts: ApplicationFacts, pack_id: str = "kaizhou") -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_application(facts, load_policy(pack_id), RATES)}


def test_a_clean_application_has_no_finding() -> None:
    assert codes(CLEAN) == {}


BLOCKED: list[tuple[str, dict[str, Any]]] = [
    (
        "over-amount",
        {"amount": Decimal("50000.01"), "bank_decision": BankDecision("特优", Decimal(60000), date(2022, 5, 1))},
    ),
    ("amount-missing", {"amount": Decimal(0)}),
    ("over-term", {"term_months": 37}),
    ("term-missing", {"term_months": 0}),
    ("over-rate", {"rate": Decimal("0.0446")}),
    ("purpose-forbidden", {"purpose": "建房"}),
    ("purpose-missing", {"purpose": " "}),
    ("money-used-by-other", {"money_user": "某养殖公司"}),
    ("not-on-list", {"memberships": (ListMembership("一般农户"),)}),
    ("not-on-list", {"memberships": ()}),
    ("bank-rating-missing", {"bank_decision": None}),
    (
        "bank-rating-expired",
        {"bank_decision": BankDecision("优秀", Decimal(50000), date(2020, 1, 1), date(2022, 6, 14))},
    ),
    ("bank-rating-late", {"bank_decision": BankDecision("优秀", Decimal(50000), date(2022, 6, 16))}),
    ("over-credit-line", {"bank_decision": BankDecision("较好", Decimal(20000), date(2022, 1, 1))}),
    ("two-borrowers", {"existing_loans": (OTHERS,), "amount": Decimal(20000)}),
    ("earlier-loan-open", {"existing_loans": (OWN,), "amount": Decimal(20000)}),
    ("entity-refused", {"entity": True}),
    ("top-up-alone", {"kind": LoanKind.TOP_UP}),
]


@pytest.mark.parametrize(("code", "change"), BLOCKED)
def test_each_rule_blocks_on_its_own(code: str, change: dict[str, Any]) -> None:
    found = codes(replace(CLEAN, **change))

    assert found[code] is Severity.BLOCK
    assert [other for other, severity in found.items() if severity is Severity.BLOCK and other != code] == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("purpose-doubtful", {"purpose": "资金周转"}),
        ("list-unclear", {"memberships": (ListMembership("突发严重困难户"),)}),
        ("age", {"borrower_birth": date(1956, 6, 15)}),
        (
            "pack-not-in-force",
            {
                "signing_on": date(2021, 8, 24),
                "rate": None,
                "bank_decision": BankDecision("优秀", Decimal(50000), date(2021, 1, 1)),
            },
        ),
    ],
)
def test_a_warning_asks_for_a_reason(code: str, change: dict[str, Any]) -> None:
    assert codes(replace(CLEAN, **change)) == {code: Severity.WARN}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("cadre", {"is_cadre": True}),
        ("birth-unknown", {"borrower_birth": None}),
        ("purpose-vague", {"purpose": "发家致富"}),
        ("list-conditional", {"memberships": (ListMembership("边缘易致贫户"),)}),
    ],
)
def test_a_note_only_tells(code: str, change: dict[str, Any]) -> None:
    assert codes(replace(CLEAN, **change)) == {code: Severity.NOTE}


@pytest.mark.parametrize(
    ("birth", "warned"),
    [
        (date(2004, 6, 15), False),  # 18 on the signing day itself
        (date(2004, 6, 16), True),  # 17 until tomorrow
        (date(1956, 6, 16), False),  # 65 for one more day
        (date(1956, 6, 15), True),  # 66 on the signing day
    ],
)
def test_age_counts_on_the_signing_day_and_both_ends_are_in(birth: date, warned: bool) -> None:
    assert ("age" in codes(replace(CLEAN, borrower_birth=birth))) is warned


def test_age_is_taken_on_the_signing_day_not_on_the_application() -> None:
    facts = replace(CLEAN, borrower_birth=date(2004, 6, 10), applied_on=date(2022, 6, 1))

    assert codes(facts) == {}


@pytest.mark.parametrize(
    ("signing", "rate", "blocked"),
    [
        # one-year LPR 3.85 up to 2021-12-19, 3.80 from 2021-12-20; the day before signing counts
        (date(2021, 12, 20), "0.0385", False),
        (date(2021, 12, 21), "0.0385", True),
        (date(2021, 12, 21), "0.0380", False),
    ],
)
def test_the_cap_is_the_lpr_of_the_day_before_signing(signing: date, rate: str, blocked: bool) -> None:
    facts = replace(
        CLEAN,
        signing_on=signing,
        term_months=12,
        rate=Decimal(rate),
        bank_decision=BankDecision("优秀", Decimal(50000), date(2021, 9, 1)),
    )

    assert ("over-rate" in codes(facts)) is blocked


@pytest.mark.parametrize(
    ("term", "rate", "blocked"), [(12, "0.0371", True), (12, "0.0370", False), (13, "0.0445", False)]
)
def test_longer_than_a_year_has_the_five_year_lpr(term: int, rate: str, blocked: bool) -> None:
    assert ("over-rate" in codes(replace(CLEAN, term_months=term, rate=Decimal(rate)))) is blocked


def test_in_2020_benchmark_or_lpr_is_for_the_county_to_say() -> None:
    """36 months on 2020-06-15: benchmark 4.75 %, five-year LPR 4.65 %."""
    facts = replace(
        CLEAN,
        signing_on=date(2020, 6, 15),
        memberships=(ListMembership("一般贫困户"),),
        bank_decision=BankDecision("优秀", Decimal(50000), date(2020, 1, 1)),
    )

    assert codes(replace(facts, rate=Decimal("0.0465")), "national-2014") == {"policy-unclear": Severity.NOTE}
    assert codes(replace(facts, rate=Decimal("0.0470")), "national-2014")["rate-rule-unclear"] is Severity.WARN
    assert codes(replace(facts, rate=Decimal("0.0476")), "national-2014")["over-rate"] is Severity.BLOCK
    assert "rate-rule-unclear" not in codes(replace(facts, rate=Decimal("0.0475")), "longchuan")


@pytest.mark.parametrize(
    ("signing", "rate", "blocked"), [(date(2019, 12, 31), "0.0475", False), (date(2019, 12, 31), "0.0480", True)]
)
def test_before_2020_the_benchmark_alone_counts(signing: date, rate: str, blocked: bool) -> None:
    facts = replace(CLEAN, signing_on=signing, rate=Decimal(rate))

    assert ("over-rate" in codes(facts, "national-2014")) is blocked


def test_the_villages_assessment_alone_does_not_do() -> None:
    facts = replace(
        CLEAN, bank_decision=None, village_assessment=VillageAssessment(Decimal(92), Decimal(50000), date(2022, 5, 1))
    )

    finding = check_application(facts, KAIZHOU, RATES)[0]

    assert (finding.code, finding.severity) == ("bank-rating-missing", Severity.BLOCK)
    assert finding.text == "没有承贷银行的评级授信；村里的初评只是建议，不能代替"
    assert finding.clause == "开州府办发〔2021〕62号 一（九）"


def test_the_list_counts_on_the_signing_day() -> None:
    joined = replace(CLEAN, memberships=(ListMembership("一般脱贫户", since=date(2022, 6, 15)),))
    left = replace(CLEAN, memberships=(ListMembership("一般脱贫户", until=date(2022, 6, 14)),))

    assert codes(joined) == {}
    assert codes(left) == {"not-on-list": Severity.BLOCK}


def test_one_of_two_places_on_a_list_is_enough() -> None:
    both = (ListMembership("一般脱贫户"), ListMembership("突发严重困难户"))

    assert codes(replace(CLEAN, memberships=both)) == {}


def test_borderline_households_are_in_from_july_2020() -> None:
    facts = replace(
        CLEAN,
        rate=None,
        memberships=(ListMembership("边缘易致贫户"),),
        bank_decision=BankDecision("优秀", Decimal(50000), date(2020, 1, 1)),
    )

    before = codes(replace(facts, signing_on=date(2020, 6, 30)), "national-2014")
    after = codes(replace(facts, signing_on=date(2020, 7, 1)), "national-2014")

    assert before["not-on-list"] is Severity.BLOCK
    assert after["list-conditional"] is Severity.NOTE


def test_hard_pressed_households_and_entities_borrow_where_wangcang_allows_them() -> None:
    facts = replace(
        CLEAN,
        signing_on=date(2017, 6, 1),
        rate=Decimal("0.0475"),
        bank_decision=BankDecision("优秀", Decimal(50000), date(2017, 1, 1)),
    )
    hard_pressed = replace(facts, memberships=(ListMembership("临界困难户"),))

    assert codes(hard_pressed, "wangcang")["list-conditional"] is Severity.NOTE
    assert codes(hard_pressed, "national-2014")["not-on-list"] is Severity.BLOCK
    assert codes(replace(facts, entity=True), "wangcang")["entity"] is Severity.NOTE


def test_a_top_up_goes_to_the_household_cap_and_says_what_is_not_covered() -> None:
    line = BankDecision("特优", Decimal(100000), date(2022, 5, 1))
    top_up = replace(CLEAN, kind=LoanKind.TOP_UP, amount=Decimal(70000), existing_loans=(OWN,), bank_decision=line)

    findings = check_application(top_up, KAIZHOU, RATES)

    assert {finding.code: finding.severity for finding in findings} == {
        "above-subsidy": Severity.NOTE,
        "above-risk-cover": Severity.NOTE,
    }
    assert findings[0].text == "追加后全户共 100000 元，50000 元以上的 50000 元不予贴息"
    over = codes(replace(top_up, amount=Decimal("70000.01")))
    assert over["household-over-amount"] is Severity.BLOCK


def test_a_household_is_counted_not_a_person() -> None:
    facts = replace(CLEAN, existing_loans=(OTHERS,), amount=Decimal(20001))

    found = codes(facts)

    assert found["household-over-amount"] is Severity.BLOCK
    assert found["two-borrowers"] is Severity.BLOCK


def test_a_cleared_borrower_applies_again() -> None:
    cleared = replace(OWN, balance=Decimal(0))

    assert codes(replace(CLEAN, existing_loans=(cleared,))) == {}


def test_a_renewal_does_not_count_the_loan_that_it_replaces() -> None:
    renewal = replace(CLEAN, kind=LoanKind.RENEWAL, existing_loans=(OWN,), replaces="XED1")

    assert codes(renewal) == {}


def test_an_overdue_loan_of_the_household_is_told() -> None:
    late = replace(OWN, overdue=True)

    assert codes(replace(CLEAN, kind=LoanKind.RENEWAL, existing_loans=(late,), replaces="XED1")) == {
        "earlier-loan-overdue": Severity.WARN
    }


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ConditionAnswer("market", False, "张经理"), {"condition-failed": Severity.BLOCK}),
        (ConditionAnswer("market", True, " "), {"condition-unsigned": Severity.WARN}),
        (None, {"condition-open": Severity.NOTE}),
    ],
)
def test_each_condition_is_an_answer_with_who_judged_it(
    answer: ConditionAnswer | None, expected: dict[str, Severity]
) -> None:
    rest = tuple(each for each in CLEAN.conditions if each.condition != "market")

    assert codes(replace(CLEAN, conditions=(*rest, answer) if answer else rest)) == expected


def test_the_2026_pack_is_silent_on_term_and_rate_and_says_so() -> None:
    facts = replace(
        CLEAN,
        signing_on=date(2026, 6, 1),
        amount=Decimal(100000),
        bank_decision=BankDecision("特优", Decimal(100000), date(2026, 5, 1)),
    )

    findings = check_application(facts, load_policy("national-2026"), RATES)
    silent = {finding.subject for finding in findings if finding.code == "policy-unclear"}

    assert {"term_months_max", "rate_cap_rule", "borrower_kinds", "purposes_forbidden", "conditions"} <= silent
    assert [finding for finding in findings if finding.severity is Severity.BLOCK] == []
    assert "over-amount" in codes(replace(facts, amount=Decimal(100001)), "national-2026")


def test_blocks_stand_first_and_every_finding_names_the_household() -> None:
    findings = check_application(
        replace(CLEAN, purpose="建房", is_cadre=True, borrower_birth=date(1950, 1, 1)), KAIZHOU, RATES
    )

    assert [finding.severity for finding in findings] == [Severity.BLOCK, Severity.WARN, Severity.NOTE]
    assert {finding.subject for finding in findings} == {"5131230001"}


def test_a_day_past_the_rate_table_is_noted() -> None:
    facts = replace(
        CLEAN,
        signing_on=date(2025, 12, 30),
        rate=Decimal("0.035"),
        bank_decision=BankDecision("优秀", Decimal(50000), date(2025, 1, 1)),
    )
    short = replace(RATES, lpr=replace(RATES.lpr, known_until=date(2025, 12, 28)))

    assert [f.code for f in check_application(facts, KAIZHOU, RATES)] == []
    assert [f.code for f in check_application(facts, KAIZHOU, short)] == ["rate-table-old"]
