"""Mutants of sheet files, read one after the other: `python -m tests.helpers.mutants KIND COUNT SEED ROSTER BANK FILE`.

KIND is xlsx, xls, ods or csv for bytes of the file as a whole, with -parts for bytes of what is packed in it, with
-stream for bytes of the records of an .xls. Ends with status 1 at the first mutant that is neither rows nor a sentence,
and leaves it in FILE.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from app.documents.bank_list import read_bank_list
from app.documents.ole_file import OleFile
from app.documents.roster import read_roster
from app.domain.errors import KnownError
from tests.helpers.ole_maker import make_ole

MOST_MEMORY = 2 << 30
MOST_SECONDS = 5.0  # of the processor, whatever else the machine does
SPLICES = [b"9999999", b"ZZZ", b"-1", b"1e999", b"&#0;", b'"', b"\0", b"\x0a\x00"]
SPLICES += [b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff"]
SINGLES = [0, 255, 127, 128, 48, 57, 60, 62, 34]


def mutate(content: bytes, chance: random.Random) -> bytes:
    """The content with one to eight changes: bits, bytes, cuts, insertions, copies."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 8])):
        if not made:
            break
        at = chance.randrange(len(made))
        match chance.randrange(7):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at] = chance.choice(SINGLES)
            case 2:
                del made[at : at + chance.randrange(1, 40)]
            case 3:
                made[at:at] = chance.randbytes(chance.randrange(1, 9))
            case 4:
                made[at:at] = chance.choice(SPLICES)
            case 5:
                other = chance.randrange(len(made))
                made[at:at] = made[other : other + chance.randrange(1, 60)]
            case _:
                del made[max(at, len(made) // 3) :]
    return bytes(made)


def mutant_of(kind: str, whole: bytes, chance: random.Random) -> bytes:
    """A mutant of the file as a whole, or of one thing packed in it."""
    if kind.endswith("-parts"):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([name for name in parts if "theme" not in name])
        parts[name] = mutate(parts[name], chance)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return out.getvalue()
    if kind.endswith("-stream"):
        return make_ole({"Workbook": mutate(OleFile(whole).read("Workbook"), chance)})
    return mutate(whole, chance)


def limit_memory() -> None:
    """An allocation beyond the limit fails, which for the libraries in Rust ends the process."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main(arguments: list[str]) -> int:
    """Read the mutants; 0 when each was rows or a sentence."""
    kind, count, seed, roster, bank, file = arguments
    limit_memory()
    chance = random.Random(f"{kind} {seed}")
    sources = [(Path(roster).read_bytes(), read_roster), (Path(bank).read_bytes(), read_bank_list)]
    mutant, outcomes = Path(file), Counter[str]()
    for number in range(int(count)):
        whole, read = sources[number % 2]
        mutant.write_bytes(mutant_of(kind, whole, chance))
        faulthandler.dump_traceback_later(60, exit=True)
        started = time.process_time()
        try:
            read(mutant)
            outcomes["read"] += 1
        except KnownError as error:
            outcomes["refused" if str(error).count("。") >= 3 else "half a sentence"] += 1
        except BaseException:
            print(f"mutant {number}")
            traceback.print_exc()
            return 1
        finally:
            faulthandler.cancel_dump_traceback_later()
        if time.process_time() - started > MOST_SECONDS:
            print(f"mutant {number} took too long")
            return 1
    print(f"{count} mutants, {outcomes['read']} read, {outcomes['refused']} refused")
    return int(outcomes["half a sentence"] > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
