"""Acts of the command line on a disk that fills up after some bytes, or can only be read: run inside `unshare -rm`.

    unshare -rm python -m tests.helpers.small_disk MOUNT_POINT ACT

mounts a tmpfs, lives there, and prints one JSON line for each try: how many bytes were free, the exit status, what
was said, and what verify says afterwards.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.cli import main
from app.services.ledgers import list_ledgers
from app.storage.backup import list_backups
from app.storage.integrity import first_failure, verify_closed
from tests.helpers.books import PASSWORD
from tests.helpers.offices import NOTE, Offices, make_offices, roster_csv

SIZE = 48 << 20
SPARE = "5131230007"  # a household of the sample list without a loan
ACTS = {
    "repay": ["loan", "repay", NOTE, "--amount", "100.00", "--on", "2026-06-20", "--voucher", "v1"],
    "import": ["roster", "import", "{list}"],
    "back up": ["backup", "make"],
    "back up to a stick": ["backup", "make", "--to", "{stick}"],
    "restore": ["backup", "restore", "{backup}"],
    "rescue": ["backup", "rescue", "--to", "{root}/rescued"],
    "export": ["bundle", "export", "--to", "{stick}"],
    "print": ["forms", "print", "F1", "--blank", "--out", "{root}/F1.pdf"],
    "erase": ["privacy", "erase", SPARE, "--withdrawn"],
    "ledger": ["ledger", "export", "{ledger}", "--out", "{root}/loan.xlsx"],
}


def main_on_small_disk(point: Path, act: str) -> None:
    """Try `act` with more and more room until it is done, then on a disk that can only be read."""
    mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(point))
    os.environ["HUICUN_PASSWORD"] = PASSWORD
    made = make_offices(point / "made")
    run(["backup", "make"], made)
    words = ACTS[act]
    roster = roster_csv(point / "list.csv", "13900000009")
    room = 0
    while room < SIZE // 2 and tried(made, words, roster, point, room) != 0:
        room += max(16384, room // 3)
    tried(made, words, roster, point, None)


def tried(made: Offices, words: list[str], roster: Path, point: Path, room: int | None) -> int:
    """One try in a fresh copy, with `room` bytes free, or (None) on a disk that can only be read."""
    work = point / "work"
    offices = made.moved(work)
    stick = work / "stick"
    stick.mkdir()
    names = {
        "list": str(roster),
        "stick": str(stick),
        "root": str(work),
        "ledger": list_ledgers()[0].id,
        "backup": list_backups(offices.village)[0].id,
    }
    before = len(list_backups(offices.village))
    if room is None:
        mount("-o", "remount,ro", str(point))
    else:
        fill(point / "filler", room)
    status, out, err = run([word.format(**names) for word in words], offices)
    mount("-o", "remount,rw", str(point))
    (point / "filler").unlink(missing_ok=True)
    failure = first_failure(verify_closed(offices.village, PASSWORD))
    say = {
        "room": room,
        "status": status,
        "out": out,
        "err": err,
        "verify": failure,
        "pieces": [str(path.relative_to(work)) for path in work.rglob("*.part-*")],
        "backups lost": before - len(list_backups(offices.village)),
        "stick": sorted(path.name for path in stick.iterdir()),
    }
    print(json.dumps(say, ensure_ascii=False), flush=True)
    shutil.rmtree(work)
    return status


def run(words: list[str], offices: Offices) -> tuple[int, str, str]:
    """One command on the village's book: exit status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([*words, "--book", str(offices.village), "--on", "2026-11-20", "--json"])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
    return status, out.getvalue(), err.getvalue()


def fill(filler: Path, room: int) -> None:
    """Leave only `room` bytes free."""
    free = shutil.disk_usage(filler.parent).free
    with filler.open("wb") as file, contextlib.suppress(OSError):
        for _ in range((free - room) // 4096):
            file.write(bytes(4096))
            file.flush()


def mount(*words: str) -> None:
    """Call mount(8)."""
    done: Any = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"mount: {done.stderr}")


if __name__ == "__main__":
    main_on_small_disk(Path(sys.argv[1]), sys.argv[2])
