"""Which built-in policy packs a new book may begin with; light, because the first page asks."""

from __future__ import annotations

from pathlib import Path

from app.packs.policies import check_policy_text, load_policy, policy_ids
from app.services.county_files import read_data_file

USUAL = "national-2021"


def pack_choices() -> list[tuple[str, str]]:
    """(id, name): the usual one first, then the national ones from the newest, then the counties'."""
    packs = [load_policy(pack_id) for pack_id in policy_ids()]
    national = sorted(
        (pack for pack in packs if pack.id.startswith("national")), key=lambda pack: pack.id, reverse=True
    )
    counties = [pack for pack in packs if not pack.id.startswith("national")]
    usual = [pack for pack in national if pack.id == USUAL]
    rest = [pack for pack in national if pack.id != USUAL]
    return [(pack.id, pack.name) for pack in usual + rest + counties]


def pack_from_file(file: Path) -> tuple[str, str, str]:
    """(id, name, text) of a county's own pack file. Raises DataFileError, or the disk's KnownError."""
    text = read_data_file(file, "政策包")
    pack = check_policy_text(text, file.name)
    return pack.id, pack.name, text
