"""huicun verify: is the book whole? Exit status 3 where a check fails."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser


def configure(parser: ArgumentParser) -> None:
    """verify has no verbs."""
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """Ask every check, also of a book that does not open any more."""
    from app.cli.book import book_folder, password_from
    from app.services.self_test import CHECK_WORDS
    from app.storage.integrity import look_closed, passed

    checks, advice = look_closed(book_folder(args), password_from())
    ok = passed(checks)
    told = [{"name": check.name, "ok": check.ok, "text": check.text} for check in (*checks, *advice)]
    lines = [f"{'通过' if check.ok else '不通过'}　{CHECK_WORDS[check.name]}：{check.text}" for check in checks]
    lines.append(
        "账本完好。" if ok else "账本没有通过校验，程序没有改动它。请先把整个文件夹复制一份留存，再从最近的备份还原。"
    )
    lines += [f"提醒　{check.text}" for check in advice]
    return Answer(data={"ok": ok, "checks": told}, text="\n".join(lines), status=0 if ok else 3)
