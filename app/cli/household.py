"""huicun household: list, search and show households; ids and phones are masked. Its acts: `household_acts`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli import household_acts
from app.cli.parser import Answer, ArgumentParser, verb

if TYPE_CHECKING:
    from app.services.households import HouseholdView, MemberView


def configure(parser: ArgumentParser) -> None:
    """`household list [--search TEXT]`, `household show NO`, and the acts."""
    listing = verb(parser, "list", list_, "列出农户")
    listing.add_argument("--search", default="", metavar="TEXT", help="姓名、拼音、首字母、证件或电话尾号、户编号、组")
    showing = verb(parser, "show", show, "看一户")
    showing.add_argument("number", metavar="NO", help="户编号")
    household_acts.configure(parser)


def list_(args: argparse.Namespace) -> Answer:
    """All households, or those that the search finds."""
    from app.cli.book import open_book_from
    from app.services.households import list_households

    with open_book_from(args) as book, book.read() as session:
        views = list_households(session, args.search)
    text = [f"{view.number}  {view.group}  {view.head_name}  {len(view.members)} 人  {view.kind}" for view in views]
    return Answer({"households": [_summary(view) for view in views]}, "\n".join([*text, f"共 {len(views)} 户"]))


def show(args: argparse.Namespace) -> Answer:
    """One household with its members."""
    from app.cli.book import open_book_from
    from app.services.households import read_household

    with open_book_from(args) as book, book.read() as session:
        view = read_household(session, args.number)
    data = _summary(view) | {
        "cause": view.cause,
        "income_per_head": None if view.income_per_head is None else f"{view.income_per_head:.2f}",
        "members": [_member(member) for member in view.members],
    }
    people = [f"  {m['name']}  {m['relation']}  {m['resident_id']}  {m['phone']}" for m in data["members"]]
    return Answer(data, "\n".join([f"{view.number}  {view.group}  {view.head_name}户  {view.kind}", *people]))


def _summary(view: HouseholdView) -> dict[str, Any]:
    from app.domain.phone import mask_phone

    return {
        "number": view.number,
        "group": view.group,
        "head": view.head_name,
        "people": len(view.members),
        "kind": view.kind,
        "monitored": view.monitored,
        "phone": mask_phone(view.phone),
    }


def _member(member: MemberView) -> dict[str, Any]:
    from app.domain.phone import mask_phone
    from app.domain.resident_id import mask

    return {
        "number": member.number,
        "name": member.name,
        "resident_id": mask(member.resident_id),
        "relation": member.relation,
        "ethnicity": member.ethnicity,
        "education": member.education,
        "schooling": member.schooling,
        "health": member.health,
        "labour_skill": member.labour_skill,
        "phone": mask_phone(member.phone),
    }
