"""What pytest reads first: the scene of the tests, [`scene.py`](scene.py), where tests are run."""

from typing import Any

import pytest

pytest.register_assert_rewrite("scene")  # for whichever comes first: the conftest of a folder may name the scene, too


def pytest_configure(config: pytest.Config) -> None:
    """Set the scene, but not in the process that only hands out the tests: it is ready seconds sooner without."""
    hands_out = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if not hands_out:
        config.pluginmanager.import_plugin("scene")


def __getattr__(name: str) -> Any:
    """`from conftest import World` is the scene's. What pytest looks for in every `conftest.py` is not there."""
    if name.startswith(("_", "pytest", "collect")):
        raise AttributeError(name)
    import scene

    return getattr(scene, name)
