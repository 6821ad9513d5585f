"""huicun pair: our card, the cards we trust, the county's emergency key."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, verb


def configure(parser: ArgumentParser) -> None:
    """`pair card`, `pair accept`, `pair escrow`."""
    card = verb(parser, "card", write, "写出自己的名片")
    card.add_argument("--out", type=Path, required=True, metavar="FILE")
    accepting = verb(parser, "accept", accept, "核对指纹后登记对方的名片")
    accepting.add_argument("file", type=Path, metavar="FILE")
    accepting.add_argument("--fingerprint", required=True, metavar="F", help="电话里念的 24 位数字")
    escrow = verb(parser, "escrow", set_escrow, "登记县应急钥匙")
    escrow.add_argument("recipient", metavar="AGE_RECIPIENT")
    escrow.add_argument("--name", required=True, metavar="COUNTY")
    escrow.add_argument("--confirm", required=True, metavar="LAST8", help="钥匙的最后八个字符")


def write(args: argparse.Namespace) -> Answer:
    """Write the public card and its allowed_signers line."""
    from app.cli.book import open_book_from
    from app.services.pairing import write_card

    with open_book_from(args) as book:
        card = write_card(book, args.out)
    data = {"fingerprint": card.fingerprint, "file": str(card.file), "age": card.age, "ssh": card.ssh}
    return Answer(data, f"名片已写到 {card.file}\n指纹：{card.fingerprint}")


def accept(args: argparse.Namespace) -> Answer:
    """Trust a card whose fingerprint fits."""
    from app.cli.book import open_book_from
    from app.services.pairing import accept_partner

    with open_book_from(args) as book:
        card = accept_partner(book, args.file, args.fingerprint)
    data = {"code": card.code, "name": card.name, "role": str(card.role), "fingerprint": card.fingerprint}
    return Answer(data, f"已与{card.name}结对，指纹 {card.fingerprint}")


def set_escrow(args: argparse.Namespace) -> Answer:
    """Add the county's emergency key to every later bundle."""
    from app.cli.book import open_book_from
    from app.services.pairing import set_escrow as set_key

    with open_book_from(args) as book:
        set_key(book, args.recipient, args.name, args.confirm)
    return Answer({"name": args.name, "age": args.recipient}, f"以后的交换包都加上{args.name}的应急钥匙")
