"""What only a township can see: one person in two villages, loans of one household in two, moves with one end only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.resident_id import mask

FIRST_18 = 18  # a disability card makes the number longer (DOMAIN: duplicates compare the first 18)


@dataclass(frozen=True, slots=True)
class PersonThere:
    """A person as one village has it; `left_on` where he left that household."""

    book_code: str
    village: str
    household: str
    name: str
    resident_id: str
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class LoanThere:
    """An open loan as one village has it, in yuan; `family` are the ids of who lives in its household now."""

    book_code: str
    village: str
    household: str
    note_number: str
    borrower_id: str
    balance: Decimal
    family: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MoveThere:
    """迁出 or 迁入 of a household as one village noted it, with the head's id."""

    book_code: str
    village: str
    household: str
    head_id: str
    kind: str
    on: date


OUT, IN = "迁出", "迁入"


def people_twice(people: Iterable[PersonThere]) -> list[Finding]:
    """The same first 18 characters of an id standing in two villages, and the same id under two names."""
    by_id: dict[str, list[PersonThere]] = defaultdict(list)
    for person in people:
        if person.resident_id and person.left_on is None:
            by_id[_key(person.resident_id)].append(person)
    found = []
    for resident_id, same in sorted(by_id.items()):
        if len({person.book_code for person in same}) < 2:
            continue
        where = "、".join(f"{person.village}{person.household}户{person.name}" for person in same)
        names = {person.name for person in same}
        code = "person-in-two-villages" if len(names) == 1 else "id-under-two-names"
        said = "同一个人" if len(names) == 1 else "同一个身份证号、不同姓名"
        found.append(
            Finding(
                code,
                Severity.WARN,
                f"{said}在 {len({person.book_code for person in same})} 个村登记（{mask(resident_id)}）：{where}",
                subject=same[0].household,
                suggestion="请两村核对：搬走的一村登记迁出，录错的一村更正",
            )
        )
    return found


def households_lent_twice(loans: Sequence[LoanThere]) -> list[Finding]:
    """一户多村贷: a person of a household that owes in one village owes in another one too."""
    owing: dict[str, list[LoanThere]] = defaultdict(list)
    for loan in loans:
        for resident_id in {_key(one) for one in (loan.family | {loan.borrower_id}) if one}:
            owing[resident_id].append(loan)
    found: dict[tuple[str, ...], Finding] = {}
    for resident_id, same in sorted(owing.items()):
        notes = tuple(sorted({loan.note_number for loan in same}))
        if len({loan.book_code for loan in same}) < 2 or notes in found:
            continue
        told = "、".join(
            f"{loan.village}{loan.household}户 {loan.note_number} 余 {loan.balance:,.2f} 元"
            for loan in sorted(same, key=lambda one: one.note_number)
        )
        found[notes] = Finding(
            "household-lent-in-two-villages",
            Severity.WARN,
            f"一户在两个村都有贷款（{mask(resident_id)}）：{told}",
            subject=same[0].household,
            suggestion="请核对是否一户多贷、超额，并向承贷银行核实",
        )
    return list(found.values())


def moves_unpaired(moves: Sequence[MoveThere], people: Sequence[PersonThere], village_books: int) -> list[Finding]:
    """迁出 without 迁入 in any other village, and the reverse, where the person is still of the township.

    With one village only nothing can be said; a household that left the township altogether is a note.
    """
    if village_books < 2:
        return []
    found = []
    for move in sorted(moves, key=lambda one: (one.on, one.household)):
        other = IN if move.kind == OUT else OUT
        if any(
            one.kind == other and one.book_code != move.book_code and _key(one.head_id) == _key(move.head_id)
            for one in moves
            if one.head_id and move.head_id
        ):
            continue
        stands = [
            person
            for person in people
            if person.resident_id
            and move.head_id
            and _key(person.resident_id) == _key(move.head_id)
            and person.book_code != move.book_code
            and person.left_on is None
        ]
        found.append(_unpaired(move, other, stands))
    return found


def _unpaired(move: MoveThere, other: str, stands: Sequence[PersonThere]) -> Finding:
    said = f"{move.village}{move.household}户 {move.on} {move.kind}"
    if stands:
        where = "、".join(f"{person.village}{person.household}户" for person in stands)
        text, weight = f"{said}，{where}有这个人，却没有登记{other}", Severity.WARN
    else:
        text, weight = f"{said}，本镇别的村没有对应的{other}", Severity.NOTE
    return Finding(
        "move-without-other-end",
        weight,
        text,
        subject=move.household,
        suggestion=f"请另一头的村补登{other}；迁到镇外的不用",
    )


def _key(resident_id: str) -> str:
    return resident_id.upper()[:FIRST_18]
