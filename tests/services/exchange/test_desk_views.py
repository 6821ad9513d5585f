"""The township sees its villages side by side, chosen ones alone, and what no village can see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.domain.errors import NotFoundError, RefusedError
from app.models import Household, Loan
from app.services.bundles import export_bundle
from app.services.cross_checks import run_cross_checks
from app.services.desk_today import read_desk_today
from app.services.desk_villages import desk_villages, only_villages
from app.services.ledgers import export_ledger
from app.services.mirror import import_bundle
from app.services.reports import Kind, make_report
from app.services.risk_accounts import read_risk_accounts, record_risk_movement
from app.storage.book import Book
from tests.helpers.books import reopened
from tests.helpers.villages import (
    DAY,
    HEAD_IDS,
    NEIGHBOUR,
    VILLAGE,
    add_household,
    lend,
    new_township,
    new_village,
    pair,
    repay,
)

IN_FORCE = date(2025, 6, 2)  # the county's multiple is given until the end of 2025


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township with the bundles of two villages: the same head owes in both, and one more household only here."""
    folder = tmp_path_factory.mktemp("heard")
    usb = folder / "usb"
    usb.mkdir()
    with new_township(folder / "township", "kaizhou") as township:
        for at in (VILLAGE, NEIGHBOUR):
            with new_village(folder / at[0], at) as village:
                pair(village, township, folder)
                if at is NEIGHBOUR:
                    add_household(village, "5131230002", "龚素珍", head_id=HEAD_IDS[1])
                    lend(village, "5131230002", "XED2", 20_000)
                    repay(village, "XED2", 1_000)
                import_bundle(township, export_bundle(village, usb, on=DAY).file)
    return folder / "township"


@pytest.fixture
def township(heard: Path, tmp_path: Path) -> Iterator[Book]:
    with reopened(shutil.copytree(heard, tmp_path / "township")) as book:
        yield book


def test_villages_stand_side_by_side_and_their_sums_are_the_sum(township: Book) -> None:
    with township.read() as session:
        view = read_desk_today(session, DAY)
        later = read_desk_today(session, date(2027, 1, 10))

    assert {one.name for one in view.villages} == {VILLAGE[1], NEIGHBOUR[1]}
    for one in view.villages:
        assert one.exchange is not None
        assert one.rate.balance == one.exchange.balance > 0  # what the village itself put into its manifest
        assert (one.loans, one.rate.overdue) == (one.exchange.loans, 0)
    assert view.rate.balance == sum(one.rate.balance for one in view.villages)
    assert later.rate.overdue == later.rate.balance == view.rate.balance  # all of them fell due on 2026-12-02
    assert {one.name: one.overdue_loans for one in later.villages} == {VILLAGE[1]: 1, NEIGHBOUR[1]: 2}
    assert len(later.overdue) == 3


def test_what_falls_due_is_listed_of_all_villages(township: Book) -> None:
    with township.read() as session:
        view = read_desk_today(session, DAY)

    assert sorted(one.line.village for one in view.due) == sorted([VILLAGE[1], NEIGHBOUR[1], NEIGHBOUR[1]])
    assert sum(one.due_loans for one in view.villages) == 3
    assert sum(month.amount for month in view.months) == view.rate.balance


def test_reads_can_be_narrowed_to_chosen_villages(township: Book) -> None:
    with township.read() as session:
        assert [village.name for village in desk_villages(session)] == sorted([VILLAGE[1], NEIGHBOUR[1]])
        with only_villages(session, (NEIGHBOUR[1],)):
            assert set(session.scalars(select(Loan.note_number))) == {"XED1", "XED2"}
            assert set(session.scalars(select(Household.book_code))) == {NEIGHBOUR[0]}
        with only_villages(session, (VILLAGE[0],)):
            assert set(session.scalars(select(Loan.note_number))) == {"XED1"}
        assert set(session.scalars(select(Household.book_code))) == {VILLAGE[0], NEIGHBOUR[0]}
        with pytest.raises(NotFoundError), only_villages(session, ("999",)):
            pass


def test_a_ledger_of_chosen_villages_names_them_and_holds_only_theirs(township: Book, tmp_path: Path) -> None:
    _everything, all_rows = export_ledger(township, "loans", on=DAY)
    sheet, rows = export_ledger(township, "loans", on=DAY, villages=(VILLAGE[0],))

    file = tmp_path / "loans.xlsx"
    file.write_bytes(sheet)
    text = {str(cell.value) for line in load_workbook(file).active.iter_rows() for cell in line if cell.value}
    assert (all_rows, rows) == (3, 1)
    assert any(f"云岭镇（{VILLAGE[1]}）" in one for one in text)
    assert not any(NEIGHBOUR[1] in one for one in text)


def test_a_report_of_chosen_villages_counts_only_theirs_and_is_never_final(township: Book) -> None:
    whole = make_report(township, Kind.MONTH, on=DAY).report
    one = make_report(township, Kind.MONTH, on=DAY, villages=(VILLAGE[0],)).report

    balance = {
        report.village: next(
            figure.now for group in report.groups for figure in group.figures if figure.id == "balance"
        )
        for report in (whole, one)
    }
    with township.read() as session:
        view = read_desk_today(session, DAY)
    own = next(each.rate.balance for each in view.villages if each.code == VILLAGE[0])
    assert balance == {"云岭镇": view.rate.balance, f"云岭镇（{VILLAGE[1]}）": own}
    with pytest.raises(RefusedError):
        make_report(township, Kind.MONTH, on=DAY, villages=(VILLAGE[0],), final=True)


def test_one_person_in_two_villages_and_a_household_that_owes_in_both_are_found(township: Book) -> None:
    with township.read() as session:
        found = run_cross_checks(session, DAY)

    codes = [each.code for each in found.across]
    assert codes == ["person-in-two-villages", "household-lent-in-two-villages"]
    assert all(HEAD_IDS[0] not in each.text for each in found.across)
    assert all(VILLAGE[1] in each.text and NEIGHBOUR[1] in each.text for each in found.across)
    assert {one.name for one in found.villages} == {VILLAGE[1], NEIGHBOUR[1]}


def test_each_bank_has_its_account_and_the_totals_add_them_up(township: Book) -> None:
    with township.read() as session:
        before = read_risk_accounts(session, IN_FORCE)
    record_risk_movement(
        township, "清溪农商行", direction="收入", amount=Decimal(5_000), on=date(2025, 3, 1), summary="第一批到位"
    )
    record_risk_movement(
        township, "县信用联社", direction="收入", amount=Decimal(80_000), on=date(2025, 3, 1), summary="第一批到位"
    )

    with township.read() as session:
        after = read_risk_accounts(session, IN_FORCE)

    assert [account.bank for account in before.accounts] == ["清溪农商行"]
    assert before.balance == 0
    assert {account.bank: account.balance for account in after.accounts} == {
        "清溪农商行": Decimal(5_000),
        "县信用联社": Decimal(80_000),
    }
    assert after.balance == Decimal(85_000)
    [own] = [account for account in after.accounts if account.bank == "清溪农商行"]
    assert own.state is not None
    assert own.state.required == own.state.base / 10  # 贷款余额与风险补偿金 10：1
    assert after.top_up == own.state.top_up == own.state.required - 5_000  # the other bank's plenty covers nothing


def test_an_account_pays_out_only_what_it_holds(township: Book) -> None:
    with pytest.raises(RefusedError):
        record_risk_movement(township, "清溪农商行", direction="支出", amount=Decimal(1), on=DAY, summary="代偿")
    with township.read() as session:
        assert read_risk_accounts(session, DAY).balance == 0


def test_the_village_keeps_no_account(tmp_path: Path) -> None:
    with new_village(tmp_path / "village") as village, pytest.raises(RefusedError):
        record_risk_movement(village, "清溪农商行", direction="收入", amount=Decimal(1), on=DAY, summary="到位")
