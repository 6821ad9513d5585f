"""Books for the tests of the services: an empty one, one with a small invented village, and one with a loan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.resources import resource
from app.services.households import register_household
from app.services.loans import LoanPaper, record_loan
from app.services.office import make_book
from app.services.ratings import record_bank_decision
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD

VILLAGE = "513123104205"
BANK = "清溪农村商业银行云岭支行"
HEAD_ID = "513123197904183511"
SPOUSE_ID = "513123198109263429"
NOTE = "XED2023120017"
KNOWN = {"labour_skill": "普通劳动力", "education": "初中", "health": "健康", "ethnicity": "汉族"}


@dataclass(frozen=True, slots=True)
class Borrowing:
    """A book with one household and one open loan of 50 000 from 2023-12-02 to 2026-12-02 at 4.20 %."""

    book: Book
    household: str
    note: str


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty village book under the practice county's policy."""
    made, _code = make_book(
        tmp_path / "book",
        PASSWORD,
        role="village",
        code=VILLAGE,
        name="柳树沟村",
        officer="周明远",
        township="云岭镇",
        county="清溪县",
        pack_id="qingxi",
        pack_text=resource("samples/policy-qingxi.toml").read_text(encoding="utf-8"),
        cost=CHEAP,
    )
    with made:
        yield made


@pytest.fixture
def household(book: Book) -> str:
    """The number of a household of two, on the list since 2021."""
    return register_household(
        book,
        village_code=VILLAGE,
        group="3组",
        kind="一般脱贫户",
        phone="13800004127",
        members=[
            {"name": "杨䶮", "resident_id": HEAD_ID, "relation": "户主"} | KNOWN,
            {"name": "单明阳", "resident_id": SPOUSE_ID, "relation": "配偶"} | KNOWN,
        ],
        on=date(2021, 1, 1),
        number="5131230047",
    )


@pytest.fixture
def rated(book: Book, household: str) -> str:
    """The same household with the bank's decision: 50 000 until the end of 2027."""
    record_bank_decision(
        book,
        household,
        grade="优秀",
        credit_line=Decimal(50_000),
        on=date(2023, 11, 15),
        until=date(2027, 12, 31),
        bank=BANK,
    )
    return household


@pytest.fixture
def borrowing(book: Book, rated: str) -> Borrowing:
    """The same household with its loan."""
    paper = LoanPaper(contract=NOTE, bank=BANK, rate=Decimal("0.042"), on=date(2023, 12, 2))
    record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(50_000), months=36, purpose="生猪养殖")
    return Borrowing(book, rated, NOTE)
