"""huicun household: register, correct, change over time, split, merge, move, and the history of it all."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, today, verb
from app.cli.records import listed, one, plain, until

if TYPE_CHECKING:
    from app.services.household_moves import Moved

_FIELDS = ("group", "village", "cause", "income_per_head", "address", "remark")
_MEMBER_FIELDS = (
    *("name", "resident_id", "relation", "ethnicity", "education", "schooling", "health", "labour_skill", "phone"),
    "marital",
)
_MEMBER_HELP = "姓名,身份证号,与户主关系[,电话]；可写多次，第一人是户主"


def configure(parser: ArgumentParser) -> None:
    """The acts beside `list` and `show`."""
    _configure_facts(parser)
    _configure_members(parser)
    _configure_moves(parser)
    telling = verb(parser, "history", history, "一户的来历：名单、变动、电话、更正")
    telling.add_argument("number", metavar="NO")
    reading = verb(parser, "records", records, "一户的各项登记：需求、务工、变故、保险、互助、指导")
    reading.add_argument("number", metavar="NO")


def _configure_facts(parser: ArgumentParser) -> None:
    correcting = verb(parser, "correct", correct, "更正户情")
    correcting.add_argument("number", metavar="NO")
    for name in _FIELDS:
        correcting.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="TEXT")
    listing = verb(parser, "kind", change_kind, "户类型或监测类别从某天起变更，或更正")
    listing.add_argument("number", metavar="NO")
    listing.add_argument("--kind", help="新的户类型")
    listing.add_argument("--monitored", help="新的监测对象类别，写“无”为退出监测")
    listing.add_argument("--correct", action="store_true", help="原来就录错了，不是变更")
    listing.add_argument("--reason", default="")
    leaving = verb(parser, "delist", delist, "调整出列")
    leaving.add_argument("number", metavar="NO")
    leaving.add_argument("--reason", required=True)
    risk = verb(parser, "risk", risk_removed, "监测户风险是否消除")
    risk.add_argument("number", metavar="NO")
    risk.add_argument("--removed", choices=("yes", "no"), required=True)
    calling = verb(parser, "phone", phone, "核实电话：号码、是谁的、通不通")
    calling.add_argument("number", metavar="NO")
    calling.add_argument("--phone", default="", help="新号码，不写则是现在的号码")
    calling.add_argument("--owner", default="", help="本人、子女、邻居")
    calling.add_argument("--state", default="接通", help="接通、停机、空号")
    calling.add_argument("--by", default="")


def _configure_members(parser: ArgumentParser) -> None:
    heading = verb(parser, "head", head, "户主变更，户编号不变")
    heading.add_argument("number", metavar="NO")
    heading.add_argument("--to", required=True, metavar="ID", help="新户主的身份证号或人编号")
    heading.add_argument("--reason", required=True)
    heading.add_argument("--relation", action="append", default=[], metavar="ID=RELATION", help="与新户主的关系")
    changing = verb(parser, "member", member, "更正一个成员")
    changing.add_argument("number", metavar="NO")
    changing.add_argument("member", metavar="ID")
    joining = verb(parser, "join", join, "增加成员")
    joining.add_argument("number", metavar="NO")
    joining.add_argument("--reason", required=True, help="出生、婚入、迁入")
    for each in (changing, joining):
        for name in _MEMBER_FIELDS:
            each.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="TEXT")
    going = verb(parser, "leave", leave, "减少成员")
    going.add_argument("number", metavar="NO")
    going.add_argument("member", metavar="ID")
    going.add_argument("--why", required=True, help="婚出、迁出、死亡、其他")
    going.add_argument("--reason", default="")


def _configure_moves(parser: ArgumentParser) -> None:
    registering = verb(parser, "register", register, "登记一户；有 --from 的是迁入")
    registering.add_argument("--village", default="", help="村名或代码")
    registering.add_argument("--group", required=True)
    registering.add_argument("--kind", default="")
    registering.add_argument("--phone", default="")
    registering.add_argument("--number", default="", metavar="NO")
    registering.add_argument("--from", dest="came_from", default="", metavar="PLACE", help="从何处迁来")
    registering.add_argument("--member", action="append", default=[], required=True, help=_MEMBER_HELP)
    splitting = verb(parser, "split", split, "分户")
    splitting.add_argument("number", metavar="NO")
    splitting.add_argument("--member", action="append", required=True, metavar="ID=RELATION", help="与新户主的关系")
    splitting.add_argument("--new-number", default="", metavar="NO")
    splitting.add_argument("--group", default="")
    splitting.add_argument("--reason", required=True)
    merging = verb(parser, "merge", merge, "并户")
    merging.add_argument("number", metavar="NO")
    merging.add_argument("--into", required=True, metavar="NO")
    merging.add_argument("--member", action="append", required=True, metavar="ID=RELATION", help="与并入户户主的关系")
    merging.add_argument("--reason", required=True)
    moving = verb(parser, "move", move, "在本村换组，或在所辖各村之间搬迁")
    moving.add_argument("number", metavar="NO")
    moving.add_argument("--village", default="")
    moving.add_argument("--group", default="")
    moving.add_argument("--reason", required=True)
    out = verb(parser, "move-out", move_out, "迁出")
    out.add_argument("number", metavar="NO")
    out.add_argument("--to", required=True, metavar="PLACE")
    out.add_argument("--reason", default="")
    back = verb(parser, "move-back", move_back, "迁出的户迁回")
    back.add_argument("number", metavar="NO")
    back.add_argument("--from", dest="came_from", required=True, metavar="PLACE")


def correct(args: argparse.Namespace) -> Answer:
    """Correct facts of a household."""
    from app.cli.book import open_book_from
    from app.services.household_changes import correct_household

    changes = {name: value for name in _FIELDS if (value := getattr(args, name)) is not None}
    with open_book_from(args) as book:
        correct_household(book, args.number, changes)
    return Answer({"number": args.number, "changed": sorted(changes)}, f"已更正：{args.number}")


def change_kind(args: argparse.Namespace) -> Answer:
    """A new word of one list from a day on, or the right word for a wrong one."""
    from app.cli.book import open_book_from
    from app.domain.errors import InputError
    from app.services.listings import KIND, MONITORED, change_listing

    if (args.kind is None) == (args.monitored is None):
        raise InputError("名单类别", "--kind 和 --monitored 要写一个，且只写一个")
    name, word = (KIND, args.kind) if args.monitored is None else (MONITORED, args.monitored)
    word = "" if word == "无" else word
    with open_book_from(args) as book:
        found = change_listing(
            book, args.number, list_name=name, word=word, on=today(args), reason=args.reason, correct=args.correct
        )
    lines = [
        f"{each.list_name} {each.word}：{each.from_on or '起始日不详'} 至 {until(each.until_on)}" for each in found
    ]
    return Answer({"number": args.number, "listings": plain(found)}, "\n".join(lines))


def delist(args: argparse.Namespace) -> Answer:
    """调整出列."""
    from app.cli.book import open_book_from
    from app.services.listings import leave_list

    with open_book_from(args) as book:
        leave_list(book, args.number, on=today(args), reason=args.reason)
    return Answer({"number": args.number, "on": plain(today(args))}, f"已登记：{args.number} 自 {today(args)} 出列")


def risk_removed(args: argparse.Namespace) -> Answer:
    """风险是否消除."""
    from app.cli.book import open_book_from
    from app.services.listings import mark_risk_removed

    word = {"yes": "是", "no": "否"}[args.removed]
    with open_book_from(args) as book:
        mark_risk_removed(book, args.number, removed=word, on=today(args))
    return Answer({"number": args.number, "risk_removed": word}, f"已登记：{args.number} 风险消除“{word}”")


def phone(args: argparse.Namespace) -> Answer:
    """Record that a phone was tried."""
    from app.cli.book import open_book_from
    from app.services.household_changes import check_phone

    with open_book_from(args) as book:
        check_phone(book, args.number, phone=args.phone, owner=args.owner, state=args.state, on=today(args), by=args.by)
    return Answer({"number": args.number, "state": args.state}, f"已登记：{args.number} 电话{args.state}")


def head(args: argparse.Namespace) -> Answer:
    """户主变更."""
    from app.cli.book import open_book_from
    from app.services.household_changes import change_head

    with open_book_from(args) as book:
        relations = change_head(
            book, args.number, to=args.to, on=today(args), reason=args.reason, relations=_pairs(args.relation)
        )
    people = "，".join(f"{name}（{relation}）" for name, relation in relations.items())
    return Answer({"number": args.number, "relations": relations}, f"已变更：{people}")


def member(args: argparse.Namespace) -> Answer:
    """Correct a member."""
    from app.cli.book import open_book_from
    from app.services.households import change_member
    from app.services.lookup import household_numbered, member_with_id

    with open_book_from(args) as book:
        with book.read() as session:
            found = member_with_id(session, household_numbered(session, args.number), args.member).id
        changes = _member_values(args)
        change_member(book, found, changes)
    return Answer({"number": args.number, "changed": sorted(changes)}, "已更正")


def join(args: argparse.Namespace) -> Answer:
    """A member who came."""
    from app.cli.book import open_book_from
    from app.services.household_changes import add_member

    with open_book_from(args) as book:
        number = add_member(book, args.number, _member_values(args), on=today(args), reason=args.reason)
    return Answer({"number": args.number, "member": number}, f"已登记，人编号 {number}")


def leave(args: argparse.Namespace) -> Answer:
    """A member who left."""
    from app.cli.book import open_book_from
    from app.services.household_changes import remove_member

    with open_book_from(args) as book:
        remove_member(book, args.number, args.member, on=today(args), why=args.why, reason=args.reason)
    return Answer({"number": args.number, "why": args.why}, f"已登记：{args.why}")


def register(args: argparse.Namespace) -> Answer:
    """A household that is new here."""
    from app.cli.book import open_book_from
    from app.services.households import register_household

    with open_book_from(args) as book:
        number = register_household(
            book,
            village_code=args.village,
            group=args.group,
            kind=args.kind,
            phone=args.phone,
            members=[_typed_member(text) for text in args.member],
            on=today(args),
            number=args.number,
            came_from=args.came_from,
        )
    return Answer({"number": number}, f"已登记：{number}")


def split(args: argparse.Namespace) -> Answer:
    """分户."""
    from app.cli.book import open_book_from
    from app.services.household_moves import split_household

    with open_book_from(args) as book:
        moved = split_household(
            book,
            args.number,
            members=_pairs(args.member),
            on=today(args),
            reason=args.reason,
            new_number=args.new_number,
            group=args.group,
        )
    return _moved(moved, f"已分户：{moved.number} 分出 {moved.other}")


def merge(args: argparse.Namespace) -> Answer:
    """并户."""
    from app.cli.book import open_book_from
    from app.services.household_moves import merge_households

    with open_book_from(args) as book:
        moved = merge_households(
            book, args.number, into=args.into, relations=_pairs(args.member), on=today(args), reason=args.reason
        )
    return _moved(moved, f"已并户：{moved.number} 并入 {moved.other}")


def move(args: argparse.Namespace) -> Answer:
    """A move within the book."""
    from app.cli.book import open_book_from
    from app.services.household_moves import move_household

    with open_book_from(args) as book:
        moved = move_household(
            book, args.number, on=today(args), reason=args.reason, village=args.village, group=args.group
        )
    return _moved(moved, f"已登记：{moved.number} 搬迁")


def move_out(args: argparse.Namespace) -> Answer:
    """迁出."""
    from app.cli.book import open_book_from
    from app.services import household_moves

    with open_book_from(args) as book:
        moved = household_moves.move_out(book, args.number, to=args.to, on=today(args), reason=args.reason)
    return _moved(moved, f"已登记：{moved.number} 迁往{args.to}")


def move_back(args: argparse.Namespace) -> Answer:
    """迁回."""
    from app.cli.book import open_book_from
    from app.services import household_moves

    with open_book_from(args) as book:
        moved = household_moves.move_back(book, args.number, on=today(args), came_from=args.came_from)
    return _moved(moved, f"已登记：{moved.number} 迁回")


def history(args: argparse.Namespace) -> Answer:
    """What a household was; phones are masked."""
    from dataclasses import replace

    from app.cli.book import open_book_from
    from app.domain.phone import mask_phone
    from app.services.household_history import history_of

    with open_book_from(args) as book, book.read() as session:
        found = history_of(session, args.number)
    found = replace(found, phones=tuple(replace(each, phone=mask_phone(each.phone)) for each in found.phones))
    lines = [
        *(
            f"{each.list_name} {each.word}：{each.from_on or '不详'} 至 {until(each.until_on)}"
            for each in found.listings
        ),
        *(f"{each.on}  {each.kind}  {each.text}" for each in found.happened),
        *(f"{each.on}  电话 {each.phone} {each.owner} {each.state}" for each in found.phones),
        *(f"{each.at[:10]}  {each.whose}{each.field} {each.before} → {each.after}" for each in found.corrections),
    ]
    return one(found, "\n".join(lines))


def records(args: argparse.Namespace) -> Answer:
    """What the office recorded of a household beside its loans."""
    from app.cli.book import open_book_from
    from app.services.household_records import records_of

    with open_book_from(args) as book, book.read() as session:
        lines = records_of(session, args.number, today(args))
    return listed("records", lines, lambda line: f"{line.on}  {line.text}  {line.note}")


def _moved(moved: Moved, text: str) -> Answer:
    return one(moved, "\n".join([text, *(f"提醒：{finding.text}" for finding in moved.findings)]))


def _pairs(texts: list[str]) -> dict[str, str]:
    from app.domain.errors import InputError

    found = {}
    for text in texts:
        key, _, value = text.partition("=")
        if not key or not value:
            raise InputError("成员", f"要写成 身份证号=与户主关系，现在是 {text}")
        found[key] = value
    return found


def _typed_member(text: str) -> dict[str, str]:
    from app.domain.errors import InputError

    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    if not 3 <= len(parts) <= 4:
        raise InputError("成员", "要写成 姓名,身份证号,与户主关系[,电话]")
    return dict(zip(("name", "resident_id", "relation", "phone"), parts, strict=False))


def _member_values(args: argparse.Namespace) -> dict[str, str]:
    return {name: value for name in _MEMBER_FIELDS if (value := getattr(args, name)) is not None}
