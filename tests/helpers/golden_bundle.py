"""Make a golden bundle: a file that every later program must be able to open, with the keys to open it.

    python -m tests.helpers.golden_bundle tests/data/bundles/schema-1 [TABLES.json]

TABLES.json is `{"table": [row, …]}` as an export gives it; without it the few rows of `tests.helpers.bundles` are
used. An existing folder is never written over: what was released stays as it was.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.exchange.bundle import build_bundle
from app.exchange.cards import Card, read_card
from app.exchange.keys import DeviceKeys
from app.exchange.parties import OwnDevice, Recipient
from tests.helpers.bundles import TABLES, header, new_world

BUNDLE = "bundle.age"
KEYS = "township-keys.json"
OWN_CARD = "township.card"
SENDER_CARD = "village.card"
EXPECTED = "expected.json"


def make_golden(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write the five files of a golden bundle; raises FileExistsError where there is one already."""
    world = new_world()
    out = io.BytesIO()
    built = build_bundle("full", tables, header(), world.village, [Recipient.of_card(world.township.card)], out)
    folder.mkdir(parents=True)
    (folder / BUNDLE).write_bytes(out.getvalue())
    (folder / KEYS).write_text(json.dumps(world.township.keys.to_dict()) + "\n")
    (folder / OWN_CARD).write_bytes(world.township.card.to_bytes())
    (folder / SENDER_CARD).write_bytes(world.village.card.to_bytes())
    expected = {
        "schema_version": built.manifest.schema_version,
        "digest": built.digest,
        "counts": built.manifest.counts,
        "fingerprint": world.village.card.fingerprint,
        "tables": tables,
    }
    (folder / EXPECTED).write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_golden(folder: Path) -> tuple[Path, OwnDevice, Card, dict[str, Any]]:
    """The bundle, who can open it, who sent it, and what is in it."""
    keys = DeviceKeys.from_dict(json.loads((folder / KEYS).read_text()))
    own = OwnDevice(keys, read_card((folder / OWN_CARD).read_bytes()))
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    return folder / BUNDLE, own, read_card((folder / SENDER_CARD).read_bytes()), expected


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if len(sys.argv) > 2 else TABLES
    make_golden(Path(sys.argv[1]), given)
