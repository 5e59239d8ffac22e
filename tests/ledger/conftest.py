"""Here a world has no server: what is proven is proven with the ledger itself."""

from collections.abc import Iterator

import pytest

from conftest import World

from .scene import Scene


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[Scene]:
    """A fresh copy of the scene for each module; `_views_equal_a_rebuild` looks at it after each test."""
    scene = Scene.of(template)
    yield scene
    scene.drop()
