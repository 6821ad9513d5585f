"""huicun responsible: who is responsible for whom, and the officers' terms."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed, plain, until


def configure(parser: ArgumentParser) -> None:
    """`responsible assign|release|list|for|begin|end|tenures`."""
    assigning = verb(parser, "assign", assign, "分片包干：某人负责一个组或一户")
    assigning.add_argument("--name", required=True)
    assigning.add_argument(
        "--role", required=True, help="帮扶干部、客户经理、村干部、驻村工作队员、产业指导员、乡镇干部"
    )
    assigning.add_argument("--group", default="")
    assigning.add_argument("--household", default="", metavar="NO")
    assigning.add_argument("--village", default="")
    assigning.add_argument("--unit", default="")
    assigning.add_argument("--phone", default="")
    assigning.add_argument("--until", type=iso_date, metavar="D")
    releasing = verb(parser, "release", release, "结束一项包干")
    releasing.add_argument("assignment", metavar="ID")
    listing = verb(parser, "list", list_, "包干名单")
    listing.add_argument("--past", action="store_true", help="连已结束的")
    asking = verb(parser, "for", for_, "谁负责这一户")
    asking.add_argument("household", metavar="NO")
    beginning = verb(parser, "begin", begin, "金融村官任职")
    beginning.add_argument("--name", required=True)
    beginning.add_argument("--village", default="")
    ending = verb(parser, "end", end, "金融村官离任")
    ending.add_argument("tenure", metavar="ID")
    ending.add_argument("--handed-over", default="", help="移交清单编号，没有移交的不写")
    verb(parser, "tenures", tenures, "金融村官任职起止")


def assign(args: argparse.Namespace) -> Answer:
    """Make somebody responsible."""
    from app.cli.book import open_book_from
    from app.services import responsible

    with open_book_from(args) as book:
        row_id = responsible.assign(
            book,
            name=args.name,
            role=args.role,
            on=today(args),
            group=args.group,
            household_number=args.household,
            village=args.village,
            unit=args.unit,
            phone=args.phone,
            until=args.until,
        )
    return Answer({"id": row_id}, f"已登记：{args.name}（{args.role}）负责 {args.group or args.household}")


def release(args: argparse.Namespace) -> Answer:
    """An assignment ends."""
    from app.cli.book import open_book_from
    from app.services import responsible

    with open_book_from(args) as book:
        responsible.release(book, args.assignment, on=today(args))
    return Answer({"id": args.assignment, "until_on": plain(today(args))}, "已登记结束")


def list_(args: argparse.Namespace) -> Answer:
    """All assignments."""
    from app.cli.book import open_book_from
    from app.services.responsible import list_responsible

    with open_book_from(args) as book, book.read() as session:
        views = list_responsible(session, today(args), past=args.past)
    return listed("responsible", views, lambda view: f"{view.household or view.group}  {view.role}  {view.name}", "项")


def for_(args: argparse.Namespace) -> Answer:
    """Who is responsible for one household."""
    from app.cli.book import open_book_from
    from app.services.responsible import responsible_for

    with open_book_from(args) as book, book.read() as session:
        views = responsible_for(session, args.household, today(args))
    return listed("responsible", views, lambda view: f"{view.role}  {view.name}  {view.phone}", "人")


def begin(args: argparse.Namespace) -> Answer:
    """An officer takes office."""
    from app.cli.book import open_book_from
    from app.services.responsible import begin_tenure

    with open_book_from(args) as book:
        row_id = begin_tenure(book, name=args.name, on=today(args), village=args.village)
    return Answer({"id": row_id}, f"已登记：{args.name} 任职")


def end(args: argparse.Namespace) -> Answer:
    """An officer leaves office."""
    from app.cli.book import open_book_from
    from app.services.responsible import end_tenure

    with open_book_from(args) as book:
        end_tenure(book, args.tenure, on=today(args), handed_over=args.handed_over)
    return Answer({"id": args.tenure, "until_on": plain(today(args))}, "已登记离任")


def tenures(args: argparse.Namespace) -> Answer:
    """All terms of office."""
    from app.cli.book import open_book_from
    from app.services.responsible import list_tenures

    with open_book_from(args) as book, book.read() as session:
        views = list_tenures(session)
    return listed("tenures", views, lambda view: f"{view.name}  {view.from_on} 至 {until(view.until_on)}", "段")
