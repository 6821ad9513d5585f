"""huicun rectify: 整改台账 — findings and differences with their measures, and how they were closed."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb
from app.cli.records import listed, one


def configure(parser: ArgumentParser) -> None:
    """`rectify check`, `rectify bank`, `rectify plan`, `rectify close`, `rectify list`."""
    checking = verb(parser, "check", from_check, "把自查问题列入整改")
    checking.add_argument("--notes", action="store_true", help="提示也列入")
    comparing = verb(parser, "bank", from_bank, "把与银行名单的差异列入整改")
    comparing.add_argument("file", type=Path, metavar="FILE")
    comparing.add_argument("--sheet", metavar="S", help="工作表名")
    comparing.add_argument("--national", type=Path, metavar="FILE", help="国家系统导出的贷款名单，三方一起对")
    adopting = verb(parser, "adopt", adopt, "以银行为准记调整，差异同时销号")
    adopting.add_argument("contract", metavar="C", help="借据号")
    adopting.add_argument("--balance", type=money, required=True, metavar="A", help="银行的余额")
    adopting.add_argument("--cause", required=True, help="未入账、录错、计息法、银行错、其他")
    adopting.add_argument("--evidence", required=True, help="佐证：哪一份名单")
    planning = verb(parser, "plan", plan, "登记原因、措施、责任人、时限")
    planning.add_argument("id", metavar="ID")
    planning.add_argument("--cause", default="", help="银行核对的差异：未入账、录错、计息法、银行错、其他")
    planning.add_argument("--measure", required=True)
    planning.add_argument("--responsible", required=True)
    planning.add_argument("--until", type=iso_date, required=True, metavar="D")
    closing = verb(parser, "close", close, "销号")
    closing.add_argument("id", metavar="ID")
    closing.add_argument("--how", required=True, help="已整改、以银行为准、银行更正、已收回、已转农户贷款、不是问题")
    closing.add_argument("--evidence", required=True, help="佐证")
    listing = verb(parser, "list", list_all, "整改台账")
    listing.add_argument("--open", action="store_true", help="只看没有销号的")


def from_check(args: argparse.Namespace) -> Answer:
    """A line for every finding that has none open."""
    from app.cli.book import open_book_from
    from app.services.rectifications import open_from_self_check

    with open_book_from(args) as book:
        views = open_from_self_check(book, on=today(args), notes_too=args.notes)
    return listed("opened", views, lambda view: f"{view.id} {view.household} {view.problem}")


def from_bank(args: argparse.Namespace) -> Answer:
    """A line for every difference that has none open."""
    from app.cli.book import open_book_from
    from app.services.reconciliation import compare_with_bank
    from app.services.rectifications import keep_differences

    with open_book_from(args) as book:
        done = compare_with_bank(book, args.file, on=today(args), sheet=args.sheet, national=args.national)
        views = keep_differences(book, done)
    return listed("opened", views, lambda view: f"{view.id} {view.note_number} {view.problem}")


def adopt(args: argparse.Namespace) -> Answer:
    """Our balance becomes the bank's by an event, and the difference is closed."""
    from app.cli.book import open_book_from
    from app.services.rectifications import BANK, Problem, adopt_bank_balance

    problem = Problem(BANK, "amount-differs", "", args.contract, "余额与银行不同")
    with open_book_from(args) as book:
        view = adopt_bank_balance(
            book, problem, balance=args.balance, on=today(args), evidence=args.evidence, cause=args.cause
        )
    return one(view, f"{args.contract} 已以银行为准记调整，差异已销号")


def plan(args: argparse.Namespace) -> Answer:
    """What is done about an open line."""
    from app.cli.book import open_book_from
    from app.services.rectifications import plan_rectification

    with open_book_from(args) as book:
        view = plan_rectification(
            book, args.id, measure=args.measure, responsible=args.responsible, until=args.until, cause=args.cause
        )
    return one(view, f"{view.problem}：{view.responsible} {view.until} 前{view.measure}")


def close(args: argparse.Namespace) -> Answer:
    """销号."""
    from app.cli.book import open_book_from
    from app.services.rectifications import close_rectification

    with open_book_from(args) as book:
        view = close_rectification(book, args.id, on=today(args), how=args.how, evidence=args.evidence)
    return one(view, f"已销号：{view.problem}（{view.closed_how}）")


def list_all(args: argparse.Namespace) -> Answer:
    """The ledger on a day."""
    from app.cli.book import open_book_from
    from app.services.rectifications import list_rectifications

    with open_book_from(args) as book, book.read() as session:
        views = list_rectifications(session, today(args), open_only=args.open)
    return listed(
        "rectifications",
        views,
        lambda view: f"{view.id} {view.origin} {view.problem} {view.closed_how or view.measure or '未定措施'}",
    )
