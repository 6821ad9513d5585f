"""huicun today: everything that waits on a day, by group in walking order, with what to do first."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, today, yuan
from app.cli.records import plain

if TYPE_CHECKING:
    from app.services.day_work import DayWork, Task


def configure(parser: ArgumentParser) -> None:
    """`today [--group G] [--kind K]`."""
    parser.add_argument("--group", default="", metavar="G", help="只看一个组")
    parser.add_argument("--kind", default="", metavar="K", help="只看一类：到期、逾期、承诺、贷后检查、年审、缺件……")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """The tasks, and what concerns the whole book: delivery, backup, months with concentrated maturities."""
    from app.cli.book import open_book_from
    from app.services.day_work import KINDS, day_work
    from app.services.records import one_of

    kind = one_of("类别", args.kind, KINDS) if args.kind else ""
    with open_book_from(args) as book, book.read() as session:
        work = day_work(session, today(args), book.folder)
    tasks = [task for task in work.tasks if args.group in ("", task.group) and kind in ("", task.kind)]
    data = {
        "on": work.on.isoformat(),
        "window_days": work.window_days,
        "counts": work.counts,
        "tasks": plain(tasks),
        "months": [{"month": f"{each.month:%Y-%m}", "amount": yuan(each.amount)} for each in work.months],
        "delivery": _delivery(work),
        "backup": {"made": plain(work.backup.made), "days": work.backup.days},
    }
    counts = "，".join(f"{name} {number}" for name, number in work.counts.items())
    lines = [f"{work.on}：{counts or '没有要办的事'}", f"交换包：{work.delivery.text}；{work.backup.text}"]
    group = None
    for task in tasks:
        if task.group != group:
            group = task.group
            lines.append(f"{group or '未分组'}：")
        lines.append(f"  {_line(task)}")
    return Answer(data, "\n".join(lines))


def _line(task: Task) -> str:
    parts = [task.kind, f"{task.head}户" if task.head else "", task.text, task.note, task.phone, task.stop]
    return "  ".join(part for part in parts if part)


def _delivery(work: DayWork) -> dict[str, Any]:
    state = work.delivery
    return {
        "state": str(state.delivery),
        "text": state.text,
        "days_waiting": state.days_waiting,
        "changes_since": state.changes_since,
        "returned": state.returned,
    }
