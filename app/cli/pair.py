"""huicun pair: our card, the cards we trust, the county's emergency key."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, verb

if TYPE_CHECKING:
    from app.exchange.cards import Card
    from app.services.pairing import CardFile


def configure(parser: ArgumentParser) -> None:
    """Our card and theirs: write, accept, follow a new key, revoke; the emergency key."""
    card = verb(parser, "card", write, "写出自己的名片")
    card.add_argument("--out", type=Path, required=True, metavar="FILE")
    accepting = verb(parser, "accept", accept, "核对指纹后登记对方的名片")
    accepting.add_argument("file", type=Path, metavar="FILE")
    accepting.add_argument("--fingerprint", required=True, metavar="F", help="电话里念的 24 位数字")
    following = verb(parser, "follow", follow, "对方换了密钥：新名片有原密钥签名的，不用再核对指纹")
    following.add_argument("file", type=Path, metavar="FILE")
    revoking = verb(parser, "revoke", revoke, "撤销结对（电脑被盗、人已离任）")
    revoking.add_argument("code", metavar="CODE")
    revoking.add_argument("--reason", required=True, metavar="TEXT")
    renewing = verb(parser, "renew", renew, "本机换一对密钥，写出新名片")
    renewing.add_argument("--out", type=Path, required=True, metavar="FILE")
    verb(parser, "list", list_, "和谁结了对")
    escrow = verb(parser, "escrow", set_escrow, "登记县应急钥匙")
    escrow.add_argument("recipient", metavar="AGE_RECIPIENT")
    escrow.add_argument("--name", required=True, metavar="COUNTY")
    escrow.add_argument("--confirm", required=True, metavar="LAST8", help="钥匙的最后八个字符")


def write(args: argparse.Namespace) -> Answer:
    """Write the public card and its allowed_signers line."""
    from app.cli.book import open_book_from
    from app.services.pairing import write_card

    with open_book_from(args) as book:
        return _written(write_card(book, args.out))


def renew(args: argparse.Namespace) -> Answer:
    """New keys, and the card that tells of them."""
    from app.cli.book import open_book_from
    from app.services.pairing import renew_keys

    with open_book_from(args) as book:
        return _written(renew_keys(book, args.out))


def accept(args: argparse.Namespace) -> Answer:
    """Trust a card whose fingerprint fits."""
    from app.cli.book import open_book_from
    from app.services.pairing import accept_partner

    with open_book_from(args) as book:
        return _paired(accept_partner(book, args.file, args.fingerprint))


def follow(args: argparse.Namespace) -> Answer:
    """Trust the new card of a partner that his old key has signed."""
    from app.cli.book import open_book_from
    from app.services.pairing import accept_successor

    with open_book_from(args) as book:
        return _paired(accept_successor(book, args.file))


def revoke(args: argparse.Namespace) -> Answer:
    """Trust a partner no more."""
    from app.cli.book import open_book_from
    from app.services.pairing import revoke_partner

    with open_book_from(args) as book:
        revoke_partner(book, args.code, args.reason)
    return Answer({"code": args.code}, f"已撤销与 {args.code} 的结对，它今后的文件一律不收")


def list_(args: argparse.Namespace) -> Answer:
    """Everybody we were ever paired with, and the emergency key."""
    from app.cli.book import open_book_from
    from app.services.pairing import paired

    fields = ("code", "role", "name", "fingerprint", "accepted_at", "revoked_at", "revoked_why")
    with open_book_from(args) as book, book.read() as session:
        found = [{name: getattr(row, name) for name in fields} for row in paired(session)]
    lines = [f"{row['code']} {row['name']}{'（已撤销）' if row['revoked_at'] else ''}" for row in found]
    return Answer({"partners": found}, "\n".join(lines) or "还没有结对")


def set_escrow(args: argparse.Namespace) -> Answer:
    """Add the county's emergency key to every later bundle."""
    from app.cli.book import open_book_from
    from app.services.pairing import set_escrow as set_key

    with open_book_from(args) as book:
        set_key(book, args.recipient, args.name, args.confirm)
    return Answer({"name": args.name, "age": args.recipient}, f"以后的交换包都加上{args.name}的应急钥匙")


def _written(card: CardFile) -> Answer:
    data = {"fingerprint": card.fingerprint, "file": str(card.file), "age": card.age, "ssh": card.ssh}
    return Answer(data, f"名片已写到 {card.file}\n指纹：{card.fingerprint}")


def _paired(card: Card) -> Answer:
    data = {"code": card.code, "name": card.name, "role": str(card.role), "fingerprint": card.fingerprint}
    return Answer(data, f"已与{card.name}结对，指纹 {card.fingerprint}")
