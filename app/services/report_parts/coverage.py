"""Rating and credit coverage of the listed households, and 获贷率, counted from plain columns of their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import func, or_, select

from app.domain.employment import HouseholdWork, listed_without_loan
from app.domain.money import from_fen
from app.domain.monitoring import Coverage
from app.models import BankDecision, Household, HouseholdListing, Member, Rating
from app.services.book_on_day import BookOnDay, Key, words_on
from app.services.ledger_rows.plan import served
from app.services.paper_facts import NO_LABOUR
from app.services.report_parts.counted import HOUSEHOLD, Counted, Figures, Listing

_key: Callable[[Any], Key] = attrgetter("book_code", "id")


def coverage(book: BookOnDay) -> Figures:
    """How many of the listed households (在册户) are rated by the bank, assessed by the village, and had a loan."""
    listed = _listed(book)
    decisions = _decisions(book)
    valid = [row for row in listed if (one := decisions.get(_key(row))) and one[0] >= book.on]
    rated = _rated(book)
    assessed = [row for row in listed if _key(row) in rated]
    works = _works(book, listed)
    eligible = served(book, works)
    lent = [each for each in eligible if each.had_loan]
    waiting = listed_without_loan(works, book.pack, book.on)
    numbers = _numbers(valid)
    by_bank = Coverage(len(valid), len(listed), f"在册农户 {len(listed)} 户")
    take_up = Coverage(len(lent), len(eligible), f"符合户类型且有劳动力的在册户 {len(eligible)} 户")
    return {
        "rated": Counted(by_bank.part, numbers, HOUSEHOLD),
        "rated_rate": covered(by_bank, numbers),
        "credit_line": Counted(from_fen(sum(decisions[_key(row)][1] for row in valid)), numbers, HOUSEHOLD),
        "assessed": Counted(len(assessed), _numbers(assessed), HOUSEHOLD),
        "take_up_rate": covered(take_up, _numbers(lent)),
        "without_loan": Counted(len(waiting), _numbers(waiting), HOUSEHOLD),
    }


def covered(share: Coverage, households: Listing) -> Counted:
    """A share of households as a figure; it has no value where its denominator is empty."""
    return Counted(share.percent if share.whole else None, households, HOUSEHOLD, share.denominator)


def _numbers(households: Sequence[Any]) -> Listing:
    return lambda: tuple(each.number for each in households)


def _listed(book: BookOnDay) -> list[Any]:
    """Households that are in the village and on a list that day, by village, group and number."""
    on = book.on
    statement = (
        select(
            Household.book_code, Household.id, Household.number, Household.kind, Household.monitored,
            Household.monitored_on, Household.listed_from, Household.listed_until,
        )
        .where(
            or_(Household.listed_from.is_(None), Household.listed_from <= on),
            or_(Household.listed_until.is_(None), Household.listed_until >= on),
            or_(Household.left_on.is_(None), Household.left_on > on),
        )
        .order_by(Household.village_code, Household.group_name, Household.number)
    )  # fmt: skip
    return list(book.session.execute(statement))


def _decisions(book: BookOnDay) -> dict[Key, tuple[Any, int]]:
    """Until when and for how much (fen) the bank's newest decision on each household holds."""
    statement = (
        select(BankDecision.book_code, BankDecision.household_id, BankDecision.until, BankDecision.credit_line_fen)
        .where(BankDecision.on <= book.on)
        .order_by(BankDecision.on, BankDecision.id)
    )
    return {(code, household): (until, fen) for code, household, until, fen in book.session.execute(statement).tuples()}


def _rated(book: BookOnDay) -> set[Key]:
    statement = select(Rating.book_code, Rating.household_id).where(Rating.on <= book.on)
    return set(book.session.execute(statement.distinct()).tuples())


def _works(book: BookOnDay, listed: list[Any]) -> list[HouseholdWork]:
    household = attrgetter("book_code", "household_id")
    had = set(map(household, book.stands))
    has = {household(each) for each in book.stands if not each.cleared}
    able, history = _able(book), _history(book)
    return [
        HouseholdWork(
            number=row.number,
            able=able.get(key, 0),
            in_work=0,
            has_loan=key in has,
            had_loan=key in had,
            kinds=words_on(row, history.get(key, []), book.on),
        )
        for key, row in zip(map(_key, listed), listed, strict=True)
    ]


def _able(book: BookOnDay) -> dict[Key, int]:
    """How many members of each household can work on the day."""
    statement = (
        select(Member.book_code, Member.household_id, func.count())
        .where(
            or_(Member.left_on.is_(None), Member.left_on > book.on),
            Member.labour_skill.not_in(NO_LABOUR),
        )
        .group_by(Member.book_code, Member.household_id)
    )
    return {(code, household): count for code, household, count in book.session.execute(statement).tuples()}


def _history(book: BookOnDay) -> dict[Key, list[HouseholdListing]]:
    found: dict[Key, list[HouseholdListing]] = defaultdict(list)
    for row in book.session.scalars(select(HouseholdListing)):
        found[row.book_code, row.household_id].append(row)
    return found
