"""huicun handout: the township offers data files and list changes to its villages; they go out with the receipts."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, today, verb

KINDS = ("policy", "rates", "score-sheet", "form", "ledger", "code-list", "message")


def configure(parser: ArgumentParser) -> None:
    """Data files, lists, what was answered."""
    data = verb(parser, "data", data_, "下发政策包、评分表、表格、台账等资料文件")
    data.add_argument("kind", choices=KINDS)
    data.add_argument("file", type=Path, metavar="FILE.toml")
    data.add_argument("--village", action="append", default=[], metavar="CODE", help="只给这个村；不写就是各村")
    roster = verb(parser, "roster", roster_, "下发名单：各村收到自己的那几行")
    roster.add_argument("file", type=Path, metavar="FILE")
    roster.add_argument("--sheet", default=None, metavar="S")
    verb(parser, "list", list_, "下发过什么，村里怎么答复")
    withdrawing = verb(parser, "withdraw", withdraw, "撤回下发的文件")
    withdrawing.add_argument("id", metavar="ID")


def data_(args: argparse.Namespace) -> Answer:
    """A data file for some villages or all."""
    from app.cli.book import open_book_from
    from app.services.desk_files import send_data_file

    with open_book_from(args) as book:
        ids = send_data_file(book, args.kind, args.file, on=today(args), villages=args.village)
    return Answer({"files": ids}, "已记下，下一份回执带给村里")


def roster_(args: argparse.Namespace) -> Answer:
    """A list, split by village."""
    from app.cli.book import open_book_from
    from app.services.desk_files import send_roster

    with open_book_from(args) as book:
        sent = send_roster(book, args.file, on=today(args), sheet=args.sheet)
    lines = [f"{code}：{count} 人" for code, count in sent.items()]
    return Answer({"villages": sent}, "\n".join(lines))


def list_(args: argparse.Namespace) -> Answer:
    """All of them with the villages' answers."""
    from app.cli.book import open_book_from
    from app.services.desk_files import sent_files

    with open_book_from(args) as book, book.read() as session:
        found = [
            asdict(one) | {"on": one.on.isoformat(), "standing": str(one.standing), "refused": dict(one.refused)}
            for one in sent_files(session)
        ]
    lines = [
        f"{one['id']}  {one['word']} {one['title']}（{one['village']}）：{one['accepted']} 个村接受，"
        f"{len(one['refused'])} 个村退回"
        for one in found
    ]
    return Answer({"files": found}, "\n".join(lines) or "还没有下发过")


def withdraw(args: argparse.Namespace) -> Answer:
    """Take one back."""
    from app.cli.book import open_book_from
    from app.services.desk_files import withdraw_file

    with open_book_from(args) as book:
        withdraw_file(book, args.id)
    return Answer({"id": args.id}, "已撤回；已经接受的村不受影响")
