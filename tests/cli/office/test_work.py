"""huicun work."""

from __future__ import annotations

from tests.helpers.office_commands import HEAD_ID, NUMBER, OTHER, Commands


def test_work_is_wanted_certified_found_and_ended(office: Commands) -> None:
    who = (NUMBER, HEAD_ID)
    office.done("work", "intention", *who, "--willing", "yes", "--job", "电工", "--wage", "6000", "--on", "2026-03-01")
    assert "未上岗" in office.said("work", "list", "--wanting", "--on", "2026-03-02")
    office.done("work", "health", *who, "--issuer", "镇卫生院", "--on", "2026-03-02")
    office.done("work", "place", *who, "--kind", "外出务工", "--place", "广州", "--wage", "6500", "--on", "2026-03-05")

    (line,) = office.done("work", "list", "--on", "2026-04-01")["work"]
    assert (line["placement"], line["wage"], line["certified"]) == ("外出务工", "6500.00", True)
    office.done("work", "end", *who, "--on", "2026-06-30", "--why", "返乡")
    assert office.done("work", "nobody", "--on", "2026-07-01")["households"][0]["finding"]["code"] == "policy-unclear"
    assert [each["household"] for each in office.done("work", "not-lent", "--on", "2026-07-01")["households"]] == [
        OTHER
    ]
