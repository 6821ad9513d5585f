"""How every loan stands on a day, from `loan_cache`: what reports count without replaying a loan.

A day in the cache holds while the head of the journal is the one it was made from. `refresh_loan_cache` works out
anew what was touched since; a reading view that has moved past the cache works out its loans itself, so that a
figure is never an old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from app.domain.errors import KnownError
from app.domain.loan_state import LoanState, LoanStatus, replay
from app.domain.money import to_fen
from app.domain.subsidy import by_quarter
from app.models import Base, Household, JournalEntry, Loan, LoanCache, LoanCacheDay, Row, Village
from app.models.journal import Head, head
from app.services.portfolio import events_by_loan, terms_of
from app.storage.book import Book

AT_ONCE = 2_000
DAYS_KEPT = 6
MOST_TOUCHED = 5_000
EVENT_TABLES = (
    "repayment", "reversal", "extension", "claim", "bank_adjustment", "subsidy_paid", "misuse", "rate_change",
)  # fmt: skip
Values = dict[str, Any]
Quarter = tuple[int, int]


class LoanStand(NamedTuple):
    """One loan that was made up to the day; sums in fen. A tuple, as its row is: a report reads 100 000 of them.

    `coming_text` is read by `coming`; the six subsidies are those of `cached_quarters`.
    """

    loan_id: str
    note: str
    contract_kind: str
    bank: str
    disbursed_on: date
    principal: int
    book_code: str
    household_id: str
    household: str
    village: str
    balance: int
    overdue: int
    overdue_days: int
    arrears: int
    cleared: bool
    coming_text: str
    subsidy_0: int | None
    subsidy_1: int | None
    subsidy_2: int | None
    subsidy_3: int | None
    subsidy_4: int | None
    subsidy_5: int | None

    @property
    def coming(self) -> tuple[tuple[date, int, int], ...]:
        """Rows still due: the day, its principal, all that the household must bring."""
        if not self.coming_text:
            return ()
        rows = []
        for each in self.coming_text.split(";"):
            day, principal, left = each.split(":")
            rows.append((date.fromisoformat(day), int(principal), int(left)))
        return tuple(rows)


def cached_quarters(on: date) -> tuple[Quarter, ...]:
    """The quarters whose 财政贴息, settled and still to come, is kept for a day: its year's, one before, one after."""
    return ((on.year - 1, 4), *((on.year, number) for number in (1, 2, 3, 4)), (on.year + 1, 1))


def subsidy_of(on: date, quarter: Quarter) -> Callable[[LoanStand], int | None]:
    """What reads the subsidy (fen) of one kept quarter from a loan's stand."""
    return attrgetter(f"subsidy_{cached_quarters(on).index(quarter)}")


def refresh_loan_cache(book: Book, days: Iterable[date]) -> bool:
    """Bring these days of the cache up to the present journal; True where something was worked out.

    Never raises for the disk's or the book's trouble: whoever reads then works the loans out itself. Must not be
    called while a view of the book is open.
    """
    try:
        with book.read() as session:
            now = head(session.connection())
            stale = [day for day in dict.fromkeys(days) if not _holds(session, day, now)]
            if not stale:
                return False
            since = {day: _touched_since(session, day) for day in stale}
            made = {day: list(_rows(session, day, touched)) for day, touched in since.items()}
        with book.write("记下各笔贷款的现状") as session:
            for day in stale:
                _store(session, day, since[day], made[day], now, book.stamp())
            _forget_old(session, stale)
    except KnownError:
        return False
    return True


def stands_on(session: Session, on: date) -> list[LoanStand]:
    """Every loan made up to the day, by book and note: from the cache where it holds, else worked out now."""
    if _holds(session, on, head(session.connection())):
        return _cached(session, on)
    names = {(row[6], row[0]): row for row in session.execute(_named()).tuples()}
    found = []
    for row in _rows(session, on, None):
        known = names[row["book_code"], row["loan_id"]]
        found.append(LoanStand._make((*known, *(row[name] for name in _FIGURES))))
    return sorted(found, key=lambda each: (each.book_code, each.note))


_SUBSIDIES = tuple(f"subsidy_{place}_fen" for place in range(6))
_FIGURES = ("balance_fen", "overdue_fen", "overdue_days", "arrears_fen", "cleared", "coming", *_SUBSIDIES)


def _cached(session: Session, on: date) -> list[LoanStand]:
    kept = (LoanCache.book_code == Loan.book_code) & (LoanCache.loan_id == Loan.id) & (LoanCache.as_of == on)
    statement = _named(*(getattr(LoanCache, name) for name in _FIGURES)).join(LoanCache, kept)
    rows = session.execute(statement.order_by(Loan.book_code, Loan.note_number)).tuples()
    return [LoanStand._make(row) for row in rows]


def _named(*more: Any) -> Any:
    """The loans with the words that a report groups them by; `more` columns stand behind these."""
    of_household = (Household.book_code == Loan.book_code) & (Household.id == Loan.household_id)
    of_village = (Village.book_code == Household.book_code) & (Village.code == Household.village_code)
    return (
        select(
            Loan.id, Loan.note_number, Loan.kind, Loan.bank, Loan.disbursed_on, Loan.principal_fen, Loan.book_code,
            Loan.household_id, Household.number, func.coalesce(Village.name, ""), *more,
        )
        .join(Household, of_household)
        .outerjoin(Village, of_village)
    )  # fmt: skip


def _holds(session: Session, on: date, now: Head) -> bool:
    day = session.get(LoanCacheDay, on)
    return day is not None and (day.length, day.head) == (now.length, now.hash)


def _touched_since(session: Session, on: date) -> set[tuple[str, str]] | None:
    """The loans that the journal touched since the day was made; None where all must be worked out."""
    day = session.get(LoanCacheDay, on)
    if day is None or not session.scalar(
        select(JournalEntry.seq).where(JournalEntry.seq == day.length, JournalEntry.hash == day.head)
    ):
        return None
    columns = (JournalEntry.table, JournalEntry.row_id, JournalEntry.action, JournalEntry.changes)
    after = select(*columns).where(JournalEntry.seq > day.length)
    known = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)}
    rows: dict[str, set[str]] = {}
    for table, row_id, action, changes in session.execute(after).tuples():
        other_renewed = table == "loan" and action == "change" and '"renews_note"' in changes
        if table not in known or table == "fact_reversal" or other_renewed:
            return None
        if table == "loan" or table in EVENT_TABLES:
            rows.setdefault(table, set()).add(row_id)
    if sum(map(len, rows.values())) > MOST_TOUCHED:
        return None
    return _loans_of(session, rows)


def _loans_of(session: Session, rows: dict[str, set[str]]) -> set[tuple[str, str]]:
    """The loans of these rows, and those that they renew."""
    loans: set[tuple[str, str]] = set()
    for name, ids in rows.items():
        table: Table = Base.metadata.tables[name]
        column = table.c.id if name == "loan" else table.c.loan_id
        loans |= set(session.execute(select(table.c.book_code, column).where(table.c.id.in_(ids))).tuples())
    loan = Loan.__table__.c
    of_touched = loan.id.in_([loan_id for _book, loan_id in loans]) & (loan.renews_note != "")
    for book_code, note in session.execute(select(loan.book_code, loan.renews_note).where(of_touched)).tuples():
        old = select(loan.book_code, loan.id).where(loan.book_code == book_code, loan.note_number == note)
        loans |= set(session.execute(old).tuples())
    return loans


def _rows(session: Session, on: date, only: set[tuple[str, str]] | None) -> Iterator[Values]:
    """The rows of the cache for a day, a few thousand loans at a time so that memory stays flat."""
    ids = list(session.execute(select(Loan.book_code, Loan.id)).tuples()) if only is None else sorted(only)
    for start in range(0, len(ids), AT_ONCE):
        part = {loan_id for _book, loan_id in ids[start : start + AT_ONCE]}
        loans = list(session.scalars(select(Loan).where(Loan.id.in_(part))))
        happened = events_by_loan(session, [loan.id for loan in loans])
        for loan in loans:
            if only is None or (loan.book_code, loan.id) in only:
                state = replay(terms_of(loan), happened[loan.book_code, loan.id], on)
                if state.status is not LoanStatus.NOT_DISBURSED:
                    yield _values(loan, state, on)


def _values(loan: Loan, state: LoanState, on: date) -> Values:
    plan = state.plan
    coming = [
        f"{row.due}:{to_fen(row.left_principal)}:{to_fen(row.left)}"
        for row in plan
        if not state.cleared and row.due >= on and row.left > 0 and (row.left_principal > 0 or row.due == state.due_on)
    ]
    quarters = by_quarter(plan)
    return {
        "as_of": on,
        "book_code": loan.book_code,
        "loan_id": loan.id,
        "balance_fen": to_fen(state.balance),
        "overdue_fen": to_fen(state.overdue_principal),
        "overdue_days": state.overdue_days,
        "arrears_fen": to_fen(state.arrears_borrower),
        "cleared": state.cleared,
        "coming": ";".join(coming),
        **{
            name: to_fen(quarters[quarter]) if quarter in quarters else None
            for name, quarter in zip(_SUBSIDIES, cached_quarters(on), strict=True)
        },
    }


def _store(
    session: Session, day: date, touched: set[tuple[str, str]] | None, rows: Sequence[Values], now: Head, at: str
) -> None:
    table: Any = LoanCache.__table__
    if touched is None:
        session.execute(delete(LoanCache).where(LoanCache.as_of == day))
    for book_code, loan_id in touched or ():
        own = (table.c.as_of == day, table.c.book_code == book_code, table.c.loan_id == loan_id)
        session.execute(table.delete().where(*own))
    for start in range(0, len(rows), AT_ONCE):
        session.connection().execute(insert(table), rows[start : start + AT_ONCE])
    session.execute(delete(LoanCacheDay).where(LoanCacheDay.as_of == day))
    session.add(LoanCacheDay(as_of=day, length=now.length, head=now.hash, made_at=at))


def _forget_old(session: Session, kept: Sequence[date]) -> None:
    """Only a few days are kept: those asked for last."""
    session.flush()
    days = session.scalars(select(LoanCacheDay).order_by(LoanCacheDay.made_at.desc(), LoanCacheDay.as_of.desc())).all()
    for day in [each for each in days if each.as_of not in kept][max(DAYS_KEPT - len(kept), 0) :]:
        session.execute(delete(LoanCache).where(LoanCache.as_of == day.as_of))
        session.delete(day)
