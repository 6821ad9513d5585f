"""init, verify and backup on the command line: answers, exit statuses, one sentence on a fault, nothing leaked."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.models import Household
from tests.helpers.books import PASSWORD, new_book, reopened

CODE = "511724100203"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    monkeypatch.delenv("HUICUN_BOOK", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed book with one household."""
    folder = tmp_path / "账本"
    with new_book(folder) as book, book.write("登记农户") as session:
        session.add(Household(book_code=book.code, village_code=book.code, number="H1"))
    return folder


def ran(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output, standard error of one command."""
    try:
        status = main([str(word) for word in words])
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def answered(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Any:
    """The JSON answer of a command that was done."""
    status, out, err = ran(capsys, *words, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def refused(capsys: pytest.CaptureFixture[str], status: int, *words: str | Path) -> str:
    """The one line about a command that was not done."""
    found, out, err = ran(capsys, *words)
    assert (found, out) == (status, "")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    return err.strip()


def test_init_makes_a_book_and_prints_the_recovery_code_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = answered(
        capsys, "init", "--book", tmp_path / "b", "--role", "village", "--code", CODE, "--name", "柳树沟村",
        "--officer", "李守信", "--village", "511724100204=青杠村", "--pack", "national-2021",
    )  # fmt: skip

    assert (made["code"], made["role"], made["pack"]) == (CODE, "village", "national-2021")
    assert made["villages"] == [{"code": "511724100204", "name": "青杠村"}]
    assert [len(group) for group in made["recovery_code"].split("-")] == [4] * 6
    found = answered(capsys, "verify", "--book", tmp_path / "b")
    assert found["ok"]
    for path in (tmp_path / "b").iterdir():
        assert made["recovery_code"].encode() not in path.read_bytes()


def test_init_and_verify_say_what_speaks_against_clock_and_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = tmp_path / "坚果云" / "b"
    made = answered(
        capsys, "init", "--book", book, "--role", "village", "--code", CODE, "--name", "柳树沟村", "--officer", "李守信"
    )
    assert [text for text in made["advice"] if "同步" in text] == made["advice"]

    with reopened(book) as opened, opened.write("登记农户", now=opened.moment() + timedelta(days=3)) as session:
        session.add(Household(book_code=CODE, village_code=CODE, number="H1"))
    status, out, _ = ran(capsys, "verify", "--book", book)

    assert (status, "账本完好" in out) == (0, True)
    assert "提醒　电脑的时间倒退了" in out
    assert "提醒　这个文件夹会被网盘同步" in out


def test_init_never_makes_a_book_over_another(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    before = (folder / "book.db").read_bytes()

    said = refused(
        capsys, 1, "init", "--book", folder, "--role", "township", "--code", "511724100000", "--name", "清溪镇",
        "--officer", "王",
    )  # fmt: skip

    assert "已经有账本" in said
    assert (folder / "book.db").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--role", "county", "--code", CODE, "--name", "村", "--officer", "李"], 2),
        (["--role", "village", "--code", "1234", "--name", "村", "--officer", "李"], 2),
        (["--role", "village", "--code", CODE, "--officer", "李"], 2),
        (["--role", "village", "--code", CODE, "--name", "村", "--officer", "李", "--village", "青杠村"], 2),
        (["--role", "village", "--code", CODE, "--name", "村", "--officer", "李", "--pack", "no-such-pack"], 2),
    ],
)
def test_init_with_wrong_values_makes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], status: int
) -> None:
    found, out, err = ran(capsys, "init", "--book", tmp_path / "b", *words)

    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert found == status
    assert not (tmp_path / "b" / "book.db").exists()


def test_a_weak_password_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICUN_PASSWORD", "1234")

    said = refused(
        capsys, 1, "init", "--book", tmp_path / "b", "--role", "village", "--code", CODE, "--name", "村",
        "--officer", "李",
    )  # fmt: skip

    assert "太容易猜" in said


def test_the_book_may_be_named_by_the_environment(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICUN_BOOK", str(folder))

    assert answered(capsys, "verify")["ok"]


def test_without_password_and_terminal_it_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUICUN_PASSWORD")

    assert "密码" in refused(capsys, 2, "verify", "--book", folder)


def test_a_wrong_password_is_status_3(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICUN_PASSWORD", "不是这个密码吧")

    assert refused(capsys, 3, "verify", "--book", folder).startswith("密码不对。")


def test_no_book_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "没有账本" in refused(capsys, 3, "verify", "--book", tmp_path / "没有")
    assert not (tmp_path / "没有").exists()


def test_verify_lists_its_checks(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    found = answered(capsys, "verify", "--book", folder)

    assert set(found) == {"ok", "checks"}
    assert all(set(check) == {"name", "ok", "text"} for check in found["checks"])
    names = {check["name"] for check in found["checks"]}
    assert {"key", "pages", "schema", "journal", "rows", "money", "search"} <= names


def test_verify_of_a_damaged_book_answers_and_is_status_3(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    data = bytearray((folder / "book.db").read_bytes())
    data[-100] ^= 1
    (folder / "book.db").write_bytes(data)

    status, out, err = ran(capsys, "verify", "--book", folder, "--json")

    assert (status, err) == (3, "")
    assert json.loads(out)["ok"] is False


def test_backups_are_made_listed_and_restored(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()

    made = answered(capsys, "backup", "make", "--to", stick, "--book", folder)
    listed = answered(capsys, "backup", "list", "--book", folder)["backups"]
    restored = answered(capsys, "backup", "restore", made["id"], "--book", folder)
    from_stick = answered(capsys, "backup", "restore", made["copy"], "--book", folder)

    assert made["households"] == 1
    assert [backup["id"] for backup in listed] == [made["id"]]
    assert restored["restored"] == made["id"]
    assert restored["saved"] != from_stick["saved"]
    assert answered(capsys, "verify", "--book", folder)["ok"]


def test_an_unknown_backup_is_refused(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert "没有这个备份" in refused(capsys, 1, "backup", "restore", "x", "--book", folder)


def test_a_stick_that_is_not_there_is_disk_trouble(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    assert "找不到" in refused(capsys, 4, "backup", "make", "--to", tmp_path / "没插", "--book", folder)


def test_what_still_reads_of_a_book_is_gathered_in_a_new_folder(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    found = answered(capsys, "backup", "rescue", "--to", tmp_path / "救回", "--book", folder)

    assert found["damaged_tables"] == []
    assert answered(capsys, "verify", "--book", tmp_path / "救回")["ok"]


NEW = "换了一个新的密码"


def test_a_changed_password_opens_and_the_old_one_no_more(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICUN_NEW_PASSWORD", NEW)
    answered(capsys, "key", "password", "--book", folder)

    refused(capsys, 3, "verify", "--book", folder)
    monkeypatch.setenv("HUICUN_PASSWORD", NEW)
    assert answered(capsys, "verify", "--book", folder)["ok"]


def test_a_forgotten_password_is_set_anew_by_recovery_code_and_sheet(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = answered(capsys, "key", "code", "--book", folder)["recovery_code"]
    sheet = answered(capsys, "key", "sheet", "--book", folder)["sheet"]
    for name in ("book.key", "book.key.copy"):
        (folder / name).unlink()
    monkeypatch.setenv("HUICUN_NEW_PASSWORD", NEW)
    monkeypatch.setenv("HUICUN_RECOVERY_CODE", code)

    answered(capsys, "key", "recover", "--sheet", sheet, "--book", folder)

    monkeypatch.setenv("HUICUN_PASSWORD", NEW)
    assert answered(capsys, "verify", "--book", folder)["ok"]


def test_a_second_officer_is_let_in_and_out(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICUN_NEW_PASSWORD", NEW)
    answered(capsys, "key", "second", "--book", folder)
    monkeypatch.setenv("HUICUN_PASSWORD", NEW)
    assert answered(capsys, "verify", "--book", folder)["ok"]

    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    answered(capsys, "key", "second", "--remove", "--book", folder)

    monkeypatch.setenv("HUICUN_PASSWORD", NEW)
    refused(capsys, 3, "verify", "--book", folder)


def test_a_new_key_keeps_the_password(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    salt = (folder / "book.db").read_bytes()[:16]

    made = answered(capsys, "key", "renew", "--book", folder)

    assert len(made["recovery_code"]) == 29
    assert (folder / "book.db").read_bytes()[:16] != salt
    assert answered(capsys, "verify", "--book", folder)["ok"]


def test_the_second_place_says_how_long_ago_a_copy_went_there(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    assert "还没有选第二处" in ran(capsys, "backup", "place", "--book", folder)[1]
    assert str(stick) in refused(capsys, 4, "backup", "place", stick, "--book", folder)
    stick.mkdir()

    chosen = answered(capsys, "backup", "place", stick, "--book", folder)
    ran(capsys, "backup", "make", "--to", stick, "--book", folder)
    later = answered(capsys, "backup", "place", "--book", folder)

    assert (chosen["days_since"], later["days_since"]) == (None, 0)
    assert later["place"] == str(stick)
