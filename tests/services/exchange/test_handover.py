"""移交: a new device goes on with all of it, the old one only shows; and what happens where nobody handed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from app.domain.errors import BundleError, CardError, FingerprintError, HandedOverError, InputError, RefusedError
from app.exchange.lineage import Outcome
from app.models import BookInfo, Household, JournalEntry, OfficerTenure, Scan
from app.models.journal import head
from app.services.bundle_rows import carried_tables
from app.services.bundles import export_bundle
from app.services.handover import given_over, hand_over, take_back, write_handover_again
from app.services.handover_by_desk import hand_over_mirror, take_office
from app.services.handover_list import print_handover
from app.services.handover_taking import Taken, take_handover
from app.services.office import make_book
from app.services.pairing import accept_successor, write_card
from app.services.promises import record_promise
from app.services.repayments import record_repayment
from app.services.scans import attach_scan, read_scan
from app.services.undo import last_act, undo
from app.storage.book import Book
from app.storage.integrity import verify
from tests.helpers.books import CHEAP, PASSWORD
from tests.helpers.villages import DAY, HEAD_IDS, VILLAGE, Desks, add_household, mirrored, pair, repay

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
NEXT_DAY = date(2026, 11, 23)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Book]:
    """The next officer's new laptop: a book of the same village with nothing in it."""
    book, _ = make_book(
        tmp_path / "fresh", PASSWORD, role="village", code=VILLAGE[0], name=VILLAGE[1], officer="陈晓燕", cost=CHEAP
    )
    with book:
        yield book


def lived(village: Book, folder: Path) -> None:
    """Something of everything: a scan, an act that was undone, a promise."""
    (folder / "合同.png").write_bytes(PNG)
    attach_scan(village, folder / "合同.png", on=DAY, household_number="5131230001", title="借款合同")
    add_household(village, "5131230009", "多余户", head_id=HEAD_IDS[1])
    with village.read() as session:
        act = last_act(session)
    assert act is not None
    undo(village, act.id)
    record_promise(village, "XED1", on=DAY, until=NEXT_DAY, amount=Decimal(500), promised_by="何艳兴")


def give(village: Book, fresh: Book, stick: Path) -> Path:
    """The old laptop hands over to the new one's card; the file on the stick."""
    card = write_card(fresh, stick / "new.card")
    _, written = hand_over(village, card.file, card.fingerprint, stick, receiver="陈晓燕", witness="覃支书", on=DAY)
    return written.path


def take(village: Book, fresh: Book, file: Path, stick: Path) -> Taken:
    old = write_card(village, stick / "old.card")
    return take_handover(fresh, file, old.file, old.fingerprint, on=NEXT_DAY)


def content(book: Book) -> dict[str, list[dict[str, object]]]:
    """All own rows, removed ones too."""
    with book.read() as session:
        return {
            name: [
                dict(row)
                for row in session.connection()
                .execute(select(one.table).where(one.table.c.book_code == book.code).order_by(one.table.c.id))
                .mappings()
            ]
            for name, one in carried_tables().items()
        }


def test_everything_goes_to_the_new_device_and_its_next_bundle_is_taken(
    desks: Desks, fresh: Book, stick: Path, tmp_path: Path
) -> None:
    lived(desks.village, tmp_path)
    desks.bring(export_bundle(desks.village, stick, on=DAY).file)
    assert desks.answer() == "已送达"
    repay(desks.village, "XED1", 700)

    taken = take(desks.village, fresh, give(desks.village, fresh, stick), stick)

    assert (taken.giver, taken.witness, taken.scans, taken.epoch_no, taken.by_township) == (
        "周明远", "覃支书", 1, 2, False,
    )  # fmt: skip
    before, after = content(desks.village), content(fresh)
    after["officer_tenure"] = [row for row in after["officer_tenure"] if row["name"] != "陈晓燕"]
    assert after == before
    with fresh.read() as session:
        (scan,) = session.scalars(select(Scan))
        terms = [(one.name, one.until_on) for one in session.scalars(select(OfficerTenure).order_by(OfficerTenure.id))]
    assert read_scan(fresh, scan.id) == PNG
    assert terms == [("周明远", DAY), ("陈晓燕", None)]
    assert [check for check in verify(fresh) if not check.ok] == []

    sent = export_bundle(fresh, stick, on=NEXT_DAY).file
    accept_successor(desks.township, write_card(fresh, stick / "v2.card").file)
    assert desks.bring(sent).outcome is Outcome.IMPORTED


def test_the_journal_goes_on_from_what_was_handed_over(desks: Desks, fresh: Book, stick: Path) -> None:
    file = give(desks.village, fresh, stick)
    with desks.village.read() as session:
        end = head(session.connection())

    take(desks.village, fresh, file, stick)

    with fresh.read() as session:
        assert session.get_one(JournalEntry, end.length).hash == end.hash
        later = session.scalars(select(JournalEntry.act).where(JournalEntry.seq > end.length)).all()
    assert set(later) == {"接收移交"}


def test_the_old_device_only_shows_from_then_on(desks: Desks, fresh: Book, stick: Path) -> None:
    give(desks.village, fresh, stick)

    with pytest.raises(HandedOverError, match="陈晓燕"):
        repay(desks.village, "XED1", 100)
    with pytest.raises(HandedOverError):
        export_bundle(desks.village, stick, on=DAY)

    with desks.village.read() as session:
        assert len(session.scalars(select(Household)).all()) == 1
        given = given_over(session)
    assert given is not None
    assert (given.giver, given.to, given.witness) == ("周明远", "陈晓燕", "覃支书")


def test_a_stick_that_got_lost_is_written_again(desks: Desks, fresh: Book, stick: Path, tmp_path: Path) -> None:
    give(desks.village, fresh, stick).unlink()
    (tmp_path / "usb2").mkdir()

    _, written = write_handover_again(desks.village, tmp_path / "usb2")

    assert take(desks.village, fresh, written.path, stick).giver == "周明远"


def test_a_handover_that_nobody_took_is_taken_back_in_a_new_epoch(desks: Desks, fresh: Book, stick: Path) -> None:
    desks.bring(export_bundle(desks.village, stick, on=DAY).file)
    give(desks.village, fresh, stick)
    with pytest.raises(InputError):
        take_back(desks.village, "  ")

    take_back(desks.village, "新来的同志没有到任")

    repay(desks.village, "XED1", 100)
    with desks.village.read() as session:
        assert session.scalars(select(BookInfo)).one().epoch_no == 2
        assert [one.until_on for one in session.scalars(select(OfficerTenure))] == [None]
    assert desks.bring(export_bundle(desks.village, stick, on=DAY).file).outcome is Outcome.IMPORTED


def test_both_laptops_going_on_is_noticed_at_the_township(desks: Desks, fresh: Book, stick: Path) -> None:
    desks.bring(export_bundle(desks.village, stick, on=DAY).file)
    take(desks.village, fresh, give(desks.village, fresh, stick), stick)
    take_back(desks.village, "以为没有接成")
    accept_successor(desks.township, write_card(fresh, stick / "v2.card").file)
    assert desks.bring(export_bundle(fresh, stick, on=NEXT_DAY).file).outcome is Outcome.IMPORTED

    from_the_old = export_bundle(desks.village, stick, on=NEXT_DAY).file

    with pytest.raises(BundleError):  # its key is followed by another
        desks.bring(from_the_old)


@pytest.mark.parametrize("other", ["another village", "the same device"])
def test_only_a_new_device_of_this_book_can_take_it(desks: Desks, stick: Path, township: Book, other: str) -> None:
    whose = township if other == "another village" else desks.village
    card = write_card(whose, stick / "x.card")

    with pytest.raises(CardError):
        hand_over(desks.village, card.file, card.fingerprint, stick, receiver="陈", witness="覃", on=DAY)

    repay(desks.village, "XED1", 100)


def test_a_wrong_fingerprint_hands_nothing_over(desks: Desks, fresh: Book, stick: Path) -> None:
    card = write_card(fresh, stick / "new.card")

    with pytest.raises(FingerprintError):
        hand_over(desks.village, card.file, "1234 " * 6, stick, receiver="陈晓燕", witness="覃支书", on=DAY)

    repay(desks.village, "XED1", 100)


def test_a_book_where_something_was_entered_takes_nothing_over(desks: Desks, fresh: Book, stick: Path) -> None:
    file = give(desks.village, fresh, stick)
    add_household(fresh, "5131230002", "王德顺")

    with pytest.raises(RefusedError, match="新建的账"):
        take(desks.village, fresh, file, stick)


def test_a_cut_handover_leaves_the_fresh_book_fresh(desks: Desks, fresh: Book, stick: Path) -> None:
    file = give(desks.village, fresh, stick)
    whole, before = file.read_bytes(), content(fresh)

    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BundleError):
        take(desks.village, fresh, file, stick)

    assert content(fresh) == before
    file.write_bytes(whole)
    assert take(desks.village, fresh, file, stick).rows > 0


def test_the_township_hands_its_mirror_to_the_next_officer_where_the_last_one_just_left(
    desks: Desks, fresh: Book, stick: Path
) -> None:
    desks.bring(export_bundle(desks.village, stick, on=DAY).file)
    card = write_card(fresh, stick / "new.card")
    written = hand_over_mirror(
        desks.township, VILLAGE[0], card.file, card.fingerprint, stick, receiver="陈晓燕", witness="李镇办", on=DAY
    )
    township = write_card(desks.township, stick / "t.card")

    taken = take_handover(fresh, written.path, township.file, township.fingerprint, on=NEXT_DAY)

    assert (taken.giver, taken.by_township, taken.epoch_no) == ("云岭镇", True, 2)
    assert [check for check in verify(fresh) if not check.ok] == []
    record_repayment(fresh, "XED1", amount=Decimal(300), on=NEXT_DAY, voucher="N9")
    pair(fresh, desks.township, stick)
    assert desks.bring(export_bundle(fresh, stick, on=NEXT_DAY).file).outcome is Outcome.IMPORTED
    assert len(mirrored(desks.township, VILLAGE[0], Household)) == 1
    with pytest.raises(BundleError):  # the laptop that was taken along is not trusted any more
        desks.bring(export_bundle(desks.village, stick, on=NEXT_DAY).file)


def test_another_officer_goes_on_in_the_book_itself_with_the_recovery_code(desks: Desks, stick: Path) -> None:
    desks.bring(export_bundle(desks.village, stick, on=DAY).file)

    epoch_no = take_office(desks.village, officer="陈晓燕", reason="原村官调离未移交", witness="李镇办", on=NEXT_DAY)

    assert (epoch_no, desks.village.officer) == (2, "陈晓燕")
    with desks.village.read() as session:
        terms = [
            (one.name, one.until_on, one.handed_over)
            for one in session.scalars(select(OfficerTenure).order_by(OfficerTenure.id))
        ]
    assert terms == [("周明远", NEXT_DAY, ""), ("陈晓燕", None, "")]
    assert desks.bring(export_bundle(desks.village, stick, on=NEXT_DAY).file).outcome is Outcome.IMPORTED


def test_the_list_names_the_three_people_and_what_is_open(
    desks: Desks, fresh: Book, stick: Path, tmp_path: Path
) -> None:
    lived(desks.village, tmp_path)
    give(desks.village, fresh, stick)

    pdf = pypdfium2.PdfDocument(print_handover(desks.village, on=DAY, sealed="信封 3 号"))
    text = "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "")

    for word in ("周明远", "陈晓燕", "覃支书", "信封 3 号", "何艳兴承诺还款", "1户"):
        assert word in text
