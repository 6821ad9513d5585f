"""Every byte of a small bundle cut and flipped, and ten thousand random mutations of a large one: all refused."""

from __future__ import annotations

import io
import random
import uuid
from collections.abc import Iterator

import pytest

from app.domain.errors import BundleError
from app.exchange.opening import open_bundle
from tests.helpers.bundles import TABLES, World, archive, build, decrypted, new_world, sealed

pytestmark = pytest.mark.fault

MUTATIONS = 10_000


@pytest.fixture(scope="module")
def world() -> World:
    return new_world()


@pytest.fixture(scope="module")
def small(world: World) -> bytes:
    return build(world.village, world.township)[0]


@pytest.fixture(scope="module")
def large(world: World) -> bytes:
    """About 300 kB: a village's members and loans."""
    chance = random.Random(20261120)
    rows = [
        {
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
            "rev": 1,
            "name": f"村民{number}",
            "amount_fen": number * 100,
        }
        for number in range(8_000)
    ]
    return build(world.village, world.township, tables={"member": rows[:5_000], "loan": rows[5_000:]})[0]


def refused(data: bytes, world: World) -> bool:
    try:
        open_bundle(io.BytesIO(data), world.township, [world.village.card]).close()
    except BundleError as fault:
        return fault.exit_status == 3 and bool(str(fault))
    return False


def test_every_byte_flipped_once(world: World, small: bytes) -> None:
    for place in range(len(small)):
        damaged = bytearray(small)
        damaged[place] ^= 1 << place % 8
        assert refused(bytes(damaged), world), place


def test_every_cut(world: World, small: bytes) -> None:
    for length in range(len(small)):
        assert refused(small[:length], world), length


def test_every_byte_behind_the_encryption(world: World, small: bytes) -> None:
    plain = archive(list(decrypted(small, world.township).items()))

    for place in range(len(plain)):
        damaged = bytearray(plain)
        damaged[place] ^= 1 << place % 8
        assert refused_or_the_same(sealed(bytes(damaged), world.township), world), place


def test_ten_thousand_mutations_of_a_large_bundle(world: World, large: bytes) -> None:
    for number, damaged in enumerate(mutations(large)):
        assert damaged == large or refused(damaged, world), number


def test_ten_thousand_mutations_behind_the_encryption(world: World, small: bytes) -> None:
    plain = archive(list(decrypted(small, world.township).items()))

    for number, damaged in enumerate(mutations(plain)):
        assert refused_or_the_same(sealed(damaged, world.township), world), number


def refused_or_the_same(data: bytes, world: World) -> bool:
    """A tar head may say one thing in two ways (a number with spaces for zeros); what is read may not differ."""
    try:
        with open_bundle(io.BytesIO(data), world.township, [world.village.card]) as opened:
            return {table: list(rows) for table, rows in opened.tables.items()} == TABLES
    except BundleError as fault:
        return fault.exit_status == 3 and bool(str(fault))


def mutations(data: bytes) -> Iterator[bytes]:
    """Bits flipped, bytes set, spans removed, doubled, zeroed, swapped; the same ones in every run."""
    chance = random.Random(8)
    for _ in range(MUTATIONS):
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice([1, 2, 16, 512, 4096]))
        kind = chance.randrange(6)
        if kind == 0:
            flipped = bytes([data[start] ^ 1 << chance.randrange(8)])
            yield data[:start] + flipped + data[start + 1 :]
        elif kind == 1:
            yield data[:start] + chance.randbytes(end - start) + data[end:]
        elif kind == 2:
            yield data[:start] + data[end:]
        elif kind == 3:
            yield data[:end] + data[start:]
        elif kind == 4:
            yield data[:start] + bytes(end - start) + data[end:]
        else:
            other = chance.randrange(len(data))
            piece = data[other : other + end - start]
            yield data[:start] + piece + data[start + len(piece) :]
