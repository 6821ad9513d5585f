"""One office for all these tests, copied for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.books import PASSWORD
from tests.helpers.office_commands import Commands, make_office


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed book that is never written to."""
    folder = tmp_path_factory.mktemp("office") / "book"
    make_office(folder)
    return folder


@pytest.fixture
def office(
    made_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    """Commands on a copy of the book."""
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)
    monkeypatch.delenv("HUICUN_BOOK", raising=False)
    return Commands(shutil.copytree(made_office, tmp_path / "book"), capsys)
