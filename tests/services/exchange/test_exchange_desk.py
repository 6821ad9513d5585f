"""The township's page: each village with its last bundle, age and state; what became of each file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import MissingFileError
from app.services.bundles import export_bundle
from app.services.exchange_desk import DeskExchange, DeskStand, VillageDetail, read_desk_exchange, read_village_detail
from app.services.exchange_files import import_at
from app.services.pairing import revoke_partner
from app.storage.book import Book
from tests.helpers.villages import DAY, NEIGHBOUR, VILLAGE, Desks, add_household, cloned, new_village, pair, repay


@pytest.fixture
def neighbour(desks: Desks, tmp_path: Path) -> Iterator[Book]:
    with new_village(tmp_path / "neighbour", NEIGHBOUR) as book:
        pair(book, desks.township, tmp_path)
        yield book


def seen(desks: Desks, days_later: int = 0) -> DeskExchange:
    with desks.township.read() as session:
        return read_desk_exchange(session, DAY + timedelta(days=days_later))


def detail(desks: Desks, code: str = VILLAGE[0]) -> VillageDetail:
    with desks.township.read() as session:
        found = read_village_detail(session, code, DAY)
    assert found is not None
    return found


def test_a_paired_village_that_never_sent_stands_in_the_list(desks: Desks) -> None:
    [line] = seen(desks).villages

    assert (line.name, line.stand, line.age, line.stale) == (VILLAGE[1], DeskStand.NEVER, None, True)
    assert detail(desks).quarantined == ()


def test_a_village_that_sent_is_owed_a_receipt_until_it_is_written(desks: Desks, neighbour: Book) -> None:
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    view = seen(desks, 30)
    assert [(line.name, line.stand) for line in view.villages] == [
        (VILLAGE[1], DeskStand.OWED),
        (NEIGHBOUR[1], DeskStand.NEVER),
    ]
    assert view.owed == 1
    assert (view.villages[0].age, view.villages[0].stale) == (30, True)

    desks.answer()

    after = {line.name: line.stand for line in seen(desks).villages}
    assert after == {VILLAGE[1]: DeskStand.ANSWERED, NEIGHBOUR[1]: DeskStand.NEVER}
    assert seen(desks).owed == 0


def test_a_folder_is_read_whole_and_a_bad_file_stops_nothing(desks: Desks, neighbour: Book) -> None:
    """Two villages in their own folders on the desk's disk, a file of noise, and a copy that is not read twice."""
    both = desks.stick
    for book, name in ((desks.village, "a"), (neighbour, "b")):
        (both / name).mkdir()
        export_bundle(book, both / name, on=DAY)
    (both / "HC-20261120-00000000.age").write_bytes(b"noise")
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    done = import_at(desks.township, both, progress)

    assert sorted(str(each.outcome) for each in done) == ["imported", "imported", "refused"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert next(each.reason for each in done if each.error is not None).startswith("这个文件不是交换包")


def test_an_import_can_be_stopped_between_two_files(desks: Desks, neighbour: Book) -> None:
    for book in (desks.village, neighbour):
        export_bundle(book, desks.stick, on=DAY)

    done = import_at(desks.township, desks.stick, lambda now, total: False)

    assert len(done) == 1


def test_receipts_of_ours_on_the_stick_are_not_read_as_bundles(desks: Desks) -> None:
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()

    assert [str(each.outcome) for each in import_at(desks.township, desks.stick)] == ["unchanged"]


def test_an_empty_folder_says_so(desks: Desks) -> None:
    with pytest.raises(MissingFileError):
        import_at(desks.township, desks.stick)


def test_quarantined_rows_have_numbered_reasons(desks: Desks) -> None:
    add_household(desks.village, "5131230009", "尚木兰", remark="长" * 100_001, head_id="513123198109263429")
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)

    rows = detail(desks).quarantined

    assert [(row.kind, row.code) for row in rows] == [("户", 106), ("成员", 110)]
    assert seen(desks).villages[0].quarantined == 2


def test_two_laptops_make_a_held_bundle(desks: Desks, tmp_path: Path) -> None:
    """A clone exports another number 2 than the first laptop."""
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    clone = cloned(desks.village, tmp_path / "clone")
    with clone:
        repay(clone, "XED1", 1_000)
        export_bundle(clone, desks.stick, on=DAY)
    from tests.helpers.books import reopened

    with reopened(desks.village.folder) as village:
        repay(village, "XED1", 2_000)
        export_bundle(village, desks.stick, on=DAY)
    import_at(desks.township, desks.stick)

    view = seen(desks)

    assert view.villages[0].stand is DeskStand.HELD
    [held] = view.held
    assert (held.name, held.number, held.asked) == (VILLAGE[1], "2", False)
    assert "两台电脑" in held.reason


def test_a_village_that_is_not_trusted_any_more_is_still_shown_with_its_accounts(desks: Desks) -> None:
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    revoke_partner(desks.township, VILLAGE[0], "换了电脑")

    view = seen(desks)

    assert view.villages[0].stand is DeskStand.UNTRUSTED
    assert view.owed == 0
