"""Households: list and search them, read one, register one, correct a member."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import blocks
from app.domain.money import from_fen
from app.domain.person_name import check_name, normal_name
from app.domain.resident_id import read_resident_id
from app.models import Household, HouseholdChange, Member
from app.services.lookup import household_numbered, members_of
from app.services.name_pinyin import pinyin_keys
from app.services.records import own_village
from app.services.search import found_households, has_index
from app.storage.book import Book

SHORTEST_SUFFIX = 3
MOST_ASKED = 400  # households that one statement names; beyond that all are read and the rest left out
MEMBER_FIELDS = (
    "name",
    "resident_id",
    "relation",
    "ethnicity",
    "education",
    "schooling",
    "health",
    "labour_skill",
    "phone",
    "marital",
)


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member as the pages show it; `id` is the row's, `resident_id` is in full."""

    id: str
    number: str
    name: str
    resident_id: str
    relation: str
    ethnicity: str
    education: str
    schooling: str
    health: str
    labour_skill: str
    work_months: int | None
    phone: str
    marital: str
    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """One household with its members, head first; money in yuan."""

    id: str
    number: str
    village_code: str
    group: str
    kind: str
    monitored: str
    risk_removed: str
    cause: str
    income_per_head: Decimal | None
    phone: str
    phone_owner: str
    phone_verified_on: date | None
    address: str
    listed_from: date | None
    listed_until: date | None
    members: tuple[MemberView, ...]
    phone_state: str = ""
    left_on: date | None = None
    left_why: str = ""
    remark: str = ""

    @property
    def head(self) -> MemberView | None:
        """The 户主; None where the list names none."""
        return next((member for member in self.members if member.relation == "户主"), None)

    @property
    def head_name(self) -> str:
        """The 户主's name, or the first member's with a mark that the head is missing."""
        if self.head:
            return self.head.name
        return f"{self.members[0].name}（缺户主）" if self.members else "（缺成员）"


def list_households(session: Session, search: str = "") -> list[HouseholdView]:
    """All households by group and number; with `search`, those that the index finds.

    One that went into another household and left nobody behind is found by its number only.
    """
    word = search.strip()
    asked = bool(word) and has_index(session)
    found = found_households(session, word) if asked else set()
    of_households, of_members = select(Household), select(Member).where(Member.left_on.is_(None))
    if asked and len(found) <= MOST_ASKED:
        ids = [row_id for _code, row_id in found]
        of_households, of_members = (
            of_households.where(Household.id.in_(ids)),
            of_members.where(Member.household_id.in_(ids)),
        )
    members: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in session.scalars(of_members):
        members[member.book_code, member.household_id].append(member)
    views = [
        _view(row, members[row.book_code, row.id])
        for row in session.scalars(of_households)
        if not asked or (row.book_code, row.id) in found
    ]
    present = [view for view in views if view.members or not view.left_on or view.number == word]
    chosen = present if asked else [view for view in present if matches(view, word)]
    return sorted(chosen, key=lambda view: (group_order(view.group), view.number))


def read_household(session: Session, number: str) -> HouseholdView:
    """One household by its 户编号. Raises NotFoundError."""
    household = household_numbered(session, number)
    return _view(household, members_of(session, household))


def matches(view: HouseholdView, search: str) -> bool:
    """Whether a search word finds this household: any part of a name, pinyin or initials from their start, the end of
    an id or phone, the household number, the group."""
    word = search.strip().lower()
    if not word:
        return True
    digits = word.isascii() and word.rstrip("x").isdigit()
    if word == view.group or (digits and len(word) >= SHORTEST_SUFFIX and word in view.number):
        return True
    if digits and len(word) >= SHORTEST_SUFFIX:
        numbers = [view.phone]
        for member in view.members:
            numbers += [member.resident_id.lower(), member.phone]
        return any(number.endswith(word) for number in numbers) or any(len(word) == 11 and word == n for n in numbers)
    return any(_member_matches(member, word) for member in view.members)


def _member_matches(member: MemberView, word: str) -> bool:
    if word in member.name.lower():
        return True
    letters = word.replace(" ", "").replace("'", "")
    keys = f"{member.pinyin} {member.initials}".split()
    return letters.isascii() and any(key.startswith(letters) for key in keys)


def group_order(group: str) -> tuple[int, str]:
    """Groups in number order: 2组 before 10组."""
    digits = "".join(character for character in group if character.isdigit())
    return (int(digits) if digits else 10_000, group)


def change_member(book: Book, member_id: str, changes: dict[str, str]) -> None:
    """Correct a member's facts; keys are names of MEMBER_FIELDS. Raises InputError naming the field that is wrong."""
    values = checked_member(changes)
    with book.write("修改成员") as session:
        member = session.get_one(Member, (book.code, member_id))
        for name, value in values.items():
            setattr(member, name, value)


def register_household(
    book: Book,
    *,
    village_code: str,
    group: str,
    kind: str,
    phone: str,
    members: list[dict[str, str]],
    on: date,
    number: str = "",
    came_from: str = "",
) -> str:
    """Register a household of our own; the first member is the head unless one says so. Returns its number.

    `village_code` is a code or name of a village of this book; `came_from` says whence it moved here (迁入).
    Raises InputError, NotFoundError for the village, RefusedError for a number that is taken.
    """
    if not members:
        raise InputError("成员", "至少要有户主一人")
    checked = [checked_member(member) for member in members]
    checked[0].setdefault("relation", "户主")
    with book.write("迁入" if came_from else "登记农户") as session:
        household = Household(
            village_code=own_village(session, village_code).code,
            number=free_number(session, number),
            group_name=group,
            kind=kind,
            phone=phone,
            listed_from=on,
        )
        session.add(household)
        session.flush()
        for place, values in enumerate(checked, start=1):
            session.add(Member(household_id=household.id, number=f"{household.number}{place:02d}", **values))
        kind, text = ("迁入", f"从{came_from}迁入") if came_from else ("登记", "新登记")
        session.add(HouseholdChange(household_id=household.id, kind=kind, on=on, text=text))
        return household.number


def checked_member(values: dict[str, str]) -> dict[str, str]:
    """Member values cleaned for the book, with search keys for a name. Raises InputError."""
    unknown = set(values) - set(MEMBER_FIELDS)
    if unknown:
        raise InputError("成员", f"没有这一项：{'、'.join(sorted(unknown))}")
    checked = {name: value.strip() for name, value in values.items()}
    if "name" in checked:
        if stopping := blocks(check_name(checked["name"])):
            raise InputError("姓名", stopping[0].text.rstrip("。"))
        checked["name"] = normal_name(checked["name"])
        checked["pinyin"], checked["initials"] = pinyin_keys(checked["name"])
    if checked.get("resident_id"):
        known, findings = read_resident_id(checked["resident_id"])
        if known is None:
            raise InputError("身份证号", findings[0].text.rstrip("。"))
        checked["resident_id"] = known.text
    return checked


def free_number(session: Session, number: str) -> str:
    """`number` where no household has it; without one a number of our own that no list uses (N and nine digits).

    Raises RefusedError for one that is taken.
    """
    if number:
        if session.scalars(select(Household.id).where(Household.number == number)).first():
            raise RefusedError(f"户编号 {number} 已经有了")
        return number
    last = max((number for number in session.scalars(select(Household.number)) if number.startswith("N")), default="N0")
    return f"N{int(last[1:]) + 1:09d}"


def member_view(member: Member) -> MemberView:
    """The values of a member row."""
    return MemberView(**{name: getattr(member, name) for name in MemberView.__dataclass_fields__})


def _view(household: Household, members: list[Member]) -> HouseholdView:
    ordered = sorted(members, key=lambda member: (member.relation != "户主", member.number, member.id))
    income = household.income_per_head_fen
    return HouseholdView(
        id=household.id,
        number=household.number,
        village_code=household.village_code,
        group=household.group_name,
        kind=household.kind,
        monitored=household.monitored,
        risk_removed=household.risk_removed,
        cause=household.cause,
        income_per_head=None if income is None else from_fen(income),
        phone=household.phone,
        phone_owner=household.phone_owner,
        phone_verified_on=household.phone_verified_on,
        address=household.address,
        listed_from=household.listed_from,
        listed_until=household.listed_until,
        members=tuple(member_view(member) for member in ordered),
        phone_state=household.phone_state,
        left_on=household.left_on,
        left_why=household.left_why,
        remark=household.remark,
    )
