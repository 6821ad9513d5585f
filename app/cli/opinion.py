"""huicun opinion: the township's (bank's, county's) opinions on applications of its villages, one text for many."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.parser import Answer, ArgumentParser, today, verb, yuan

STAGES = ("township", "bank", "county")


def configure(parser: ArgumentParser) -> None:
    """What waits, writing, what became of it."""
    waiting = verb(parser, "waiting", waiting_, "等着签意见的申请")
    waiting.add_argument("--stage", choices=STAGES, default="")
    writing = verb(parser, "write", write, "给一份或许多份申请签意见，随回执带回村里")
    writing.add_argument("applications", nargs="+", metavar="CODE/APP", help="村账代码/申请编号")
    writing.add_argument("--stage", choices=STAGES, required=True)
    writing.add_argument("--result", choices=("pass", "refuse", "supplement"), required=True)
    writing.add_argument("--by", required=True, metavar="NAME")
    writing.add_argument("--note", default="", metavar="TEXT")
    listing = verb(parser, "list", list_, "签过的意见，到了没有")
    listing.add_argument("--village", default="", metavar="CODE")
    withdrawing = verb(parser, "withdraw", withdraw, "撤回还没有到村里的意见")
    withdrawing.add_argument("id", metavar="ID")


def waiting_(args: argparse.Namespace) -> Answer:
    """Applications whose next opinion is ours."""
    from app.cli.book import open_book_from
    from app.services.desk_opinions import waiting_applications

    with open_book_from(args) as book, book.read() as session:
        found = [
            {
                "village_book": one.village_book,
                "village": one.village,
                "application": one.view.number,
                "borrower": one.view.borrower,
                "amount": yuan(one.view.amount),
                "applied_on": one.view.applied_on.isoformat(),
                "next_stage": one.view.next_stage.id if one.view.next_stage else None,
            }
            for one in waiting_applications(session, args.stage)
        ]
    lines = [
        f"{one['village']} {one['village_book']}/{one['application']}　{one['borrower']}　{one['amount']} 元"
        for one in found
    ]
    return Answer({"waiting": found}, "\n".join(lines) or "没有等着签意见的申请")


def write(args: argparse.Namespace) -> Answer:
    """One opinion on each of them."""
    from app.cli.book import open_book_from
    from app.domain.errors import InputError
    from app.services.desk_opinions import write_opinions

    chosen = []
    for text in args.applications:
        code, slash, number = text.partition("/")
        if not slash:
            raise InputError("申请", f"要写成 村账代码/申请编号，现在是 {text}")
        chosen.append((code, number))
    with open_book_from(args) as book:
        ids = write_opinions(
            book, chosen, stage=args.stage, result=args.result, by=args.by, on=today(args), note=args.note
        )
    return Answer({"opinions": ids}, f"签了 {len(ids)} 份意见，下一份回执带回村里")


def list_(args: argparse.Namespace) -> Answer:
    """What was written, and how far it came."""
    from app.cli.book import open_book_from
    from app.services.desk_opinions import sent_opinions

    words = {"on_its_way": "还没有回音", "done": "村里已登记", "refused": "村里退回"}
    with open_book_from(args) as book, book.read() as session:
        found = [
            asdict(one) | {"on": one.on.isoformat(), "standing": str(one.standing)}
            for one in sent_opinions(session, args.village)
        ]
    lines = [
        f"{one['id']}  {one['village']} {one['number']}　{words[one['standing']]}{_why(one['reason'])}" for one in found
    ]
    return Answer({"opinions": found}, "\n".join(lines) or "还没有签过意见")


def withdraw(args: argparse.Namespace) -> Answer:
    """Take one back."""
    from app.cli.book import open_book_from
    from app.services.desk_opinions import withdraw_opinion

    with open_book_from(args) as book:
        withdraw_opinion(book, args.id)
    return Answer({"id": args.id}, "已撤回")


def _why(reason: str) -> str:
    return f"（{reason}）" if reason else ""
