"""The bank's 到期还款名单: which loans fall due when and for how much, one loan a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.documents.bank_list import BANK_COLUMNS
from app.documents.bank_sheet import BankSheet, Cells, Kind, Reading, Refusal, open_bank_sheet
from app.documents.cells import as_number_text
from app.documents.columns import Chosen, Column

_SHARED = ("name", "resident_id", "note", "contract")
DUE_COLUMNS = (
    *(column for column in BANK_COLUMNS if column.key in _SHARED),
    Column(
        "due_on",
        "到期日期",
        ("到期日", "应还日期", "应还日", "还款日期", "还款日", "贷款到期日", "合同到期日", "本期应还日"),
        words=("到期日", "应还日", "还款日"),
        never=("原", "实际", "最后"),
        needed=True,
    ),
    Column(
        "principal",
        "应还本金",
        ("到期本金", "到期金额", "应还金额", "本期应还本金", "应收本金", "到期贷款本金", "待还本金"),
        words=("应还本金", "到期本金", "到期金额", "应还金额"),
        never=("合计", "利息"),
        needed=True,
    ),
    Column(
        "interest",
        "应还利息",
        ("到期利息", "应收利息", "本期应还利息", "利息", "预计利息"),
        words=("应还利息", "到期利息"),
        never=("欠", "罚"),
    ),
    Column(
        "balance",
        "贷款余额",
        ("余额", "借据余额", "本金余额", "当前余额"),
        words=("余额",),
        never=("账户", "存款"),
    ),
    Column("disbursed_on", "放款日期", ("放款日", "发放日期", "发放日", "借款日期"), words=("放款日", "发放日")),
    Column("phone", "联系电话", ("电话", "手机", "手机号", "手机号码", "电话号码", "客户电话"), words=("电话",)),
)
KIND = Kind("到期还款名单", DUE_COLUMNS, main_money="principal", money=("balance",), interest=("interest",))


@dataclass(frozen=True, slots=True)
class DueRow:
    """One due amount as the bank has it: money in yuan, `resident_id` perhaps masked; what it left out is None."""

    row: int
    name: str
    resident_id: str
    note: str
    contract: str
    due_on: date
    principal: Decimal
    interest: Decimal | None
    balance: Decimal | None
    disbursed_on: date | None
    phone: str


@dataclass(frozen=True, slots=True)
class DueListReading(Reading):
    """A bank's list of what falls due, with what was understood of it."""

    rows: tuple[DueRow, ...] = ()


def read_due_list(path: Path, sheet: str | None = None, chosen: Chosen = None) -> DueListReading:
    """Read a bank's due list; without `sheet` the first sheet whose heading fits.

    `chosen` are the columns of this bank as the officer corrected them earlier.
    Raises the Sheet… errors for a file that is broken, locked, foreign, too large, or without the headings.
    """
    source = open_bank_sheet(path, KIND, sheet, chosen)
    rows = tuple(source.entries(lambda number, cells: _due(source, number, cells)))
    known = source.reading()
    return DueListReading(**{field: getattr(known, field) for field in Reading.__slots__}, rows=rows)


def _due(source: BankSheet, number: int, cells: Cells) -> DueRow:
    name = source.name(cells)
    note, contract = source.numbers(cells)
    principal = source.needed_money(cells, "principal", "应还本金")
    due_on = source.day(number, cells, "due_on")
    if due_on is None:
        raise Refusal("due_on", "", "没有到期日期，或读不懂")
    return DueRow(
        row=number,
        name=name,
        resident_id=source.resident_id(number, cells),
        note=note,
        contract=contract,
        due_on=due_on,
        principal=principal,
        interest=source.money(number, cells, "interest"),
        balance=source.money(number, cells, "balance"),
        disbursed_on=source.day(number, cells, "disbursed_on"),
        phone=_phone(cells),
    )


def _phone(cells: Cells) -> str:
    try:
        return as_number_text(cells["phone"])
    except ValueError:
        return ""
