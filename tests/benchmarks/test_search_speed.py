"""Search over 100 000 members: the 95th of 100 typed texts within one millisecond, with the whole answer read."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.models import Household, Member
from app.models.ids import new_id
from app.services.name_pinyin import pinyin_keys
from app.services.search import search
from app.storage.book import Book
from tests.helpers.books import new_book

MEMBERS, PER_HOUSEHOLD = 100_000, 4
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香玉珍凤春梅国建华志文学海燕红云龙飞小成光荣福贵生财"
P95_MS = 1.0

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book of 25 000 households with four members each."""
    folder: Path = tmp_path_factory.mktemp("crowd") / "book"
    chance = random.Random(20261120)
    with new_book(folder) as book:
        stamp = {"book_code": book.code, "rev": 1, "entered_at": book.stamp(), "entered_by": "x", "removed": False}
        households, members = [], []
        for number in range(MEMBERS // PER_HOUSEHOLD):
            household_id = new_id()
            group, phone = f"{chance.randint(1, 15)}组", f"13{chance.randrange(10**9):09d}"
            households.append(
                {**stamp, "id": household_id, "number": f"51{number:08d}", "village_code": book.code, "phone": phone}
                | {"group_name": group}
            )
            for _ in range(PER_HOUSEHOLD):
                name = chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
                pinyin, initials = pinyin_keys(name)
                resident_id = (
                    f"513123{chance.randint(1940, 2015)}{chance.randint(1, 12):02d}{chance.randrange(10**6):06d}"
                )
                members.append(
                    {**stamp, "id": new_id(), "household_id": household_id, "name": name, "pinyin": pinyin}
                    | {"initials": initials, "resident_id": resident_id, "phone": ""}
                )
        with book.write("导入名单") as session:
            session.execute(insert(Household), households)
            session.execute(insert(Member), members)
        yield book


def test_the_95th_of_a_hundred_searches_takes_a_millisecond(crowd: Book) -> None:
    chance = random.Random(7)
    with crowd.read() as session:
        texts = _typed(session, chance)
        for typed in texts[:20]:
            search(session, typed)
        took = sorted(_took(session, typed) for typed in texts)

    p95 = took[int(len(took) * 0.95)]
    print(f"search of {MEMBERS} members: p50 {took[len(took) // 2]:.2f} ms, p95 {p95:.2f} ms, worst {took[-1]:.2f} ms")
    assert p95 <= P95_MS


def _typed(session: object, chance: random.Random) -> list[str]:
    people = session.query(Member).limit(5_000).all()  # type: ignore[attr-defined]
    texts = []
    for _ in range(20):
        person = chance.choice(people)
        texts += [
            person.name,
            person.name[0],
            person.name[1:],
            person.pinyin.split()[0],
            person.initials.split()[0],
            person.pinyin[:3],
            person.resident_id[-4:],
            person.resident_id[-6:],
            f"{chance.randint(1, 15)}组",
            f"51{chance.randrange(25_000):08d}",
        ]
    return texts


def _took(session: object, typed: str) -> float:
    """Milliseconds of one text; the best of three, so that another program's turn does not count."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        search(session, typed)  # type: ignore[arg-type]
        times.append((time.perf_counter() - begin) * 1000)
    return min(times)
