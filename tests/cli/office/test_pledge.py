"""huicun pledge and huicun entity."""

from __future__ import annotations

from tests.helpers.office_commands import NUMBER, OTHER, Commands


def test_a_pledge_is_taken_drawn_valued_and_released(office: Commands) -> None:
    taken = office.done(
        "pledge", "take", "ZY1", "--kind", "活体质押", "--bank", "农商行", "--subject", "牛 10 头",
        "--household", OTHER, "--value", "100000", "--share", "50", "--reason", "银行自有产品", "--on", "2026-01-01",
    )  # fmt: skip
    assert (taken["line"], taken["share"]) == ("50000.00", "50.00")
    office.done("pledge", "draw", "ZY1", "--amount", "20000", "--on", "2026-01-05")
    assert "剩 10,000.00" in office.said(
        "pledge", "value", "ZY1", "--value", "60000", "--share", "50", "--on", "2026-02-01"
    )
    office.done("pledge", "repay", "ZY1", "--amount", "20000", "--on", "2026-03-01")
    office.done("pledge", "release", "ZY1", "--on", "2026-03-02")
    assert office.done("pledge", "list", "--on", "2026-03-03")["pledges"][0]["until_on"] == "2026-03-02"
    assert "已经在 2026-03-02 解除" in office.refused(1, "pledge", "draw", "ZY1", "--amount", "1", "--on", "2026-03-03")


def test_an_entity_leads_and_stops(office: Commands) -> None:
    office.done("entity", "register", "黄羊合作社", "--kind", "专业合作社", "--on", "2025-01-01")
    office.done("entity", "lead", "黄羊合作社", NUMBER, "--manner", "务工", "--gain", "6600", "--on", "2025-02-01")
    (view,) = office.done("entity", "list", "--on", "2025-03-01")["entities"]
    assert [(each["household"], each["gain"]) for each in view["households"]] == [(NUMBER, "6600.00")]
    office.done("entity", "stop", "黄羊合作社", NUMBER, "--on", "2025-06-01")
    assert "带动 0 户" in office.said("entity", "list", "--on", "2025-07-01")
    office.done("entity", "close", "黄羊合作社", "--on", "2026-01-01")
    assert office.done("entity", "list", "--on", "2026-01-02")["entities"] == []
