"""huicun key: change the password, let a second officer in, a new recovery code, a new key, the way back in.

Secrets come from the environment or a prompt, never from an argument: HUICUN_PASSWORD, HUICUN_NEW_PASSWORD,
HUICUN_RECOVERY_CODE.
"""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, verb

_NEW = "HUICUN_NEW_PASSWORD"
_CODE = "HUICUN_RECOVERY_CODE"


def configure(parser: ArgumentParser) -> None:
    """password, second, code, sheet, renew, recover."""
    verb(parser, "password", run_password, "换密码")
    second = verb(parser, "second", run_second, "给第二位经办人设密码（交接用）")
    second.add_argument("--remove", action="store_true", help="取消第二位经办人的密码")
    verb(parser, "code", run_code, "换一个恢复码")
    verb(parser, "sheet", run_sheet, "恢复单上二维码的内容")
    verb(parser, "renew", run_renew, "换密钥：密码或恢复单被别人看到过时用")
    recover = verb(parser, "recover", run_recover, "忘了密码：用恢复码打开，设新密码")
    recover.add_argument("--sheet", metavar="TEXT", help="恢复单上二维码的内容，钥匙文件也丢了时用")


def run_password(args: argparse.Namespace) -> Answer:
    """Change the officer's password."""
    from app.cli.book import book_folder, password_from, secret_from
    from app.storage.book import open_book
    from app.storage.change_key import change_password

    password = password_from()
    with open_book(book_folder(args), password) as book:
        change_password(book, password, secret_from(_NEW, "新密码", twice=True))
    return Answer(data={"changed": True}, text="密码已换。以前的备份，也用新密码打开。")


def run_second(args: argparse.Namespace) -> Answer:
    """Give a second officer a password, or take it away."""
    from app.cli.book import book_folder, password_from, secret_from
    from app.storage.book import open_book
    from app.storage.change_key import set_second_officer

    password = password_from()
    with open_book(book_folder(args), password) as book:
        new = None if args.remove else secret_from(_NEW, "第二位经办人的密码", twice=True)
        set_second_officer(book, password, new)
    text = "第二位经办人的密码已取消。" if args.remove else "第二位经办人可以用自己的密码打开账本了。"
    return Answer(data={"second_officer": not args.remove}, text=text)


def run_code(args: argparse.Namespace) -> Answer:
    """A new recovery code, shown once."""
    from app.cli.book import book_folder, password_from
    from app.storage.book import open_book
    from app.storage.change_key import new_code

    password = password_from()
    with open_book(book_folder(args), password) as book:
        code = new_code(book, password)
    return Answer(data={"recovery_code": code}, text=_once(code) + "旧的恢复单请当面销毁。")


def run_sheet(args: argparse.Namespace) -> Answer:
    """The text of the QR on the sealed sheet; worth nothing without the code."""
    from app.cli.book import open_book_from
    from app.storage.change_key import sheet_text

    with open_book_from(args) as book:
        text = sheet_text(book)
    return Answer(data={"sheet": text}, text=text)


def run_renew(args: argparse.Namespace) -> Answer:
    """A new key for the whole book."""
    from app.cli.book import book_folder, password_from
    from app.storage.change_key import rekey

    code = rekey(book_folder(args), password_from())
    return Answer(
        data={"recovery_code": code}, text="密钥已换，密码不变。" + _once(code) + "以前的备份仍用做备份那天的密码打开。"
    )


def run_recover(args: argparse.Namespace) -> Answer:
    """Open by the recovery code and set a new password."""
    from app.cli.book import book_folder, secret_from
    from app.storage.book import open_book_with_recovery
    from app.storage.change_key import set_password_after_recovery

    with open_book_with_recovery(book_folder(args), secret_from(_CODE, "恢复码"), args.sheet) as book:
        set_password_after_recovery(book, secret_from(_NEW, "新密码", twice=True))
    return Answer(data={"changed": True}, text="已用恢复码打开，新密码已设好。")


def _once(code: str) -> str:
    return f"恢复码（只显示这一次，请抄下来密封保管）：\n\n    {code}\n\n"
