"""huicun promise: promises to repay, and what became of them."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb, whole
from app.cli.records import listed, one


def configure(parser: ArgumentParser) -> None:
    """`promise add`, `promise list`."""
    adding = verb(parser, "add", add, "登记还款承诺")
    adding.add_argument("contract", metavar="C", help="借据号")
    adding.add_argument("--until", type=iso_date, required=True, metavar="D", help="约定哪天还")
    adding.add_argument("--amount", type=money, default=None, metavar="A", help="默认全部应还")
    adding.add_argument("--by", default="", metavar="NAME", help="谁承诺的，默认借款人")
    adding.add_argument("--remark", default="")
    listing = verb(parser, "list", list_all, "还款承诺和兑现情况")
    listing.add_argument("--due-within", type=whole, default=None, metavar="DAYS", help="只看未兑现的和快到的")


def add(args: argparse.Namespace) -> Answer:
    """Record a promise."""
    from app.cli.book import open_book_from
    from app.services.promises import record_promise

    with open_book_from(args) as book:
        view = record_promise(
            book,
            args.contract,
            on=today(args),
            until=args.until,
            amount=args.amount,
            promised_by=args.by,
            remark=args.remark,
        )
    return one(view, f"{view.note_number} {view.borrower} 约 {view.until} 还")


def list_all(args: argparse.Namespace) -> Answer:
    """Promises with what became of them."""
    from app.cli.book import open_book_from
    from app.services.promises import list_promises, promises_due

    with open_book_from(args) as book, book.read() as session:
        if args.due_within is None:
            views = list_promises(session, today(args))
        else:
            views = promises_due(session, today(args), args.due_within)
    return listed("promises", views, lambda view: f"{view.until} {view.note_number} {view.borrower} {view.state}")
