"""huicun society and huicun guarantee."""

from __future__ import annotations

from tests.helpers.office_commands import NUMBER, OTHER, Commands


def test_a_society_lends_and_is_repaid(office: Commands) -> None:
    office.done("society", "found", "柳树沟互助社", "--bank", "农商行", "--on", "2026-01-01")
    office.done("society", "join", "柳树沟互助社", OTHER, "--share", "300", "--on", "2026-01-02")
    office.done(
        "society", "lend", "柳树沟互助社", OTHER, "--number", "HZ1", "--amount", "5000", "--due-on", "2026-06-30",
        "--rate", "6", "--on", "2026-01-05",
    )  # fmt: skip
    left = office.done("society", "repay", "HZ1", "--principal", "5000", "--fee", "120", "--on", "2026-06-29")

    assert left["balance"] == "0.00"
    assert office.done("society", "list", "--on", "2026-07-01")["societies"][0]["shares"] == "300.00"
    assert office.done("society", "loans", "--on", "2026-03-01")["loans"][0]["balance"] == "5000.00"
    assert office.done("society", "record", OTHER, "--on", "2026-07-01")["good"] is True
    office.done("society", "leave", "柳树沟互助社", OTHER, "--on", "2026-08-01")
    assert "不是柳树沟互助社的社员" in office.refused(
        1, "society", "lend", "柳树沟互助社", NUMBER, "--number", "HZ2", "--amount", "1", "--due-on", "2027-01-01",
        "--on", "2026-09-01",
    )  # fmt: skip


def test_a_group_is_formed_shared_and_dissolved(office: Commands) -> None:
    office.done("guarantee", "form", "甲组", "--household", NUMBER, "--household", OTHER, "--on", "2026-01-01")
    shares = office.done("guarantee", "shares", "甲组", "--borrower", NUMBER, "--amount", "1000", "--on", "2026-02-01")
    assert shares == {"shares": {OTHER: "1000.00"}}
    office.done("guarantee", "change", "甲组", "--leaves", OTHER, "--on", "2026-03-01")
    assert "1 户" in office.said("guarantee", "list", "--on", "2026-03-02")
    office.done("guarantee", "dissolve", "甲组", "--on", "2026-04-01")
    assert office.done("guarantee", "list", "--on", "2026-04-02")["groups"] == []
