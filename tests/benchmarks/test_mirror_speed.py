"""A township imports villages of 12 501 rows: the second time at least twice as fast, in memory that does not grow."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.cards import make_card
from app.exchange.keys import new_device_keys
from app.exchange.lineage import Outcome
from app.exchange.manifest import Position, Village
from app.exchange.parties import OwnDevice, Recipient
from app.services.bundle_rows import carried_tables
from app.services.mirror import import_many, index_search
from app.services.pairing import accept_partner, own_device
from app.services.row_checks import stored
from app.storage.book import Book
from tests.helpers.village_rows import village_rows
from tests.helpers.villages import new_township

pytestmark = pytest.mark.bench

VILLAGES = 6
MOST_MEGABYTES = 300
LEAST_OF_RAW = 0.7


@pytest.fixture
def township(tmp_path: Path) -> Iterator[Book]:
    with new_township(tmp_path / "township") as book:
        yield book


def two_bundles(township: Book, folder: Path, number: int) -> tuple[Path, Path]:
    """One village paired with the township, and its rows twice, under two numbers."""
    code = f"5131231042{number:02}"
    keys = new_device_keys()
    device = OwnDevice(keys, make_card(keys, code, f"第{number}村", "village", township.moment()))
    card = folder / f"{code}.card"
    card.write_bytes(device.card.to_bytes())
    accept_partner(township, card, device.card.fingerprint)
    with township.read() as session:
        to = [Recipient.of_card(own_device(session).card)]
    tables = village_rows(code)
    lineage: list[Position] = []
    files = folder / f"{code}-1.age", folder / f"{code}-2.age"
    for seq, file in enumerate(files, start=1):
        header = BundleHeader(
            book_code=code,
            villages=[Village(code, device.card.name)],
            device_id="d-1",
            epoch_no=1,
            epoch_id="e-1",
            seq=seq,
            lineage=lineage,
            journal_head="ab" * 32,
            journal_length=seq,
            as_of=date(2026, 11, 20),
            totals={},
            created=township.moment(),
            app_version="0.1",
        )
        with file.open("wb") as out:
            lineage.append(build_bundle("full", tables, header, device, to, out).manifest.position)
    return files


def raw_seconds(book: Book, codes: list[str]) -> float:
    """The same rows by the driver's own executemany into the same kind of file, ready as it wants them."""
    statements = []
    for code in codes:
        tables = village_rows(code)
        for name, carried in carried_tables().items():
            rows = [(code, 0, *stored(carried, row)) for row in tables[name]]
            columns = ", ".join(f'"{column}"' for column in ("book_code", "removed", *carried.columns))
            places = ", ".join("?" * (len(carried.columns) + 2))
            statements.append((code, f'INSERT INTO "{name}" ({columns}) VALUES ({places})', rows))
    began = time.perf_counter()
    with book.pause_writing() as connection:
        for code in codes:
            connection.execute("BEGIN IMMEDIATE")
            for whose, statement, rows in statements:
                if whose == code and rows:
                    connection.executemany(statement, rows)
            connection.execute("COMMIT")
    return time.perf_counter() - began


def test_an_import_costs_little_more_than_the_bare_insert(township: Book, tmp_path: Path) -> None:
    """The search is brought up to the rows afterwards, as it would be after a bare insert too."""
    files = [two_bundles(township, tmp_path, number)[0] for number in range(VILLAGES)]
    codes = [f"5131231042{number:02}" for number in range(VILLAGES)]

    with new_township(tmp_path / "raw") as bare:
        raw = raw_seconds(bare, codes)
    imported = seconds(township, files)
    began = time.perf_counter()
    index_search(township)

    print(
        f"raw {raw:.2f} s, imported {imported:.2f} s: {raw / imported:.2f}; search {time.perf_counter() - began:.2f} s"
    )
    assert raw >= LEAST_OF_RAW * imported


def seconds(township: Book, files: list[Path]) -> float:
    began = time.perf_counter()
    done = import_many(township, files)
    assert {one.outcome for one in done} == {Outcome.IMPORTED}
    return time.perf_counter() - began


def test_the_same_rows_again_take_half_the_time_at_most(township: Book, tmp_path: Path) -> None:
    pairs = [two_bundles(township, tmp_path, number) for number in range(VILLAGES)]

    first = seconds(township, [one for one, _ in pairs])
    again = seconds(township, [other for _, other in pairs])

    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = sum(map(len, village_rows("513123104200").values()))
    print(f"{VILLAGES} × {rows} rows: first {first:.2f} s, again {again:.2f} s, at most {megabytes:.0f} MB")
    assert again * 2 <= first
    assert megabytes <= MOST_MEGABYTES
