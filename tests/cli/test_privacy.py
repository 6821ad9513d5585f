"""privacy on the command line: who is past his time, why one is kept, and erasing him."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models import Household, Member
from tests.helpers.books import new_book
from tests.helpers.commands import answer, refusal, run

DAY = "2026-11-20"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed book with one household of one."""
    folder = tmp_path / "账本"
    with new_book(folder) as book, book.write("登记农户") as session:
        household = Household(village_code=book.code, number="H1", group_name="1组")
        session.add(household)
        session.flush()
        session.add(Member(household_id=household.id, name="赵一", relation="户主"))
    return folder


def test_a_household_that_is_served_is_kept_until_it_takes_its_consent_back(folder: Path) -> None:
    words = ("privacy", "erase", "H1", "--book", folder, "--on", DAY)

    assert answer("privacy", "due", "--book", folder, "--on", DAY) == {"due": []}
    shown = answer("privacy", "show", "H1", "--book", folder, "--on", DAY)
    assert (shown["head"], shown["until"]) == ("赵一", None)
    assert "没有撤回同意" in refusal(*words, status=1)

    done = answer(*words, "--withdrawn")

    assert (done["rows"], done["scans"]) == (2, 0)
    assert "H1" in refusal("household", "show", "H1", "--book", folder, status=1)
    verified = run("verify", "--book", folder)
    assert (verified.status, f"第 {done['entry']} 条（" in verified.out) == (0, True)
