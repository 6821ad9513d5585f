"""Bundles of every released format and schema stay in tests/data/bundles and are opened by every later program."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.opening import open_bundle
from app.exchange.schema import SCHEMA_VERSION
from tests.helpers.bundles import TABLES
from tests.helpers.golden_bundle import make_golden, read_golden

FOLDER = Path(__file__).parent.parent / "data" / "bundles"
GOLDEN = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def test_there_is_one_of_the_first_format() -> None:
    assert "format-1" in GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_an_old_bundle_opens_with_all_its_rows(name: str) -> None:
    path, own, sender, expected = read_golden(FOLDER / name)

    with open_bundle(path, own, [sender]) as opened:
        assert opened.manifest.schema_version == expected["schema_version"] <= SCHEMA_VERSION
        assert opened.manifest.state_digest == expected["digest"]
        assert opened.manifest.counts == expected["counts"]
        assert opened.sender.fingerprint == expected["fingerprint"]
        assert {table: list(rows) for table, rows in opened.tables.items()} == expected["tables"]


def test_a_golden_bundle_is_never_written_over(tmp_path: Path) -> None:
    make_golden(tmp_path / "schema-1", TABLES)

    with pytest.raises(FileExistsError):
        make_golden(tmp_path / "schema-1", TABLES)
    path, own, sender, expected = read_golden(tmp_path / "schema-1")
    with open_bundle(path, own, [sender]) as opened:
        assert opened.manifest.counts == expected["counts"] == {"household": 2, "loan": 1, "visit": 0}
