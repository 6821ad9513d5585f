"""Joint-liability groups: 10 to 20 households in 旺苍, each in one group, shares to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.services.guarantees import change_group, dissolve_group, form_group, list_groups, shares_of
from app.storage.book import Book

ON = date(2018, 3, 1)
ALL = [f"51082100{place:02d}" for place in range(1, 22)]


def test_ten_households_stand_for_one_another(wangcang: Book) -> None:
    view = form_group(wangcang, name="一组联保", households=ALL[:10], on=ON, bank="贵商银行", amount=Decimal(200_000))

    assert (len(view.households), view.findings) == (10, ())
    with wangcang.read() as session:
        shares = shares_of(session, "一组联保", borrower=ALL[0], amount=Decimal("10000.00"), on=ON)
    assert sum(shares.values()) == Decimal("10000.00")
    assert sorted(shares) == ALL[1:10]
    assert set(shares.values()) == {Decimal("1111.11"), Decimal("1111.12")}  # 10 000 / 9


@pytest.mark.parametrize("numbers", [ALL[:9], ALL, [*ALL[:9], ALL[0]]])
def test_nine_and_twenty_one_and_one_twice_are_blocked(wangcang: Book, numbers: list[str]) -> None:
    with pytest.raises(RefusedError) as refused:
        form_group(wangcang, name="一组联保", households=numbers, on=ON)
    assert "旺苍县" in str(refused.value)

    recorded = form_group(wangcang, name="一组联保", households=numbers, on=ON, already_done=True)
    assert "guarantee-size" in {finding.code for finding in recorded.findings}


def test_one_household_guarantees_in_one_group(wangcang: Book) -> None:
    form_group(wangcang, name="一组联保", households=ALL[:10], on=ON)

    with pytest.raises(ReasonNeededError):
        form_group(wangcang, name="二组联保", households=ALL[9:20], on=ON)
    form_group(wangcang, name="二组联保", households=ALL[9:20], on=ON, reason="银行同意")
    with pytest.raises(RefusedError):
        form_group(wangcang, name="一组联保", households=ALL[:10], on=ON)


def test_households_join_and_leave_by_day(wangcang: Book) -> None:
    form_group(wangcang, name="一组联保", households=ALL[:10], on=ON)
    change_group(wangcang, "一组联保", on=date(2018, 6, 1), joins=ALL[10])
    change_group(wangcang, "一组联保", on=date(2018, 7, 1), leaves=ALL[0])
    with pytest.raises(ReasonNeededError):
        change_group(wangcang, "一组联保", on=date(2018, 8, 1), leaves=ALL[1])
    for wrong in ({}, {"joins": ALL[11], "leaves": ALL[1]}, {"joins": ALL[11], "on": date(2018, 1, 1)}):
        with pytest.raises(InputError):
            change_group(wangcang, "一组联保", **({"on": date(2018, 8, 1)} | wrong))
    with pytest.raises(RefusedError):
        change_group(wangcang, "一组联保", on=date(2018, 8, 1), joins=ALL[1])
    with pytest.raises(NotFoundError):
        change_group(wangcang, "一组联保", on=date(2018, 8, 1), leaves=ALL[0])

    with wangcang.read() as session:
        counts = [len(list_groups(session, day)[0].households) for day in (ON, date(2018, 6, 1), date(2018, 7, 2))]
    assert counts == [10, 11, 10]


def test_a_dissolved_group_is_listed_no_more(wangcang: Book) -> None:
    form_group(wangcang, name="一组联保", households=ALL[:10], on=ON)
    dissolve_group(wangcang, "一组联保", on=date(2019, 3, 1))

    with wangcang.read() as session:
        assert list_groups(session, date(2019, 3, 2)) == []
        with pytest.raises(NotFoundError):
            shares_of(session, "一组联保", borrower=ALL[0], amount=Decimal(1), on=date(2019, 3, 2))
    with pytest.raises(RefusedError):
        dissolve_group(wangcang, "一组联保", on=date(2019, 4, 1))


def test_a_pack_that_says_nothing_lets_the_group_pass(book: Book, household: str, neighbour: str) -> None:
    view = form_group(book, name="小组", households=[household, neighbour], on=date(2026, 1, 1))

    assert [finding.code for finding in view.findings] == ["policy-unclear"]
