"""How a character is read as a surname where that differs from its common reading (resources/code_lists)."""

from __future__ import annotations

from functools import lru_cache

from app.packs.toml_files import built_in_text, parse_toml

FILE = "surname_readings"


@lru_cache(maxsize=1)
def surname_readings() -> dict[str, str]:
    """Character -> reading without tone. Raises DataFileError."""
    readings = parse_toml(built_in_text("code_lists", FILE), f"{FILE}.toml").table("readings")
    return {character: readings.text(character) for character in readings.content}
