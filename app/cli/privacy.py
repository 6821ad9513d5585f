"""huicun privacy: whose data is no longer needed, and destroying it; the consent is printed by `forms print`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, today, verb

if TYPE_CHECKING:
    from app.services.erasing import Kept


def configure(parser: ArgumentParser) -> None:
    """privacy due, privacy show NO, privacy erase NO."""
    verb(parser, "due", due, "列出保存期已过的农户")
    one = verb(parser, "show", show, "一户的资料保存到哪天、为什么还要留")
    erasing = verb(parser, "erase", erase, "抹去一户：记录成为空行，日志里的内容销毁，扫描件删除")
    for each in (one, erasing):
        each.add_argument("number", metavar="NO", help="户编号")
        each.add_argument("--withdrawn", action="store_true", help="本户撤回了同意（撤回书已收存）")


def due(args: argparse.Namespace) -> Answer:
    """The households whose retention has run out."""
    from app.cli.book import open_book_from
    from app.services.erasing import run_out

    with open_book_from(args) as book, book.read() as session:
        kept = run_out(session, today(args))
    lines = [f"{each.number}  {each.head}  {each.group}  保存期到 {each.until}" for each in kept]
    return Answer({"due": [_data(each) for each in kept]}, "\n".join([*lines, f"保存期已过的共 {len(kept)} 户"]))


def show(args: argparse.Namespace) -> Answer:
    """One household: until when, and what binds it."""
    from app.cli.book import open_book_from
    from app.services.erasing import kept_until

    with open_book_from(args) as book, book.read() as session:
        kept = kept_until(session, args.number, today(args), withdrawn=args.withdrawn)
    until = f"保存到 {kept.until}" if kept.until else "没有到期日"
    return Answer(_data(kept), f"{kept.number}  {kept.head}  {until}\n{kept.why or '现在可以抹去'}")


def erase(args: argparse.Namespace) -> Answer:
    """Destroy one household's values; cannot be undone."""
    from app.cli.book import open_book_from
    from app.services.erasing import AFTERWARDS, erase_household

    with open_book_from(args) as book:
        done = erase_household(book, args.number, on=today(args), withdrawn=args.withdrawn)
    text = (
        f"已抹去户 {done.number}：{done.rows} 条记录成为空行，{done.scans} 个扫描件已删，"
        f"日志第 {done.entry} 条起有登记。\n{AFTERWARDS}"
    )
    data = {"household": done.number, "rows": done.rows, "scans": done.scans, "entry": done.entry}
    return Answer(data, text)


def _data(kept: Kept) -> dict[str, Any]:
    day = {
        name: value.isoformat() if value else None for name, value in (("until", kept.until), ("left", kept.left_on))
    }
    return {"household": kept.number, "head": kept.head, "group": kept.group, **day, "why": kept.why}
