"""Livestock pledges in 旺苍: at most half the market value, revolving within the line; the forest-right pilot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.services.entities import register_entity
from app.services.pledges import PledgeView, list_pledges, move, release, take_pledge, value_again
from app.storage.book import Book

ON, FIRST = date(2018, 3, 1), "5108210001"
HERD = {"kind": "活体质押", "bank": "信用联社", "subject": "存栏育肥猪 200 头", "household_number": FIRST}


def _take(book: Book, share: str = "0.5", reason: str = "") -> PledgeView:
    return take_pledge(book, number="ZY-1", value=Decimal(240_000), share=Decimal(share), on=ON, reason=reason, **HERD)


def test_half_the_value_is_drawn_repaid_and_drawn_again(wangcang: Book) -> None:
    view = _take(wangcang)
    assert (view.line, view.free, view.findings) == (Decimal(120_000), Decimal(120_000), ())

    move(wangcang, "ZY-1", direction="支用", amount=Decimal(100_000), on=date(2018, 3, 5))
    move(wangcang, "ZY-1", direction="归还", amount=Decimal(60_000), on=date(2018, 8, 1))
    again = move(wangcang, "ZY-1", direction="支用", amount=Decimal(80_000), on=date(2018, 9, 1))

    assert (again.drawn, again.free, again.findings) == (Decimal(120_000), Decimal(0), ())
    with wangcang.read() as session:
        assert list_pledges(session, date(2018, 8, 1))[0].drawn == Decimal(40_000)


def test_more_than_half_needs_a_reason_and_more_than_the_line_is_blocked(wangcang: Book) -> None:
    with pytest.raises(ReasonNeededError) as asked:
        _take(wangcang, share="0.51")
    assert "最高 50%" in str(asked.value)
    assert [each.code for each in _take(wangcang, share="0.51", reason="银行已批").findings] == ["pledge-share"]

    with pytest.raises(RefusedError):
        move(wangcang, "ZY-1", direction="支用", amount=Decimal("122400.01"), on=ON, reason="急用")
    done = move(wangcang, "ZY-1", direction="支用", amount=Decimal("122400.01"), on=ON, already_done=True)
    assert (done.over, done.findings[0].code) == (Decimal("0.01"), "over-line")


def test_a_fall_in_value_is_told(wangcang: Book) -> None:
    _take(wangcang)
    move(wangcang, "ZY-1", direction="支用", amount=Decimal(100_000), on=ON)

    view = value_again(wangcang, "ZY-1", value=Decimal(160_000), share=Decimal("0.5"), on=date(2018, 6, 1))

    assert (view.line, view.over) == (Decimal(80_000), Decimal(20_000))
    assert [each.code for each in view.findings] == ["over-line"]


def test_a_pledge_is_released_when_nothing_is_drawn(wangcang: Book) -> None:
    _take(wangcang)
    move(wangcang, "ZY-1", direction="支用", amount=Decimal(1_000), on=ON)
    with pytest.raises(RefusedError):
        release(wangcang, "ZY-1", on=date(2018, 4, 1))
    with pytest.raises(RefusedError):
        move(wangcang, "ZY-1", direction="归还", amount=Decimal(1_001), on=date(2018, 4, 1))
    move(wangcang, "ZY-1", direction="归还", amount=Decimal(1_000), on=date(2018, 4, 1))
    release(wangcang, "ZY-1", on=date(2018, 4, 1))

    with wangcang.read() as session:
        assert list_pledges(session, date(2018, 5, 1))[0].until_on == date(2018, 4, 1)
    with pytest.raises(NotFoundError):
        release(wangcang, "ZY-2", on=date(2018, 4, 1))


def test_an_entity_mortgages_its_forest_right(wangcang: Book) -> None:
    register_entity(wangcang, name="柏林畜禽公司", kind="龙头企业", on=ON)
    values = {
        "number": "LQ-1", "kind": "林权抵押", "bank": "农行", "subject": "核桃林 30 亩", "value": Decimal(90_000),
        "share": Decimal("0.6"), "on": ON,
    }  # fmt: skip
    for wrong in ({"entity": "柏林畜禽公司"}, {"certificate": "林证 88 号"}):
        with pytest.raises(InputError):
            take_pledge(wangcang, **values, **wrong)

    view = take_pledge(wangcang, entity="柏林畜禽公司", certificate="林证 88 号", **values)

    assert (view.owner, view.line, view.findings) == ("柏林畜禽公司", Decimal(54_000), ())
    with pytest.raises(RefusedError):
        take_pledge(wangcang, entity="柏林畜禽公司", certificate="林证 88 号", **values)


def test_where_the_pack_does_not_name_the_product_it_asks_why(book: Book, household: str) -> None:
    values = {
        "number": "ZY-1", "kind": "活体质押", "bank": "农商行", "subject": "牛 10 头", "value": Decimal(100_000),
        "share": Decimal("0.5"), "on": date(2026, 1, 1), "household_number": household,
    }  # fmt: skip
    with pytest.raises(ReasonNeededError):
        take_pledge(book, **values)
    view = take_pledge(book, reason="银行自有产品", **values)

    assert {each.code for each in view.findings} == {"product-not-named", "policy-unclear"}
