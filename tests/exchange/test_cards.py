"""A card is believed when its own key signed it and somebody read its fingerprint aloud, or the old key vouches."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.errors import CardError, FingerprintError, RecipientError
from app.exchange.canonical import encode
from app.exchange.cards import accept_card, check_rotation, fingerprint_matches, make_card, read_card, rotate_card
from app.exchange.keys import DeviceKeys, check_age, new_device_keys
from app.exchange.parties import Recipient, escrow_confirmed
from tests.helpers.bundles import MORNING, VILLAGE_CODE, World


def test_a_card_comes_back_as_it_was_written(world: World) -> None:
    card = world.village.card

    assert read_card(card.to_bytes()) == card
    assert card.created == "2026-11-20T09:00:00+08:00"


def test_a_card_is_canonical_json(world: World) -> None:
    data = world.village.card.to_bytes()

    assert data == encode(json.loads(data)) + b"\n"
    assert sorted(json.loads(data)) == ["age", "code", "created", "format", "name", "role", "signature", "ssh"]


def test_the_fingerprint_is_the_beginning_of_the_hash_as_a_decimal_number(world: World) -> None:
    card = world.village.card
    hashed = hashlib.sha256(f"{card.code}\nvillage\n{card.age}\n{card.ssh}".encode()).hexdigest()

    assert card.fingerprint.replace(" ", "") == str(int(hashed, 16))[:24]
    assert [len(group) for group in card.fingerprint.split(" ")] == [4] * 6


def test_two_desks_never_share_a_fingerprint(world: World) -> None:
    desks = (world.village, world.neighbour, world.township, world.county)

    assert len({desk.card.fingerprint for desk in desks}) == 4


def test_the_name_is_no_part_of_the_fingerprint_but_everything_else_is(world: World) -> None:
    card = world.village.card

    assert replace(card, name="别的名字").fingerprint == card.fingerprint
    for change in ({"code": "510921100299"}, {"role": "township"}, {"age": "x"}, {"ssh": "x"}):
        assert replace(card, **change).fingerprint != card.fingerprint


def test_a_fingerprint_may_be_typed_with_spaces_dashes_or_full_width_digits(world: World) -> None:
    card = world.village.card
    digits = card.fingerprint.replace(" ", "")
    full_width = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in digits)

    for typed in (card.fingerprint, digits, card.fingerprint.replace(" ", "-"), full_width, f"  {digits}\n"):
        assert fingerprint_matches(card, typed)
    for typed in ("", digits[:-1], digits + "0", digits[::-1], digits[:-1] + str((int(digits[-1]) + 1) % 10)):
        assert not fingerprint_matches(card, typed)


def test_pairing_needs_the_right_fingerprint(world: World) -> None:
    card = world.village.card

    assert accept_card(card.to_bytes(), card.fingerprint) == card
    with pytest.raises(FingerprintError):
        accept_card(card.to_bytes(), world.township.card.fingerprint)


@pytest.mark.parametrize("name", ["code", "name", "role", "age", "ssh", "created"])
def test_a_card_with_another_field_is_refused(world: World, name: str) -> None:
    fields = json.loads(world.village.card.to_bytes())
    fields[name] = json.loads(world.township.card.to_bytes())[name]
    if name == "created":
        fields[name] = "2026-11-20T09:00:01+08:00"

    with pytest.raises(CardError):
        read_card(encode(fields))


@pytest.mark.parametrize(
    "change",
    [
        {"signature": None},
        {"code": "51092110020"},
        {"code": 510921100201},
        {"name": ""},
        {"name": "村\u0000"},
        {"name": "村" * 201},
        {"role": "officer"},
        {"age": "age1x"},
        {"ssh": "ssh-rsa AAAA"},
        {"created": "2026-11-20T09:00:00"},
        {"created": "yesterday"},
        {"format": "huicun-card-2"},
        {"previous_ssh": "ssh-rsa AAAA"},
    ],
)
def test_a_card_out_of_bounds_is_refused(world: World, change: dict[str, object]) -> None:
    fields = json.loads(world.village.card.to_bytes()) | change
    fields = {name: value for name, value in fields.items() if value is not None}

    with pytest.raises(CardError):
        read_card(encode(fields))


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"code":"1","code":"2"}', b"x" * 20_000])
def test_a_file_that_is_no_card_is_refused(data: bytes) -> None:
    with pytest.raises(CardError):
        read_card(data)


def test_a_card_of_no_code_is_not_made() -> None:
    with pytest.raises(CardError):
        make_card(new_device_keys(), "5109", "村", "village", MORNING)
    with pytest.raises(CardError):
        make_card(new_device_keys(), VILLAGE_CODE, "村", "village", datetime(2026, 11, 20))


def test_a_card_signed_by_the_old_key_is_trusted_by_who_trusts_the_old_one(world: World) -> None:
    old = world.village
    fresh = rotate_card(old.keys, old.card, new_device_keys(), MORNING)

    read = read_card(fresh.to_bytes())

    assert read == fresh
    assert read.fingerprint != old.card.fingerprint
    check_rotation(read, old.card)


def test_a_rotation_by_another_key_for_another_desk_or_by_no_key_is_refused(world: World) -> None:
    village, neighbour = world.village, world.neighbour
    by_neighbour = rotate_card(neighbour.keys, village.card, new_device_keys(), MORNING)
    right = rotate_card(village.keys, village.card, new_device_keys(), MORNING)

    for card, trusted in [
        (by_neighbour, village.card),
        (right, neighbour.card),
        (world.township.card, village.card),
        (replace(right, previous_signature=""), village.card),
        (replace(right, previous_signature=right.signature), village.card),
    ]:
        with pytest.raises(CardError):
            check_rotation(card, trusted)


def test_keys_come_back_from_the_book_and_are_never_shown(world: World) -> None:
    keys = world.village.keys

    assert DeviceKeys.from_dict(json.loads(json.dumps(keys.to_dict()))) == keys
    assert repr(keys) == "DeviceKeys()"
    for broken in ({"signing": "00", "opening": keys.opening}, {"signing": keys.signing, "opening": "AGE"}):
        with pytest.raises(ValueError, match="device keys"):
            DeviceKeys.from_dict(broken)


def test_the_age_key_is_one_that_age_keygen_knows(world: World, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(world.village.keys.opening + "\n")

    public = subprocess.run(["age-keygen", "-y", tmp_path / "key"], capture_output=True, check=True, text=True).stdout

    assert public.strip() == world.village.card.age


def test_the_escrow_key_is_a_plain_age_recipient_of_age_keygen() -> None:
    made = subprocess.run(["age-keygen"], capture_output=True, check=True, text=True).stdout
    age = next(line.split()[-1] for line in made.splitlines() if "public key" in line)

    recipient = Recipient.escrow(age)

    assert recipient.age == age
    assert escrow_confirmed(age, age[-8:])
    assert not escrow_confirmed(age, age[-7:])
    assert not escrow_confirmed(age, age[:8])


@pytest.mark.parametrize("age", ["", "age1", "age1" + "q" * 58, "AGE-SECRET-KEY-1X", "ssh-ed25519 AAAA"])
def test_what_is_no_age_recipient_is_refused(age: str) -> None:
    with pytest.raises(RecipientError):
        check_age(age)
    with pytest.raises(RecipientError):
        Recipient.escrow(age)
