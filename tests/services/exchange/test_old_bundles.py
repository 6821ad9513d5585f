"""A bundle of every released schema is still taken into a book of today, and no row of it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.exchange.lineage import Outcome
from app.models import BookInfo, Household, Loan
from app.services.mirror import import_bundle
from app.services.office import make_book
from app.services.pairing import trust_card
from tests.helpers.books import CHEAP, PASSWORD
from tests.helpers.golden_bundle import read_golden

FOLDERS = sorted(folder for folder in Path("tests/data/bundles").glob("schema-*"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_old_bundle_is_taken_with_every_row(folder: Path, tmp_path: Path) -> None:
    file, own, sender, expected = read_golden(folder)
    book, _ = make_book(
        tmp_path / "desk", PASSWORD, role="township", code=own.card.code, name="天福镇", officer="李镇办", cost=CHEAP
    )
    with book:
        with book.write("换成存着的钥匙") as session:
            info = session.query(BookInfo).one()
            info.device_keys = json.dumps(own.keys.to_dict() | {"card": own.card.to_bytes().decode()})
            trust_card(session, sender, book.stamp())

        done = import_bundle(book, file)

        assert done.outcome is Outcome.IMPORTED
        assert {name: change.quarantined for name, change in done.rows.items() if change.quarantined} == {}
        added = {name: change.added for name, change in done.rows.items() if change.added}
        assert added == {name: count for name, count in expected["counts"].items() if count}
        with book.read() as session:
            counts = [session.query(one).filter_by(book_code=sender.code).count() for one in (Household, Loan)]
        assert counts == [expected["counts"]["household"], expected["counts"]["loan"]]


def test_there_is_one_of_schema_1() -> None:
    assert "schema-1" in [folder.name for folder in FOLDERS]
