"""huicun incoming: what the township's receipt brought; the village accepts it, or refuses it with a reason."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.parser import Answer, ArgumentParser, today, verb


def configure(parser: ArgumentParser) -> None:
    """Looking, accepting, refusing."""
    verb(parser, "list", list_, "乡镇带来、还没有答复的事")
    showing = verb(parser, "show", show, "接受这个文件会改动什么")
    showing.add_argument("id", metavar="ID")
    accepting = verb(parser, "accept", accept, "接受，照它改")
    accepting.add_argument("id", metavar="ID")
    refusing = verb(parser, "refuse", refuse, "退回，写明理由")
    refusing.add_argument("id", metavar="ID")
    refusing.add_argument("--reason", required=True, metavar="TEXT")


def list_(args: argparse.Namespace) -> Answer:
    """What waits for an answer."""
    from app.cli.book import open_book_from
    from app.services.incoming_view import waiting_items

    with open_book_from(args) as book, book.read() as session:
        found = [asdict(one) | {"on": one.on.isoformat()} for one in waiting_items(session)]
    lines = [
        f"{one['id']}  {one['word']} {one['who']} {one['text']}{'（' + one['reason'] + '）' if one['reason'] else ''}"
        for one in found
    ]
    return Answer({"items": found}, "\n".join(lines) or "没有要答复的事")


def show(args: argparse.Namespace) -> Answer:
    """What a file would change."""
    from app.cli.book import open_book_from
    from app.services.incoming_acts import look_at_file

    with open_book_from(args) as book:
        view = look_at_file(book, args.id, on=today(args))
    return Answer({"changes": list(view.changes)}, "\n".join(view.changes) or "和现在的一样，没有改动")


def accept(args: argparse.Namespace) -> Answer:
    """Do it."""
    from app.cli.book import open_book_from
    from app.services.incoming_acts import accept_item

    with open_book_from(args) as book:
        accept_item(book, args.id, on=today(args))
    return Answer({"id": args.id}, "已接受，下一个交换包告诉乡镇")


def refuse(args: argparse.Namespace) -> Answer:
    """Say why not."""
    from app.cli.book import open_book_from
    from app.services.incoming import refuse_item

    with open_book_from(args) as book:
        refuse_item(book, args.id, args.reason, on=today(args))
    return Answer({"id": args.id}, "已退回，下一个交换包告诉乡镇")
