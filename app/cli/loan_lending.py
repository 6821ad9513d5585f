"""huicun loan disburse, record, renew: what the bank lent."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.loan_answer import loan_answer
from app.cli.loan_application import METHODS
from app.cli.parser import Answer, ArgumentParser, day_of_month, iso_date, money, months, rate, today, verb

if TYPE_CHECKING:
    from app.services.loans import LoanPaper

DAY_COUNTS = ("act/360", "act/365", "30/360", "act/act", "anniversary")


def configure(parser: ArgumentParser) -> None:
    """The verbs that make a loan."""
    disbursing = verb(parser, "disburse", disburse, "登记放款")
    disbursing.add_argument("application", metavar="APP")
    recording = verb(parser, "record", record, "补录银行已放的贷款")
    recording.add_argument("household", metavar="NO", help="户编号")
    recording.add_argument("--borrower", required=True, metavar="ID")
    recording.add_argument("--amount", type=money, required=True, metavar="A")
    recording.add_argument("--months", type=months, required=True, metavar="M")
    recording.add_argument("--purpose", default="", metavar="TEXT")
    recording.add_argument("--kind", choices=("first", "top-up", "renewal"), default="first")
    for each in (disbursing, recording):
        each.add_argument("--contract", required=True, metavar="C")
        each.add_argument("--note", default="", metavar="NO", help="借据号，默认同合同号")
        each.add_argument("--bank", required=True, metavar="B")
        each.add_argument("--rate", type=rate, required=True, metavar="R", help="年利率（%%）")
        each.add_argument("--method", choices=METHODS, required=each is disbursing, default="interest-only")
        each.add_argument("--signed-on", type=iso_date, metavar="D")
        each.add_argument("--due-on", type=iso_date, metavar="D")
        each.add_argument("--day-count", default="act/360", choices=DAY_COUNTS, help="计息天数算法")
        each.add_argument("--every", choices=("month", "quarter"), default="")
        each.add_argument("--settlement-day", type=day_of_month, default=20, help="结息日（缺省 20）")
        each.add_argument("--uplift", type=rate, default=None, help="逾期上浮（%%），默认 50")
        each.add_argument("--compound", action="store_true", help="合同约定计收复利")
        each.add_argument("--account", default="")
        each.add_argument("--product", default="", help="产品名称，默认是本县的小额信贷")
        each.add_argument("--fund-source", default="", help="资金来源，如 再贷款")
        each.add_argument("--revolving", action="store_true", help="合同额度内循环使用")
        each.add_argument("--contract-line", type=money, default=None, metavar="A", help="合同额度（元）")
        each.add_argument("--reason", default="")
    renewing = verb(parser, "renew", renew, "登记续贷")
    renewing.add_argument("contract", metavar="C")
    renewing.add_argument("--amount", type=money, required=True)
    renewing.add_argument("--months", type=months, required=True)
    renewing.add_argument("--new-note", default="", metavar="NO", help="新借据号，默认在原号后加 -X1")
    renewing.add_argument("--rate", type=rate, default=None, help="新利率（%%），默认同原利率")
    renewing.add_argument("--reason", default="")


def disburse(args: argparse.Namespace) -> Answer:
    """Record the disbursement of an approved application."""
    from app.cli.book import open_book_from
    from app.services import loans

    with open_book_from(args) as book:
        return loan_answer(loans.disburse(book, args.application, _paper(args), reason=args.reason))


def record(args: argparse.Namespace) -> Answer:
    """Record a loan that the bank has already made."""
    from app.cli.book import open_book_from
    from app.services import loans

    with open_book_from(args) as book:
        view = loans.record_loan(
            book,
            args.household,
            _paper(args),
            borrower_id=args.borrower,
            amount=args.amount,
            months=args.months,
            purpose=args.purpose,
            kind=args.kind,
            reason=args.reason,
        )
    return loan_answer(view)


def renew(args: argparse.Namespace) -> Answer:
    """Record a renewal: a new note takes the place of the old principal."""
    from app.cli.book import open_book_from
    from app.services.renewals import renew_loan

    with open_book_from(args) as book:
        view = renew_loan(
            book,
            args.contract,
            amount=args.amount,
            months=args.months,
            on=today(args),
            new_note=args.new_note,
            rate=args.rate,
            reason=args.reason,
        )
    return loan_answer(view)


def _paper(args: argparse.Namespace) -> LoanPaper:
    from app.services.loans import DEFAULT_UPLIFT, LoanPaper

    return LoanPaper(
        contract=args.contract,
        bank=args.bank,
        rate=args.rate,
        on=today(args),
        method=args.method,
        note=args.note,
        signed_on=args.signed_on,
        due_on=args.due_on,
        day_count=args.day_count,
        every=args.every,
        settlement_day=args.settlement_day,
        uplift=DEFAULT_UPLIFT if args.uplift is None else args.uplift,
        compound=args.compound,
        account=args.account,
        product=args.product,
        fund_source=args.fund_source,
        revolving=args.revolving,
        contract_line=args.contract_line,
    )
