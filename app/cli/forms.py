"""huicun forms: list the forms, print a batch into one PDF, go on after a jam, calibrate, keep a county's own forms."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, today, verb, whole

if TYPE_CHECKING:
    from app.services.printing import Batch, Offset


def configure(parser: ArgumentParser) -> None:
    """`forms list`, `forms print FORM`, and what a county's technician does with form files."""
    verb(parser, "list", list_, "有哪些表")
    _configure_printing(parser)
    going_on = verb(parser, "reprint-from", reprint_from, "卡纸后从某一份接着印：编号不变")
    going_on.add_argument("serial", metavar="SERIAL", help="从哪一份起")
    _out(going_on)
    measuring = verb(parser, "calibrate", calibrate, "打印校准页：量打印机偏了多少")
    _out(measuring)
    checking = verb(parser, "check", check, "检查表格文件写得对不对（不用账本）")
    checking.add_argument("file", type=Path, metavar="FILE.toml")
    checking.add_argument("--out", type=Path, metavar="FILE.pdf", help="画出空白表看看")
    taking = verb(parser, "take", take, "用县里的表格文件代替内置的同名表")
    taking.add_argument("file", type=Path, metavar="FILE.toml")
    writing = verb(parser, "text", text, "取出表格文件，改好后再 take")
    writing.add_argument("form", metavar="FORM")
    writing.add_argument("--out", type=Path, required=True, metavar="FILE.toml")
    resetting = verb(parser, "reset", reset, "恢复内置的表格")
    resetting.add_argument("form", metavar="FORM")


def _configure_printing(parser: ArgumentParser) -> None:
    printing = verb(parser, "print", print_, "打印成一个 PDF")
    printing.add_argument("form", metavar="FORM", help="F1…F20")
    whom = printing.add_mutually_exclusive_group(required=True)
    whom.add_argument("--household", nargs="+", default=[], metavar="NO")
    whom.add_argument("--contract", nargs="+", default=[], metavar="C")
    whom.add_argument("--group", default="", metavar="G")
    whom.add_argument("--all", action="store_true", help="所有适用的户或借据")
    whom.add_argument("--due-within", type=whole, metavar="N", help="多少天内到期的")
    whom.add_argument("--check", default=None, metavar="CODE", help="自查发现这一类问题的户；all 是全部")
    whom.add_argument("--blank", action="store_true", help="一份空白表")
    printing.add_argument("--packet", action="store_true", help="按户装成走访资料袋")
    _out(printing)


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument("--duplex", action="store_true", help="双面：每份从奇数页开始")
    for name, words in (("--offset-front", "正面"), ("--offset-back", "背面")):
        parser.add_argument(
            name, type=_shift, default=(0.0, 0.0), metavar="右,下", help=f"{words}挪多少毫米，如 1.5,-0.5"
        )


def _shift(typed: str) -> tuple[float, float]:
    """Right and down in mm; at most 20 each, more would leave the sheet."""
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)[,，]([+-]?\d+(?:\.\d+)?)", typed.strip())
    if found is None or any(abs(float(part)) > 20 for part in found.groups()):
        raise argparse.ArgumentTypeError(f"偏移写成 右,下（毫米，不超过 20），如 1.5,-0.5，现在是 {typed}")
    return float(found[1]), float(found[2])


def _offset(args: argparse.Namespace) -> Offset:
    return args.offset_front, args.offset_back


def list_(_args: argparse.Namespace) -> Answer:
    """All forms; needs no book."""
    from app.services.forms import CHOSEN, built_in_forms

    chosen = [form for form in built_in_forms() if form.applies_to in CHOSEN]
    forms = [{"id": form.id, "title": form.title, "applies_to": form.applies_to} for form in chosen]
    return Answer({"forms": forms}, "\n".join(f"{form['id']}  {form['title']}" for form in forms))


def print_(args: argparse.Namespace) -> Answer:
    """Print and keep a record of every paper; characters that no font has are named."""
    from app.cli.book import open_book_from
    from app.services.paper_gathering import Selection
    from app.services.print_choice import households_with_findings
    from app.services.printing import print_forms

    with open_book_from(args) as book:
        households = tuple(args.household)
        if args.check is not None:
            with book.read() as session:
                households = households_with_findings(session, today(args), "" if args.check == "all" else args.check)
        chosen = Selection(
            households=households,
            contracts=tuple(args.contract),
            group=args.group,
            everyone=args.all,
            due_within=args.due_within,
            blank=args.blank,
        )
        batch = print_forms(
            book,
            args.form,
            chosen,
            on=today(args),
            duplex=args.duplex,
            packet=args.packet,
            offset=_offset(args),
            file=args.out,
        )
    return _told(batch, args.out)


def _told(batch: Batch, file: Path) -> Answer:
    missing = [{"char": each.char, "code": each.code, "where": each.where} for each in batch.missing_glyphs]
    data = {
        "pages": batch.printed.pages,
        "copies": batch.printed.copies,
        "missing_glyphs": missing,
    }
    lines = [f"{batch.printed.copies} 份 {batch.printed.pages} 页：{file}"]
    lines += [f"缺字 {each['char']}（{each['code']}）：{each['where']}，已留空由手写" for each in missing]
    return Answer(data, "\n".join(lines))


def reprint_from(args: argparse.Namespace) -> Answer:
    """Go on with a batch after a jam."""
    from app.cli.book import open_book_from
    from app.services.printing import reprint_from as go_on

    with open_book_from(args) as book:
        batch = go_on(book, args.serial, on=today(args), duplex=args.duplex, offset=_offset(args), file=args.out)
    return _told(batch, args.out)


def calibrate(args: argparse.Namespace) -> Answer:
    """The calibration page, moved by the offsets; needs no book."""
    from app.services.calibration import calibration_page

    calibration_page(_offset(args), file=args.out)
    return Answer({"file": str(args.out)}, f"校准页：{args.out}。按原大打印，用直尺量十字，照纸上写的改偏移。")


def check(args: argparse.Namespace) -> Answer:
    """Whether a form file is right; needs no book."""
    from app.services.forms import check_form_file

    form = check_form_file(args.file, out=args.out, on=today(args))
    return Answer(
        {"id": form.id, "title": form.title, "applies_to": form.applies_to}, f"{form.id} {form.title}：没有错"
    )


def take(args: argparse.Namespace) -> Answer:
    """A county's form file takes the place of the built-in form."""
    from app.cli.book import open_book_from
    from app.services.forms import import_form

    with open_book_from(args) as book:
        form = import_form(book, args.file)
    return Answer({"id": form.id, "title": form.title}, f"以后 {form.id} 按这个文件印：{form.title}")


def text(args: argparse.Namespace) -> Answer:
    """The form file as it holds in this book."""
    from app.cli.book import open_book_from
    from app.services.forms import export_form

    with open_book_from(args) as book, book.read() as session:
        export_form(session, args.form, args.out)
    return Answer({"file": str(args.out)}, f"已写到 {args.out}")


def reset(args: argparse.Namespace) -> Answer:
    """The built-in form holds again."""
    from app.cli.book import open_book_from
    from app.services.forms import reset_form

    with open_book_from(args) as book:
        reset_form(book, args.form)
    return Answer({"id": args.form}, f"{args.form} 已恢复内置的表格")
