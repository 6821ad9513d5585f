"""huicun work: intentions, health certificates, placements, and the lists that come of them."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`work intention|health|place|end NO ID`, `work list`, `work nobody`, `work not-lent`."""
    asking = verb(parser, "intention", intention, "登记务工意愿")
    asking.add_argument("--willing", choices=("yes", "no"), required=True)
    asking.add_argument("--place", default="", help="意向地点")
    asking.add_argument("--job", default="", help="意向工种")
    asking.add_argument("--wage", type=money, help="期望月工资")
    asking.add_argument("--from", dest="available_from", type=iso_date, metavar="D", help="可上岗日期")
    health_parser = verb(parser, "health", health, "登记健康证明")
    health_parser.add_argument("--issuer", required=True)
    health_parser.add_argument("--until", type=iso_date, metavar="D")
    placing = verb(parser, "place", place, "登记上岗")
    placing.add_argument("--kind", required=True, help="外出务工、就近务工、公益岗位、居家就业")
    placing.add_argument("--employer", default="")
    placing.add_argument("--place", default="")
    placing.add_argument("--wage", type=money)
    placing.add_argument("--reason", default="")
    ending = verb(parser, "end", end, "结束上岗")
    ending.add_argument("--why", default="")
    for each in (asking, health_parser, placing, ending):
        each.add_argument("household", metavar="NO", help="户编号")
        each.add_argument("member", metavar="ID", help="身份证号或人编号")
    listing = verb(parser, "list", list_, "务工台账")
    listing.add_argument("--wanting", action="store_true", help="只看想务工还没有岗位的")
    verb(parser, "nobody", nobody, "有劳动力、无人务工的贷款户")
    lending = verb(parser, "not-lent", not_lent_, "应贷未贷")
    lending.add_argument("--since", type=iso_date, metavar="D", help="只看这一天起新纳入的户")


def intention(args: argparse.Namespace) -> Answer:
    """务工意愿."""
    from app.cli.book import open_book_from
    from app.services.work import record_intention

    with open_book_from(args) as book:
        row_id = record_intention(
            book,
            args.household,
            args.member,
            willing=args.willing == "yes",
            on=today(args),
            place=args.place,
            job=args.job,
            wage=args.wage,
            available_from=args.available_from,
        )
    return Answer({"id": row_id}, "已登记务工意愿")


def health(args: argparse.Namespace) -> Answer:
    """健康证明."""
    from app.cli.book import open_book_from
    from app.services.work import certify_health

    with open_book_from(args) as book:
        row_id = certify_health(book, args.household, args.member, on=today(args), until=args.until, issuer=args.issuer)
    return Answer({"id": row_id}, "已登记健康证明")


def place(args: argparse.Namespace) -> Answer:
    """A member begins work."""
    from app.cli.book import open_book_from
    from app.services.work import place_member

    with open_book_from(args) as book:
        row_id, findings = place_member(
            book,
            args.household,
            args.member,
            kind=args.kind,
            on=today(args),
            employer=args.employer,
            place=args.place,
            wage=args.wage,
            reason=args.reason,
        )
    told = [f"提醒：{finding.text}" for finding in findings]
    return Answer({"id": row_id, "findings": plain(findings)}, "\n".join([f"已登记上岗：{args.kind}", *told]))


def end(args: argparse.Namespace) -> Answer:
    """The work of a member ends."""
    from app.cli.book import open_book_from
    from app.services.work import end_placement

    with open_book_from(args) as book:
        end_placement(book, args.household, args.member, on=today(args), why=args.why)
    return Answer({"household": args.household}, "已登记离岗")


def list_(args: argparse.Namespace) -> Answer:
    """务工台账."""
    from app.cli.book import open_book_from
    from app.services.work import work_lines

    with open_book_from(args) as book, book.read() as session:
        views = work_lines(session, today(args), wanting=args.wanting)
    return listed("work", views, lambda view: f"{view.group}  {view.name}  {view.placement or '未上岗'}", "人")


def nobody(args: argparse.Namespace) -> Answer:
    """Loan households with labour and nobody in work."""
    from app.cli.book import open_book_from
    from app.services.work_lists import nobody_in_work

    with open_book_from(args) as book, book.read() as session:
        views = nobody_in_work(session, today(args))
    return listed("households", views, lambda view: f"{view.group}  {view.head}户  {view.finding.text}")


def not_lent_(args: argparse.Namespace) -> Answer:
    """应贷未贷."""
    from app.cli.book import open_book_from
    from app.services.work_lists import not_lent

    with open_book_from(args) as book, book.read() as session:
        views = not_lent(session, today(args), since=args.since)
    return listed("households", views, lambda view: f"{view.group}  {view.head}户  {'、'.join(view.kinds)}", "户")
