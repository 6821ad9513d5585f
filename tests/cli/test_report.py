"""huicun report on the command line: figures with the lists behind them, a final report once, a correction after it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.helpers.books import PASSWORD
from tests.helpers.office_commands import NOTE, NUMBER, Commands, make_office

ON = ("--on", "2026-11-20")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed book that is copied for each test."""
    folder = tmp_path_factory.mktemp("report") / "book"
    make_office(folder)
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """Commands on a copy of that book."""
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    monkeypatch.delenv("HUICUN_BOOK", raising=False)
    return Commands(shutil.copytree(made, tmp_path / "book"), capsys)


def figures(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The figures of an answer by id."""
    return {figure["id"]: figure for group in answer["groups"] for figure in group["figures"]}


@pytest.mark.parametrize(
    ("kind", "first", "title"),
    [("day", "2026-11-20", "一日一通报"), ("week", "2026-11-16", "周调度表"), ("month", "2026-11-01", "月度统计表")],
)
def test_each_report_is_written_and_answered(
    office: Commands, tmp_path: Path, kind: str, first: str, title: str
) -> None:
    out = tmp_path / "report.xlsx"

    answer = office.done("report", kind, "--out", out, *ON)

    assert (answer["from"], answer["as_of"], answer["version"], answer["final"]) == (first, "2026-11-20", 0, False)
    found = figures(answer)
    assert (found["balance"]["now"], found["balance"]["behind"]) == ("50000.00", [NOTE])
    assert found["open_households"]["behind"] == [NUMBER]
    assert (found["overdue_rate"]["now"], found["overdue_rate"]["denominator"]) == ("0.00", "期末贷款余额")
    heading = load_workbook(out).worksheets[0]["A1"].value
    assert isinstance(heading, str)
    assert heading.endswith(f"{title}（未定稿）")


def test_the_paragraph_is_ready_to_be_copied(office: Commands, tmp_path: Path) -> None:
    said = office.said("report", "month", "--out", tmp_path / "a.xlsx", *ON)

    assert said.startswith("截至2026年11月20日，云岭镇柳树沟村累计发放")
    assert "贷款余额5.00万元，涉及1笔、1户。" in said
    assert "未定稿" in said


def test_a_final_report_is_not_made_twice_and_can_be_corrected(office: Commands, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    words = ("report", "month", "--out", out, "--on", "2026-10-31")
    assert office.done(*words, "--final")["version"] == 1

    said = office.refused(1, *words, "--final")
    assert "不能再定一次" in said
    assert "没有变化" in office.refused(1, *words, "--correct")
    office.done("loan", "repay", NOTE, "--amount", "10000", "--on", "2026-10-30", "--voucher", "P1")

    assert figures(office.done(*words))["balance"]["now"] == "50000.00"
    corrected = office.done(*words, "--correct")
    assert corrected["version"] == 2
    assert any(line.startswith("贷款余额：定稿时50,000.00元") for line in corrected["adjustments"])


def test_final_and_correct_exclude_each_other(office: Commands, tmp_path: Path) -> None:
    office.refused(2, "report", "month", "--out", tmp_path / "a.xlsx", "--final", "--correct", *ON)
