"""到期摸底: how each loan that falls due will be settled, why, what is done about it, by whom, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.models import Household, Visit
from app.services.due import DueLine, Steps, due_within, overdue
from app.services.portfolio import LoanLine, loan_lines
from app.services.records import filled, in_order, one_of, own_loan, standing
from app.services.visits import OUTLOOKS, RESULTS
from app.storage.book import Book

KIND = "到期摸底"
ON_TIME = OUTLOOKS[0]
NOT_ASKED = "未摸底"


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """One loan due (or overdue) with its newest survey; `late` where the measure's day has passed; yuan."""

    note_number: str
    household: str
    group: str
    borrower: str
    phone: str
    due: date
    days: int
    amount: Decimal
    asked_on: date | None
    outlook: str
    cause: str
    measure: str
    responsible: str
    until: date | None
    promised_on: date | None
    late: bool
    stop: str = ""


def record_survey(
    book: Book,
    note_number: str,
    *,
    on: date,
    outlook: str,
    result: str = "见本人",
    cause: str = "",
    measure: str = "",
    responsible: str = "",
    until: date | None = None,
    promised_on: date | None = None,
    findings: str = "",
) -> str:
    """Record how a loan will be settled; answers with the visit's id.

    Whatever is not 能按期还 needs cause, measure, who is responsible and until when. Raises InputError, NotFoundError.
    """
    outlook, result = one_of(KIND, outlook, OUTLOOKS), one_of("见面结果", result, RESULTS)
    if outlook != ON_TIME:
        cause, measure = filled("原因", cause), filled("措施", measure)
        responsible = filled("责任人", responsible)
        if until is None:
            raise InputError("时限", "不能空着")
    in_order("摸底日", on, "时限", until)
    in_order("摸底日", on, "约定还款日", promised_on)
    with book.write("登记到期摸底") as session:
        loan = own_loan(session, note_number)
        household = session.get_one(Household, (loan.book_code, loan.household_id))
        visit = Visit(
            household_id=household.id,
            loan_id=loan.id,
            kind=KIND,
            on=on,
            visitor=book.officer,
            result=result,
            findings=findings.strip(),
            outlook=outlook,
            cause=cause.strip(),
            measure=measure.strip(),
            responsible=responsible.strip(),
            until_on=until,
            promised_on=promised_on,
        )
        session.add(visit)
        session.flush()
        return visit.id


def survey_lines(
    session: Session, on: date, within: int, lines: Sequence[LoanLine] | None = None, steps: Steps | None = None
) -> list[SurveyLine]:
    """Every loan overdue or due within so many days with its newest survey, those not asked first, then by day."""
    chosen = list(lines if lines is not None else loan_lines(session, on))
    steps = steps or Steps(session, on)
    coming = due_within(session, on, within, chosen, steps)
    due = [*overdue(session, on, chosen, steps), *(each for each in coming if each.maturity)]
    visits: dict[tuple[str, str], Visit] = {}
    told = standing(Visit).where(Visit.outlook != "", Visit.on <= on).order_by(Visit.on, Visit.id)
    for visit in session.scalars(told):
        visits[visit.book_code, visit.loan_id or visit.household_id] = visit
    found = []
    for each in due:
        line = each.line
        asked = [
            visits[key]
            for key in ((line.loan.book_code, line.loan.id), (line.loan.book_code, line.household.id))
            if key in visits
        ]
        found.append(_line(each, max(asked, key=_when, default=None), on))
    return sorted(found, key=lambda row: (row.outlook != NOT_ASKED, row.due, row.note_number))


def survey_counts(lines: Sequence[SurveyLine]) -> dict[str, int]:
    """How many loans of each outlook, in the order of the list, 未摸底 last."""
    counted = Counter(line.outlook for line in lines)
    return {outlook: counted[outlook] for outlook in (*OUTLOOKS, NOT_ASKED)}


def _when(visit: Visit) -> tuple[date, str]:
    return visit.on, visit.id


def _line(each: DueLine, visit: Visit | None, on: date) -> SurveyLine:
    line = each.line
    return SurveyLine(
        note_number=line.loan.note_number,
        household=line.household.number,
        group=line.household.group_name,
        borrower=line.borrower.name,
        phone=each.phone,
        due=each.due,
        days=each.days,
        amount=each.amount,
        asked_on=visit.on if visit else None,
        outlook=visit.outlook if visit else NOT_ASKED,
        cause=visit.cause if visit else "",
        measure=visit.measure if visit else "",
        responsible=visit.responsible if visit else "",
        until=visit.until_on if visit else None,
        promised_on=visit.promised_on if visit else None,
        late=visit is not None and visit.until_on is not None and visit.until_on < on,
        stop=each.stop.reason if each.stop else "",
    )
