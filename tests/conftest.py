"""What holds for every test: no screen, no real book, no log line that nobody expected."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="huicun-tests-"))
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYPINYIN_NO_PHRASES"] = "true"
for _name in ("HUICUN_BOOK", "HUICUN_PASSWORD", "DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(_name, None)
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):  # a test never sees the user's own book
    os.environ[_name] = str(_HOME / _name.lower())

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

# The same tree gives the same result: examples are derived from the test, and a slow machine fails nothing.
settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def pytest_sessionfinish() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


class LogKeeper(logging.Handler):
    """Collects the lines of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def unexpected(lines: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The lines that match none of the regular expressions."""
    expected = [re.compile(pattern) for pattern in patterns]
    return [line for line in lines if not any(pattern.search(line) for pattern in expected)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that logs a warning it does not announce with `@pytest.mark.expected_log("pattern")`."""
    keeper = LogKeeper()
    logging.getLogger().addHandler(keeper)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(keeper)
    patterns = [mark.args[0] for mark in item.iter_markers("expected_log")]
    surprise = unexpected(keeper.lines, patterns)
    if surprise:
        pytest.fail("unexpected log lines:\n" + "\n".join(surprise), pytrace=False)


@pytest.fixture
def program() -> Callable[[str], str]:
    """Gives the path of a program of the system; a missing one fails the test instead of skipping it."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.fail(f"{name} is missing; bootstrap.py names its package and installs it", pytrace=False)
        return path

    return find
