"""huicun demand and huicun record."""

from __future__ import annotations

from tests.helpers.office_commands import NOTE, NUMBER, OTHER, Commands


def test_demands_are_taken_listed_closed_and_answered(office: Commands) -> None:
    taken = office.done(
        "demand", "take", OTHER, "--wish", "贷", "--channel", "电话", "--amount", "20000", "--months", "12",
        "--purpose", "养羊", "--on", "2026-09-01",
    )  # fmt: skip
    office.done("demand", "take", NUMBER, "--wish", "续", "--channel", "入户", "--on", "2026-09-01")

    found = office.done("demand", "list", "--on", "2026-09-02")["demands"]
    assert [(each["wish"], each["amount"], each["note_number"]) for each in found] == [
        ("续", None, NOTE), ("贷", "20000.00", "")
    ]  # fmt: skip
    office.done("demand", "close", taken["id"], "--outcome", "不再需要", "--on", "2026-09-05")
    assert "共 1 条" in office.said("demand", "list", "--open", "--on", "2026-09-05")
    assert "信贷需求" in office.said("record", "reverse", taken["id"], "--reason", "录错户")
    assert [each["id"] for each in office.done("record", "reversals")["reversals"]] == [taken["id"]]
    assert "要在这些里选" in office.refused(2, "demand", "take", OTHER, "--wish", "借", "--channel", "电话")
