"""Words of the command line: common options, verbs, typed values, and the answer that is printed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from app.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `data` for --json, `text` for people, the exit `status`."""

    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    status: int = 0


class ArgumentParser(argparse.ArgumentParser):
    """argparse that answers a wrong call with one line and status 2."""

    def error(self, message: str) -> NoReturn:
        print(f"命令写得不对：{message}。账本没有改动。请看 {self.prog} --help。", file=sys.stderr)
        raise SystemExit(2)


def common_options() -> ArgumentParser:
    """--book, --json, --on: they stand before or after the command."""
    common = ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--book", type=Path, metavar="DIR", help="账本文件夹")
    common.add_argument("--json", action="store_true", help="只输出一个 JSON 文档")
    common.add_argument("--on", type=iso_date, metavar="DATE", help="把哪天当作今天")
    return common


def verb(
    parser: ArgumentParser, name: str, run: Callable[[argparse.Namespace], Answer], help_text: str
) -> ArgumentParser:
    """One verb of a subject, with the common options; returns its parser for the rest."""
    if parser._subparsers is None:
        parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    assert parser._subparsers is not None
    verbs = parser._subparsers._group_actions[0]
    child: ArgumentParser = verbs.add_parser(name, help=help_text, parents=[common_options()])  # type: ignore[attr-defined]
    child.set_defaults(run=run)
    return child


def today(args: argparse.Namespace) -> date:
    """The day given by --on, else the clock's."""
    given: date | None = getattr(args, "on", None)
    return given or date.today()


def iso_date(text: str) -> date:
    """A date as 2026-11-20; another form is wrong usage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期要写成 2026-11-20 这样，现在是 {text}") from None


def decimal(text: str) -> Decimal:
    """A finite decimal number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise argparse.ArgumentTypeError(f"要写数字，现在是 {text}")
    return number


def whole(text: str) -> int:
    """A whole number that is not negative."""
    number = decimal(text)
    if number != int(number) or number < 0:
        raise argparse.ArgumentTypeError(f"要写整数，现在是 {text}")
    return int(number)


def money(text: str) -> Decimal:
    """An amount in yuan with at most two decimals, not negative."""
    amount = decimal(text)
    exponent = amount.as_tuple().exponent
    if amount < 0 or (isinstance(exponent, int) and exponent < -2):
        raise argparse.ArgumentTypeError(f"金额以元为单位，最多两位小数，不能是负数，现在是 {text}")
    return amount.quantize(Decimal("0.01"))


def rate(text: str) -> Decimal:
    """Per cent per year on the command line, a fraction inside: 4.35 -> 0.0435."""
    return decimal(text) / 100


def yuan(amount: Decimal) -> str:
    """Money as it stands in JSON: yuan with two decimals."""
    return f"{amount:.2f}"


def finding_data(finding: Finding) -> dict[str, str]:
    """A finding as it stands in JSON."""
    return {
        "code": finding.code,
        "clause": finding.clause,
        "severity": str(finding.severity),
        "text": finding.text,
        "subject": finding.subject,
        "suggestion": finding.suggestion,
    }
