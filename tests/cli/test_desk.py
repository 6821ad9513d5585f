"""huicun desk on a township with one village: figures as text and JSON, the risk fund bank by bank."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.bundles import export_bundle
from app.services.mirror import import_bundle
from tests.helpers.books import PASSWORD
from tests.helpers.typed_commands import Commands
from tests.helpers.villages import DAY, VILLAGE, new_township, new_village, pair

ON = ("--on", "2026-11-20")


@pytest.fixture
def huicun(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    return Commands(capsys)


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "usb").mkdir()
    with new_village(folder / "village") as village, new_township(folder / "township", "kaizhou") as desk:
        pair(village, desk, folder)
        import_bundle(desk, export_bundle(village, folder / "usb", on=DAY).file)
    return folder / "township"


def test_today_lists_the_villages_with_their_figures(huicun: Commands, township: Path) -> None:
    said = huicun.answer("desk", "today", "--book", township, *ON)

    [village] = said["villages"]
    assert (village["code"], village["name"], village["loans"], village["stale"]) == (*VILLAGE, 1, False)
    assert village["balance"] == said["balance"]
    assert said["due"] == village["due"] == 1
    assert said["waiting"] == 0


def test_a_single_village_has_nothing_across(huicun: Commands, township: Path) -> None:
    said = huicun.answer("desk", "cross-check", "--book", township, *ON)

    assert said["findings"] == []
    assert [one["name"] for one in said["villages"]] == [VILLAGE[1]]


def test_money_moves_in_the_account_of_one_bank(huicun: Commands, township: Path) -> None:
    moved = huicun.answer(
        "desk", "risk-fund-move", "清溪农商行", "--direction", "收入", "--amount", "5000.00",
        "--summary", "第一批到位", "--book", township, "--on", "2025-06-02",
    )  # fmt: skip
    said = huicun.answer("desk", "risk-fund", "--book", township, "--on", "2025-06-02")

    assert moved == said["accounts"][0]
    assert (said["balance"], said["multiple"]) == ("5000.00", 10)
