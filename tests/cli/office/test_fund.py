"""huicun fund, credit, recall, guidance, village."""

from __future__ import annotations

from tests.helpers.office_commands import NOTE, NUMBER, OTHER, VILLAGE, Commands


def test_a_fund_moves_and_closes(office: Commands) -> None:
    office.done("fund", "open", "集体经济", "--kind", "集体经济资金", "--on", "2026-01-01")
    office.done("fund", "in", "集体经济", "--amount", "1000", "--summary", "分红", "--on", "2026-01-02")
    spent = office.done(
        "fund", "out", "集体经济", "--amount", "400", "--summary", "修路", "--approver", "覃", "--voucher", "1",
        "--on", "2026-01-03",
    )  # fmt: skip
    assert (spent["balance"], spent["findings"]) == ("600.00", [])
    assert "只剩 600.00 元" in office.refused(
        1, "fund", "out", "集体经济", "--amount", "601", "--summary", "修路", "--on", "2026-01-04", "--reason", "急"
    )
    assert office.done("fund", "list", "--on", "2026-02-01")["funds"][0]["balance"] == "600.00"
    assert "共 2 笔" in office.said("fund", "movements", "--fund", "集体经济", "--on", "2026-02-01")
    assert "不能销户" in office.refused(1, "fund", "close", "集体经济", "--on", "2026-02-01")


def test_titles_are_given_reviewed_and_revoked(office: Commands) -> None:
    made = office.done(
        "credit", "award", "--kind", "信用户", "--household", OTHER, "--by", "农商行", "--on", "2025-01-01"
    )
    assert len(office.done("credit", "list", "--due", "--on", "2026-01-01")["titles"]) == 1
    office.done("credit", "review", made["id"], "--result", "合格", "--on", "2026-01-05")
    office.done("credit", "revoke", made["id"], "--reason", "失信", "--on", "2026-03-01")
    assert "已撤销" in office.said("credit", "list", "--kind", "信用户", "--on", "2026-03-02")


def test_a_loan_is_recalled(office: Commands) -> None:
    assert office.done("recall", "delisted", "--on", "2026-01-01") == {"loans": []}
    office.done("household", "delist", NUMBER, "--reason", "恶意", "--on", "2026-01-05")
    assert NOTE in office.said("recall", "delisted", "--on", "2026-01-05")
    office.done("recall", "record", NOTE, "--kind", "收回", "--cause", "出列", "--on", "2026-02-01")
    assert office.done("recall", "list", "--on", "2026-02-02")["recalls"][0]["balance"] == "50000.00"


def test_guidance_is_given(office: Commands) -> None:
    assert "杨䶮" in office.said("guidance", "missing", "--since", "2026-01-01", "--on", "2026-05-01")
    office.done(
        "guidance",
        "give",
        NUMBER,
        "--kind",
        "产业指导",
        "--subject",
        "改养黑猪",
        "--by",
        "农技员",
        "--on",
        "2026-04-01",
    )
    assert office.done("guidance", "missing", "--since", "2026-01-01", "--on", "2026-05-01") == {"households": []}
    assert len(office.done("guidance", "list", "--household", NUMBER, "--on", "2026-05-01")["guidance"]) == 1


def test_a_village_changes_name_and_code(office: Commands) -> None:
    office.done("village", "rename", "柳树沟村", "--name", "柳树沟社区", "--on", "2026-01-01")
    office.done("village", "recode", VILLAGE, "--code", "513123104301", "--on", "2026-02-01")
    assert office.done("village", "code", VILLAGE, "--on", "2026-03-01")["now"] == "513123104301"
    (view,) = office.done("village", "list")["villages"]
    assert (view["code"], view["name"], view["households"]) == ("513123104301", "柳树沟社区", 2)
    assert "共 2 条" in office.said("village", "history")
    assert "不能并入自己" in office.refused(1, "village", "merge", "柳树沟社区", "--into", "柳树沟社区")
