"""huicun insurance: policies of households, what was reported and paid on them."""

from __future__ import annotations

import argparse
from decimal import Decimal

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`insurance add NO`, `insurance step POLICY`, `insurance list`."""
    adding = verb(parser, "add", add, "登记保单")
    adding.add_argument("household", metavar="NO", help="户编号")
    adding.add_argument("--kind", required=True, help="农业保险、贷款保证保险、人身意外保险")
    adding.add_argument("--number", required=True, metavar="POLICY")
    adding.add_argument("--insurer", required=True)
    adding.add_argument("--cover", type=money, required=True, help="保额（元）")
    adding.add_argument("--premium", type=money, help="保费（元）")
    adding.add_argument("--from", dest="from_on", type=iso_date, required=True, metavar="D")
    adding.add_argument("--until", type=iso_date, required=True, metavar="D")
    adding.add_argument("--subject", default="", help="保什么")
    adding.add_argument("--member", default="", metavar="ID", help="被保险人")
    adding.add_argument("--note", default="", metavar="NO", help="保的是哪笔贷款")
    adding.add_argument("--beneficiary", default="", help="第一受益人")
    stepping = verb(parser, "step", step, "报案、赔付、拒赔")
    stepping.add_argument("policy", metavar="POLICY")
    stepping.add_argument("--step", required=True, help="报案、赔付、拒赔")
    stepping.add_argument("--amount", type=money, default=Decimal(0))
    stepping.add_argument("--to-bank", type=money, default=Decimal(0), help="其中付给银行")
    stepping.add_argument("--voucher", default="")
    stepping.add_argument("--text", default="")
    stepping.add_argument("--reason", default="")
    listing = verb(parser, "list", list_, "保单清单")
    listing.add_argument("--household", default="", metavar="NO")
    listing.add_argument("--kind", default="")


def add(args: argparse.Namespace) -> Answer:
    """Record a policy."""
    from app.cli.book import open_book_from
    from app.services.insurance import add_policy

    with open_book_from(args) as book:
        number = add_policy(
            book,
            args.household,
            kind=args.kind,
            number=args.number,
            insurer=args.insurer,
            cover=args.cover,
            premium=args.premium,
            from_on=args.from_on,
            until_on=args.until,
            subject=args.subject,
            member_id=args.member,
            note_number=args.note,
            beneficiary=args.beneficiary,
        )
    return Answer({"number": number}, f"已登记保单 {number}")


def step(args: argparse.Namespace) -> Answer:
    """Record a report, a payment, a refusal."""
    from app.cli.book import open_book_from
    from app.services.insurance import record_step

    with open_book_from(args) as book:
        findings = record_step(
            book,
            args.policy,
            step=args.step,
            on=today(args),
            amount=args.amount,
            to_bank=args.to_bank,
            voucher=args.voucher,
            text=args.text,
            reason=args.reason,
        )
    told = [f"提醒：{finding.text}" for finding in findings]
    return Answer({"number": args.policy, "findings": plain(findings)}, "\n".join([f"已登记{args.step}", *told]))


def list_(args: argparse.Namespace) -> Answer:
    """All policies."""
    from app.cli.book import open_book_from
    from app.services.insurance import list_policies

    with open_book_from(args) as book, book.read() as session:
        views = list_policies(session, today(args), household_number=args.household, kind=args.kind)
    return listed(
        "policies",
        views,
        lambda view: f"{view.number}  {view.head}户  {view.kind}  {view.cover}  至 {view.until_on}",
        "张",
    )
