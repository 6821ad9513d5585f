"""The breakdowns of a report: by bank, by village, subsidy by the year a loan was made and by quarter, maturities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from app.domain.money import ZERO, from_fen
from app.domain.monitoring import maturity_months, share_percent
from app.domain.report import Measure, ReportTable
from app.services.book_on_day import BookOnDay
from app.services.loan_cache import LoanStand, subsidy_of
from app.services.report_parts.changes import Change, Changed
from app.services.report_parts.periods import Kind, Period

MONEY, COUNT, PERCENT, TEXT = Measure.MONEY, Measure.COUNT, Measure.PERCENT, Measure.TEXT
CHANGE_WORDS = {
    Change.LENT: "放款",
    Change.RENEWED: "续贷",
    Change.REPAID: "还款",
    Change.EXTENDED: "展期、延期",
    Change.CLAIMED: "理赔、代偿",
}


def tables(book: BookOnDay, period: Period, changes: list[Changed]) -> tuple[ReportTable, ...]:
    """What stands below the figures; only tables that have rows."""
    found = [_changes(period, changes)] if period.kind is not Kind.MONTH else []
    if len({(each.book_code, each.village) for each in book.stands}) > 1:
        found.append(_parts(book, "分村", "行政村", lambda each: each.village))
    if period.kind is Kind.MONTH:
        found += [_parts(book, "分银行", "承贷银行", lambda each: each.bank), vintages(book), maturities(book)]
    return tuple(table for table in found if table.rows)


def vintages(book: BookOnDay) -> ReportTable:
    """财政贴息 in the four quarters of the year, by the year in which the loans were made."""
    year = book.on.year
    subsidies = [subsidy_of(book.on, (year, number)) for number in (1, 2, 3, 4)]
    made: dict[int, list[LoanStand]] = defaultdict(list)
    for each in book.stands:
        made[each.disbursed_on.year].append(each)
    rows: list[tuple[object, ...]] = []
    for vintage in sorted(made):
        sums = [from_fen(sum(filter(None, map(subsidy, made[vintage])))) for subsidy in subsidies]
        if any(sums):
            balance = from_fen(sum(each.balance for each in made[vintage]))
            rows.append((f"{vintage} 年发放", len(made[vintage]), balance, *sums, sum(sums, ZERO)))
    if len(rows) > 1:
        rows.append(("合计", *(_total(row[at] for row in rows) for at in range(1, 8))))
    columns = [("发放年度", TEXT), ("笔数", COUNT), ("余额", MONEY)]
    columns += [(f"第{number}季度贴息", MONEY) for number in (1, 2, 3, 4)]
    return ReportTable(f"{year} 年财政贴息（已结和测算）", (*columns, ("全年", MONEY)), tuple(rows))


def maturities(book: BookOnDay) -> ReportTable:
    """Principal that falls due in the coming months, with its share of all of it."""
    coming = [(due, from_fen(fen)) for due, fen, _each in book.coming if fen]
    rows = [
        (
            f"{month.month.year}年{month.month.month}月{'（集中）' if month.peak else ''}",
            month.count,
            month.principal,
            (month.share * 100).quantize(Decimal("0.01")),
        )
        for month in maturity_months(coming)
    ]
    columns = (("到期月份", TEXT), ("笔数", COUNT), ("到期本金", MONEY), ("占未到期本金", PERCENT))
    return ReportTable("按月到期", columns, tuple(rows))


def _parts(book: BookOnDay, title: str, heading: str, part: Callable[[LoanStand], str]) -> ReportTable:
    groups: dict[str, list[LoanStand]] = defaultdict(list)
    for each in book.stands:
        groups[part(each)].append(each)
    rows = []
    for name in sorted(groups):
        own = groups[name]
        left = [each for each in own if not each.cleared]
        balance, late = from_fen(sum(each.balance for each in own)), from_fen(sum(each.overdue for each in own))
        households = len({(each.book_code, each.household_id) for each in left})
        lent = from_fen(sum(each.principal for each in own))
        rows.append((name, lent, len(left), households, balance, late, share_percent(late, balance)))
    columns = (
        (heading, TEXT),
        ("累计发放", MONEY),
        ("在贷笔数", COUNT),
        ("在贷户数", COUNT),
        ("余额", MONEY),
        ("逾期本金", MONEY),
        ("逾期率", PERCENT),
    )
    return ReportTable(title, columns, tuple(rows))


def _changes(period: Period, changes: list[Changed]) -> ReportTable:
    """Each change by name, for the day and the week."""
    rows = [
        (
            change.borrower,
            CHANGE_WORDS[change.kind],
            change.on.isoformat(),
            change.note,
            change.amount,
        )
        for change in changes
    ]
    columns = (("借款人", TEXT), ("事项", TEXT), ("日期", TEXT), ("合同号", TEXT), ("金额", MONEY))
    return ReportTable(f"{period.word}变化明细", columns, tuple(rows))


def _total(values: Iterable[object]) -> Decimal | int:
    numbers = [value for value in values if isinstance(value, (Decimal, int))]
    return sum(numbers[1:], numbers[0])
