"""huicun guidance: industry and skills guidance."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed


def configure(parser: ArgumentParser) -> None:
    """`guidance give NO`, `guidance list`, `guidance missing --since D`."""
    giving = verb(parser, "give", give, "登记指导")
    giving.add_argument("household", metavar="NO", help="户编号")
    giving.add_argument("--kind", required=True, help="产业指导、技能培训、技术服务、市场销售、政策宣传")
    giving.add_argument("--subject", required=True, help="内容")
    giving.add_argument("--by", required=True, help="指导人")
    giving.add_argument("--member", default="", metavar="ID")
    giving.add_argument("--manner", default="", help="上门、电话、微信、集中")
    giving.add_argument("--result", default="")
    listing = verb(parser, "list", list_, "指导记录")
    listing.add_argument("--household", default="", metavar="NO")
    missing_parser = verb(parser, "missing", missing, "某天以来没有指导过的贷款户")
    missing_parser.add_argument("--since", type=iso_date, required=True, metavar="D")


def give(args: argparse.Namespace) -> Answer:
    """Record guidance."""
    from app.cli.book import open_book_from
    from app.services.guidance import give_guidance

    with open_book_from(args) as book:
        row_id = give_guidance(
            book,
            args.household,
            kind=args.kind,
            subject=args.subject,
            by=args.by,
            on=today(args),
            member_id=args.member,
            manner=args.manner,
            result=args.result,
        )
    return Answer({"id": row_id}, f"已登记{args.kind}")


def list_(args: argparse.Namespace) -> Answer:
    """All guidance."""
    from app.cli.book import open_book_from
    from app.services.guidance import list_guidance

    with open_book_from(args) as book, book.read() as session:
        views = list_guidance(session, today(args), household_number=args.household)
    return listed("guidance", views, lambda view: f"{view.on}  {view.head}户  {view.kind}  {view.subject}")


def missing(args: argparse.Namespace) -> Answer:
    """Loan households that nobody guided."""
    from app.cli.book import open_book_from
    from app.services.guidance import unguided

    with open_book_from(args) as book, book.read() as session:
        views = unguided(session, today(args), since=args.since)
    return listed("households", views, lambda view: f"{view.group}  {view.head}户  {view.purpose}", "户")
