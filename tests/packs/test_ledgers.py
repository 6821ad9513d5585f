"""Ledger layouts are data: a county edits a file, and what is wrong in it is said with its place."""

from __future__ import annotations

import pytest

from app.domain.errors import DataFileError
from app.domain.ledger_layout import CellType
from app.packs.ledgers import check_ledger_text, ledger_ids, load_ledger

TEXT = """
id = "loans"
title = "本县贷款台账"
unit = "元"
order = 10
frozen = 1
columns = [
    { heading = "姓名", fact = "borrower", width = 9 },
    { heading = "金额", fact = "principal", type = "money", width = 13, total = true },
    { heading = "身份证", fact = "borrower_id", type = "id", width = 19, hidden = true },
]
"""


def test_all_ledgers_of_the_trade_are_there_in_their_order() -> None:
    titles = [load_ledger(each).title for each in ledger_ids()]

    assert titles == [
        "贷款台账",
        "需求台账",
        "到期台账",
        "逾期(风险)台账",
        "展期登记簿",
        "续贷登记簿",
        "走访台账",
        "贴息清单",
        "评级授信台账",
        "务工台账",
        "互助金台账",
        "理赔·代偿·追偿台账",
        "风险补偿金收支",
        "村级资金",
        "与银行核对差异",
        "整改台账",
        "存量摸底台账",
        "年度贷款计划",
        "人员动态信息台账",
    ]


@pytest.mark.parametrize("ledger_id", ledger_ids())
def test_a_built_in_layout_is_consistent(ledger_id: str) -> None:
    layout = load_ledger(ledger_id)

    assert layout.columns[0].type is CellType.SERIAL
    assert [column.heading for column in layout.columns if column.heading.endswith("身份证")] == [
        column.heading for column in layout.columns if column.type is CellType.ID
    ]
    wan = {column.heading for column in layout.columns if "万元" in column.heading}
    assert bool(wan) == (layout.unit == "万元")
    assert sum(column.width for column in layout.columns) <= 310
    assert layout.facts == tuple(column.fact for column in layout.columns[1:])


def test_a_county_reorders_renames_and_hides() -> None:
    layout = load_ledger("loans", {"loans": TEXT})

    assert (layout.title, layout.frozen) == ("本县贷款台账", 1)
    assert [(column.heading, column.fact, column.total) for column in layout.columns] == [
        ("姓名", "borrower", False),
        ("金额", "principal", True),
    ]
    assert load_ledger("loans").title == "贷款台账"


def test_a_county_adds_a_ledger_of_its_own() -> None:
    text = TEXT.replace('id = "loans"', 'id = "own"').replace("order = 10", "order = 15")

    assert ledger_ids({"own": text})[:3] == ("loans", "own", "demand")


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('type = "money"', 'type = "moeny"', r"columns\[2\].type", "只能是"),
        ("width = 9", "width = 200", r"columns\[1\].width", "应在 3 到 80"),
        ("width = 9", 'width = "9"', r"columns\[1\].width", "整数"),
        ('fact = "principal"', 'fact = "borrower"', r"columns\[2\].fact", "已经有一列"),
        ("width = 9", "width = 9, total = true", r"columns\[1\].total", "只有金额和整数"),
        ('unit = "元"', 'unit = "角"', "unit", "只能是 元、万元"),
        ("frozen = 1", "frozen = 2", "frozen", "应在 0 到 1"),
        ("width = 9", "widht = 9", r"columns\[1\].widht", "是不是想写 width"),
        ('heading = "姓名", ', "", r"columns\[1\].heading", "缺少"),
        ('id = "loans"', 'id = "loan"', "id", "应与文件名一致"),
        ("frozen = 1", "frozen = ", "第 6 行", "TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, where: str, reason: str) -> None:
    with pytest.raises(DataFileError, match=f"loans.toml 有错，在 .*{where}.*：.*{reason}"):
        load_ledger("loans", {"loans": TEXT.replace(old, new)})


def test_a_layout_without_a_column_to_show_is_refused() -> None:
    hidden = 'id = "x"\ntitle = "x"\ncolumns = [{ heading = "甲", fact = "a", hidden = true }]'

    with pytest.raises(DataFileError, match="至少要留一列"):
        check_ledger_text(hidden, "x.toml")


def test_an_unknown_ledger_is_named() -> None:
    with pytest.raises(DataFileError, match="没有这个资料文件"):
        load_ledger("nothing")
