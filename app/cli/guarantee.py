"""huicun guarantee: joint-liability guarantee groups."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, money, today, verb
from app.cli.records import listed, one, plain


def configure(parser: ArgumentParser) -> None:
    """`guarantee form|change|dissolve|shares NAME`, `guarantee list`."""
    forming = verb(parser, "form", form, "登记联保小组")
    forming.add_argument("--household", action="append", required=True, metavar="NO", help="户编号，可写多次")
    forming.add_argument("--bank", default="")
    forming.add_argument("--amount", type=money)
    forming.add_argument("--society", default="", help="为哪个互助社联保")
    forming.add_argument("--already-done", action="store_true", help="银行已经办了，补录")
    changing = verb(parser, "change", change, "联保户加入或退出")
    changing.add_argument("--joins", default="", metavar="NO")
    changing.add_argument("--leaves", default="", metavar="NO")
    for each in (forming, changing):
        each.add_argument("--reason", default="")
    dissolving = verb(parser, "dissolve", dissolve, "解散联保小组")
    sharing = verb(parser, "shares", shares, "借款人不还时各户分担多少")
    sharing.add_argument("--borrower", required=True, metavar="NO")
    sharing.add_argument("--amount", type=money, required=True)
    for each in (forming, changing, dissolving, sharing):
        each.add_argument("name", metavar="NAME", help="联保小组名称")
    verb(parser, "list", list_, "联保小组清单")


def form(args: argparse.Namespace) -> Answer:
    """Form a group."""
    from app.cli.book import open_book_from
    from app.services.guarantees import form_group

    with open_book_from(args) as book:
        view = form_group(
            book,
            name=args.name,
            households=args.household,
            on=today(args),
            bank=args.bank,
            amount=args.amount,
            society=args.society,
            already_done=args.already_done,
            reason=args.reason,
        )
    told = [f"提醒：{finding.text}" for finding in view.findings]
    return one(view, "\n".join([f"已登记联保小组：{view.name}，{len(view.households)} 户", *told]))


def change(args: argparse.Namespace) -> Answer:
    """One household joins or leaves."""
    from app.cli.book import open_book_from
    from app.services.guarantees import change_group

    with open_book_from(args) as book:
        change_group(book, args.name, on=today(args), joins=args.joins, leaves=args.leaves, reason=args.reason)
    return Answer({"name": args.name}, "已登记变更")


def dissolve(args: argparse.Namespace) -> Answer:
    """The group ends."""
    from app.cli.book import open_book_from
    from app.services.guarantees import dissolve_group

    with open_book_from(args) as book:
        dissolve_group(book, args.name, on=today(args))
    return Answer({"name": args.name}, "已登记解散")


def shares(args: argparse.Namespace) -> Answer:
    """What each other household stands for."""
    from app.cli.book import open_book_from
    from app.services.guarantees import shares_of

    with open_book_from(args) as book, book.read() as session:
        found = shares_of(session, args.name, borrower=args.borrower, amount=args.amount, on=today(args))
    return Answer({"shares": plain(found)}, "\n".join(f"{number}  {share:,.2f} 元" for number, share in found.items()))


def list_(args: argparse.Namespace) -> Answer:
    """All groups of the day."""
    from app.cli.book import open_book_from
    from app.services.guarantees import list_groups

    with open_book_from(args) as book, book.read() as session:
        views = list_groups(session, today(args))
    return listed("groups", views, lambda view: f"{view.name}  {len(view.households)} 户  {view.bank}", "个")
