"""huicun bank: compare the bank's list with ours; status 1 when something differs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, today, verb

if TYPE_CHECKING:
    from app.domain.reconciliation import LoanEntry, Pair


def configure(parser: ArgumentParser) -> None:
    """`bank compare FILE`."""
    comparing = verb(parser, "compare", compare, "与银行名单核对")
    comparing.add_argument("file", type=Path, metavar="FILE")
    comparing.add_argument("--sheet", metavar="S", help="工作表名")


def compare(args: argparse.Namespace) -> Answer:
    """Lists of note numbers: only here, only at the bank, amounts or dates that differ, and those that agree."""
    from app.cli.book import open_book_from
    from app.services.reconciliation import compare_with_bank

    with open_book_from(args) as book:
        done = compare_with_bank(book, args.file, on=today(args), sheet=args.sheet)
    result = done.result
    data = {
        "only_here": _notes(result.only_here),
        "only_bank": _notes(result.only_bank),
        "amount_differs": _pairs(result.amount_differs),
        "date_differs": _pairs(result.date_differs),
        "agree": _pairs(result.agree),
    }
    names = {
        "only_here": "只有我们有",
        "only_bank": "只有银行有",
        "amount_differs": "金额不同",
        "date_differs": "日期不同",
        "agree": "一致",
    }
    lines = [f"银行名单按{done.reading.unit}读取（{done.reading.unit_from}），核对日 {done.on}"]
    lines += [f"{names[key]} {len(notes)} 笔：{'、'.join(notes)}" for key, notes in data.items() if key != "agree"]
    return Answer(data, "\n".join([*lines, f"一致 {len(data['agree'])} 笔"]), 1 if done.differs else 0)


def _notes(entries: Sequence[LoanEntry]) -> list[str]:
    return [entry.note_number or entry.contract_number for entry in entries]


def _pairs(pairs: Sequence[Pair]) -> list[str]:
    return [pair.here.note_number for pair in pairs]
