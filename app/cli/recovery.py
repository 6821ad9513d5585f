"""huicun recovery: steps of collection and recovery against a loan, and the limitation that runs out."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, money, today, verb, whole
from app.cli.records import listed, one


def configure(parser: ArgumentParser) -> None:
    """`recovery add`, `recovery list`, `recovery limitation`."""
    adding = verb(parser, "add", add, "登记一次催收或追偿")
    adding.add_argument("contract", metavar="C", help="借据号")
    adding.add_argument("--kind", required=True, help="上门催收、约谈、联合清收、起诉、判决、执行、失信……")
    adding.add_argument("--by", default="", metavar="NAME")
    adding.add_argument("--document", default="", help="文书号、案号")
    adding.add_argument("--result", default="")
    adding.add_argument("--not-reached", action="store_true", help="没有见到本人或同住家属")
    adding.add_argument("--fruitless", action="store_true", help="追偿无果")
    adding.add_argument("--recovered", type=money, default=None, metavar="A", help="追回金额（元）")
    adding.add_argument("--recovered-for", default="", help="承贷银行、保险公司、风险补偿金")
    listing = verb(parser, "list", list_steps, "一笔贷款的催收、追偿记录")
    listing.add_argument("contract", metavar="C")
    limiting = verb(parser, "limitation", limitation, "诉讼时效快要届满的贷款")
    limiting.add_argument("--within", type=whole, default=180, metavar="DAYS")


def add(args: argparse.Namespace) -> Answer:
    """Record one step as it was reported."""
    from app.cli.book import open_book_from
    from app.domain.money import ZERO
    from app.services.recovery import record_step

    with open_book_from(args) as book:
        view = record_step(
            book,
            args.contract,
            kind=args.kind,
            on=today(args),
            by=args.by,
            reached=not args.not_reached,
            fruitless=args.fruitless,
            document=args.document,
            result=args.result,
            recovered=ZERO if args.recovered is None else args.recovered,
            recovered_for=args.recovered_for,
        )
    return one(view, f"{view.note_number} {view.on} {view.kind}{'，时效重新计算' if view.interrupts else ''}")


def list_steps(args: argparse.Namespace) -> Answer:
    """The steps against one loan."""
    from app.cli.book import open_book_from
    from app.services.lookup import loan_noted
    from app.services.recovery import steps_of

    with open_book_from(args) as book, book.read() as session:
        views = steps_of(session, loan_noted(session, args.contract))
    return listed("steps", views, lambda view: f"{view.on} {view.kind} {view.by} {view.result}")


def limitation(args: argparse.Namespace) -> Answer:
    """Loans whose limitation runs out."""
    from app.cli.book import open_book_from
    from app.services.recovery import limitation_lines

    with open_book_from(args) as book, book.read() as session:
        found = limitation_lines(session, today(args), args.within)
    data = [
        {
            "contract": each.line.loan.note_number,
            "household": each.line.household.number,
            "borrower": each.line.borrower.name,
            "last_day": each.last_day.isoformat(),
            "days_left": each.days_left,
            "interrupted_on": each.interrupted_on.isoformat() if each.interrupted_on else None,
        }
        for each in found
    ]
    lines = [f"{row['contract']} {row['borrower']} 时效到 {row['last_day']}，剩 {row['days_left']} 天" for row in data]
    return Answer({"limitation": data}, "\n".join([*lines, f"共 {len(data)} 笔"]))
