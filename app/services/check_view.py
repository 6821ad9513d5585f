"""自查核对 as its page shows it: findings and differences with what became of each, counts by check, the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.check_names import check_name
from app.models import BookInfo
from app.services.household_names import Names, household_names
from app.services.portfolio import loan_lines
from app.services.reconciliation import BankComparison
from app.services.rectifications import (
    Problem,
    RectificationView,
    differences_of,
    list_rectifications,
    open_lines,
    problems_of_check,
    view_of,
)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem with the name of its check, whose it is, and its open line in the ledger."""

    problem: Problem
    name: str
    group: str
    who: str
    line: RectificationView | None

    @property
    def planned(self) -> bool:
        """Whether a measure was written down."""
        return self.line is not None and bool(self.line.measure)


@dataclass(frozen=True, slots=True)
class CheckView:
    """The whole page on a day: what the rules find, how many of each check, and the ledger."""

    on: date
    officer: str
    lines: tuple[ProblemLine, ...]
    counts: tuple[tuple[str, int], ...]
    ledger: tuple[ProblemLine, ...]


def read_check(session: Session, on: date) -> CheckView:
    """Ask every rule once on a day, and read the ledger."""
    lines = _lines(session, problems_of_check(session, on), on)
    counts = Counter(line.name for line in lines)
    return CheckView(
        on=on,
        officer=session.scalars(select(BookInfo.officer)).one(),
        lines=tuple(lines),
        counts=tuple(counts.most_common()),
        ledger=tuple(_of_ledger(session, on)),
    )


def read_differences(session: Session, comparison: BankComparison) -> tuple[ProblemLine, ...]:
    """What the lists do not agree on, each with its open line."""
    return tuple(_lines(session, differences_of(comparison), comparison.on))


def _of_ledger(session: Session, on: date) -> list[ProblemLine]:
    """The ledger, each line as the problem it was made of."""
    lines = list_rectifications(session, on)
    problems = [Problem(line.origin, line.code, line.household, line.note_number, line.problem) for line in lines]
    read = _lines(session, problems, on)
    return [replace(each, line=line) for each, line in zip(read, lines, strict=True)]


def _lines(session: Session, problems: Sequence[Problem], on: date) -> list[ProblemLine]:
    known = open_lines(session)
    names = {each.number: each for each in household_names(session).values()}
    borrowers: dict[str, tuple[str, str]] = {}
    if any(problem.note for problem in problems):
        for line in loan_lines(session, on):
            borrowers[line.loan.note_number] = line.borrower.name, line.household.group_name
    found = []
    for problem in problems:
        row = known.get(problem.key)
        who, group = _whose(problem, names, borrowers)
        view = view_of(row, on) if row is not None else None
        found.append(ProblemLine(problem, check_name(problem.code), group, who, view))
    return found


def _whose(problem: Problem, names: dict[str, Names], borrowers: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Name and group: of the borrower, else the head, else as another's list has it."""
    if problem.note in borrowers:
        return borrowers[problem.note]
    if problem.household in names:
        whose = names[problem.household]
        return whose.head, whose.group
    return (problem.meeting.entry.name if problem.meeting is not None else ""), ""
