"""A paired sender with bad intent: rightly signed bundles that would eat the desk's memory or confuse its reader."""

from __future__ import annotations

import hashlib
import io
import tracemalloc

import pytest
import zstandard

from app.domain.errors import BundleError
from app.exchange import limits, manifest, unpacking
from app.exchange.opening import open_bundle
from tests.helpers.bundles import World, build, forged, with_member

ROW = b'{"id":"h-1"}\n'


def refuse(data: bytes, world: World, reason: str) -> None:
    """Refused with status 3 and this reason, in less than 64 MB of Python's memory."""
    tracemalloc.start()
    try:
        with pytest.raises(BundleError, match=reason) as caught:
            open_bundle(io.BytesIO(data), world.township, [world.village.card])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.exit_status == 3
    assert peak < 64 << 20


def test_the_honest_member_is_read(world: World, bundle: bytes) -> None:
    data = with_member(bundle, world.village, world.township, ROW * 3)

    with open_bundle(io.BytesIO(data), world.township, [world.village.card]) as opened:
        assert list(opened.tables["household"]) == [{"id": "h-1"}] * 3


def test_ten_million_declared_rows_are_refused_before_unpacking(world: World, bundle: bytes) -> None:
    members = [
        {"name": "loan.jsonl.zst", "bytes": 10**8, "unpacked_bytes": 4 * 10**8, "rows": 10**7, "sha256": "0" * 64}
    ]
    data = forged(bundle, world.village, world.township, members=members, counts={"loan": 10**7})

    refuse(data, world, "行数超过")


def test_more_rows_than_the_bytes_can_hold_are_refused(world: World, bundle: bytes) -> None:
    refuse(with_member(bundle, world.village, world.township, ROW, rows=1000), world, "行数多于字节所容")


def test_a_bomb_that_declares_its_size_is_refused_by_its_ratio(world: World, bundle: bytes) -> None:
    lines = b'{"a":"' + b" " * (32 << 20) + b'"}\n'
    packed = zstandard.compress(lines)
    data = with_member(bundle, world.village, world.township, b"", packed=packed, unpacked_bytes=len(lines), rows=1)

    refuse(data, world, "压缩比")


@pytest.mark.parametrize("declared", [0, 100, 1 << 20])
def test_a_bomb_that_hides_its_size_stops_at_the_declared_bytes(world: World, bundle: bytes, declared: int) -> None:
    """400 MB of zeros in a few kB, as one frame without a content size and as many frames."""
    one_frame = zstandard.ZstdCompressor(level=3).compressobj()
    packed = b"".join(one_frame.compress(bytes(1 << 20)) for _ in range(400)) + one_frame.flush()
    many_frames = zstandard.compress(bytes(1 << 20)) * 400

    for bomb in (packed, many_frames):
        data = with_member(bundle, world.village, world.township, b"", packed=bomb, unpacked_bytes=declared, rows=0)
        refuse(data, world, r"household\.jsonl\.zst")


def test_more_than_all_together_may_unpack_to_is_refused(world: World, bundle: bytes) -> None:
    members = [
        {"name": f"{name}.jsonl.zst", "bytes": 1 << 26, "unpacked_bytes": 300 << 20, "rows": 1, "sha256": "0" * 64}
        for name in ("loan", "visit")
    ]
    data = forged(bundle, world.village, world.township, members=members, counts={"loan": 1, "visit": 1})

    refuse(data, world, "展开后超过")


def test_a_frame_that_asks_for_a_large_window_is_refused(world: World, bundle: bytes) -> None:
    """What `zstd --ultra --long=27` makes: 128 MB of memory for a few bytes."""
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = packer.compress(ROW) + packer.flush()

    refuse(with_member(bundle, world.village, world.township, ROW, packed=packed), world, "损坏")


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_frame_cut_short_or_followed_by_something_is_refused(world: World, bundle: bytes, cut: int) -> None:
    packed = zstandard.compress(ROW * 50)

    for wrong in (packed[:-cut], packed + b"\0" * cut, packed + packed):
        refuse(with_member(bundle, world.village, world.township, ROW * 50, packed=wrong), world, "损坏")


def test_fewer_or_more_bytes_than_declared_are_refused(world: World, bundle: bytes) -> None:
    for wrong in (-1, 1):
        data = with_member(bundle, world.village, world.township, ROW * 5, unpacked_bytes=len(ROW) * 5 + wrong)
        refuse(data, world, "损坏")


def test_another_number_of_rows_than_declared_is_refused(world: World, bundle: bytes) -> None:
    for wrong in (4, 6):
        refuse(with_member(bundle, world.village, world.township, ROW * 5, rows=wrong), world, "行数与清单不一致")


@pytest.mark.parametrize(
    "lines",
    [
        b'{"id":"a","id":"b"}\n',
        ROW + b'{"id":' + b"[" * 5000 + b"]" * 5000 + b"}\n",
        b'{"id":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001 + b"\n",
        b"[]\n",
        b"null\n",
        b"\xff\xfe\n",
        b'{"a":' + b"9" * 100_000 + b"}\n",
    ],
    ids=["twice", "deep list", "deep object", "list", "null", "bytes", "long number"],
)
def test_rows_that_are_no_strict_json_are_refused(world: World, bundle: bytes, lines: bytes) -> None:
    refuse(with_member(bundle, world.village, world.township, lines), world, "有一行|整数太长")


def test_rows_that_do_not_have_the_signed_digest_are_refused(world: World, bundle: bytes) -> None:
    refuse(forged(bundle, world.village, world.township, state_digest="1" * 64), world, "与内容不一致")


def test_one_endless_line_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "PIECE", 1000)
    data, _ = build(world.village, world.township, tables={"loan": [{"a": "本" * 2000}, {"b": "b" * 300}]})

    refuse(data, world, "有一行太长")


def test_the_bounds_leave_room_for_a_county(world: World) -> None:
    """100 villages of 12 500 rows; rows with two random ids of 16 bytes never pack better than 1 : 20."""
    assert limits.MAX_ROWS >= 3 * 100 * 12_500
    assert limits.MAX_RATIO >= 10 * 20
    assert limits.MAX_UNPACKED == 512 << 20
    member = manifest.Member("loan.jsonl.zst", 30_000_000, 500_000_000, 1_250_000, hashlib.sha256().hexdigest())
    manifest.check_member(member)
    manifest.check_sums((member,))
