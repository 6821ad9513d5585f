"""huicun recall: loans that the bank recalled or turned into ordinary 农户贷款."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`recall record C`, `recall list`, `recall delisted`."""
    recording = verb(parser, "record", record, "登记收回、转为农户贷款")
    recording.add_argument("contract", metavar="C", help="借据号")
    recording.add_argument("--kind", required=True, help="收回、转为农户贷款")
    recording.add_argument("--cause", required=True)
    recording.add_argument("--document", default="", help="银行通知的文号")
    recording.add_argument("--repay-by", type=iso_date, metavar="D")
    verb(parser, "list", list_, "已收回、已转贷的贷款")
    verb(parser, "delisted", delisted, "已出列、还有贷款的户")


def record(args: argparse.Namespace) -> Answer:
    """Record what the bank did."""
    from app.cli.book import open_book_from
    from app.services.recalls import record_recall

    with open_book_from(args) as book:
        row_id, findings = record_recall(
            book,
            args.contract,
            kind=args.kind,
            on=today(args),
            cause=args.cause,
            document=args.document,
            repay_by=args.repay_by,
        )
    told = [f"提醒：{finding.text}" for finding in findings]
    return Answer(
        {"id": row_id, "findings": plain(findings)}, "\n".join([f"已登记：{args.contract} {args.kind}", *told])
    )


def list_(args: argparse.Namespace) -> Answer:
    """All recalls."""
    from app.cli.book import open_book_from
    from app.services.recalls import list_recalls

    with open_book_from(args) as book, book.read() as session:
        views = list_recalls(session, today(args))
    return listed("recalls", views, lambda view: f"{view.on}  {view.note_number}  {view.borrower}  {view.kind}", "笔")


def delisted(args: argparse.Namespace) -> Answer:
    """Open loans of households that left the list."""
    from app.cli.book import open_book_from
    from app.services.recalls import delisted_loans

    with open_book_from(args) as book, book.read() as session:
        views = delisted_loans(session, today(args))
    return listed("loans", views, lambda view: f"{view.note_number}  {view.borrower}  {view.text}", "笔")
