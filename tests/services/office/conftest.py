"""Two more households beside the one of the parent folder: a neighbour, and one that no list names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.resources import resource
from app.services.households import register_household
from app.services.office import make_book
from app.storage.book import Book, open_book
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


@pytest.fixture(scope="session")
def made_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed books that each test copies: `qingxi` is empty, `wangcang` has its 21 households."""
    root = tmp_path_factory.mktemp("books")
    text = resource("samples/policy-qingxi.toml").read_text(encoding="utf-8")
    empty, _code = make_book(
        root / "qingxi", PASSWORD, role="village", code=VILLAGE, name="柳树沟村", officer="周明远", township="云岭镇",
        county="清溪县", pack_id="qingxi", pack_text=text, cost=CHEAP,
    )  # fmt: skip
    empty.close()
    made, _code = make_book(
        root / "wangcang", PASSWORD, role="village", code="510821101205", name="铜钱村", officer="何村官",
        township="五权镇", county="旺苍县", pack_id="wangcang", cost=CHEAP,
    )  # fmt: skip
    with made:
        for place in range(1, 22):
            register_household(
                made, village_code="", group="1组", kind="一般贫困户", phone="",
                members=[{"name": f"户{'甲乙丙丁戊己庚辛壬癸'[place % 10]}"}], on=date(2014, 1, 1),
                number=f"51082100{place:02d}",
            )  # fmt: skip
    return root


@pytest.fixture
def book(made_books: Path, tmp_path: Path) -> Iterator[Book]:
    """The book of the parent folder, copied instead of made anew."""
    with open_book(shutil.copytree(made_books / "qingxi", tmp_path / "book"), PASSWORD) as opened:
        yield opened


@pytest.fixture
def wangcang(made_books: Path, tmp_path: Path) -> Iterator[Book]:
    """A book under 旺苍's policy with 21 households, numbers ending in 01 to 21; its days are those of 2018."""
    with open_book(shutil.copytree(made_books / "wangcang", tmp_path / "wangcang"), PASSWORD) as opened:
        yield opened


def valid(seventeen: str) -> str:
    """A resident id with its check character (ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(int(c) * w for c, w in zip(seventeen, weights, strict=True)) % 11]
