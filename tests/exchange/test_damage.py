"""A damaged bundle is refused whatever byte is hit; the full sweep over every byte is in tests/faults."""

from __future__ import annotations

import io

import pytest

from app.domain.errors import BundleError
from app.exchange.opening import open_bundle
from tests.helpers.bundles import World, archive, decrypted, sealed

STRIDE = 41  # no divisor of a block, so that all kinds of places are met


def refused(data: bytes, world: World) -> BundleError:
    with pytest.raises(BundleError) as caught:
        open_bundle(io.BytesIO(data), world.township, [world.village.card])
    assert caught.value.exit_status == 3
    assert str(caught.value).endswith("。")
    return caught.value


def test_a_flipped_bit_anywhere_is_refused(world: World, bundle: bytes) -> None:
    for place in range(0, len(bundle), STRIDE):
        damaged = bytearray(bundle)
        damaged[place] ^= 1 << place % 8
        refused(bytes(damaged), world)


def test_a_cut_anywhere_is_refused(world: World, bundle: bytes) -> None:
    for length in [*range(0, len(bundle), STRIDE), len(bundle) - 1]:
        refused(bundle[:length], world)


def test_something_after_the_end_is_refused(world: World, bundle: bytes) -> None:
    for extra in (b"\0", b"x", bundle):
        refused(bundle + extra, world)


def test_damage_behind_the_encryption_is_refused_too(world: World, bundle: bytes) -> None:
    """Somebody who can encrypt for us, yet cannot sign: every byte of a member, its head, the manifest."""
    plain = archive(list(decrypted(bundle, world.township).items()))
    heads = {place for start in range(0, 10 * 512, 512) for place in range(start + 148, start + 156)}  # sums of heads

    for place in sorted(set(range(0, len(plain), STRIDE)) - heads):
        damaged = bytearray(plain)
        damaged[place] ^= 1 << place % 8
        refused(sealed(bytes(damaged), world.township), world)
