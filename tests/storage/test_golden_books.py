"""A small encrypted book of every released schema is opened for ever."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.storage.engine import SCHEMA_VERSION
from app.storage.integrity import verify
from tests.helpers.books import reopened
from tests.helpers.golden_book import BOOKS, contents

GOLDEN = sorted(path.name for path in BOOKS.glob("schema-*"))


def test_every_schema_before_todays_has_its_book() -> None:
    assert {f"schema-{version}" for version in range(1, SCHEMA_VERSION)} <= set(GOLDEN)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_book_opens_verifies_and_holds_what_it_held(name: str, tmp_path: Path) -> None:
    """Where this fails before a release, the schema has changed: make the book anew (tests/helpers/golden_book.py)."""
    shutil.copytree(BOOKS / name, tmp_path / "book")
    (tmp_path / "book" / "contents.json").unlink()

    with reopened(tmp_path / "book") as book:
        checks = verify(book)
        with book.read() as session:
            found = contents(session)

    assert [check.text for check in checks if not check.ok] == []
    assert found == json.loads((BOOKS / name / "contents.json").read_text(encoding="utf-8"))
