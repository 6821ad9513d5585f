"""huicun roster: take a village list into the book."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, finding_data, today, verb


def configure(parser: ArgumentParser) -> None:
    """`roster import FILE`."""
    importing = verb(parser, "import", import_, "导入名单（.xlsx .xls .ods .csv）")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--sheet", metavar="S", help="工作表名")
    importing.add_argument("--dry-run", action="store_true", help="只看结果，不导入")


def import_(args: argparse.Namespace) -> Answer:
    """Numbers of rows, and every refused row with its reason."""
    from app.cli.book import open_book_from
    from app.services.roster import import_roster

    with open_book_from(args) as book:
        done = import_roster(book, args.file, sheet=args.sheet, on=today(args), dry_run=args.dry_run)
    refused = [
        {"row": row.row, "column": row.column, "value_masked": row.value_masked, "reason": row.reason}
        for row in done.refused
    ]
    data = {
        "rows": done.rows,
        "households": done.households,
        "members": done.members,
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "refused": refused,
        "findings": [finding_data(finding) for finding in done.findings],
    }
    lines = [
        f"{'试读' if done.dry_run else '已导入'}：{done.households} 户 {done.members} 人，"
        f"新增 {done.added}，改动 {done.changed}，不变 {done.unchanged}，拒绝 {len(refused)} 行。"
    ]
    lines += [f"第 {row['row']} 行 {row['column']} {row['value_masked']}：{row['reason']}" for row in refused]
    lines += [finding.text for finding in done.findings]
    return Answer(data, "\n".join(lines))
