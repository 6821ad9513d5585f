"""huicun report: the bulletin of a day, the table of a week, the report of a month; final when it says so."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, today, verb

KINDS = {"day": "一日一通报", "week": "周调度表", "month": "月度统计表"}


def configure(parser: ArgumentParser) -> None:
    """`report day|week|month --out FILE.xlsx|FILE.pdf [--final | --correct]`."""
    for kind, title in KINDS.items():
        making = verb(parser, kind, report, title)
        making.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="写成 .pdf 就是公文页")
        making.add_argument("--village", action="append", default=[], metavar="CODE", help="乡镇：只要这几个村")
        state = making.add_mutually_exclusive_group()
        state.add_argument("--final", action="store_true", help="定稿：数字从此不变")
        state.add_argument("--correct", action="store_true", help="对已经定稿的这一期出更正通报")
        making.set_defaults(kind=kind)


def report(args: argparse.Namespace) -> Answer:
    """Write the sheet; answers with the figures, each with the list behind it, and the finished paragraph."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.report_parts.frozen import to_data
    from app.services.reports import Kind, make_report, report_page, report_sheet

    with open_book_from(args) as book:
        done = make_report(
            book, Kind(args.kind), on=today(args), final=args.final, correct=args.correct, villages=args.village
        )
        made = report_page if args.out.suffix.lower() == ".pdf" else report_sheet
        write_atomic(args.out, made(done.report), what="报表")
    data = {
        "file": str(args.out),
        "kind": args.kind,
        "from": done.period.first.isoformat(),
        "version": done.version,
    } | to_data(done.report)
    state = "定稿" if done.version else "未定稿"
    return Answer(data, "\n".join([done.report.paragraph, *done.report.adjustments, f"{state}：{args.out}"]))
