"""huicun record: answer a record that was entered by mistake, and list what was answered."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, today, verb


def configure(parser: ArgumentParser) -> None:
    """`record reverse ID`, `record reversals`."""
    reversing = verb(parser, "reverse", reverse, "更正一条录错的记录")
    reversing.add_argument("record", metavar="ID")
    reversing.add_argument("--reason", required=True)
    verb(parser, "reversals", list_, "已更正的记录")


def reverse(args: argparse.Namespace) -> Answer:
    """Add the reversing line."""
    from app.cli.book import open_book_from
    from app.services.fact_reversals import reverse_fact

    with open_book_from(args) as book:
        kind = reverse_fact(book, args.record, on=today(args), reason=args.reason)
    return Answer({"id": args.record, "kind": kind}, f"已更正：{kind}")


def list_(args: argparse.Namespace) -> Answer:
    """All reversing lines."""
    from app.cli.book import open_book_from
    from app.services.fact_reversals import reversals

    with open_book_from(args) as book:
        rows = reversals(book)
    data = [
        {"id": row.fact_id, "table": row.fact_table, "on": row.on.isoformat(), "reason": row.reason} for row in rows
    ]
    text = [f"{row.on}  {row.fact_id}  {row.reason}" for row in rows]
    return Answer({"reversals": data}, "\n".join([*text, f"共 {len(rows)} 条"]))
