"""Pairing by a fingerprint read aloud, the emergency key, new keys, and cards that are trusted no more."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import (
    CardError,
    EscrowUnconfirmedError,
    FingerprintError,
    NotFoundError,
    NotPairedError,
    RecipientError,
)
from app.exchange.lineage import Outcome
from app.models import JournalEntry
from app.services.bundles import export_bundle
from app.services.pairing import (
    accept_partner,
    accept_successor,
    paired,
    partners,
    renew_keys,
    revoke_partner,
    set_escrow,
    write_card,
)
from app.storage.book import Book
from tests.helpers.villages import DAY, NEIGHBOUR, Desks, new_village, repay, rows_everywhere


def acts(book: Book, table: str) -> list[str]:
    with book.read() as session:
        return list(session.scalars(select(JournalEntry.action).where(JournalEntry.table == table)))


def test_a_wrong_fingerprint_pairs_nobody(village: Book, tmp_path: Path) -> None:
    with new_village(tmp_path / "n", NEIGHBOUR) as neighbour:
        card = write_card(neighbour, tmp_path / "n.card")
    wrong = card.fingerprint[:-1] + str((int(card.fingerprint[-1]) + 1) % 10)
    before = rows_everywhere(village)

    with pytest.raises(FingerprintError):
        accept_partner(village, card.file, wrong)

    assert rows_everywhere(village) == before


def test_the_digits_may_be_typed_as_they_were_heard(village: Book, tmp_path: Path) -> None:
    with new_village(tmp_path / "n", NEIGHBOUR) as neighbour:
        card = write_card(neighbour, tmp_path / "n.card")

    accepted = accept_partner(village, card.file, card.fingerprint.replace(" ", "－"))

    assert (accepted.code, accepted.name) == NEIGHBOUR
    assert acts(village, "partner")[-1] == "pair"


def test_a_card_file_that_is_none(village: Book, tmp_path: Path) -> None:
    (tmp_path / "x.card").write_bytes(b"{}")

    with pytest.raises(CardError):
        accept_partner(village, tmp_path / "x.card", "0000 " * 6)


def test_the_allowed_signers_line_lies_beside_the_card(village: Book, tmp_path: Path) -> None:
    card = write_card(village, tmp_path / "v.card")

    line = (tmp_path / "v.card.allowed_signers").read_text()
    assert line == f'{village.code} namespaces="huicun-bundle" {card.ssh}\n'


def test_the_emergency_key_opens_every_later_bundle_with_the_plain_age_program(
    desks: Desks, tmp_path: Path, program: Callable[[str], str]
) -> None:
    program("age")
    subprocess.run(["age-keygen", "-o", tmp_path / "county.key"], check=True, capture_output=True)
    command = ["age-keygen", "-y", tmp_path / "county.key"]
    recipient = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    set_escrow(desks.village, recipient, "清溪县", recipient[-8:])
    done = export_bundle(desks.village, desks.stick, on=DAY)

    unpack = f"age -d -i {tmp_path}/county.key {done.file} | tar x -C {tmp_path} && zstd -dc {tmp_path}/loan.jsonl.zst"
    opened = subprocess.run(["bash", "-c", unpack], check=True, capture_output=True, text=True).stdout
    assert '"note_number":"XED1"' in opened
    assert acts(desks.village, "book_info") == ["escrow"]
    assert desks.bring(done.file).outcome is Outcome.IMPORTED


@pytest.mark.parametrize(
    ("recipient", "confirm", "error"), [("age1no", "age1no", RecipientError), ("", "", RecipientError)]
)
def test_no_emergency_key_that_is_none(village: Book, recipient: str, confirm: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        set_escrow(village, recipient, "清溪县", confirm)


def test_the_emergency_key_is_not_set_by_a_slip_of_the_finger(village: Book, township: Book, tmp_path: Path) -> None:
    age = write_card(township, tmp_path / "t.card").age

    with pytest.raises(EscrowUnconfirmedError):
        set_escrow(village, age, "清溪县", age[-7:] + "x")

    assert acts(village, "book_info") == []


def test_a_revoked_card_may_be_paired_again_by_its_fingerprint(desks: Desks, tmp_path: Path) -> None:
    card = write_card(desks.village, tmp_path / "v.card")
    revoke_partner(desks.township, desks.village.code, "电脑被盗")
    with desks.township.read() as session:
        assert partners(session) == []
        assert [row.revoked_why for row in paired(session)] == ["电脑被盗"]

    accept_partner(desks.township, card.file, card.fingerprint)

    assert desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file).outcome is Outcome.IMPORTED
    assert acts(desks.township, "partner") == ["pair", "revoke", "pair"]


def test_nobody_unknown_is_revoked(township: Book) -> None:
    with pytest.raises(NotFoundError):
        revoke_partner(township, "510000000000", "不认识")


def test_new_keys_are_followed_by_the_old_ones_signature(desks: Desks, tmp_path: Path) -> None:
    old = write_card(desks.village, tmp_path / "old.card")

    new = renew_keys(desks.village, tmp_path / "new.card")
    sent = export_bundle(desks.village, desks.stick, on=DAY).file
    with pytest.raises(NotPairedError):
        desks.bring(sent)
    accept_successor(desks.township, new.file)

    assert new.fingerprint != old.fingerprint
    assert write_card(desks.village, tmp_path / "now.card").fingerprint == new.fingerprint
    assert desks.bring(sent).outcome is Outcome.IMPORTED


def test_what_was_sent_to_the_old_key_is_still_opened(desks: Desks, tmp_path: Path) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    renew_keys(desks.village, tmp_path / "new.card")
    renew_keys(desks.village, tmp_path / "newer.card")

    assert desks.answer() == "已送达"  # the township wrote it to the card that it knows


def test_a_stranger_is_no_successor(desks: Desks, tmp_path: Path) -> None:
    with new_village(tmp_path / "again") as other:  # the same code and name, other keys
        card = write_card(other, tmp_path / "x.card")
        renewed = renew_keys(other, tmp_path / "y.card")

    for file in (card.file, renewed.file):
        with pytest.raises(CardError):
            accept_successor(desks.township, file)


def test_the_villages_learn_of_the_townships_new_keys_from_the_receipt(desks: Desks, tmp_path: Path) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    renew_keys(desks.township, tmp_path / "t2.card")
    newest = renew_keys(desks.township, tmp_path / "t3.card")

    assert desks.answer() == "已送达"  # signed by the key that the village knows

    with desks.village.read() as session:
        assert [row.fingerprint for row in paired(session)] == [newest.fingerprint]
    repay(desks.village, "XED1", 100)
    assert desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file).outcome is Outcome.IMPORTED
    assert desks.answer() == "已送达"  # and now by the new one
