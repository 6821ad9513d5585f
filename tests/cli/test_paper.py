"""huicun paper on the command line: moves, a household's file, reprint, scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models import Household, Member
from tests.helpers.books import PASSWORD, new_book
from tests.helpers.office_commands import Commands

PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def commands(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commands:
    """Commands on a closed book with one household and one printed paper."""
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    with new_book(tmp_path / "b") as book, book.write("登记农户") as session:
        household = Household(village_code=book.code, number="H1", group_name="3组")
        session.add(household)
        session.flush()
        session.add(Member(household_id=household.id, name="杨䶮", relation="户主", resident_id="513123197904183511"))
    done = Commands(tmp_path / "b", capsys)
    done.done("forms", "print", "F10", "--household", "H1", "--out", tmp_path / "f10.pdf", "--on", "2026-11-20")
    return done


def test_a_paper_is_moved_and_its_story_told(commands: Commands) -> None:
    (paper,) = commands.done("paper", "list")["papers"]
    moved = commands.done("paper", "move", paper["serial"], "户签", "--on", "2026-11-21")
    said = commands.refused(1, "paper", "move", paper["serial"], "已印", "--on", "2026-11-22")

    assert (moved["state"], [step["after"] for step in moved["steps"]]) == ("户签", ["户签"])
    assert "户签" in said
    assert "户签" in commands.said("paper", "show", paper["serial"])


def test_a_reprint_takes_the_place_of_the_old_paper(commands: Commands, tmp_path: Path) -> None:
    (paper,) = commands.done("paper", "list")["papers"]
    out = tmp_path / "again.pdf"

    made = commands.done("paper", "reprint", paper["serial"], "--reason", "丢失", "--out", out)

    assert out.read_bytes().startswith(b"%PDF")
    assert [each["serial"] for each in commands.done("paper", "list")["papers"]] == [made["serial"]]


def test_a_scan_is_attached_listed_and_taken_out(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "证明.pdf").write_bytes(PDF)

    scan = commands.done("paper", "scan", tmp_path / "证明.pdf", "--household", "H1")
    commands.done("paper", "save-scan", scan["id"], "--out", tmp_path / "out.pdf")

    assert [each["title"] for each in commands.done("paper", "scans", "H1")["scans"]] == ["证明"]
    assert (tmp_path / "out.pdf").read_bytes() == PDF
    assert "pdf" in commands.refused(2, "paper", "scan", __file__, "--household", "H1")


def test_the_file_of_a_household_counts(commands: Commands) -> None:
    found = commands.done("paper", "file", "H1")

    assert (found["wanted"], found["have"], found["missing"]) == (0, 0, [])
    assert [line["form"] for line in found["lines"]] == ["F10"]
