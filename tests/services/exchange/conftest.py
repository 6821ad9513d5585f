"""A village and a township that trust each other, and an empty stick; made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.book import Book
from tests.helpers.books import reopened
from tests.helpers.villages import Desks, new_township, new_village, pair


@pytest.fixture(scope="session")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of both books, closed."""
    folder = tmp_path_factory.mktemp("paired")
    with new_village(folder / "village") as village, new_township(folder / "township") as township:
        pair(village, township, folder)
    return folder


@pytest.fixture
def village(paired: Path, tmp_path: Path) -> Iterator[Book]:
    with reopened(shutil.copytree(paired / "village", tmp_path / "village")) as book:
        yield book


@pytest.fixture
def township(paired: Path, tmp_path: Path) -> Iterator[Book]:
    with reopened(shutil.copytree(paired / "township", tmp_path / "township")) as book:
        yield book


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def desks(village: Book, township: Book, stick: Path) -> Desks:
    return Desks(village, township, stick)
