"""huicun today, visit, and the corrections of what the review of an application needs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.helpers.office_commands import HEAD_ID, NOTE, NUMBER, OTHER, Commands

ON = "2026-11-20"


def _kinds(office: Commands, on: str = ON) -> dict[str, int]:
    return office.done("today", "--on", on)["counts"]


def test_the_day_lists_what_is_due_checked_promised_and_measured(office: Commands) -> None:
    assert _kinds(office) == {"到期": 1, "贷后检查": 1}

    office.done(
        "visit", "record", NUMBER, "--kind", "季度贷后检查", "--contract", NOTE, "--promised-on", "2026-11-25",
        "--findings", "存栏 12 头", "--on", "2026-11-18",
    )  # fmt: skip
    office.done(
        "survey", "add", NOTE, "--outlook", "需展期", "--cause", "生猪未出栏", "--measure", "办展期", "--responsible",
        "周明远", "--until", "2026-11-19", "--on", "2026-11-10",
    )  # fmt: skip
    office.done(
        "demand", "take", OTHER, "--wish", "贷", "--amount", "20000", "--months", "12", "--purpose", "养羊",
        "--channel", "入户", "--on", "2026-11-01",
    )  # fmt: skip

    work = office.done("today", "--on", ON)
    assert work["counts"] == {"到期": 1, "承诺": 1, "措施到期": 1, "需求待办": 1}
    assert [task["group"] for task in work["tasks"]] == ["3组", "3组", "3组", "4组"]
    due = work["tasks"][0]
    assert (due["contract"], due["days"], due["note"], due["phone"]) == (NOTE, 12, "15 天内", "13800004127")
    assert work["backup"] == {"made": None, "days": None}
    assert [each["head"] for each in office.done("today", "--on", ON, "--group", "4组")["tasks"]] == ["覃大山"]
    assert "4组：" in office.said("today", "--on", ON)
    assert "要在这些里选" in office.refused(2, "today", "--kind", "杂事")


def test_the_age_of_what_is_overdue_stands_beside_it(office: Commands) -> None:
    late = office.done("today", "--on", "2027-04-02", "--kind", "逾期")["tasks"][0]

    assert (late["days"], late["note"]) == (-121, "次级")


def test_a_visit_that_was_never_made_counts_no_more(office: Commands) -> None:
    made = office.done("visit", "record", NUMBER, "--kind", "年度贷后检查", "--on", "2026-11-18")
    assert office.done("visit", "checks", "--on", ON)["checks"] == []
    assert office.done("visit", "round", "--on", ON)["groups"][0]["left"] == 0

    assert "走访" in office.said("record", "reverse", made["id"], "--reason", "记错户", "--on", ON)

    assert [each["contract"] for each in office.done("visit", "checks", "--on", ON)["checks"]] == [NOTE]
    assert office.done("visit", "list", "--on", ON)["visits"] == []
    assert office.done("visit", "round", "--on", ON)["groups"][0]["left"] == 1
    assert "不是这一户的贷款" in office.refused(2, "visit", "record", OTHER, "--kind", "回访", "--contract", NOTE)


def test_a_notice_that_is_over_waits_for_the_next_stage(office: Commands) -> None:
    office.done(
        "rating", "bank", NUMBER, "--grade", "优秀", "--credit-line", "80000", "--until", "2027-12-31", "--on",
        "2026-09-01",
    )  # fmt: skip
    number = office.done(
        "loan", "apply", NUMBER, "--borrower", HEAD_ID, "--amount", "5000", "--months", "12", "--purpose", "养猪",
        "--kind", "top-up", "--reason", "银行同意", "--on", "2026-10-01",
    )["application"]  # fmt: skip
    told = office.done("loan", "notice", number, "--on", "2026-10-02")
    assert told["notice"]["until"] == "2026-10-09"
    assert "公示期满" not in _kinds(office, "2026-10-09")
    assert _kinds(office, "2026-10-10")["公示期满"] == 1

    spoken = office.done(
        "loan", "opinion", number, "--stage", "village", "--result", "pass", "--by", "王支书", "--on", "2026-10-11"
    )["opinions"][0]["id"]
    assert "公示期满" not in _kinds(office, "2026-10-12")

    office.done("record", "reverse", spoken, "--reason", "还没评议", "--on", "2026-10-12")
    after = office.done("loan", "applications", number)
    assert (after["state"], after["opinions"], after["next_stage"]) == ("open", [], "village")
    withdrawn = office.done("loan", "withdraw", number, "--reason", "农户不贷了", "--on", "2026-10-13")
    assert withdrawn["state"] == "withdrawn"
    assert "已撤回" in office.said("loan", "applications")
    assert "公示期满" not in _kinds(office, "2026-10-13")
    assert "不能撤回" in office.refused(1, "loan", "withdraw", number, "--reason", "再撤")


def test_a_yearly_review_takes_the_last_answers_and_keeps_the_old_assessment(office: Commands, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    given = {"integrity": "good", "labour": "two", "skills": "experience", "income": "above"}
    sheet = office.done("rating", "list")["ratings"]
    assert sheet == []
    from app.packs.score_sheets import load_score_sheet

    last = load_score_sheet("5221").indicators[-1]
    given = {key: value for key, value in given.items() if key != "income"} | {last.id: last.options[0].id}
    answers.write_text(json.dumps(given), encoding="utf-8")
    first = office.done("rating", "new", NUMBER, "--answers", answers, "--on", "2025-11-01")
    office.done(
        "rating", "bank", NUMBER, "--grade", "优秀", "--credit-line", "50000", "--until", "2026-11-10", "--on",
        "2025-11-05",
    )  # fmt: skip
    assert [task["text"] for task in office.done("today", "--on", ON, "--kind", "年审")["tasks"]] == [
        "银行核定 2026-11-10 已过有效期"
    ]
    assert len(office.done("rating", "list", "--due", "--on", ON)["ratings"]) == 1

    again = office.done("rating", "review", NUMBER, "--on", ON)

    assert again["points"] == first["points"]
    assert office.done("rating", "list", "--due", "--on", ON)["ratings"] == []
    assert "早于上次评级日" in office.refused(2, "rating", "review", NUMBER, "--on", "2026-11-19")
