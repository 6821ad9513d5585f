"""What the exchange page shows: the step in hand, what the township really has, the slip, rows that came back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import BundleDamagedError, DiskTroubleError, KnownError, MissingFileError
from app.services.bundles import export_bundle
from app.services.exchange_files import look_at_card, look_at_place, read_receipts_at
from app.services.exchange_kinds import KindLine
from app.services.exchange_partners import read_pairing, set_escrow_with_password
from app.services.exchange_slip import read_slip
from app.services.exchange_stand import Stand, Weight
from app.services.exchange_view import Hand, VillageExchange, read_village, step_in_hand
from app.services.outbox import check_stick
from app.services.pairing import revoke_partner
from app.services.receipts import write_receipts
from app.storage.book import Book
from tests.helpers.books import PASSWORD
from tests.helpers.villages import DAY, TOWNSHIP, Desks, add_household, lend, new_village, repay


def seen(book: Book, days_later: int = 0) -> VillageExchange:
    with book.read() as session:
        return read_village(session, DAY + timedelta(days=days_later))


def hand(view: VillageExchange, *, ready: bool = True, put_off: bool = False, anew: bool = False) -> Hand:
    return step_in_hand(view, place_ready=ready, check_put_off=put_off, anew=anew)


def test_a_village_that_never_sent_anything_begins_with_the_stick(village: Book) -> None:
    view = seen(village)

    assert hand(view, ready=False) is Hand.STICK
    assert hand(view) is Hand.MAKE
    assert (view.has.weight, view.has.text) == (Weight.TODO, "乡镇手里还没有本村的账")
    assert view.draft.number == ""
    assert view.draft.digest == ""
    assert view.slip is None


def test_the_steps_follow_the_bundle_to_the_receipt(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)
    assert hand(seen(desks.village)) is Hand.CHECK
    assert hand(seen(desks.village), put_off=True) is Hand.CARRY
    check_stick(desks.village, desks.stick)
    assert hand(seen(desks.village)) is Hand.CARRY
    assert seen(desks.village, 14).has.below == "乡镇手里还没有本村的账。已有 14 天没有回执，满 28 天转红。"
    assert seen(desks.village, 28).has.weight is Weight.DANGER
    desks.bring(sent.file)
    desks.answer()

    view = seen(desks.village)

    assert view.fresh
    assert hand(view, ready=False) is Hand.STICK
    assert (view.has.weight, view.has.text) == (Weight.OK, "乡镇收到了最新的账")
    assert view.has.below == "乡镇手里是第 1 号包（11-20）。之后没有改动。"
    assert view.newest is not None
    assert view.newest.stand is Stand.DELIVERED


def test_a_bundle_that_no_stick_took_is_written_again(village: Book, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "huicun-copy").write_text("a file where the folder of the second copy should be")
    with pytest.raises(KnownError):
        export_bundle(village, full, on=DAY)

    view = seen(village)

    assert view.newest is not None
    assert view.newest.stand is Stand.UNWRITTEN
    assert hand(view) is Hand.WRITE
    assert hand(view, ready=False) is Hand.STICK
    assert hand(view, anew=True) is Hand.MAKE
    assert "还没有写到U盘" in view.has.below


def test_changed_rows_are_counted_since_the_bundle_before(desks: Desks) -> None:
    """The village has one household of one, one loan, one repayment; then one repayment more."""
    assert KindLine("农户与成员", 2, 2) in seen(desks.village).kinds
    export_bundle(desks.village, desks.stick, on=DAY)
    repay(desks.village, "XED1", 5_000)

    view = seen(desks.village)

    by_word = {line.word: line for line in view.kinds}
    assert by_word["农户与成员"] == KindLine("农户与成员", 0, 2)
    assert by_word["贷款与还款"].changed == 1
    assert view.changes == 1
    before = {line.word: line for line in view.sent_kinds}["贷款与还款"]
    assert by_word["贷款与还款"].rows == before.rows + 1


def test_the_slip_has_the_numbers_of_the_bundle_and_the_draft_those_of_now(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)
    repay(desks.village, "XED1", 5_000)

    view = seen(desks.village)

    assert view.slip is not None
    assert (view.slip.number, view.slip.receiver, view.slip.book) == ("1", TOWNSHIP[1], "柳树沟村")
    assert view.slip.digest == sent.position.digest
    assert view.slip.code.startswith("H")
    assert view.slip.figures.balance * 100 == sent.totals["balance"]
    assert view.slip.figures.balance - Decimal(5_000) <= view.draft.figures.balance < view.slip.figures.balance
    with desks.village.read() as session:
        assert read_slip(session, DAY, 1, 7) is None


def test_rows_that_came_back_name_their_household_and_the_reason(desks: Desks) -> None:
    add_household(desks.village, "5131230009", "尚木兰", remark="长" * 100_001, head_id="513123198109263429")
    lend(desks.village, "5131230009", "XED9")
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()

    view = seen(desks.village)

    first, *hanging = view.returned
    assert (first.who, first.kind, first.code, first.household) == ("尚木兰", "户", 106, "5131230009")
    assert {row.kind for row in hanging} >= {"成员", "借据"}
    assert all(row.reason == "它所属的户没有接收" or row.kind != "成员" for row in hanging)
    assert all(row.household == "5131230009" for row in view.returned)
    assert view.has.text == f"乡镇收到了，退回 {len(view.returned)} 行"


def test_receipts_are_found_among_our_own_bundles_on_the_stick(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    written = write_receipts(desks.township, desks.stick, on=DAY)[0]

    read = read_receipts_at(desks.village, desks.stick)

    assert read.text == f"{written.file.name}：已送达。"
    assert read.refused == ()


def test_a_folder_without_a_receipt_says_so(desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)

    with pytest.raises(MissingFileError) as told:
        read_receipts_at(desks.village, desks.stick)

    assert str(told.value).startswith(f"找不到 {desks.stick} 里的回执。")


def test_a_damaged_receipt_is_named_and_changes_nothing(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    file = write_receipts(desks.township, desks.stick, on=DAY)[0].file
    content = bytearray(file.read_bytes())
    content[-40] ^= 1
    file.write_bytes(bytes(content))

    with pytest.raises(BundleDamagedError):
        read_receipts_at(desks.village, desks.stick)

    assert not seen(desks.village).fresh


def test_a_place_says_how_much_room_it_has(tmp_path: Path) -> None:
    there, missing = look_at_place(tmp_path), look_at_place(tmp_path / "no")

    assert there.there
    assert there.free > 0
    assert not missing.there


def test_a_card_is_looked_at_before_its_fingerprint_is_heard(desks: Desks, tmp_path: Path, paired: Path) -> None:
    view = look_at_card(paired / f"{desks.township.code}.card")

    assert (view.name, view.role, view.code) == (TOWNSHIP[1], "乡镇", TOWNSHIP[0])
    with pytest.raises((MissingFileError, DiskTroubleError)):
        look_at_card(tmp_path / "none.card")


def test_partners_stay_in_the_list_when_they_are_revoked(village: Book) -> None:
    with village.read() as session:
        before = read_pairing(session)
    revoke_partner(village, TOWNSHIP[0], "电脑丢了")
    with village.read() as session:
        after = read_pairing(session)

    assert (before.trusted, after.trusted) == (1, 0)
    assert [(one.name, one.revoked) for one in after.partners] == [(TOWNSHIP[1], "电脑丢了")]
    assert not seen(village).paired


def test_the_emergency_key_asks_for_the_password(village: Book) -> None:
    key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    with pytest.raises(KnownError):
        set_escrow_with_password(village, key, "清溪县", key[-8:], "不是这个密码123")
    set_escrow_with_password(village, key, "清溪县", key[-8:], PASSWORD)

    assert seen(village).draft.escrow == f"清溪县 … {key[-8:-4]} {key[-4:]}"


def test_a_village_without_a_township_is_not_paired(tmp_path: Path) -> None:
    with new_village(tmp_path / "alone") as alone:
        view = seen(alone)

    assert not view.paired
    assert view.draft.receiver == ""
