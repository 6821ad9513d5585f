"""huicun backup: make one now, list them, restore one, or gather what still reads of a damaged book."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, verb

if TYPE_CHECKING:
    from app.storage.backup import Backup


def configure(parser: ArgumentParser) -> None:
    """make, list, restore, place, rescue."""
    make = verb(parser, "make", run_make, "现在做一个备份")
    make.add_argument("--to", type=Path, metavar="DIR", help="再复制一份到这个文件夹（U盘）")
    verb(parser, "list", run_list, "列出备份")
    restore = verb(parser, "restore", run_restore, "还原一个备份，现在的账本先另存")
    restore.add_argument("id", metavar="ID", help="备份的编号，或它的文件夹")
    place = verb(parser, "place", run_place, "第二处：以后每个备份在那里也放一份；不写文件夹就看现在的")
    place.add_argument("dir", type=Path, nargs="?", metavar="DIR", help="另一块硬盘或U盘上的文件夹")
    rescue = verb(parser, "rescue", run_rescue, "从坏了的账本里救出还读得出来的")
    rescue.add_argument("--to", type=Path, required=True, metavar="DIR", help="放救出来的账本的新文件夹")


def run_make(args: argparse.Namespace) -> Answer:
    """Back up the book."""
    from app.cli.book import open_book_from
    from app.services.backups import make_backup_now

    with open_book_from(args) as book:
        made = make_backup_now(book, to=args.to)
    data = {**_data(made.backup), "copy": str(made.copy) if made.copy else None}
    text = f"已做好备份并读回核对：{_line(made.backup)}"
    if made.copy:
        text += f"\n另一份在 {made.copy}"
    return Answer(data=data, text=text)


def run_list(args: argparse.Namespace) -> Answer:
    """List the backups; needs no password, for they show no personal data."""
    from app.cli.book import book_folder
    from app.domain.errors import NoBookError
    from app.services.backups import backup_lines
    from app.services.folders import has_book

    folder = book_folder(args)
    lines = backup_lines(folder)
    if not lines and not has_book(folder):
        raise NoBookError(str(folder))
    data = {"backups": [{**_data(line.backup), "todays_password": line.todays_password} for line in lines]}
    text = "\n".join(
        _line(line.backup) + ("" if line.todays_password else "　（用做备份那天的密码打开）") for line in lines
    )
    return Answer(data=data, text=text or "还没有备份。")


def run_place(args: argparse.Namespace) -> Answer:
    """Choose the second place, or say where it is and how long ago a copy went there."""
    import time
    from datetime import datetime

    from app.cli.book import book_folder
    from app.domain.errors import NoBookError
    from app.services.backups import second_place_view, use_second_place
    from app.services.folders import has_book
    from app.storage.book import CHINA

    folder = book_folder(args)
    if not has_book(folder):
        raise NoBookError(str(folder))
    if args.dir is not None:
        use_second_place(folder, args.dir.expanduser().absolute())
    view = second_place_view(folder, datetime.fromtimestamp(time.time(), CHINA))
    data = {"place": str(view.folder) if view.folder else None, "days_since": view.days}
    if view.folder is None:
        return Answer(data, "还没有选第二处。请插上U盘，再写 huicun backup place 加上面的文件夹。")
    copied = "还没有复制过" if view.days is None else "今天复制过" if not view.days else f"上次复制是 {view.days} 天前"
    return Answer(data, f"第二处是 {view.folder}，{copied}。")


def run_restore(args: argparse.Namespace) -> Answer:
    """Restore over the book, which must not be open."""
    from app.cli.book import book_folder, password_from
    from app.services.backups import restore_backup

    done = restore_backup(book_folder(args), args.id, password_from())
    kept = done.saved.id if done.saved else None
    data = {
        "restored": done.backup_id,
        "saved": kept,
        "set_aside": str(done.set_aside) if done.set_aside else None,
    }
    text = f"已还原备份 {done.backup_id}。"
    if kept:
        text += f"还原前的账本存成了备份 {kept}。"
    elif done.set_aside:
        text += f"还原前的文件原样留在 {done.set_aside}。"
    return Answer(data=data, text=text)


def run_rescue(args: argparse.Namespace) -> Answer:
    """Gather what still reads into a new folder; `backup restore DIR` puts it in the book's place."""
    from app.cli.book import book_folder, password_from
    from app.storage.rescue import rescue

    found = rescue(book_folder(args), password_from(), args.to)
    data = {
        "folder": str(found.folder),
        "read": found.read,
        "from_journal": found.from_journal,
        "damaged_tables": list(found.damaged_tables),
    }
    text = f"读出 {found.read} 条，按日志补回 {found.from_journal} 条，放在 {found.folder}。坏了的账本没有动。\n"
    text += "请先核对，再用 huicun backup restore 加这个文件夹，放回原处。"
    return Answer(data=data, text=text)


def _data(backup: Backup) -> dict[str, Any]:
    shown = asdict(backup)
    for inner in ("format", "source", "epoch_no"):
        shown.pop(inner)
    return shown


def _line(backup: Backup) -> str:
    newest = backup.newest_entry[:16].replace("T", " ") or "无"
    made = backup.made_at[:16].replace("T", " ")
    size = max(1, backup.size // 1024)
    return f"{backup.id}　{made}　{size} KB　农户 {backup.households}　最后一笔 {newest}　{backup.reason}"
