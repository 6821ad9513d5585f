"""What becomes of a village's bundle at the township: taken over, compared by content, refused, never half."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.errors import (
    BundleDamagedError,
    BundleError,
    NotABundleError,
    NotForUsError,
    NotPairedError,
    RefusedError,
)
from app.exchange.lineage import Outcome
from app.exchange.opening import open_bundle
from app.models import Household, Loan, Member, MirrorState, Quarantine, ReceivedBundle, Repayment
from app.services.bundles import export_bundle
from app.services.mirror import TableChange, import_bundle, import_many, take_over
from app.services.pairing import accept_partner, own_device, partners, revoke_partner, write_card
from app.services.undo import last_act, undo
from app.storage.integrity import verify
from tests.helpers.villages import (
    DAY,
    NEIGHBOUR,
    Desks,
    add_household,
    forged_bundle,
    lend,
    mirrored,
    new_township,
    new_village,
    pair,
    repay,
    rows_everywhere,
)


def test_the_first_bundle_fills_the_mirror(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)

    done = desks.bring(sent.file)

    assert (done.outcome, done.reason, done.book_code) == (Outcome.IMPORTED, "", "513123104205")
    assert (done.epoch_no, done.seq, done.digest) == (1, 1, sent.position.digest)
    assert done.rows["household"] == TableChange(added=1)
    assert done.rows["repayment"] == TableChange(added=1)
    (repayment,) = mirrored(desks.township, desks.village.code, Repayment)
    assert repayment.amount_fen == 1_000_000
    assert all(check.ok for check in verify(desks.township))


def test_the_same_file_again_changes_nothing(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY)
    desks.bring(sent.file)
    before = rows_everywhere(desks.township)

    again = desks.bring(sent.file)

    assert (again.outcome, again.reason) == (Outcome.UNCHANGED, "与已有的相同")
    assert rows_everywhere(desks.township) | {"journal": 0} == before | {"journal": 0}


def test_an_old_stick_after_a_newer_one_is_superseded(desks: Desks) -> None:
    first = export_bundle(desks.village, desks.stick, on=DAY)
    repay(desks.village, "XED1", 5_000)
    second = export_bundle(desks.village, desks.stick, on=DAY)
    desks.bring(second.file)

    late = desks.bring(first.file)

    assert (late.outcome, late.reason) == (Outcome.SUPERSEDED, "比已有的旧")
    assert len(mirrored(desks.township, desks.village.code, Repayment)) == 2


def test_missing_numbers_are_normal_and_rows_are_compared_by_content(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    export_bundle(desks.village, desks.stick, on=DAY)  # lost on the way
    with desks.village.write("改电话") as session:
        session.scalars(select(Household)).one().phone = "13800000001"
    add_household(desks.village, "5131230002", "毛长")

    done = desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    assert (done.outcome, done.seq) == (Outcome.IMPORTED, 3)
    assert done.rows["household"] == TableChange(added=1, changed=1)
    assert done.rows["member"] == TableChange(added=1)
    assert done.rows["loan"] == TableChange()
    phones = {row.number: row.phone for row in mirrored(desks.township, desks.village.code, Household)}
    assert phones == {"5131230001": "13800000001", "5131230002": ""}


def test_a_row_that_was_taken_back_leaves_the_mirror(desks: Desks) -> None:
    add_household(desks.village, "5131230002", "毛长")
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    with desks.village.read() as session:
        act = last_act(session)
    assert act is not None
    undo(desks.village, act.id)

    done = desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    assert done.rows["household"] == TableChange(removed=1)
    assert done.rows["member"] == TableChange(removed=1)
    assert [row.number for row in mirrored(desks.township, desks.village.code, Household)] == ["5131230001"]


def test_a_row_that_does_not_fit_is_quarantined_with_all_that_hangs_on_it(desks: Desks) -> None:
    """A remark of 100 001 characters; the household's member and loan hang on it, the other household does not."""
    bad = add_household(desks.village, "5131230009", "尚木兰", remark="长" * 100_001, head_id="513123198109263429")
    lend(desks.village, "5131230009", "XED9")

    done = desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    assert done.outcome is Outcome.IMPORTED
    assert done.rows["household"] == TableChange(added=1, quarantined=1)
    assert done.rows["member"] == TableChange(added=1, quarantined=1)
    assert done.rows["loan"] == TableChange(added=1, quarantined=1)
    with desks.township.read() as session:
        held = {row.table: row for row in session.scalars(select(Quarantine))}
    assert (held["household"].row_id, held["household"].code) == (bad, 106)
    assert held["household"].reason == "备注太长"
    assert (held["member"].code, held["member"].because_of) == (110, f"household/{bad}")
    assert held["loan"].because_of == f"household/{bad}"


def test_what_was_quarantined_comes_in_once_it_is_mended(desks: Desks) -> None:
    bad = add_household(desks.village, "5131230009", "尚木兰", remark="长" * 100_001)
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    with desks.village.write("改备注") as session:
        session.get_one(Household, (desks.village.code, bad)).remark = "住院"

    done = desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)

    assert (done.rows["household"], done.rows["member"]) == (TableChange(added=1), TableChange(added=1))
    with desks.township.read() as session:
        assert session.scalars(select(Quarantine)).all() == []


def test_a_member_is_held_when_its_household_is_gone_although_it_came_unchanged(desks: Desks, tmp_path: Path) -> None:
    """The member table is byte for byte the same; its parent lost the row that it hangs on."""
    add_household(desks.village, "5131230002", "毛长")
    whole = forged_bundle(desks.village, desks.township, tmp_path / "1.age", lambda tables: None)
    without = forged_bundle(
        desks.village, desks.township, tmp_path / "2.age", lambda tables: tables["household"].pop(), seq=2
    )
    desks.bring(whole)

    done = desks.bring(without)

    assert done.rows["household"] == TableChange(removed=1)
    assert done.rows["member"] == TableChange(removed=1, quarantined=1)
    assert len(mirrored(desks.township, desks.village.code, Member)) == 1


def test_two_loans_that_swap_their_note_numbers_are_both_changed(desks: Desks, tmp_path: Path) -> None:
    add_household(desks.village, "5131230002", "毛长", head_id="51312319490203001X")
    lend(desks.village, "5131230002", "XED2")
    desks.bring(forged_bundle(desks.village, desks.township, tmp_path / "1.age", lambda tables: None))

    def swap(tables: dict[str, list[dict[str, Any]]]) -> None:
        one, other = tables["loan"]
        one["note_number"], other["note_number"] = other["note_number"], one["note_number"]

    before = {row.id: row.note_number for row in mirrored(desks.township, desks.village.code, Loan)}
    done = desks.bring(forged_bundle(desks.village, desks.township, tmp_path / "2.age", swap, seq=2))

    assert done.rows["loan"] == TableChange(changed=2)
    after = {row.id: row.note_number for row in mirrored(desks.township, desks.village.code, Loan)}
    assert sorted(after.values()) == ["XED1", "XED2"]
    assert all(before[row_id] != number for row_id, number in after.items())


def test_rows_that_only_a_broken_program_would_send_are_quarantined_one_by_one(desks: Desks, tmp_path: Path) -> None:
    def spoil(tables: dict[str, list[dict[str, Any]]]) -> None:
        (loan,) = tables["loan"]
        (household,) = tables["household"]
        (village,) = tables["village"]
        tables["household"] += [
            household | {"id": "twice", "number": "2"},
            household | {"id": "twice", "number": "3"},
            household | {"id": "", "number": "4"},
            household | {"id": "day", "listed_from": "2026-02-30"},
            household | {"id": "kind", "number": 5},
            household | {"id": "huge", "income_per_head_fen": 1 << 60},
            {"id": "bare"},
        ]
        tables["loan"] += [
            loan | {"id": "same-note"},
            loan | {"id": "odd-method", "note_number": "a", "method": "interest-free"},
            loan | {"id": "backwards", "note_number": "b", "due_on": "2020-01-01"},
            loan | {"id": "no-json", "note_number": "c", "findings": "[{"},
        ]
        tables["village"] = [village | {"unknown": {"deep": [1]}}]

    done = desks.bring(forged_bundle(desks.village, desks.township, tmp_path / "odd.age", spoil))

    with desks.township.read() as session:
        held = {(row.table, row.row_id, row.code) for row in session.scalars(select(Quarantine))}
    assert held == {
        ("household", "twice", 111),
        ("household", "", 101),
        ("household", "day", 105),
        ("household", "kind", 103),
        ("household", "huge", 104),
        ("household", "bare", 102),
        ("loan", "same-note", 112),
        ("loan", "odd-method", 107),
        ("loan", "backwards", 113),
        ("loan", "no-json", 109),
    }
    assert done.rows["village"] == TableChange(added=1)
    assert {row.id for row in mirrored(desks.township, desks.village.code, Household)} >= {"twice"}


def test_an_id_that_comes_again_thousands_of_rows_later_is_noticed(desks: Desks, tmp_path: Path) -> None:
    """Rows are judged in pieces; the last of 2 500 households has the id of the first."""

    def many(tables: dict[str, list[dict[str, Any]]]) -> None:
        (household,) = tables["household"]
        tables["household"] += [household | {"id": f"h{number:05}", "number": f"{number}"} for number in range(2_500)]
        tables["household"].append(household | {"id": "h00000", "number": "又来一次"})

    done = desks.bring(forged_bundle(desks.village, desks.township, tmp_path / "many.age", many))

    assert done.rows["household"] == TableChange(added=2_501, quarantined=1)
    with desks.township.read() as session:
        (held,) = session.scalars(select(Quarantine))
    assert (held.place, held.row_id, held.code) == (2_501, "h00000", 111)


def test_a_row_with_another_villages_id_touches_only_its_own_book(desks: Desks, tmp_path: Path) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    (theirs,) = mirrored(desks.township, desks.village.code, Household)
    with new_village(tmp_path / "neighbour", NEIGHBOUR) as neighbour:
        pair(neighbour, desks.township, tmp_path)

        def steal(tables: dict[str, list[dict[str, Any]]]) -> None:
            stolen = tables["household"][0] | {
                "id": theirs.id,
                "book_code": desks.village.code,
                "number": "偷来的",
            }
            tables["household"].append(stolen)

        done = import_bundle(desks.township, forged_bundle(neighbour, desks.township, tmp_path / "steal.age", steal))

    assert done.rows["household"] == TableChange(added=2)
    (still,) = mirrored(desks.township, desks.village.code, Household)
    assert still.number == "5131230001"
    assert "偷来的" in {row.number for row in mirrored(desks.township, NEIGHBOUR[0], Household)}


def test_rows_of_an_older_program_take_the_defaults_of_what_it_does_not_know(desks: Desks, tmp_path: Path) -> None:
    def older(tables: dict[str, list[dict[str, Any]]]) -> None:
        for row in tables["household"]:
            del row["remark"], row["phone_owner"]
        for row in tables["member"]:
            del row["cadre"], row["left_on"]

    done = desks.bring(forged_bundle(desks.village, desks.township, tmp_path / "old.age", older))

    assert (done.rows["household"], done.rows["member"]) == (TableChange(added=1), TableChange(added=1))
    (household,) = mirrored(desks.township, desks.village.code, Household)
    (member,) = mirrored(desks.township, desks.village.code, Member)
    assert (household.remark, household.phone_owner, member.cadre, member.left_on) == ("", "", False, None)


def test_every_refused_file_leaves_the_township_as_it_was(desks: Desks, tmp_path: Path) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY).file
    data = bytearray(sent.read_bytes())
    data[-100] ^= 1
    flipped = tmp_path / "flipped.age"
    flipped.write_bytes(data)
    text = tmp_path / "text.age"
    text.write_text("不是交换包")
    before = rows_everywhere(desks.township)

    for file, error in ((flipped, BundleDamagedError), (text, NotABundleError)):
        with pytest.raises(error):
            desks.bring(file)

    assert rows_everywhere(desks.township) == before


def test_a_bundle_for_another_township_is_not_for_us(desks: Desks, tmp_path: Path) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY).file
    with new_township(tmp_path / "elsewhere") as elsewhere:
        pair(desks.village, elsewhere, tmp_path)
        before = rows_everywhere(elsewhere)

        with pytest.raises(NotForUsError):
            import_bundle(elsewhere, sent)

        assert rows_everywhere(elsewhere) == before


def test_a_village_that_was_never_paired_is_refused(desks: Desks, tmp_path: Path) -> None:
    with new_village(tmp_path / "stranger", NEIGHBOUR) as stranger:
        card = write_card(desks.township, tmp_path / "t.card")
        accept_partner(stranger, card.file, card.fingerprint)
        sent = export_bundle(stranger, desks.stick, on=DAY).file

        with pytest.raises(NotPairedError):
            desks.bring(sent)


def test_a_revoked_sender_is_refused_and_his_mirror_stays(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    revoke_partner(desks.township, desks.village.code, "电脑被盗")
    stolen = export_bundle(desks.village, desks.stick, on=DAY).file

    with pytest.raises(NotPairedError):
        desks.bring(stolen)

    assert len(mirrored(desks.township, desks.village.code, Household)) == 1


def test_a_receipt_is_no_bundle(desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()
    (receipt,) = desks.stick.glob("HR-*.age")

    with pytest.raises(BundleError):
        desks.bring(receipt)  # encrypted to the village


def test_a_clock_in_1970_or_2099_has_no_say(desks: Desks) -> None:
    """The numbers order the bundles, whatever the clock says."""
    china = timezone(timedelta(hours=8))
    ages = datetime(2099, 1, 1, tzinfo=china), datetime(1970, 1, 1, tzinfo=china), datetime(2026, 1, 1, tzinfo=china)

    outcomes = []
    for moment in ages:
        sent = export_bundle(desks.village, desks.stick, on=moment.date(), now=moment)
        outcomes.append(desks.bring(sent.file).outcome)

    assert outcomes == [Outcome.IMPORTED] * 3
    with desks.township.read() as session:
        assert session.get_one(MirrorState, desks.village.code).seq == 3


def test_many_files_one_after_the_other_a_bad_one_stops_nobody(desks: Desks, tmp_path: Path) -> None:
    with new_village(tmp_path / "neighbour", NEIGHBOUR) as neighbour:
        pair(neighbour, desks.township, tmp_path)
        files = [export_bundle(book, desks.stick, on=DAY).file for book in (desks.village, neighbour)]
    bad = tmp_path / "bad.age"
    bad.write_bytes(files[0].read_bytes()[:-1])
    told: list[tuple[int, int]] = []

    done = import_many(desks.township, [files[0], bad, files[1]], lambda now, all_: told.append((now, all_)))

    assert [one.outcome for one in done] == [Outcome.IMPORTED, Outcome.REFUSED, Outcome.IMPORTED]
    assert isinstance(done[1].error, BundleDamagedError)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_one_journal_entry_for_each_bundle_and_one_row_however_often_it_comes(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY).file
    before = rows_everywhere(desks.township)["journal"]

    for _ in range(3):
        desks.bring(sent)

    assert rows_everywhere(desks.township)["journal"] == before + 3
    with desks.township.read() as session:
        (row,) = session.scalars(select(ReceivedBundle))
    assert (row.outcome, json.loads(row.changes)["household"]) == ("imported", {"added": 1})


def test_a_villages_book_imports_no_bundle(desks: Desks, tmp_path: Path) -> None:
    with new_village(tmp_path / "neighbour", NEIGHBOUR) as neighbour:
        pair(neighbour, desks.village, tmp_path)
        file = forged_bundle(desks.village, neighbour, tmp_path / "x.age", lambda tables: None)

        with pytest.raises(RefusedError):
            import_bundle(neighbour, file)


def test_what_fails_late_leaves_nothing_of_the_early_tables(desks: Desks) -> None:
    sent = export_bundle(desks.village, desks.stick, on=DAY).file
    before = rows_everywhere(desks.township)
    with desks.township.read() as session:
        device, trusted = own_device(session), partners(session)

    def break_off() -> None:
        with open_bundle(sent, device, trusted) as opened, desks.township.write("试") as session:
            take_over(desks.township, session, opened, sent)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    assert rows_everywhere(desks.township) == before
