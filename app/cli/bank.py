"""huicun bank: the bank's list and its subsidy claim beside our figures; status 1 when something differs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, today, verb, yuan
from app.cli.records import plain

if TYPE_CHECKING:
    from app.domain.list_meeting import Meeting
    from app.domain.reconciliation import LoanEntry, Pair, Reconciliation
    from app.services.subsidy_claims import ClaimLine


def configure(parser: ArgumentParser) -> None:
    """`bank compare FILE [--out FILE.xlsx]`, `bank subsidy FILE --quarter 2026Q3 [--out FILE.xlsx]`."""
    comparing = verb(parser, "compare", compare, "与银行名单核对")
    comparing.add_argument("file", type=Path, metavar="FILE")
    comparing.add_argument("--sheet", metavar="S", help="工作表名")
    comparing.add_argument("--national", type=Path, metavar="FILE", help="国家系统导出的贷款名单，三方一起对")
    comparing.add_argument("--out", type=Path, metavar="FILE.xlsx", help="差异另存为台账")
    checking = verb(parser, "subsidy", subsidy, "银行季度贴息申报逐笔核对")
    checking.add_argument("file", type=Path, metavar="FILE")
    checking.add_argument("--quarter", required=True, metavar="2026Q3", help="哪个季度")
    checking.add_argument("--sheet", metavar="S", help="工作表名")
    checking.add_argument("--out", type=Path, metavar="FILE.xlsx", help="逐笔核对表")


def compare(args: argparse.Namespace) -> Answer:
    """Lists of note numbers: only here, only at the bank, amounts or dates that differ, and those that agree."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.ledgers import export_differences
    from app.services.reconciliation import compare_with_bank
    from app.services.rectifications import differences_of

    with open_book_from(args) as book:
        done = compare_with_bank(book, args.file, on=today(args), sheet=args.sheet, national=args.national)
        if args.out is not None:
            write_atomic(args.out, export_differences(book, done)[0], what="核对表")
    data: dict[str, Any] = _sides(done.result)
    names = {
        "only_here": "只有我们有",
        "only_bank": "只有银行有",
        "amount_differs": "金额不同",
        "date_differs": "日期不同",
        "agree": "一致",
    }
    lines = [f"银行名单按{done.reading.unit}读取（{done.reading.unit_from}），核对日 {done.on}"]
    lines += [f"{names[key]} {len(notes)} 笔：{'、'.join(notes)}" for key, notes in data.items() if key != "agree"]
    lines.append(f"一致 {len(data['agree'])} 笔")
    if done.system is not None:
        data["repeated"] = [each.entry.note_number or each.entry.contract_number for each in done.repeats]
        data["national"] = _sides(done.system)
        data["three"] = [_meeting(each) for each in done.meetings if not each.agrees]
    if done.system is not None or done.repeats:
        lines += [f"{problem.note}  {problem.text}" for problem in differences_of(done)]
    return Answer(data, "\n".join(lines), 1 if done.differs else 0)


def _sides(result: Reconciliation) -> dict[str, list[str]]:
    return {
        "only_here": _notes(result.only_here),
        "only_bank": _notes(result.only_bank),
        "amount_differs": _pairs(result.amount_differs),
        "date_differs": _pairs(result.date_differs),
        "agree": _pairs(result.agree),
    }


def _meeting(each: Meeting) -> dict[str, Any]:
    """One loan of the three lists: who has it, who lacks it, what is not the same."""
    return {
        "contract": each.note,
        "borrower": each.entry.name,
        "there": list(each.there),
        "missing": list(each.missing),
        "differs": [
            {"field": one.field, "values": {name: plain(value) for name, value in one.values}} for one in each.differs
        ],
    }


def subsidy(args: argparse.Namespace) -> Answer:
    """Every line of the claim: what is due, what is claimed, the difference, why."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.quarters import read_quarter
    from app.services.subsidy_claims import check_claim, claim_sheet

    quarter = read_quarter(args.quarter)
    with open_book_from(args) as book:
        done = check_claim(book, args.file, quarter, on=today(args), sheet=args.sheet)
        if args.out is not None:
            write_atomic(args.out, claim_sheet(book, done)[0], what="核对表")
    data = {
        "quarter": str(quarter),
        "due": yuan(done.due),
        "claimed": yuan(done.claimed),
        "difference": yuan(done.claimed - done.due),
        "agree": len(done.lines) - len(done.differing),
        "lines": [_claim_line(each) for each in done.lines],
        "refused": [{"row": row.row, "column": row.column, "reason": row.reason} for row in done.reading.refused],
    }
    lines = [
        f"{each.note}  {each.borrower}  应贴 {yuan(each.due)}  申报 {yuan(each.claimed)}  "
        f"差 {yuan(each.difference)}  {'；'.join(each.why)}"
        for each in done.differing
    ]
    total = f"{quarter.name}应贴 {data['due']} 元，申报 {data['claimed']} 元，差 {data['difference']} 元"
    refused = [f"{len(done.reading.refused)} 行没有读进来"] if done.reading.refused else []
    said = [f"一致 {data['agree']} 笔", *lines, *refused, total]
    return Answer(data, "\n".join(said), 1 if done.differing or done.reading.refused else 0)


def _claim_line(each: ClaimLine) -> dict[str, Any]:
    return {
        "contract": each.note,
        "borrower": each.borrower,
        "due": yuan(each.due),
        "claimed": yuan(each.claimed) if each.rows else None,
        "difference": yuan(each.difference),
        "why": list(each.why),
    }


def _notes(entries: Sequence[LoanEntry]) -> list[str]:
    return [entry.note_number or entry.contract_number for entry in entries]


def _pairs(pairs: Sequence[Pair]) -> list[str]:
    return [pair.here.note_number for pair in pairs]
