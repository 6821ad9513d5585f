"""huicun society: mutual-aid societies, their members, loans, repayments and records."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, iso_date, money, rate, today, verb
from app.cli.records import listed, per_cent, plain

if TYPE_CHECKING:
    from app.services.societies import SocietyLoanView


def configure(parser: ArgumentParser) -> None:
    """`society found|join|leave|lend|repay|list|loans|record`."""
    founding = verb(parser, "found", found, "登记互助社")
    founding.add_argument("--bank", default="")
    founding.add_argument("--credit-line", type=money, help="银行给互助社的授信额度")
    founding.add_argument("--village", default="")
    founding.add_argument("--reason", default="")
    joining = verb(parser, "join", join, "农户加入互助社")
    joining.add_argument("--share", type=money, default=Decimal(0), help="缴存的互助金")
    leaving = verb(parser, "leave", leave, "农户退出互助社")
    lending = verb(parser, "lend", lend, "登记互助社借款")
    lending.add_argument("--number", required=True, metavar="NO", help="借款编号")
    lending.add_argument("--amount", type=money, required=True)
    lending.add_argument("--due-on", type=iso_date, required=True, metavar="D")
    lending.add_argument("--rate", type=rate, default=Decimal(0), help="占用费率（%%，年）")
    lending.add_argument("--purpose", default="")
    lending.add_argument("--reason", default="")
    for each in (founding, joining, leaving, lending):
        each.add_argument("name", metavar="NAME", help="互助社名称")
    for each in (joining, leaving, lending):
        each.add_argument("household", metavar="NO", help="户编号")
    repaying = verb(parser, "repay", repay, "登记互助社还款")
    repaying.add_argument("number", metavar="NO", help="借款编号")
    repaying.add_argument("--principal", type=money, required=True)
    repaying.add_argument("--fee", type=money, default=Decimal(0), help="占用费")
    repaying.add_argument("--voucher", default="")
    verb(parser, "list", list_, "互助社清单")
    verb(parser, "loans", loans, "互助社借款清单")
    recording = verb(parser, "record", record, "一户在互助社的信用记录")
    recording.add_argument("household", metavar="NO")


def found(args: argparse.Namespace) -> Answer:
    """Record a society."""
    from app.cli.book import open_book_from
    from app.services.societies import found_society

    with open_book_from(args) as book:
        findings = found_society(
            book,
            name=args.name,
            on=today(args),
            village=args.village,
            bank=args.bank,
            credit_line=args.credit_line,
            reason=args.reason,
        )
    return Answer({"name": args.name, "findings": plain(findings)}, f"已登记互助社：{args.name}")


def join(args: argparse.Namespace) -> Answer:
    """A household joins."""
    from app.cli.book import open_book_from
    from app.services.societies import join_society

    with open_book_from(args) as book:
        row_id = join_society(book, args.name, args.household, on=today(args), share=args.share)
    return Answer({"id": row_id}, f"已登记入社：{args.household}")


def leave(args: argparse.Namespace) -> Answer:
    """A household leaves."""
    from app.cli.book import open_book_from
    from app.services.societies import leave_society

    with open_book_from(args) as book:
        leave_society(book, args.name, args.household, on=today(args))
    return Answer({"household": args.household}, f"已登记退社：{args.household}")


def lend(args: argparse.Namespace) -> Answer:
    """The society lends."""
    from app.cli.book import open_book_from
    from app.services import societies

    with open_book_from(args) as book:
        findings = societies.lend(
            book,
            args.name,
            args.household,
            number=args.number,
            amount=args.amount,
            on=today(args),
            due_on=args.due_on,
            rate=args.rate,
            purpose=args.purpose,
            reason=args.reason,
        )
    return Answer({"number": args.number, "findings": plain(findings)}, f"已登记互助社借款：{args.number}")


def repay(args: argparse.Namespace) -> Answer:
    """A member repays."""
    from app.cli.book import open_book_from
    from app.services.societies import repay_society

    with open_book_from(args) as book:
        view = repay_society(
            book, args.number, principal=args.principal, on=today(args), fee=args.fee, voucher=args.voucher
        )
    return Answer(_loan(view), f"已登记还款：{view.number} 还欠 {view.balance:,.2f} 元")


def list_(args: argparse.Namespace) -> Answer:
    """All societies."""
    from app.cli.book import open_book_from
    from app.services.societies import list_societies

    with open_book_from(args) as book, book.read() as session:
        views = list_societies(session, today(args))
    return listed(
        "societies", views, lambda view: f"{view.name}  社员 {view.members} 户  借出 {view.outstanding} 元", "个"
    )


def loans(args: argparse.Namespace) -> Answer:
    """All loans of societies."""
    from app.cli.book import open_book_from
    from app.services.societies import society_loans

    with open_book_from(args) as book, book.read() as session:
        views = society_loans(session, today(args))
    text = listed(
        "loans", views, lambda view: f"{view.number}  {view.head}户  {view.balance} 元  {view.due_on}", "笔"
    ).text
    return Answer({"loans": [_loan(view) for view in views]}, text)


def record(args: argparse.Namespace) -> Answer:
    """One household's record."""
    from app.cli.book import open_book_from
    from app.services.societies import society_record

    with open_book_from(args) as book, book.read() as session:
        view = society_record(session, args.household, today(args))
    text = f"借款 {view.loans} 笔，按期还清 {view.on_time} 笔，逾期后还清 {view.late} 笔，现在逾期 {view.overdue} 笔"
    return Answer(plain(view) | {"good": view.good}, text)


def _loan(view: SocietyLoanView) -> dict[str, Any]:
    return {**plain(view), "rate": per_cent(view.rate)}
