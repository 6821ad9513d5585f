"""huicun correction: the township proposes another value for a column of a village's row."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.parser import Answer, ArgumentParser, today, verb

STANDING = {"on_its_way": "还没有回音", "done": "村里已接受", "refused": "村里退回"}


def configure(parser: ArgumentParser) -> None:
    """Proposing, what was answered, taking back."""
    proposing = verb(parser, "propose", propose, "对村里的一行提更正建议，随回执带回村里")
    proposing.add_argument("village", metavar="CODE", help="村账代码")
    proposing.add_argument("table", metavar="TABLE", help="登记种类，如 household、member")
    proposing.add_argument("row", metavar="ID", help="那一行的编号")
    proposing.add_argument("column", metavar="COLUMN", help="栏目，如 address、phone")
    proposing.add_argument("--to", required=True, metavar="VALUE", help="改成什么；金额以元为单位，利率为每年百分之几")
    proposing.add_argument("--reason", required=True, metavar="TEXT")
    listing = verb(parser, "list", list_, "提过的更正建议和村里的答复")
    listing.add_argument("--village", default="", metavar="CODE")
    withdrawing = verb(parser, "withdraw", withdraw, "撤回更正建议")
    withdrawing.add_argument("id", metavar="ID")


def propose(args: argparse.Namespace) -> Answer:
    """A new proposal."""
    from app.cli.book import open_book_from
    from app.services.desk_proposals import propose_correction

    with open_book_from(args) as book:
        proposal = propose_correction(
            book, args.village, args.table, args.row, args.column, args.to, reason=args.reason, on=today(args)
        )
    return Answer({"id": proposal}, "已记下，下一份回执带回村里")


def list_(args: argparse.Namespace) -> Answer:
    """All of them with the villages' answers."""
    from app.cli.book import open_book_from
    from app.services.desk_proposals import sent_proposals

    with open_book_from(args) as book, book.read() as session:
        found = [
            asdict(one) | {"on": one.on.isoformat(), "standing": str(one.standing)}
            for one in sent_proposals(session, args.village)
        ]
    lines = [
        f"{one['id']}  {one['village']} {one['who']} {one['kind']}的{one['column']}：{one['old']} → {one['new']}　"
        f"{STANDING[one['standing']]}{'（' + one['answer'] + '）' if one['answer'] else ''}"
        for one in found
    ]
    return Answer({"proposals": found}, "\n".join(lines) or "还没有提过更正建议")


def withdraw(args: argparse.Namespace) -> Answer:
    """Take one back."""
    from app.cli.book import open_book_from
    from app.services.desk_proposals import withdraw_proposal

    with open_book_from(args) as book:
        withdraw_proposal(book, args.id)
    return Answer({"id": args.id}, "已撤回")
