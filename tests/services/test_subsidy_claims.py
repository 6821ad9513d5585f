"""A bank's subsidy claim beside ours: each wrong line of the file is found with its reason."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.services.loans import LoanPaper, record_loan
from app.services.quarters import Quarter
from app.services.subsidy_claims import NOT_CLAIMED, NOT_OURS, TWICE, ClaimCheck, check_claim, claim_sheet
from tests.helpers.sheets import save_xlsx
from tests.services.conftest import BANK, HEAD_ID, SPOUSE_ID, Borrowing

DAY = date(2026, 11, 20)
THIRD = Quarter(2026, 3)
HEADINGS = ["借款人", "借据号", "贷款金额", "贴息本金", "利率(%)", "起息日", "止息日", "计息天数", "贴息金额"]
OURS = Decimal("375.67")  # 50 000 × 4.20 % × 92 / 360, 70 % of it


@dataclass(frozen=True, slots=True)
class Claimed:
    """One line of a claim; by default it is right."""

    note: str
    name: str = "杨䶮"
    principal: int = 50_000
    subsidised: int = 50_000
    rate: str = "4.20"
    period_from: str = "2026-06-21"
    period_to: str = "2026-09-20"
    days: int = 92
    amount: str = "375.67"

    def cells(self) -> list[object]:
        return [
            self.name, self.note, self.principal, self.subsidised, float(self.rate), self.period_from,
            self.period_to, self.days, float(self.amount),
        ]  # fmt: skip


def checked(borrowing: Borrowing, folder: Path, *lines: Claimed) -> ClaimCheck:
    path = save_xlsx(folder / "贴息.xlsx", [["单位：元"], HEADINGS, *(line.cells() for line in lines)])
    return check_claim(borrowing.book, path, THIRD, on=DAY)


def test_a_claim_that_is_right_differs_in_nothing(borrowing: Borrowing, tmp_path: Path) -> None:
    done = checked(borrowing, tmp_path, Claimed(borrowing.note))

    assert (done.due, done.claimed, done.differing) == (OURS, OURS, ())


@pytest.mark.parametrize(
    ("changes", "difference", "why"),
    [
        ({"amount": "536.67"}, "161.00", "按全部利息申报，应贴 70%，其余户自付"),
        ({"amount": "385.86", "rate": "4.35"}, "10.19", "利率不同：申报 4.35%，合同 4.2%"),
        ({"amount": "379.75", "days": 93}, "4.08", "天数不同：申报 93 天，应为 92 天"),
        ({"amount": "300.54", "subsidised": 40_000}, "-75.13", "贴息本金不同：申报 40,000.00，应为 50,000.00"),
        ({"amount": "375.66"}, "-0.01", "四舍五入尾差"),
        ({"amount": "400.00"}, "24.33", "计息方法或贴息比例不同，请银行逐期列明"),
    ],
)
def test_each_wrong_line_says_why(
    borrowing: Borrowing, tmp_path: Path, changes: dict[str, object], difference: str, why: str
) -> None:
    done = checked(borrowing, tmp_path, Claimed(borrowing.note, **changes))  # type: ignore[arg-type]

    (line,) = done.differing
    assert (line.due, line.difference, line.why) == (OURS, Decimal(difference), (why,))


def test_what_only_one_side_has_is_named(borrowing: Borrowing, tmp_path: Path) -> None:
    done = checked(borrowing, tmp_path, Claimed("XED9999", name="别人"))

    assert [(line.note, line.due, line.claimed, line.why) for line in done.differing] == [
        (borrowing.note, OURS, 0, (NOT_CLAIMED,)),
        ("XED9999", 0, OURS, (NOT_OURS,)),
    ]


def test_a_line_claimed_twice_counts_once(borrowing: Borrowing, tmp_path: Path) -> None:
    done = checked(borrowing, tmp_path, Claimed(borrowing.note), Claimed(borrowing.note))

    (line,) = done.differing
    assert (line.why, line.difference) == ((TWICE,), OURS)
    assert done.claimed - done.due == OURS


def test_months_of_one_loan_are_added_up(borrowing: Borrowing, tmp_path: Path) -> None:
    months = [
        Claimed(borrowing.note, period_to="2026-07-20", days=30, amount="122.50"),
        Claimed(borrowing.note, period_from="2026-07-21", period_to="2026-08-20", days=31, amount="126.58"),
        Claimed(borrowing.note, period_from="2026-08-21", days=31, amount="126.59"),
    ]

    assert checked(borrowing, tmp_path, *months).differing == ()


def test_an_overdue_loan_bears_no_subsidy(borrowing: Borrowing, tmp_path: Path) -> None:
    paper = LoanPaper(contract="LATE", bank=BANK, rate=Decimal("0.042"), on=date(2025, 3, 2))
    record_loan(
        borrowing.book,
        borrowing.household,
        paper,
        borrower_id=SPOUSE_ID,
        amount=Decimal(10_000),
        months=12,
        purpose="生猪养殖",
    )

    done = checked(borrowing, tmp_path, Claimed(borrowing.note), Claimed("LATE", name="单明阳", amount="107.33"))

    (line,) = done.differing
    assert (line.note, line.difference) == ("LATE", Decimal("107.33"))
    assert line.why == ("2026-03-02 已到期，逾期期间不贴息",)


def test_the_sheet_has_both_amounts_and_the_reason(borrowing: Borrowing, tmp_path: Path) -> None:
    done = checked(borrowing, tmp_path, Claimed(borrowing.note, amount="536.67"), Claimed("XED9999", name="别人"))

    sheet, count = claim_sheet(borrowing.book, done)

    rows = list(load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows(values_only=True))
    at = {heading: place for place, heading in enumerate(rows[2])}
    assert count == 2
    assert [row[at["财政贴息"]] for row in rows[3:6]] == [375.67, None, 375.67]
    assert [row[at["银行申报"]] for row in rows[3:6]] == [536.67, 375.67, 912.34]
    assert [row[at["差额"]] for row in rows[3:6]] == [161, 375.67, 536.67]
    assert [row[at["差额原因"]] for row in rows[3:5]] == ["按全部利息申报，应贴 70%，其余户自付", NOT_OURS]
    assert HEAD_ID not in {cell for row in rows for cell in row}
