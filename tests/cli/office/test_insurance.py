"""huicun insurance."""

from __future__ import annotations

from tests.helpers.office_commands import HEAD_ID, NUMBER, Commands


def test_a_policy_is_taken_reported_paid_and_listed(office: Commands) -> None:
    office.done(
        "insurance", "add", NUMBER, "--kind", "人身意外保险", "--number", "R-1", "--insurer", "国寿",
        "--cover", "31000", "--from", "2026-01-01", "--until", "2026-12-31", "--member", HEAD_ID,
    )  # fmt: skip
    office.done("insurance", "step", "R-1", "--step", "报案", "--on", "2026-03-01")
    assert "已登记赔付" in office.said(
        "insurance", "step", "R-1", "--step", "赔付", "--amount", "3000", "--on", "2026-03-09"
    )

    (view,) = office.done("insurance", "list", "--household", NUMBER, "--on", "2026-04-01")["policies"]
    assert (view["member"], view["cover"], view["paid"], view["left"]) == ("杨䶮", "31000.00", "3000.00", "28000.00")
    assert "没有这个保单号" in office.refused(1, "insurance", "step", "R-2", "--step", "报案")
