"""Runs commands as people type them, on a closed book with two households and one loan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.resources import resource
from app.services.households import register_household
from app.services.loans import LoanPaper, record_loan
from app.services.office import make_book
from tests.helpers.books import CHEAP, PASSWORD

VILLAGE = "513123104205"
HEAD_ID, SPOUSE_ID = "513123197904183511", "513123198109263429"
NUMBER, OTHER, NOTE = "5131230047", "5131230048", "XED2023120017"


@dataclass(frozen=True, slots=True)
class Commands:
    """The book's folder and where the output is caught."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str | Path) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        try:
            status = main([*(str(word) for word in words), "--book", str(self.folder)])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        out, err = self.capsys.readouterr()
        return status, out, err

    def done(self, *words: str | Path) -> Any:
        """The JSON answer of a command that was done."""
        status, out, err = self.run(*words, "--json")
        assert (status, err) == (0, "")
        return json.loads(out)

    def said(self, *words: str | Path) -> str:
        """The Chinese answer of a command that was done."""
        status, out, err = self.run(*words)
        assert (status, err) == (0, "")
        return out

    def refused(self, status: int, *words: str | Path) -> str:
        """The one line about a command that was not done."""
        found, out, err = self.run(*words)
        assert (found, out) == (status, "")
        assert len(err.strip().splitlines()) == 1
        return err.strip()


def make_office(folder: Path) -> None:
    """A closed village book: a couple with a loan of 50 000 to 2026-12-02, and a neighbour."""
    book, _code = make_book(
        folder, PASSWORD, role="village", code=VILLAGE, name="柳树沟村", officer="周明远", township="云岭镇",
        county="清溪县", pack_id="qingxi", pack_text=resource("samples/policy-qingxi.toml").read_text(encoding="utf-8"),
        cost=CHEAP,
    )  # fmt: skip
    with book:
        couple = [
            {"name": "杨䶮", "resident_id": HEAD_ID, "relation": "户主", "labour_skill": "普通劳动力"},
            {"name": "单明阳", "resident_id": SPOUSE_ID, "relation": "配偶", "labour_skill": "普通劳动力"},
        ]
        values = {"village_code": VILLAGE, "kind": "一般脱贫户", "on": date(2021, 1, 1)}
        register_household(book, group="3组", phone="13800004127", members=couple, number=NUMBER, **values)
        alone = [{"name": "覃大山", "relation": "户主", "labour_skill": "技能劳动力"}]
        register_household(book, group="4组", phone="", members=alone, number=OTHER, **values)
        paper = LoanPaper(contract=NOTE, bank="清溪农商行", rate=Decimal("0.042"), on=date(2023, 12, 2))
        record_loan(book, NUMBER, paper, borrower_id=HEAD_ID, amount=Decimal(50_000), months=36, purpose="生猪养殖")
