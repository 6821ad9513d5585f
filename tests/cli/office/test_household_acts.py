"""huicun household: the acts as they are typed, and what is printed afterwards."""

from __future__ import annotations

from tests.helpers.office_commands import HEAD_ID, NUMBER, OTHER, SPOUSE_ID, Commands


def test_a_household_is_registered_corrected_and_told(office: Commands) -> None:
    made = office.done(
        "household", "register", "--group", "1组", "--kind", "一般农户", "--member", "向阳花,,户主,13700001111",
        "--from", "邻县", "--on", "2026-05-01",
    )  # fmt: skip
    office.done("household", "correct", made["number"], "--cause", "因病", "--income-per-head", "9000")
    office.done("household", "phone", made["number"], "--phone", "13700001111", "--owner", "本人", "--state", "空号")

    told = office.done("household", "history", made["number"])

    assert told["happened"][0]["text"] == "从邻县迁入"
    assert told["phones"][0] | {"on": ""} == {
        "on": "", "phone": "137****1111", "owner": "本人", "state": "空号", "by": "周明远"
    }  # fmt: skip
    assert ["致贫原因", "", "因病"] in [[each["field"], each["before"], each["after"]] for each in told["corrections"]]


def test_kinds_change_and_end(office: Commands) -> None:
    changed = office.done("household", "kind", OTHER, "--kind", "低保脱贫户", "--on", "2025-03-01")
    office.done("household", "kind", OTHER, "--monitored", "突发严重困难户", "--on", "2026-01-10")
    office.done("household", "risk", OTHER, "--removed", "yes", "--on", "2026-06-10")

    assert [(each["word"], each["until_on"]) for each in changed["listings"]] == [
        ("一般脱贫户", "2025-02-28"), ("低保脱贫户", None)
    ]  # fmt: skip
    assert "出列" in office.said("household", "delist", OTHER, "--reason", "购置商品房", "--on", "2026-09-01")
    assert "要写一个" in office.refused(2, "household", "kind", OTHER)


def test_head_members_split_merge_and_move(office: Commands) -> None:
    changed = office.done("household", "head", NUMBER, "--to", SPOUSE_ID, "--reason", "外出务工")
    assert changed["relations"] == {"杨䶮": "配偶", "单明阳": "户主"}
    joined = office.done("household", "join", OTHER, "--name", "覃小花", "--relation", "之女", "--reason", "出生")
    office.done("household", "member", OTHER, joined["member"], "--schooling", "小学")
    split = office.done(
        "household", "split", OTHER, "--member", f"{joined['member']}=户主", "--reason", "另立户", "--group", "1组"
    )
    office.done(
        "household", "merge", split["other"], "--into", OTHER, "--member", f"{split['other']}01=之女", "--reason", "回"
    )
    office.done("household", "move", OTHER, "--group", "2组", "--reason", "搬家")
    office.done("household", "leave", OTHER, f"{OTHER}03", "--why", "婚出")

    shown = office.done("household", "show", OTHER)
    assert (shown["group"], [member["name"] for member in shown["members"]]) == ("2组", ["覃大山"])
    assert [each["kind"] for each in office.done("household", "history", OTHER)["happened"]].count("并户") == 1


def test_who_owes_does_not_leave_in_silence(office: Commands) -> None:
    assert "先写明理由" in office.refused(1, "household", "move-out", NUMBER, "--to", "县城", "--on", "2026-05-01")
    out = office.said("household", "move-out", NUMBER, "--to", "县城", "--reason", "陪读", "--on", "2026-05-01")
    assert "50,000.00" in out
    office.done("household", "move-back", NUMBER, "--from", "县城", "--on", "2026-08-01")
    assert "请先办户主变更" in office.refused(1, "household", "leave", NUMBER, HEAD_ID, "--why", "迁出")


def test_the_records_of_a_household_are_read(office: Commands) -> None:
    office.done("demand", "take", NUMBER, "--wish", "还", "--channel", "入户", "--on", "2026-09-01")

    assert "需求：还" in office.said("household", "records", NUMBER, "--on", "2026-09-02")
