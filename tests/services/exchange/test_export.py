"""A bundle leaves the village: numbered, kept in the outbox, on the stick twice; a bad stick loses nothing."""

from __future__ import annotations

import json
import resource
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import (
    BundleDamagedError,
    DiskFullError,
    KnownError,
    MissingFileError,
    NotFoundError,
    NotPairedWithAnyError,
)
from app.exchange.lineage import Outcome
from app.exchange.opening import open_bundle
from app.exchange.receipt import Delivery
from app.models import BookInfo, SentBundle
from app.services.bundles import LINEAGE, export_bundle, sent_bundles, totals_on, verify_file, write_again
from app.services.delivery import delivery_state
from app.services.mirror_totals import totals_findings
from app.services.outbox import KEPT, check_stick, made_here
from app.services.pairing import own_device, partners
from app.services.receipts import write_receipts
from app.storage.book import Book
from tests.helpers.books import reopened
from tests.helpers.villages import DAY, Desks, add_household, forged_bundle, new_village, repay


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Files end at so many bytes, as on a full disk (RLIMIT_FSIZE)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def sent(book: Book) -> list[SentBundle]:
    with book.read() as session:
        return sent_bundles(session)


def used_up(book: Book) -> int:
    """The last number that was given."""
    with book.read() as session:
        return session.scalars(select(BookInfo.seq)).one()


def test_a_bundle_stands_on_the_stick_twice_and_in_the_outbox(desks: Desks) -> None:
    done = export_bundle(desks.village, desks.stick, on=DAY)

    assert done.file.name.startswith("HC-20261120-")
    assert done.copy == desks.stick / "huicun-copy" / done.file.name
    outbox = desks.village.folder / "outbox" / done.file.name
    assert done.file.read_bytes() == done.copy.read_bytes() == outbox.read_bytes()
    assert (done.position.epoch_no, done.position.seq, done.size) == (1, 1, outbox.stat().st_size)
    (row,) = sent(desks.village)
    assert (row.written_to, row.file) == (str(done.file), done.file.name)


def test_the_slip_has_counts_and_sums_of_the_day(desks: Desks) -> None:
    """50 000 lent, 10 000 repaid by a voucher of which the overdue interest of the quarters is taken first."""
    with desks.village.read() as session:
        totals = totals_on(session, DAY, desks.village.code)
        later = totals_on(session, date(2027, 1, 2), desks.village.code)

    assert (totals["loans"], totals["principal"], totals["overdue"], totals["overdue_loans"]) == (1, 5_000_000, 0, 0)
    assert 4_000_000 <= totals["balance"] < 5_000_000
    assert (later["overdue_loans"], later["overdue"]) == (1, totals["balance"])  # due on 2026-12-02


def test_what_the_township_counts_agrees_or_is_a_finding(desks: Desks, tmp_path: Path) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    with desks.township.read() as session:
        assert totals_findings(session, desks.village.code) == []

    wrong = {"loans": 1, "balance": 1, "principal": 5_000_000}
    file = forged_bundle(
        desks.village, desks.township, tmp_path / "x.age", lambda tables: None, seq=2, totals=wrong, **same_epoch(desks)
    )
    assert desks.bring(file).outcome is Outcome.IMPORTED
    with desks.township.read() as session:
        (finding,) = totals_findings(session, desks.village.code)
    assert finding.text.startswith("柳树沟村交来的贷款余额是 0.01 元，按收到的行算是 4")


def same_epoch(desks: Desks) -> dict[str, str]:
    return {"epoch_id": sent(desks.village)[0].epoch_id}


def test_a_book_that_is_paired_with_nobody_has_nobody_to_send_to(tmp_path: Path, stick: Path) -> None:
    with new_village(tmp_path / "alone") as alone:
        with pytest.raises(NotPairedWithAnyError):
            export_bundle(alone, stick, on=DAY)

        assert used_up(alone) == 0
        assert list(stick.iterdir()) == []
        assert list((alone.folder / "outbox").iterdir()) == []


def test_a_full_disk_under_the_book_leaves_no_number_and_no_file(desks: Desks) -> None:
    add_household(desks.village, "5131230009", "尚木兰", remark=secrets.token_hex(40_000))

    with no_file_over(30_000), pytest.raises(DiskFullError) as full:
        export_bundle(desks.village, desks.stick, on=DAY)

    assert full.value.exit_status == 4
    assert used_up(desks.village) == 0
    assert list((desks.village.folder / "outbox").iterdir()) == []
    assert list(desks.stick.iterdir()) == []


def test_a_full_stick_keeps_nothing_half_written_and_the_bundle_waits(desks: Desks, tmp_path: Path) -> None:
    add_household(desks.village, "5131230009", "尚木兰", remark=secrets.token_hex(40_000))
    first = export_bundle(desks.village, desks.stick, on=DAY)
    other = tmp_path / "other-stick"
    other.mkdir()

    with no_file_over(first.size - 1), pytest.raises(DiskFullError):
        write_again(desks.village, other)

    assert list(other.iterdir()) == []
    again = write_again(desks.village, other)
    assert again.position == first.position
    assert again.file.read_bytes() == first.file.read_bytes()


@pytest.mark.parametrize("place", ["/proc", "/sys"])
def test_a_folder_that_takes_nothing_leaves_the_bundle_in_the_outbox_as_not_written(desks: Desks, place: str) -> None:
    with pytest.raises(KnownError) as fault:
        export_bundle(desks.village, Path(place), on=DAY)

    assert fault.value.exit_status == 4
    (row,) = sent(desks.village)
    assert (row.written_to, row.seq) == ("", 1)
    with desks.village.read() as session:
        state = delivery_state(session, DAY)
    assert (state.text, state.unwritten) == ("第 1 号没有写到U盘", True)
    assert write_again(desks.village, desks.stick).position.seq == 1
    with desks.village.read() as session:
        assert delivery_state(session, DAY).text == "未送达"


def test_a_stick_that_is_not_there_or_is_a_file_uses_no_number_up(desks: Desks, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")

    for place in (tmp_path / "nowhere", file):
        with pytest.raises(MissingFileError):
            export_bundle(desks.village, place, on=DAY)

    assert used_up(desks.village) == 0


def test_there_is_nothing_to_write_again_before_the_first_export(desks: Desks) -> None:
    with pytest.raises(MissingFileError):
        write_again(desks.village, desks.stick)


def test_the_outbox_keeps_the_last_ten_by_number_whatever_the_clock_says(desks: Desks) -> None:
    names = [
        export_bundle(desks.village, desks.stick, on=date(2099 - year, 1, 1)).file.name for year in range(KEPT + 2)
    ]

    assert {file.name for file in (desks.village.folder / "outbox").iterdir()} == set(names[2:])


def test_a_bundle_tells_of_the_last_five_hundred_and_of_the_newest_acknowledged(desks: Desks) -> None:
    first = export_bundle(desks.village, desks.stick, on=DAY)
    desks.bring(first.file)
    desks.answer()
    with desks.village.write("过了许多年") as session:
        (row,) = sent_bundles(session)
        values = {column.name: getattr(row, column.name) for column in SentBundle.__table__.columns}
        unsent = {"delivery": "not_yet", "receipt_at": ""}
        session.add_all(SentBundle(**values | unsent | {"seq": seq}) for seq in range(2, 702))
        session.scalars(select(BookInfo)).one().seq = 701

    last = export_bundle(desks.village, desks.stick, on=DAY)

    with desks.township.read() as session:
        device, trusted = own_device(session), partners(session)
    with open_bundle(last.file, device, trusted) as opened:
        lineage = opened.manifest.lineage
    assert [at.seq for at in lineage] == [1, *range(202, 702)]
    assert len(lineage) == LINEAGE + 1
    assert desks.bring(last.file).outcome is Outcome.IMPORTED


def test_check_stick_finds_our_newest_and_notes_when_it_was_looked_at(desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    second = export_bundle(desks.village, desks.stick, on=DAY)

    done = check_stick(desks.village, desks.stick)

    assert (done.file, done.copy, done.sent.seq) == (second.file, second.copy, 2)
    assert [bool(row.checked_at) for row in sent(desks.village)] == [False, True]


def test_check_stick_knows_a_renamed_file_by_its_content(desks: Desks) -> None:
    done = export_bundle(desks.village, desks.stick, on=DAY)
    renamed = done.file.rename(desks.stick / "交换包 (1).age")

    assert made_here(desks.village, renamed)
    assert check_stick(desks.village, renamed).sent.seq == 1


@pytest.mark.parametrize("which", ["file", "copy"])
def test_check_stick_finds_a_flipped_byte_in_either_copy(desks: Desks, which: str) -> None:
    done = export_bundle(desks.village, desks.stick, on=DAY)
    damaged = done.file if which == "file" else done.copy
    assert damaged is not None
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)

    with pytest.raises(BundleDamagedError) as fault:
        check_stick(desks.village, desks.stick)

    assert "与本机导出的不一致" in str(fault.value)
    assert sent(desks.village)[0].checked_at == ""


def test_check_stick_of_something_else(desks: Desks, tmp_path: Path) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    foreign = tmp_path / "x.age"
    foreign.write_bytes(b"x")

    with pytest.raises(NotFoundError):
        check_stick(desks.village, foreign)
    with pytest.raises(MissingFileError):
        check_stick(desks.village, tmp_path)
    assert not made_here(desks.village, foreign)


def test_a_receipt_is_verified_without_being_taken_over(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    (written,) = write_receipts(desks.township, desks.stick, on=DAY)

    assert str(verify_file(desks.village, written.file).kind) == "receipt"
    assert check_stick(desks.township, written.file).sent.seq == 1
    with desks.village.read() as session:
        assert delivery_state(session, DAY).text == "未送达"


def test_a_damaged_outbox_is_never_copied_to_a_stick(desks: Desks, tmp_path: Path) -> None:
    done = export_bundle(desks.village, desks.stick, on=DAY)
    (desks.village.folder / "outbox" / done.file.name).write_bytes(b"rot")
    other = tmp_path / "other"
    other.mkdir()

    with pytest.raises(BundleDamagedError):
        write_again(desks.village, other)

    assert list(other.iterdir()) == []


def test_counts_name_every_table_even_an_empty_one(desks: Desks) -> None:
    repay(desks.village, "XED1", 1_000)

    done = export_bundle(desks.village, desks.stick, on=DAY)

    assert {"household": 1, "member": 1, "loan": 1, "repayment": 2, "visit": 0}.items() <= done.counts.items()
    assert json.loads(sent(desks.village)[0].counts) == done.counts


def test_a_killed_export_is_gone_when_the_book_is_opened_again(desks: Desks) -> None:
    """Number and row stand or fall together: a file in the outbox without a row is swept by the next export."""
    desks.village.close()
    orphan = desks.village.folder / "outbox" / "HC-20261120-00000000.age"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left by a killed process")
    with reopened(desks.village.folder) as book:
        done = export_bundle(book, desks.stick, on=DAY)

    assert [file.name for file in orphan.parent.iterdir()] == [done.file.name]


def test_a_stick_that_fails_takes_nothing_away_from_what_was_delivered(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    assert desks.answer() == "已送达"
    repay(desks.village, "XED1", 500)

    with pytest.raises(KnownError):
        export_bundle(desks.village, Path("/proc"), on=DAY)

    with desks.village.read() as session:
        state = delivery_state(session, DAY)
    assert state.delivery is Delivery.DELIVERED
    assert (state.text, state.unwritten, state.changes_since) == ("已送达；第 2 号没有写到U盘", True, 1)
    write_again(desks.village, desks.stick)
    with desks.village.read() as session:
        assert delivery_state(session, DAY).text == "未送达"
