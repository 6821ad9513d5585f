"""huicun bundle: from the village to the township and back; statuses and shapes as the manual says them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.books import PASSWORD, reopened
from tests.helpers.typed_commands import Commands
from tests.helpers.villages import TOWNSHIP, VILLAGE, add_household, new_township, new_village, pair, repay

DAY = ("--on", "2026-11-20")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)


@pytest.fixture
def huicun(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with new_village(folder / "village") as village, new_township(folder / "township") as township:
        pair(village, township, folder)
    return folder


class Place:
    """Both books, closed, and the stick."""

    def __init__(self, made: Path, folder: Path) -> None:
        self.village = shutil.copytree(made / "village", folder / "village")
        self.township = shutil.copytree(made / "township", folder / "township")
        self.stick = folder / "usb"
        self.stick.mkdir()


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Place:
    return Place(made, tmp_path)


def export(huicun: Commands, place: Place) -> Any:
    return huicun.answer("bundle", "export", "--to", place.stick, "--book", place.village, *DAY)


def test_export_answers_with_file_copy_numbers_and_digest(huicun: Commands, place: Place) -> None:
    done = export(huicun, place)

    assert set(done) == {"file", "copy", "epoch_no", "seq", "digest"}
    assert (done["epoch_no"], done["seq"]) == (1, 1)
    assert Path(done["file"]).read_bytes() == Path(done["copy"]).read_bytes()
    assert len(done["digest"]) == 64


def test_import_answers_with_what_became_of_each_table(huicun: Commands, place: Place) -> None:
    sent = export(huicun, place)

    (done,) = huicun.answer("bundle", "import", sent["file"], "--book", place.township)["bundles"]

    assert set(done) == {"file", "kind", "book_code", "epoch_no", "seq", "outcome", "reason", "rows", "digest"}
    assert (done["kind"], done["book_code"], done["outcome"], done["reason"]) == ("full", VILLAGE[0], "imported", "")
    assert done["digest"] == sent["digest"]
    assert done["rows"]["household"] == {"added": 1, "changed": 0, "removed": 0, "quarantined": 0}
    (again,) = huicun.answer("bundle", "import", sent["file"], "--book", place.township)["bundles"]
    assert (again["outcome"], again["rows"]) == ("unchanged", {})


def test_the_whole_way_to_delivered(huicun: Commands, place: Place) -> None:
    assert huicun.answer("bundle", "status", "--book", place.village)["text"] == "还没有送过交换包"
    sent = export(huicun, place)
    huicun.answer("bundle", "import", place.stick, "--book", place.township)  # the folder, not the file

    (receipt,) = huicun.answer("bundle", "receipt", "--to", place.stick, "--book", place.township, *DAY)["receipts"]
    (read,) = huicun.answer("bundle", "import", place.stick, "--book", place.village)["bundles"]

    assert (receipt["book_code"], Path(receipt["file"]).name[:12]) == (VILLAGE[0], "HR-20261120-")
    assert (read["kind"], read["outcome"], read["reason"]) == ("receipt", "imported", "已送达")
    status = huicun.answer("bundle", "status", "--book", place.village, *DAY)
    assert (status["delivery"], status["text"], status["digest"]) == ("delivered", "已送达", sent["digest"])
    (there,) = huicun.answer("bundle", "status", "--book", place.township)["villages"]
    assert (there["book_code"], there["seq"], there["digest"]) == (VILLAGE[0], 1, sent["digest"])
    assert huicun.answer("bundle", "receipt", "--to", place.stick, "--book", place.township)["receipts"] == []


def test_verify_compares_our_own_and_opens_what_is_for_us(huicun: Commands, place: Place) -> None:
    sent = export(huicun, place)

    own = huicun.answer("bundle", "verify", sent["file"], "--book", place.village)
    theirs = huicun.answer("bundle", "verify", sent["file"], "--book", place.township)

    assert own == theirs
    assert (own["kind"], own["seq"], own["digest"], own["counts"]["loan"]) == ("full", 1, sent["digest"], 1)
    assert "逐字节一致" in huicun.text("bundle", "check", place.stick, "--book", place.village)


def test_one_flipped_byte_is_exit_3_and_a_sentence_everywhere(huicun: Commands, place: Place) -> None:
    sent = Path(export(huicun, place)["file"])
    data = bytearray(sent.read_bytes())
    data[-50] ^= 4
    sent.write_bytes(data)

    for verb in (("import", place.township), ("verify", place.township), ("verify", place.village)):
        line = huicun.refused(3, "bundle", verb[0], sent, "--book", verb[1])
        assert line.startswith("交换包已损坏")
        assert "账本没有改动" in line
    assert huicun.answer("bundle", "status", "--book", place.township)["villages"] == []


def test_a_foreign_file_a_missing_one_and_no_file(huicun: Commands, place: Place, tmp_path: Path) -> None:
    (tmp_path / "x.age").write_text("不是交换包")

    huicun.refused(3, "bundle", "import", tmp_path / "x.age", "--book", place.township)
    huicun.refused(4, "bundle", "import", tmp_path / "none.age", "--book", place.township)
    huicun.refused(2, "bundle", "import", "--book", place.township)
    assert huicun.text("bundle", "import", place.stick, "--book", place.township) == "没有找到交换包或回执"


def test_a_bad_file_among_good_ones_is_told_beside_them(huicun: Commands, place: Place, tmp_path: Path) -> None:
    sent = export(huicun, place)["file"]
    (tmp_path / "x.age").write_text("不是交换包")

    words = ("bundle", "import", sent, tmp_path / "x.age", "--book", place.township)
    bundles = huicun.answer(*words, status=3)["bundles"]

    assert [one["outcome"] for one in bundles] == ["imported", "refused"]
    assert bundles[1]["reason"].startswith("这个文件不是交换包")


def test_a_stick_that_takes_nothing_is_exit_4(huicun: Commands, place: Place, tmp_path: Path) -> None:
    for to in ("/proc", tmp_path / "nowhere", place.village / "book.db"):
        line = huicun.refused(4, "bundle", "export", "--to", to, "--book", place.village)
        assert "数据完好" in line
    status = huicun.answer("bundle", "status", "--book", place.village)
    assert status["text"] == "第 1 号没有写到U盘"

    again = huicun.answer("bundle", "again", "--to", place.stick, "--book", place.village)

    assert again["seq"] == 1


def test_nobody_to_send_to_is_exit_1(huicun: Commands, tmp_path: Path) -> None:
    with new_village(tmp_path / "alone"):
        pass

    line = huicun.refused(1, "bundle", "export", "--to", tmp_path, "--book", tmp_path / "alone")

    assert line.startswith("还没有和乡镇结对")


def test_a_fork_is_held_listed_and_decided_by_a_person(huicun: Commands, place: Place, tmp_path: Path) -> None:
    clone = shutil.copytree(place.village, tmp_path / "clone")
    huicun.answer("bundle", "import", export(huicun, place)["file"], "--book", place.township)
    with reopened(clone) as book:
        repay(book, "XED1", 1_000)
    other = huicun.answer("bundle", "export", "--to", place.stick, "--book", clone, *DAY)

    (held,) = huicun.answer("bundle", "import", other["file"], "--book", place.township)["bundles"]
    assert held["outcome"] == "held"
    (waiting,) = huicun.answer("bundle", "held", "--book", place.township)["held"]
    assert (waiting["digest"], waiting["reason"]) == (other["digest"], held["reason"])
    huicun.refused(1, "bundle", "admit", "nothing", "--reason", "核实", "--book", place.township)
    huicun.refused(1, "bundle", "refuse", "nothing", "--reason", "核实", "--book", place.township)
    huicun.answer("bundle", "order-epoch", waiting["id"], "--reason", "以这台为准", "--book", place.township)
    admit = ("bundle", "admit", waiting["id"], "--reason", "核实", "--book", place.township)
    (done,) = huicun.answer(*admit)["bundles"]

    assert (done["outcome"], done["rows"]["repayment"]["added"]) == ("imported", 1)
    assert huicun.text("bundle", "held", "--book", place.township) == "没有暂存的交换包"


def test_rows_that_come_back_are_listed(huicun: Commands, place: Place) -> None:
    with reopened(place.village) as book:
        bad = add_household(book, "5131230009", "尚木兰", remark="长" * 100_001)
    huicun.answer("bundle", "import", export(huicun, place)["file"], "--book", place.township)
    huicun.answer("bundle", "receipt", "--to", place.stick, "--village", VILLAGE[0], "--book", place.township)
    huicun.answer("bundle", "import", place.stick, "--book", place.village)

    rows = huicun.answer("bundle", "returned", "--book", place.village)["rows"]

    assert [(row["table"], row["code"]) for row in rows] == [("household", 106), ("member", 110)]
    assert rows[0]["id"] == bad
    assert huicun.answer("bundle", "status", "--book", place.village)["text"] == "已送达，2 行待更正"


def test_totals_agree_and_slips_are_printed(huicun: Commands, place: Place, tmp_path: Path) -> None:
    huicun.refused(1, "bundle", "slip", "--out", tmp_path / "s.pdf", "--book", place.village)
    huicun.answer("bundle", "import", export(huicun, place)["file"], "--book", place.township)

    assert huicun.answer("bundle", "totals", "--book", place.township) == {"findings": []}
    for name, book in (("交接单", (place.village,)), ("回执单", (place.township, "--village", VILLAGE[0]))):
        out = tmp_path / f"{name}.pdf"
        huicun.answer("bundle", "slip", "--out", out, "--book", *book)
        assert out.read_bytes().startswith(b"%PDF")


def test_sticks_need_no_book(huicun: Commands) -> None:
    assert isinstance(huicun.answer("bundle", "sticks")["sticks"], list)


def test_a_village_that_never_sent_anything_gets_no_receipt(huicun: Commands, place: Place) -> None:
    huicun.refused(1, "bundle", "receipt", "--to", place.stick, "--village", TOWNSHIP[0], "--book", place.township)
