"""huicun loan apply, opinion: the application and its review stages."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, finding_data, iso_date, money, months, today, verb, yuan

if TYPE_CHECKING:
    from app.services.applications import ApplicationView

METHODS = ("bullet", "interest-only", "equal-instalment", "equal-principal")
STAGES = ("village", "township", "county", "bank", "insurer")


def configure(parser: ArgumentParser) -> None:
    """The verbs before the money."""
    applying = verb(parser, "apply", apply, "登记贷款申请")
    applying.add_argument("household", metavar="NO", help="户编号")
    applying.add_argument("--borrower", required=True, metavar="ID")
    applying.add_argument("--amount", type=money, required=True, metavar="A")
    applying.add_argument("--months", type=months, required=True, metavar="M")
    applying.add_argument("--purpose", required=True, metavar="TEXT")
    applying.add_argument("--kind", choices=("first", "top-up", "renewal"), required=True)
    applying.add_argument("--method", choices=METHODS, default="interest-only")
    applying.add_argument("--co-borrower", default="", metavar="ID")
    applying.add_argument("--renews", default="", metavar="C", help="续贷的原借据号")
    applying.add_argument("--money-user", default="", help="实际用款人（不是本户时）")
    applying.add_argument("--condition", action="append", default=[], metavar="NAME=yes|no", help="贷款条件的判断")
    applying.add_argument("--reason", default="", help="警告通过的理由")
    listing = verb(parser, "applications", applications, "贷款申请和审核到哪一级")
    listing.add_argument("application", nargs="?", default="", metavar="APP")
    publishing = verb(parser, "notice", notice, "登记公示")
    publishing.add_argument("application", metavar="APP")
    publishing.add_argument("--until", type=iso_date, metavar="D", help="公示到哪天，默认按政策包的天数")
    publishing.add_argument("--objection", default="", help="有异议的写明")
    withdrawing = verb(parser, "withdraw", withdraw, "撤回申请")
    withdrawing.add_argument("application", metavar="APP")
    withdrawing.add_argument("--reason", required=True)
    opining = verb(parser, "opinion", opinion, "登记一级审核意见")
    opining.add_argument("application", metavar="APP")
    opining.add_argument("--stage", choices=STAGES, required=True)
    opining.add_argument("--result", choices=("pass", "refuse", "supplement"), required=True)
    opining.add_argument("--by", required=True, metavar="NAME")
    opining.add_argument("--note", default="")


def applications(args: argparse.Namespace) -> Answer:
    """All applications, the newest first, or one with its chain."""
    from app.cli.book import open_book_from
    from app.services.applications import STATE_NAMES, list_applications, read_application

    with open_book_from(args) as book, book.read() as session:
        if args.application:
            return _application(read_application(session, args.application))
        views = list_applications(session)
    rows = [_application(view).data for view in views]
    text = [
        f"{view.number}  {view.applied_on}  {view.borrower}  {yuan(view.amount)} 元  {STATE_NAMES[view.state]}"
        for view in views
    ]
    return Answer({"applications": rows}, "\n".join([*text, f"共 {len(rows)} 件"]))


def notice(args: argparse.Namespace) -> Answer:
    """公示, from the day of the act for as many days as the pack says unless its end is given."""
    from app.cli.book import open_book_from
    from app.services.applications import publish_notice

    with open_book_from(args) as book:
        view = publish_notice(
            book, args.application, from_on=today(args), until_on=args.until, objection=args.objection
        )
    return _application(view)


def withdraw(args: argparse.Namespace) -> Answer:
    """The household takes its application back."""
    from app.cli.book import open_book_from
    from app.services.applications import withdraw_application

    with open_book_from(args) as book:
        return _application(withdraw_application(book, args.application, on=today(args), reason=args.reason))


def apply(args: argparse.Namespace) -> Answer:
    """Take an application; a block refuses it, a warning asks for --reason."""
    from app.cli.book import open_book_from
    from app.services.applications import apply_for_loan

    with open_book_from(args) as book:
        view = apply_for_loan(
            book,
            args.household,
            borrower_id=args.borrower,
            amount=args.amount,
            months=args.months,
            purpose=args.purpose,
            kind=args.kind,
            on=today(args),
            conditions=_conditions(args.condition),
            co_borrower_id=args.co_borrower,
            method=args.method,
            renews_note=args.renews,
            money_user=args.money_user,
            reason=args.reason,
        )
    return _application(view)


def opinion(args: argparse.Namespace) -> Answer:
    """Record one stage's opinion."""
    from app.cli.book import open_book_from
    from app.services.applications import give_opinion

    with open_book_from(args) as book:
        view = give_opinion(
            book,
            args.application,
            stage=args.stage,
            result=args.result,
            by=args.by,
            on=today(args),
            note=args.note,
        )
    return _application(view)


def _conditions(texts: list[str]) -> dict[str, bool]:
    from app.domain.errors import InputError

    answers = {}
    for text in texts:
        name, _, said = text.partition("=")
        if said not in ("yes", "no"):
            raise InputError("贷款条件", f"要写成 NAME=yes 或 NAME=no，现在是 {text}")
        answers[name] = said == "yes"
    return answers


def _application(view: ApplicationView) -> Answer:
    from app.services.applications import STATE_NAMES

    next_stage = view.next_stage
    data = {
        "application": view.number,
        "household": view.household_number,
        "borrower": view.borrower,
        "kind": view.kind,
        "amount": yuan(view.amount),
        "months": view.term_months,
        "purpose": view.purpose,
        "applied_on": view.applied_on.isoformat(),
        "state": view.state,
        "next_stage": next_stage.id if next_stage else None,
        "opinions": [
            {"id": each.id, "stage": each.stage, "result": each.result, "by": each.by, "on": each.on.isoformat()}
            for each in view.opinions
        ],
        "notice": _notice(view),
        "findings": [finding_data(finding) for finding in view.findings],
    }
    stands = STATE_NAMES[view.state] + (f"，下一步：{next_stage.name}" if next_stage else "")
    lines = [f"申请 {view.number}：{view.borrower} {yuan(view.amount)} 元 {view.term_months} 个月，{stands}"]
    return Answer(data, "\n".join([*lines, *(f"  {finding.text}" for finding in view.findings)]))


def _notice(view: ApplicationView) -> dict[str, str] | None:
    if view.notice is None:
        return None
    return {
        "id": view.notice.id,
        "from": view.notice.from_on.isoformat(),
        "until": view.notice.until_on.isoformat(),
        "objection": view.notice.objection,
    }
