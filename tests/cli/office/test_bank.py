"""huicun bank compare and rectify with three lists: 万元, other headings, masked ids, a row twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.helpers.office_commands import HEAD_ID, NOTE, Commands

ON = ("--on", "2026-11-20")


def _sheet(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """In 万元, under other words, with masked ids; our loan stands there twice with 4万 left."""
    return _sheet(
        tmp_path / "bank.xlsx",
        ["云岭支行小额信贷明细（单位：万元）"],
        ["户名", "公民身份号码", "借据编号", "借款金额", "贷款余额", "发放日", "贷款到期日", "年利率"],
        ["杨䶮", "513123********3511", NOTE, 5, 4, "2023-12-02", "2026-12-02", 4.2],
        ["杨䶮", "513123********3511", NOTE, 5, 4, "2023-12-02", "2026-12-02", 4.2],
        ["赵六", "513123********0012", "XED9", 3, 3, "2024-01-02", "2027-01-02", 3.45],
    )


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """The system's export has no contract numbers, and another maturity."""
    return _sheet(
        tmp_path / "national.xlsx",
        ["借款人姓名", "证件号码", "贷款金额(元)", "放款时间", "到期时间", "是否还清"],
        ["杨䶮", HEAD_ID, 50000, "2023-12-02", "2026-11-02", "否"],
    )


def test_three_lists_meet_and_nothing_is_overwritten(office: Commands, bank: Path, national: Path) -> None:
    status, out, err = office.run("bank", "compare", bank, "--national", national, *ON, "--json")

    data = json.loads(out)
    assert (status, err) == (1, "")
    assert {key: data[key] for key in ("only_here", "only_bank", "amount_differs", "date_differs", "agree")} == {
        "only_here": [], "only_bank": ["XED9"], "amount_differs": [NOTE], "date_differs": [], "agree": [],
    }  # fmt: skip
    assert data["repeated"] == [NOTE]
    assert data["national"]["date_differs"] == [NOTE]
    ours, theirs = data["three"]
    assert ours["differs"] == [
        {"field": "balance", "values": {"本账": "50000.00", "银行": "40000.00"}},
        {"field": "due_on", "values": {"本账": "2026-12-02", "银行": "2026-12-02", "国家系统": "2026-11-02"}},
    ]
    assert (theirs["contract"], theirs["there"], theirs["missing"]) == ("XED9", ["银行"], ["本账", "国家系统"])
    assert office.done("loan", "show", NOTE, *ON)["balance"] == "50000.00"


def test_differences_are_worked_off_one_by_one(office: Commands, bank: Path, national: Path) -> None:
    opened = office.done("rectify", "bank", bank, "--national", national, *ON)["opened"]
    codes = {each["code"]: each for each in opened}
    assert set(codes) == {"amount-differs", "date-differs", "only-bank", "repeated"}
    system = codes["date-differs"]
    assert system["origin"] == "系统核对"

    adopt = ("rectify", "adopt", NOTE, "--balance", "40000", "--evidence", "支行名单 2026-11-20")
    assert "要在这些里选" in office.refused(2, *adopt, "--cause", "不知道", *ON)
    assert office.done(*adopt, "--cause", "未入账", *ON)["closed_how"] == "以银行为准"
    shown = office.done("loan", "show", NOTE, "--on", "2026-11-21")
    assert shown["balance"] == "40000.00"
    assert "要在这些里选" in office.refused(
        2, "rectify", "plan", system["id"], "--cause", "未入账", "--measure", "报乡镇改系统", "--responsible", "周明远",
        "--until", "2026-12-01",
    )  # fmt: skip
    office.done(
        "rectify", "plan", system["id"], "--cause", "系统录错", "--measure", "报乡镇改系统", "--responsible", "周明远",
        "--until", "2026-12-01",
    )  # fmt: skip
    office.done("rectify", "close", system["id"], "--how", "系统更正", "--evidence", "系统截图", "--on", "2026-11-28")

    still = office.done("rectify", "list", "--open", "--on", "2026-11-28")["rectifications"]
    assert {each["code"] for each in still} == {"only-bank", "repeated"}
    status, out, _err = office.run("bank", "compare", bank, "--on", "2026-11-21", "--json")
    assert (status, json.loads(out)["amount_differs"]) == (1, [])
