"""huicun fund: village funds and what they moved."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`fund open|in|out|close NAME`, `fund list`, `fund movements`."""
    opening = verb(parser, "open", open_, "登记一项村级资金")
    opening.add_argument("--kind", required=True, help="产业发展基金、集体经济资金、互助资金、风险互助金")
    opening.add_argument("--village", default="")
    coming = verb(parser, "in", in_, "登记收入")
    going = verb(parser, "out", out, "登记支出")
    for each in (coming, going):
        each.add_argument("--amount", type=money, required=True)
        each.add_argument("--summary", required=True, help="摘要")
        each.add_argument("--source", default="", help="来源")
        each.add_argument("--beneficiary", default="", help="使用对象")
        each.add_argument("--household", default="", metavar="NO")
        each.add_argument("--note", default="", metavar="NO", help="代还的借据号")
        each.add_argument("--approver", default="", help="审批人")
        each.add_argument("--voucher", default="", help="凭证号")
        each.add_argument("--already-done", action="store_true", help="钱已经付了，补录")
        each.add_argument("--reason", default="")
    closing = verb(parser, "close", close, "销户")
    for each in (opening, coming, going, closing):
        each.add_argument("name", metavar="NAME", help="资金名称")
    verb(parser, "list", list_, "各项资金的结余")
    moving = verb(parser, "movements", movements, "收支明细")
    moving.add_argument("--fund", default="", metavar="NAME")
    moving.add_argument("--since", type=iso_date, metavar="D")


def open_(args: argparse.Namespace) -> Answer:
    """Record a fund."""
    from app.cli.book import open_book_from
    from app.services.funds import open_fund

    with open_book_from(args) as book:
        name = open_fund(book, name=args.name, kind=args.kind, on=today(args), village=args.village)
    return Answer({"name": name}, f"已登记：{name}")


def in_(args: argparse.Namespace) -> Answer:
    """收入."""
    return _move(args, "收入")


def out(args: argparse.Namespace) -> Answer:
    """支出."""
    return _move(args, "支出")


def close(args: argparse.Namespace) -> Answer:
    """The fund ends."""
    from app.cli.book import open_book_from
    from app.services.funds import close_fund

    with open_book_from(args) as book:
        close_fund(book, args.name, on=today(args))
    return Answer({"name": args.name}, f"已销户：{args.name}")


def list_(args: argparse.Namespace) -> Answer:
    """All funds of the day."""
    from app.cli.book import open_book_from
    from app.services.funds import list_funds

    with open_book_from(args) as book, book.read() as session:
        views = list_funds(session, today(args))
    return listed("funds", views, lambda view: f"{view.name}  {view.kind}  结余 {view.balance:,.2f} 元", "项")


def movements(args: argparse.Namespace) -> Answer:
    """All movements."""
    from app.cli.book import open_book_from
    from app.services.funds import list_movements

    with open_book_from(args) as book, book.read() as session:
        views = list_movements(session, today(args), fund=args.fund, since=args.since)
    return listed(
        "movements",
        views,
        lambda view: f"{view.on}  {view.fund}  {view.direction} {view.amount:,.2f}  结余 {view.balance:,.2f}",
        "笔",
    )


def _move(args: argparse.Namespace, direction: str) -> Answer:
    from app.cli.book import open_book_from
    from app.services.funds import record_movement

    with open_book_from(args) as book:
        view, findings = record_movement(
            book,
            args.name,
            direction=direction,
            amount=args.amount,
            on=today(args),
            summary=args.summary,
            source=args.source,
            beneficiary=args.beneficiary,
            household_number=args.household,
            note_number=args.note,
            approver=args.approver,
            voucher=args.voucher,
            already_done=args.already_done,
            reason=args.reason,
        )
    told = [f"提醒：{finding.text}" for finding in findings]
    text = "\n".join([f"已登记{direction}，结余 {view.balance:,.2f} 元", *told])
    return Answer({**plain(view), "findings": plain(findings)}, text)
