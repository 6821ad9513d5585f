"""huicun event."""

from __future__ import annotations

from tests.helpers.office_commands import HEAD_ID, NOTE, NUMBER, Commands


def test_an_event_is_recorded_stops_reminders_and_ends(office: Commands) -> None:
    made = office.done(
        "event", "record", NUMBER, HEAD_ID, "--kind", "失联", "--proof", "村委会证明", "--on", "2026-05-01"
    )
    (stop,) = office.done("event", "stops", "--on", "2026-05-02")["stops"]
    assert (stop["note_number"], stop["no_reminder"], stop["kind"]) == (NOTE, True, "失联")
    assert "失联" in office.said("event", "list", "--household", NUMBER, "--on", "2026-05-02")

    office.done("event", "end", made["id"], "--on", "2026-06-01")

    assert office.done("event", "stops", "--on", "2026-06-01")["stops"] == []
    told = office.refused(
        1, "event", "record", NUMBER, HEAD_ID, "--kind", "债务承接", "--note", NOTE, "--successor", f"{NUMBER}02"
    )
    assert "承贷银行同意" in told
