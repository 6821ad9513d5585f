"""The lists of the book on one day, each read at most once: what ledgers and reports have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.employment import HouseholdWork
from app.domain.loan_events import LoanEvent
from app.domain.loan_plan import PlanRow
from app.domain.loan_state import LoanState, LoanStatus, replay
from app.domain.policy import PolicyPack
from app.models import (
    BankDecision,
    Household,
    HouseholdListing,
    Loan,
    Member,
    Placement,
    Rating,
    Row,
    Village,
    Visit,
)
from app.services.listings import KIND, MONITORED
from app.services.loan_cache import LoanStand, stands_on
from app.services.lookup import HEAD
from app.services.paper_facts import NO_LABOUR
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, events_by_loan, loan_lines
from app.services.records import holds_on, standing

Key = tuple[str, str]
_Item = TypeVar("_Item")
_Dated = TypeVar("_Dated", BankDecision, Rating)


class BookOnDay:
    """What the book tells of one day; keys are (book_code, id). The session must stay open while it is read."""

    def __init__(self, session: Session, on: date) -> None:
        self.session = session
        self.on = on

    @cached_property
    def all_lines(self) -> list[LoanLine]:
        """Every loan of the book, also those that were made later."""
        return loan_lines(self.session, self.on)

    @cached_property
    def lines(self) -> list[LoanLine]:
        """The loans made up to the day, with their state on it."""
        return [line for line in self.all_lines if line.state.status is not LoanStatus.NOT_DISBURSED]

    @cached_property
    def stands(self) -> list[LoanStand]:
        """The same loans as sums alone, from `loan_cache` where it holds."""
        return stands_on(self.session, self.on)

    @cached_property
    def coming(self) -> list[tuple[date, int, LoanStand]]:
        """Every row still due of these loans: its day, its principal in fen, its loan."""
        return [(due, principal, each) for each in self.stands for due, principal, _left in each.coming]

    @cached_property
    def open_lines(self) -> list[LoanLine]:
        """Those that are not settled."""
        return [line for line in self.lines if not line.state.cleared]

    @cached_property
    def lines_of_household(self) -> dict[Key, list[LoanLine]]:
        """The loans made up to the day by household."""
        return _grouped((line.household.book_code, line.household.id, line) for line in self.lines)

    @cached_property
    def line_of_loan(self) -> dict[Key, LoanLine]:
        """The loans made up to the day by their own key."""
        return {key_of(line.loan): line for line in self.lines}

    @cached_property
    def happened(self) -> dict[Key, list[LoanEvent]]:
        """The events of every loan."""
        return events_by_loan(self.session)

    @cached_property
    def plans(self) -> dict[Key, tuple[PlanRow, ...]]:
        """The settled and coming rows of every loan made up to the day."""
        return {key_of(line.loan): line.state.plan for line in self.lines}

    @cached_property
    def pack(self) -> PolicyPack:
        """The policy that rules the county on the day."""
        return book_policy(self.session, on=self.on)

    @cached_property
    def villages(self) -> dict[Key, Village]:
        """Villages by (book_code, code)."""
        return {(row.book_code, row.code): row for row in self.session.scalars(select(Village).order_by(Village.code))}

    @cached_property
    def households(self) -> dict[Key, Household]:
        """All households, by village, group and number."""
        ordered = select(Household).order_by(Household.village_code, Household.group_name, Household.number)
        return {key_of(row): row for row in self.session.scalars(ordered)}

    @cached_property
    def members(self) -> dict[Key, Member]:
        """All members, also those that left."""
        return {key_of(row): row for row in self.session.scalars(select(Member))}

    @cached_property
    def families(self) -> dict[Key, list[Member]]:
        """Who belongs to a household on the day, the head first."""
        found = _grouped(
            (row.book_code, row.household_id, row)
            for row in self.members.values()
            if row.left_on is None or row.left_on > self.on
        )
        return {
            key: sorted(family, key=lambda member: (member.relation != HEAD, member.number, member.id))
            for key, family in found.items()
        }

    @cached_property
    def listed(self) -> list[Household]:
        """Households that are in the village and on a list that day (在册户)."""
        return [
            household
            for household in self.households.values()
            if holds_on(household.listed_from, household.listed_until, self.on)
            and (household.left_on is None or household.left_on > self.on)
        ]

    @cached_property
    def words(self) -> dict[Key, tuple[str, ...]]:
        """户类型 and 监测对象类别 of each household as they held on the day."""
        history = _grouped(
            (row.book_code, row.household_id, row) for row in self.session.scalars(select(HouseholdListing))
        )
        return {key: words_on(row, history.get(key, []), self.on) for key, row in self.households.items()}

    @cached_property
    def decisions(self) -> dict[Key, BankDecision]:
        """The bank's newest decision on each household up to the day."""
        return self._newest(BankDecision)

    @cached_property
    def ratings(self) -> dict[Key, Rating]:
        """The village's newest assessment of each household up to the day."""
        return self._newest(Rating)

    @cached_property
    def visits(self) -> list[Visit]:
        """All visits up to the day, the oldest first."""
        statement = standing(Visit).where(Visit.on <= self.on).order_by(Visit.on, Visit.id)
        return list(self.session.scalars(statement))

    @cached_property
    def last_visit(self) -> dict[Key, Visit]:
        """The newest visit of each household."""
        return {(visit.book_code, visit.household_id): visit for visit in self.visits}

    @cached_property
    def last_outlook(self) -> dict[Key, Visit]:
        """The newest visit of each household that asked what it means to do at maturity (到期摸底)."""
        return {(visit.book_code, visit.household_id): visit for visit in self.visits if visit.outlook}

    @cached_property
    def placements(self) -> dict[Key, Placement]:
        """Where each member has work on the day, by member."""
        rows = self.session.scalars(standing(Placement).where(Placement.from_on <= self.on).order_by(Placement.from_on))
        return {(row.book_code, row.member_id): row for row in rows if holds_on(None, row.until_on, self.on)}

    @cached_property
    def work(self) -> dict[Key, HouseholdWork]:
        """The listed households as the two lists of employment want them."""
        return {key_of(household): self._work_of(household) for household in self.listed}

    def state_on(self, line: LoanLine, day: date) -> LoanState:
        """The state of a loan on another day, without reading its events again."""
        return line.state if day == self.on else replay(line.terms, self.happened[key_of(line.loan)], day)

    def on_another(self, day: date) -> BookOnDay:
        """The same book on another day: loans are replayed from what is already read."""
        other = BookOnDay(self.session, day)
        for name in ("happened", "villages", "households", "members"):
            other.__dict__[name] = getattr(self, name)
        other.__dict__["all_lines"] = [replace(line, state=self.state_on(line, day)) for line in self.all_lines]
        return other

    def _newest(self, model: type[_Dated]) -> dict[Key, _Dated]:
        statement = standing(model).where(model.on <= self.on).order_by(model.on, model.id)
        return {(row.book_code, row.household_id): row for row in self.session.scalars(statement)}

    def _work_of(self, household: Household) -> HouseholdWork:
        key = key_of(household)
        able = [member for member in self.families.get(key, ()) if member.labour_skill not in NO_LABOUR]
        loans = self.lines_of_household.get(key, ())
        return HouseholdWork(
            number=household.number,
            able=len(able),
            in_work=sum(key_of(member) in self.placements for member in able),
            has_loan=any(not line.state.cleared for line in loans),
            had_loan=bool(loans),
            kinds=self.words.get(key, ()),
        )


def key_of(row: Row | Loan) -> Key:
    """The key of a row in every dictionary here."""
    return row.book_code, row.id


def words_on(household: Any, history: list[HouseholdListing], on: date) -> tuple[str, ...]:
    """What history says of that day; for a list without history, what the household's own row says."""
    found = []
    for name, word, since in (
        (KIND, household.kind, household.listed_from),
        (MONITORED, household.monitored, household.monitored_on or household.listed_from),
    ):
        rows = [row for row in history if row.list_name == name]
        held = [row.word for row in rows if holds_on(row.from_on, row.until_on, on)]
        if not rows and word and holds_on(since, household.listed_until, on):
            held = [word]
        found += held
    return tuple(found)


def _grouped(found: Iterable[tuple[str, str, _Item]]) -> dict[Key, list[_Item]]:
    groups: dict[Key, list[_Item]] = defaultdict(list)
    for book_code, row_id, item in found:
        groups[book_code, row_id].append(item)
    return groups
