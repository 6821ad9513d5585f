"""Reports of a small village: figures to check by hand, frozen ones that stay, and what is entered afterwards."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.domain.errors import RefusedError
from app.domain.monitoring import Coverage
from app.domain.report import Figure, Report
from app.models import FrozenReport
from app.models.journal import head
from app.services.claims import record_claim
from app.services.extensions import extend
from app.services.loans import LoanPaper, read_loan, record_loan
from app.services.renewals import renew_loan
from app.services.repayments import Slip, record_repayments, reverse_entry
from app.services.report_parts import frozen
from app.services.report_parts.adjustments import figures_of
from app.services.report_parts.coverage import covered
from app.services.report_parts.periods import Kind, period_of
from app.services.reports import frozen_reports, make_report, report_sheet
from app.services.visits import record_visit
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, SPOUSE_ID, Borrowing

DAY = date(2026, 11, 20)
OCTOBER = date(2026, 10, 31)
MATURITY = date(2026, 12, 2)


def month(book: Book, on: date = DAY) -> dict[str, Figure]:
    """The figures of a month's report by id."""
    return figures_of(make_report(book, Kind.MONTH, on=on).report)


def pay(borrowing: Borrowing, amount: str, on: date, voucher: str = "N1") -> None:
    record_repayments(borrowing.book, [Slip(borrowing.note, Decimal(amount), on, voucher)])


@pytest.mark.parametrize(
    ("kind", "first", "before_first", "before"),
    [
        (Kind.DAY, date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 19)),
        (Kind.WEEK, date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 15)),
        (Kind.MONTH, date(2026, 11, 1), date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_period_begins_where_the_one_before_it_ends(
    kind: Kind, first: date, before_first: date, before: date
) -> None:
    period = period_of(kind, DAY)  # a Friday

    assert (period.first, period.as_of, period.before_first, period.before) == (first, DAY, before_first, before)


def test_the_figures_of_a_month_are_those_of_its_one_loan(borrowing: Borrowing) -> None:
    pay(borrowing, "10000.00", date(2026, 11, 3))

    found = month(borrowing.book)

    assert (found["lent_total"].now, found["lent_count"].now, found["lent_households"].now) == (Decimal(50_000), 1, 1)
    repaid = found["repaid_in_principal"].now
    assert isinstance(repaid, Decimal)
    assert (found["repaid_in"].now, found["repaid_in"].before) == (Decimal(10_000), 0)
    assert (found["balance"].now, found["balance"].before) == (Decimal(50_000) - repaid, Decimal(50_000))
    assert found["balance"].change == -repaid
    assert (found["balance"].behind, found["balance"].behind_kind) == ((borrowing.note,), "loan")
    assert (found["due_15"].now, found["due_15_count"].now, found["due_7_count"].now) == (found["balance"].now, 1, 0)
    assert found["visits_in"].now == 0


def test_shares_name_what_they_are_of(borrowing: Borrowing) -> None:
    found = month(borrowing.book)

    assert (found["rated_rate"].now, found["rated_rate"].denominator) == (Decimal("100.00"), "在册农户 1 户")
    assert found["take_up_rate"].denominator == "符合户类型且有劳动力的在册户 1 户"
    assert found["rated_rate"].behind == (borrowing.household,)
    assert (found["red_line"].now, found["red_line"].note) == (Decimal("0.5"), "清溪县练习文件 第十二条")


def test_the_overdue_rate_of_pengxi_is_counted_from_real_loans(borrowing: Borrowing) -> None:
    """蓬溪: 8.7万 overdue of 5 604万 outstanding is 0.16 %."""
    pay(borrowing, "60000.00", date(2026, 11, 3))
    for contract, owner, amount, months in (("BIG", HEAD_ID, 55_953_000, 36), ("LATE", SPOUSE_ID, 87_000, 6)):
        paper = LoanPaper(contract=contract, bank=BANK, rate=Decimal("0.03"), on=date(2026, 3, 2))
        record_loan(
            borrowing.book,
            borrowing.household,
            paper,
            borrower_id=owner,
            amount=Decimal(amount),
            months=months,
            purpose="生猪养殖",
        )

    done = make_report(borrowing.book, Kind.MONTH, on=DAY).report

    found = figures_of(done)
    assert (found["overdue"].now, found["balance"].now) == (Decimal(87_000), Decimal(56_040_000))
    assert (found["overdue_rate"].now, found["overdue_rate"].behind) == (Decimal("0.16"), ("LATE",))
    assert "逾期1笔8.70万元，逾期率0.16%（逾期本金÷贷款余额），在0.5%的监测红线以内。" in done.paragraph
    cells = _cells(done)
    assert next(row[3] for row in cells if row[1] == "逾期率") == 0.16
    assert next(row[3] for row in cells if row[1] == "逾期本金") == 8.7


def test_the_coverage_of_wangcang() -> None:
    """旺苍: 15 800 of 17 200 is 91.86 %."""
    assert covered(Coverage(15_800, 17_200, "贫困户"), ()).value == Decimal("91.86")
    assert covered(Coverage(0, 0, "贫困户"), ()).value is None


def test_changes_are_named_in_the_bulletin_of_their_day(borrowing: Borrowing) -> None:
    pay(borrowing, "2000.00", DAY)
    extend(borrowing.book, borrowing.note, until=date(2027, 6, 2), reason="生猪尚未出栏", on=DAY)
    record_visit(borrowing.book, borrowing.household, on=DAY, kind="回访", result="见本人")

    done = make_report(borrowing.book, Kind.DAY, on=DAY).report

    assert "本日还款1笔0.20万元" in done.paragraph
    assert "杨䶮0.20万元" in done.paragraph
    assert "展期、延期1笔" in done.paragraph
    assert "走访1户次" in done.paragraph
    assert [row[:2] for row in done.tables[0].rows] == [("杨䶮", "展期、延期"), ("杨䶮", "还款")]
    assert not done.zero


def test_renewals_claims_and_extensions_are_counted_in_their_period_only(borrowing: Borrowing) -> None:
    book = borrowing.book
    extend(book, borrowing.note, until=date(2027, 6, 2), reason="生猪尚未出栏", on=date(2026, 10, 8))
    renew_loan(book, borrowing.note, amount=Decimal(40_000), months=12, on=DAY, new_note="X1", already_done=True)
    record_claim(book, borrowing.note, kind="insurance", amount=Decimal(5_000), on=DAY, already_done=True)

    found = month(book)

    assert (found["extended_in"].now, found["extended_in"].before) == (0, Decimal(50_000))
    assert (found["extended_in_count"].now, found["extended_in_count"].before) == (0, 1)
    assert (found["renewed_in"].now, found["renewed_in"].behind) == (Decimal(40_000), ("X1",))
    assert (found["claimed_in"].now, found["claimed_in_count"].now) == (Decimal(5_000), 1)
    assert found["lent_in"].now == 0  # a renewal brings no new money


def test_what_was_reversed_is_no_change(borrowing: Borrowing) -> None:
    pay(borrowing, "2000.00", DAY)
    with borrowing.book.read() as session:
        entry = next(one.id for one in read_loan(session, borrowing.note, DAY).line.state.events)
    reverse_entry(borrowing.book, entry, on=DAY, reason="录错")

    assert month(borrowing.book)["repaid_in"].now == 0


def test_a_day_on_which_nothing_happened_is_a_zero_report(borrowing: Borrowing) -> None:
    done = make_report(borrowing.book, Kind.DAY, on=DAY).report

    assert done.zero
    assert "本日无新增业务。" in done.paragraph
    assert any("零报告" in str(cell) for row in _cells(done) for cell in row)


def test_an_empty_book_reports_nothing_and_divides_by_nothing(book: Book) -> None:
    done = make_report(book, Kind.MONTH, on=DAY).report

    found = figures_of(done)
    assert (found["balance"].now, found["overdue_rate"].now, found["take_up_rate"].now) == (0, 0, None)
    assert done.zero


def test_subsidy_stands_by_the_year_of_the_loan_and_the_quarter_of_its_settlement(borrowing: Borrowing) -> None:
    done = make_report(borrowing.book, Kind.MONTH, on=DAY).report

    table = next(table for table in done.tables if "贴息" in table.title)
    ((name, count, balance, *quarters),) = table.rows
    # Third quarter: 50 000 × 4.20 % × 92 days / 360, 70 % of it.
    assert (name, count, balance, quarters[2]) == ("2023 年发放", 1, Decimal(50_000), Decimal("375.67"))
    assert quarters[4] == sum(quarters[:4])  # type: ignore[type-var]
    found = figures_of(done)
    assert (found["subsidy"].before, found["subsidy"].note) == (Decimal("375.67"), "2026年第4季度")
    assert found["subsidy"].now == quarters[3]
    assert (found["subsidy_next"].now, found["subsidy_next"].note) == (0, "2027年第1季度")


def test_the_risk_fund_is_what_the_pack_asks_for(borrowing: Borrowing) -> None:
    found = month(borrowing.book)

    assert (found["fund_base"].now, found["fund_required"].now) == (Decimal(50_000), Decimal(5_000))
    assert found["fund_required"].note == "贷款余额÷10"


def test_a_final_report_is_frozen_with_the_end_of_the_journal(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        end = head(session.connection())
    done = make_report(borrowing.book, Kind.MONTH, on=OCTOBER, final=True)
    pay(borrowing, "2000.00", date(2026, 10, 30))

    again = make_report(borrowing.book, Kind.MONTH, on=OCTOBER)

    with borrowing.book.read() as session:
        (row,) = frozen_reports(session, borrowing.book.code)
    assert (row.journal_length, row.journal_head, row.version) == (end.length, end.hash, 1)
    assert (again.report, again.version) == (replace(done.report, entered_until=again.report.entered_until), 1)
    assert again.report.final
    assert figures_of(again.report)["repaid_in"].now == 0


def test_late_entries_are_adjustments_of_the_period_before(borrowing: Borrowing) -> None:
    make_report(borrowing.book, Kind.MONTH, on=OCTOBER, final=True)
    pay(borrowing, "10000.00", date(2026, 10, 30))

    done = make_report(borrowing.book, Kind.MONTH, on=DAY).report

    found = figures_of(done)
    assert (found["balance"].before, found["repaid_in"].before) == (Decimal(50_000), 0)  # as it was reported
    said = "\n".join(done.adjustments)
    assert (
        "本月还款金额（本息）：定稿时0.00元（0.00万元），现为10,000.00元（1.00万元），增加10,000.00元（1.00万元）。"
        in said
    )
    assert borrowing.note in said
    assert any("上期调整" in str(cell) for row in _cells(done) for cell in row)


def test_without_late_entries_there_is_nothing_to_adjust(borrowing: Borrowing) -> None:
    make_report(borrowing.book, Kind.MONTH, on=OCTOBER, final=True)
    pay(borrowing, "10000.00", date(2026, 11, 3))

    assert make_report(borrowing.book, Kind.MONTH, on=DAY).report.adjustments == ()


def test_a_period_is_made_final_once_and_then_corrected(borrowing: Borrowing) -> None:
    book = borrowing.book
    with pytest.raises(RefusedError, match="还没有定稿"):
        make_report(book, Kind.MONTH, on=OCTOBER, correct=True)
    make_report(book, Kind.MONTH, on=OCTOBER, final=True)
    with pytest.raises(RefusedError, match="不能再定一次"):
        make_report(book, Kind.MONTH, on=OCTOBER, final=True)
    with pytest.raises(RefusedError, match="数字没有变化"):
        make_report(book, Kind.MONTH, on=OCTOBER, correct=True)
    pay(borrowing, "10000.00", date(2026, 10, 30))

    corrected = make_report(book, Kind.MONTH, on=OCTOBER, correct=True)

    assert (corrected.version, corrected.report.final) == (2, True)
    assert corrected.report.title.endswith("（更正通报第1号）")
    assert any(line.startswith("贷款余额：定稿时50,000.00元") for line in corrected.report.adjustments)
    with book.read() as session:
        assert [row.version for row in frozen_reports(session, book.code)] == [2, 1]


def test_a_frozen_report_is_read_back_as_it_was(borrowing: Borrowing) -> None:
    report = make_report(borrowing.book, Kind.MONTH, on=DAY).report

    again = frozen.from_text(frozen.to_text(report))

    assert figures_of(again) == figures_of(report)
    assert (again.tables, again.paragraph) == (report.tables, report.paragraph)


def test_a_report_too_long_for_a_bundle_leaves_its_lists_out(borrowing: Borrowing) -> None:
    report = make_report(borrowing.book, Kind.DAY, on=DAY).report
    group = report.groups[0]
    many = replace(group.figures[0], behind=tuple(f"XED{number:013d}" for number in range(6_000)))

    text = frozen.to_text(replace(report, groups=(replace(group, figures=(many,)),)))

    assert len(text) < 100_000
    assert json.loads(text)["groups"][0]["figures"][0]["behind"] == []


def test_both_readers_find_the_same_figures_in_the_sheet(borrowing: Borrowing) -> None:
    done = make_report(borrowing.book, Kind.MONTH, on=DAY).report
    sheet = report_sheet(done)

    opened = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()

    figures = [figure for group in done.groups for figure in group.figures]
    numbered = [row for row in opened if isinstance(row[0], float) and row[1]]
    assert [row[1] for row in numbered][: len(figures)] == [figure.name for figure in figures]
    shown = {row[1]: row[3] for row in numbered}
    assert shown["贷款余额"] == 5.0
    assert any(done.paragraph in str(cell) for row in _cells(done) for cell in row)


def test_undo_takes_a_final_report_back(borrowing: Borrowing) -> None:
    from app.services.undo import last_act, undo

    make_report(borrowing.book, Kind.MONTH, on=OCTOBER, final=True)
    with borrowing.book.read() as session:
        act = last_act(session)
    assert act is not None
    assert act.name == "报告定稿"

    undo(borrowing.book, act.id)

    with borrowing.book.read() as session:
        assert session.scalars(select(FrozenReport)).all() == []


def _cells(report: Report) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(report_sheet(report))).worksheets[0].iter_rows(values_only=True))


def test_bands_and_notes_span_the_widest_table(borrowing: Borrowing) -> None:
    done = make_report(borrowing.book, Kind.MONTH, on=DAY).report

    sheet = load_workbook(io.BytesIO(report_sheet(done))).worksheets[0]

    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:I1", "G2:I2", "G3:I3", "A5:I5", "G6:I6"} <= merged  # title, unit, 口径, a band, the note of a figure
