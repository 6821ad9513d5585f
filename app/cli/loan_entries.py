"""huicun loan repay, reverse, extend, claim, adjust …: what happened to a loan afterwards."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from app.cli.loan_answer import loan_answer
from app.cli.parser import Answer, ArgumentParser, iso_date, money, rate, signed_money, today, verb

if TYPE_CHECKING:
    from app.domain.loan_events import Split


def configure(parser: ArgumentParser) -> None:
    """The verbs after the money."""
    repaying = verb(parser, "repay", repay, "登记还款")
    repaying.add_argument("contract", metavar="C")
    repaying.add_argument("--amount", type=money, required=True, metavar="A")
    repaying.add_argument("--voucher", default="", metavar="NO", help="银行凭证号")
    _parts(repaying, money, "凭证上的")
    repaying.add_argument("--entry-id", default="", metavar="UUID")
    repaying.add_argument("--channel", default="", help="本人、委托代办、银行上门、账户扣款")
    reversing = verb(parser, "reverse", reverse, "冲正一笔流水")
    reversing.add_argument("entry", metavar="ENTRY")
    reversing.add_argument("--reason", default="")
    extending = verb(parser, "extend", extend, "展期")
    extending.add_argument("contract", metavar="C")
    extending.add_argument("--until", type=iso_date, required=True, metavar="D")
    extending.add_argument("--reason", required=True)
    extending.add_argument("--kind", choices=("extension", "deferral"), default="extension", help="展期、延期还款")
    extending.add_argument("--rate", type=rate, default=None, help="展期后的利率（%%），默认不变")
    extending.add_argument("--paper-pending", action="store_true", help="手续待补")
    extending.add_argument("--paper-deadline", type=iso_date, metavar="D", help="手续补齐的期限")
    extending.add_argument("--already-done", action="store_true", help="银行已经办了，补录")
    completing = verb(parser, "complete-paper", complete, "补齐展期手续")
    completing.add_argument("contract", metavar="C")
    claiming = verb(parser, "claim", claim, "登记理赔或代偿")
    claiming.add_argument("contract", metavar="C")
    claiming.add_argument("--kind", choices=("insurance", "compensation"), required=True)
    claiming.add_argument("--amount", type=money, required=True)
    claiming.add_argument("--voucher", default="")
    _parts(claiming, money, "赔付的")
    claiming.add_argument("--already-done", action="store_true", help="已经赔付，补录")
    _configure_bank(parser)


def _configure_bank(parser: ArgumentParser) -> None:
    adjusting = verb(parser, "adjust", adjust, "以银行为准记调整（正数加到账上，负数减去）")
    adjusting.add_argument("contract", metavar="C")
    _parts(adjusting, signed_money, "要调整的")
    adjusting.add_argument("--reason", required=True)
    subsidising = verb(parser, "subsidy", subsidy, "登记贴息到账")
    subsidising.add_argument("contract", metavar="C")
    subsidising.add_argument("--amount", type=money, required=True)
    subsidising.add_argument("--voucher", default="")
    misusing = verb(parser, "misuse", misuse, "登记银行认定的挪用")
    misusing.add_argument("contract", metavar="C")
    misusing.add_argument("--uplift", type=rate, required=True, help="罚息上浮（%%）")
    misusing.add_argument("--reason", required=True)
    changing = verb(parser, "rate", change_rate, "登记利率变更")
    changing.add_argument("contract", metavar="C")
    changing.add_argument("--rate", type=rate, required=True, help="新的年利率（%%）")
    changing.add_argument("--reason", required=True)


def _parts(parser: ArgumentParser, kind: Callable[[str], Decimal], whose: str) -> None:
    for part, name in (("principal", "本金"), ("interest", "利息"), ("penalty", "罚息"), ("compound", "复利")):
        parser.add_argument(f"--{part}", type=kind, help=f"{whose}{name}")


def _split(args: argparse.Namespace) -> Split | None:
    from app.domain.loan_events import Split
    from app.domain.money import ZERO

    parts = (args.principal, args.interest, args.penalty, args.compound)
    if all(part is None for part in parts):
        return None
    return Split(*(ZERO if part is None else part for part in parts))


def repay(args: argparse.Namespace) -> Answer:
    """Record a repayment by the bank's voucher."""
    from app.cli.book import open_book_from
    from app.services.repayments import record_repayment

    with open_book_from(args) as book:
        view = record_repayment(
            book,
            args.contract,
            amount=args.amount,
            on=today(args),
            voucher=args.voucher,
            split=_split(args),
            channel=args.channel,
            entry_id=args.entry_id,
        )
    return loan_answer(view)


def reverse(args: argparse.Namespace) -> Answer:
    """Reverse one entry."""
    from app.cli.book import open_book_from
    from app.services.repayments import reverse_entry

    with open_book_from(args) as book:
        return loan_answer(reverse_entry(book, args.entry, on=today(args), reason=args.reason))


def extend(args: argparse.Namespace) -> Answer:
    """Extend a loan."""
    from app.cli.book import open_book_from
    from app.services.extensions import extend as extend_loan

    with open_book_from(args) as book:
        view = extend_loan(
            book,
            args.contract,
            until=args.until,
            reason=args.reason,
            on=today(args),
            kind=args.kind,
            rate=args.rate,
            paper_pending=args.paper_pending,
            paper_deadline=args.paper_deadline,
            already_done=args.already_done,
        )
    return loan_answer(view)


def claim(args: argparse.Namespace) -> Answer:
    """Record a claim payment or a risk-fund payout."""
    from app.cli.book import open_book_from
    from app.services.claims import record_claim

    with open_book_from(args) as book:
        view = record_claim(
            book,
            args.contract,
            kind=args.kind,
            amount=args.amount,
            on=today(args),
            voucher=args.voucher,
            split=_split(args),
            already_done=args.already_done,
        )
    return loan_answer(view)


def complete(args: argparse.Namespace) -> Answer:
    """The signed paper of a pending extension is here."""
    from app.cli.book import open_book_from
    from app.services.extensions import complete_paper
    from app.services.loans import read_loan

    with open_book_from(args) as book:
        complete_paper(book, args.contract, on=today(args))
        with book.read() as session:
            return loan_answer(read_loan(session, args.contract, today(args)))


def adjust(args: argparse.Namespace) -> Answer:
    """Make our figures the bank's."""
    from app.cli.book import open_book_from
    from app.domain.loan_events import Split
    from app.services.bank_acts import record_adjustment

    change = _split(args) or Split()
    with open_book_from(args) as book:
        view = record_adjustment(book, args.contract, change=change, on=today(args), reason=args.reason)
    return loan_answer(view)


def subsidy(args: argparse.Namespace) -> Answer:
    """Subsidy that finance has paid."""
    from app.cli.book import open_book_from
    from app.services.bank_acts import record_subsidy

    with open_book_from(args) as book:
        view = record_subsidy(book, args.contract, amount=args.amount, on=today(args), voucher=args.voucher)
    return loan_answer(view)


def misuse(args: argparse.Namespace) -> Answer:
    """Misuse that the bank found."""
    from app.cli.book import open_book_from
    from app.services.bank_acts import record_misuse

    with open_book_from(args) as book:
        view = record_misuse(book, args.contract, uplift=args.uplift, on=today(args), reason=args.reason)
    return loan_answer(view)


def change_rate(args: argparse.Namespace) -> Answer:
    """A rate that the bank changed."""
    from app.cli.book import open_book_from
    from app.services.bank_acts import record_rate_change

    with open_book_from(args) as book:
        view = record_rate_change(book, args.contract, rate=args.rate, on=today(args), reason=args.reason)
    return loan_answer(view)
