"""A wrong policy file is told with file, key path or line, and reason."""

from __future__ import annotations

import pytest

from app.domain.errors import DataFileError, InputError
from app.packs.policies import check_policy_text, load_policy

HEAD = """id = "test"
name = "试验县"
issuing_text = "试验文件"
valid_from = 2022-01-01
extends = "national-2021"
"""
CAP = """
[values.amount_per_loan]
value = 50000
clause = "一"
source = "五万元以下。"
"""


def fault(text: str) -> tuple[str, str, str]:
    with pytest.raises(DataFileError) as refused:
        check_policy_text(text, "shixian.toml")
    return refused.value.file, refused.value.where, refused.value.reason


def test_a_right_file_is_taken() -> None:
    pack = check_policy_text(HEAD + CAP, "shixian.toml")

    assert pack.lineage == ("test", "national-2021", "_common")


def test_a_syntax_error_names_its_line() -> None:
    file, where, reason = fault(HEAD + "\n[values.amount_per_loan]\nvalue = 五万\n")

    assert file == "shixian.toml"
    assert where == "第 8 行第 9 列"
    assert reason.startswith("写法不合 TOML（")


def test_a_file_that_breaks_off_names_its_end() -> None:
    assert fault('id = "test')[1:] == ("文件末尾", "写法不合 TOML（Unterminated string）")


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        (
            CAP.replace("amount_per_loan", "amount_per_loam"),
            "values.amount_per_loam",
            "没有这个键，是不是想写 amount_per_loan",
        ),
        (CAP.replace("value =", "valeu ="), "values.amount_per_loan.valeu", "没有这个键，是不是想写 value"),
        (CAP.replace('clause = "一"\n', ""), "values.amount_per_loan.clause", "缺少这一项"),
        (CAP.replace('clause = "一"', 'clause = " "'), "values.amount_per_loan.clause", "不能空着"),
        (CAP.replace('source = "五万元以下。"\n', ""), "values.amount_per_loan.source", "缺少这一项"),
        (CAP.replace("50000", '"五万"'), "values.amount_per_loan.value", "应为数字，现在是 五万"),
        (CAP.replace("50000", "true"), "values.amount_per_loan.value", "应为数字，现在是 True"),
        (CAP.replace("50000", "-1"), "values.amount_per_loan.value", "不能是负数，现在是 -1.00"),
        (
            CAP.replace("value = 50000\n", ""),
            "values.amount_per_loan.value",
            "要么写 value，要么写 unknown = true（政策未明确）",
        ),
        (CAP + "unknown = true\n", "values.amount_per_loan.value", "要么写 value，要么写 unknown = true（政策未明确）"),
        (CAP + 'basis = "guess"\n', "values.amount_per_loan.basis", "只能是 text、public、practice，现在是 guess"),
        (
            CAP + 'from = "2022-01-01"\n',
            "values.amount_per_loan.from",
            "应为日期（如 2021-08-25，不加引号），现在是 2022-01-01",
        ),
        (CAP + "from = 2022-02-01\nuntil = 2022-01-01\n", "values.amount_per_loan.until", "早于 from（2022-02-01）"),
        (
            '[values.red_line]\nvalue = 0.5\nclause = "一"\nsource = "…"\n',
            "values.red_line.value",
            "应为文字，现在是 0.5",
        ),
        (
            '[values.red_line]\nvalue = "0.5"\nclause = "一"\nsource = "…"\n',
            "values.red_line.value",
            '百分数要写成 "4.75%" 这样，现在是 0.5',
        ),
        (
            '[values.rate_cap_rule]\nvalue = "shibor"\nclause = "一"\nsource = "…"\n',
            "values.rate_cap_rule.value",
            "只能是 benchmark、lpr、benchmark-or-lpr，现在是 shibor",
        ),
        (
            '[values.conditions]\nvalue = ["skills", "married"]\nclause = "一"\nsource = "…"\n',
            "values.conditions.value[2]",
            "只能是 law_abiding、credit_record、civil_capacity、willing、skills、repayment_ability、lawful_industry、"
            "market、industry_potential、labour，现在是 married",
        ),
        (
            '[values.stages]\nvalue = [{ id = "bank", name = "银行" }]\nclause = "一"\nsource = "…"\n',
            "values.stages.value",
            "要有且只有一个阶段写 decides = true",
        ),
        (
            '[[values.red_line]]\nvalue = "1%"\nclause = "一"\nsource = "…"\nuntil = 2022-06-30\n'
            '[[values.red_line]]\nvalue = "2%"\nclause = "一"\nsource = "…"\nfrom = 2022-06-30\n',
            "values.red_line[2]",
            "日期与前面一条重叠",
        ),
        (
            '[[values.red_line]]\nvalue = "1%"\nclause = "一"\nsource = "…"\nuntil = 2022-06-30\n'
            '[[values.red_line]]\nvalue = "2%"\nsource = "…"\nfrom = 2022-07-01\n',
            "values.red_line[2].clause",
            "缺少这一项",
        ),
    ],
)
def test_a_wrong_value_names_its_key_path_and_the_reason(text: str, where: str, reason: str) -> None:
    assert fault(HEAD + text) == ("shixian.toml", where, reason)


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        (HEAD.replace('id = "test"\n', "") + CAP, "id", "缺少这一项"),
        (HEAD.replace("valid_from = 2022-01-01\n", "") + CAP, "valid_from", "缺少这一项"),
        (HEAD + "valid_until = 2021-12-31\n" + CAP, "valid_until", "早于 valid_from（2022-01-01）"),
        (HEAD + 'scope = "town"\n' + CAP, "scope", "只能是 base、programme、event、county，现在是 town"),
        (HEAD + "vaild_until = 2025-12-31\n" + CAP, "vaild_until", "没有这个键，是不是想写 valid_until"),
        (HEAD, "values", "缺少这一项"),
    ],
)
def test_a_wrong_head_is_told(text: str, where: str, reason: str) -> None:
    assert fault(text) == ("shixian.toml", where, reason)


def test_a_parent_that_does_not_exist_is_told() -> None:
    file, where, reason = fault(HEAD.replace("national-2021", "national-2099") + CAP)

    assert (file, where) == ("test.toml", "extends")
    assert reason.startswith("没有政策包 national-2099，现有：epidemic-2020、kaizhou")


def test_parents_in_a_circle_are_told() -> None:
    one = HEAD.replace('"test"', '"one"').replace("national-2021", "two") + CAP
    two = HEAD.replace('"test"', '"two"').replace("national-2021", "one") + CAP

    with pytest.raises(DataFileError) as refused:
        load_policy("one", {"one": one, "two": two})

    assert (refused.value.file, refused.value.where) == ("two.toml", "extends")
    assert refused.value.reason == "上级政策包绕成了圈：one → two → one"


def test_the_id_must_be_that_of_the_file() -> None:
    with pytest.raises(DataFileError) as refused:
        load_policy("other", {"other": HEAD + CAP})

    assert refused.value.reason == "id 应与文件名一致，应为 other，现在是 test"


def test_asking_for_a_pack_that_is_not_there_is_wrong_input() -> None:
    with pytest.raises(InputError) as refused:
        load_policy("nowhere")

    assert refused.value.exit_status == 2
    assert "没有政策包 nowhere，现有：epidemic-2020" in refused.value.reason


def test_the_whole_sentence_reads_well() -> None:
    with pytest.raises(DataFileError) as refused:
        check_policy_text(HEAD + CAP.replace('clause = "一"\n', ""), "shixian.toml")

    assert str(refused.value) == (
        "资料文件 shixian.toml 有错，在 values.amount_per_loan.clause：缺少这一项。账本没有改动。请改好这个文件后再试。"
    )
