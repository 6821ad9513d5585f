"""New-type agricultural business entities (新型经营主体) and the households that they lead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.money import from_fen
from app.models import Entity, EntityHousehold
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.policies import book_policy
from app.services.records import (
    end_span,
    filled,
    holds_on,
    in_order,
    one_of,
    optional_fen,
    own_household,
    own_village,
    record_named,
    standing,
)
from app.storage.book import Book

KINDS = ("专业合作社", "家庭农场", "龙头企业", "专业大户", "其他")
SHARES_IN = "折资入股"
MANNERS = ("务工", "订单收购", "土地流转", "代养托管", "技术服务", SHARES_IN)
CODE_LENGTH = 18  # 统一社会信用代码 (GB 32100)


@dataclass(frozen=True, slots=True)
class LedView:
    """One household that an entity leads; the yearly gain in yuan."""

    id: str
    household: str
    group: str
    head: str
    manner: str
    gain: Decimal | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class EntityView:
    """One entity with the households it leads on a day."""

    name: str
    kind: str
    code: str
    person: str
    phone: str
    industry: str
    from_on: date
    until_on: date | None
    households: tuple[LedView, ...]


def register_entity(
    book: Book,
    *,
    name: str,
    kind: str,
    on: date,
    code: str = "",
    person: str = "",
    phone: str = "",
    industry: str = "",
    village: str = "",
) -> str:
    """Register an entity; answers with its name. Raises InputError, RefusedError for a name that is taken."""
    one_of("主体类型", kind, KINDS)
    name, code = filled("主体名称", name), code.strip().upper()
    if code and not (len(code) == CODE_LENGTH and code.isascii() and code.isalnum()):
        raise InputError("统一社会信用代码", f"要 {CODE_LENGTH} 位数字或字母，现在是 {len(code)} 位")
    with book.write("登记新型经营主体") as session:
        if session.scalars(standing(Entity).where(Entity.book_code == book.code, Entity.name == name)).first():
            raise RefusedError(f"“{name}”已经登记过")
        session.add(
            Entity(
                name=name,
                kind=kind,
                code=code,
                person=person,
                phone=phone,
                industry=industry,
                village_code=own_village(session, village).code,
                from_on=on,
            )
        )
        return name


def lead(
    book: Book,
    name: str,
    household_number: str,
    *,
    manner: str,
    on: date,
    gain: Decimal | None = None,
    reason: str = "",
) -> tuple[str, tuple[Finding, ...]]:
    """The entity leads a household from `on`; answers with the record's id and the findings.

    折资入股 is a warning where the pack forbids 入股分红 of the borrowed money: it must be the household's own.
    Raises InputError, NotFoundError, RefusedError where it leads it in this manner already.
    """
    one_of("带动方式", manner, MANNERS)
    with book.write("登记带动户") as session:
        entity = record_named(session, Entity, Entity.name, name, "新型经营主体")
        in_order("主体登记日", entity.from_on, "带动开始日", on)
        household = own_household(session, household_number)
        same = [row for row in _links(session, entity) if (row.household_id, row.manner) == (household.id, manner)]
        if any(row.until_on is None for row in same):
            raise RefusedError(f"{name}已经以{manner}带动 {household_number}")
        pack = book_policy(session, on=on)
        findings = []
        if manner == SHARES_IN and "入股分红" in pack.words("uses_forbidden", on):
            text = "贷款资金不得入股分红，折资入股只能用农户自己的资产"
            findings.append(Finding("shares-in", Severity.WARN, text, pack.clause("uses_forbidden", on)))
        must_pass(findings, reason)
        row = EntityHousehold(
            entity_id=entity.id,
            household_id=household.id,
            manner=manner,
            gain_fen=optional_fen("年增收", gain),
            from_on=on,
        )
        session.add(row)
        return row.id, tuple(findings)


def stop_leading(book: Book, name: str, household_number: str, *, on: date) -> None:
    """The entity leads the household no more, in any manner. Raises NotFoundError where it did not."""
    with book.write("结束带动") as session:
        entity = record_named(session, Entity, Entity.name, name, "新型经营主体")
        household = own_household(session, household_number)
        rows = [row for row in _links(session, entity) if row.household_id == household.id and row.until_on is None]
        if not rows:
            raise NotFoundError("带动户", household_number)
        for row in rows:
            end_span(row, on, "带动关系")


def close_entity(book: Book, name: str, *, on: date) -> None:
    """The entity was struck off or gave up; what it led ends with it. RefusedError where it ended before."""
    with book.write("主体注销") as session:
        entity = record_named(session, Entity, Entity.name, name, "新型经营主体")
        end_span(entity, on, "这个主体")
        for row in _links(session, entity):
            if row.until_on is None:
                end_span(row, on, "带动关系")


def list_entities(session: Session, on: date) -> list[EntityView]:
    """All entities that exist on a day, with the households they lead then, in walking order."""
    names = household_names(session)
    led: dict[Key, list[LedView]] = defaultdict(list)
    for row in session.scalars(standing(EntityHousehold)):
        if holds_on(row.from_on, row.until_on, on):
            whose = names[row.book_code, row.household_id]
            gain = None if row.gain_fen is None else from_fen(row.gain_fen)
            led[row.book_code, row.entity_id].append(
                LedView(row.id, whose.number, whose.group, whose.head, row.manner, gain, row.from_on, row.until_on)
            )
    order = {each.number: each.order for each in names.values()}
    return [
        EntityView(
            name=row.name,
            kind=row.kind,
            code=row.code,
            person=row.person,
            phone=row.phone,
            industry=row.industry,
            from_on=row.from_on,
            until_on=row.until_on,
            households=tuple(sorted(led[row.book_code, row.id], key=lambda view: (order[view.household], view.id))),
        )
        for row in session.scalars(standing(Entity).order_by(Entity.from_on, Entity.name))
        if holds_on(row.from_on, row.until_on, on)
    ]


def _links(session: Session, entity: Entity) -> list[EntityHousehold]:
    own = EntityHousehold.book_code == entity.book_code, EntityHousehold.entity_id == entity.id
    return list(session.scalars(standing(EntityHousehold).where(*own)))
