"""One way through every list from outside: what it would do line by line, and taking over what was accepted.

A roster and a due list change the book; of a bank's list the accepted differences are taken into 整改; a subsidy
claim is only checked.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from app.documents.refused import RefusedRow, write_refused
from app.domain.findings import Finding
from app.domain.money import format_yuan
from app.services.due_lists import DueChange, DueListImport, DueListLine, import_due_list
from app.services.imports.columns import ListKind
from app.services.ledgers import export_differences
from app.services.quarters import Quarter, quarter_of
from app.services.reconciliation import BankComparison, compare_with_bank
from app.services.rectifications import differences_of, keep_differences, open_keys
from app.services.roster import RosterImport, import_roster
from app.services.roster_changes import LeftLine, PersonLine
from app.services.subsidy_claims import ClaimCheck, ClaimLine, check_claim, claim_sheet
from app.storage.book import Book


class Sort(StrEnum):
    """What a line is, in one word; the window draws it as a chip."""

    NEW = "新增"
    CHANGED = "有改动"
    GONE = "不在名单上"
    DIFFERS = "不一致"
    ONLY_HERE = "只有本账有"
    ONLY_THERE = "只有银行有"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A list to look at or to take over: what it is, where it is, and what the officer says of its columns."""

    kind: ListKind
    path: Path
    sheet: str | None = None
    columns: Mapping[str, str] | None = None
    quarter: Quarter | None = None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One thing that would happen: `row` in the sheet (0 where it is not in it), whose it is, and what differs.

    `accepted` is the proposal; `fixed` says why it cannot be accepted, or "" where it can.
    """

    key: str
    row: int
    sort: Sort
    who: str
    what: str
    accepted: bool
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class ImportLook:
    """What a list would do (or, with `done`, did); `same` counts the lines in which nothing differs."""

    request: ImportRequest
    sheet: str
    headings: tuple[str, ...]
    summary: str
    lines: tuple[ImportLine, ...]
    same: int
    refused: tuple[RefusedRow, ...]
    findings: tuple[Finding, ...]
    act_id: str = ""
    done: bool = False
    taken: int = 0


def look_at_list(book: Book, request: ImportRequest, *, on: date) -> ImportLook:
    """What the list would do; the book is not touched. Raises the Sheet… errors, RosterElsewhereError."""
    return _through(book, request, on, None)


def take_list(book: Book, request: ImportRequest, accepted: Collection[str], *, on: date) -> ImportLook:
    """Take over the lines whose key is in `accepted`, all in one act. Raises as `look_at_list`."""
    return _through(book, request, on, frozenset(accepted))


def refused_sheet(look: ImportLook, on: date) -> bytes:
    """The refused rows as .xlsx, as they stand in the file, each with its reason beside it."""
    out = io.BytesIO()
    write_refused(look.request.path, look.sheet, look.headings, look.refused, on, out)
    return out.getvalue()


def checked_sheet(book: Book, request: ImportRequest, *, on: date) -> bytes:
    """The comparison itself as .xlsx: the differences with the bank's list, or the claim line by line."""
    if request.kind is ListKind.CLAIM:
        return claim_sheet(book, _claim(book, request, on))[0]
    return export_differences(book, _comparison(book, request, on))[0]


def _through(book: Book, request: ImportRequest, on: date, accepted: Collection[str] | None) -> ImportLook:
    ways = {ListKind.ROSTER: _roster, ListKind.DUE: _due_list, ListKind.BANK: _bank_list, ListKind.CLAIM: _claim_list}
    return ways[request.kind](book, request, on, accepted)


# --- 人员名单 ---


def _roster(book: Book, request: ImportRequest, on: date, accepted: Collection[str] | None) -> ImportLook:
    read = import_roster(book, request.path, sheet=request.sheet, on=on, dry_run=True, columns=request.columns)
    if accepted is not None:
        read = import_roster(
            book,
            request.path,
            sheet=request.sheet,
            on=on,
            columns=request.columns,
            not_rows={line.row for line in read.lines if str(line.row) not in accepted},
            let_go={line.key for line in read.left if line.key in accepted},
        )
    left = [_left_line(line) for line in read.left]
    taken = 0 if accepted is None else read.added + read.changed + sum(line.key in accepted for line in left)
    return ImportLook(
        request=request,
        sheet=read.reading.sheet,
        headings=read.reading.headings,
        summary=_roster_summary(read),
        lines=(*(_person_line(line) for line in read.lines), *left),
        same=read.unchanged,
        refused=read.refused,
        findings=read.findings,
        act_id=read.act_id,
        done=accepted is not None,
        taken=taken,
    )


def _roster_summary(read: RosterImport) -> str:
    return (
        f"{read.rows} 行，{read.households} 户 {read.members} 人：新增 {read.added} 人，改动 {read.changed} 人，"
        f"不变 {read.unchanged} 人，不能导入 {len(read.refused)} 行；本账有而名单上没有的 {len(read.left)} 处"
    )


def _person_line(line: PersonLine) -> ImportLine:
    changes = "；".join(f"{each.label} {each.before} → {each.after}" for each in line.fields)
    sort = Sort.CHANGED if line.change.value == "有改动" else Sort.NEW
    what = changes if sort is Sort.CHANGED else f"{line.change}{'；' + changes if changes else ''}"
    return ImportLine(str(line.row), line.row, sort, f"{line.group} {line.name}", f"户 {line.household}：{what}", True)


def _left_line(line: LeftLine) -> ImportLine:
    whole = not line.member_id
    what = "整户不在名单上；接受就从今天起出列" if whole else "名单上没有这个人；接受就从今天起不算本户成员"
    who = f"{line.group} {line.name}{'户' if whole else ''}"
    return ImportLine(line.key, 0, Sort.GONE, who, f"户 {line.household}：{line.kept or what}", False, line.kept)


# --- 到期还款名单 ---


def _due_list(book: Book, request: ImportRequest, on: date, accepted: Collection[str] | None) -> ImportLook:
    read = import_due_list(book, request.path, sheet=request.sheet, on=on, dry_run=True, columns=request.columns)
    if accepted is not None:
        not_keys = {line.key for line in read.lines if line.taken and line.key not in accepted}
        read = import_due_list(
            book, request.path, sheet=request.sheet, on=on, columns=request.columns, not_keys=not_keys
        )
    taken = [line for line in read.lines if line.taken and line.key in (accepted or ())]
    return ImportLook(
        request=request,
        sheet=read.reading.sheet,
        headings=read.reading.headings,
        summary=_due_summary(read),
        lines=tuple(_due_line(line) for line in read.lines if line.change is not DueChange.SAME or line.against_ours),
        same=read.count(DueChange.SAME),
        refused=read.refused,
        findings=read.findings,
        act_id=read.act_id,
        done=accepted is not None,
        taken=len(taken),
    )


def _due_summary(read: DueListImport) -> str:
    counts = "，".join(f"{change} {read.count(change)} 笔" for change in DueChange)
    against = sum(bool(line.against_ours) for line in read.lines if line.row)
    rows = len(read.reading.rows) + len(read.reading.refused)
    return f"名单日 {read.list_on}，{rows} 行：{counts}；和本账不一样 {against} 笔；不能导入 {len(read.refused)} 行"


_DUE_SORTS = {
    DueChange.NEW: Sort.NEW,
    DueChange.CHANGED: Sort.CHANGED,
    DueChange.SAME: Sort.DIFFERS,
    DueChange.GONE: Sort.GONE,
    DueChange.OURS: Sort.ONLY_HERE,
}


def _due_line(line: DueListLine) -> ImportLine:
    told = [f"{line.due_on} 应还本金 {format_yuan(line.principal)}"]
    told += [*line.changed, *line.against_ours]
    fixed = "" if line.taken else "只供核对，不改账"
    return ImportLine(
        line.key, line.row, _DUE_SORTS[line.change], f"{line.borrower} {line.note}", "；".join(told), line.taken, fixed
    )


# --- 银行贷款名单 ---


def _comparison(book: Book, request: ImportRequest, on: date) -> BankComparison:
    return compare_with_bank(book, request.path, on=on, sheet=request.sheet, columns=request.columns)


_BANK_SORTS = {"only-here": Sort.ONLY_HERE, "only-bank": Sort.ONLY_THERE}


def _bank_list(book: Book, request: ImportRequest, on: date, accepted: Collection[str] | None) -> ImportLook:
    comparison = _comparison(book, request, on)
    with book.read() as session:
        known = open_keys(session)
    new = keep_differences(book, comparison, accepted) if accepted else []
    result, reading = comparison.result, comparison.reading
    lines = []
    for each in differences_of(comparison):
        fixed = "整改台账里已经有这一条" if each.key in known else ""
        sort = _BANK_SORTS.get(each.code, Sort.DIFFERS)
        lines.append(ImportLine(each.key, 0, sort, each.note, each.text, not fixed, fixed))
    summary = (
        f"按{reading.unit}读取（{reading.unit_from}），核对日 {comparison.on}：一致 {len(result.agree)} 笔，"
        f"只有本账有 {len(result.only_here)} 笔，只有银行有 {len(result.only_bank)} 笔，"
        f"金额不同 {len(result.amount_differs)} 笔，日期不同 {len(result.date_differs)} 笔；"
        f"读不进来 {len(reading.refused)} 行。接受的差异列入整改台账，本账的数不改"
    )
    return ImportLook(
        request=request,
        sheet=reading.sheet,
        headings=reading.headings,
        summary=summary,
        lines=tuple(lines),
        same=len(result.agree),
        refused=reading.refused,
        findings=reading.findings,
        done=accepted is not None,
        taken=len(new),
    )


# --- 贴息申报表 ---


def _claim(book: Book, request: ImportRequest, on: date) -> ClaimCheck:
    quarter = request.quarter or quarter_of(on)
    return check_claim(book, request.path, quarter, on=on, sheet=request.sheet, columns=request.columns)


def _claim_list(book: Book, request: ImportRequest, on: date, accepted: Collection[str] | None) -> ImportLook:
    check = _claim(book, request, on)
    differing = check.differing
    summary = (
        f"{check.quarter.name}：应贴 {format_yuan(check.due)} 元，申报 {format_yuan(check.claimed)} 元，"
        f"差 {format_yuan(check.claimed - check.due)} 元；一致 {len(check.lines) - len(differing)} 笔，"
        f"不一样 {len(differing)} 笔，读不进来 {len(check.reading.refused)} 行。只核对，不改账"
    )
    return ImportLook(
        request=request,
        sheet=check.reading.sheet,
        headings=check.reading.headings,
        summary=summary,
        lines=tuple(_claim_line(each) for each in differing),
        same=len(check.lines) - len(differing),
        refused=check.reading.refused,
        findings=check.reading.findings,
        done=accepted is not None,
    )


def _claim_line(each: ClaimLine) -> ImportLine:
    money = f"应贴 {format_yuan(each.due)}，申报 {format_yuan(each.claimed) if each.rows else '没有'}"
    gap = f"，差 {format_yuan(each.difference)}" if each.difference else ""
    sort = Sort.ONLY_HERE if not each.rows else Sort.ONLY_THERE if each.line is None else Sort.DIFFERS
    row = each.rows[0].row if each.rows else 0
    what = f"{money}{gap}：{'；'.join(each.why)}"
    return ImportLine(f"{each.note}/{row}", row, sort, f"{each.borrower} {each.note}", what, False, "只核对，不改账")
