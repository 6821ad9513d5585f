"""huicun responsible and huicun panel."""

from __future__ import annotations

from tests.helpers.office_commands import NUMBER, Commands


def test_responsibility_terms_and_panel(office: Commands) -> None:
    made = office.done(
        "responsible", "assign", "--name", "李干部", "--role", "帮扶干部", "--group", "3组", "--on", "2026-01-01"
    )
    assert "李干部" in office.said("responsible", "for", NUMBER, "--on", "2026-02-01")
    office.done("responsible", "release", made["id"], "--on", "2026-03-01")
    assert office.done("responsible", "list", "--on", "2026-03-02")["responsible"] == []
    assert len(office.done("responsible", "list", "--past", "--on", "2026-03-02")["responsible"]) == 1

    term = office.done("responsible", "begin", "--name", "周明远", "--on", "2024-01-01")
    office.done("responsible", "end", term["id"], "--handed-over", "YJ-01", "--on", "2026-01-01")
    assert office.done("responsible", "tenures")["tenures"][0]["handed_over"] == "YJ-01"

    seat = office.done("panel", "appoint", "--name", "覃支书", "--post", "组长", "--on", "2026-01-01")
    assert "共 1 人" in office.said("panel", "list", "--on", "2026-01-02")
    office.done("panel", "dismiss", seat["id"], "--on", "2026-05-01")
    assert office.done("panel", "list", "--on", "2026-06-01")["panel"] == []
    assert "要在这些里选" in office.refused(2, "panel", "appoint", "--name", "某", "--post", "主席")
