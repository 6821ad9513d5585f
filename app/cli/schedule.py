"""huicun schedule: a repayment schedule from its numbers alone, without a book."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, iso_date, yuan
from app.cli.sums import amount, count, yearly_rate
from app.domain.day_count import DayCount
from app.domain.errors import InputError
from app.domain.money import Rounding, format_yuan
from app.domain.schedule import Convention, Every, Method, Schedule, ScheduleRow, make_schedule

_METHODS = {
    Method.BULLET: "利随本清",
    Method.INTEREST_ONLY: "按期结息、到期还本",
    Method.EQUAL_INSTALMENT: "等额本息",
    Method.EQUAL_PRINCIPAL: "等额本金",
}


def configure(parser: ArgumentParser) -> None:
    """The subject has no verbs: its options stand right after it."""
    parser.add_argument("--principal", type=amount, required=True, metavar="P", help="本金（元）")
    parser.add_argument("--rate", type=yearly_rate, required=True, metavar="R", help="年利率（%%）")
    parser.add_argument("--from", dest="start", type=iso_date, required=True, metavar="D", help="放款日")
    parser.add_argument("--to", dest="end", type=iso_date, metavar="D", help="到期日")
    parser.add_argument("--periods", type=count, metavar="N", help="期数（月或季）")
    parser.add_argument("--method", required=True, choices=[each.value for each in Method], help="还款方式")
    parser.add_argument("--every", choices=[each.value for each in Every], help="每月还是每季一期")
    parser.add_argument(
        "--day-count", default="act/360", choices=[each.value for each in DayCount], help="计息天数算法"
    )
    parser.add_argument("--settlement-day", type=count, default=20, metavar="DAY", help="结息日（缺省 20）")
    parser.add_argument("--rounding", default="half-up", choices=[each.value for each in Rounding], help="分的舍入")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """The rows and their sums; what cannot be scheduled is wrong usage."""
    try:
        convention = Convention(
            Method(args.method),
            DayCount(args.day_count),
            Every(args.every) if args.every else None,
            args.settlement_day,
            Rounding(args.rounding),
        )
        schedule = make_schedule(args.principal, args.rate, args.start, args.end, convention, periods=args.periods)
    except ValueError as error:
        raise InputError("还款计划", str(error)) from None
    return Answer(_data(schedule), _text(schedule, convention))


def _data(schedule: Schedule) -> dict[str, object]:
    return {
        "rows": [_row(row) for row in schedule.rows],
        "principal": yuan(schedule.principal),
        "interest": yuan(schedule.interest),
        "total": yuan(schedule.total),
    }


def _row(row: ScheduleRow) -> dict[str, object]:
    return {
        "no": row.no,
        "from": row.start.isoformat(),
        "to": row.end.isoformat(),
        "days": row.days,
        "due": row.due.isoformat(),
        "principal": yuan(row.principal),
        "interest": yuan(row.interest),
        "total": yuan(row.total),
        "balance": yuan(row.balance),
    }


def _text(schedule: Schedule, convention: Convention) -> str:
    lines = [f"{_METHODS[convention.method]}，{convention.day_count.value}，共 {len(schedule.rows)} 期（单位：元）"]
    for row in schedule.rows:
        lines.append(
            f"第{row.no}期 {row.due.isoformat()}：本金 {format_yuan(row.principal)}，利息 {format_yuan(row.interest)}"
            f"（{row.days} 天），合计 {format_yuan(row.total)}，余额 {format_yuan(row.balance)}"
        )
    lines.append(
        f"合计：本金 {format_yuan(schedule.principal)}，利息 {format_yuan(schedule.interest)}，"
        f"共还 {format_yuan(schedule.total)}"
    )
    return "\n".join(lines)
