"""huicun rating: the village's assessment by a score sheet, and the bank's decision."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.parser import Answer, ArgumentParser, iso_date, money, today, verb, yuan
from app.cli.records import listed

if TYPE_CHECKING:
    from app.domain.rating import Adjustment, RatingResult

MAX_ANSWERS = 1_000_000
MAX_POINTS = 1000


def configure(parser: ArgumentParser) -> None:
    """`rating new NO`, `rating review NO`, `rating bank NO`, `rating list`."""
    new = verb(parser, "new", assess, "村初评")
    new.add_argument("household", metavar="NO", help="户编号")
    new.add_argument("--answers", type=Path, required=True, metavar="FILE.json")
    new.add_argument("--adjust", action="append", default=[], metavar="INDICATOR=POINTS:REASON")
    reviewing = verb(parser, "review", review, "年审：沿用上次的答卷，改了的另给")
    reviewing.add_argument("household", metavar="NO", help="户编号")
    reviewing.add_argument("--answers", type=Path, metavar="FILE.json", help="只写改了的指标")
    reviewing.add_argument("--adjust", action="append", default=[], metavar="INDICATOR=POINTS:REASON")
    listing = verb(parser, "list", list_, "评级和银行核定")
    listing.add_argument("--household", default="", metavar="NO")
    listing.add_argument("--due", action="store_true", help="只看该年审的")
    bank = verb(parser, "bank", decide, "登记银行核定")
    bank.add_argument("household", metavar="NO", help="户编号")
    bank.add_argument("--grade", required=True, metavar="G")
    bank.add_argument("--credit-line", type=money, required=True, metavar="A")
    bank.add_argument("--until", type=iso_date, required=True, metavar="D")
    bank.add_argument("--bank", default="", metavar="NAME")


def review(args: argparse.Namespace) -> Answer:
    """年审 with the answers of the last time, but for those that are given."""
    from app.cli.book import open_book_from
    from app.services.ratings import review_rating

    changed = _answers(args.answers) if args.answers else {}
    adjustments = [_adjustment(text) for text in args.adjust]
    with open_book_from(args) as book:
        result = review_rating(book, args.household, on=today(args), changed=changed, adjustments=adjustments)
    return _assessed(result)


def list_(args: argparse.Namespace) -> Answer:
    """Everything known of each household's standing, or what is due for review."""
    from app.cli.book import open_book_from
    from app.services.ratings import list_ratings

    day = today(args)
    with open_book_from(args) as book, book.read() as session:
        views = list_ratings(session, day, household_number=args.household)
    if args.due:
        views = [view for view in views if view.review_due is not None and view.review_due <= day]
    return listed(
        "ratings",
        views,
        lambda view: (
            f"{view.group}  {view.head}户  村评 {view.points or '无'} {view.band}  银行 {view.grade or '未核定'}"
            f"  有效至 {view.valid_until or '—'}  年审 {view.review_due or '—'}"
        ),
        "户",
    )


def assess(args: argparse.Namespace) -> Answer:
    """Rate a household and explain every point."""
    from app.cli.book import open_book_from
    from app.services.ratings import assess_household

    answers = _answers(args.answers)
    adjustments = [_adjustment(text) for text in args.adjust]
    with open_book_from(args) as book:
        result = assess_household(book, args.household, answers=answers, adjustments=adjustments, on=today(args))
    return _assessed(result)


def _assessed(result: RatingResult) -> Answer:
    data = {
        "points": f"{result.points:f}",
        "band": result.band,
        "credit_line": yuan(result.credit_line),
        "explanation": list(result.explanation),
        "snapshot": result.snapshot,
    }
    return Answer(data, "\n".join(result.explanation))


def decide(args: argparse.Namespace) -> Answer:
    """Record what the bank decided."""
    from app.cli.book import open_book_from
    from app.services.ratings import record_bank_decision

    with open_book_from(args) as book:
        record_bank_decision(
            book,
            args.household,
            grade=args.grade,
            credit_line=args.credit_line,
            on=today(args),
            until=args.until,
            bank=args.bank,
        )
    data = {
        "household": args.household,
        "grade": args.grade,
        "credit_line": yuan(args.credit_line),
        "on": today(args).isoformat(),
        "until": args.until.isoformat(),
    }
    return Answer(data, f"已登记：{args.household} 银行核定 {args.grade}，额度 {yuan(args.credit_line)} 元")


def _answers(path: Path) -> dict[str, str]:
    from app.domain.errors import InputError
    from app.files import read_bytes

    try:
        answers = json.loads(read_bytes(path, what="答卷", at_most=MAX_ANSWERS).decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise InputError("答卷", f"{path.name} 不是 JSON") from None
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in answers.values()):
        raise InputError("答卷", '要写成 {"指标": "选项"}')
    return answers


def _adjustment(text: str) -> Adjustment:
    from decimal import Decimal, InvalidOperation

    from app.domain.errors import InputError
    from app.domain.rating import Adjustment

    indicator, _, rest = text.partition("=")
    points, _, reason = rest.partition(":")
    try:
        number = Decimal(points)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > MAX_POINTS:
        raise InputError("调整", f"要写成 指标=分数:理由，分数不超过 {MAX_POINTS}，现在是 {text}")
    return Adjustment(indicator, number, reason)
