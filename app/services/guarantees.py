"""Joint-liability guarantee groups (联保小组): 10 to 20 households by the pack, and what each stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.findings import Finding, Severity, by_weight
from app.domain.joint_guarantee import check_group, liability
from app.domain.money import from_fen
from app.domain.policy import PolicyPack, unclear
from app.models import GuaranteeGroup, GuaranteeMember, Society
from app.services.findings_text import must_pass
from app.services.household_names import Key, Names, household_names
from app.services.policies import book_policy
from app.services.portfolio import loan_lines
from app.services.records import (
    end_span,
    filled,
    holds_on,
    in_order,
    optional_fen,
    own_household,
    record_named,
    standing,
    warned,
)
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class GuaranteeView:
    """One group on a day: its households in walking order, the amount it stands for (yuan), what the rules say now."""

    name: str
    society: str
    bank: str
    amount: Decimal | None
    formed_on: date
    dissolved_on: date | None
    households: tuple[Names, ...]
    findings: tuple[Finding, ...]


def form_group(
    book: Book,
    *,
    name: str,
    households: Sequence[str],
    on: date,
    bank: str = "",
    amount: Decimal | None = None,
    society: str = "",
    already_done: bool = False,
    reason: str = "",
) -> GuaranteeView:
    """Form a group. Too few or too many households block it; one that is overdue or guarantees elsewhere is a warning.

    `already_done`: the bank has accepted it long ago (补录): recorded with its findings all the same. Raises
    RefusedError, ReasonNeededError, NotFoundError.
    """
    name = filled("联保小组", name)
    with book.write("登记联保小组") as session:
        if session.scalars(standing(GuaranteeGroup).where(GuaranteeGroup.name == name)).first():
            raise RefusedError(f"联保小组“{name}”已经登记过")
        rows = [own_household(session, number) for number in households]
        findings = [*_size(book_policy(session, on=on), [row.number for row in rows], on)]
        findings += _troubles(session, {row.id for row in rows}, on)
        if not already_done:
            must_pass(findings, reason)
        group = GuaranteeGroup(
            name=name,
            society_id=record_named(session, Society, Society.name, society, "互助社").id if society else None,
            bank=bank,
            amount_fen=optional_fen("联保金额", amount),
            formed_on=on,
            warned=warned(findings),
        )
        session.add(group)
        session.flush()
        for household_id in dict.fromkeys(row.id for row in rows):
            session.add(GuaranteeMember(group_id=group.id, household_id=household_id, from_on=on))
        session.flush()
        return next(view for view in list_groups(session, on) if view.name == name)


def change_group(book: Book, name: str, *, on: date, joins: str = "", leaves: str = "", reason: str = "") -> None:
    """One household joins or leaves. That the group is then too small or too large is a warning.

    Raises InputError, NotFoundError, RefusedError, ReasonNeededError.
    """
    if bool(joins) == bool(leaves):
        raise InputError("联保户", "要写加入的户或退出的户，且只写一户")
    with book.write("变更联保户") as session:
        group = record_named(session, GuaranteeGroup, GuaranteeGroup.name, name, "联保小组")
        in_order("成立日", group.formed_on, "变更日", on)
        present = {row.household_id: row for row in _members(session, group) if row.until_on is None}
        household = own_household(session, joins or leaves)
        if joins and household.id in present:
            raise RefusedError(f"{joins} 已经在联保小组里")
        if leaves and household.id not in present:
            raise NotFoundError("联保户", leaves)
        after = {*present, household.id} if joins else {*present} - {household.id}
        found = _size(book_policy(session, on=on), sorted(after), on)
        findings = [
            replace(each, severity=Severity.WARN) if each.severity is Severity.BLOCK else each for each in found
        ]
        must_pass(findings, reason)
        if joins:
            session.add(GuaranteeMember(group_id=group.id, household_id=household.id, from_on=on))
        else:
            end_span(present[household.id], on, "联保责任")


def dissolve_group(book: Book, name: str, *, on: date) -> None:
    """The group ends. Raises NotFoundError, RefusedError where it ended before."""
    with book.write("解散联保小组") as session:
        group = record_named(session, GuaranteeGroup, GuaranteeGroup.name, name, "联保小组")
        if group.dissolved_on is not None:
            raise RefusedError(f"联保小组已经在 {group.dissolved_on} 解散")
        in_order("成立日", group.formed_on, "解散日", on)
        group.dissolved_on = on


def list_groups(session: Session, on: date) -> list[GuaranteeView]:
    """All groups that stand on a day, with their households and findings of that day."""
    names = household_names(session)
    societies = {(row.book_code, row.id): row.name for row in session.scalars(standing(Society))}
    members: dict[Key, list[GuaranteeMember]] = defaultdict(list)
    for row in session.scalars(standing(GuaranteeMember)):
        if holds_on(row.from_on, row.until_on, on):
            members[row.book_code, row.group_id].append(row)
    pack, views = book_policy(session, on=on), []
    for group in session.scalars(standing(GuaranteeGroup).where(GuaranteeGroup.formed_on <= on)):
        if group.dissolved_on is not None and group.dissolved_on < on:
            continue
        rows = members[group.book_code, group.id]
        own = sorted((names[row.book_code, row.household_id] for row in rows), key=lambda each: each.order)
        views.append(
            GuaranteeView(
                name=group.name,
                society=societies.get((group.book_code, group.society_id or ""), ""),
                bank=group.bank,
                amount=None if group.amount_fen is None else from_fen(group.amount_fen),
                formed_on=group.formed_on,
                dissolved_on=group.dissolved_on,
                households=tuple(own),
                findings=_size(pack, [each.number for each in own], on),
            )
        )
    return sorted(views, key=lambda view: (view.formed_on, view.name))


def shares_of(session: Session, name: str, *, borrower: str, amount: Decimal, on: date) -> dict[str, Decimal]:
    """What each other household stands for when `borrower` does not pay `amount` yuan. Raises NotFoundError."""
    view = next((each for each in list_groups(session, on) if each.name == name), None)
    if view is None:
        raise NotFoundError("联保小组", name)
    numbers = [each.number for each in view.households]
    if borrower not in numbers:
        raise NotFoundError("联保户", borrower)
    if len(numbers) < 2:
        raise RefusedError("联保小组里没有其他户")
    return liability(amount, borrower, numbers)


def _size(pack: PolicyPack, numbers: Sequence[str], on: date) -> tuple[Finding, ...]:
    least, most = pack.integer("joint_guarantee_min", on), pack.integer("joint_guarantee_max", on)
    if least is None or most is None:
        silent = unclear(pack, "joint_guarantee_min", Severity.NOTE)
        return (*check_group(numbers, 1, len(numbers) or 1), silent)
    return check_group(numbers, least, most, pack.clause("joint_guarantee_min", on))


def _troubles(session: Session, household_ids: set[str], on: date) -> list[Finding]:
    names = {key[1]: each for key, each in household_names(session).items() if key[0] == session.info["book_code"]}
    found, code = [], session.info["book_code"]
    for row in session.scalars(standing(GuaranteeMember).where(GuaranteeMember.book_code == code)):
        if row.household_id in household_ids and holds_on(row.from_on, row.until_on, on):
            text = f"{names[row.household_id].number} 已经在另一个联保小组里"
            found.append(Finding("guarantee-elsewhere", Severity.WARN, text))
    for line in loan_lines(session, on):
        if line.household.id in household_ids and line.state.overdue_days and line.loan.book_code == code:
            text = f"{line.household.number} 的借据 {line.loan.note_number} 已逾期 {line.state.overdue_days} 天"
            found.append(Finding("guarantor-overdue", Severity.WARN, text))
    return by_weight(found)


def _members(session: Session, group: GuaranteeGroup) -> list[GuaranteeMember]:
    own = GuaranteeMember.book_code == group.book_code, GuaranteeMember.group_id == group.id
    return list(session.scalars(standing(GuaranteeMember).where(*own)))
