"""The bank's claim for a quarter's interest subsidy, one loan a row, to be checked line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.documents.bank_list import BANK_COLUMNS
from app.documents.bank_sheet import BankSheet, Cells, Kind, Reading, open_bank_sheet
from app.documents.columns import Chosen, Column

_SHARED = ("name", "resident_id", "note", "contract", "due_on", "rate")
CLAIM_COLUMNS = (
    *(column for column in BANK_COLUMNS if column.key in _SHARED),
    Column(
        "disbursed_on", "放款日期", ("放款日", "发放日期", "发放日", "借款日期", "贷款日期"), words=("放款日", "发放日")
    ),
    Column(
        "principal",
        "贷款金额",
        ("放款金额", "借款金额", "发放金额", "合同金额", "借据金额", "贷款本金"),
        words=("贷款金额", "借款金额", "放款金额"),
        never=("贴息", "逾期"),
    ),
    Column(
        "subsidised_principal",
        "贴息本金",
        ("计息本金", "贴息金额基数", "计息金额", "贴息贷款金额"),
        words=("贴息本金", "计息本金"),
    ),
    Column(
        "period_from",
        "起息日",
        ("计息起始日", "贴息起始日", "计息开始日期", "起始日", "本期起息日"),
        words=("起息", "起始日"),
    ),
    Column(
        "period_to",
        "止息日",
        ("计息截止日", "贴息截止日", "计息结束日期", "截止日", "本期止息日"),
        words=("止息", "截止日"),
    ),
    Column("days", "天数", ("计息天数", "贴息天数", "计息日数"), words=("天数",), never=("逾期",)),
    Column(
        "interest",
        "利息",
        ("应计利息", "本期利息", "利息合计", "应收利息"),
        words=("利息",),
        never=("贴", "户", "欠", "自付"),
    ),
    Column(
        "claimed",
        "贴息金额",
        ("申报贴息", "申报贴息金额", "应贴息金额", "财政贴息", "贴息", "本期贴息", "申请贴息金额", "贴息额"),
        words=("贴息金额", "申报"),
        needed=True,
    ),
)
KIND = Kind(
    "贴息申报表",
    CLAIM_COLUMNS,
    main_money="principal",
    money=("subsidised_principal",),
    interest=("interest", "claimed"),
)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One line of the claim: money in yuan, `rate` a fraction a year; what the bank left out is None."""

    row: int
    name: str
    resident_id: str
    note: str
    contract: str
    principal: Decimal | None
    subsidised_principal: Decimal | None
    disbursed_on: date | None
    due_on: date | None
    rate: Decimal | None
    period_from: date | None
    period_to: date | None
    days: int | None
    interest: Decimal | None
    claimed: Decimal


@dataclass(frozen=True, slots=True)
class ClaimReading(Reading):
    """A bank's claim, with what was understood of it."""

    rows: tuple[ClaimRow, ...] = ()


def read_subsidy_claim(path: Path, sheet: str | None = None, chosen: Chosen = None) -> ClaimReading:
    """Read a bank's quarterly claim; without `sheet` the first sheet whose heading fits.

    `chosen` are the columns of this bank as the officer corrected them earlier.
    Raises the Sheet… errors for a file that is broken, locked, foreign, too large, or without the headings.
    """
    source = open_bank_sheet(path, KIND, sheet, chosen)
    rows = tuple(source.entries(lambda number, cells: _line(source, number, cells)))
    known = source.reading()
    return ClaimReading(**{field: getattr(known, field) for field in Reading.__slots__}, rows=rows)


def _line(source: BankSheet, number: int, cells: Cells) -> ClaimRow:
    name = source.name(cells)
    note, contract = source.numbers(cells)
    claimed = source.needed_money(cells, "claimed", "贴息金额")
    principal = source.money(number, cells, "principal")
    if principal is not None:
        source.check_size(number, principal)
    return ClaimRow(
        row=number,
        name=name,
        resident_id=source.resident_id(number, cells),
        note=note,
        contract=contract,
        principal=principal,
        subsidised_principal=source.money(number, cells, "subsidised_principal"),
        disbursed_on=source.day(number, cells, "disbursed_on"),
        due_on=source.day(number, cells, "due_on"),
        rate=source.rate(number, cells),
        period_from=source.day(number, cells, "period_from"),
        period_to=source.day(number, cells, "period_to"),
        days=source.whole(number, cells, "days"),
        interest=source.money(number, cells, "interest"),
        claimed=claimed,
    )
