"""huicun update: look at a signed update on a stick, set it up beside the old version, go back to another."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, verb

if TYPE_CHECKING:
    from app.services.update_file import Update
    from app.services.updates import Version


def configure(parser: ArgumentParser) -> None:
    """show, install, list, use."""
    show = verb(parser, "show", run_show, "看一个更新包：谁签的、哪一版")
    install = verb(parser, "install", run_install, "先备份账本，再装上更新包；旧版本留着")
    for one in (show, install):
        one.add_argument("file", type=Path, metavar="FILE", help="更新包（.hcupdate）")
    verb(parser, "list", run_list, "列出这台电脑上的版本")
    use = verb(parser, "use", run_use, "下次启动用哪一版")
    use.add_argument("version", metavar="VERSION", help="版本号")


def run_show(args: argparse.Namespace) -> Answer:
    """Check the signature and say what it is; nothing is written."""
    from app.services.updates import look_at

    update = look_at(args.file)
    return Answer(_data(update), f"更新包 {update.head.version}，签名有效，{len(update.head.files)} 个文件。")


def run_install(args: argparse.Namespace) -> Answer:
    """Back up the book where there is one, then set the update up."""
    from app.cli.book import book_folder, open_book_from
    from app.services.backups import make_backup_now
    from app.services.folders import has_book, program_folder
    from app.services.updates import look_at, set_up

    update = look_at(args.file)
    backup = None
    if has_book(book_folder(args)):
        with open_book_from(args) as book:
            backup = make_backup_now(book).backup.id
    place = set_up(update, program_folder())
    data = {**_data(update), "installed": str(place), "backup": backup}
    first = f"账本已备份（{backup}）。" if backup else ""
    return Answer(data, f"{first}{update.head.version} 已装好并读回核对，下次启动就用它；旧版本还在。")


def run_list(_args: argparse.Namespace) -> Answer:
    """The versions that can run."""
    from app.services.folders import program_folder
    from app.services.updates import versions

    found = versions(program_folder())
    data = {"versions": [{"version": one.version, "chosen": one.chosen, "running": one.running} for one in found]}
    return Answer(data, "\n".join(_line(one) for one in found))


def run_use(args: argparse.Namespace) -> Answer:
    """Choose what runs from the next start on."""
    from app.services.folders import program_folder
    from app.services.updates import use_version

    chosen = use_version(args.version, program_folder())
    text = f"下次启动用 {chosen.version}。"
    if chosen.older:
        text += "账本若已升级过，旧版本不会打开它；要用旧版本，请还原“升级之前”的备份。"
    return Answer({"version": chosen.version, "older": chosen.older}, text)


def _data(update: Update) -> dict[str, Any]:
    head = update.head
    return {"version": head.version, "platform": head.platform, "schema": head.schema, "bytes": update.size}


def _line(one: Version) -> str:
    notes = [word for word, holds in (("正在用", one.running), ("下次启动用", one.chosen)) if holds]
    return f"{one.version}" + (f"（{'，'.join(notes)}）" if notes else "")
