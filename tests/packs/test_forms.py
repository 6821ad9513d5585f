"""Form files: the whole set reads, and a wrong file names file, cell and reason."""

from __future__ import annotations

import re

import pytest

from app.domain.errors import DataFileError
from app.domain.form_layout import Boxes, Grid, Label, Optional, Slot, Stages, Table, Tick, Value, When, Words
from app.packs.form_templates import Scope, TemplateFault, parse_template, parse_when
from app.packs.forms import form_ids, load_form, read_form

F_FORMS = [*(f"F{number}" for number in range(1, 13)), "F13a", "F13b", "F13c", *(f"F{n}" for n in range(14, 21))]
SLIPS = ["consent", "disbursement", "duty", "handover", "packet", "receipt", "recovery", "route", "slip"]

WHOLE = """
id = "F1"
title = "试表"
applies_to = "household"

[[page]]
title = "试表"
head = "日期：{filled_on}"

[[page.section]]
band = "户情"
rows = [
  ["户主", { value = "household.head" }, "户编号", { value = "household.number" }],
  ["申请类型", { boxes = "application.kind", of = ["首贷", "续贷"] }],
]
"""


def test_the_whole_set_is_there_in_order() -> None:
    assert form_ids() == (*F_FORMS, *SLIPS)


@pytest.mark.parametrize("form_id", form_ids())
def test_every_built_in_form_reads(form_id: str) -> None:
    form = load_form(form_id)

    assert form.id == form_id
    assert form.title
    assert form.pages


def test_a_file_becomes_a_layout() -> None:
    form = read_form(WHOLE, "试表.toml")

    [page] = form.pages
    [grid] = page.blocks
    assert isinstance(grid, Grid)
    assert grid.band == "户情"
    assert [cell.width for cell in grid.rows[0].cells] == [25, 55, 25, 55]
    assert grid.rows[0].cells[0].content == Label(("户主",))
    value = grid.rows[0].cells[1].content
    assert isinstance(value, Value)
    assert value.template == (Slot("household.head", "text"),)
    assert value.meaning == "户主姓名"
    boxes = grid.rows[1].cells[1].content
    assert isinstance(boxes, Boxes)
    assert [option.words for option in boxes.rows[0]] == ["首贷", "续贷"]


NUMBER = '{ value = "household.number" }'
KINDS = '{ boxes = "application.kind", of = ["首贷", "续贷"] }'


@pytest.mark.parametrize(
    ("right", "wrong", "where", "reason"),
    [
        ("household.head", "household.heda", "rows[1][2]", "household.head"),
        ("household.number", "{household.number:money}", "rows[1][4]", "money"),
        (NUMBER, '{ value = "household.number", boxs = 1 }', "rows[1][4]", "没有这个键"),
        (KINDS, '{ boxes = "household.head", of = ["首贷"] }', "rows[2][2]", "不是可勾选"),
        ('"户编号"', '"户编号这个标签太长"', "rows[1][3]", "6 个字"),
        ('"household"', '"people"', "applies_to", "household"),
        ("{filled_on}", "{filled_on", "page[1].head", "没有成对"),
    ],
)
def test_a_wrong_file_names_file_cell_and_reason(right: str, wrong: str, where: str, reason: str) -> None:
    with pytest.raises(DataFileError) as fault:
        read_form(WHOLE.replace(right, wrong, 1), "试表.toml")

    assert fault.value.file == "试表.toml"
    assert where in fault.value.where
    assert reason in fault.value.reason


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ('[{ widths = [25, 50, 25, 55], cells = ["户主", { empty = true }, "户", { empty = true }] }]', "合计应为 160"),
        ('[{ widths = [25, 135, 1], cells = ["户主", { empty = true }] }]', "宽度合计"),
        ('[{ widths = [27, 133], cells = ["户主", { empty = true }] }]', "5 毫米"),
        ('[["户主", { value = "household.head", text = "x" }]]', "只写一种"),
        ('[["户主", { value = "household.members" }]]', "表格"),
        ('[["户主", 5]]', "格子应写成"),
        ("[5]", "一行应写成"),
        ('[["户主", { boxes = "application.kind" }]]', "of"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(rows: str, reason: str) -> None:
    text = re.sub(r"rows = \[.*\]\n", lambda _: f"rows = {rows}\n", WHOLE, flags=re.DOTALL)

    with pytest.raises(DataFileError) as fault:
        read_form(text, "县表.toml")

    assert "page[1].section[1]" in fault.value.where
    assert reason in fault.value.reason


def test_bad_toml_names_its_line() -> None:
    with pytest.raises(DataFileError) as fault:
        read_form('id = "F1"\ntitle = \n', "县表.toml")

    assert "第 2 行" in fault.value.where


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(DataFileError, match="F99"):
        load_form("F99")


def test_templates_have_slots_boxes_optional_parts_and_bold() -> None:
    pieces = parse_template(
        "余额{loan.balance:words|40}[（{loan.class}）]{box loan.insured=未投保}**请勿**{line|8}", Scope()
    )

    assert pieces == (
        Words("余额"),
        Slot("loan.balance", "words", 40.0),
        Optional((Words("（"), Slot("loan.class", "text"), Words("）"))),
        Tick("loan.insured", "未投保"),
        Words("请勿", bold=True),
        Slot("", "line", 8.0),
    )


@pytest.mark.parametrize(
    "text", ["{x.y}", "[{loan.note}", "{loan.note}]", "**重", "{loan.due_on:words}", "{box 甲}", "{.no}"]
)
def test_a_wrong_template_is_refused(text: str) -> None:
    with pytest.raises(TemplateFault):
        parse_template(text, Scope())


def test_columns_are_known_only_inside_their_table() -> None:
    assert parse_template("{.due}", Scope("plan.rows")) == (Slot(".due", "date"),)
    with pytest.raises(TemplateFault, match=r"\.due"):
        parse_template("{.dew}", Scope("plan.rows"))


def test_conditions() -> None:
    assert parse_when("paper.pending_until", Scope()) == When("paper.pending_until")
    assert parse_when("extension.insured=已投保", Scope()) == When("extension.insured", "已投保")
    assert parse_when("borrower.name>12", Scope()) == When("borrower.name", longer=12)


def test_only_review_forms_follow_the_chain_of_the_pack() -> None:
    by_pack = {
        form_id: block.by_pack
        for form_id in form_ids()
        for page in load_form(form_id).pages
        for block in page.blocks
        if isinstance(block, Stages)
    }

    assert {form_id for form_id, value in by_pack.items() if value} == {"F1", "F4", "F5"}


def test_plan_table_adds_up_to_the_frame() -> None:
    [table] = [block for block in load_form("F6").pages[0].blocks if isinstance(block, Table)]

    assert [column.width for column in table.columns] == [15, 35, 30, 30, 30, 30]
