"""huicun panel: the village's risk panel."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`panel appoint`, `panel dismiss ID`, `panel list`."""
    appointing = verb(parser, "appoint", appoint, "登记风控小组成员")
    appointing.add_argument("--name", required=True)
    appointing.add_argument("--post", default="成员", help="组长、副组长、成员")
    appointing.add_argument("--standing", default="", help="乡村干部、群众代表")
    appointing.add_argument("--phone", default="")
    appointing.add_argument("--village", default="")
    dismissing = verb(parser, "dismiss", dismiss, "成员离任")
    dismissing.add_argument("member", metavar="ID")
    listing = verb(parser, "list", list_, "风控小组名单")
    listing.add_argument("--past", action="store_true", help="连已离任的")


def appoint(args: argparse.Namespace) -> Answer:
    """Somebody joins."""
    from app.cli.book import open_book_from
    from app.services import panel

    with open_book_from(args) as book:
        row_id = panel.appoint(
            book,
            name=args.name,
            on=today(args),
            post=args.post,
            stands_for=args.standing,
            phone=args.phone,
            village=args.village,
        )
    return Answer({"id": row_id}, f"已登记：{args.name} {args.post}")


def dismiss(args: argparse.Namespace) -> Answer:
    """Somebody leaves."""
    from app.cli.book import open_book_from
    from app.services import panel

    with open_book_from(args) as book:
        panel.dismiss(book, args.member, on=today(args))
    return Answer({"id": args.member, "until_on": plain(today(args))}, "已登记离任")


def list_(args: argparse.Namespace) -> Answer:
    """The panel of the day."""
    from app.cli.book import open_book_from
    from app.services.panel import panel_on

    with open_book_from(args) as book, book.read() as session:
        views = panel_on(session, today(args), past=args.past)
    return listed("panel", views, lambda view: f"{view.post}  {view.name}  {view.standing}", "人")
