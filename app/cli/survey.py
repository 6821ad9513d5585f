"""huicun survey: 到期摸底 — how each loan that falls due will be settled."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb, whole
from app.cli.records import plain


def configure(parser: ArgumentParser) -> None:
    """`survey add`, `survey list`."""
    adding = verb(parser, "add", add, "登记到期摸底")
    adding.add_argument("contract", metavar="C", help="借据号")
    adding.add_argument("--outlook", required=True, help="能按期还、需续贷、需展期、预计逾期、用途不准")
    adding.add_argument("--result", default="见本人", help="见本人、家属、外出已电联……")
    adding.add_argument("--cause", default="", help="原因")
    adding.add_argument("--measure", default="", help="措施")
    adding.add_argument("--responsible", default="", help="责任人")
    adding.add_argument("--until", type=iso_date, default=None, metavar="D", help="时限")
    adding.add_argument("--promised-on", type=iso_date, default=None, metavar="D", help="约定还款日")
    adding.add_argument("--findings", default="")
    listing = verb(parser, "list", list_all, "到期摸底台账")
    listing.add_argument("--within", type=whole, default=45, metavar="DAYS")


def add(args: argparse.Namespace) -> Answer:
    """Record how one loan will be settled."""
    from app.cli.book import open_book_from
    from app.services.surveys import record_survey

    with open_book_from(args) as book:
        visit_id = record_survey(
            book,
            args.contract,
            on=today(args),
            outlook=args.outlook,
            result=args.result,
            cause=args.cause,
            measure=args.measure,
            responsible=args.responsible,
            until=args.until,
            promised_on=args.promised_on,
            findings=args.findings,
        )
    return Answer({"visit": visit_id, "contract": args.contract}, f"{args.contract} 已登记到期摸底：{args.outlook}")


def list_all(args: argparse.Namespace) -> Answer:
    """Loans overdue or due soon with their surveys."""
    from app.cli.book import open_book_from
    from app.services.surveys import survey_counts, survey_lines

    with open_book_from(args) as book, book.read() as session:
        lines = survey_lines(session, today(args), args.within)
    counts = survey_counts(lines)
    text = [f"{line.due} {line.note_number} {line.borrower} {line.outlook} {line.measure}" for line in lines]
    told = "，".join(f"{outlook} {number}" for outlook, number in counts.items() if number)
    return Answer({"survey": plain(lines), "counts": counts}, "\n".join([*text, told]).strip())
