"""huicun ledger and bank on the command line: each ledger of the list can be exported, a claim is checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.helpers.books import PASSWORD
from tests.helpers.office_commands import HEAD_ID, NOTE, Commands, make_office
from tests.helpers.sheets import save_xlsx

ON = ("--on", "2026-11-20")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book that these commands only read."""
    folder = tmp_path_factory.mktemp("ledger") / "book"
    make_office(folder)
    return folder


@pytest.fixture
def office(made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """Commands on that book."""
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    monkeypatch.delenv("HUICUN_BOOK", raising=False)
    return Commands(made, capsys)


def cells(path: Path) -> list[object]:
    """Everything that stands in a sheet."""
    sheet = load_workbook(path).worksheets[0]
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_every_ledger_of_the_list_is_written(office: Commands, tmp_path: Path) -> None:
    listed = office.done("ledger", "list")["ledgers"]

    titles = {each["id"]: each["title"] for each in listed}
    assert len(titles) == 19
    assert titles["loans"] == "贷款台账"
    for ledger, title in titles.items():
        out = tmp_path / f"{ledger}.xlsx"
        assert office.done("ledger", "export", ledger, "--out", out, *ON)["file"] == str(out)
        assert title in cells(out)
        assert HEAD_ID not in cells(out)


def test_ids_stand_in_full_only_when_asked(office: Commands, tmp_path: Path) -> None:
    out = tmp_path / "loans.xlsx"

    said = office.said("ledger", "export", "loans", "--full-ids", "--out", out, *ON)

    assert said.startswith("1 行")
    assert HEAD_ID in cells(out)


def test_the_window_and_the_quarter_can_be_chosen(office: Commands, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"

    assert office.done("ledger", "export", "due", "--within", "5", "--out", out, *ON)["rows"] == 0
    assert office.done("ledger", "export", "due", "--within", "12", "--out", out, *ON)["rows"] == 1
    assert office.done("ledger", "export", "subsidies", "--quarter", "2026Q3", "--out", out, *ON)["rows"] == 1
    assert "2026Q3" in cells(out)
    assert office.done("ledger", "export", "subsidies", "--quarter", "2023Q3", "--out", out, *ON)["rows"] == 0


def test_what_is_not_a_ledger_or_a_quarter_is_said(office: Commands, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"

    assert "账本没有改动" in office.refused(1, "ledger", "export", "nothing", "--out", out, *ON)
    assert "2026Q3" in office.refused(2, "ledger", "export", "subsidies", "--quarter", "2026Q5", "--out", out, *ON)
    assert not out.exists()


def test_a_claim_is_answered_line_by_line(office: Commands, tmp_path: Path) -> None:
    claim = save_xlsx(
        tmp_path / "贴息.xlsx",
        [["单位：元"], ["借款人", "借据号", "贷款金额", "贴息金额"], ["杨䶮", NOTE, 50_000, 536.67]],
    )
    out = tmp_path / "核对.xlsx"

    status, printed, _err = office.run("bank", "subsidy", claim, "--quarter", "2026Q3", "--out", out, *ON)

    assert status == 1
    assert "应贴 375.67  申报 536.67  差 161.00  按全部利息申报" in printed
    assert 536.67 in cells(out)


def test_a_claim_that_agrees_is_answered_with_zero(office: Commands, tmp_path: Path) -> None:
    claim = save_xlsx(
        tmp_path / "贴息.xlsx",
        [["单位：元"], ["借款人", "借据号", "贷款金额", "贴息金额"], ["杨䶮", NOTE, 50_000, 375.67]],
    )

    done = office.done("bank", "subsidy", claim, "--quarter", "2026Q3", *ON)

    assert (done["due"], done["claimed"], done["difference"], done["agree"]) == ("375.67", "375.67", "0.00", 1)


def test_the_differences_of_a_bank_list_are_kept_as_a_ledger(office: Commands, tmp_path: Path) -> None:
    listed = save_xlsx(
        tmp_path / "银行.xlsx",
        [
            ["单位：元"],
            ["客户名称", "合同号", "贷款金额", "余额", "到期日"],
            ["杨䶮", NOTE, 50_000, 40_000, "2026-12-02"],
        ],
    )
    out = tmp_path / "差异.xlsx"

    status, _out, _err = office.run("bank", "compare", listed, "--out", out, *ON)

    assert status == 1
    found = cells(out)
    assert {"与银行核对差异", "金额不同", NOTE} <= {*found}
    assert 10_000 in found
