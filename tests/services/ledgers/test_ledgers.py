"""Every ledger of a small village, with rows that can be counted by hand, read back by two other programs."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.domain.ledger_layout import LedgerLayout
from app.models import (
    Demand,
    FundMovement,
    HealthCertificate,
    Household,
    LifeEvent,
    Loan,
    Member,
    Placement,
    RecoveryStep,
    Row,
    Society,
    SocietyLoan,
    SocietyMember,
    SocietyRepayment,
    VillageFund,
    WorkIntention,
)
from app.services.book_on_day import BookOnDay
from app.services.claims import record_claim
from app.services.extensions import extend
from app.services.ledger_rows import ROWS
from app.services.ledger_rows.subsidies import subsidy_rows
from app.services.ledgers import export_ledger, list_ledgers
from app.services.loans import read_loan
from app.services.quarters import Quarter, read_quarter
from app.services.ratings import assess_household, sheet_for
from app.services.renewals import renew_loan
from app.services.repayments import Slip, record_repayments, reverse_entry
from app.services.visits import record_visit
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, SPOUSE_ID, VILLAGE, Borrowing

DAY = date(2026, 11, 20)
MATURITY = date(2026, 12, 2)


def rows_of(book: Book, ledger_id: str, on: date = DAY) -> list[dict[str, Any]]:
    """The rows of a ledger as values."""
    with book.read() as session:
        return list(ROWS[ledger_id](BookOnDay(session, on)))


def only(book: Book, ledger_id: str, on: date = DAY) -> dict[str, Any]:
    """The one row of a ledger."""
    (row,) = rows_of(book, ledger_id, on)
    return row


def add(book: Book, *rows: Row) -> None:
    """Rows as an act of the office leaves them."""
    with book.write("登记") as session:
        session.add_all(rows)


def keys(book: Book) -> tuple[str, str, str, str]:
    """The ids of the household, its head, the spouse and the loan."""
    with book.read() as session:
        household = session.scalars(select(Household)).one().id
        people = {member.resident_id: member.id for member in session.scalars(select(Member))}
        loan = session.scalars(select(Loan.id)).first() or ""
    return household, people[HEAD_ID], people[SPOUSE_ID], loan


def test_every_layout_can_be_filled_and_no_row_says_what_its_sheet_has_no_column_for(borrowing: Borrowing) -> None:
    for layout in list_ledgers():
        for row in rows_of(borrowing.book, layout.id):
            assert set(layout.facts) & set(row), layout.id


def test_sums_in_the_sheets_are_the_sums_of_their_rows(borrowing: Borrowing) -> None:
    record_visit(borrowing.book, borrowing.household, on=DAY, kind="到期摸底", result="家属", outlook="预计逾期")
    add(borrowing.book, *_office(borrowing))

    for layout in list_ledgers():
        rows = rows_of(borrowing.book, layout.id)
        sheet, count = export_ledger(borrowing.book, layout.id, on=DAY)

        assert count == len(rows), layout.id
        cells = _values(sheet)
        assert cells[0][0] == layout.title
        assert [len(row) for row in cells[3 : 3 + count]] == [len(layout.columns)] * count
        assert cells == _values_by_calamine(sheet, len(cells)), layout.id
        _check_sums(layout, rows, cells[-1])


def _office(borrowing: Borrowing) -> list[Row]:
    household, head, spouse, loan = keys(borrowing.book)
    fund = VillageFund(name="产业发展基金", kind="产业发展基金", village_code=VILLAGE, from_on=date(2024, 1, 1))
    return [
        fund,
        FundMovement(fund_id=fund.id, direction="收入", on=DAY, amount_fen=500_000, summary="县级拨付", loan_id=loan),
        Demand(household_id=household, borrower_id=head, wish="续", on=DAY, channel="上门", amount_fen=3_000_000),
        WorkIntention(member_id=spouse, on=DAY, willing=True, place="县内", job="家政", wage_fen=300_000),
    ]


def _check_sums(layout: LedgerLayout, rows: list[dict[str, Any]], last: list[Any]) -> None:
    per = 10_000 if layout.unit == "万元" else 1
    for at, column in enumerate(layout.columns):
        if column.total:
            total = sum((Decimal(row.get(column.fact) or 0) for row in rows), Decimal(0))
            unit = per if column.type == "money" else 1
            assert Decimal(str(last[at])).quantize(Decimal("0.01")) == (total / unit).quantize(Decimal("0.01"))


def _values(sheet: bytes) -> list[list[Any]]:
    opened = load_workbook(io.BytesIO(sheet)).worksheets[0]
    return [["" if cell is None else _plain(cell) for cell in row] for row in opened.iter_rows(values_only=True)]


def _values_by_calamine(sheet: bytes, count: int) -> list[list[Any]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    return [[_plain(cell) for cell in row] for row in rows[:count]]


def _plain(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return round(float(value), 4)
    return value.date() if hasattr(value, "date") else value


def test_a_loan_of_a_later_day_is_not_in_an_earlier_ledger(borrowing: Borrowing) -> None:
    assert rows_of(borrowing.book, "loans", date(2023, 12, 1)) == []
    assert only(borrowing.book, "loans", date(2023, 12, 2))["balance"] == Decimal("50000.00")


def test_the_subsidy_of_a_quarter_is_split_by_the_packs_share(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        (row,) = subsidy_rows(BookOnDay(session, DAY), Quarter(2026, 3))

    # 50 000 × 4.20 % × 92 days / 360 = 536.67 (21 June to 20 September), of which finance bears 70 %.
    assert (row["days"], row["interest"]) == (92, Decimal("536.67"))
    assert (row["subsidy"], row["borrower_share"]) == (Decimal("375.67"), Decimal("161.00"))
    assert (row["period_from"], row["period_to"], row["remark"]) == (date(2026, 6, 21), date(2026, 9, 20), None)


def test_what_is_settled_after_the_day_is_an_estimate(borrowing: Borrowing) -> None:
    row = only(borrowing.book, "subsidies")

    assert (row["quarter"], row["remark"]) == ("2026Q4", "测算")
    assert row["interest"] == row["subsidy"] + row["borrower_share"]


@pytest.mark.parametrize("typed", ["2026Q3", "2026q3", "2026-3", "2026年第3季度", "2026年三季度"])
def test_a_quarter_is_read_as_people_write_it(typed: str) -> None:
    assert read_quarter(typed) == Quarter(2026, 3)
    assert (Quarter(2026, 3).first, Quarter(2026, 3).last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (str(Quarter(2026, 4).next()), str(Quarter(2026, 1).before())) == ("2027Q1", "2025Q4")


def test_what_falls_due_stands_with_what_the_household_means_to_do(borrowing: Borrowing) -> None:
    assert rows_of(borrowing.book, "due", date(2026, 9, 1)) == []
    record_visit(
        borrowing.book,
        borrowing.household,
        on=DAY,
        kind="到期摸底",
        result="见本人",
        outlook="需展期",
        responsible="何干部",
    )

    row = only(borrowing.book, "due")

    assert (row["due_on"], row["days_left"], row["apply_until"]) == (MATURITY, 12, date(2026, 12, 1))
    assert (row["intention"], row["officer"]) == ("需展期", "何干部")
    assert row["due_amount"] == Decimal("50000.00") + row["borrower_interest"]


def test_the_risk_ledger_tells_the_overdue_from_those_of_whom_trouble_is_known(borrowing: Borrowing) -> None:
    _pay_interest(borrowing)
    assert rows_of(borrowing.book, "overdue") == []

    household, head, _spouse, loan = keys(borrowing.book)
    add(borrowing.book, LifeEvent(household_id=household, member_id=head, kind="失联", on=date(2026, 11, 1)))
    assert only(borrowing.book, "overdue")["risk"] == "借款人失联"

    add(borrowing.book, RecoveryStep(loan_id=loan, kind="约谈", on=date(2026, 12, 5)))
    late = only(borrowing.book, "overdue", date(2026, 12, 10))
    assert (late["risk"], late["overdue_days"], late["class_hint"]) == ("逾期", 8, "关注")
    assert late["overdue_amount"] == Decimal("50000.00")
    assert (late["collected_on"], late["limitation_on"]) == (date(2026, 12, 5), date(2029, 12, 5))


def test_an_extension_stands_with_the_maturity_before_it_until_it_is_reversed(borrowing: Borrowing) -> None:
    extend(borrowing.book, borrowing.note, until=date(2027, 6, 2), reason="生猪尚未出栏", on=DAY, paper_pending=True)

    row = only(borrowing.book, "extensions")

    assert (row["old_due_on"], row["extended_until"], row["months"]) == (MATURITY, date(2027, 6, 2), 6)
    assert (row["sort"], row["paper"]) == ("展期", "手续待补")
    assert row["paper_deadline"] is not None
    assert only(borrowing.book, "loans")["extended_until"] == date(2027, 6, 2)
    reverse_entry(borrowing.book, _event(borrowing, "extension"), on=DAY, reason="录错")
    assert rows_of(borrowing.book, "extensions") == []


def test_a_renewal_names_the_loan_whose_place_it_took(borrowing: Borrowing) -> None:
    renew_loan(
        borrowing.book, borrowing.note, amount=Decimal(40_000), months=12, on=DAY, new_note="XD2026", already_done=True
    )

    row = only(borrowing.book, "renewals")

    assert (row["old_note"], row["note"], row["manner"]) == (borrowing.note, "XD2026", "无还本续贷")
    assert (row["old_principal"], row["principal"]) == (Decimal("50000.00"), Decimal("40000.00"))


def test_a_claim_stands_with_who_bears_the_loss_and_what_came_back(borrowing: Borrowing) -> None:
    """蓬溪: of 24 500 yuan the insurer bears 17 150, bank and county 3 675 each."""
    _pay_interest(borrowing, until=MATURITY)
    _slip(borrowing, Decimal("25500.00"), MATURITY)
    with borrowing.book.write("改政策包") as session:
        session.scalars(select(Loan)).one().pack_id = "pengxi"
    on = date(2027, 3, 2)
    record_claim(
        borrowing.book,
        borrowing.note,
        kind="insurance",
        amount=Decimal(17_150),
        on=on,
        voucher="PF1",
        already_done=True,
    )
    *_ids, loan = keys(borrowing.book)
    step = RecoveryStep(loan_id=loan, kind="执行", on=date(2027, 4, 1), recovered_fen=115_000, recovered_for="保险公司")
    add(borrowing.book, step)

    row = only(borrowing.book, "claims", date(2027, 5, 1))

    assert (row["claim_kind"], row["overdue_amount"], row["amount"]) == ("理赔", Decimal("24500.00"), Decimal(17_150))
    assert (row["insurer_share"], row["bank_share"], row["county_share"]) == (
        Decimal("17150.00"),
        Decimal("3675.00"),
        Decimal("3675.00"),
    )
    assert (row["recovered"], row["to_recover"], row["recovery"]) == (Decimal(1_150), Decimal(16_000), "执行")


def test_village_and_bank_stand_apart_in_the_ledger_of_ratings(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        sheet = sheet_for(session, DAY)
    answers = {each.id: each.options[0].id for each in sheet.indicators}
    result = assess_household(borrowing.book, borrowing.household, answers=answers, on=DAY)

    row = only(borrowing.book, "ratings")

    assert (row["points"], row["suggested_line"]) == (str(result.points), result.credit_line)
    assert (row["grade"], row["credit_line"], row["valid_until"]) == ("优秀", Decimal(50_000), date(2027, 12, 31))
    assert only(borrowing.book, "ratings", date(2028, 1, 1))["remark"] == "已过有效期"


def test_stock_and_visits_tell_the_same_answer(borrowing: Borrowing) -> None:
    assert only(borrowing.book, "stock").get("intention") is None
    record_visit(
        borrowing.book, borrowing.household, on=DAY, kind="到期摸底", result="家属", outlook="用途不准", cause="建房"
    )

    stock, visit = only(borrowing.book, "stock"), only(borrowing.book, "visits")

    assert (stock["intention"], stock["actual_use"], stock["met"]) == ("用途不准", "与用途“生猪养殖”不符", "家属")
    assert (visit["use_as_agreed"], visit["note"], visit["balance"]) == ("否", borrowing.note, Decimal("50000.00"))


def test_people_of_loan_households_are_followed_and_money_stands_with_the_borrower(borrowing: Borrowing) -> None:
    household, _head, spouse, _loan = keys(borrowing.book)
    add(
        borrowing.book,
        Placement(member_id=spouse, kind="外出务工", from_on=date(2026, 3, 1), place="成都市"),
        LifeEvent(household_id=household, member_id=spouse, kind="失联", on=date(2026, 12, 1)),
    )
    _slip(borrowing, Decimal(100), date(2026, 11, 3))

    head, wife = rows_of(borrowing.book, "people")

    assert (head["principal"], head["repaid"], head["whereabouts"]) == (Decimal("50000.00"), Decimal("100.00"), None)
    assert (wife["whereabouts"], wife["work"], wife.get("principal")) == ("成都市", "外出务工", None)
    assert rows_of(borrowing.book, "people", date(2026, 12, 1))[1]["change"] == "失联"


def test_who_wants_work_and_who_has_it(borrowing: Borrowing) -> None:
    _household, head, spouse, _loan = keys(borrowing.book)
    add(
        borrowing.book,
        WorkIntention(member_id=head, on=date(2026, 2, 1), willing=True, place="县内", job="养护"),
        HealthCertificate(member_id=head, on=date(2026, 2, 2), until_on=date(2026, 8, 1)),
        Placement(member_id=spouse, kind="公益岗位", from_on=date(2026, 5, 1), employer="村委会", wage_fen=80_000),
    )

    wanting, working = sorted(rows_of(borrowing.book, "work"), key=lambda row: row["name"], reverse=True)

    assert (wanting["intention"], wanting["health_proof"], wanting["age"]) == ("有", "过期", 47)
    assert (working["welfare_job"], working["place"], working["monthly_income"]) == ("是", "本村", Decimal("800.00"))


def test_a_demand_is_followed_until_it_is_closed(borrowing: Borrowing) -> None:
    household, head, _spouse, _loan = keys(borrowing.book)
    demand = Demand(household_id=household, borrower_id=head, wish="贷", on=DAY, channel="上门", amount_fen=2_000_000)
    add(borrowing.book, demand)

    assert (only(borrowing.book, "demand")["stage"], only(borrowing.book, "demand")["amount"]) == ("未申请", 20_000)

    with borrowing.book.write("了结需求") as session:
        found = session.scalars(select(Demand)).one()
        found.closed_on, found.outcome = date(2026, 11, 25), "已放款"
    assert only(borrowing.book, "demand", date(2026, 11, 24))["stage"] == "未申请"
    assert only(borrowing.book, "demand", date(2026, 11, 25))["stage"] == "已放款"


def test_each_fund_keeps_its_own_balance(borrowing: Borrowing) -> None:
    household, *_rest = keys(borrowing.book)
    mutual = VillageFund(name="风险互助金", kind="风险互助金", village_code=VILLAGE, from_on=date(2024, 1, 1))
    own = VillageFund(name="集体经济", kind="集体经济资金", village_code=VILLAGE, from_on=date(2024, 1, 1))
    society = Society(name="柳树沟互助社", village_code=VILLAGE, founded_on=date(2024, 1, 1))
    loan = SocietyLoan(
        society_id=society.id,
        household_id=household,
        number="HZ1",
        on=date(2026, 2, 1),
        due_on=date(2027, 2, 1),
        amount_fen=80_000,
    )
    add(
        borrowing.book,
        mutual,
        own,
        society,
        loan,
        _moved(mutual, "收入", 250_000, date(2026, 1, 5)),
        _moved(mutual, "支出", 50_000, date(2026, 3, 5)),
        _moved(own, "收入", 900_000, date(2026, 1, 6)),
        _moved(own, "支出", 100_000, date(2026, 12, 6)),
        SocietyMember(society_id=society.id, household_id=household, share_fen=100_000, from_on=date(2026, 1, 1)),
        SocietyRepayment(society_loan_id=loan.id, on=date(2026, 8, 1), principal_fen=30_000, fee_fen=500),
    )

    mutual_rows, village = rows_of(borrowing.book, "mutual-fund"), rows_of(borrowing.book, "village-funds")

    assert [(row["society"], row["balance"]) for row in mutual_rows] == [
        ("柳树沟互助社", Decimal("1000.00")),
        ("柳树沟互助社", Decimal("200.00")),
        ("柳树沟互助社", Decimal("505.00")),
        ("风险互助金", Decimal("2500.00")),
        ("风险互助金", Decimal("2000.00")),
    ]
    assert mutual_rows[-1]["share_of_loans"] == Decimal("0.04")  # 2 000 of 50 000
    assert [(row["fund"], row["balance"]) for row in village] == [("集体经济", Decimal("9000.00"))]


def _moved(fund: VillageFund, direction: str, fen: int, on: date) -> FundMovement:
    return FundMovement(fund_id=fund.id, direction=direction, on=on, amount_fen=fen, summary=f"{direction}一笔")


def test_the_risk_fund_is_a_tenth_of_each_banks_balance(borrowing: Borrowing) -> None:
    row = only(borrowing.book, "risk-fund")

    assert (row["bank"], row["loan_balance"], row["required"]) == (BANK, Decimal("50000.00"), Decimal("5000.00"))


def test_the_plan_of_the_year_is_what_was_lent_and_what_is_asked_for(borrowing: Borrowing) -> None:
    household, head, _spouse, _loan = keys(borrowing.book)
    wish = Demand(household_id=household, borrower_id=head, wish="续", on=DAY, channel="上门", amount_fen=3_000_000)
    add(borrowing.book, wish)

    row = only(borrowing.book, "loan-plan")

    assert (row["eligible"], row["with_loan"], row["without_loan"], row["wanting"]) == (1, 1, 0, 1)
    assert (row["planned_new"], row["planned_renewal"], row["done"]) == (Decimal(30_000), Decimal(30_000), Decimal(0))
    assert (row["maturing"], row["share_done"]) == (Decimal("50000.00"), 0)


def test_findings_stand_in_the_ledger_of_rectification_with_what_to_do(borrowing: Borrowing) -> None:
    found = rows_of(borrowing.book, "rectification", date(2026, 12, 10))

    late = [row for row in found if "逾期" in row["problem"]]
    assert late
    assert late[0]["note"] == borrowing.note
    assert (late[0]["closed"], late[0]["found_by"], late[0]["officer"]) == ("否", "自查", "周明远")


def _pay_interest(borrowing: Borrowing, until: date = DAY) -> None:
    with borrowing.book.read() as session:
        plan = read_loan(session, borrowing.note, until).line.state.plan
    slips = [Slip(borrowing.note, row.left_interest, row.due, f"N{row.no}") for row in plan if row.due <= until]
    record_repayments(borrowing.book, [slip for slip in slips if slip.amount])


def _slip(borrowing: Borrowing, amount: Decimal, on: date) -> None:
    record_repayments(borrowing.book, [Slip(borrowing.note, amount, on, f"P{on}")])


def _event(borrowing: Borrowing, kind: str) -> str:
    with borrowing.book.read() as session:
        state = read_loan(session, borrowing.note, DAY).line.state
        return next(event.id for event in state.events if event.kind == kind)


def test_ids_are_masked_in_every_sheet_unless_asked(borrowing: Borrowing) -> None:
    add(borrowing.book, *_office(borrowing))
    for layout in list_ledgers():
        masked, _rows = export_ledger(borrowing.book, layout.id, on=DAY)
        full, _rows = export_ledger(borrowing.book, layout.id, on=DAY, full_ids=True)

        assert HEAD_ID not in _text(masked), layout.id
        if _has_ids(layout, rows_of(borrowing.book, layout.id)):
            assert any(known in _text(full) for known in (HEAD_ID, SPOUSE_ID)), layout.id


def _has_ids(layout: LedgerLayout, rows: list[Mapping[str, Any]]) -> bool:
    return any(column.type == "id" and row.get(column.fact) for column in layout.columns for row in rows)


def _text(sheet: bytes) -> str:
    return "\n".join(str(cell) for row in _values(sheet) for cell in row)
