"""huicun event: life events of members, and the reminders that they stop."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed, one, plain


def configure(parser: ArgumentParser) -> None:
    """`event record NO ID`, `event end|insurance EVENT`, `event list`, `event stops`."""
    recording = verb(parser, "record", record, "登记变故")
    recording.add_argument("household", metavar="NO", help="户编号")
    recording.add_argument("member", metavar="ID", help="身份证号或人编号")
    recording.add_argument("--kind", required=True, help="死亡、失联、服刑、迁出、债务承接")
    recording.add_argument("--proof", default="", help="证明材料")
    recording.add_argument("--note", default="", metavar="NO", help="债务承接的借据号")
    recording.add_argument("--successor", default="", metavar="ID", help="承接人")
    recording.add_argument("--successor-household", default="", metavar="NO", help="承接人在别户时的户编号")
    recording.add_argument("--bank-consent", type=iso_date, metavar="D", help="银行同意的日期")
    recording.add_argument("--remark", default="")
    ending = verb(parser, "end", end, "人找到了、回来了、刑满了")
    telling = verb(parser, "insurance", insurance, "已向保险公司报案")
    for each in (ending, telling):
        each.add_argument("event", metavar="EVENT")
    listing = verb(parser, "list", list_, "变故清单")
    listing.add_argument("--household", default="", metavar="NO")
    verb(parser, "stops", stops, "不再提醒本人的贷款，改向谁说")


def record(args: argparse.Namespace) -> Answer:
    """Record an event and tell what to do."""
    from app.cli.book import open_book_from
    from app.services.life_events import record_life_event

    with open_book_from(args) as book:
        view = record_life_event(
            book,
            args.household,
            args.member,
            kind=args.kind,
            on=today(args),
            proof=args.proof,
            note_number=args.note,
            successor_id=args.successor,
            successor_household=args.successor_household,
            bank_consent_on=args.bank_consent,
            remark=args.remark,
        )
    told = [f"提醒：{finding.text}" for finding in view.findings]
    return one(view, "\n".join([f"已登记：{view.member} {view.kind}", *view.starts, *told]))


def end(args: argparse.Namespace) -> Answer:
    """An event ends."""
    from app.cli.book import open_book_from
    from app.services.life_events import end_life_event

    with open_book_from(args) as book:
        end_life_event(book, args.event, on=today(args))
    return Answer({"id": args.event, "ended_on": plain(today(args))}, "已登记结束")


def insurance(args: argparse.Namespace) -> Answer:
    """The accident insurer was told."""
    from app.cli.book import open_book_from
    from app.services.life_events import report_insurance

    with open_book_from(args) as book:
        report_insurance(book, args.event, on=today(args))
    return Answer({"id": args.event, "insurance_reported_on": plain(today(args))}, "已登记报案")


def list_(args: argparse.Namespace) -> Answer:
    """The events until today."""
    from app.cli.book import open_book_from
    from app.services.life_events import list_life_events

    with open_book_from(args) as book, book.read() as session:
        views = list_life_events(session, today(args), household_number=args.household)
    return listed("events", views, lambda view: f"{view.on}  {view.group}  {view.member}  {view.kind}  {view.remark}")


def stops(args: argparse.Namespace) -> Answer:
    """The loans whose borrower is not reminded any more."""
    from app.cli.book import open_book_from
    from app.services.life_events import active_stops

    with open_book_from(args) as book, book.read() as session:
        found = sorted(active_stops(session, today(args)).values(), key=lambda stop: stop.note_number)
    return listed("stops", found, lambda stop: f"{stop.note_number}  {stop.text}", "笔")
