"""Commands as they are typed: exit status, the one JSON document, the one line on standard error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main


class Commands:
    """Runs commands in this process; the password is in the environment."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: str | Path) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        self._capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        out, err = self._capsys.readouterr()
        return status, out, err

    def answer(self, *words: str | Path, status: int = 0) -> Any:
        """The JSON answer of a command that ended with `status`."""
        found, out, err = self.run(*words, "--json")
        assert (found, err) == (status, "")
        return json.loads(out)

    def text(self, *words: str | Path) -> str:
        """What a command that was done says to people."""
        status, out, err = self.run(*words)
        assert (status, err) == (0, "")
        return out.strip()

    def refused(self, status: int, *words: str | Path) -> str:
        """The one line about a command that was not done."""
        found, out, err = self.run(*words)
        assert (found, out) == (status, "")
        assert len(err.strip().splitlines()) == 1
        assert "Traceback" not in err
        return err.strip()
