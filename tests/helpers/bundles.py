"""A small world of desks for the exchange: a village, its neighbour, a township, a county, and a forger's tools."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pyrage
import zstandard
from pyrage import x25519

from app.exchange import sshsig
from app.exchange.bundle import Built, BundleHeader, build_bundle
from app.exchange.canonical import encode
from app.exchange.cards import BUNDLE_NAMESPACE, make_card
from app.exchange.digest import state_digest
from app.exchange.keys import DeviceKeys, new_device_keys
from app.exchange.manifest import Village
from app.exchange.parties import OwnDevice, Recipient

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))
VILLAGE_CODE = "510921100201"
NEIGHBOUR_CODE = "510921100202"
TOWNSHIP_CODE = "510921100000"
COUNTY_CODE = "510921000000"

TABLES: dict[str, list[dict[str, Any]]] = {
    "household": [
        {"id": "h-1", "rev": 1, "number": "0000000001", "head": "张三", "note": None},
        {"id": "h-2", "rev": 3, "number": "0000000002", "head": "𠮷田·李四", "note": "a\u2028b"},
    ],
    "loan": [{"id": "l-1", "rev": 1, "household_id": "h-1", "amount_fen": 5_000_000, "settled": False}],
    "visit": [],
}


def device(code: str, name: str, role: str, keys: DeviceKeys | None = None) -> OwnDevice:
    """A desk with fresh keys."""
    keys = keys or new_device_keys()
    return OwnDevice(keys, make_card(keys, code, name, role, MORNING))


@dataclass(frozen=True)
class World:
    """Four desks that know each other's cards."""

    village: OwnDevice
    neighbour: OwnDevice
    township: OwnDevice
    county: OwnDevice


def new_world() -> World:
    """Everybody with fresh keys."""
    return World(
        device(VILLAGE_CODE, "刘树沟村", "village"),
        device(NEIGHBOUR_CODE, "李家湾村", "village"),
        device(TOWNSHIP_CODE, "天福镇", "township"),
        device(COUNTY_CODE, "蓬溪县", "county"),
    )


def header(code: str = VILLAGE_CODE, **changes: Any) -> BundleHeader:
    """The header of a first bundle; `changes` replace fields."""
    plain = BundleHeader(
        book_code=code,
        villages=[Village(code, "刘树沟村")],
        device_id="0190b5a0-0000-7000-8000-000000000001",
        epoch_no=1,
        epoch_id="e1",
        seq=1,
        lineage=[],
        journal_head="ab" * 32,
        journal_length=7,
        as_of=date(2026, 11, 20),
        totals={"loans": 1, "balance_fen": 5_000_000, "overdue_fen": 0},
        created=MORNING,
        app_version="0.1.0",
    )
    return replace(plain, **changes)


def build(
    sender: OwnDevice,
    *receivers: OwnDevice,
    tables: Mapping[str, Iterable[Mapping[str, Any]]] = TABLES,
    kind: str = "full",
    **changes: Any,
) -> tuple[bytes, Built]:
    """The bytes of a bundle and what the builder says about it."""
    out = io.BytesIO()
    recipients = [Recipient.of_card(receiver.card) for receiver in receivers]
    built = build_bundle(kind, tables, header(sender.card.code, **changes), sender, recipients, out)
    return out.getvalue(), built


def decrypted(data: bytes, receiver: OwnDevice) -> dict[str, bytes]:
    """The members of a bundle by the standard library's tarfile."""
    plain = pyrage.decrypt(data, [receiver.keys.identity()])
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        return {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]


def sealed(plain: bytes, *receivers: OwnDevice) -> bytes:
    """Any bytes, encrypted like a bundle."""
    return pyrage.encrypt(plain, [x25519.Recipient.from_str(one.card.age) for one in receivers])


def archive(members: Sequence[tuple[str, bytes]], form: int = tarfile.USTAR_FORMAT) -> bytes:
    """A tar of plain files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def signed_archive(manifest: bytes, signer: DeviceKeys, members: Mapping[str, bytes]) -> bytes:
    """A tar whose manifest, whatever it says, is rightly signed."""
    signature = sshsig.sign(manifest, signer.private(), BUNDLE_NAMESPACE)
    return archive([("manifest.json", manifest), ("manifest.json.sig", signature), *members.items()])


def forged(data: bytes, signer: OwnDevice, receiver: OwnDevice, **changes: Any) -> bytes:
    """A bundle again with other fields in its manifest, rightly signed and encrypted: what an insider can make."""
    members = decrypted(data, receiver)
    manifest = json.loads(members.pop("manifest.json")) | changes
    members.pop("manifest.json.sig")
    manifest = {name: value for name, value in manifest.items() if value is not None}
    return sealed(signed_archive(encode(manifest), signer.keys, members), receiver)


def with_member(data: bytes, signer: OwnDevice, receiver: OwnDevice, lines: bytes, **claims: Any) -> bytes:
    """A bundle with the one table `household` made of these packed or plain lines, declared rightly or by `claims`."""
    packed = claims.pop("packed", None) or zstandard.compress(lines)
    member = {
        "name": "household.jsonl.zst",
        "bytes": len(packed),
        "unpacked_bytes": len(lines),
        "rows": lines.count(b"\n"),
        "sha256": hashlib.sha256(packed).hexdigest(),
    } | claims
    manifest = json.loads(decrypted(data, receiver)["manifest.json"]) | {
        "members": [member],
        "counts": {"household": member["rows"]},
        "state_digest": state_digest({"household.jsonl.zst": hashlib.sha256(lines).hexdigest()}),
    }
    return sealed(signed_archive(encode(manifest), signer.keys, {"household.jsonl.zst": packed}), receiver)
