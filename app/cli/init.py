"""huicun init: make a book and its key file, and print the recovery code once."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser
from app.domain.errors import InputError


def configure(parser: ArgumentParser) -> None:
    """init has no verbs."""
    parser.add_argument("--role", required=True, choices=["village", "township"], help="村账本或乡镇账本")
    parser.add_argument("--code", required=True, metavar="12DIGITS", help="村或乡镇的 12 位区划代码")
    parser.add_argument("--name", required=True, help="村或乡镇的名称")
    parser.add_argument("--officer", required=True, help="经办人姓名")
    parser.add_argument("--village", action="append", default=[], metavar="CODE=NAME", help="同一村官负责的另一个村")
    parser.add_argument("--pack", metavar="PACK", help="政策包")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """Make the book; BookExistsError where one stands already."""
    from app.cli.book import book_folder, password_from
    from app.domain.errors import BookExistsError
    from app.services.office import DEFAULT_PACK, NewVillage, make_book
    from app.services.surroundings import surroundings
    from app.storage.places import BookFolder

    folder = book_folder(args)
    villages = [NewVillage(*_code_and_name(text)) for text in args.village]
    if BookFolder.at(folder).book.exists():  # said before a password is typed twice
        raise BookExistsError(str(folder))
    book, recovery_code = make_book(
        folder,
        password_from(twice=True),
        role=args.role,
        code=args.code,
        name=args.name,
        officer=args.officer,
        villages=villages,
        pack_id=args.pack or DEFAULT_PACK,
    )
    with book:
        facts = book.info
        advice = surroundings(book).said
    data = {
        "folder": str(folder),
        "book_id": facts.book_id,
        "code": facts.code,
        "name": facts.name,
        "role": facts.role,
        "officer": facts.officer,
        "villages": [{"code": village.code, "name": village.name} for village in villages],
        "pack": facts.pack_id,
        "recovery_code": recovery_code,
        "advice": advice,
    }
    text = (
        f"已新建账本：{facts.name}（{facts.code}），在 {folder}。\n"
        f"恢复码（只显示这一次，请抄下来密封保管）：\n\n    {recovery_code}\n"
    )
    text += "".join(f"\n提醒：{each}\n" for each in advice)
    return Answer(data=data, text=text)


def _code_and_name(text: str) -> tuple[str, str]:
    code, mark, name = text.partition("=")
    if not mark or not name.strip():
        raise InputError("--village", f"要写成 代码=村名，现在是 {text}")
    return code.strip(), name.strip()
