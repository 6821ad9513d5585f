"""huicun plan: the repayment plan of a household in difficulty, drafted, saved in versions, and how it is kept."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb, yuan
from app.cli.records import listed, one, plain

if TYPE_CHECKING:
    from app.domain.repayment_plan import Means


def configure(parser: ArgumentParser) -> None:
    """`plan draft`, `plan save`, `plan show`, `plan progress`."""
    drafting = verb(parser, "draft", draft, "试排还款计划，不保存")
    saving = verb(parser, "save", save, "保存还款计划")
    for each in (drafting, saving):
        each.add_argument("contract", metavar="C", help="借据号")
        each.add_argument(
            "--pay", type=_means, action="append", default=[], required=True, metavar="DATE=AMOUNT[:SOURCE]",
            help="哪天能还多少，来源（产业收入、务工工资、子女帮助……）",
        )  # fmt: skip
        each.add_argument("--latest", type=iso_date, default=None, metavar="D", help="最迟哪天还清")
    saving.add_argument("--cause", required=True, help="困难原因")
    saving.add_argument("--helper", default="", help="帮助制定计划的人")
    saving.add_argument("--reason", default="", help="警告通过的理由")
    showing = verb(parser, "show", show, "还款计划的各个版本")
    showing.add_argument("contract", metavar="C")
    following = verb(parser, "progress", progress, "还款计划执行得怎样")
    following.add_argument("contract", metavar="C")


def draft(args: argparse.Namespace) -> Answer:
    """What a plan from these means would be."""
    from app.cli.book import open_book_from
    from app.services.plans import draft_plan

    with open_book_from(args) as book, book.read() as session:
        plan = draft_plan(session, args.contract, args.pay, today(args), args.latest)
    text = [f"{row.no}. {row.on} 还 {yuan(row.total)} 元，剩 {yuan(row.balance)} 元" for row in plan.rows]
    return Answer(plain(plan), "\n".join([*text, *(finding.text for finding in plan.findings)]))


def save(args: argparse.Namespace) -> Answer:
    """Save the next version."""
    from app.cli.book import open_book_from
    from app.services.plans import save_plan

    with open_book_from(args) as book:
        saved = save_plan(
            book,
            args.contract,
            args.pay,
            on=today(args),
            cause=args.cause,
            helper=args.helper,
            latest=args.latest,
            reason=args.reason,
        )
    return one(saved, f"{saved.note_number} 还款计划第 {saved.version} 版，{len(saved.rows)} 期")


def show(args: argparse.Namespace) -> Answer:
    """All versions, the newest first."""
    from app.cli.book import open_book_from
    from app.services.plans import plans_of

    with open_book_from(args) as book, book.read() as session:
        plans = plans_of(session, args.contract)
    return listed("plans", plans, lambda plan: f"第 {plan.version} 版 {plan.made_on} {len(plan.rows)} 期", "版")


def progress(args: argparse.Namespace) -> Answer:
    """The newest plan beside what was paid."""
    from app.cli.book import open_book_from
    from app.services.plans import plan_progress

    words = {True: "已兑现", False: "未兑现", None: "未到"}
    with open_book_from(args) as book, book.read() as session:
        rows = plan_progress(session, args.contract, today(args))
    return listed("rows", rows, lambda each: f"{each.row.on} {yuan(each.row.total)} 元 {words[each.kept]}", "期")


def _means(text: str) -> Means:
    from app.domain.repayment_plan import Means

    day, equals, rest = text.partition("=")
    amount, _, source = rest.partition(":")
    if not equals:
        raise argparse.ArgumentTypeError(f"要写成 2026-12-01=5000:务工工资 这样，现在是 {text}")
    return Means(iso_date(day), money(amount), source.strip())
