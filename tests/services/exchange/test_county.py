"""The township's bundle to the county: its villages in one file, each in its own mirror there; nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.exchange.lineage import Outcome
from app.models import CorrectionProposal, Household, Loan, MirrorState, Repayment
from app.models.base import Row
from app.services.bundles import export_bundle
from app.services.delivery import delivery_state
from app.services.desk_proposals import propose_correction
from app.services.exchange_desk import DeskStand, read_desk_exchange
from app.services.mirror import import_bundle
from app.services.mirror_totals import all_totals_findings
from app.services.office import make_book
from app.services.pairing import own_device
from app.services.passed_on import may_speak_for
from app.services.receipts import import_receipt, write_receipts
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD
from tests.helpers.villages import DAY, NEIGHBOUR, VILLAGE, Desks, mirrored, new_village, pair, repay

COUNTY = ("513123000000", "清溪县")


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Book]:
    book, _ = make_book(
        tmp_path / "county", PASSWORD, role="township", code=COUNTY[0], name=COUNTY[1], officer="县办", cost=CHEAP
    )
    with book:
        yield book


@pytest.fixture
def two(desks: Desks, county: Book, stick: Path, tmp_path: Path) -> Iterator[Book]:
    """The neighbour's book; both villages have sent, and the township is paired with the county."""
    with new_village(tmp_path / "neighbour", NEIGHBOUR) as neighbour:
        pair(neighbour, desks.township, tmp_path)
        pair(desks.township, county, tmp_path)
        for village in (desks.village, neighbour):
            desks.bring(export_bundle(village, stick, on=DAY).file)
        yield neighbour


def state(book: Book, code: str) -> MirrorState | None:
    with book.read() as session:
        return session.get(MirrorState, code)


def ids(book: Book, code: str, row_class: type[Row]) -> list[str]:
    return [row.id for row in mirrored(book, code, row_class)]


def test_a_desk_of_the_countys_code_has_the_countys_card(county: Book) -> None:
    with county.read() as session:
        assert own_device(session).card.role == "county"


def test_two_villages_arrive_at_the_county_in_the_townships_bundle(
    desks: Desks, two: Book, county: Book, stick: Path
) -> None:
    row = mirrored(desks.township, VILLAGE[0], Household)[0]
    propose_correction(desks.township, VILLAGE[0], "household", row.id, "remark", "已核", reason="试", on=DAY)

    sent = export_bundle(desks.township, stick, on=DAY)
    done = import_bundle(county, sent.file)

    assert done.outcome is Outcome.IMPORTED
    for code in (VILLAGE[0], NEIGHBOUR[0]):
        for row_class in (Household, Loan, Repayment):
            assert ids(county, code, row_class) == ids(desks.township, code, row_class) != []
        here, there = state(county, code), state(desks.township, code)
        assert here is not None
        assert there is not None
        assert (here.through, here.digest, here.seq) == (desks.township.code, there.digest, there.seq)
    assert len(ids(county, desks.township.code, CorrectionProposal)) == 1
    with county.read() as session:
        assert all_totals_findings(session) == []
        lines = {line.code: line.stand for line in read_desk_exchange(session, DAY).villages}
    assert lines == {
        desks.township.code: DeskStand.OWED, VILLAGE[0]: DeskStand.PASSED_ON, NEIGHBOUR[0]: DeskStand.PASSED_ON,
    }  # fmt: skip


def test_the_county_answers_and_the_next_bundle_brings_only_what_changed(
    desks: Desks, two: Book, county: Book, stick: Path
) -> None:
    import_bundle(county, export_bundle(desks.township, stick, on=DAY).file)
    (written,) = write_receipts(county, stick, on=DAY)
    assert import_receipt(desks.township, written.file).text == "已送达"
    with desks.township.read() as session:
        assert delivery_state(session, DAY).text == "已送达"

    repay(desks.village, "XED1", 500)
    desks.bring(export_bundle(desks.village, stick, on=DAY).file)
    done = import_bundle(county, export_bundle(desks.township, stick, on=DAY).file)

    assert (done.rows["repayment"].added, done.rows["repayment"].removed) == (1, 0)
    assert (done.rows["household"].added, done.rows["household"].changed) == (0, 0)
    assert len(ids(county, VILLAGE[0], Repayment)) == 2


def test_a_book_that_comes_directly_is_not_taken_from_a_desk(
    desks: Desks, two: Book, county: Book, stick: Path, tmp_path: Path
) -> None:
    with county.write("直接收过") as session:
        old = state(desks.township, VILLAGE[0])
        assert old is not None
        values = {column.name: getattr(old, column.name) for column in MirrorState.__table__.columns}
        session.add(MirrorState(**(values | {"seq": 99, "through": ""})))

    done = import_bundle(county, export_bundle(desks.township, stick, on=DAY).file)

    here = state(county, VILLAGE[0])
    assert here is not None
    assert here.seq == 99
    assert ids(county, VILLAGE[0], Household) == []
    assert done.rows["household"].quarantined == 1
    assert ids(county, NEIGHBOUR[0], Household) != []


@pytest.mark.parametrize(
    ("desk", "book", "may"),
    [
        ("513123104000", "513123104205", True),
        ("513123104000", "513123105205", False),
        ("513123104000", "513123104000", False),
        ("513123000000", "513123104205", True),
        ("513123000000", "513124104205", False),
        ("513123104205", "513123104206", False),
    ],
)
def test_a_desk_speaks_for_the_books_below_its_code(desk: str, book: str, may: bool) -> None:
    assert may_speak_for(desk, book) is may


def test_rows_of_a_stranger_are_quarantined(desks: Desks, two: Book, county: Book, stick: Path) -> None:
    with desks.township.write("造一个外乡的村") as session:
        old = state(desks.township, VILLAGE[0])
        assert old is not None
        values = {column.name: getattr(old, column.name) for column in MirrorState.__table__.columns}
        session.add(MirrorState(**(values | {"book_code": "513199104205"})))
        household = session.scalars(select(Household).where(Household.book_code == VILLAGE[0])).first()
        assert household is not None
        row = {column.name: getattr(household, column.name) for column in Household.__table__.columns}
        session.add(Household(**(row | {"book_code": "513199104205"})))

    done = import_bundle(county, export_bundle(desks.township, stick, on=DAY).file)

    assert done.outcome is Outcome.IMPORTED
    assert done.rows["household"].quarantined == 1
    assert state(county, "513199104205") is None
    assert ids(county, "513199104205", Household) == []
