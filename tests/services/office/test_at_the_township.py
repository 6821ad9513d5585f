"""The records travel with the bundle: the township reads them in the same lists, and changes none of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import NotFoundError
from app.services.bundles import export_bundle
from app.services.credit_titles import award, list_titles
from app.services.demands import list_demands, take_demand
from app.services.fact_reversals import reverse_fact
from app.services.funds import list_funds, open_fund, record_movement
from app.services.household_changes import check_phone, remove_member
from app.services.household_history import history_of
from app.services.households import list_households
from app.services.life_events import active_stops, record_life_event
from app.services.listings import KIND, change_listing, listed_on
from app.services.loans import list_loans
from app.services.lookup import household_numbered
from app.services.mirror import import_bundle
from app.services.responsible import assign, list_responsible
from app.storage.book import Book
from tests.helpers.books import reopened
from tests.helpers.offices import NOTE, make_offices

ON = date(2026, 11, 1)


def _fill(book: Book) -> tuple[str, str]:
    """Records of many subjects; answers with the borrower's household and the id of a demand that was answered."""
    with book.read() as session:
        line = list_loans(session, ON)[0]
    number = line.household.number
    change_listing(book, number, list_name=KIND, word="低保脱贫户", on=date(2026, 6, 1))
    check_phone(book, number, phone="13700001111", state="空号", on=ON)
    wrong = take_demand(book, number, wish="还", on=ON, channel="电话")
    reverse_fact(book, wrong.id, on=ON, reason="录错户")
    take_demand(book, number, wish="续", on=ON, channel="入户")
    record_life_event(book, number, line.borrower.resident_id, kind="失联", on=ON, proof="村委会证明")
    assign(book, name="李干部", role="帮扶干部", on=ON, household_number=number)
    award(book, kind="信用户", by="农商行", on=ON, household_number=number)
    open_fund(book, name="集体经济", kind="集体经济资金", on=ON)
    record_movement(book, "集体经济", direction="收入", amount=Decimal("12.34"), on=ON, summary="分红")
    return number, wrong.id


def test_the_township_reads_what_the_village_recorded(tmp_path: Path) -> None:
    offices = make_offices(tmp_path / "offices")
    stick = tmp_path / "U盘"
    stick.mkdir()
    with reopened(offices.village) as village:
        number, demand_id = _fill(village)
        file = export_bundle(village, stick, on=ON).file

    with reopened(offices.township) as township:
        taken = import_bundle(township, file)
        assert sum(change.quarantined for change in taken.rows.values()) == 0
        with township.read() as session:
            household = household_numbered(session, number)
            assert listed_on(session, household, date(2026, 5, 31)) != listed_on(session, household, ON)
            assert history_of(session, number).phones[0].state == "空号"
            assert [view.wish for view in list_demands(session, ON)] == ["续"]
            assert [stop.note_number for stop in active_stops(session, ON).values()] == [NOTE]
            assert [view.household for view in list_responsible(session, ON)] == [number]
            assert [view.household for view in list_titles(session, ON)] == [number]
            assert [view.balance for view in list_funds(session, ON)] == [Decimal("12.34")]
            member = next(view for view in list_households(session) if view.number == number).members[0]
        for act in (
            lambda: remove_member(township, number, member.number, on=ON, why="其他"),
            lambda: reverse_fact(township, demand_id, on=ON, reason="乡镇不能改"),
            lambda: take_demand(township, number, wish="无", on=ON, channel="电话"),
        ):
            with pytest.raises(NotFoundError):
                act()
