"""huicun village: the villages of the book, their codes over time, and mergers."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, today, verb
from app.cli.records import listed


def configure(parser: ArgumentParser) -> None:
    """`village list|history`, `village rename|recode|merge VILLAGE`, `village code CODE`."""
    verb(parser, "list", list_, "本账本的村")
    verb(parser, "history", history, "更名、代码变更、并村的经过")
    renaming = verb(parser, "rename", rename, "更名")
    renaming.add_argument("--name", required=True, help="新村名")
    recoding = verb(parser, "recode", recode, "区划代码变更")
    recoding.add_argument("--code", required=True, metavar="12DIGITS", help="新代码")
    merging = verb(parser, "merge", merge, "并村")
    merging.add_argument("--into", required=True, metavar="VILLAGE")
    for each in (renaming, recoding, merging):
        each.add_argument("village", metavar="VILLAGE", help="村名或代码")
        each.add_argument("--document", default="", help="文号")
    asking = verb(parser, "code", code, "旧代码现在是哪个")
    asking.add_argument("code", metavar="CODE")


def list_(args: argparse.Namespace) -> Answer:
    """The villages."""
    from app.cli.book import open_book_from
    from app.services.villages import list_villages

    with open_book_from(args) as book, book.read() as session:
        views = list_villages(session)
    return listed("villages", views, lambda view: f"{view.code}  {view.name}  {view.households} 户", "个村")


def history(args: argparse.Namespace) -> Answer:
    """All changes."""
    from app.cli.book import open_book_from
    from app.services.villages import village_history

    with open_book_from(args) as book, book.read() as session:
        views = village_history(session)
    return listed(
        "changes", views, lambda v: f"{v.on}  {v.kind}  {v.old_code} {v.old_name} → {v.new_code} {v.new_name}"
    )


def rename(args: argparse.Namespace) -> Answer:
    """更名."""
    from app.cli.book import open_book_from
    from app.services.villages import rename_village

    with open_book_from(args) as book:
        rename_village(book, args.village, name=args.name, on=today(args), document=args.document)
    return Answer({"name": args.name}, f"已更名：{args.name}")


def recode(args: argparse.Namespace) -> Answer:
    """代码变更."""
    from app.cli.book import open_book_from
    from app.services.villages import recode_village

    with open_book_from(args) as book:
        moved = recode_village(book, args.village, code=args.code, on=today(args), document=args.document)
    return Answer({"code": args.code, "records": moved}, f"已变更代码：{args.code}，{moved} 条记录跟着改")


def merge(args: argparse.Namespace) -> Answer:
    """并村."""
    from app.cli.book import open_book_from
    from app.services.villages import merge_villages

    with open_book_from(args) as book:
        moved = merge_villages(book, args.village, into=args.into, on=today(args), document=args.document)
    return Answer({"into": args.into, "households": moved}, f"已并村：{moved} 户并入 {args.into}")


def code(args: argparse.Namespace) -> Answer:
    """The code that an old one has become."""
    from app.cli.book import open_book_from
    from app.services.villages import code_now

    with open_book_from(args) as book, book.read() as session:
        now = code_now(session, args.code, today(args))
    return Answer({"code": args.code, "now": now}, now)
