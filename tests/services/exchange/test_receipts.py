"""The township's answer: 已送达 only by number and digest; what was refused comes back; 28 days turn red."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.errors import MissingFileError, NotForUsError, NotFoundError, NotPairedWithAnyError, RefusedError
from app.exchange.digest import slip_payload
from app.exchange.lineage import Outcome
from app.exchange.receipt import Delivery
from app.models import Household, SentReceipt
from app.services.bundles import export_bundle
from app.services.delivery import DeliveryState, acknowledge_on_paper, delivery_state, returned_rows
from app.services.mirror import import_bundle
from app.services.pairing import revoke_partner
from app.services.receipts import import_receipt, import_receipts, mirrors, write_receipts
from app.storage.book import Book
from tests.helpers.villages import DAY, NEIGHBOUR, Desks, add_household, new_village, pair, repay, rows_everywhere


def state(book: Book, on: date = DAY) -> DeliveryState:
    with book.read() as session:
        return delivery_state(session, on)


def test_a_book_that_never_sent_anything(village: Book) -> None:
    never = state(village)

    assert (never.newest, never.text, never.red) == (None, "还没有送过交换包", False)


def test_delivered_is_said_after_the_receipt_and_not_before(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)
    desks.bring(sent.file)
    assert state(desks.village).text == "未送达"

    assert desks.answer() == "已送达"

    now = state(desks.village)
    assert (now.text, now.days_waiting, now.changes_since, now.red) == ("已送达", 0, 0, False)
    assert now.delivered is not None
    assert now.delivered.receipt_by.startswith("HR-")


def test_only_the_newest_number_counts(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    repay(desks.village, "XED1", 1_000)
    export_bundle(desks.village, desks.stick, on=DAY)

    assert desks.answer() == "未送达"
    assert state(desks.village).delivered.seq == 1  # type: ignore[union-attr]


def test_what_was_entered_after_the_export_is_counted(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()
    repay(desks.village, "XED1", 1_000)

    assert state(desks.village).changes_since == 1


def test_rows_in_quarantine_come_back_with_their_reasons(desks: Desks) -> None:
    bad = add_household(desks.village, "5131230009", "尚木兰", remark="长" * 100_001)
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    assert desks.answer() == "已送达，2 行待更正"

    with desks.village.read() as session:
        rows = returned_rows(session, desks.village.code)
    assert [(row.table, row.code, row.reason) for row in rows] == [
        ("household", 106, "备注太长"),
        ("member", 110, "它所属的户没有接收"),
    ]
    assert rows[0].row_id == bad
    assert (state(desks.village).returned, state(desks.village).red) == (2, False)


def test_mended_rows_are_off_the_list_with_the_next_receipt(desks: Desks) -> None:
    bad = add_household(desks.village, "5131230009", "尚木兰", remark="长" * 100_001)
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()
    with desks.village.write("改备注") as session:
        session.get_one(Household, (desks.village.code, bad)).remark = "住院"
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    assert desks.answer() == "已送达"
    assert state(desks.village).returned == 0


def test_twenty_eight_days_without_a_receipt_are_red(desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    export_bundle(desks.village, desks.stick, on=DAY + timedelta(days=20))  # a second try does not start the count anew

    day_27, day_28 = (state(desks.village, DAY + timedelta(days=days)) for days in (27, 28))
    assert (day_27.days_waiting, day_27.red) == (27, False)
    assert (day_28.days_waiting, day_28.red) == (28, True)


def test_an_export_long_after_a_delivered_one_is_not_red_at_once(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()
    later = DAY + timedelta(days=60)
    export_bundle(desks.village, desks.stick, on=later)

    assert (state(desks.village, later).days_waiting, state(desks.village, later).red) == (0, False)


def test_a_clock_of_2099_does_not_hide_that_nobody_answered(desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=date(2099, 1, 1))
    assert state(desks.village).days_waiting == 0
    export_bundle(desks.village, desks.stick, on=DAY)

    assert state(desks.village, DAY + timedelta(days=30)).red


def test_a_receipt_read_twice_or_late_changes_nothing(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    (first,) = write_receipts(desks.township, desks.stick, on=DAY)
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    (second,) = write_receipts(desks.township, desks.stick, on=DAY)

    done = import_receipts(desks.village, [second.file, second.file, first.file])

    assert [one.outcome for one in done] == [Outcome.IMPORTED, Outcome.UNCHANGED, Outcome.SUPERSEDED]
    assert state(desks.village).text == "已送达"


def test_a_receipt_is_written_again_for_a_stick_that_came_again(desks: Desks) -> None:
    """The receipt was lost: the village brings the same stick, or the township is asked by name."""
    sent = export_bundle(desks.village, desks.stick, on=DAY).file
    desks.bring(sent)
    assert len(write_receipts(desks.township, desks.stick, on=DAY)) == 1
    assert write_receipts(desks.township, desks.stick, on=DAY) == []

    desks.bring(sent)

    assert len(write_receipts(desks.township, desks.stick, on=DAY)) == 1
    assert len(write_receipts(desks.township, desks.stick, on=DAY, village=desks.village.code)) == 1


def test_the_outbox_keeps_the_last_ten_receipts(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    for _ in range(12):
        (last,) = write_receipts(desks.township, desks.stick, on=DAY, village=desks.village.code)

    kept = [file.name for file in (desks.township.folder / "outbox").iterdir()]

    assert len(kept) == 10
    assert last.file.name in kept


def test_each_village_gets_its_own_receipt_and_cannot_read_the_others(desks: Desks, tmp_path: Path) -> None:
    with new_village(tmp_path / "n", NEIGHBOUR) as neighbour:
        pair(neighbour, desks.township, tmp_path)
        for book in (desks.village, neighbour):
            import_bundle(desks.township, export_bundle(book, desks.stick, on=DAY).file)

        written = {one.book_code: one.file for one in write_receipts(desks.township, desks.stick, on=DAY)}

        assert set(written) == {desks.village.code, neighbour.code}
        assert import_receipt(neighbour, written[neighbour.code]).text == "已送达"
        with pytest.raises(NotForUsError):
            import_receipt(neighbour, written[desks.village.code])
        done = import_receipts(desks.village, list(written.values()))
        assert {one.outcome for one in done} == {Outcome.IMPORTED, Outcome.REFUSED}


def test_a_revoked_village_gets_none_and_stops_nobody(desks: Desks, tmp_path: Path) -> None:
    with new_village(tmp_path / "n", NEIGHBOUR) as neighbour:
        pair(neighbour, desks.township, tmp_path)
        for book in (desks.village, neighbour):
            import_bundle(desks.township, export_bundle(book, desks.stick, on=DAY).file)
    revoke_partner(desks.township, desks.village.code, "电脑被盗")

    (written,) = write_receipts(desks.township, desks.stick, on=DAY)

    assert written.book_code == NEIGHBOUR[0]
    with pytest.raises(NotPairedWithAnyError):
        write_receipts(desks.township, desks.stick, on=DAY, village=desks.village.code)


def test_a_village_that_never_sent_anything_gets_none(desks: Desks) -> None:
    with pytest.raises(RefusedError):
        write_receipts(desks.township, desks.stick, on=DAY, village=desks.village.code)


def test_a_stick_that_fails_leaves_the_receipt_owed(desks: Desks, tmp_path: Path) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    for place in (tmp_path / "nowhere", Path("/proc")):
        with pytest.raises(Exception) as fault:
            write_receipts(desks.township, place, on=DAY)
        assert getattr(fault.value, "exit_status", None) == MissingFileError.exit_status

    with desks.township.read() as session:
        assert [one.receipt_owed for one in mirrors(session)] == [True]
        assert session.get_one(SentReceipt, (1, 1)).written_to == ""
    assert desks.answer() == "已送达"


def test_a_bundle_is_no_receipt(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)
    before = rows_everywhere(desks.village)

    with pytest.raises(NotForUsError):
        import_receipt(desks.village, sent.file)

    assert rows_everywhere(desks.village) == before


def test_a_slip_on_paper_closes_the_loop_when_the_stick_never_comes_back(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)
    at = sent.position
    payload = slip_payload("R", desks.village.code, at.epoch_no, at.seq, at.digest, sent.journal_head)

    acknowledge_on_paper(desks.village, payload.lower())

    now = state(desks.village)
    assert (now.text, now.delivery) == ("已送达", Delivery.DELIVERED)
    assert now.newest is not None
    assert now.newest.receipt_by == "纸质回执单"


@pytest.mark.parametrize("change", ["digest", "mark", "number", "book"])
def test_a_slip_of_something_else_closes_nothing(desks: Desks, change: str) -> None:
    at = export_bundle(desks.village, desks.stick, on=DAY).position
    mark = "H" if change == "mark" else "R"
    code = NEIGHBOUR[0] if change == "book" else desks.village.code
    digest = "00" * 32 if change == "digest" else at.digest
    payload = slip_payload(mark, code, 1, 2 if change == "number" else 1, digest)

    with pytest.raises(NotFoundError):
        acknowledge_on_paper(desks.village, payload)
    with pytest.raises(NotFoundError):
        acknowledge_on_paper(desks.village, "不是二维码")

    assert state(desks.village).text == "未送达"
