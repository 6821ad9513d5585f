"""huicun due: maturities and instalments within so many days."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, today, whole, yuan

if TYPE_CHECKING:
    from app.services.due import DueLine


def configure(parser: ArgumentParser) -> None:
    """`due --within DAYS`."""
    parser.add_argument("--within", type=whole, required=True, metavar="DAYS", help="多少天内")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """The list, the nearest first."""
    from app.cli.book import open_book_from
    from app.services.due import due_within

    with open_book_from(args) as book, book.read() as session:
        return due_answer("due", due_within(session, today(args), args.within), "还剩")


def due_answer(key: str, found: list[DueLine], word: str) -> Answer:
    """A list of due or overdue loans; phones stand in full, because the officer rings them."""
    rows = [_row(each) for each in found]
    lines = [
        f"{each.due}  {word} {each.days} 天  {row['group']}  {each.line.head}户  {row['amount']} 元  {each.step.text}"
        f"{'  ' + each.stop.reason if each.stop else ''}"
        for row, each in zip(rows, found, strict=True)
    ]
    return Answer({key: rows}, "\n".join([*lines, f"共 {len(rows)} 笔"]))


def _row(each: DueLine) -> dict[str, Any]:
    line = each.line
    return {
        "contract": line.loan.note_number,
        "household": line.household.number,
        "borrower": line.borrower.name,
        "group": line.household.group_name,
        "phone": each.phone,
        "due": each.due.isoformat(),
        "days": each.days,
        "amount": yuan(each.amount),
        "balance": yuan(line.state.balance),
    }
