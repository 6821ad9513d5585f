"""The practice day on the command line: from an empty folder to 已送达, every figure found again in the papers."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.storage.book import open_book

PASSWORD = "练习日的密码 2026"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a day that was lived by the program itself."""
    folder = tmp_path_factory.mktemp("day")
    done = _huicun("demo", "--headless", "--out", str(folder / "out"), "--book", str(folder / "book"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
    return folder


def _huicun(*words: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, "HUICUN_PASSWORD": password, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "app", *words], capture_output=True, text=True, env=environment, check=False
    )


def _summary(day: Path) -> dict:
    return json.loads((day / "out" / "summary.json").read_text(encoding="utf-8"))


def _text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def test_bad_rows_are_refused_with_their_reasons_and_the_others_come_in(day: Path) -> None:
    supplement = _summary(day)["roster_supplement"]

    assert supplement["rows"] == supplement["added"] + len(supplement["refused"])
    assert {row["reason"].split("，")[0] for row in supplement["refused"]} == {
        "第 18 位应为 1",
        "校验位不对",
        "不是本村的行",
        "没有姓名",
    }


def test_both_books_tell_the_same_and_the_digests_agree(day: Path) -> None:
    summary = _summary(day)

    assert summary["village"] == summary["township"]
    assert summary["delivery"]["digest_sent"] == summary["delivery"]["digest_received"]
    assert (summary["delivery"]["state"], summary["today"]["delivery"]) == ("已送达", "已送达")


def test_the_reversed_slip_left_the_balance_once_reduced(day: Path) -> None:
    repaid = _summary(day)["repaid"]

    assert Decimal(repaid["balance_before"]) - Decimal(repaid["balance_after"]) == Decimal("5000.00")


def test_the_bundle_opens_at_the_township_and_for_nobody_else(day: Path) -> None:
    bundle = day / "out" / "usb" / _summary(day)["delivery"]["bundle"]
    at_desk = _huicun("bundle", "verify", str(bundle), "--book", str(day / "out" / "township-book"), "--json")

    assert at_desk.returncode == 0, at_desk.stderr
    assert json.loads(at_desk.stdout)["digest"] == _summary(day)["delivery"]["digest_sent"]


def test_one_flipped_byte_is_refused_and_the_township_book_unchanged(day: Path, tmp_path: Path) -> None:
    data = bytearray((day / "out" / "usb" / _summary(day)["delivery"]["bundle"]).read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / "damaged.age"
    damaged.write_bytes(data)
    desk = ["--book", str(day / "out" / "township-book"), "--json"]
    before = _huicun("bundle", "status", *desk).stdout

    done = _huicun("bundle", "import", str(damaged), *desk)

    assert (done.returncode, done.stdout) == (3, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert _huicun("bundle", "status", *desk).stdout == before


def test_every_paper_is_there_and_says_what_it_should(day: Path) -> None:
    out, summary = day / "out", _summary(day)

    application, extension = _text(out / "application.pdf"), _text(out / "extension.pdf")

    assert "脱贫人口小额信贷申请审批表" in application
    assert "人民币伍万元整" in application
    assert "手续待补" in extension
    for name, printed in summary["printed"].items():
        info = subprocess.run(["pdfinfo", str(out / name)], capture_output=True, text=True, check=True).stdout
        assert f"Pages:           {printed['pages']}" in info
        fonts = subprocess.run(["pdffonts", str(out / name)], capture_output=True, text=True, check=True).stdout
        assert "Helvetica" not in fonts
        assert " no " not in fonts.split("\n", 2)[2].split("yes", 1)[0]


def test_the_ledger_has_every_loan_and_its_sum_is_the_balance(day: Path) -> None:
    summary = _summary(day)
    sheet = load_workbook(day / "out" / "loan-ledger.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in rows if "余额(元)" in row)
    balance = heading.index("余额(元)")

    total = next(row for row in rows if "合计" in row)

    assert summary["ledger_rows"] == summary["village"]["loans"]
    assert Decimal(str(total[balance])) == Decimal(summary["village"]["balance"])


def test_pictures_of_the_main_pages_are_left(day: Path) -> None:
    names = {path.stem for path in (day / "out" / "screens").glob("*.png")}

    assert {"today", "households", "exchange", "print"} <= names


def test_a_wrong_password_is_one_sentence_and_status_3(day: Path) -> None:
    done = _huicun("household", "list", "--book", str(day / "book"), password="不是这个密码")

    assert (done.returncode, done.stdout) == (3, "")
    assert "密码" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_journal_holds_at_the_end_of_the_day(day: Path) -> None:
    done = _huicun("verify", "--book", str(day / "book"), "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True


def test_a_real_book_is_never_made_into_a_practice_village(tmp_path: Path) -> None:
    book = ["--book", str(tmp_path / "real")]
    made = _huicun(
        "init", "--role", "village", "--code", "513123104205", "--name", "柳树沟村", "--officer", "周", *book
    )
    assert made.returncode == 0, made.stderr

    done = _huicun("demo", "--headless", "--out", str(tmp_path / "out"), *book)

    assert done.returncode == 1
    with open_book(tmp_path / "real", PASSWORD) as real:
        assert not real.info.practice
