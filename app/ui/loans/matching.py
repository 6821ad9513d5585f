"""Whether a loan is the one that is meant by what was typed: name, pinyin, initials, a piece of a number."""

from __future__ import annotations

from app.services.portfolio import LoanLine


def loan_matches(word: str, line: LoanLine) -> bool:
    """True for an empty word; names by any inner part, pinyin and initials from their beginning."""
    word = word.strip().lower()
    if not word:
        return True
    borrower, loan = line.borrower, line.loan
    return (
        word in line.head
        or word in borrower.name
        or word in loan.note_number.lower()
        or word in loan.contract_number.lower()
        or word == line.household.group_name
        or any(key.startswith(word) for key in f"{borrower.pinyin} {borrower.initials}".split())
    )
