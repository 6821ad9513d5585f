"""The lending bank's list of loans, one loan a row, read for 双线印证 (reconciliation).

Banks send 元 or 万元, often without saying so, and mask ids; which unit was taken, and why, is part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.documents.cells import Cell, as_date, as_decimal, as_money, as_number_text, as_text
from app.documents.columns import Column, FoundColumn, Heading, find_heading
from app.documents.refused import RefusedRow
from app.documents.sheet import Sheet, fill_merged
from app.documents.sheet_reader import read_sheets
from app.documents.sheet_rows import heading_missing, other_row
from app.domain.errors import SheetHeadingError
from app.domain.findings import Finding, Severity
from app.domain.person_name import normal_name

TITLE = "银行贷款名单"
WAN = 10_000
LARGEST_IN_WAN = Decimal(100)

BANK_COLUMNS = (
    Column("name", "客户名称", ("客户姓名", "借款人", "借款人姓名", "姓名", "户名", "借款人名称", "客户"), needed=True),
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
        ("放款日", "发放日期", "发放日", "借款日期", "起始日", "起息日", "贷款日期", "借款日", "贷款发放日"),
        words=("放款日", "发放日", "起息日", "借款日"),
    ),
    Column(
        "due_on",
        "到期日期",
        ("到期日", "贷款到期日", "合同到期日", "还款日期"),
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
    Column("status", "状态", ("贷款状态", "借据状态", "账户状态", "台账状态", "结清状态"), words=("状态",)),
)

_AS_OF = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")


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
class BankListReading:
    """What a bank's file holds; `unit` (元 or 万元) is that of its amounts and `unit_from` says how we know."""

    file: str
    sheet: str
    title: str
    as_of: date | None
    unit: str
    unit_from: str
    headings: tuple[str, ...]
    columns: tuple[FoundColumn, ...]
    unknown: tuple[str, ...]
    rows: tuple[BankRow, ...]
    refused: tuple[RefusedRow, ...]
    ignored: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]


def read_bank_list(path: Path, sheet: str | None = None, chosen: Mapping[str, str] | None = None) -> BankListReading:
    """Read a bank's list; without `sheet` the first sheet whose heading fits.

    `chosen` maps headings of this bank to column keys as the officer corrected them earlier.
    Raises the Sheet… errors for a file that is broken, locked, foreign, too large, or without the headings.
    """
    missing: tuple[str, ...] = ()
    for found in read_sheets(path, sheet):
        heading = find_heading(found.rows, BANK_COLUMNS, chosen)
        if heading is None:
            continue
        lacks = heading.missing
        if "note" not in heading.columns and "contract" not in heading.columns:
            lacks = (*lacks, "合同号")
        if not lacks:
            return _BankReader(found, heading).read(path.name)
        missing = lacks if not missing or len(lacks) < len(missing) else missing
    raise SheetHeadingError(path.name, TITLE, heading_missing(BANK_COLUMNS, missing))


class _BankReader:
    def __init__(self, sheet: Sheet, heading: Heading) -> None:
        self.sheet = sheet
        self.heading = heading
        self.places = [(column.key, heading.index(column.key)) for column in BANK_COLUMNS]
        self.findings: list[Finding] = []
        self.unit, self.unit_from = self._unit()
        self.per = {key: self._per(key) for key in ("principal", "balance", "arrears")}

    def read(self, file: str) -> BankListReading:
        rows: list[BankRow] = []
        refused: list[RefusedRow] = []
        ignored: list[tuple[int, str]] = []
        start = self.heading.first_row
        fill_merged(self.sheet, start)
        name_heading = self.heading.columns["name"].heading
        for number, row in enumerate(self.sheet.rows[start:], self.sheet.number(start)):
            cells = self._cells(row)
            other = other_row(row, (cells["name"], cells["contract"] or cells["note"]), name_heading)
            if other is not None:
                if other:
                    ignored.append((number, other))
                continue
            read = self._loan(number, cells)
            if isinstance(read, RefusedRow):
                refused.append(read)
            else:
                rows.append(read)
        return BankListReading(
            file=file,
            sheet=self.sheet.name,
            title=self.heading.title,
            as_of=self._as_of(),
            unit=self.unit,
            unit_from=self.unit_from,
            headings=self.heading.texts,
            columns=tuple(self.heading.columns.values()),
            unknown=self.heading.unknown,
            rows=tuple(rows),
            refused=tuple(refused),
            ignored=tuple(ignored),
            findings=tuple(self.findings),
        )

    def _cells(self, row: Sequence[Cell]) -> dict[str, Cell]:
        width = len(row)
        return {key: row[at] if at is not None and at < width else "" for key, at in self.places}

    def _loan(self, number: int, cells: Mapping[str, Cell]) -> BankRow | RefusedRow:
        name = normal_name(as_text(cells["name"]))
        if not name:
            return self._refuse(number, "name", "", "没有客户名称")
        try:
            note, contract = as_number_text(cells["note"]), as_number_text(cells["contract"])
        except ValueError as error:
            key = "contract" if "contract" in self.heading.columns else "note"
            return self._refuse(number, key, as_text(cells[key]), str(error))
        if not note and not contract:
            key = "contract" if "contract" in self.heading.columns else "note"
            return self._refuse(number, key, "", "合同号和借据号都没有，对不上账")
        try:
            principal = as_money(cells["principal"], self.per["principal"])
        except ValueError as error:
            return self._refuse(number, "principal", as_text(cells["principal"])[:20], str(error))
        if principal is None:
            return self._refuse(number, "principal", "", "没有贷款金额")
        self._check_size(number, principal)
        return BankRow(
            row=number,
            name=name,
            resident_id=self._resident_id(number, cells["resident_id"]),
            note=note,
            contract=contract,
            principal=principal,
            balance=self._money(number, "balance", cells),
            disbursed_on=self._date(number, "disbursed_on", cells),
            due_on=self._date(number, "due_on", cells),
            rate=self._rate(number, cells["rate"]),
            arrears=self._money(number, "arrears", cells),
            loan_class=as_text(cells["loan_class"]),
            status=as_text(cells["status"]),
        )

    def _refuse(self, number: int, key: str, value: str, reason: str) -> RefusedRow:
        return RefusedRow(number, self.heading.columns[key].heading, value, reason)

    def _resident_id(self, number: int, cell: Cell) -> str:
        try:
            return as_number_text(cell)
        except ValueError as error:
            self._note("bank-id", number, f"“{self.heading.columns['resident_id'].heading}”{error}，改按合同号核对。")
            return ""

    def _money(self, number: int, key: str, cells: Mapping[str, Cell]) -> Decimal | None:
        try:
            return as_money(cells[key], self.per[key])
        except ValueError as error:
            self._note("bank-value", number, f"“{self.heading.columns[key].heading}”{error}，这一格没有取用。")
            return None

    def _date(self, number: int, key: str, cells: Mapping[str, Cell]) -> date | None:
        try:
            return as_date(cells[key])
        except ValueError as error:
            self._note("bank-value", number, f"“{self.heading.columns[key].heading}”{error}，这一格没有取用。")
            return None

    def _rate(self, number: int, cell: Cell) -> Decimal | None:
        heading = self.heading.columns.get("rate")
        if heading is None:
            return None
        try:
            return _yearly_fraction(cell, heading)
        except ValueError as error:
            self._note("bank-value", number, f"“{heading.heading}”{error}，这一格没有取用。")
            return None

    def _check_size(self, number: int, principal: Decimal) -> None:
        small = self.unit == "元" and 0 < principal < LARGEST_IN_WAN
        large = self.unit == "万元" and principal >= LARGEST_IN_WAN * WAN
        if small or large:
            said = f"贷款金额按{self.unit}算是 {principal:,.2f} 元，像是元和万元混用。"
            self._note("bank-unit-mixed", number, said)

    def _note(self, code: str, number: int, text: str) -> None:
        self.findings.append(Finding(code, Severity.WARN, text, subject=f"第 {number} 行", suggestion="请向银行核对。"))

    def _unit(self) -> tuple[str, str]:
        named = self.heading.columns["principal"].unit
        if named:
            return named, "表头写明"
        if self.heading.title_unit:
            return self.heading.title_unit, "表格上方写明"
        largest = self._largest("principal")
        if 0 < largest < LARGEST_IN_WAN:
            said = f"没有写明单位；贷款金额最大的是 {largest}，按万元读取。"
            self.findings.append(Finding("bank-unit-guessed", Severity.WARN, said, suggestion="请向银行核对单位。"))
            return "万元", "按金额大小判断"
        return "元", "没有写明，按元"

    def _per(self, key: str) -> int:
        """The yuan in one unit of a column: its own unit, else that of the list.

        A loan of this programme cannot have run up 10 000 yuan of interest: unnamed arrears of 1 and more are in 元.
        """
        column = self.heading.columns.get(key)
        unit = "元" if column is None else column.unit or self.unit
        if unit == "万元" and column is not None and not column.unit and key == "arrears" and self._largest(key) >= 1:
            said = f"“{column.heading}”没有写明单位，按万元算太大，按元读取。"
            self.findings.append(Finding("bank-unit-guessed", Severity.WARN, said, suggestion="请向银行核对单位。"))
            unit = "元"
        return WAN if unit == "万元" else 1

    def _largest(self, key: str) -> Decimal:
        at = self.heading.index(key)
        largest = Decimal(0)
        for row in self.sheet.rows[self.heading.first_row :]:
            if at is None or at >= len(row) or "".join(as_text(row[0]).split()).startswith("合计"):
                continue
            try:
                read = as_decimal(row[at])
            except ValueError:
                continue
            if read is not None and not read[1]:
                largest = max(largest, read[0])
        return largest

    def _as_of(self) -> date | None:
        for row in self.sheet.rows[: self.heading.first_row - 1]:
            for cell in row:
                found = _AS_OF.search(as_text(cell))
                if found is not None:
                    try:
                        return date(int(found[1]), int(found[2]), int(found[3]))
                    except ValueError:
                        continue
        return None


def _yearly_fraction(cell: Cell, heading: FoundColumn) -> Decimal | None:
    """A rate as a fraction a year from per cent, per mille a month, or a fraction.

    Programme rates lie between 1 % and 20 %: a bare number under 0.2 can only be a fraction.
    """
    read = as_decimal(cell)
    if read is None:
        return None
    number, unit = read
    unit = unit or heading.unit
    if unit == "‰":
        fraction = number / 1000
    elif abs(number) < Decimal("0.2") and read[1] == "":
        fraction = number
    else:
        fraction = number / 100
    if "月" in heading.heading:
        fraction *= 12
    if not 0 <= fraction < 1:
        raise ValueError("不像利率")
    return fraction.normalize() + 0
