"""huicun demand: take what households want, list it, and say what became of it."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, money, months, today, verb
from app.cli.records import listed, one


def configure(parser: ArgumentParser) -> None:
    """`demand take NO`, `demand list`, `demand close ID`."""
    taking = verb(parser, "take", take, "登记信贷需求")
    taking.add_argument("household", metavar="NO", help="户编号")
    taking.add_argument("--wish", required=True, help="贷、还、续、展、无")
    taking.add_argument("--channel", required=True, help="入户、电话、线上登记")
    taking.add_argument("--amount", type=money, metavar="A")
    taking.add_argument("--months", type=months, metavar="M")
    taking.add_argument("--purpose", default="", metavar="TEXT")
    taking.add_argument("--wanted-on", type=iso_date, metavar="D", help="用款时间")
    taking.add_argument("--note", default="", metavar="NO", help="还、续、展的借据号")
    taking.add_argument("--borrower", default="", metavar="ID")
    taking.add_argument("--by", default="", help="登记人")
    taking.add_argument("--remark", default="")
    listing = verb(parser, "list", list_, "需求清单")
    listing.add_argument("--wish", default="", help="只看 贷、还、续、展、无")
    listing.add_argument("--open", action="store_true", help="只看没办结的")
    closing = verb(parser, "close", close, "办结一条需求")
    closing.add_argument("demand", metavar="ID")
    closing.add_argument(
        "--outcome", required=True, help="已申请、已放款、已还清、已续贷、已展期、不再需要、不符合条件"
    )


def take(args: argparse.Namespace) -> Answer:
    """Take a demand and tell what the policy says to it."""
    from app.cli.book import open_book_from
    from app.services.demands import take_demand

    with open_book_from(args) as book:
        view = take_demand(
            book,
            args.household,
            wish=args.wish,
            on=today(args),
            channel=args.channel,
            amount=args.amount,
            months=args.months,
            purpose=args.purpose,
            wanted_on=args.wanted_on,
            note_number=args.note,
            borrower_id=args.borrower,
            taken_by=args.by,
            remark=args.remark,
        )
    told = [f"提醒：{finding.text}" for finding in view.findings]
    return one(view, "\n".join([f"已登记需求：{view.head}户 {view.wish}", *told]))


def list_(args: argparse.Namespace) -> Answer:
    """The demands until today."""
    from app.cli.book import open_book_from
    from app.services.demands import list_demands

    with open_book_from(args) as book, book.read() as session:
        views = list_demands(session, today(args), wish=args.wish, only_open=args.open)
    return listed(
        "demands",
        views,
        lambda view: f"{view.on}  {view.group}  {view.head}户  {view.wish}  {view.amount or ''}  {view.stage}",
    )


def close(args: argparse.Namespace) -> Answer:
    """What became of a demand."""
    from app.cli.book import open_book_from
    from app.services.demands import close_demand

    with open_book_from(args) as book:
        close_demand(book, args.demand, outcome=args.outcome, on=today(args))
    return Answer({"id": args.demand, "outcome": args.outcome}, f"已办结：{args.outcome}")
