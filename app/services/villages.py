"""Villages and their codes over time: renamed, recoded, merged; what stood before is kept and can be found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.region import Level, RegionChange, current_code, read_region_code
from app.models import Base, Household, Row, Village, VillageChange
from app.services.records import filled, own_village
from app.storage.book import Book

_CODE = "village_code"  # the column by which records name their village
RENAMED, RECODED, MERGED = KINDS = ("更名", "代码变更", "并村")


@dataclass(frozen=True, slots=True)
class VillageView:
    """One village of the book: its code and name now, how many households, and into which it went."""

    code: str
    name: str
    township: str
    county: str
    households: int
    valid_from: date | None
    valid_until: date | None
    merged_into: str


@dataclass(frozen=True, slots=True)
class VillageChangeView:
    """One change of a code or a name."""

    kind: str
    on: date
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    document: str


def rename_village(book: Book, village: str, *, name: str, on: date, document: str = "") -> None:
    """更名. Raises InputError for an empty or unchanged name, NotFoundError."""
    name = filled("新村名", name)
    with book.write("村更名") as session:
        row = own_village(session, village)
        if row.name == name:
            raise InputError("新村名", "和现在的一样")
        _note(session, RENAMED, on, row, row.code, name, document)
        row.name = name


def recode_village(book: Book, village: str, *, code: str, on: date, document: str = "") -> int:
    """代码变更: the yearly codes changed. Answers with the number of records that follow. The book's own code stays.

    Raises InputError for what is no village code, RefusedError for one that another village has.
    """
    new = _village_code(code)
    with book.write("村代码变更") as session:
        row = own_village(session, village)
        if _taken(session, book.code, new):
            raise RefusedError(f"代码 {new} 已经是本账本里的村")
        old = row.code
        _note(session, RECODED, on, row, new, row.name, document)
        row.code = new
        return _follow(session, book.code, old, new)


def merge_villages(book: Book, village: str, *, into: str, on: date, document: str = "") -> int:
    """并村: the households of `village` belong to `into` from that day; answers with how many.

    A group whose name both have takes the old village's name in front. Raises RefusedError where it is merged already
    or into itself.
    """
    with book.write("并村") as session:
        old, kept = own_village(session, village), own_village(session, into)
        if old is kept:
            raise RefusedError("一个村不能并入自己")
        for each in (old, kept):
            if each.merged_into:
                raise RefusedError(f"{each.name}已经并入 {each.merged_into}")
        of_book = Household.book_code == book.code
        known = set(session.scalars(select(Household.group_name).where(of_book, Household.village_code == kept.code)))
        moving = session.scalars(select(Household).where(of_book, Household.village_code == old.code)).all()
        for household in moving:
            if household.group_name in known:
                household.group_name = f"{old.name}{household.group_name}"
        _note(session, MERGED, on, old, kept.code, kept.name, document)
        old.merged_into, old.valid_until = kept.code, on - timedelta(days=1)
        _follow(session, book.code, old.code, kept.code)
        return len(moving)


def list_villages(session: Session) -> list[VillageView]:
    """The villages by code, merged ones too."""
    counted: dict[tuple[str, str], int] = {}
    for book_code, code in session.execute(select(Household.book_code, Household.village_code)):
        counted[book_code, code] = counted.get((book_code, code), 0) + 1
    return [
        VillageView(
            code=row.code,
            name=row.name,
            township=row.township,
            county=row.county,
            households=counted.get((row.book_code, row.code), 0) if not row.merged_into else 0,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            merged_into=row.merged_into,
        )
        for row in session.scalars(select(Village).order_by(Village.code))
    ]


def village_history(session: Session) -> list[VillageChangeView]:
    """All changes, the oldest first."""
    rows = session.scalars(select(VillageChange).order_by(VillageChange.on, VillageChange.id))
    return [
        VillageChangeView(row.kind, row.on, row.old_code, row.old_name, row.new_code, row.new_name, row.document)
        for row in rows
    ]


def code_now(session: Session, code: str, on: date) -> str:
    """The code that a village with this (old) code has on a day. Raises NotFoundError for one we never had."""
    changes = []
    for row in session.scalars(select(VillageChange).order_by(VillageChange.on, VillageChange.id)):
        old, new = read_region_code(row.old_code)[0], read_region_code(row.new_code)[0]
        if old and new and old != new and row.on <= on:
            changes.append(RegionChange(old, new, row.on.year))
    known = {*session.scalars(select(Village.code)), *(change.old.text for change in changes)}
    wanted = read_region_code(code)[0]
    if wanted is None or wanted.text not in known:
        raise NotFoundError("区划代码", code)
    return current_code(wanted, changes, on.year).text


def _follow(session: Session, book_code: str, old: str, new: str) -> int:
    """Every own record that names the village by its code goes with it."""
    moved = 0
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if not issubclass(model, Row) or _CODE not in inspect(model).columns:
            continue
        column = mapper.attrs[_CODE].class_attribute
        for row in session.scalars(select(model).where(model.book_code == book_code, column == old)):
            setattr(row, _CODE, new)
            moved += 1
    return moved


def _village_code(text: str) -> str:
    code, findings = read_region_code(text)
    if code is None:
        raise InputError("区划代码", findings[0].text)
    if code.level is not Level.VILLAGE:
        raise InputError("区划代码", f"{code.text} 不是村的代码")
    return code.text


def _taken(session: Session, book_code: str, code: str) -> bool:
    own = Village.book_code == book_code, Village.code == code
    return session.scalars(select(Village.id).where(*own)).first() is not None


def _note(session: Session, kind: str, on: date, row: Village, new_code: str, new_name: str, document: str) -> None:
    session.add(
        VillageChange(
            kind=kind, on=on, old_code=row.code, old_name=row.name, new_code=new_code, new_name=new_name,
            document=document,
        )
    )  # fmt: skip
