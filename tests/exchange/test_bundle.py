"""A bundle is opened by whom it is for, from whom we know, or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import (
    BundleContentError,
    BundleDamagedError,
    BundleError,
    BundleTooLargeError,
    KnownError,
    MissingFileError,
    NewerBundleError,
    NotABundleError,
    NotForUsError,
    NotPairedError,
    SenderMismatchError,
    SignatureWrongError,
    StickGoneError,
    UnexpectedMemberError,
)
from app.exchange import bundle as bundle_module
from app.exchange import opening, streams, unpacking
from app.exchange.bundle import build_bundle
from app.exchange.canonical import encode
from app.exchange.cards import rotate_card
from app.exchange.digest import state_digest
from app.exchange.keys import new_device_keys
from app.exchange.manifest import JournalMark, Position, Village
from app.exchange.opening import open_bundle, verify_bundle
from app.exchange.parties import OwnDevice, Recipient
from tests.helpers.bundles import (
    COUNTY_CODE,
    MORNING,
    NEIGHBOUR_CODE,
    TABLES,
    TOWNSHIP_CODE,
    VILLAGE_CODE,
    World,
    archive,
    build,
    decrypted,
    device,
    forged,
    header,
    sealed,
    signed_archive,
)


def opened(data: bytes, world: World, *trusted: OwnDevice, **options: Any) -> opening.Opened:
    """What the township makes of it; it knows the village, or `trusted`."""
    cards = [one.card for one in trusted or (world.village,)]
    return open_bundle(io.BytesIO(data), world.township, cards, **options)


def rows(result: opening.Opened) -> dict[str, list[dict[str, Any]]]:
    return {name: list(table) for name, table in result.tables.items()}


def test_what_the_village_sends_the_township_reads(world: World) -> None:
    data, built = build(world.village, world.township)

    result = opened(data, world)

    assert rows(result) == TABLES
    assert list(result.tables) == ["household", "loan", "visit"]
    assert {name: len(table) for name, table in result.tables.items()} == {"household": 2, "loan": 1, "visit": 0}
    assert result.sender == world.village.card
    assert result.manifest == built.manifest
    assert result.manifest.state_digest == built.digest
    assert built.size == len(data)


def test_the_manifest_says_all_that_the_rules_ask_for(world: World) -> None:
    data, _ = build(
        world.village,
        world.township,
        epoch_no=2,
        epoch_id="e2",
        seq=5,
        lineage=[Position(1, 9, "e1", "cd" * 32)],
        journal_marks=[JournalMark(4, "ef" * 32)],
    )

    manifest = json.loads(decrypted(data, world.township)["manifest.json"])

    assert sorted(manifest) == [
        "app_version", "as_of", "book_code", "counts", "created", "device_id", "epoch_id", "epoch_no", "format",
        "journal_head", "journal_length", "journal_marks", "kind", "lineage", "members", "min_reader_schema",
        "recipients", "schema_version", "sender", "seq", "state_digest", "suite", "totals", "villages",
    ]  # fmt: skip
    assert manifest["lineage"] == [[1, "e1", 9, "cd" * 32]]
    assert manifest["counts"] == {"household": 2, "loan": 1, "visit": 0}
    assert manifest["totals"] == {"loans": 1, "balance_fen": 5_000_000, "overdue_fen": 0}
    assert manifest["created"] == "2026-11-20T09:00:00+08:00"
    assert manifest["recipients"] == [world.township.card.fingerprint]
    assert manifest["members"][0]["name"] == "household.jsonl.zst"
    assert sorted(manifest["members"][0]) == ["bytes", "name", "rows", "sha256", "unpacked_bytes"]


def test_the_manifest_is_canonical_and_its_hashes_are_of_the_packed_members(world: World, bundle: bytes) -> None:
    members = decrypted(bundle, world.township)
    manifest = json.loads(members["manifest.json"])

    assert members["manifest.json"] == encode(manifest)
    for member in manifest["members"]:
        packed = members[member["name"]]
        assert (member["bytes"], member["sha256"]) == (len(packed), hashlib.sha256(packed).hexdigest())


def test_the_same_rows_have_the_same_digest_and_another_row_another(world: World) -> None:
    _, first = build(world.village, world.township)
    _, again = build(world.village, world.township, seq=2, created=datetime(1970, 1, 1, tzinfo=UTC))
    _, other = build(world.village, world.township, tables=TABLES | {"visit": [{"id": "v-1"}]})
    _, keys_turned = build(
        world.village,
        world.township,
        tables={name: [dict(reversed(row.items())) for row in TABLES[name]] for name in TABLES},
    )

    assert first.digest == again.digest == keys_turned.digest
    assert first.digest != other.digest


def test_the_digest_is_over_sorted_lines_of_name_and_hash_of_the_unpacked_member() -> None:
    by_hand = hashlib.sha256(b"a.jsonl.zst 11\nb.jsonl.zst 22\n").hexdigest()

    assert state_digest({"b.jsonl.zst": "22", "a.jsonl.zst": "11"}) == by_hand


def test_rows_may_come_from_a_generator(world: World) -> None:
    def lazily() -> Iterator[dict[str, Any]]:
        yield from TABLES["household"]

    data, _ = build(world.village, world.township, tables={"household": lazily()})

    assert rows(opened(data, world)) == {"household": TABLES["household"]}


@pytest.mark.parametrize("moment", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_wrong_clock_stops_nothing(world: World, moment: datetime) -> None:
    data, _ = build(world.village, world.township, created=moment, as_of=moment.date())

    assert opened(data, world).manifest.created == moment


def test_a_book_of_several_villages_and_a_county_upward(world: World) -> None:
    villages = [Village(VILLAGE_CODE, "刘树沟村"), Village(NEIGHBOUR_CODE, "李家湾村")]
    data, _ = build(world.township, world.county, villages=villages)

    result = open_bundle(io.BytesIO(data), world.county, [world.township.card])

    assert result.manifest.villages == tuple(villages)
    assert result.manifest.book_code == TOWNSHIP_CODE


def test_a_county_can_open_it_by_escrow_and_so_can_the_addressee(world: World) -> None:
    escrow = new_device_keys()
    out = io.BytesIO()
    recipients = [Recipient.of_card(world.township.card), Recipient.escrow(escrow.age)]
    built = build_bundle("full", TABLES, header(), world.village, recipients, out)

    assert decrypted(out.getvalue(), OwnDevice(escrow, world.county.card)).keys() >= {"manifest.json"}
    assert opened(out.getvalue(), world).manifest.recipients == tuple(one.fingerprint for one in recipients)
    assert built.manifest.recipients[1] == Recipient.escrow(escrow.age).fingerprint


def test_after_a_change_of_keys_what_was_sent_to_the_old_card_still_opens(world: World, bundle: bytes) -> None:
    keys = new_device_keys()
    fresh = OwnDevice(keys, rotate_card(world.township.keys, world.township.card, keys, MORNING), (world.township,))

    assert rows(open_bundle(io.BytesIO(bundle), fresh, [world.village.card])) == TABLES
    with pytest.raises(NotForUsError):
        open_bundle(io.BytesIO(bundle), OwnDevice(keys, fresh.card), [world.village.card])


def test_verifying_keeps_the_manifest_only(world: World, bundle: bytes) -> None:
    assert verify_bundle(io.BytesIO(bundle), world.township, [world.village.card]).book_code == VILLAGE_CODE


def test_a_file_is_opened_by_its_path(world: World, bundle: bytes, tmp_path: Path) -> None:
    path = tmp_path / "anything.bin"
    path.write_bytes(bundle)

    assert rows(open_bundle(path, world.township, [world.village.card])) == TABLES
    with pytest.raises(MissingFileError):
        open_bundle(tmp_path / "nothing.age", world.township, [world.village.card])


@pytest.mark.parametrize("data", [b"", b"a", b"PK\x03\x04 zip", b"-----BEGIN AGE ENCRYPTED FILE-----\n", bytes(100)])
def test_a_foreign_file_is_called_one(world: World, data: bytes) -> None:
    with pytest.raises(NotABundleError):
        opened(data, world)


def test_a_bundle_for_somebody_else_is_not_opened(world: World) -> None:
    data, _ = build(world.village, world.neighbour)

    with pytest.raises(NotForUsError):
        opened(data, world)


def test_a_bundle_passed_on_to_us_was_not_written_for_us(world: World) -> None:
    """The neighbour decrypts what he received and encrypts it for the township: the signed list still names him."""
    data, _ = build(world.village, world.neighbour)
    members = decrypted(data, world.neighbour)
    passed_on = sealed(tar_of(members), world.township)

    with pytest.raises(NotForUsError):
        opened(passed_on, world)


def test_an_unpaired_sender_is_refused(world: World, bundle: bytes) -> None:
    with pytest.raises(NotPairedError):
        opened(bundle, world, world.neighbour)
    with pytest.raises(NotPairedError):
        open_bundle(io.BytesIO(bundle), world.township, [])


def test_the_right_signature_of_another_village_is_refused(world: World) -> None:
    """A paired neighbour signs, rightly, a bundle that says it is the village's book."""
    data, _ = build(world.neighbour, world.township, book_code=VILLAGE_CODE)

    with pytest.raises(SenderMismatchError, match=f"李家湾村.*{VILLAGE_CODE}"):
        opened(data, world, world.village, world.neighbour)


def test_a_manifest_that_names_another_sender_is_refused(world: World, bundle: bytes) -> None:
    forgery = forged(bundle, world.village, world.township, sender=world.neighbour.card.fingerprint)

    with pytest.raises(SenderMismatchError):
        opened(forgery, world, world.village, world.neighbour)


def test_a_manifest_from_another_bundle_does_not_fit(world: World) -> None:
    first = decrypted(build(world.village, world.township)[0], world.township)
    other, _ = build(world.village, world.township, tables={name: TABLES[name] for name in ("household", "loan")})
    second = decrypted(other, world.township)

    only_manifest = first | {"manifest.json": second["manifest.json"]}
    with pytest.raises(SignatureWrongError):
        opened(sealed(tar_of(only_manifest), world.township), world)
    with_signature = only_manifest | {"manifest.json.sig": second["manifest.json.sig"]}
    with pytest.raises(UnexpectedMemberError):
        opened(sealed(tar_of(with_signature), world.township), world)


@pytest.mark.parametrize(
    ("kind", "sender", "fits"),
    [
        ("full", "village", True),
        ("full", "township", True),
        ("full", "county", False),
        ("receipt", "township", True),
        ("receipt", "county", True),
        ("receipt", "village", False),
        ("policy", "township", True),
        ("policy", "village", False),
        ("handover", "village", True),
        ("handover", "county", False),
    ],
)
def test_a_role_may_send_only_its_kinds(world: World, kind: str, sender: str, fits: bool) -> None:
    desk = getattr(world, sender)
    data, _ = build(desk, world.neighbour, kind=kind)

    if fits:
        assert open_bundle(io.BytesIO(data), world.neighbour, [desk.card]).manifest.kind == kind
    else:
        with pytest.raises(SenderMismatchError):
            open_bundle(io.BytesIO(data), world.neighbour, [desk.card])


def test_a_member_too_much_or_too_little_is_refused(world: World, bundle: bytes) -> None:
    members = decrypted(bundle, world.township)
    less = {name: data for name, data in members.items() if name != "visit.jsonl.zst"}

    for changed in (members | {"extra.jsonl.zst": b"x"}, less):
        with pytest.raises(UnexpectedMemberError):
            opened(sealed(tar_of(changed), world.township), world)


def test_another_member_under_the_same_name_is_refused(world: World, bundle: bytes) -> None:
    members = decrypted(bundle, world.township)

    for content in (members["visit.jsonl.zst"], members["loan.jsonl.zst"] + b"\0", b""):
        with pytest.raises(BundleDamagedError, match=r"loan\.jsonl\.zst"):
            opened(sealed(tar_of(members | {"loan.jsonl.zst": content}), world.township), world)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "letter"),
        ("book_code", "51092110020"),
        ("book_code", 510921100201),
        ("villages", [{"code": "x", "name": "y"}]),
        ("villages", "all"),
        ("device_id", ""),
        ("epoch_no", 0),
        ("epoch_no", True),
        ("epoch_no", "1"),
        ("seq", -1),
        ("seq", 2**60),
        ("epoch_id", "a\nb"),
        ("lineage", [[1, "e", 2]]),
        ("lineage", [[1, "e", 2, "short"]]),
        ("journal_head", "xyz"),
        ("journal_length", -1),
        ("journal_marks", [[1]]),
        ("state_digest", "00" * 32),
        ("state_digest", None),
        ("as_of", "20.11.2026"),
        ("counts", {"household": 2, "loan": 1}),
        ("counts", {"household": 3, "loan": 1, "visit": 0}),
        ("totals", [1]),
        ("totals", {"balance_fen": "1"}),
        ("created", "2026-11-20T09:00:00"),
        ("created", 5),
        ("recipients", []),
        ("recipients", ["1234"]),
        ("members", {}),
        ("app_version", None),
        ("schema_version", 0),
        ("min_reader_schema", None),
    ],
)
def test_a_signed_manifest_out_of_bounds_is_refused(world: World, bundle: bytes, field: str, value: object) -> None:
    with pytest.raises(BundleError) as caught:
        opened(forged(bundle, world.village, world.township, **{field: value}), world)
    assert caught.value.exit_status == 3


def test_a_total_is_the_senders_word_and_not_judged_here(world: World, bundle: bytes) -> None:
    forgery = forged(bundle, world.village, world.township, totals={"loans": 99})

    assert opened(forgery, world).manifest.totals == {"loans": 99}


def test_unknown_fields_of_a_newer_manifest_survive(world: World, bundle: bytes) -> None:
    newer = forged(bundle, world.village, world.township, schema_version=9, seal={"of": ["2030"]})

    manifest = opened(newer, world).manifest

    assert manifest.schema_version == 9
    assert manifest.extra == {"seal": {"of": ["2030"]}}
    assert json.loads(manifest.to_bytes())["seal"] == {"of": ["2030"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": 9, "min_reader_schema": 9},
        {"format": "huicun-bundle-2"},
        {"suite": "sm2+sm3+sm4"},
        {"schema_version": 9, "min_reader_schema": 9, "kind": "letter", "members": "elsewhere"},
    ],
)
def test_what_only_a_newer_program_can_read_waits_for_the_upgrade(
    world: World, bundle: bytes, changes: dict[str, Any]
) -> None:
    with pytest.raises(NewerBundleError, match="待升级"):
        opened(forged(bundle, world.village, world.township, **changes), world)


def test_a_newer_reader_reads_it(world: World) -> None:
    data, _ = build(world.village, world.township, schema_version=2, min_reader_schema=2)

    assert opened(data, world, reader_schema=3).manifest.schema_version == 2


def test_a_manifest_with_a_key_twice_is_refused_although_it_is_signed(world: World, bundle: bytes) -> None:
    members = decrypted(bundle, world.township)
    manifest = members["manifest.json"].replace(b'"seq":1', b'"seq":1,"seq":2')
    rest = {name: data for name, data in members.items() if name.endswith(".zst")}

    with pytest.raises(BundleContentError, match="重复"):
        opened(sealed(signed_archive(manifest, world.village.keys, rest), world.township), world)


def test_a_manifest_spelled_by_another_tool_is_read(world: World, bundle: bytes) -> None:
    members = decrypted(bundle, world.township)
    spaced = json.dumps(json.loads(members["manifest.json"]), indent=1).encode()
    rest = {name: data for name, data in members.items() if name.endswith(".zst")}

    assert rows(opened(sealed(signed_archive(spaced, world.village.keys, rest), world.township), world)) == TABLES


def test_a_file_over_the_limit_is_refused(world: World, bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_FILE", len(bundle) - 1)

    with pytest.raises(BundleTooLargeError):
        opened(bundle, world)


def test_the_writer_keeps_the_limits_that_the_reader_enforces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_FILE", 1000)
    with pytest.raises(BundleTooLargeError):
        build(world.village, world.township)
    monkeypatch.setattr(bundle_module, "MAX_UNPACKED", 10)
    with pytest.raises(BundleTooLargeError):
        build(world.village, world.township)


@pytest.mark.parametrize(
    "change", [{"device_id": ""}, {"seq": 0}, {"journal_head": "x"}, {"lineage": [Position(1, 1, "e", "")]}]
)
def test_what_a_reader_would_refuse_is_not_sent(world: World, change: dict[str, Any]) -> None:
    with pytest.raises(BundleContentError, match=next(iter(change))):
        build(world.village, world.township, **change)


def test_a_stick_pulled_while_reading_is_a_disk_fault_and_not_damage(
    world: World, bundle: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.age"
    path.write_bytes(bundle)

    class Pulled(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 1000:
                raise OSError(5, "Input/output error")
            return super().read(min(size or 1, 512))

    monkeypatch.setattr(Path, "open", lambda self, mode: Pulled(bundle))

    with pytest.raises(StickGoneError):
        open_bundle(path, world.township, [world.village.card])


@pytest.mark.parametrize("room", [0, 100, 5000])
def test_a_disk_full_while_writing_is_told_by_its_number(world: World, room: int) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            if self.tell() + len(data) > room:
                raise OSError(28, "No space left on device")
            return super().write(data)

    with pytest.raises(OSError, match="No space left") as caught:
        build_bundle("full", TABLES, header(), world.village, [Recipient.of_card(world.township.card)], Full())
    assert caught.value.errno == 28


def test_a_large_table_is_not_kept_but_can_be_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "PIECE", 300)
    monkeypatch.setattr(unpacking, "KEPT", 300)
    table = [{"id": f"{number:04}", "name": "王五"} for number in range(100)]
    data, _ = build(world.village, world.township, tables={"member": table})

    with opened(data, world) as result:
        assert result.tables["member"]._kept is None
        assert list(result.tables["member"]) == table
        assert list(result.tables["member"]) == table


def test_a_handover_carries_scans_and_a_full_bundle_may_not(world: World, tmp_path: Path) -> None:
    scan = os.urandom(3_000_000)
    digest = hashlib.sha256(scan).hexdigest()
    path = tmp_path / digest
    path.write_bytes(scan)
    laptop = device(VILLAGE_CODE, "刘树沟村", "village")
    recipients = [Recipient.of_card(laptop.card)]
    out = io.BytesIO()

    build_bundle("handover", TABLES, header(), world.village, recipients, out, {digest: lambda: path.open("rb")})

    with open_bundle(io.BytesIO(out.getvalue()), laptop, [world.village.card]) as result:
        assert b"".join(result.attachment(digest)) == scan
        assert rows(result) == TABLES
    forgery = forged(out.getvalue(), world.village, laptop, kind="full")
    with pytest.raises(BundleContentError, match="扫描件"):
        open_bundle(io.BytesIO(forgery), laptop, [world.village.card])


def test_every_error_of_a_bundle_tells_three_sentences_and_ends_with_3(world: World) -> None:
    for fault in (
        NotForUsError(),
        NotABundleError(),
        NotPairedError(),
        SignatureWrongError(),
        BundleDamagedError("容器"),
        SenderMismatchError("李家湾村", COUNTY_CODE),
        NewerBundleError("2", "1"),
        BundleTooLargeError("大小", 5),
        UnexpectedMemberError("x", "缺少"),
        BundleContentError("seq", "缺少"),
    ):
        assert isinstance(fault, KnownError)
        assert fault.exit_status == 3
        assert str(fault).count("。") >= 3


def test_the_day_of_a_bundle_is_a_date(world: World, bundle: bytes) -> None:
    assert opened(bundle, world).manifest.as_of == date(2026, 11, 20)


def tar_of(members: dict[str, bytes]) -> bytes:
    return archive(list(members.items()))
