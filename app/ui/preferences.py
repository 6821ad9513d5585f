"""What the window remembers between two days: theme, text size, where it was; nothing about any villager."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Preferences:
    """All optional; a file that cannot be read counts as empty."""

    dark: bool = False
    text_size: int = 100
    base_points: float = 11.0
    page: str = ""
    width: int = 0
    height: int = 0
    maximized: bool = False
    stick: str = ""
    idle_minutes: int = 5
    advice_hushed: str = ""


def read_preferences(path: Path) -> Preferences:
    """What was remembered; defaults for what is missing or of another kind."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(found, dict):
        return Preferences()
    defaults = asdict(Preferences())
    good = {
        each.name: found[each.name]
        for each in fields(Preferences)
        if each.name in found and type(found[each.name]) is type(defaults[each.name])
    }
    return Preferences(**good)


def write_preferences(path: Path, preferences: Preferences) -> bool:
    """Remember; False where the disk refused, which is no trouble for anybody."""
    from app.domain.errors import KnownError  # reading comes before the first paint, writing when all is loaded
    from app.files import make_folder, write_atomic

    try:
        make_folder(path.parent)
        write_atomic(path, json.dumps(asdict(preferences), ensure_ascii=False, indent=1).encode())
    except KnownError:
        return False
    return True
