"""huicun pledge: livestock pledges and forest-right mortgages."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, money, rate, today, verb
from app.cli.records import listed, per_cent, plain

if TYPE_CHECKING:
    from app.services.pledges import PledgeView


def configure(parser: ArgumentParser) -> None:
    """`pledge take|value|draw|repay|release NUMBER`, `pledge list`."""
    taking = verb(parser, "take", take, "登记活体质押、林权抵押")
    taking.add_argument("--kind", required=True, help="活体质押、林权抵押")
    taking.add_argument("--bank", required=True)
    taking.add_argument("--subject", required=True, help="质押抵押物")
    taking.add_argument("--household", default="", metavar="NO")
    taking.add_argument("--entity", default="", metavar="NAME", help="新型经营主体")
    taking.add_argument("--certificate", default="", help="林权证号、耳标清单")
    valuing = verb(parser, "value", value, "重新作价")
    for each in (taking, valuing):
        each.add_argument("--value", type=money, required=True, help="市场价值（元）")
        each.add_argument("--share", type=rate, required=True, help="贷款系数（%%）")
        each.add_argument("--by", default="", help="作价人")
    drawing = verb(parser, "draw", draw, "额度内支用")
    repaying = verb(parser, "repay", repay, "归还")
    for each in (drawing, repaying):
        each.add_argument("--amount", type=money, required=True)
        each.add_argument("--voucher", default="")
        each.add_argument("--already-done", action="store_true", help="银行已经办了，补录")
    releasing = verb(parser, "release", release, "解除")
    for each in (taking, valuing, drawing, repaying):
        each.add_argument("--reason", default="")
    for each in (taking, valuing, drawing, repaying, releasing):
        each.add_argument("number", metavar="NUMBER", help="质押抵押编号")
    verb(parser, "list", list_, "质押抵押清单")


def take(args: argparse.Namespace) -> Answer:
    """Record a pledge."""
    from app.cli.book import open_book_from
    from app.services.pledges import take_pledge

    with open_book_from(args) as book:
        view = take_pledge(
            book,
            number=args.number,
            kind=args.kind,
            bank=args.bank,
            subject=args.subject,
            value=args.value,
            share=args.share,
            on=today(args),
            household_number=args.household,
            entity=args.entity,
            certificate=args.certificate,
            by=args.by,
            reason=args.reason,
        )
    return _answer(view)


def value(args: argparse.Namespace) -> Answer:
    """Value it again."""
    from app.cli.book import open_book_from
    from app.services.pledges import value_again

    with open_book_from(args) as book:
        view = value_again(
            book, args.number, value=args.value, share=args.share, on=today(args), by=args.by, reason=args.reason
        )
    return _answer(view)


def draw(args: argparse.Namespace) -> Answer:
    """支用."""
    return _move(args, "支用")


def repay(args: argparse.Namespace) -> Answer:
    """归还."""
    return _move(args, "归还")


def release(args: argparse.Namespace) -> Answer:
    """The pledge ends."""
    from app.cli.book import open_book_from
    from app.services import pledges

    with open_book_from(args) as book:
        pledges.release(book, args.number, on=today(args))
    return Answer({"number": args.number, "until_on": plain(today(args))}, "已解除")


def list_(args: argparse.Namespace) -> Answer:
    """All pledges of the day."""
    from app.cli.book import open_book_from
    from app.services.pledges import list_pledges

    with open_book_from(args) as book, book.read() as session:
        views = list_pledges(session, today(args))
    answer = listed("pledges", views, _line, "笔")
    return Answer({"pledges": [_data(view) for view in views]}, answer.text)


def _move(args: argparse.Namespace, direction: str) -> Answer:
    from app.cli.book import open_book_from
    from app.services import pledges

    with open_book_from(args) as book:
        view = pledges.move(
            book,
            args.number,
            direction=direction,
            amount=args.amount,
            on=today(args),
            voucher=args.voucher,
            already_done=args.already_done,
            reason=args.reason,
        )
    return _answer(view)


def _answer(view: PledgeView) -> Answer:
    told = [f"提醒：{finding.text}" for finding in view.findings]
    return Answer(_data(view), "\n".join([_line(view), *told]))


def _data(view: PledgeView) -> dict[str, object]:
    return {**plain(view), "share": per_cent(view.share)}


def _line(view: PledgeView) -> str:
    sums = f"额度 {view.line:,.2f}，已用 {view.drawn:,.2f}，剩 {view.free:,.2f}"
    return f"{view.number}  {view.owner}  {view.subject}  {sums}"
