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

YEARS = range(1900, 2200)
MOST_DAYS = 36_500
MOST_MONTHS = 600
MOST_MONEY = Decimal(10) ** 12  # yuan; more is a slip of the finger, and would not fit the arithmetic


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `data` for --json, `text` for people, the exit `status`."""

    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    status: int = 0


class HelpFormatter(argparse.HelpFormatter):
    """Help with Chinese headings."""

    def start_section(self, heading: str | None) -> None:
        super().start_section({"positional arguments": "参数", "options": "选项"}.get(heading or "", heading))

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ArgumentParser(argparse.ArgumentParser):
    """argparse in Chinese: options in full only; a wrong call is one line and status 2."""

    def __init__(self, *args: Any, add_help: bool = True, **named: Any) -> None:
        named.setdefault("formatter_class", HelpFormatter)
        named.setdefault("allow_abbrev", False)
        super().__init__(*args, **(named | {"add_help": False}))
        if add_help:
            self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        from app.cli.usage import in_chinese

        print(f"命令写得不对：{in_chinese(message)}。账本没有改动。请看 {self.prog} --help。", file=sys.stderr)
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
    child: ArgumentParser = verbs.add_parser(  # type: ignore[attr-defined]
        name, help=help_text, description=help_text, parents=[common_options()]
    )
    child.set_defaults(run=run)
    return child


def today(args: argparse.Namespace) -> date:
    """The day given by --on, else the clock's."""
    given: date | None = getattr(args, "on", None)
    return given or date.today()


def iso_date(text: str) -> date:
    """A date as 2026-11-20; another form is wrong usage."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期要写成 2026-11-20 这样，现在是 {text}") from None
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"日期的年份不对，现在是 {text}")
    return day


def decimal(text: str) -> Decimal:
    """A finite decimal number."""
    try:
        number = Decimal("NaN" if "_" in text else text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise argparse.ArgumentTypeError(f"要写数字，现在是 {text}")
    return number


def whole(text: str) -> int:
    """A whole number of days or months, from 0 to 36 500."""
    number = decimal(text)
    if not 0 <= number <= MOST_DAYS or number != int(number):
        raise argparse.ArgumentTypeError(f"要写 0 到 {MOST_DAYS} 之间的整数，现在是 {text}")
    return int(number)


def day_of_month(text: str) -> int:
    """A day of the month, from 1 to 31."""
    number = whole(text)
    if not 0 < number <= 31:
        raise argparse.ArgumentTypeError(f"每月的哪一天，要在 1 和 31 之间，现在是 {text}")
    return number


def months(text: str) -> int:
    """A term in whole months, from 1 to 600."""
    number = whole(text)
    if not 0 < number <= MOST_MONTHS:
        raise argparse.ArgumentTypeError(f"期限要写 1 到 {MOST_MONTHS} 之间的月数，现在是 {text}")
    return number


def money(text: str) -> Decimal:
    """An amount in yuan with at most two decimals, not negative, under 10 000 亿."""
    amount = signed_money(text)
    if amount < 0:
        raise argparse.ArgumentTypeError(f"金额不能是负数，现在是 {text}")
    return amount


def signed_money(text: str) -> Decimal:
    """An amount in yuan with at most two decimals that may be negative (an adjustment)."""
    amount = decimal(text)
    exponent = amount.as_tuple().exponent
    if abs(amount) >= MOST_MONEY or (isinstance(exponent, int) and exponent < -2):
        raise argparse.ArgumentTypeError(f"金额以元为单位，最多两位小数，要小于一万亿，现在是 {text}")
    return amount.quantize(Decimal("0.01"))


def rate(text: str) -> Decimal:
    """Per cent per year, from 0 to 100, at most four decimals, as the fraction it is inside: 4.35 -> 0.0435."""
    number = decimal(text)
    if not 0 <= number <= 100 or number != number.quantize(Decimal("0.0001")):
        raise argparse.ArgumentTypeError(f"百分数要在 0 和 100 之间，最多四位小数，现在是 {text}")
    return number / 100


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
    }
