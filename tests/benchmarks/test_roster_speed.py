"""A roster of 2 400 people is imported, file and journal included, within 15 bare Core inserts of the same rows; one
of 5 000 without changes within twice reading its file."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.documents.roster import read_roster
from app.domain.resident_id import check_character
from app.models import Household, Member
from app.services.office import make_book
from app.services.roster import import_roster
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD

pytestmark = pytest.mark.bench

HOUSEHOLDS, EACH = 600, 4
ROUNDS = 5
MOST = 15.0
HEADING = (
    "县,乡,行政村,自然村(组),户编号,人编号,姓名,证件号码,人数,与户主关系,民族,文化程度,在校生状况,健康状况,劳动技能,"
    "务工时间(月),致贫原因,人均纯收入,户联系电话,人联系电话,户类型,监测对象类型,风险是否消除"
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "国强秀英明阳小雨桂兰志远素珍永福美蓉文斌启明淑芬光明正文"


def test_an_import_costs_at_most_fifteen_bare_inserts(tmp_path: Path) -> None:
    roster = _roster(tmp_path / "roster.csv")

    ratios = []
    for number in range(ROUNDS):
        with _book(tmp_path / f"imported{number}") as book:
            began = time.perf_counter()
            done = import_roster(book, roster, on=date(2026, 11, 20))
            imported = time.perf_counter() - began
            rows = _rows(book)
        assert done.added == HOUSEHOLDS * EACH
        with _book(tmp_path / f"bare{number}") as book:
            bare = _bare_insert(book, rows)
        ratios.append(imported / bare)

    ratio = sorted(ratios)[ROUNDS // 2]
    print(f"roster of {HOUSEHOLDS * EACH} people: × {ratio:.1f} of a bare Core insert (at most {MOST:.0f})")
    assert ratio <= MOST


def _bare_insert(book: Book, rows: tuple[list[dict[str, object]], list[dict[str, object]]]) -> float:
    began = time.perf_counter()
    with book.write("bare") as session:
        connection = session.connection()
        for model, values in zip((Household, Member), rows, strict=True):
            connection.execute(insert(model), values)
    return time.perf_counter() - began


def _rows(book: Book) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    with book.read() as session:
        read = [
            [dict(row) for row in session.connection().execute(select(model.__table__)).mappings()]
            for model in (Household, Member)
        ]
    return read[0], read[1]


def _book(folder: Path) -> Book:
    return make_book(
        folder, PASSWORD, role="village", code="513123104205", name="柳树沟村", officer="周明远", cost=CHEAP
    )[0]


def _roster(path: Path, households: int = HOUSEHOLDS) -> Path:
    lines = [HEADING]
    for household in range(households):
        number = f"51312{household:05d}"
        for place in range(EACH):
            count = household * EACH + place
            digits = f"513123{1950 + count % 60}{1 + count % 12:02d}{1 + count % 28:02d}{count % 1000:03d}"
            name = SURNAMES[count % len(SURNAMES)] + GIVEN[count % 24 : count % 24 + 2]
            relation = ("户主", "配偶", "之子", "之女")[place]
            lines.append(
                f"清溪县,云岭镇,柳树沟村,{household % 9 + 1}组,{number},{number}{place + 1:02d},{name},"
                f"{digits}{check_character(digits)},{EACH},{relation},汉族,小学,,健康,普通劳动力,6,缺技术,"
                f"11820.50,138{household:08d},139{count:08d},一般脱贫户,,"
            )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_list_of_5000_without_changes_costs_at_most_twice_reading_its_file(tmp_path: Path) -> None:
    roster = _roster(tmp_path / "roster.csv", households=1_250)
    with _book(tmp_path / "book") as book:
        assert import_roster(book, roster, on=date(2026, 11, 20)).added == 5_000

        again, reading = [], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            done = import_roster(book, roster, on=date(2026, 11, 21))
            again.append(time.perf_counter() - began)
            began = time.perf_counter()
            assert len(read_roster(roster).rows) == 5_000
            reading.append(time.perf_counter() - began)

    assert (done.added, done.changed, done.unchanged) == (0, 0, 5_000)
    ratio = min(again) / min(reading)
    print(f"5 000 people again: {min(again):.2f} s, reading alone {min(reading):.2f} s, ratio {ratio:.1f} (at most 2)")
    assert ratio <= 2
