"""The words one may choose from for a household and a member, as the national lists have them on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

from app.packs.code_lists import load_code_list


@cache
def words(list_id: str, on: date) -> tuple[str, ...]:
    """The labels of a code list on a day."""
    return load_code_list(list_id).labels(on)
