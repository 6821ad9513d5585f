"""Facts of the papers that list many: public notice, panel meeting, the summary for the township, 发放清单."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.application_facts import KIND_NAMES, LoanKind
from app.services.applications import ApplicationView, list_applications
from app.services.panel import POSTS, panel_on
from app.services.paper_facts import RESULT_NAMES, Facts
from app.services.portfolio import loan_lines

IN_REVIEW = ("open", "supplement")


def village_list_facts(session: Session, form_id: str, on: date) -> Facts:
    """The rows of a village form, from the applications in review and the loans of the month."""
    if form_id == "F16":
        return _notice(session, on)
    if form_id == "F17":
        return _panel(session, on)
    if form_id == "F18":
        return _summary(session, on)
    if form_id == "disbursement":
        return _disbursed(session, on)
    return {}


def _in_review(session: Session, stage: str = "") -> list[ApplicationView]:
    views = [view for view in list_applications(session) if view.state in IN_REVIEW]
    return [view for view in reversed(views) if not stage or (view.next_stage and view.next_stage.id == stage)]


def _notice(session: Session, on: date) -> Facts:
    views = _in_review(session)
    dated = [view.notice for view in views if view.notice is not None and view.notice.until_on >= on]
    rows = [_row(view, number) | {"head": view.head} for number, view in enumerate(views, 1)]
    facts: Facts = {"notice.rows": rows, "list.count": len(rows)}
    if dated:
        facts |= {
            "notice.from": min(notice.from_on for notice in dated),
            "notice.until": max(notice.until_on for notice in dated),
        }
    return facts


def _panel(session: Session, on: date) -> Facts:
    views = _in_review(session, "village") or _in_review(session)
    people = panel_on(session, on)
    return {
        "panel.on": on,
        "panel.items": [_row(view, number) for number, view in enumerate(views, 1)],
        "panel.members": len(people) or None,
        "panel.chair": next((each.name for each in people if each.post == POSTS[0]), ""),
        "panel.people": [{"no": number, "name": each.name, "post": each.post} for number, each in enumerate(people, 1)],
    }


def _summary(session: Session, on: date) -> Facts:
    views = [view for view in _in_review(session) if any(opinion.stage == "village" for opinion in view.opinions)]
    rows = []
    for number, view in enumerate(views, 1):
        said = next((opinion for opinion in view.opinions if opinion.stage == "village"), None)
        rows.append(
            _row(view, number)
            | {
                "head": view.head,
                "kind": KIND_NAMES[LoanKind(view.kind)],
                "opinion": RESULT_NAMES[said.result] if said else "",
            }
        )
    return {
        "list.rows": rows,
        "list.count": len(rows),
        "list.amount": sum((view.amount for view in views), Decimal(0)),
        "list.period": f"{on:%Y年}{on.month}月",
    }


def _disbursed(session: Session, on: date) -> Facts:
    first = on.replace(day=1)
    lines = [line for line in loan_lines(session, on) if first <= line.loan.disbursed_on <= on]
    rows = [
        {
            "no": number,
            "borrower": line.borrower.name,
            "group": line.household.group_name,
            "note": line.loan.note_number,
            "amount": line.terms.principal,
            "on": line.loan.disbursed_on,
            "due": line.terms.due_on,
            "rate": line.terms.rate,
        }
        for number, line in enumerate(lines, 1)
    ]
    return {
        "disbursement.rows": rows,
        "disbursement.count": len(rows),
        "disbursement.amount": sum((line.terms.principal for line in lines), Decimal(0)),
        "list.period": f"{on:%Y年}{on.month}月",
    }


def _row(view: ApplicationView, number: int) -> Facts:
    return {
        "no": number,
        "borrower": view.borrower,
        "name": view.borrower,
        "use": view.purpose,
        "amount": view.amount,
        "months": view.term_months,
        "group": view.group,
        "village": view.village,
    }
