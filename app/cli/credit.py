"""huicun credit: credit households and credit villages."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`credit award`, `credit review|revoke ID`, `credit list [--due]`."""
    awarding = verb(parser, "award", award, "评定信用户、信用村")
    awarding.add_argument("--kind", required=True, help="信用户、信用村")
    awarding.add_argument("--household", default="", metavar="NO")
    awarding.add_argument("--village", default="")
    awarding.add_argument("--by", required=True, help="评定单位")
    awarding.add_argument("--grade", default="")
    awarding.add_argument("--until", type=iso_date, metavar="D")
    awarding.add_argument("--document", default="", help="文号")
    awarding.add_argument("--reason", default="")
    reviewing = verb(parser, "review", review, "年审")
    reviewing.add_argument("--result", required=True, help="合格、不合格")
    revoking = verb(parser, "revoke", revoke, "撤销")
    for each, needed in ((reviewing, False), (revoking, True)):
        each.add_argument("title", metavar="ID")
        each.add_argument("--by", default="")
        each.add_argument("--reason", required=needed, default="")
    listing = verb(parser, "list", list_, "信用户、信用村名单")
    listing.add_argument("--kind", default="")
    listing.add_argument("--due", action="store_true", help="只看该年审的")


def award(args: argparse.Namespace) -> Answer:
    """Give a title."""
    from app.cli.book import open_book_from
    from app.services import credit_titles

    with open_book_from(args) as book:
        row_id, findings = credit_titles.award(
            book,
            kind=args.kind,
            by=args.by,
            on=today(args),
            household_number=args.household,
            village=args.village,
            grade=args.grade,
            until=args.until,
            document=args.document,
            reason=args.reason,
        )
    return Answer({"id": row_id, "findings": plain(findings)}, f"已登记：{args.kind}")


def review(args: argparse.Namespace) -> Answer:
    """年审."""
    return _step(args, "年审", args.result)


def revoke(args: argparse.Namespace) -> Answer:
    """撤销."""
    return _step(args, "撤销", "")


def list_(args: argparse.Namespace) -> Answer:
    """All titles, or those whose review is due."""
    from app.cli.book import open_book_from
    from app.services.credit_titles import list_titles, reviews_due

    with open_book_from(args) as book, book.read() as session:
        if args.due:
            views = [view for view in reviews_due(session, today(args)) if args.kind in ("", view.kind)]
        else:
            views = list_titles(session, today(args), kind=args.kind)
    return listed(
        "titles", views, lambda view: f"{view.kind}  {view.head or view.village}  {view.on}  {view.state}", "个"
    )


def _step(args: argparse.Namespace, step: str, result: str) -> Answer:
    from app.cli.book import open_book_from
    from app.services import credit_titles

    with open_book_from(args) as book:
        credit_titles.review(book, args.title, step=step, on=today(args), result=result, by=args.by, reason=args.reason)
    return Answer({"id": args.title, "step": step, "result": result}, f"已登记{step}")
