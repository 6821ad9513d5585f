"""huicun calc: single rules without a book, each answered with the figures and, where a pack decides, its clause."""

from __future__ import annotations

import argparse
from decimal import Decimal

from app.cli.parser import Answer, ArgumentParser, decimal, today, verb, yuan
from app.cli.sums import amount, count, share, yearly_rate
from app.domain.amount_in_words import amount_in_words
from app.domain.errors import InputError, RefusedError
from app.domain.interest import penalty_interest, penalty_rate
from app.domain.loss_sharing import split_by_shares
from app.domain.money import format_yuan


def configure(parser: ArgumentParser) -> None:
    """The rules that can be asked."""
    _overdue(verb(parser, "overdue", run_overdue, "罚息"))
    _subsidy(verb(parser, "subsidy", run_subsidy, "贴息"))
    split = verb(parser, "split", run_split, "按比例分担")
    split.add_argument("--amount", type=amount, required=True, metavar="A", help="金额（元）")
    split.add_argument(
        "--shares", type=_shares, required=True, metavar="NAME=N,…", help="如 insurer=7,bank=1.5,county=1.5"
    )
    words = verb(parser, "words", run_words, "大写金额")
    words.add_argument("amount", type=amount, metavar="A", help="金额（元）")
    extension = verb(parser, "extension", run_extension, "展期最长几个月")
    extension.add_argument("--months", type=count, required=True, metavar="M", help="原期限（月）")
    extension.add_argument("--already", type=count, default=0, metavar="N", help="已展期（月）")
    pledge = verb(parser, "pledge", run_pledge, "活体质押额度")
    pledge.add_argument("--value", type=amount, required=True, metavar="V", help="市场价值（元）")
    fund = verb(parser, "fund", run_fund, "风险补偿金")
    fund.add_argument("--balance", type=amount, required=True, metavar="B", help="贷款余额或实际贷款额度（元）")
    for each in (extension, pledge, fund):
        each.add_argument("--pack", required=True, metavar="PACK", help="政策包")


def run_overdue(args: argparse.Namespace) -> Answer:
    """Penalty interest of N days on overdue principal."""
    raised = penalty_rate(args.rate, args.uplift)
    penalty = penalty_interest(args.principal, args.rate, args.uplift, args.days)
    text = f"罚息利率 {_percent(raised)}%，{args.days} 天罚息 {format_yuan(penalty)} 元"
    return Answer({"rate": _percent(raised), "penalty": yuan(penalty)}, text)


def run_subsidy(args: argparse.Namespace) -> Answer:
    """Interest and its two shares: 财政贴息 and 户自付."""
    from app.domain.subsidy import subsidy_for_days, subsidy_for_year

    if args.year:
        split = subsidy_for_year(args.principal, args.rate, args.cap, args.share)
    else:
        split = subsidy_for_days(args.principal, args.rate, args.days, args.cap, args.share)
    data = {
        "interest": yuan(split.interest),
        "subsidised_principal": yuan(split.subsidised_principal),
        "subsidy": yuan(split.subsidy),
        "borrower": yuan(split.borrower),
    }
    text = (
        f"利息 {format_yuan(split.interest)} 元：财政贴息 {format_yuan(split.subsidy)} 元"
        f"（贴息本金 {format_yuan(split.subsidised_principal)} 元），户自付 {format_yuan(split.borrower)} 元"
    )
    return Answer(data, text)


def run_split(args: argparse.Namespace) -> Answer:
    """An amount by shares, to the fen."""
    try:
        parts = split_by_shares(args.amount, args.shares)
    except ValueError as error:
        raise InputError("分担", str(error)) from None
    text = "，".join(f"{name} {format_yuan(part)} 元" for name, part in parts.items())
    return Answer({"shares": {name: yuan(part) for name, part in parts.items()}}, text)


def run_words(args: argparse.Namespace) -> Answer:
    """An amount in 大写."""
    try:
        words = amount_in_words(args.amount)
    except ValueError as error:
        raise InputError("金额", str(error)) from None
    return Answer({"words": words}, words)


def run_extension(args: argparse.Namespace) -> Answer:
    """All readings of how long a loan may be extended; `months` is what the blocking ones leave (null: no limit)."""
    from app.domain.extension import ExtensionCase, Limit, extension_limits, rules_from_pack
    from app.packs.policies import load_policy

    pack = load_policy(args.pack)
    case = ExtensionCase(args.months, args.already, old_programme=True)
    try:
        known = extension_limits(rules_from_pack(pack, today(args)), case)
    except ValueError as error:
        raise InputError("展期", str(error)) from None

    def told(limit: Limit) -> str:
        months = "不限月数" if limit.months is None else f"还可展期 {limit.months} 个月"
        return f"{limit.clause or limit.rule}：{months}（{'阻止' if limit.blocks else '只提醒'}）"

    data = {
        "limits": [
            {"rule": each.rule, "clause": each.clause, "months": each.months, "blocks": each.blocks}
            for each in known.limits
        ],
        "months": known.months,
    }
    most = "政策包没有限定月数" if known.months is None else f"最多可展期 {known.months} 个月"
    return Answer(data, "\n".join([*map(told, known.limits), f"{pack.name}：{most}"]))


def run_pledge(args: argparse.Namespace) -> Answer:
    """The credit line on animals, by the pack's highest share of their value."""
    from app.domain.pledge import pledge_line
    from app.domain.policy import unclear
    from app.packs.policies import load_policy

    pack, on = load_policy(args.pack), today(args)
    most = pack.share("pledge_share_max", on)
    if most is None:
        raise RefusedError(unclear(pack, "pledge_share_max").text)
    line = pledge_line(args.value, most, most)
    clause = pack.clause("pledge_share_max", on)
    revolving = bool(pack.flag("pledge_revolving", on))
    data = {"value": yuan(args.value), "share": _percent(most), "limit": yuan(line.line), "revolving": revolving}
    text = f"质押授信最高 {format_yuan(line.line)} 元（市场价值的 {_percent(most)}%，{clause}）"
    return Answer({**data, "clause": clause}, text)


def run_fund(args: argparse.Namespace) -> Answer:
    """The risk compensation fund that a balance (or the amount lent) asks for."""
    from app.domain.policy import unclear
    from app.domain.risk_fund import required_fund
    from app.packs.policies import load_policy

    pack, on = load_policy(args.pack), today(args)
    multiple = pack.integer("risk_fund_multiple", on)
    if multiple is None:
        raise RefusedError(unclear(pack, "risk_fund_multiple").text)
    required = required_fund(args.balance, multiple)
    clause = pack.clause("risk_fund_multiple", on)
    basis = pack.text("risk_fund_basis", on)
    data = {
        "balance": yuan(args.balance),
        "multiple": multiple,
        "required": yuan(required),
        "basis": basis,
        "top_up_days": pack.integer("risk_fund_top_up_days", on),
        "clause": clause,
    }
    named = {"lent": "实际贷款额度", "balance": "贷款余额"}.get(basis, "贷款")
    text = f"{named} {format_yuan(args.balance)} 元，按 {multiple}：1 要有风险补偿金 {format_yuan(required)} 元"
    return Answer(data, f"{text}（{clause}）")


def _overdue(parser: ArgumentParser) -> None:
    parser.add_argument("--principal", type=amount, required=True, metavar="P", help="逾期本金（元）")
    parser.add_argument("--rate", type=yearly_rate, required=True, metavar="R", help="合同年利率（%%）")
    parser.add_argument("--uplift", type=yearly_rate, required=True, metavar="U", help="加收（%%）")
    parser.add_argument("--days", type=count, required=True, metavar="N", help="逾期天数")


def _subsidy(parser: ArgumentParser) -> None:
    parser.add_argument("--principal", type=amount, required=True, metavar="P", help="本金（元）")
    parser.add_argument("--rate", type=yearly_rate, required=True, metavar="R", help="年利率（%%）")
    span = parser.add_mutually_exclusive_group(required=True)
    span.add_argument("--days", type=count, metavar="N", help="天数")
    span.add_argument("--year", action="store_true", help="一整年")
    parser.add_argument("--cap", type=amount, metavar="C", help="贴息本金上限（元），如 50000；不写就不限")
    parser.add_argument("--share", type=share, default=Decimal(1), metavar="S", help="贴息比例（%%），缺省 100")


def _shares(text: str) -> dict[str, Decimal]:
    shares: dict[str, Decimal] = {}
    for part in text.replace("，", ",").split(","):
        name, equals, weight = part.partition("=")
        if not equals or not name.strip() or name.strip() in shares:
            raise argparse.ArgumentTypeError(f"写成 名称=份数，名称不重复，现在是 {part}")
        shares[name.strip()] = _weight(weight)
    return shares


def _weight(text: str) -> Decimal:
    weight = decimal(text)
    if not 0 <= weight <= 1_000_000:
        raise argparse.ArgumentTypeError(f"份数要在 0 和 1000000 之间，现在是 {text}")
    return weight


def _percent(fraction: Decimal) -> str:
    return f"{(fraction * 100).normalize():f}"
