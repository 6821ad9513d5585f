"""huicun ledger: list the ledgers, export one as a sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, today, verb, whole


def configure(parser: ArgumentParser) -> None:
    """`ledger list`, `ledger export LEDGER`, and the county's layouts: `layout`, `take`, `drop`."""
    verb(parser, "list", list_, "有哪些台账")
    exporting = verb(parser, "export", export, "导出台账")
    exporting.add_argument("ledger", metavar="LEDGER")
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    exporting.add_argument("--full-ids", action="store_true", help="身份证写全号（账本是用密码打开的）")
    exporting.add_argument("--within", type=whole, metavar="DAYS", help="到期台账：今后多少天")
    exporting.add_argument("--quarter", metavar="2026Q3", help="贴息清单：哪个季度")
    exporting.add_argument(
        "--village", action="append", default=[], metavar="CODE", help="乡镇：只要这几个村，可以写几次"
    )
    laying = verb(parser, "layout", layout, "台账的版式文件，拿去改")
    laying.add_argument("ledger", metavar="LEDGER")
    laying.add_argument("--out", type=Path, required=True, metavar="FILE.toml")
    taking = verb(parser, "take", take, "换上县里改过的版式")
    taking.add_argument("file", type=Path, metavar="FILE.toml")
    dropping = verb(parser, "drop", drop, "用回自带的版式")
    dropping.add_argument("ledger", metavar="LEDGER")


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
            book,
            args.ledger,
            on=today(args),
            full_ids=args.full_ids,
            within=args.within,
            quarter=quarter,
            villages=args.village,
        )
        write_atomic(args.out, sheet, what="台账")
    return Answer({"file": str(args.out), "rows": rows}, f"{rows} 行：{args.out}")


def layout(args: argparse.Namespace) -> Answer:
    """Write the file of a layout as it is in force."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.ledger_layouts import layout_text

    with open_book_from(args) as book, book.read() as session:
        text = layout_text(session, args.ledger)
    write_atomic(args.out, text.encode(), what="版式文件")
    return Answer({"file": str(args.out)}, f"版式文件：{args.out}。改好后用 ledger take 换上。")


def take(args: argparse.Namespace) -> Answer:
    """Take a layout into the book, where it shadows the built-in one."""
    from app.cli.book import open_book_from
    from app.services.ledger_layouts import read_layout_file, take_layout

    text = read_layout_file(args.file)
    with open_book_from(args) as book:
        taken = take_layout(book, text, args.file.name)
    columns = [column.heading for column in taken.columns]
    return Answer({"id": taken.id, "title": taken.title, "columns": columns}, f"{taken.title}：{'、'.join(columns)}")


def drop(args: argparse.Namespace) -> Answer:
    """Go back to the built-in layout."""
    from app.cli.book import open_book_from
    from app.services.ledger_layouts import drop_layout

    with open_book_from(args) as book:
        drop_layout(book, args.ledger)
    return Answer({"id": args.ledger}, f"{args.ledger} 用回自带的版式。")
