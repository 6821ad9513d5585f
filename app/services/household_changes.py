"""Corrections of a household: its facts, its phone with whose it is and whether it rings, its head, its members.

What stood before is in the journal; what happened in life (a birth, a marriage, a new head) is a `HouseholdChange`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.head_change import Person, relations_after
from app.domain.household_checks import PHONE_OWNERS
from app.domain.phone import is_phone, normal_phone
from app.domain.relations import HEAD, RELATIONS
from app.domain.resident_id import read_resident_id
from app.models import Household, HouseholdChange, Member, PhoneCheck
from app.packs.code_lists import load_code_list
from app.services.findings_text import must_pass
from app.services.households import checked_member
from app.services.lookup import head_of, member_with_id, members_of
from app.services.portfolio import loan_lines, loans_of
from app.services.records import fen_or_zero, filled, one_of, own_household, own_village, warned
from app.storage.book import Book

HOUSEHOLD_FIELDS = ("group", "village", "cause", "income_per_head", "address", "remark")
PHONE_STATES = ("接通", "停机", "空号")
RINGS = PHONE_STATES[0]
LEFT_WHY = ("婚出", "分户", "迁出", "死亡", "服刑", "失联", "录错", "其他")


def correct_household(book: Book, number: str, changes: Mapping[str, str]) -> None:
    """Correct facts of a household; keys are names of HOUSEHOLD_FIELDS. Raises InputError naming the wrong field."""
    with book.write("更正农户") as session:
        set_household_facts(session, own_household(session, number), changes)


def set_household_facts(session: Session, household: Household, changes: Mapping[str, str]) -> None:
    """Correct facts in the act of `session`. Raises as `correct_household`."""
    if unknown := set(changes) - set(HOUSEHOLD_FIELDS):
        raise InputError("农户", f"没有这一项：{'、'.join(sorted(unknown))}")
    for name, value in changes.items():
        column, cleaned = _household_value(session, name, value.strip())
        setattr(household, column, cleaned)


def check_phone(
    book: Book, number: str, *, phone: str = "", owner: str = "", state: str = RINGS, on: date, by: str = ""
) -> None:
    """Record that a phone was tried: a new number or the present one, whose it is, and whether it rang.

    A number that is dead (停机, 空号) stays in the book, marked. Raises InputError for what is no phone.
    """
    one_of("电话状态", state, PHONE_STATES)
    if owner:
        one_of("电话是谁的", owner, PHONE_OWNERS)
    with book.write("核实电话") as session:
        household = own_household(session, number)
        tried = normal_phone(phone) or household.phone
        if not is_phone(tried):
            raise InputError("电话", "要写 11 位手机号，或区号加号码")
        household.phone_owner = owner or ("" if tried != household.phone else household.phone_owner)
        household.phone = tried
        household.phone_state = "" if state == RINGS else state
        household.phone_verified_on = on
        session.add(
            PhoneCheck(
                household_id=household.id, phone=tried, owner=household.phone_owner, state=state, on=on,
                by=by or book.officer,
            )
        )  # fmt: skip


def change_head(
    book: Book,
    number: str,
    *,
    to: str,
    on: date,
    reason: str,
    relations: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """户主变更: the member `to` (id or 人编号) becomes the head, the household keeps its number.

    `relations` says what members are to the new head where the old relations do not tell it. Answers with the
    relation of each by name. Raises InputError naming those that must be told, RefusedError for the present head.
    """
    reason = filled("变更原因", reason)
    with book.write("户主变更") as session:
        household = own_household(session, number)
        members = members_of(session, household)
        new_head, old_head = member_with_id(session, household, to), head_of(members)
        if new_head is old_head:
            raise RefusedError(f"{new_head.name} 现在就是户主")
        people = [Person(member.id, member.relation, _sex(member)) for member in members]
        found = relations_after(people, new_head.id)
        for wanted, relation in (relations or {}).items():
            found[member_with_id(session, household, wanted).id] = one_of("与户主关系", relation, sorted(RELATIONS))
        if list(found.values()).count(HEAD) != 1:
            raise InputError("与户主关系", "户主只能有一人")
        if open_ones := [member.name for member in members if not found[member.id]]:
            raise InputError("与户主关系", f"要写明{'、'.join(open_ones)}与新户主的关系")
        for member in members:
            member.relation = found[member.id]
        was = old_head.name if old_head else "（缺）"
        text = f"户主由{was}变更为{new_head.name}"
        session.add(HouseholdChange(household_id=household.id, kind="户主变更", on=on, text=text, reason=reason))
        return {member.name: member.relation for member in members}


def add_member(book: Book, number: str, values: dict[str, str], *, on: date, reason: str) -> str:
    """A member who came (出生, 婚入, 迁入); answers with the 人编号. Raises InputError naming the wrong field."""
    checked = checked_member(values)
    filled("姓名", checked.get("name", ""))
    one_of("与户主关系", checked.get("relation", ""), sorted(RELATIONS))
    with book.write("增加成员") as session:
        household = own_household(session, number)
        if checked["relation"] == HEAD and head_of(members_of(session, household)):
            raise RefusedError(f"{number} 已经有户主，请办户主变更")
        member = Member(household_id=household.id, number=next_person_number(session, household), **checked)
        session.add(member)
        text = f"增加{member.name}（{member.relation}）"
        session.add(
            HouseholdChange(household_id=household.id, kind="成员增加", on=on, text=text, reason=filled("原因", reason))
        )
        return member.number


def remove_member(book: Book, number: str, member_id: str, *, on: date, why: str, reason: str = "") -> None:
    """A member who left; the row stays, because loans and visits name it.

    Raises RefusedError for the head (first 户主变更), and where an open loan names the member and `reason` is empty.
    """
    one_of("离户原因", why, LEFT_WHY)
    with book.write("减少成员") as session:
        household = own_household(session, number)
        member = member_with_id(session, household, member_id)
        if member.relation == HEAD and len(members_of(session, household)) > 1:
            raise RefusedError(f"{member.name} 是户主，请先办户主变更")
        findings = borrowers_leaving(session, household, [member], on)
        must_pass(findings, reason)
        member.left_on, member.left_why = on, why
        text = f"{member.name}（{member.relation}）{why}"
        change = HouseholdChange(household_id=household.id, kind="成员减少", on=on, text=text, reason=reason)
        change.warned = warned(findings)
        session.add(change)


def borrowers_leaving(session: Session, household: Household, leaving: Sequence[Member], on: date) -> list[Finding]:
    """A warning for each open loan of the household whose borrower or co-borrower is among those who leave."""
    ids = {member.id: member.name for member in leaving}
    found = []
    for line in loan_lines(session, on, loans_of(session, household)):
        name = ids.get(line.loan.borrower_id) or ids.get(line.loan.co_borrower_id or "")
        if name and not line.state.cleared:
            text = (
                f"{name}在借据 {line.loan.note_number} 上签了字，还欠 {line.state.balance:,.2f} 元，这笔贷款仍记在本户"
            )
            note = "请告诉承贷银行，写明今后由谁还。"
            found.append(Finding("borrower-leaves", Severity.WARN, text, subject=household.number, suggestion=note))
    return found


def next_person_number(session: Session, household: Household) -> str:
    """The 人编号 after the last one of the household, in the manner of the national list (户编号 and two digits)."""
    own = Member.book_code == household.book_code, Member.household_id == household.id
    tails = [number.removeprefix(household.number) for number in session.scalars(select(Member.number).where(*own))]
    last = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) == 2), default=0)
    return f"{household.number}{last + 1:02d}"


def _household_value(session: Session, name: str, value: str) -> tuple[str, Any]:
    if name == "group":
        return "group_name", filled("组", value)
    if name == "village":
        return "village_code", own_village(session, value).code
    if name == "cause":
        words = load_code_list("poverty_causes")
        if unknown := words.unknown(value):
            raise InputError(words.name, f"名单里没有“{'、'.join(unknown)}”，要在这些里选：{'、'.join(words.labels())}")
        return "cause", words.normal(value)
    if name == "income_per_head":
        try:
            return "income_per_head_fen", fen_or_zero("人均纯收入", Decimal(value)) if value else None
        except InvalidOperation:
            raise InputError("人均纯收入", f"要写数字，现在是 {value}") from None
    return name, value


def _sex(member: Member) -> str:
    known, _findings = read_resident_id(member.resident_id)
    return str(known.sex) if known else ""
