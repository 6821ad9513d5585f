"""huicun visit: what was found at a door, and how far this quarter's round is."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`visit record NO`, `visit list`, `visit round`, `visit checks`."""
    recording = verb(parser, "record", record, "登记走访")
    recording.add_argument("household", metavar="NO", help="户编号")
    recording.add_argument(
        "--kind", required=True, help="贷前调查、首次／季度／半年／年度贷后检查、回访、催收、政策宣传……"
    )
    recording.add_argument("--result", default="见本人", help="见本人、家属、未遇留条、外出已电联、失联、拒绝")
    recording.add_argument("--contract", default="", metavar="C", help="问的是哪一笔")
    recording.add_argument("--visitor", default="", metavar="NAME", help="走访人，默认金融村官")
    recording.add_argument("--findings", default="", help="看到的情况")
    recording.add_argument("--outlook", default="", help="能按期还、需续贷、需展期、预计逾期、用途不准")
    recording.add_argument("--cause", default="")
    recording.add_argument("--measure", default="")
    recording.add_argument("--responsible", default="")
    recording.add_argument("--until", type=iso_date, metavar="D", help="措施的时限")
    recording.add_argument("--promised-on", type=iso_date, metavar="D", help="约定还款日")
    recording.add_argument("--next-step", default="")
    listing = verb(parser, "list", list_, "走访记录")
    listing.add_argument("--household", default="", metavar="NO")
    listing.add_argument("--kind", default="")
    verb(parser, "round", round_, "这一季各组走到哪里")
    verb(parser, "checks", checks, "该做贷后检查的贷款")


def record(args: argparse.Namespace) -> Answer:
    """One visit."""
    from app.cli.book import open_book_from
    from app.services.visits import record_visit

    with open_book_from(args) as book:
        visit_id = record_visit(
            book,
            args.household,
            on=today(args),
            kind=args.kind,
            result=args.result,
            visitor=args.visitor,
            findings=args.findings,
            outlook=args.outlook,
            cause=args.cause,
            measure=args.measure,
            responsible=args.responsible,
            promised_on=args.promised_on,
            next_step=args.next_step,
            note_number=args.contract,
            until=args.until,
        )
    return Answer({"id": visit_id, "household": args.household}, f"{args.household} 已登记{args.kind}：{args.result}")


def list_(args: argparse.Namespace) -> Answer:
    """The visits until today."""
    from app.cli.book import open_book_from
    from app.services.visits import list_visits

    with open_book_from(args) as book, book.read() as session:
        views = list_visits(session, today(args), household_number=args.household, kind=args.kind)
    return listed("visits", views, lambda view: f"{view.on}  {view.group}  {view.head}户  {view.kind}  {view.result}")


def round_(args: argparse.Namespace) -> Answer:
    """This quarter's round."""
    from app.cli.book import open_book_from
    from app.services.visits import round_by_group

    with open_book_from(args) as book, book.read() as session:
        groups = round_by_group(session, today(args))
    data = [{**plain(group), "left": group.left} for group in groups]
    text = [f"{group.group}  {group.visited}/{group.households}  余 {group.left} 户" for group in groups]
    return Answer({"groups": data}, "\n".join(text))


def checks(args: argparse.Namespace) -> Answer:
    """Loans whose post-loan check is due."""
    from app.cli.book import open_book_from
    from app.services.waiting import checks_due_on

    with open_book_from(args) as book, book.read() as session:
        found = checks_due_on(session, today(args))
    data = [
        {
            "contract": each.line.loan.note_number,
            "household": each.line.household.number,
            "group": each.line.household.group_name,
            "borrower": each.line.borrower.name,
            "due": each.day.isoformat(),
            "last": plain(each.last),
        }
        for each in found
    ]
    text = [
        f"{row['due']}  {row['group']}  {row['borrower']}  {row['contract']}  上次 {row['last'] or '无'}"
        for row in data
    ]
    return Answer({"checks": data}, "\n".join([*text, f"共 {len(data)} 笔"]))
