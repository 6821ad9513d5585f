"""huicun overdue: loans with principal past its day."""

from __future__ import annotations

import argparse

from app.cli.due import due_answer
from app.cli.parser import Answer, ArgumentParser, today


def configure(parser: ArgumentParser) -> None:
    """No options of its own."""
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """The list, the oldest first."""
    from app.cli.book import open_book_from
    from app.services.due import overdue

    with open_book_from(args) as book, book.read() as session:
        return due_answer("overdue", overdue(session, today(args)), "逾期")
