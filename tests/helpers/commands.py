"""Runs commands of the program, in this process or as one of its own, and compares answers with the contract."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.cli import main
from tests.helpers.books import PASSWORD

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ("HUICUN_BOOK", "HUICUN_PASSWORD")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


def run(*words: object, password: str | None = PASSWORD, book: Path | None = None) -> Ran:
    """One command in this process; `book` is what $HUICUN_BOOK says."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, _environment(password, book)):
        for name in ENVIRONMENT:
            if not os.environ[name]:
                del os.environ[name]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main([str(word) for word in words])
            except SystemExit as stopped:
                status = int(stopped.code or 0)
    return Ran(status, out.getvalue(), err.getvalue())


def started(
    *words: object,
    password: str | None = PASSWORD,
    book: Path | None = None,
    program: tuple[str, ...] = (sys.executable, "-m", "app"),
    to: int = subprocess.PIPE,
) -> Ran:
    """The same as a process of its own, without a terminal; `to` is another standard output."""
    environment = {**os.environ, **_environment(password, book), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*program, *map(str, words)],
        stdout=to,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env={name: value for name, value in environment.items() if name not in ENVIRONMENT or value},
        check=False,
    )
    return Ran(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


def _environment(password: str | None, book: Path | None) -> dict[str, str]:
    return {"HUICUN_PASSWORD": password or "", "HUICUN_BOOK": str(book) if book else ""}


def answer(*words: object, status: int = 0, **how: Any) -> Any:
    """The one JSON document of a command; standard error stays empty."""
    ran = run(*words, "--json", **how)
    assert (ran.status, ran.err) == (status, ""), ran
    return json.loads(ran.out)


def refusal(*words: object, status: int, **how: Any) -> str:
    """The one line on standard error of a command that was not done; standard output stays empty."""
    return line_of(run(*words, **how), status)


def line_of(ran: Ran, status: int) -> str:
    """The one line of a command that was not done."""
    assert (ran.status, ran.out) == (status, ""), ran
    assert ran.err.endswith("\n"), ran
    assert ran.err.count("\n") == 1, ran
    assert "Traceback" not in ran.err
    assert "程序出了意外" not in ran.err, ran
    return ran.err.strip()


MONEY = re.compile(r"-?\d+\.\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NAME = re.compile(r"(?s).+")
TEXT = re.compile(r"(?s).*")
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A document that has these keys and may have more."""

    keys: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value that may be null."""

    shape: Any


def misfits(shape: Any, value: Any, at: str = "$") -> list[str]:
    """Where a JSON value does not have the shape: exact keys, a list of one shape, a pattern of a string, a type."""
    if isinstance(shape, Maybe):
        return [] if value is None else misfits(shape.shape, value, at)
    if isinstance(shape, re.Pattern):
        return [] if isinstance(value, str) and shape.fullmatch(value) else [f"{at}: {value!r} is not {shape.pattern}"]
    if isinstance(shape, AtLeast | dict):
        keys = shape.keys if isinstance(shape, AtLeast) else shape
        if not isinstance(value, dict):
            return [f"{at}: {value!r} is no document"]
        found = [f"{at}: lacks {key}" for key in keys.keys() - value.keys()]
        if isinstance(shape, dict):
            found += [f"{at}: has {key} too" for key in value.keys() - keys.keys()]
        return found + [line for key in keys.keys() & value for line in misfits(keys[key], value[key], f"{at}.{key}")]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{at}: {value!r} is no list"]
        return [line for no, each in enumerate(value) for line in misfits(shape[0], each, f"{at}[{no}]")]
    exact = type(value) is shape
    return [] if exact else [f"{at}: {value!r} is no {shape.__name__}"]
