"""`huicun policy`: list, show and diff as people and as programs read them, without a book."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from app.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["policy", *words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    status, out, err = run(capsys, *words, "--json")
    assert (status, err) == (0, "")
    document: dict[str, Any] = json.loads(out)
    return document


def test_the_list_names_the_nine_packs(capsys: pytest.CaptureFixture[str]) -> None:
    packs = run_json(capsys, "list")["packs"]

    assert [pack["id"] for pack in packs] == [
        "epidemic-2020",
        "kaizhou",
        "longchuan",
        "national-2014",
        "national-2021",
        "national-2026",
        "pengxi",
        "wangcang",
        "xunyang",
    ]
    assert packs[1]["valid_from"] == "2021-08-25"


def test_show_gives_every_value_with_its_clause(capsys: pytest.CaptureFixture[str]) -> None:
    pack = run_json(capsys, "show", "kaizhou")
    values = {value["key"]: value for value in pack["values"]}

    assert values["amount_per_loan"]["value"] == "50000.00"
    assert values["amount_per_loan"]["clause"] == "开州府办发〔2021〕62号 一（二）"
    assert values["rate_cap_rule"]["anchor"] == "signing"
    assert all(value["clause"] for value in pack["values"] if value["value"] is not None)
    assert [value["until"] for value in pack["values"] if value["key"] == "subsidy_share"] == ["2022-12-31", None]


@pytest.mark.parametrize(("on", "share"), [("2022-12-31", "100"), ("2023-01-01", None)])
def test_show_on_a_day_gives_the_values_of_that_day(
    capsys: pytest.CaptureFixture[str], on: str, share: str | None
) -> None:
    pack = run_json(capsys, "show", "kaizhou", "--on", on)

    assert [value["value"] for value in pack["values"] if value["key"] == "subsidy_share"] == [share]
    assert pack["in_force"] is True


def test_show_for_people_explains_each_value_and_names_what_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "show", "national-2026")

    assert status == 0
    assert "单笔贷款最高金额：100000 元" in out
    assert "最长期限：政策未明确" in out
    assert "（公开资料，未见原文）贷款金额从5万元提高到10万元" in out
    assert "政策未明确：" in out.splitlines()[-1]


def test_diff_shows_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    document = run_json(capsys, "diff", "national-2014", "national-2021")
    rows = {row["key"]: row for row in document["differences"]}

    assert [value["value"] for value in rows["rate_cap_rule"]["before"]] == ["benchmark", "benchmark-or-lpr"]
    assert [value["value"] for value in rows["rate_cap_rule"]["after"]] == ["lpr"]
    assert "amount_per_loan" not in rows

    status, out, _ = run(capsys, "diff", "kaizhou", "kaizhou")
    assert (status, out) == (0, "开州区脱贫人口小额信贷 → 开州区脱贫人口小额信贷：0 处不同\n")


def test_a_pack_that_does_not_exist_is_wrong_usage_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "show", "nowhere")

    assert (status, out) == (2, "")
    assert err.startswith("政策包填得不对：没有政策包 nowhere，现有：epidemic-2020、kaizhou")
    assert err.count("\n") == 1


def test_neither_a_window_nor_a_database_is_loaded() -> None:
    code = (
        "import sys; from app.cli import main; main(['policy', 'list', '--json']); "
        "heavy = {'PySide6', 'sqlalchemy', 'reportlab', 'openpyxl'} & {name.split('.')[0] for name in sys.modules}; "
        "print(sorted(heavy), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
