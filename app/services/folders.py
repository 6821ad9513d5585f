"""Where the book lies and what the window remembers; light, so that the window can ask before anything is loaded."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from app.domain.errors import RealBookError
from app.files import remove
from app.storage.places import BookFolder

FOLDER_VARIABLE = "HUICUN_BOOK"


def default_folder() -> Path:
    """Where the book lies when nobody says otherwise: $HUICUN_BOOK, else the platform's data folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return user_data_path("huicun", appauthor=False) / "book"


def practice_folder() -> Path:
    """Where the practice village is made when nobody says otherwise."""
    return user_data_path("huicun", appauthor=False) / "practice"


def set_practice_aside(folder: Path, password: str) -> None:
    """Make room for a new practice village: an old one is removed, a real book never.

    Raises RealBookError where the book in `folder` is not a practice book, and the errors of `open_book`.
    """
    if not has_book(folder):
        return
    from app.storage.book import open_book  # the window asks this module before anything heavy is loaded

    with open_book(folder, password) as book:
        if not book.info.practice:
            raise RealBookError(str(folder))
    remove(folder)


def preferences_file() -> Path:
    """Where the window remembers theme, text size and page; nothing of any villager."""
    return user_config_path("huicun", appauthor=False) / "window.json"


def has_book(folder: Path) -> bool:
    """Whether something stands there that is or was a book."""
    places = BookFolder.at(folder)
    return places.book.exists() or any(path.exists() for path in places.keys)
