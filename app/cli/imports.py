"""huicun imports: any list from outside looked at, taken over line by line, and taken back as a whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, finding_data, today, verb

if TYPE_CHECKING:
    from app.services.imports.looks import ImportLook, ImportRequest
    from app.services.imports.undo import ImportAct, UndoLook

KINDS = {"roster": "人员名单", "due": "到期还款名单", "bank": "银行贷款名单", "claim": "贴息申报表"}


def configure(parser: ArgumentParser) -> None:
    """`imports columns|look|take KIND FILE`, `imports past`, `imports undo [ACT]`."""
    for name, run, help_text in (
        ("columns", columns, "看每一列读成什么；用 --column 改正并记住"),
        ("look", look, "看会有什么变化，不改账本"),
        ("take", take, "导入，除了 --not 指明的"),
    ):
        command = verb(parser, name, run, help_text)
        command.add_argument("kind", choices=tuple(KINDS), metavar="KIND", help="、".join(KINDS))
        command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument("--sheet", metavar="S", help="工作表名")
        if name == "columns":
            command.add_argument(
                "--column",
                action="append",
                default=[],
                metavar="HEADING=KEY",
                help="这一列是什么；= 后面空着就不用这一列",
            )
            continue
        command.add_argument("--quarter", metavar="2026Q3", help="贴息申报：哪个季度")
        command.add_argument("--refused", type=Path, metavar="FILE.xlsx", help="没有导入的行另存，旁边写明原因")
        command.add_argument("--checked", type=Path, metavar="FILE.xlsx", help="银行名单、贴息申报的核对表另存")
        if name == "take":
            command.add_argument("--not", dest="not_keys", nargs="*", default=[], metavar="KEY", help="不接受的")
            command.add_argument("--also", nargs="*", default=[], metavar="KEY", help="默认不接受、这次要接受的")
    verb(parser, "past", past, "导入过哪些名单")
    undoing = verb(parser, "undo", undo, "撤销整次导入（不写 ACT 就是最近一次）")
    undoing.add_argument("act", nargs="?", default="", metavar="ACT")
    undoing.add_argument("--rest", action="store_true", help="后来又动过的留下，其余的撤销")
    undoing.add_argument("--dry-run", action="store_true", help="只看能不能撤销")


def columns(args: argparse.Namespace) -> Answer:
    """What each column is understood as; corrected ones are remembered for this source."""
    from app.cli.book import open_book_from
    from app.services.imports.columns import ListKind, look_at_columns, remember_columns

    kind = ListKind(args.kind)
    with open_book_from(args) as book:
        found = look_at_columns(book, kind, args.file, sheet=args.sheet)
        if args.column:
            said = dict(each.partition("=")[::2] for each in args.column)
            remember_columns(book, kind, found, {**found.columns, **said})
            found = look_at_columns(book, kind, args.file, sheet=args.sheet)
    data = {
        "file": found.file,
        "sheets": list(found.sheets),
        "sheet": found.sheet,
        "columns": [
            {"heading": each.heading, "key": each.key, "samples": list(each.samples)} for each in found.headings
        ],
        "missing": list(found.missing),
    }
    lines = [f"{each.heading} → {each.key or '不用'}（{'、'.join(each.samples)}）" for each in found.headings]
    lines += [f"没有找到：{'、'.join(found.missing)}"] if found.missing else []
    return Answer(data, "\n".join(lines), 1 if found.missing else 0)


def look(args: argparse.Namespace) -> Answer:
    """What would change, line by line."""
    from app.cli.book import open_book_from
    from app.services.imports.looks import look_at_list

    with open_book_from(args) as book:
        found = look_at_list(book, _request(args), on=today(args))
        _save(args, book, found)
    return _answer(found)


def take(args: argparse.Namespace) -> Answer:
    """Take over what is proposed, less `--not`, with `--also`."""
    from app.cli.book import open_book_from
    from app.domain.errors import InputError
    from app.services.imports.looks import look_at_list, take_list

    request, on = _request(args), today(args)
    with open_book_from(args) as book:
        proposed = look_at_list(book, request, on=on).lines
        keys = {line.key for line in proposed if not line.fixed}
        if wrong := [key for key in (*args.not_keys, *args.also) if key not in keys]:
            raise InputError("哪一条", f"没有这一条，或它不能接受：{'、'.join(wrong)}")
        accepted = ({line.key for line in proposed if line.accepted} | set(args.also)) - set(args.not_keys)
        done = take_list(book, request, accepted, on=on)
        _save(args, book, done)
    return _answer(done)


def past(args: argparse.Namespace) -> Answer:
    """The imports of this book, the newest first."""
    from app.cli.book import open_book_from
    from app.services.imports.undo import past_imports

    with open_book_from(args) as book, book.read() as session:
        acts = past_imports(session)
    lines = [
        f"{each.at:%Y-%m-%d %H:%M}  {each.name}  {each.rows} 行{'  已撤销' if each.undone else ''}  {each.id}"
        for each in acts
    ]
    return Answer({"imports": [_act(each) for each in acts]}, "\n".join(lines) or "还没有导入过名单。")


def undo(args: argparse.Namespace) -> Answer:
    """Take one import back; status 1 where a dry run finds something in the way."""
    from app.cli.book import open_book_from
    from app.services.imports.undo import look_at_undo, undo_import

    with open_book_from(args) as book:
        if args.dry_run:
            with book.read() as session:
                found = look_at_undo(session, args.act)
        else:
            found = undo_import(book, args.act, rest=args.rest)
    return _undo_answer(found, args.dry_run)


def _request(args: argparse.Namespace) -> ImportRequest:
    from app.services.imports.columns import ListKind
    from app.services.imports.looks import ImportRequest
    from app.services.quarters import read_quarter

    quarter = read_quarter(args.quarter) if args.quarter else None
    return ImportRequest(ListKind(args.kind), args.file, args.sheet, None, quarter)


def _save(args: argparse.Namespace, book: Any, found: ImportLook) -> None:
    from app.files import write_atomic
    from app.services.imports.looks import checked_sheet, refused_sheet

    if args.refused is not None and found.refused:
        write_atomic(args.refused, refused_sheet(found, today(args)), what="没有导入的行")
    if args.checked is not None:
        write_atomic(args.checked, checked_sheet(book, found.request, on=today(args)), what="核对表")


def _answer(found: ImportLook) -> Answer:
    data = {
        "summary": found.summary,
        "same": found.same,
        "taken": found.taken,
        "act": found.act_id,
        "lines": [
            {
                "key": line.key,
                "row": line.row,
                "sort": str(line.sort),
                "who": line.who,
                "what": line.what,
                "accepted": line.accepted,
                "fixed": line.fixed,
            }
            for line in found.lines
        ],
        "refused": [
            {"row": row.row, "column": row.column, "value_masked": row.value_masked, "reason": row.reason}
            for row in found.refused
        ],
        "findings": [finding_data(finding) for finding in found.findings],
    }
    lines = [found.summary + "。"]
    lines += [f"[{line.key}] {line.sort}  {line.who}  {line.what}" for line in found.lines]
    lines += [f"第 {row.row} 行 {row.column} {row.value_masked}：{row.reason}" for row in found.refused]
    lines += [f"已接受 {found.taken} 条。"] if found.done else []
    return Answer(data, "\n".join(lines))


def _act(act: ImportAct) -> dict[str, Any]:
    return {"act": act.id, "name": act.name, "at": act.at.isoformat(), "rows": act.rows, "undone": act.undone}


def _undo_answer(found: UndoLook, dry_run: bool) -> Answer:
    ways = [{"who": each.who, "why": each.why.lstrip("，")} for each in found.in_the_way]
    word = "能撤销" if dry_run else "已撤销"
    lines = [f"{word} {found.rows} 行（{found.act.at:%Y-%m-%d %H:%M} 的{found.act.name}）。"]
    lines += [f"不能撤销：{each.who}{each.why}" for each in found.in_the_way]
    return Answer(
        _act(found.act) | {"rows": found.rows, "in_the_way": ways}, "\n".join(lines), 1 if dry_run and ways else 0
    )
