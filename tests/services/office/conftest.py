"""Two more households beside the one of the parent folder: a neighbour, and one that no list names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.services.households import register_household
from app.services.office import make_book
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD
from tests.services.conftest import KNOWN, VILLAGE


@pytest.fixture
def neighbour(book: Book) -> str:
    """The number of a household of three in group 4, monitored since nowhere, on the list since 2021."""
    return register_household(
        book,
        village_code=VILLAGE,
        group="4组",
        kind="一般脱贫户",
        phone="13800005233",
        members=[
            {"name": "覃大山", "resident_id": valid("51312319850312123"), "relation": "户主"} | KNOWN,
            {"name": "向小月", "resident_id": valid("51312319870608432"), "relation": "配偶"} | KNOWN,
            {"name": "覃石头", "resident_id": valid("51312320100101111"), "relation": "之子"},
        ],
        on=date(2021, 1, 1),
        number="5131230048",
    )


@pytest.fixture
def wangcang(tmp_path: Path) -> Iterator[Book]:
    """A book under 旺苍's policy with 21 households, numbers ending in 01 to 21; its days are those of 2018."""
    made, _code = make_book(
        tmp_path / "wangcang", PASSWORD, role="village", code="510821101205", name="铜钱村", officer="何村官",
        township="五权镇", county="旺苍县", pack_id="wangcang", cost=CHEAP,
    )  # fmt: skip
    with made:
        for place in range(1, 22):
            register_household(
                made, village_code="", group="1组", kind="一般贫困户", phone="",
                members=[{"name": f"户{'甲乙丙丁戊己庚辛壬癸'[place % 10]}"}], on=date(2014, 1, 1),
                number=f"51082100{place:02d}",
            )  # fmt: skip
        yield made


def valid(seventeen: str) -> str:
    """A resident id with its check character (ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(int(c) * w for c, w in zip(seventeen, weights, strict=True)) % 11]
