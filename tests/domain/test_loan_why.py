"""Each sum of a loan's state is told as days × rate × principal; the numbers can be checked by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app.domain.loan_events import Repayment
from app.domain.loan_terms import LoanTerms, SubsidyTerms
from app.domain.loan_why import Reason, explain
from app.domain.schedule import Convention, Method

TERMS = LoanTerms(
    "N1",
    Decimal(50_000),
    Decimal("0.042"),
    date(2023, 12, 2),
    date(2026, 12, 2),
    Convention(Method.INTEREST_ONLY),
    subsidy=SubsidyTerms(Decimal("0.7"), Decimal(50_000)),
)


def paid(on: date, amount: str, entry: str = "p") -> Repayment:
    return Repayment(entry, on, datetime(2026, 1, 1), Decimal(amount), "N")


def by_name(reasons: tuple[Reason, ...]) -> dict[str, Reason]:
    return {reason.name: reason for reason in reasons}


def test_the_open_interest_is_sixty_days_at_four_point_two_on_fifty_thousand() -> None:
    # settled on 09-20, so it runs from 09-21 to 11-20: 60 days; 50 000 × 0.042 / 360 × 60 = 350.00, 70 % of it 245.00
    told = by_name(explain(TERMS, (), date(2026, 11, 20), "某条"))

    assert told["未结利息"].amount == Decimal("350.00")
    assert told["未结利息"].how == ("2026-09-21 起 60 天 × 4.2% ÷ 360 × 50,000.00",)
    assert told["其中 财政贴息"].amount == Decimal("245.00")
    assert told["其中 财政贴息"].how == ("2026-09-21 起 60 天 × 4.2% ÷ 360 × 50,000.00 × 70%",)
    assert told["其中 财政贴息"].clause == "某条"
    assert told["其中 户自付"].amount == Decimal("105.00")


def test_a_payment_inside_the_period_cuts_it_in_two() -> None:
    told = by_name(explain(TERMS, (paid(date(2024, 1, 10), "10000"),), date(2024, 2, 1)))

    first, second, ahead = (*told["未结利息"].how, "")[:3]
    assert first.startswith("2023-12-21 起 20 天")
    assert second.startswith("2024-01-10 起 22 天")
    assert ahead == "" or ahead.startswith("减已提前付的")


def test_overdue_principal_bears_half_as_much_again_and_no_subsidy() -> None:
    # 50 000 overdue since 2026-12-02; on 2027-01-01 30 days: 50 000 × 6.3 % / 360 × 30 = 262.50
    told = by_name(explain(TERMS, (), date(2027, 1, 1)))

    assert told["罚息"].amount == Decimal("262.50")
    assert told["罚息"].how[0] == "2026-12-02 起 30 天 × 6.3% ÷ 360 × 50,000.00"
    assert "其中 财政贴息" not in told


def test_the_pay_off_is_the_sum_of_what_is_named() -> None:
    told = by_name(explain(TERMS, (), date(2026, 11, 20)))

    parts = [Decimal(part.split(" ")[-1].replace(",", "")) for part in told["还清"].how[0].split(" ＋ ")]
    assert sum(parts) == told["还清"].amount
    assert "不向户收" in told["还清"].how[1]
