"""huicun demo: the practice village, in the window or as one day without a screen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser


def configure(parser: ArgumentParser) -> None:
    """`demo`, `demo --headless --out DIR`."""
    parser.add_argument("--headless", action="store_true", help="不开窗口，过一个工作日")
    parser.add_argument("--out", type=Path, metavar="DIR", help="练习日的文书放在哪里")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """Live the day and say where its papers are; without --headless open the window."""
    import json

    from app.cli.book import PASSWORD_VARIABLE
    from app.demo import live_day, open_window, practice
    from app.domain.errors import InputError

    given = os.environ.get(PASSWORD_VARIABLE)
    book: Path | None = getattr(args, "book", None)
    chosen = practice(book.absolute() if book else None, given, getattr(args, "on", None))
    if not args.headless:
        return Answer(status=open_window(chosen))
    if args.out is None:
        raise InputError("--out", "要写练习日的文书放在哪个文件夹")
    summary = live_day(chosen, args.out.absolute())
    lines = [f"练习日已经过完，文书在 {summary.parent}", f"练习村的账本在 {chosen.folder}"]
    if not given:
        lines.append(f"练习密码：{chosen.password}")
    return Answer(json.loads(summary.read_text(encoding="utf-8")), "\n".join(lines))
