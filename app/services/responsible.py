"""分片包干: who is responsible for which villager group or household, by role, and who was the village officer when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.models import Household, OfficerTenure, ResponsiblePerson, Village
from app.services.household_names import household_names
from app.services.households import group_order
from app.services.lookup import household_numbered
from app.services.records import (
    end_span,
    filled,
    holds_on,
    in_order,
    one_of,
    own_household,
    own_village,
    record_with_id,
    standing,
)
from app.storage.book import Book

ROLES = ("帮扶干部", "客户经理", "村干部", "驻村工作队员", "产业指导员", "乡镇干部")


@dataclass(frozen=True, slots=True)
class ResponsibleView:
    """One assignment: who, in which role, for a household or a group, from when until when."""

    id: str
    name: str
    role: str
    unit: str
    phone: str
    village: str
    group: str
    household: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class TenureView:
    """One term of office of a village officer; without `handed_over` the officer left without handing over."""

    id: str
    name: str
    village: str
    from_on: date
    until_on: date | None
    handed_over: str


def assign(
    book: Book,
    *,
    name: str,
    role: str,
    on: date,
    group: str = "",
    household_number: str = "",
    village: str = "",
    unit: str = "",
    phone: str = "",
    until: date | None = None,
) -> str:
    """Make somebody responsible for a group or a household; answers with the record's id.

    Who had the same role for the same group or household until then is released the day before. Raises InputError
    where neither or both are named, RefusedError where the same person has it already.
    """
    one_of("责任身份", role, ROLES)
    name = filled("责任人", name)
    in_order("开始日", on, "结束日", until)
    if bool(group.strip()) == bool(household_number.strip()):
        raise InputError("责任范围", "要写一个组，或者一户")
    with book.write("分片包干") as session:
        household = own_household(session, household_number) if household_number else None
        code = household.village_code if household else own_village(session, village).code
        row = ResponsiblePerson(
            name=name,
            role=role,
            unit=unit,
            phone=phone,
            village_code=code,
            group_name=group.strip(),
            household_id=household.id if household else None,
            from_on=on,
            until_on=until,
        )
        for before in _same_place(session, book.code, row):
            if before.name == name:
                raise RefusedError(f"{name} 现在就是这里的{role}")
            if before.from_on >= on:
                raise InputError("开始日", f"{before.name} 从 {before.from_on} 起负责，不能早于这一天接替")
            before.until_on = date.fromordinal(on.toordinal() - 1)
        session.add(row)
        return row.id


def release(book: Book, assignment_id: str, *, on: date) -> None:
    """An assignment ends on this day. Raises NotFoundError, RefusedError where it ended before."""
    with book.write("结束包干") as session:
        end_span(record_with_id(session, ResponsiblePerson, assignment_id, "责任人"), on, "这项包干")


def list_responsible(session: Session, on: date, *, past: bool = False) -> list[ResponsibleView]:
    """All assignments of a day (with `past` also those that ended), by group, then by household."""
    names = household_names(session)
    villages = {(row.book_code, row.code): row.name for row in session.scalars(select(Village))}
    views = []
    for row in session.scalars(standing(ResponsiblePerson)):
        if not past and not holds_on(row.from_on, row.until_on, on):
            continue
        whose = names.get((row.book_code, row.household_id or ""))
        views.append(
            ResponsibleView(
                id=row.id,
                name=row.name,
                role=row.role,
                unit=row.unit,
                phone=row.phone,
                village=villages.get((row.book_code, row.village_code), ""),
                group=row.group_name or (whose.group if whose else ""),
                household=whose.number if whose else "",
                from_on=row.from_on,
                until_on=row.until_on,
            )
        )
    return sorted(views, key=_order)


def responsible_for(session: Session, household_number: str, on: date) -> list[ResponsibleView]:
    """Who is responsible for a household: its own people, and for each other role those of its group."""
    household = household_numbered(session, household_number)
    return responsible_of(list_responsible(session, on), household, _village_name(session, household))


def responsible_of(views: list[ResponsibleView], household: Household, village: str) -> list[ResponsibleView]:
    """The same out of a list that is read once for many households."""
    own = [view for view in views if view.household == household.number]
    roles = {view.role for view in own}
    of_group = [
        view for view in views if not view.household and (view.group, view.village) == (household.group_name, village)
    ]
    return own + [view for view in of_group if view.role not in roles]


def begin_tenure(book: Book, *, name: str, on: date, village: str = "") -> str:
    """An officer takes office (任职). Raises RefusedError while another's term is open."""
    with book.write("登记任职") as session:
        code = own_village(session, village).code
        open_ones = [row for row in _tenures(session, book.code, code) if row.until_on is None]
        if open_ones:
            raise RefusedError(f"{open_ones[0].name} 的任职还没有登记结束")
        row = OfficerTenure(name=filled("金融村官", name), village_code=code, from_on=on)
        session.add(row)
        return row.id


def end_tenure(book: Book, tenure_id: str, *, on: date, handed_over: str = "") -> None:
    """An officer's term ends; `handed_over` names the list (移交清单) or stays empty for one who just left."""
    with book.write("登记离任") as session:
        row = record_with_id(session, OfficerTenure, tenure_id, "任职")
        end_span(row, on, "这段任职")
        row.handed_over = handed_over


def list_tenures(session: Session) -> list[TenureView]:
    """All terms of office, the newest first."""
    villages = {(row.book_code, row.code): row.name for row in session.scalars(select(Village))}
    rows = sorted(session.scalars(standing(OfficerTenure)), key=lambda row: (row.from_on, row.id), reverse=True)
    return [
        TenureView(
            row.id, row.name, villages.get((row.book_code, row.village_code), ""), row.from_on, row.until_on,
            row.handed_over,
        )
        for row in rows
    ]  # fmt: skip


def _order(view: ResponsibleView) -> tuple[tuple[int, str], str, int, date]:
    role = ROLES.index(view.role) if view.role in ROLES else len(ROLES)
    return group_order(view.group), view.household, role, view.from_on


def _same_place(session: Session, book_code: str, row: ResponsiblePerson) -> list[ResponsiblePerson]:
    statement = standing(ResponsiblePerson).where(
        ResponsiblePerson.book_code == book_code,
        ResponsiblePerson.role == row.role,
        ResponsiblePerson.village_code == row.village_code,
        ResponsiblePerson.group_name == row.group_name,
        ResponsiblePerson.until_on.is_(None),
    )
    return [each for each in session.scalars(statement) if each.household_id == row.household_id]


def _tenures(session: Session, book_code: str, village_code: str) -> list[OfficerTenure]:
    own = OfficerTenure.book_code == book_code, OfficerTenure.village_code == village_code
    return list(session.scalars(standing(OfficerTenure).where(*own)))


def _village_name(session: Session, household: Household) -> str:
    own = Village.book_code == household.book_code, Village.code == household.village_code
    return session.scalars(select(Village.name).where(*own)).first() or ""
