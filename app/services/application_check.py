"""What the policy says about an application while it is still being typed; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.application_facts import LoanKind
from app.domain.conditions import ConditionAnswer
from app.domain.findings import Finding
from app.services.applications import check, gather_facts
from app.services.lookup import household_numbered, member_with_id
from app.services.policies import book_policy


@dataclass(frozen=True, slots=True)
class Draft:
    """An application as far as it is typed; `borrower_id` is a member's id."""

    household_number: str
    borrower_id: str
    amount: Decimal
    months: int
    purpose: str
    kind: str
    on: date
    conditions: Mapping[str, bool]
    judged_by: str
    renews_note: str = ""
    money_user: str = ""


def check_draft(session: Session, draft: Draft) -> tuple[Finding, ...]:
    """The findings of the book's pack on a draft, blocks first. Raises NotFoundError."""
    household = household_numbered(session, draft.household_number)
    facts = gather_facts(
        session,
        household,
        member_with_id(session, household, draft.borrower_id),
        amount=draft.amount,
        term_months=draft.months,
        purpose=draft.purpose,
        kind=LoanKind(draft.kind),
        applied_on=draft.on,
        replaces=draft.renews_note,
        money_user=draft.money_user,
        conditions=tuple(
            ConditionAnswer(name, holds, draft.judged_by, draft.on) for name, holds in draft.conditions.items()
        ),
    )
    return tuple(check(session, facts, book_policy(session, on=draft.on)))
