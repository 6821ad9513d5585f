"""Whose row it is: the columns of place and person that most ledgers begin with."""

from __future__ import annotations

from typing import Any

from app.models import Household
from app.services.book_on_day import BookOnDay, key_of
from app.services.portfolio import LoanLine

Row = dict[str, Any]


def names_of(line: LoanLine) -> Row:
    """The household and the borrower of a loan."""
    return {
        "township": line.township,
        "village": line.village,
        "group": line.household.group_name,
        "head": line.head,
        "head_id": line.head_id,
        "people": line.people,
        "household_number": line.household.number,
        "kind": line.household.kind,
        "monitored": line.household.monitored,
        "borrower": line.borrower.name,
        "borrower_id": line.borrower.resident_id,
        "relation": line.borrower.relation,
        "phone": line.phone,
    }


def loan_facts(line: LoanLine) -> Row:
    """The same with what the contract says and what is left."""
    return names_of(line) | {
        "bank": line.loan.bank,
        "note": line.loan.note_number,
        "principal": line.terms.principal,
        "term_months": line.loan.term_months,
        "disbursed_on": line.loan.disbursed_on,
        "due_on": line.state.due_on,
        "rate": line.terms.rate,
        "purpose": line.loan.purpose,
        "balance": line.state.balance,
    }


def household_names(book: BookOnDay, household: Household) -> Row:
    """A household that need not have a loan."""
    family = book.families.get(key_of(household), [])
    village = book.villages.get((household.book_code, household.village_code))
    return {
        "township": village.township if village else "",
        "village": village.name if village else "",
        "group": household.group_name,
        "head": family[0].name if family else "",
        "head_id": family[0].resident_id if family else "",
        "people": len(family),
        "household_number": household.number,
        "kind": household.kind,
        "monitored": household.monitored,
        "phone": household.phone,
    }
