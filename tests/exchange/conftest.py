"""Desks are made once; making keys is not what these tests are about."""

from __future__ import annotations

import pytest

from tests.helpers.bundles import World, build, new_world


@pytest.fixture(scope="session")
def world() -> World:
    return new_world()


@pytest.fixture(scope="session")
def bundle(world: World) -> bytes:
    """A small bundle from the village to the township."""
    return build(world.village, world.township)[0]
