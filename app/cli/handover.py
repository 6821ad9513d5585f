"""huicun handover: the book goes to a new officer or a new device; the list that three people sign."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, today, verb

if TYPE_CHECKING:
    from app.files import Written
    from app.services.handover import Given


def configure(parser: ArgumentParser) -> None:
    """Giving, taking, taking back; where nobody handed over; the list."""
    giving = verb(parser, "give", give, "移交给新电脑：写移交包，这台电脑从此只能看")
    _card(giving, "新电脑的名片")
    giving.add_argument("--to", type=Path, required=True, metavar="DIR")
    _people(giving)
    again = verb(parser, "again", again_, "把移交包再写到一个U盘")
    again.add_argument("--to", type=Path, required=True, metavar="DIR")
    back = verb(parser, "take-back", take_back_, "收回移交：新电脑没有接成")
    back.add_argument("--reason", required=True, metavar="TEXT")
    taking = verb(parser, "take", take, "在新建的账本里接收移交包")
    taking.add_argument("file", type=Path, metavar="FILE")
    taking.add_argument("--card", type=Path, required=True, metavar="FILE", help="移交那台电脑（或乡镇）的名片")
    taking.add_argument("--fingerprint", required=True, metavar="F", help="对方念的 24 位数字")
    mirror = verb(parser, "from-mirror", from_mirror, "乡镇：村官没有移交就走了，把乡镇手里的账交给新电脑")
    mirror.add_argument("village", metavar="CODE", help="村账代码")
    _card(mirror, "新电脑的名片")
    mirror.add_argument("--to", type=Path, required=True, metavar="DIR")
    _people(mirror)
    succeeding = verb(parser, "succeed", succeed, "接任：用备份或恢复码打开的账，换经办人接着用")
    succeeding.add_argument("--officer", required=True, metavar="NAME")
    succeeding.add_argument("--witness", required=True, metavar="NAME", help="监交人")
    succeeding.add_argument("--reason", required=True, metavar="TEXT")
    listing = verb(parser, "list", list_, "打印移交清单")
    listing.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    listing.add_argument("--sealed", default="", metavar="TEXT", help="封存的恢复码信封编号")


def give(args: argparse.Namespace) -> Answer:
    """Hand the book over."""
    from app.cli.book import open_book_from
    from app.services.handover import hand_over

    with open_book_from(args) as book:
        given, written = hand_over(
            book, args.card, args.fingerprint, args.to,
            receiver=args.receiver, witness=args.witness, on=today(args),
        )  # fmt: skip
    return _given(given, written)


def again_(args: argparse.Namespace) -> Answer:
    """Write the same file to another stick."""
    from app.cli.book import open_book_from
    from app.services.handover import write_handover_again

    with open_book_from(args) as book:
        return _given(*write_handover_again(book, args.to))


def take_back_(args: argparse.Namespace) -> Answer:
    """Nobody took it."""
    from app.cli.book import open_book_from
    from app.services.handover import take_back

    with open_book_from(args) as book:
        take_back(book, args.reason)
    return Answer({}, "移交已收回，这台电脑可以接着登记；下一个交换包另起一期")


def take(args: argparse.Namespace) -> Answer:
    """Take it into a fresh book."""
    from app.cli.book import open_book_from
    from app.services.handover_taking import take_handover

    with open_book_from(args) as book:
        done = take_handover(book, args.file, args.card, args.fingerprint, on=today(args))
    data = {
        "from": done.giver,
        "witness": done.witness,
        "rows": done.rows,
        "scans": done.scans,
        "epoch_no": done.epoch_no,
        "by_township": done.by_township,
    }
    note = "请和乡镇重新结对" if done.by_township else "请把新名片（pair card）交给乡镇"
    return Answer(data, f"已从{done.giver}接收 {done.rows:,} 行、{done.scans} 个扫描件；{note}")


def from_mirror(args: argparse.Namespace) -> Answer:
    """The township's mirror for a new device."""
    from app.cli.book import open_book_from
    from app.services.handover_by_desk import hand_over_mirror

    with open_book_from(args) as book:
        written = hand_over_mirror(
            book, args.village, args.card, args.fingerprint, args.to,
            receiver=args.receiver, witness=args.witness, on=today(args),
        )  # fmt: skip
    data = {"file": str(written.path), "copy": str(written.copy)}
    return Answer(data, f"移交包已写入并读回：{written.path}\n原来那台电脑的名片不再信任")


def succeed(args: argparse.Namespace) -> Answer:
    """Another officer goes on in this book."""
    from app.cli.book import open_book_from
    from app.services.handover_by_desk import take_office

    with open_book_from(args) as book:
        epoch_no = take_office(book, officer=args.officer, reason=args.reason, witness=args.witness, on=today(args))
    return Answer(
        {"officer": args.officer, "epoch_no": epoch_no}, f"经办人换成{args.officer}，交换包从第 {epoch_no} 期接着"
    )


def list_(args: argparse.Namespace) -> Answer:
    """The list, to be signed by three people."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.handover_list import print_handover

    with open_book_from(args) as book:
        write_atomic(args.out, print_handover(book, on=today(args), sealed=args.sealed), what="PDF")
    return Answer({"file": str(args.out)}, f"已写到 {args.out}")


def _card(parser: ArgumentParser, help_text: str) -> None:
    parser.add_argument("card", type=Path, metavar="CARD", help=help_text)
    parser.add_argument("--fingerprint", required=True, metavar="F", help="对方念的 24 位数字")


def _people(parser: ArgumentParser) -> None:
    parser.add_argument("--receiver", required=True, metavar="NAME", help="接交人")
    parser.add_argument("--witness", required=True, metavar="NAME", help="监交人")


def _given(given: Given, written: Written) -> Answer:
    data = {
        "file": str(written.path),
        "copy": str(written.copy),
        "to": given.to,
        "serial": given.serial,
        "lost_scans": given.lost_scans,
    }
    lost = f"\n有 {given.lost_scans} 个扫描件读不出来，没有带上" if given.lost_scans else ""
    return Answer(data, f"移交包已写入并读回：{written.path}\n这台电脑上的账从此只能看{lost}")
