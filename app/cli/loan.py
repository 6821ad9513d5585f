"""huicun loan: from the application to the last repayment, and the state of a loan on any day."""

from __future__ import annotations

import argparse

from app.cli import loan_application, loan_entries, loan_lending
from app.cli.loan_answer import loan_answer
from app.cli.parser import Answer, ArgumentParser, today, verb


def configure(parser: ArgumentParser) -> None:
    """The verbs of a loan's life."""
    loan_application.configure(parser)
    loan_lending.configure(parser)
    loan_entries.configure(parser)
    showing = verb(parser, "show", show, "看一笔贷款某一天的状态")
    showing.add_argument("contract", metavar="C", help="借据号")


def show(args: argparse.Namespace) -> Answer:
    """The state of a loan at the start of a day."""
    from app.cli.book import open_book_from
    from app.services.loans import read_loan

    with open_book_from(args) as book, book.read() as session:
        return loan_answer(read_loan(session, args.contract, today(args)))
