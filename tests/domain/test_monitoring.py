"""Monitoring: the figures that the texts print, the red line from both sides, months in which much falls due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.findings import Severity
from app.domain.monitoring import Coverage, OverdueRate, maturity_months, red_line_findings, share_percent
from app.packs.policies import load_policy

DAY = date(2020, 6, 1)


def test_pengxi_8_7_wan_overdue_of_5604_wan_is_0_16_per_cent() -> None:
    rate = OverdueRate(Decimal(87000), Decimal(56040000))

    assert rate.percent == Decimal("0.16")
    assert load_policy("pengxi").share("overdue_rate_reported", DAY) == rate.percent / 100


def test_wangcang_15800_of_17200_households_is_91_86_per_cent() -> None:
    assert Coverage(15800, 17200, "完成评级的建档立卡贫困户").percent == Decimal("91.86")


def test_nothing_lent_is_nothing_overdue() -> None:
    assert OverdueRate(Decimal(0), Decimal(0)).percent == Decimal("0.00")
    assert share_percent(Decimal(1), Decimal(3)) == Decimal("33.33")


@pytest.mark.parametrize(
    ("overdue", "code", "severity"),
    [("5000.00", "below-red-line", Severity.NOTE), ("5000.01", "red-line", Severity.WARN)],
)
def test_the_red_line_itself_is_still_allowed(overdue: str, code: str, severity: Severity) -> None:
    findings = red_line_findings(OverdueRate(Decimal(overdue), Decimal(1000000)), load_policy("xunyang"), DAY)

    assert [(finding.code, finding.severity) for finding in findings] == [(code, severity)]


def test_below_the_line_the_room_left_is_told_in_yuan() -> None:
    findings = red_line_findings(OverdueRate(Decimal(1000), Decimal(1000000)), load_policy("xunyang"), DAY)

    assert findings[0].text == (
        "逾期率 0.10%（逾期 1000.00 元，余额 1000000.00 元），在监测红线 0.5%以内，离红线还有 4000.00 元逾期"
    )


def test_a_pack_without_a_line_says_so() -> None:
    findings = red_line_findings(OverdueRate(Decimal(1000), Decimal(1000000)), load_policy("pengxi"), DAY)

    assert [finding.code for finding in findings] == ["policy-unclear"]


def _due(month: int, amount: int) -> tuple[date, Decimal]:
    return date(2027, month, 15), Decimal(amount)


def test_a_month_with_a_quarter_of_everything_is_a_peak() -> None:
    months = maturity_months([_due(1, 50000), _due(3, 30000), _due(3, 20000), _due(6, 50000), _due(7, 49999)])

    assert [(each.month.month, each.count, each.principal) for each in months] == [
        (1, 1, 50000),
        (3, 2, 50000),
        (6, 1, 50000),
        (7, 1, 49999),
    ]
    assert [each.peak for each in months] == [True, True, True, False]
    assert sum(each.share for each in months) == 1


def test_one_month_alone_stands_out_from_nothing() -> None:
    assert [each.peak for each in maturity_months([_due(3, 50000)])] == [False]
    assert maturity_months([]) == []
