"""huicun ledger: list the ledgers, export one as a sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, today, verb, whole


def configure(parser: ArgumentParser) -> None:
    """`ledger list`, `ledger export LEDGER`."""
    verb(parser, "list", list_, "有哪些台账")
    exporting = verb(parser, "export", export, "导出台账")
    exporting.add_argument("ledger", metavar="LEDGER")
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    exporting.add_argument("--full-ids", action="store_true", help="身份证写全号（账本是用密码打开的）")
    exporting.add_argument("--within", type=whole, metavar="DAYS", help="到期台账：今后多少天")
    exporting.add_argument("--quarter", metavar="2026Q3", help="贴息清单：哪个季度")


def list_(_args: argparse.Namespace) -> Answer:
    """All ledgers; needs no book."""
    from app.services.ledgers import list_ledgers

    ledgers = [{"id": layout.id, "title": layout.title} for layout in list_ledgers()]
    return Answer({"ledgers": ledgers}, "\n".join(f"{each['id']}  {each['title']}" for each in ledgers))


def export(args: argparse.Namespace) -> Answer:
    """Write one ledger."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.ledgers import export_ledger
    from app.services.quarters import read_quarter

    quarter = read_quarter(args.quarter) if args.quarter else None
    with open_book_from(args) as book:
        sheet, rows = export_ledger(
            book, args.ledger, on=today(args), full_ids=args.full_ids, within=args.within, quarter=quarter
        )
        write_atomic(args.out, sheet, what="台账")
    return Answer({"file": str(args.out), "rows": rows}, f"{rows} 行：{args.out}")
