"""A disk that fills up at every possible write, and one that can only be read: a sentence, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.small_disk import ACTS

ROOT = Path(__file__).parents[2]
QUICK = "ledger"


@cache
def can_mount() -> bool:
    """Whether this system lets us mount a small disk of our own."""
    if not shutil.which("unshare"):
        return False
    words = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def tries_of(act: str, point: Path) -> list[dict[str, Any]]:
    """Every try of an act, from no room at all to enough, and the last on a read-only disk."""
    if not can_mount():
        pytest.skip("no mounts of our own here")
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-m", "tests.helpers.small_disk", str(point), act],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def must_hold(tries: list[dict[str, Any]]) -> None:
    """Not done: status 4, one line that names the trouble, no piece left, the book whole, no backup lost."""
    *filling, read_only = tries
    assert filling[0]["status"] == 4
    assert filling[-1]["status"] == 0
    for one in [*filling[:-1], read_only]:
        assert (one["status"], one["out"]) == (4, ""), one
        assert len(one["err"].strip().splitlines()) == 1, one
        assert ("只读" if one["room"] is None else "空间不足") in one["err"], one
    for one in tries:
        assert one["verify"] == "", one
        assert one["pieces"] == [], one
        assert one["backups lost"] <= 0, one
        assert ".part-" not in one["err"], one


def test_one_sheet_on_a_disk_without_room(tmp_path: Path) -> None:
    must_hold(tries_of(QUICK, tmp_path))


@pytest.mark.fault
@pytest.mark.parametrize("act", list(ACTS))
def test_an_act_on_a_disk_that_fills_up_at_every_write(
    act: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = tries_of(act, tmp_path)

    must_hold(tries)
    with capsys.disabled():
        print(f"\n{act}: disk full at {len(tries) - 2} sizes and read-only, each one sentence, book whole")
