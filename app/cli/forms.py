"""huicun forms: list the forms, print a batch into one PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, today, verb, whole


def configure(parser: ArgumentParser) -> None:
    """`forms list`, `forms print FORM`."""
    verb(parser, "list", list_, "有哪些表")
    printing = verb(parser, "print", print_, "打印成一个 PDF")
    printing.add_argument("form", metavar="FORM", help="F1…F20")
    whom = printing.add_mutually_exclusive_group(required=True)
    whom.add_argument("--household", nargs="+", default=[], metavar="NO")
    whom.add_argument("--contract", nargs="+", default=[], metavar="C")
    whom.add_argument("--group", default="", metavar="G")
    whom.add_argument("--all", action="store_true", help="所有适用的户或借据")
    whom.add_argument("--due-within", type=whole, metavar="N", help="多少天内到期的")
    whom.add_argument("--blank", action="store_true", help="一份空白表")
    printing.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    printing.add_argument("--duplex", action="store_true", help="双面：每份从奇数页开始")
    printing.add_argument("--packet", action="store_true", help="按户装成走访资料袋")


def list_(_args: argparse.Namespace) -> Answer:
    """All forms; needs no book."""
    from app.services.printing import list_forms

    forms = [{"id": form.id, "title": form.title, "applies_to": form.applies_to} for form in list_forms()]
    return Answer({"forms": forms}, "\n".join(f"{form['id']}  {form['title']}" for form in forms))


def print_(args: argparse.Namespace) -> Answer:
    """Print and keep a record of every paper; characters that no font has are named."""
    from app.cli.book import open_book_from
    from app.services.paper_gathering import Selection
    from app.services.printing import print_forms

    chosen = Selection(
        households=tuple(args.household),
        contracts=tuple(args.contract),
        group=args.group,
        everyone=args.all,
        due_within=args.due_within,
        blank=args.blank,
    )
    with open_book_from(args) as book:
        batch = print_forms(
            book, args.form, chosen, on=today(args), duplex=args.duplex, packet=args.packet, file=args.out
        )
    missing = [{"char": each.char, "code": each.code, "where": each.where} for each in batch.missing_glyphs]
    data = {
        "pages": batch.printed.pages,
        "copies": batch.printed.copies,
        "missing_glyphs": missing,
        "left_out": [{"contract": stop.note_number, "reason": stop.reason} for stop in batch.left_out],
    }
    lines = [f"{batch.printed.copies} 份 {batch.printed.pages} 页：{args.out}"]
    lines += [f"缺字 {each['char']}（{each['code']}）：{each['where']}，已留空由手写" for each in missing]
    lines += [f"没有打印 {stop.note_number}：{stop.reason}" for stop in batch.left_out]
    return Answer(data, "\n".join(lines))
