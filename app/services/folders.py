"""Where the book lies and what the window remembers; light, so that the window can ask before anything is loaded."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path

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


def program_folder() -> Path:
    """Where updates of the program stand: in the officer's own data folder, so that no administrator is needed."""
    return user_data_path("huicun", appauthor=False) / "program"


def preferences_file() -> Path:
    """Where the window remembers theme, text size and page; nothing of any villager."""
    return user_config_path("huicun", appauthor=False) / "window.json"


def has_book(folder: Path) -> bool:
    """Whether something stands there that is or was a book."""
    places = BookFolder.at(folder)
    return places.book.exists() or any(path.exists() for path in places.keys)
