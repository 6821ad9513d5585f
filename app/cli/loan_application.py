"""huicun loan apply, opinion: the application and its review stages."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, finding_data, money, months, today, verb, yuan

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
    opining = verb(parser, "opinion", opinion, "登记一级审核意见")
    opining.add_argument("application", metavar="APP")
    opining.add_argument("--stage", choices=STAGES, required=True)
    opining.add_argument("--result", choices=("pass", "refuse", "supplement"), required=True)
    opining.add_argument("--by", required=True, metavar="NAME")
    opining.add_argument("--note", default="")


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
            {"stage": each.stage, "result": each.result, "by": each.by, "on": each.on.isoformat()}
            for each in view.opinions
        ],
        "findings": [finding_data(finding) for finding in view.findings],
    }
    stands = STATE_NAMES[view.state] + (f"，下一步：{next_stage.name}" if next_stage else "")
    lines = [f"申请 {view.number}：{view.borrower} {yuan(view.amount)} 元 {view.term_months} 个月，{stands}"]
    return Answer(data, "\n".join([*lines, *(f"  {finding.text}" for finding in view.findings)]))
