"""分户, 并户, 迁出, 迁入: who lives where from a day on. Loans stay with the household that signed them.

A member who goes to another household of the book is left where he was (loans and visits name that row) and entered
anew where he is; the resident id joins the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.relations import HEAD, RELATIONS
from app.models import Household, HouseholdChange, Member
from app.services.findings_text import must_pass
from app.services.household_changes import borrowers_leaving, next_person_number
from app.services.households import free_number, register_household
from app.services.lookup import head_of, member_with_id, members_of
from app.services.portfolio import loan_lines, loans_of
from app.services.records import filled, one_of, own_household, own_village, warned
from app.storage.book import Book

_COPIED = (
    *("name", "pinyin", "initials", "resident_id", "ethnicity", "education", "schooling", "health", "labour_skill"),
    *("work_months", "phone", "marital", "cadre"),
)
_COPIED_BY_SPLIT = ("village_code", "kind", "monitored", "monitored_on", "risk_removed", "cause", "listed_until")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: the household it was asked for, the other one, and what the rules said."""

    number: str
    other: str
    findings: tuple[Finding, ...] = ()


def split_household(
    book: Book,
    number: str,
    *,
    members: Mapping[str, str],
    on: date,
    reason: str,
    new_number: str = "",
    group: str = "",
) -> Moved:
    """分户: `members` (id or 人编号 -> relation to the new head) leave and become a household of their own.

    Raises InputError where they have no single head, RefusedError where the old household would lose its head or
    everybody. That a borrower goes is a warning; `reason`, which is always asked, lets it pass.
    """
    reason = filled("分户原因", reason)
    relations = [one_of("与户主关系", relation, sorted(RELATIONS)) for relation in members.values()]
    if relations.count(HEAD) != 1:
        raise InputError("新户成员", "要有一人，且只有一人是户主")
    with book.write("分户") as session:
        old = own_household(session, number)
        leaving = [member_with_id(session, old, wanted) for wanted in members]
        _must_keep_head(session, old, leaving)
        findings = borrowers_leaving(session, old, leaving, on)
        must_pass(findings, reason)
        copied = {name: getattr(old, name) for name in _COPIED_BY_SPLIT}
        new = Household(
            number=free_number(session, new_number), group_name=group or old.group_name, listed_from=on, **copied
        )
        session.add(new)
        session.flush()
        for member, relation in zip(leaving, relations, strict=True):
            _resettle(session, member, new, relation, on, f"分户到 {new.number}")
        names = "、".join(member.name for member in leaving)
        _note(session, old, new, "分户", on, f"{names}分出，另立 {new.number}", reason, findings)
        _note(session, new, old, "登记", on, f"从 {old.number} 分出", reason, [])
        return Moved(old.number, new.number, tuple(findings))


def merge_households(
    book: Book, number: str, *, into: str, relations: Mapping[str, str], on: date, reason: str
) -> Moved:
    """并户: everybody of `number` goes into the household `into`; `relations` says what each is to its head.

    The household that is left keeps its record and its loans, and is on the list until the day before. Open loans on
    both sides are a warning (一户多人贷). Raises InputError where somebody's relation is not told.
    """
    reason = filled("并户原因", reason)
    with book.write("并户") as session:
        old, kept = own_household(session, number), own_household(session, into)
        if old is kept:
            raise RefusedError("一户不能并入自己")
        if old.left_on is not None:
            raise RefusedError(f"{number} 已经在 {old.left_on} {old.left_why}")
        told = {member_with_id(session, old, wanted).id: relation for wanted, relation in relations.items()}
        members = members_of(session, old)
        if silent := [member.name for member in members if member.id not in told]:
            raise InputError("与户主关系", f"要写明{'、'.join(silent)}与 {into} 户主的关系")
        if HEAD in told.values() and head_of(members_of(session, kept)):
            raise InputError("与户主关系", f"{into} 已经有户主")
        findings = [*borrowers_leaving(session, old, members, on), *_two_borrowers(session, old, kept, on)]
        must_pass(findings, reason)
        for member in members:
            relation = one_of("与户主关系", told[member.id], sorted(RELATIONS))
            _resettle(session, member, kept, relation, on, f"并入 {kept.number}")
        old.left_on, old.left_why = on, f"并入 {kept.number}"
        old.listed_until = old.listed_until or on - timedelta(days=1)
        _note(session, old, kept, "并户", on, f"并入 {kept.number}", reason, findings)
        names = "、".join(member.name for member in members)
        _note(session, kept, old, "并户", on, f"{old.number} 的{names}并入", reason, [])
        return Moved(old.number, kept.number, tuple(findings))


def move_household(book: Book, number: str, *, on: date, reason: str, village: str = "", group: str = "") -> Moved:
    """A move within the book: to another villager group, or to another village of the same officer."""
    reason = filled("搬迁原因", reason)
    with book.write("户内迁移") as session:
        household = own_household(session, number)
        to = own_village(session, village) if village else None
        before = household.group_name
        if to is not None:
            household.village_code = to.code
        household.group_name = group or household.group_name
        text = f"从{before}迁到{to.name if to else ''}{household.group_name}"
        _note(session, household, None, "组别变更", on, text, reason, [])
        return Moved(household.number, "")


def move_out(book: Book, number: str, *, to: str, on: date, reason: str = "") -> Moved:
    """迁出: the household leaves the village; record and loans stay. An open loan is a warning.

    Raises ReasonNeededError for the warning, RefusedError where it left before.
    """
    to = filled("迁往何处", to)
    with book.write("迁出") as session:
        household = own_household(session, number)
        if household.left_on is not None:
            raise RefusedError(f"{number} 已经在 {household.left_on} {household.left_why}")
        findings = _open_loans(session, household, on)
        must_pass(findings, reason)
        household.left_on, household.left_why = on, f"迁往{to}"
        _note(session, household, None, "迁出", on, f"迁往{to}", reason, findings)
        return Moved(household.number, "", tuple(findings))


def move_back(book: Book, number: str, *, on: date, came_from: str) -> Moved:
    """迁入 of a household that left and came back. Raises RefusedError for one that never left or was merged."""
    with book.write("迁入") as session:
        household = own_household(session, number)
        if household.left_on is None or not household.left_why.startswith("迁往"):
            raise RefusedError(f"{number} 没有迁出过")
        if on < household.left_on:
            raise InputError("迁入日期", f"{on} 早于迁出的 {household.left_on}")
        household.left_on, household.left_why = None, ""
        _note(session, household, None, "迁入", on, f"从{filled('从何处迁来', came_from)}迁回", "", [])
        return Moved(household.number, "")


def move_in(
    book: Book,
    *,
    came_from: str,
    village: str,
    group: str,
    kind: str,
    phone: str,
    members: list[dict[str, str]],
    on: date,
    number: str = "",
) -> Moved:
    """迁入 of a household that is new here; it keeps the number that it brings. Raises as `register_household`."""
    came_from = filled("从何处迁来", came_from)
    taken = register_household(
        book, village_code=village, group=group, kind=kind, phone=phone, members=members, on=on, number=number,
        came_from=came_from,
    )  # fmt: skip
    return Moved(taken, "")


def _must_keep_head(session: Session, old: Household, leaving: Sequence[Member]) -> None:
    staying = [member for member in members_of(session, old) if member not in leaving]
    if not staying:
        raise RefusedError("不能把全部成员都分出去")
    if head_of(members_of(session, old)) and not head_of(staying):
        raise RefusedError("户主要分出去，请先办户主变更")


def _resettle(session: Session, member: Member, to: Household, relation: str, on: date, why: str) -> None:
    copied = {name: getattr(member, name) for name in _COPIED}
    number = next_person_number(session, to)
    session.add(Member(household_id=to.id, number=number, relation=relation, **copied))
    member.left_on, member.left_why = on, why
    session.flush()


def _open_loans(session: Session, household: Household, on: date) -> list[Finding]:
    lines = [line for line in loan_lines(session, on, loans_of(session, household)) if not line.state.cleared]
    return [
        Finding(
            "open-loan",
            Severity.WARN,
            f"借据 {line.loan.note_number} 还欠 {line.state.balance:,.2f} 元",
            subject=household.number,
            suggestion="请告诉承贷银行，留下新住址和电话。",
        )
        for line in lines
    ]


def _two_borrowers(session: Session, old: Household, kept: Household, on: date) -> list[Finding]:
    if not (_open_loans(session, old, on) and _open_loans(session, kept, on)):
        return []
    text = f"{old.number} 和 {kept.number} 都有贷款没还清，并户后成了一户多人贷"
    return [Finding("two-borrowers", Severity.WARN, text, subject=kept.number)]


def _note(
    session: Session, household: Household, other: Household | None, kind: str, on: date, text: str, reason: str,
    findings: Sequence[Finding],
) -> None:  # fmt: skip
    session.add(
        HouseholdChange(
            household_id=household.id,
            other_id=other.id if other else None,
            kind=kind,
            on=on,
            text=text,
            reason=reason,
            warned=warned(findings),
        )
    )
