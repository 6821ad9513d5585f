"""huicun reminder: the text for each borrower, ready for a phone, and what was sent."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, today, verb, whole
from app.cli.records import listed, one


def configure(parser: ArgumentParser) -> None:
    """`reminder draft`, `reminder sent`, `reminder result`, `reminder list`."""
    drafting = verb(parser, "draft", draft, "写好提醒文字（到期和逾期）")
    drafting.add_argument("contract", nargs="*", metavar="C", help="只写这些借据，默认全部")
    drafting.add_argument("--within", type=whole, default=45, metavar="DAYS")
    sending = verb(parser, "sent", sent, "登记已提醒")
    sending.add_argument("contract", metavar="C")
    sending.add_argument("--channel", required=True, help="短信、微信、电话、上门、通知书")
    sending.add_argument("--result", default="已发出", help="已发出、已送达、已回复、未接通、空号……")
    sending.add_argument("--to", default="", metavar="NAME", help="提醒了谁，默认借款人")
    sending.add_argument("--phone", default="")
    sending.add_argument("--text", default="", help="发出的文字，默认用模板")
    sending.add_argument("--within", type=whole, default=90, metavar="DAYS")
    sending.add_argument("--reason", default="")
    resulting = verb(parser, "result", result, "登记提醒的结果")
    resulting.add_argument("id", metavar="ID")
    resulting.add_argument("--result", required=True)
    listing = verb(parser, "list", list_sent, "已发的提醒")
    listing.add_argument("contract", nargs="?", default="", metavar="C")


def draft(args: argparse.Namespace) -> Answer:
    """A message for everything due or overdue."""
    from app.cli.book import open_book_from
    from app.services.reminders import draft_reminders

    with open_book_from(args) as book, book.read() as session:
        drafts = draft_reminders(session, book, today(args), within=args.within, notes=args.contract)
    return listed(
        "reminders", drafts, lambda each: f"{each.to_name or '（不提醒）'} {each.phone} {each.text or each.stop}"
    )


def sent(args: argparse.Namespace) -> Answer:
    """A reminder was sent."""
    from app.cli.book import open_book_from
    from app.services.reminders import record_reminder

    with open_book_from(args) as book:
        view = record_reminder(
            book,
            args.contract,
            on=today(args),
            channel=args.channel,
            result=args.result,
            to_name=args.to,
            phone=args.phone,
            text=args.text,
            within=args.within,
            reason=args.reason,
        )
    return one(view, f"{view.note_number} {view.on} {view.channel}提醒 {view.to_name}：{view.result}")


def result(args: argparse.Namespace) -> Answer:
    """What became of a reminder."""
    from app.cli.book import open_book_from
    from app.services.reminders import set_result

    with open_book_from(args) as book:
        view = set_result(book, args.id, result=args.result)
    return one(view, f"{view.note_number} {view.on} {view.channel}提醒：{view.result}")


def list_sent(args: argparse.Namespace) -> Answer:
    """Reminders that were sent."""
    from app.cli.book import open_book_from
    from app.services.reminders import list_reminders

    with open_book_from(args) as book, book.read() as session:
        views = list_reminders(session, args.contract)
    return listed(
        "reminders", views, lambda view: f"{view.on} {view.note_number} {view.channel} {view.to_name} {view.result}"
    )
