"""loan_cache: the same sums as the loans replayed, whatever was entered; made anew only where the journal touched."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, insert, inspect, select

from app.domain.errors import DiskFullError
from app.domain.loan_state import LoanState, LoanStatus
from app.domain.money import to_fen
from app.domain.subsidy import by_quarter
from app.models import Household, JournalEntry, Loan, LoanCache, LoanCacheDay, Member
from app.services import loan_cache
from app.services.bundle_rows import carried_tables
from app.services.extensions import extend
from app.services.loan_cache import DAYS_KEPT, refresh_loan_cache, stands_on
from app.services.loans import LoanPaper, record_loan
from app.services.portfolio import loan_lines
from app.services.renewals import renew_loan
from app.services.repayments import record_repayment, reverse_entry
from app.services.report_parts.behind import rows_behind
from app.services.reports import Kind, make_report
from app.services.undo import last_act, undo
from app.services.visits import record_visit
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, Borrowing

DAY, LATER = date(2026, 11, 20), date(2027, 1, 15)
OTHER = "XED2024030001"


@pytest.fixture
def two(borrowing: Borrowing) -> Borrowing:
    """The same household with a second loan."""
    paper = LoanPaper(contract=OTHER, bank=BANK, rate=Decimal("0.0345"), on=date(2024, 3, 8))
    record_loan(
        borrowing.book, borrowing.household, paper, borrower_id=HEAD_ID, amount=Decimal(20_000), months=24,
        purpose="养蜂", reason="补录",
    )  # fmt: skip
    return borrowing


def replayed(book: Book, on: date) -> list[tuple[Any, ...]]:
    with book.read() as session:
        return [
            (
                line.loan.note_number,
                to_fen(line.state.balance),
                to_fen(line.state.overdue_principal),
                line.state.overdue_days,
                to_fen(line.state.arrears_borrower),
                line.state.cleared,
                *subsidies(line.state, on),
            )
            for line in loan_lines(session, on)
            if line.state.status is not LoanStatus.NOT_DISBURSED
        ]


def subsidies(state: LoanState, on: date) -> list[int | None]:
    quarters = by_quarter(state.plan)
    wanted = [(on.year - 1, 4), (on.year, 1), (on.year, 2), (on.year, 3), (on.year, 4), (on.year + 1, 1)]
    return [to_fen(quarters[each]) if each in quarters else None for each in wanted]


def kept(book: Book, on: date) -> list[tuple[Any, ...]]:
    with book.read() as session:
        return [
            (each.note, each.balance, each.overdue, each.overdue_days, each.arrears, each.cleared, *each[-6:])
            for each in stands_on(session, on)
        ]


def made_for(book: Book) -> int:
    with book.read() as session:
        return session.scalar(select(func.count()).select_from(LoanCache)) or 0


def test_the_cache_says_what_the_loans_say_after_every_kind_of_act(two: Borrowing) -> None:
    book = two.book
    refresh_loan_cache(book, (DAY, LATER))

    done = record_repayment(book, two.note, amount=Decimal(5_000), on=date(2026, 6, 1), voucher="P1")
    record_repayment(book, OTHER, amount=Decimal(21_000), on=date(2026, 2, 8), voucher="P2")
    for act in range(5):
        if act == 1:
            reverse_entry(book, done.line.state.events[-1].id, on=date(2026, 6, 2), reason="录错")
        if act == 2:
            extend(book, two.note, until=date(2027, 6, 2), reason="生猪尚未出栏", on=date(2026, 11, 1))
        if act == 3:
            with book.read() as session:
                last = last_act(session)
            assert last is not None
            undo(book, last.id)
        if act == 4:
            renew_loan(book, two.note, amount=Decimal(50_000), months=12, on=date(2026, 11, 10), reason="重新评估合格")
        assert refresh_loan_cache(book, (DAY, LATER))
        for day in (DAY, LATER):
            assert kept(book, day) == replayed(book, day), (act, day)


def test_what_is_still_due_is_what_the_plan_says(two: Borrowing) -> None:
    refresh_loan_cache(two.book, (DAY,))

    with two.book.read() as session:
        (stand,) = [each for each in stands_on(session, DAY) if each.note == two.note]
        (line,) = [each for each in loan_lines(session, DAY) if each.loan.note_number == two.note]

    (row,) = [row for row in line.state.plan if row.due >= DAY and row.left_principal]
    assert stand.coming == ((date(2026, 12, 2), 5_000_000, to_fen(row.left)),)
    assert (stand.household, stand.bank, stand.village) == (two.household, BANK, "柳树沟村")


def test_only_touched_loans_are_worked_out_anew(two: Borrowing, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh_loan_cache(two.book, (DAY,))
    worked: list[str] = []
    values = loan_cache._values
    monkeypatch.setattr(
        loan_cache, "_values", lambda loan, *rest: (worked.append(loan.note_number), values(loan, *rest))[1]
    )
    assert not refresh_loan_cache(two.book, (DAY,))

    record_visit(two.book, two.household, on=DAY, kind="入户走访", result="见本人")
    refresh_loan_cache(two.book, (DAY,))
    assert worked == []
    record_repayment(two.book, OTHER, amount=Decimal(100), on=date(2026, 11, 2), voucher="P3")
    refresh_loan_cache(two.book, (DAY,))

    assert worked == [OTHER]


def test_a_view_that_has_moved_past_the_cache_works_the_loans_out_itself(two: Borrowing) -> None:
    refresh_loan_cache(two.book, (DAY,))
    record_repayment(two.book, OTHER, amount=Decimal(100), on=date(2026, 11, 2), voucher="P3")

    assert kept(two.book, DAY) == replayed(two.book, DAY)


def test_where_it_cannot_be_written_the_report_is_the_same(two: Borrowing, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = make_report(two.book, Kind.MONTH, on=DAY).report

    def full(*_: object) -> None:
        raise DiskFullError("book.db", "账本")

    monkeypatch.setattr(loan_cache, "_store", full)
    record_visit(two.book, two.household, on=date(2026, 8, 1), kind="入户走访", result="见本人")
    other = make_report(two.book, Kind.MONTH, on=DAY).report

    assert (other.groups, other.tables) == (usual.groups, usual.tables)


def test_it_is_no_fact_neither_journalled_nor_carried_and_only_a_few_days_are_kept(two: Borrowing) -> None:
    with two.book.read() as session:
        entries = session.scalar(select(func.count()).select_from(JournalEntry))

    for day in range(1, DAYS_KEPT + 4):
        refresh_loan_cache(two.book, (date(2026, 11, day), date(2026, 10, 31)))

    with two.book.read() as session:
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == entries
        days = list(session.scalars(select(LoanCacheDay.as_of)))
    assert len(days) <= DAYS_KEPT
    assert {date(2026, 10, 31), date(2026, 11, DAYS_KEPT + 3)} <= set(days)
    assert made_for(two.book) == 2 * len(days)
    assert not {LoanCache.__tablename__, LoanCacheDay.__tablename__} & set(carried_tables())


def test_two_villages_that_number_a_household_alike_count_as_two(two: Borrowing) -> None:
    _copied(two.book, "other", "XED2025010009")

    done = make_report(two.book, Kind.MONTH, on=DAY).report

    figures = {figure.id: figure for group in done.groups for figure in group.figures}
    assert (figures["lent_count"].now, figures["lent_households"].now, figures["open_households"].now) == (3, 2, 2)
    assert figures["open_households"].behind == (two.household, two.household)
    with two.book.read() as session:
        rows = rows_behind(session, figures["open_households"], DAY)
    assert [row.key for row in rows] == [two.household, two.household]


def _copied(book: Book, id_: str, note: str) -> None:
    """The household and its first loan once more, under other ids and the same number."""
    with book.write("另一个村的户") as session:
        loan = session.scalars(select(Loan).where(Loan.note_number != OTHER)).one()
        household = session.get_one(Household, (loan.book_code, loan.household_id))
        borrower = session.get_one(Member, (loan.book_code, loan.borrower_id))
        for row, changed in (
            (household, {"village_code": "513123104206"}),
            (borrower, {"household_id": id_, "resident_id": "", "number": ""}),
            (loan, {"household_id": id_, "borrower_id": id_, "note_number": note, "contract_number": note}),
        ):
            values = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
            session.execute(insert(type(row)), [values | changed | {"id": id_}])
