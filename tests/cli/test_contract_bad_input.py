"""Bad input of the real world: one sentence, the status of its kind, nothing half-written, the book as it was."""

from __future__ import annotations

import csv
import re
import shutil
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.models import Paper
from app.resources import resource
from tests.helpers.books import reopened
from tests.helpers.commands import Ran, answer, line_of, refusal, run
from tests.helpers.offices import NOTE, Offices, make_offices, roster_csv

ROSTER = resource("samples/roster-liushugou.xlsx")
ON = "2026-11-20"
HOUSEHOLD, BORROWER = "5131230007", "513123000701"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """Both desks with a bundle of the village, to be copied or only read."""
    offices = make_offices(tmp_path_factory.mktemp("made") / "offices")
    (offices.root / "usb").mkdir()
    answer("bundle", "export", "--to", offices.root / "usb", "--on", ON, book=offices.village)
    return offices


@pytest.fixture
def own(made: Offices, tmp_path: Path) -> Path:
    """A copy of the village's book, to write in."""
    return Path(shutil.copytree(made.village, tmp_path / "账本"))


@pytest.fixture(scope="module")
def rows() -> list[list[Any]]:
    """The sample list, row by row."""
    sheet = load_workbook(ROSTER).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def heading_of(rows: list[list[Any]]) -> int:
    """The index of the row of headings."""
    return next(no for no, row in enumerate(rows) if "证件号码" in row)


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    """The rows as .xlsx, each cell of the kind of its value."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def state(book: Path) -> str:
    """What is in a book, by what it answers."""
    households = answer("household", "list", book=book)
    return sha256(f"{households}{answer('loan', 'show', NOTE, '--on', ON, book=book)}".encode()).hexdigest()


def test_a_roster_without_a_heading_that_is_needed(made: Offices, tmp_path: Path, rows: list[list[Any]]) -> None:
    at = heading_of(rows)
    without = [["备注" if no == at and value == "证件号码" else value for value in row] for no, row in enumerate(rows)]

    said = refusal("roster", "import", sheet(tmp_path / "缺列.xlsx", without), book=made.village, status=3)

    assert "缺列.xlsx" in said
    assert "证件号码" in said


def test_ids_that_came_as_numbers_refuse_their_rows(own: Path, tmp_path: Path, rows: list[list[Any]]) -> None:
    at = heading_of(rows)
    column = rows[at].index("证件号码")
    spoilt = [list(row) for row in rows[: at + 4]]
    for row in spoilt[at + 1 :]:
        row[column] = float(f"{str(row[column])[:15]}000")

    found = answer("roster", "import", sheet(tmp_path / "数字.xlsx", spoilt), "--on", ON, book=own)

    assert (found["rows"], found["added"], len(found["refused"])) == (3, 0, 3)
    assert all("数字" in each["reason"] for each in found["refused"])
    assert {each["column"] for each in found["refused"]} == {"证件号码"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.xlsx", b""),
        ("断.xlsx", ROSTER.read_bytes()[:20000]),
        ("坏.xlsx", ROSTER.read_bytes()[:200] + bytes(3000)),
        ("假.xlsx", b"%PDF-1.7\n" + bytes(2000)),
        ("照片.xls", b"\xff\xd8\xff\xe0" + bytes(2000)),
        ("乱.ods", b"PK\x03\x04" + b"x" * 500),
        ("乱.csv", bytes(range(256)) * 20),
    ],
)
def test_a_broken_or_foreign_sheet(made: Offices, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    for words in (["roster", "import"], ["bank", "compare"]):
        assert name in refusal(*words, tmp_path / name, book=made.village, status=3)


def test_old_excel_and_gb18030_text_are_read(own: Path, tmp_path: Path, rows: list[list[Any]]) -> None:
    old = xlwt.Workbook()
    page = old.add_sheet("名单")
    for no, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(no, column, value)
    old.save(str(tmp_path / "名单.xls"))
    with (tmp_path / "名单.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["" if value is None else value for value in row] for row in rows])

    for name in ("名单.xls", "名单.csv"):
        found = answer("roster", "import", tmp_path / name, "--on", ON, book=own)
        assert (found["rows"], found["unchanged"], found["refused"]) == (462, 462, [])


def test_a_sheet_name_that_is_not_there(made: Offices) -> None:
    said = refusal("roster", "import", ROSTER, "--sheet", "没有", book=made.village, status=2)

    assert "没有叫“没有”的表页" in said


def test_a_file_that_is_not_there(made: Offices, tmp_path: Path) -> None:
    for words in (["roster", "import"], ["bank", "compare"], ["bundle", "import"], ["bundle", "verify"]):
        assert re.search("找不到|打不开", refusal(*words, tmp_path / "没有", book=made.village, status=4))


def test_a_roster_of_another_village(made: Offices, tmp_path: Path, rows: list[list[Any]]) -> None:
    at = heading_of(rows)
    column = rows[at].index("行政村")
    others = [
        [value if no <= at or place != column else "桐子坪村" for place, value in enumerate(row)]
        for no, row in enumerate(rows)
    ]
    before = state(made.village)

    said = refusal("roster", "import", sheet(tmp_path / "邻村.xlsx", others), book=made.village, status=1)

    assert "桐子坪村" in said
    assert "柳树沟村" in said
    assert state(made.village) == before


@pytest.mark.parametrize("place", [0, 30, 200, 0.5, -1])
def test_a_bundle_with_one_flipped_bit(made: Offices, tmp_path: Path, place: float) -> None:
    (bundle,) = (made.root / "usb").glob("HC-*.age")
    data = bytearray(bundle.read_bytes())
    data[int(len(data) * place) if isinstance(place, float) else place] ^= 1
    (tmp_path / bundle.name).write_bytes(data)

    for verb in ("verify", "import"):
        line = refusal("bundle", verb, tmp_path / bundle.name, book=made.township, status=3)
        assert "账本没有改动" in line
    assert answer("bundle", "status", book=made.township) == {"villages": []}


def test_a_whole_bundle_beside_a_damaged_one_is_still_imported(made: Offices, tmp_path: Path) -> None:
    (bundle,) = (made.root / "usb").glob("HC-*.age")
    damaged = tmp_path / "HC-20261120-00000000.age"
    damaged.write_bytes(bundle.read_bytes()[:-1])
    desk = shutil.copytree(made.township, tmp_path / "desk")

    found = answer("bundle", "import", damaged, bundle, book=desk, status=3)

    assert [each["outcome"] for each in found["bundles"]] == ["refused", "imported"]
    assert "损坏" in found["bundles"][0]["reason"]


def test_what_the_book_does_not_know(made: Offices, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    dated = ["--on", ON]
    bank = ["--contract", "K", "--bank", "b", "--rate", "3", "--method", "bullet", *dated]
    commands: list[tuple[str, list[object]]] = [
        ("户编号", ["household", "show", "999"]),
        ("户编号", ["rating", "bank", "999", "--grade", "优", "--credit-line", "1", "--until", ON, *dated]),
        ("户编号", ["loan", "record", "999", "--borrower", "1", "--amount", "1", "--months", "1", *bank]),
        ("本户成员", ["loan", "record", HOUSEHOLD, "--borrower", "1", "--amount", "1", "--months", "1", *bank]),
        ("申请编号", ["loan", "disburse", "SQ1", *bank]),
        ("申请编号", ["loan", "opinion", "SQ1", "--stage", "bank", "--result", "pass", "--by", "张", *dated]),
        ("借据号", ["loan", "show", "999"]),
        ("借据号", ["loan", "repay", "999", "--amount", "1", *dated]),
        ("借据号", ["loan", "extend", "999", "--until", "2027-12-01", "--reason", "r", *dated]),
        ("借据号", ["loan", "renew", "999", "--amount", "1", "--months", "1", *dated]),
        ("借据号", ["loan", "claim", "999", "--kind", "insurance", "--amount", "1", *dated]),
        ("流水编号", ["loan", "reverse", "01a1fd24-9f1f-7000-bc36-a33520763267"]),
        ("流水编号", ["loan", "reverse", "乱写"]),
        ("户编号", ["forms", "print", "F1", "--household", "999", "--out", out]),
        ("借据号", ["forms", "print", "F7", "--contract", "999", "--out", out]),
        ("表格", ["forms", "print", "F99", "--blank", "--out", out]),
        ("台账", ["ledger", "export", "没有", "--out", out]),
    ]
    before = state(made.village)
    for what, words in commands:
        assert refusal(*words, book=made.village, status=1).startswith(f"本账本里没有这个{what}："), words
    assert state(made.village) == before
    assert not out.exists()


def test_values_that_no_act_takes(made: Offices) -> None:
    repay = ["loan", "repay", NOTE, "--on", ON]
    record = [
        "loan", "record", HOUSEHOLD, "--borrower", BORROWER, "--contract", "K", "--bank", "b", "--on", ON,
        "--method", "bullet",
    ]  # fmt: skip
    apply = [
        "loan", "apply", HOUSEHOLD, "--borrower", BORROWER, "--purpose", "养猪", "--kind", "first", "--on", ON,
        "--reason", "有理由",
    ]  # fmt: skip
    commands = [
        [*repay, "--amount", "5万"],
        [*repay, "--amount", "1e30"],
        [*repay, "--amount", "NaN"],
        [*repay, "--amount=-5"],
        [*repay, "--amount", "0"],
        [*repay, "--amount", "1.005"],
        [*repay, "--amount", "100", "--principal", "50", "--interest", "20"],
        [*repay, "--amount", "100", "--entry-id", "不是UUID"],
        [*repay, "--amount", "100", "--on", "2026-02-30"],
        [*repay, "--amount", "100", "--on", "2025-12-31"],  # before the disbursement
        [*record, "--amount", "50000", "--months", "0", "--rate", "4"],
        [*record, "--amount", "50000", "--months", "1e30", "--rate", "4"],
        [*record, "--amount", "50000", "--months", "12.5", "--rate", "4"],
        [*record, "--amount", "0", "--months", "12", "--rate", "4"],
        [*record, "--amount", "50000", "--months", "12", "--rate", "-4"],
        [*record, "--amount", "50000", "--months", "12", "--rate", "1e9"],
        [*record, "--amount", "50000", "--months", "12", "--rate", "4", "--day-count", "act/364"],
        [*record, "--amount", "50000", "--months", "12", "--rate", "4", "--settlement-day", "0"],
        [*record, "--amount", "50000", "--months", "12", "--rate", "4", "--due-on", ON],
        [*apply, "--amount", "0", "--months", "12"],
        [*apply, "--amount", "10000", "--months", "99999999999999999999"],
        [*apply, "--amount", "10000", "--months", "12", "--condition", "skills=perhaps"],
        ["loan", "extend", NOTE, "--until", "2026-12-31", "--reason", "早于到期日", "--on", ON],
        ["loan", "claim", NOTE, "--kind", "theft", "--amount", "1", "--on", ON],
        ["due", "--within", "1e9"],
        ["rating", "bank", HOUSEHOLD, "--grade", "优", "--credit-line", "x", "--until", ON],
    ]
    before = state(made.village)
    for words in commands:
        refusal(*words, book=made.village, status=2)
    assert state(made.village) == before


@pytest.mark.parametrize("text", ["", "[]", "{", '{"integrity": 5}', '{"integrity": "nosuch"}', '{"nosuch": "good"}'])
def test_answers_of_a_rating_that_are_none(made: Offices, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")

    refusal("rating", "new", HOUSEHOLD, "--answers", tmp_path / "a.json", "--on", ON, book=made.village, status=2)


@pytest.mark.parametrize(
    "adjust",
    ["integrity", "integrity=x:r", "integrity=5", "nosuch=5:理由", "integrity=1e30:理由", "integrity=NaN:理由"],
)
def test_adjustments_that_are_none(made: Offices, tmp_path: Path, adjust: str) -> None:
    (tmp_path / "a.json").write_text(
        '{"integrity": "good", "labour": "two", "skills": "ordinary", "income": "high"}', encoding="utf-8"
    )
    words = ["rating", "new", HOUSEHOLD, "--answers", tmp_path / "a.json", "--adjust", adjust, "--on", ON]

    refusal(*words, book=made.village, status=2)


def test_a_place_that_is_no_folder(made: Offices, own: Path, tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"x")
    nowhere = tmp_path / "文件" / "x"
    commands: list[list[object]] = [
        ["forms", "print", "F1", "--blank", "--out", nowhere],
        ["ledger", "export", "loans", "--out", nowhere],
        ["report", "day", "--out", nowhere],
        ["pair", "card", "--out", nowhere],
        ["bundle", "export", "--to", nowhere],
        ["backup", "make", "--to", nowhere],
    ]
    for words in commands:
        line = refusal(*words, book=own, status=4)
        assert "数据完好" in line, words
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["文件", own.name])
    with reopened(own) as book, book.read() as session:
        assert session.scalars(select(Paper)).all() == [], "no paper is recorded that was never printed"


def small(room: int, *words: object, book: Path) -> Ran:
    """A command while no file may grow beyond `room` bytes: the disk is full there."""
    import resource as resource_limits

    soft, hard = resource_limits.getrlimit(resource_limits.RLIMIT_FSIZE)
    resource_limits.setrlimit(resource_limits.RLIMIT_FSIZE, (room, hard))
    try:
        return run(*words, book=book)
    finally:
        resource_limits.setrlimit(resource_limits.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="needs setrlimit")
def test_a_full_disk_leaves_nothing_half_written(own: Path, tmp_path: Path) -> None:
    out, stick = tmp_path / "out", tmp_path / "usb"
    out.mkdir()
    stick.mkdir()
    before = state(own)
    changed = roster_csv(tmp_path / "改.csv", "13900000009")
    commands: list[tuple[int, list[object]]] = [
        (4096, ["forms", "print", "F1", "--blank", "--out", out / "f.pdf"]),
        (4096, ["ledger", "export", "loans", "--out", out / "l.xlsx"]),
        (8192, ["bundle", "export", "--to", stick, "--on", ON]),
        (65536, ["roster", "import", changed, "--on", ON]),
        (65536, ["backup", "make", "--to", stick]),
    ]
    for room, words in commands:
        assert re.search("空间不足|读写不了", line_of(small(room, *words, book=own), 4)), words
    assert list(out.iterdir()) == []
    assert list(stick.rglob("*.age")) == []
    assert list(own.rglob("*.part-*")) == []
    assert answer("verify", book=own)["ok"] is True
    assert state(own) == before


def test_words_of_another_encoding(made: Offices) -> None:
    assert "不是 UTF-8" in refusal("loan", "show", "\udcb4\udcfb", book=made.village, status=2)


def test_backups_of_a_book_that_is_not_there(tmp_path: Path) -> None:
    assert "没有账本" in refusal("backup", "list", book=tmp_path / "没有", status=3)
