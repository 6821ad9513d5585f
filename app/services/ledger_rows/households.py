"""走访台账, 评级授信台账, 存量摸底台账, 需求台账: what was asked and found at the doors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.domain.application_facts import KIND_NAMES, LoanKind
from app.domain.money import ZERO, from_fen
from app.models import Application, CreditReview, CreditTitle, Demand, Household, Visit
from app.services.applications import STATE_NAMES
from app.services.book_on_day import BookOnDay, Key, key_of
from app.services.ledger_rows.names import Row, household_names, loan_facts
from app.services.records import standing

MISUSED = "用途不准"
MET = {"见本人": "本人", "家属": "家属"}


def visit_rows(book: BookOnDay) -> Iterable[Row]:
    """走访台账: every visit up to the day, with the loans of the household."""
    for visit in book.visits:
        household = book.households[visit.book_code, visit.household_id]
        loans = [line for line in book.lines_of_household.get(key_of(household), ()) if not line.state.cleared]
        yield household_names(book, household) | {
            "visited_on": visit.on,
            "visit_kind": visit.kind,
            "visitor": visit.visitor,
            "result": visit.result,
            "met": MET.get(visit.result),
            "note": "、".join(line.loan.note_number for line in loans),
            "balance": sum((line.state.balance for line in loans), ZERO) if loans else None,
            "use_as_agreed": _use(visit),
            "intention": visit.outlook,
            "finding": visit.findings,
            "measure": visit.measure,
            "officer": visit.responsible,
            "deadline": visit.promised_on,
            "next_step": visit.next_step,
            "remark": visit.cause,
        }


def _use(visit: Visit) -> str | None:
    return ("否" if visit.outlook == MISUSED else "是") if visit.outlook else None


def rating_rows(book: BookOnDay) -> Iterable[Row]:
    """评级授信台账: each household that the village assessed or the bank decided on, with the newest of both."""
    reviewed = _reviews(book)
    for key, household in book.households.items():
        rating, decision = book.ratings.get(key), book.decisions.get(key)
        if rating is None and decision is None:
            continue
        loans = book.lines_of_household.get(key, ())
        facts = household_names(book, household) | {
            "reviewed_on": reviewed.get(key),
            "balance": sum((line.state.balance for line in loans), ZERO) if loans else None,
        }
        if rating is not None:
            facts |= {
                "rated_on": rating.on,
                "points": rating.points,
                "band": rating.band,
                "suggested_line": from_fen(rating.credit_line_fen),
            }
        if decision is not None:
            facts |= {
                "grade": decision.grade,
                "credit_line": from_fen(decision.credit_line_fen),
                "decided_on": decision.on,
                "valid_until": decision.until,
                "remark": "已过有效期" if decision.until < book.on else None,
            }
        yield facts


def _reviews(book: BookOnDay) -> dict[Key, date]:
    titles = {key_of(row): row for row in book.session.scalars(standing(CreditTitle))}
    found: dict[Key, date] = {}
    for review in book.session.scalars(standing(CreditReview).where(CreditReview.on <= book.on)):
        title = titles.get((review.book_code, review.title_id))
        if title is not None and title.household_id and review.step == "年审":
            key = title.book_code, title.household_id
            found[key] = max(found.get(key, date.min), review.on)
    return found


def stock_rows(book: BookOnDay) -> Iterable[Row]:
    """存量摸底台账: every open loan with the newest answer on what will become of it at maturity."""
    for line in book.open_lines:
        facts = loan_facts(line)
        visit = book.last_outlook.get(key_of(line.household))
        if visit is not None:
            facts |= {
                "asked_on": visit.on,
                "met": MET.get(visit.result, visit.result),
                "actual_use": f"与用途“{line.loan.purpose}”不符" if visit.outlook == MISUSED else line.loan.purpose,
                "business": visit.findings,
                "intention": visit.outlook,
                "cause": visit.cause,
                "measure": visit.measure,
                "officer": visit.responsible,
                "remark": visit.next_step,
            }
        yield facts


def demand_rows(book: BookOnDay) -> Iterable[Row]:
    """需求台账: who wants how much for what, and how far it has come."""
    applications = _applications(book)
    statement = standing(Demand).where(Demand.on <= book.on).order_by(Demand.on, Demand.id)
    for demand in book.session.scalars(statement):
        household = book.households[demand.book_code, demand.household_id]
        borrower = book.members.get((demand.book_code, demand.borrower_id or ""))
        decision = book.decisions.get(key_of(household))
        later = [each for each in applications.get(key_of(household), ()) if each.applied_on >= demand.on]
        application = later[0] if later else None
        yield household_names(book, household) | {
            "registered_on": demand.on,
            "borrower": borrower.name if borrower else None,
            "relation": borrower.relation if borrower else None,
            "application_kind": KIND_NAMES[LoanKind(application.kind)] if application else demand.wish,
            "amount": None if demand.amount_fen is None else from_fen(demand.amount_fen),
            "term_months": demand.term_months,
            "purpose": demand.purpose,
            "project": application.project if application else None,
            "grade": decision.grade if decision else None,
            "credit_line": from_fen(decision.credit_line_fen) if decision else None,
            "stage": _stage(book, demand, application),
            "disbursed_on": _lent_on(book, household, application),
            "remark": demand.remark or demand.channel,
        }


def open_demands(book: BookOnDay) -> list[Demand]:
    """Demands that are not closed on the day."""
    rows = book.session.scalars(standing(Demand).where(Demand.on <= book.on))
    return [row for row in rows if row.closed_on is None or row.closed_on > book.on]


def amount_of(demand: Demand) -> Decimal:
    """What was asked for, in yuan; nothing where no amount was named."""
    return from_fen(demand.amount_fen or 0)


def _stage(book: BookOnDay, demand: Demand, application: Application | None) -> str:
    if demand.closed_on is not None and demand.closed_on <= book.on:
        return demand.outcome or "已办结"
    return STATE_NAMES[application.state] if application else "未申请"


def _lent_on(book: BookOnDay, household: Household, application: Application | None) -> date | None:
    if application is None:
        return None
    loans = book.lines_of_household.get(key_of(household), ())
    return next((line.loan.disbursed_on for line in loans if line.loan.application_id == application.id), None)


def _applications(book: BookOnDay) -> dict[Key, list[Application]]:
    found: dict[Key, list[Application]] = defaultdict(list)
    statement = select(Application).where(Application.applied_on <= book.on).order_by(Application.applied_on)
    for row in book.session.scalars(statement):
        found[row.book_code, row.household_id].append(row)
    return found
