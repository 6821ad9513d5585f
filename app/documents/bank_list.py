"""Lists of loans, one loan a row, read for 双线印证: the lending bank's, and the export of the national system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.documents.bank_sheet import BankSheet, Cells, Kind, Reading, open_bank_sheet
from app.documents.cells import as_text
from app.documents.columns import Chosen, Column

BANK_COLUMNS = (
    Column(
        "name",
        "客户名称",
        ("客户姓名", "借款人", "借款人姓名", "贷款人姓名", "姓名", "户名", "借款人名称", "客户"),
        needed=True,
    ),
    Column(
        "resident_id",
        "证件号码",
        ("身份证号", "身份证号码", "身份证", "证件号", "客户证件号码", "借款人身份证号", "公民身份号码"),
        words=("身份证", "证件号"),
        never=("类型", "配偶", "户主"),
    ),
    Column("note", "借据号", ("借据编号", "借据号码", "借据"), words=("借据号", "借据编号")),
    Column(
        "contract",
        "合同号",
        ("合同编号", "借款合同号", "贷款合同号", "合同号码", "贷款编号"),
        words=("合同号", "合同编号"),
    ),
    Column(
        "principal",
        "贷款金额",
        ("放款金额", "借款金额", "发放金额", "合同金额", "贷款本金", "借据金额", "金额"),
        words=("贷款金额", "借款金额", "放款金额", "发放金额"),
        never=("逾期", "累计"),
        needed=True,
    ),
    Column(
        "balance",
        "余额",
        ("贷款余额", "借据余额", "本金余额", "当前余额", "剩余本金", "未还本金"),
        words=("余额",),
        never=("账户", "存款", "表外"),
    ),
    Column(
        "disbursed_on",
        "放款日期",
        (
            "放款日",
            "放款时间",
            "发放日期",
            "发放日",
            "借款日期",
            "起始日",
            "起息日",
            "贷款日期",
            "借款日",
            "贷款发放日",
        ),
        words=("放款日", "发放日", "起息日", "借款日"),
    ),
    Column(
        "due_on",
        "到期日期",
        ("到期日", "到期时间", "贷款到期日", "合同到期日", "还款日期"),
        words=("到期日",),
        never=("展期", "原"),
    ),
    Column(
        "rate",
        "执行利率(%)",
        ("利率", "年利率", "执行利率", "贷款利率", "执行年利率", "月利率"),
        words=("利率",),
        never=("罚",),
    ),
    Column(
        "arrears", "欠息", ("欠息金额", "拖欠利息", "欠息合计", "应收未收利息"), words=("欠息",), never=("天", "日")
    ),
    Column(
        "loan_class", "五级分类", ("五级分类结果", "风险分类", "贷款形态", "分类", "五级分类状态"), words=("五级分类",)
    ),
    Column(
        "status",
        "状态",
        ("贷款状态", "借据状态", "账户状态", "台账状态", "结清状态", "是否还清", "是否结清"),
        words=("状态",),
    ),
)

KIND = Kind("银行贷款名单", BANK_COLUMNS, main_money="principal", money=("balance",), interest=("arrears",))
NATIONAL_KIND = Kind(
    "国家系统贷款名单",
    BANK_COLUMNS,
    main_money="principal",
    money=("balance",),
    interest=("arrears",),
    numbered=False,
)


@dataclass(frozen=True, slots=True)
class BankRow:
    """One loan as the bank has it: money in yuan, `rate` a fraction a year, `resident_id` perhaps masked."""

    row: int
    name: str
    resident_id: str
    note: str
    contract: str
    principal: Decimal
    balance: Decimal | None
    disbursed_on: date | None
    due_on: date | None
    rate: Decimal | None
    arrears: Decimal | None
    loan_class: str
    status: str


@dataclass(frozen=True, slots=True)
class BankListReading(Reading):
    """A bank's list of loans, with what was understood of it."""

    rows: tuple[BankRow, ...] = ()


def read_bank_list(path: Path, sheet: str | None = None, chosen: Chosen = None) -> BankListReading:
    """Read a bank's list; without `sheet` the first sheet whose heading fits.

    `chosen` are the columns of this bank as the officer corrected them earlier.
    Raises the Sheet… errors for a file that is broken, locked, foreign, too large, or without the headings.
    """
    return _read(path, KIND, sheet, chosen)


def read_national_list(path: Path, sheet: str | None = None, chosen: Chosen = None) -> BankListReading:
    """Read the loans exported from the national system; contract numbers may be missing there. Raises as above."""
    return _read(path, NATIONAL_KIND, sheet, chosen)


def _read(path: Path, kind: Kind, sheet: str | None, chosen: Chosen) -> BankListReading:
    source = open_bank_sheet(path, kind, sheet, chosen)
    rows = tuple(source.entries(lambda number, cells: _loan(source, number, cells)))
    known = source.reading()
    return BankListReading(**{field: getattr(known, field) for field in Reading.__slots__}, rows=rows)


def _loan(source: BankSheet, number: int, cells: Cells) -> BankRow:
    name = source.name(cells)
    note, contract = source.numbers(cells)
    principal = source.needed_money(cells, "principal", "贷款金额")
    source.check_size(number, principal)
    return BankRow(
        row=number,
        name=name,
        resident_id=source.resident_id(number, cells),
        note=note,
        contract=contract,
        principal=principal,
        balance=source.money(number, cells, "balance"),
        disbursed_on=source.day(number, cells, "disbursed_on"),
        due_on=source.day(number, cells, "due_on"),
        rate=source.rate(number, cells),
        arrears=source.money(number, cells, "arrears"),
        loan_class=as_text(cells["loan_class"]),
        status=as_text(cells["status"]),
    )
