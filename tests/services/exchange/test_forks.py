"""Cloned laptops, restored backups, rewritten histories: held for a person, who lets one in or orders a new epoch."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.errors import InputError, MissingFileError, NotFoundError
from app.exchange.lineage import REASONS, Outcome, Reason
from app.exchange.receipt import Delivery
from app.models import BookInfo, JournalEntry, MirrorState, ReceivedBundle, Repayment
from app.models.journal import START, entry_hash
from app.services.backups import make_backup_now, restore_backup
from app.services.bundles import export_bundle, verify_file
from app.services.delivery import delivery_state
from app.services.epochs import begin_new_epoch
from app.services.held import admit_held, held_bundles, order_new_epoch, refuse_held
from app.services.mirror import Imported, import_bundle, kept_file
from app.services.receipts import import_receipt, write_receipts
from app.storage.book import Book
from app.storage.integrity import verify
from tests.helpers.books import PASSWORD, reopened
from tests.helpers.villages import DAY, Desks, mirrored, new_village, pair, repay, rows_everywhere


@pytest.fixture
def clone(paired: Path, tmp_path: Path) -> Iterator[Book]:
    """A second laptop with a copy of the village's folder."""
    with reopened(shutil.copytree(paired / "village", tmp_path / "clone")) as book:
        yield book


def bring(desks: Desks, book: Book) -> Imported:
    """Export from this book and import at the township."""
    return import_bundle(desks.township, export_bundle(book, desks.stick, on=DAY).file)


def amounts(desks: Desks) -> list[int]:
    """What the mirror shows as repaid, in yuan."""
    return sorted(row.amount_fen // 100 for row in mirrored(desks.township, desks.village.code, Repayment))


def forked(desks: Desks, clone: Book) -> Imported:
    """Both laptops go on by themselves and export under the same number; the clone comes second."""
    bring(desks, desks.village)
    export_bundle(clone, desks.stick, on=DAY)
    repay(desks.village, "XED1", 1_000)
    repay(clone, "XED1", 2_000)
    assert bring(desks, desks.village).outcome is Outcome.IMPORTED
    return bring(desks, clone)


def epoch_of(book: Book) -> tuple[int, int]:
    """Number of the epoch, and the last number used in it."""
    with book.read() as session:
        info = session.scalars(select(BookInfo)).one()
        return info.epoch_no, info.seq


def test_a_cloned_laptop_is_held_and_the_mirror_stays(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)

    assert (held.outcome, held.reason) == (Outcome.HELD, REASONS[Reason.SAME_NUMBER])
    assert amounts(desks) == [1_000, 10_000]
    with desks.township.read() as session:
        (row,) = held_bundles(session)
    assert (row.id, row.seq) == (held.received_id, 2)
    assert kept_file(desks.township, row).is_file()


def test_two_laptops_that_say_the_same_are_no_fork(desks: Desks, clone: Book) -> None:
    bring(desks, desks.village)

    assert bring(desks, clone).outcome is Outcome.UNCHANGED


def test_a_clone_is_noticed_by_its_past_one_number_later(desks: Desks, clone: Book) -> None:
    bring(desks, desks.village)
    repay(clone, "XED1", 2_000)
    export_bundle(clone, desks.stick, on=DAY)  # its own number 1 never came

    later = bring(desks, clone)

    assert (later.outcome, later.reason) == (Outcome.HELD, REASONS[Reason.OTHER_PAST])


def test_a_held_bundle_that_is_let_in_is_the_books_history_from_then_on(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)
    shutil.rmtree(desks.stick)  # the stick is long gone: the file was kept
    desks.stick.mkdir()

    done = admit_held(desks.township, held.received_id, "电话核实：旧电脑已停用")

    assert done.outcome is Outcome.IMPORTED
    assert amounts(desks) == [2_000, 10_000]
    repay(clone, "XED1", 300)
    assert bring(desks, clone).outcome is Outcome.IMPORTED
    assert amounts(desks) == [300, 2_000, 10_000]
    repay(desks.village, "XED1", 4_000)
    other = bring(desks, desks.village)
    assert (other.outcome, other.reason) == (Outcome.HELD, REASONS[Reason.SAME_NUMBER])
    with desks.township.read() as session:
        row = session.get_one(ReceivedBundle, held.received_id)
    assert (row.decided_why, row.decided_by) == ("电话核实：旧电脑已停用", "李镇办")
    assert [file.stem for file in (desks.township.folder / "held").iterdir()] == [other.received_id]


def test_the_branch_that_was_given_up_does_not_hold_the_other_for_ever(desks: Desks, clone: Book) -> None:
    """The wrong laptop was some numbers ahead when the right one was let in."""
    forked(desks, clone)
    repay(desks.village, "XED1", 4_000)
    assert bring(desks, desks.village).seq == 3
    with desks.township.read() as session:
        (held,) = held_bundles(session)
    admit_held(desks.township, held.id, "核实")

    repay(clone, "XED1", 300)

    assert bring(desks, clone).outcome is Outcome.IMPORTED  # its own number 3
    assert amounts(desks) == [300, 2_000, 10_000]


def test_a_file_that_is_another_bundle_is_not_let_in_instead(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)
    other = export_bundle(clone, desks.stick, on=DAY).file

    with pytest.raises(NotFoundError):
        admit_held(desks.township, held.received_id, "核实", file=other)

    assert amounts(desks) == [1_000, 10_000]


def test_an_ordered_epoch_is_above_what_the_desk_has_seen_of_the_book(desks: Desks, clone: Book) -> None:
    begin_new_epoch(desks.village, "试", at_least=4)
    bring(desks, desks.village)
    held = bring(desks, clone)
    assert (held.outcome, held.epoch_no) == (Outcome.HELD, 1)

    order_new_epoch(desks.township, held.received_id, "以这台为准")
    (written,) = write_receipts(desks.township, desks.stick, on=DAY)
    import_receipt(clone, written.file)

    assert epoch_of(clone) == (6, 0)
    assert bring(desks, clone).outcome is Outcome.IMPORTED


def test_letting_in_the_later_one_settles_the_earlier_one_of_its_branch(desks: Desks, clone: Book) -> None:
    forked(desks, clone)
    repay(clone, "XED1", 300)
    later = bring(desks, clone)
    assert later.outcome is Outcome.HELD

    admit_held(desks.township, later.received_id, "核实")

    with desks.township.read() as session:
        assert held_bundles(session) == []
    assert list((desks.township.folder / "held").iterdir()) == []


def test_who_was_given_up_is_not_let_in_again_by_his_old_admission(desks: Desks, clone: Book) -> None:
    """The desk let the clone in by mistake, then the true laptop: the clone's old stick is held again."""
    held = forked(desks, clone)
    stray = next(file for file in desks.stick.iterdir() if file.is_file() and is_of(desks, file, held.digest))
    admit_held(desks.township, held.received_id, "看错了")
    repay(desks.village, "XED1", 4_000)
    true = bring(desks, desks.village)
    assert true.outcome is Outcome.HELD
    assert admit_held(desks.township, true.received_id, "这台才是").outcome is Outcome.IMPORTED

    assert import_bundle(desks.township, stray).outcome is Outcome.HELD
    assert amounts(desks) == [1_000, 4_000, 10_000]


def is_of(desks: Desks, file: Path, digest: str) -> bool:
    return verify_file(desks.township, file).state_digest == digest


def test_an_order_is_used_up_by_the_epoch_that_followed_it(desks: Desks, clone: Book) -> None:
    """A backup of the time before the order, restored later, knows the ordered bundle but not what came after."""
    held = forked(desks, clone)
    order_new_epoch(desks.township, held.received_id, "另起一期")
    backup = make_backup_now(clone).backup
    (written,) = write_receipts(desks.township, desks.stick, on=DAY)
    import_receipt(clone, written.file)
    assert bring(desks, clone).outcome is Outcome.IMPORTED
    repay(clone, "XED1", 300)
    assert bring(desks, clone).outcome is Outcome.IMPORTED
    clone.close()
    restore_backup(clone.folder, backup.id, PASSWORD)

    with reopened(clone.folder) as again:
        late = bring(desks, again)

    assert (late.outcome, late.reason, late.epoch_no) == (Outcome.HELD, REASONS[Reason.UNKNOWN_EPOCH], 3)


def test_a_stray_is_refused_for_good_and_the_village_reads_why(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)
    write_receipts(desks.township, desks.stick, on=DAY)

    refuse_held(desks.township, held.received_id, "村里说是旧电脑误操作")

    assert list((desks.township.folder / "held").iterdir()) == []
    with desks.township.read() as session:
        assert held_bundles(session) == []
    assert len(write_receipts(desks.township, desks.stick, on=DAY)) == 1
    with pytest.raises(NotFoundError):
        refuse_held(desks.township, held.received_id, "再来一次")


def test_letting_in_needs_a_reason_a_held_bundle_and_its_file(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)
    before = rows_everywhere(desks.township)

    with pytest.raises(InputError):
        admit_held(desks.township, held.received_id, " ")
    with pytest.raises(NotFoundError):
        admit_held(desks.township, "no such id", "理由")
    (desks.township.folder / "held" / f"{held.received_id}.age").unlink()
    with pytest.raises(MissingFileError):
        admit_held(desks.township, held.received_id, "理由")

    assert rows_everywhere(desks.township) == before


def test_an_order_reaches_the_laptop_it_is_meant_for_and_no_other(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)

    order_new_epoch(desks.township, held.received_id, "以这台为准，另起一期")
    (written,) = write_receipts(desks.township, desks.stick, on=DAY)

    assert import_receipt(clone, written.file).delivery is Delivery.DIFFERS
    assert epoch_of(clone) == (2, 0)
    with clone.read() as session:
        assert delivery_state(session, DAY).text == "乡镇要求另起一期，请重新导出一次"
    import_receipt(desks.village, written.file)
    assert epoch_of(desks.village) == (1, 2)
    fresh = bring(desks, clone)
    assert (fresh.outcome, fresh.epoch_no, fresh.seq) == (Outcome.IMPORTED, 2, 1)
    assert amounts(desks) == [2_000, 10_000]
    repay(desks.village, "XED1", 4_000)
    assert bring(desks, desks.village).outcome is Outcome.SUPERSEDED  # of an epoch that is past
    assert amounts(desks) == [2_000, 10_000]


def test_the_order_stands_in_every_receipt_but_is_followed_once(desks: Desks, clone: Book) -> None:
    held = forked(desks, clone)
    order_new_epoch(desks.township, held.received_id, "另起一期")
    for _ in range(2):
        (written,) = write_receipts(desks.township, desks.stick, on=DAY, village=desks.village.code)
        import_receipt(clone, written.file)

    assert epoch_of(clone) == (2, 0)


def restored(desks: Desks, *, lost: int) -> Book:
    """A backup is made, `lost` exports follow, and it is restored; answers the book, open again."""
    backup = make_backup_now(desks.village).backup
    for number in range(lost):
        repay(desks.village, "XED1", 100 + number)
        bring(desks, desks.village)
    desks.village.close()
    restore_backup(desks.village.folder, backup.id, PASSWORD)
    return reopened(desks.village.folder)


def test_a_restored_backup_begins_a_new_epoch_and_is_held_when_it_forgot_an_export(desks: Desks) -> None:
    bring(desks, desks.village)
    with restored(desks, lost=2) as again:
        assert epoch_of(again) == (2, 0)

        held = bring(desks, again)

        assert (held.outcome, held.reason) == (Outcome.HELD, REASONS[Reason.UNKNOWN_EPOCH])
        assert amounts(desks) == [100, 101, 10_000]
        assert admit_held(desks.township, held.received_id, "硬盘坏了，从备份还原").outcome is Outcome.IMPORTED
        assert amounts(desks) == [10_000]
        repay(again, "XED1", 700)
        assert bring(desks, again).outcome is Outcome.IMPORTED


def test_a_restored_backup_that_forgot_nothing_passes(desks: Desks) -> None:
    bring(desks, desks.village)
    with restored(desks, lost=0) as again:
        repay(again, "XED1", 500)

        done = bring(desks, again)

    assert (done.outcome, done.epoch_no) == (Outcome.IMPORTED, 2)


def test_an_old_stick_of_the_lost_time_changes_nothing_after_the_restored_book_was_let_in(desks: Desks) -> None:
    bring(desks, desks.village)
    backup = make_backup_now(desks.village).backup
    repay(desks.village, "XED1", 100)
    lost = export_bundle(desks.village, desks.stick, on=DAY).file
    import_bundle(desks.township, lost)
    desks.village.close()
    restore_backup(desks.village.folder, backup.id, PASSWORD)
    with reopened(desks.village.folder) as again:
        held = bring(desks, again)
        admit_held(desks.township, held.received_id, "从备份还原")

    assert import_bundle(desks.township, lost).outcome is Outcome.SUPERSEDED
    assert amounts(desks) == [10_000]


def test_a_second_restore_begins_a_higher_epoch_still(desks: Desks) -> None:
    backup = make_backup_now(desks.village).backup
    desks.village.close()
    for expected in (2, 3):
        restore_backup(desks.village.folder, backup.id, PASSWORD)
        with reopened(desks.village.folder) as again:
            assert epoch_of(again) == (expected, 0)


def test_a_restored_township_takes_the_next_bundle_as_it_comes(desks: Desks) -> None:
    bring(desks, desks.village)
    backup = make_backup_now(desks.township).backup
    repay(desks.village, "XED1", 100)
    bring(desks, desks.village)
    desks.answer()
    desks.township.close()
    restore_backup(desks.township.folder, backup.id, PASSWORD)
    with reopened(desks.township.folder) as again:
        (written,) = write_receipts(again, desks.stick, on=DAY)
        answer = import_receipt(desks.village, written.file)
        assert answer.delivery is Delivery.NOT_YET  # the township says itself that it has number 1 only

        done = import_bundle(again, export_bundle(desks.village, desks.stick, on=DAY).file)

        assert (done.outcome, done.seq) == (Outcome.IMPORTED, 3)
        (written,) = write_receipts(again, desks.stick, on=DAY)
        assert import_receipt(desks.village, written.file).text == "已送达"


def test_a_new_laptop_without_the_old_book_is_held_even_when_it_is_paired_anew(desks: Desks, tmp_path: Path) -> None:
    bring(desks, desks.village)
    with new_village(tmp_path / "new-laptop") as fresh:
        pair(fresh, desks.township, tmp_path)

        held = bring(desks, fresh)

        assert (held.outcome, held.reason) == (Outcome.HELD, REASONS[Reason.UNKNOWN_EPOCH])
        assert admit_held(desks.township, held.received_id, "换了新电脑").outcome is Outcome.IMPORTED
        assert bring(desks, fresh).outcome is Outcome.IMPORTED


def rewrite_history(book: Book) -> None:
    """What an officer with his own password and a programmer's help can do: one old entry says something else."""
    with book.write("改写") as session:
        connection, previous = session.connection(), START
        columns = JournalEntry.__table__
        for entry in connection.execute(select(columns).order_by(columns.c.seq)).mappings().all():
            changed = dict(entry) | ({"who": "别人"} if entry["seq"] == 1 else {})
            previous = entry_hash(previous, changed)
            values = {"who": changed["who"], "hash": previous}
            connection.execute(update(columns).where(columns.c.seq == entry["seq"]).values(values))


def test_a_history_rewritten_behind_a_head_that_was_handed_over_is_held(desks: Desks) -> None:
    bring(desks, desks.village)
    rewrite_history(desks.village)
    repay(desks.village, "XED1", 2_000)
    assert all(check.ok for check in verify(desks.village))  # the chain alone proves nothing

    held = bring(desks, desks.village)

    assert (held.outcome, held.reason) == (Outcome.HELD, REASONS[Reason.HISTORY_REWRITTEN])
    assert amounts(desks) == [10_000]


def test_a_new_epoch_is_above_everything_that_was_known(desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)

    assert begin_new_epoch(desks.village, "试", at_least=6) == 7
    assert export_bundle(desks.village, desks.stick, on=DAY).position.seq == 1
    with desks.township.read() as session:
        assert session.scalars(select(MirrorState)).all() == []
