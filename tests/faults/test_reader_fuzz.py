"""Mutated sheet files: whatever comes, a list of rows or a sentence; never a traceback, a hang, or much memory.

A damaged file must not end the program either (libraries in Rust and C can), so the mutants are read in a child
process that has a limit on memory and time; its last words name the mutant.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.sheets import HEADINGS, person, save

ROOT = Path(__file__).parents[2]
KINDS = ["xlsx", "xlsx-parts", "xls", "xls-stream", "ods", "ods-parts", "csv"]
BANK = ["客户名称", "合同号", "贷款金额", "余额", "放款日期", "执行利率(%)"]


def fuzz(tmp_path: Path, kind: str, count: int, seed: int) -> str:
    """Read `count` mutants of a small file in a child; what it prints says how many were read and how many refused."""
    suffix = kind.split("-")[0]
    roster = save(tmp_path / f"roster.{suffix}", [["名单"], HEADINGS, *[person(n) for n in range(1, 9)]])
    loans = [["何艳兴", f"X{n}", 50000 + n, 2.5, "2024-08-09", 3.45] for n in range(8)]
    bank = save(tmp_path / f"bank.{suffix}", [BANK, *loans])
    arguments = [kind, str(count), str(seed), str(roster), str(bank), str(tmp_path / f"mutant.{suffix}")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.mutants", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + count / 20,
    )
    assert done.returncode == 0, f"{done.stdout[-500:]}\n{done.stderr[-2000:]}"
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_hundred_mutants_of_each_kind(tmp_path: Path, kind: str) -> None:
    said = fuzz(tmp_path, kind, 300, seed=1)

    assert "300 mutants" in said
    assert " 0 refused" not in said or kind == "csv"


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(100, 104))
def test_a_hundred_thousand_mutants(tmp_path: Path, kind: str, seed: int) -> None:
    said = fuzz(tmp_path, kind, 4_000, seed)

    assert "4000 mutants" in said
