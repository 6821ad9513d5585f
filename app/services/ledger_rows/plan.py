"""年度贷款计划: per village whom the programme serves, who has a loan, who wants one, what falls due in the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.domain.employment import HouseholdWork, listed_without_loan
from app.domain.money import ZERO
from app.models import Village
from app.services.book_on_day import BookOnDay, key_of
from app.services.ledger_rows.households import amount_of, open_demands
from app.services.ledger_rows.names import Row
from app.services.portfolio import LoanLine

LEND, RENEW = "贷", "续"
INDUSTRIES_NAMED = 3


def served(book: BookOnDay, works: Iterable[HouseholdWork]) -> list[HouseholdWork]:
    """Households of the kinds that the pack serves, with labour: the denominator of 获贷率."""
    kinds = {*book.pack.words("borrower_kinds", book.on), *book.pack.words("borrower_kinds_conditional", book.on)}
    return [each for each in works if each.able and kinds & {*each.kinds}]


def loan_plan_rows(book: BookOnDay) -> Iterable[Row]:
    """年度贷款计划: planned is what was lent in the year so far and what open demands (贷, 续) ask for.

    A plan is a forecast from what households said, never a target (S4: 不过度强调获贷率).
    """
    for village in book.villages.values():
        if not village.merged_into:
            yield _village_row(book, village)


def _village_row(book: BookOnDay, village: Village) -> Row:
    first, last = date(book.on.year, 1, 1), date(book.on.year, 12, 31)
    here = {
        key_of(row) for row in book.listed if (row.book_code, row.village_code) == (village.book_code, village.code)
    }
    works = [book.work[key] for key in here]
    lines = [line for line in book.lines if key_of(line.household) in here]
    lent = [line for line in lines if first <= line.loan.disbursed_on <= book.on]
    demands = [row for row in open_demands(book) if (row.book_code, row.household_id) in here]
    wanting = [row for row in demands if row.wish in (LEND, RENEW)]
    done = sum((line.terms.principal for line in lent), ZERO)
    wanted = {wish: sum((amount_of(row) for row in wanting if row.wish == wish), ZERO) for wish in (LEND, RENEW)}
    planned = done + wanted[LEND] + wanted[RENEW]
    households = {key_of(line.household) for line in lent} | {(row.book_code, row.household_id) for row in wanting}
    eligible = served(book, works)
    return {
        "township": village.township,
        "village": village.name,
        "year": str(book.on.year),
        "eligible": len(eligible),
        "with_loan": sum(each.has_loan for each in eligible),
        "without_loan": len(listed_without_loan(works, book.pack, book.on)),
        "wanting": len({(row.book_code, row.household_id) for row in wanting}),
        "planned_households": len(households),
        "planned_new": planned,
        "planned_first": _lent_as(lent, "first") + wanted[LEND],
        "planned_renewal": _lent_as(lent, "renewal") + wanted[RENEW],
        "maturing": sum((line.state.balance for line in lines if book.on <= line.state.due_on <= last), ZERO)
        + sum((line.terms.principal for line in lines if first <= line.state.due_on < book.on), ZERO),
        "done": done,
        "share_done": done / planned if planned else None,
        "industries": _industries([line.loan.purpose for line in lines if not line.state.cleared]),
        "remark": "按已发放和登记的需求测算，不作为任务",
    }


def _lent_as(lent: list[LoanLine], kind: str) -> Decimal:
    return sum((line.terms.principal for line in lent if line.loan.kind == kind), ZERO)


def _industries(purposes: list[str]) -> str:
    counted = Counter(purpose for purpose in purposes if purpose)
    return "、".join(name for name, _count in counted.most_common(INDUSTRIES_NAMED))
