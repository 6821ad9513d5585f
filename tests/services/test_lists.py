"""Due lists, the first page, printing, papers, ledgers: what the officer sees in the morning."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.domain.errors import InputError, NotFoundError
from app.models import Loan, Paper
from app.services.due import due_within, overdue
from app.services.extensions import extend
from app.services.ledgers import export_ledger
from app.services.loans import read_loan
from app.services.paper_gathering import Selection
from app.services.papers import move_paper
from app.services.print_preview import preview_forms
from app.services.printing import find_paper, list_forms, print_forms
from app.services.ratings import assess_household, sheet_for
from app.services.repayments import Slip, record_repayments
from app.services.today import read_today
from app.services.visits import record_visit, round_by_group
from app.storage.book import Book
from tests.services.conftest import HEAD_ID, Borrowing

MATURITY = date(2026, 12, 2)


@pytest.fixture
def paid(borrowing: Borrowing) -> Borrowing:
    """The loan with all its interest paid up to its last settlement."""
    with borrowing.book.read() as session:
        plan = read_loan(session, borrowing.note, date(2026, 11, 20)).line.state.plan
    slips = [
        Slip(borrowing.note, row.left, row.due, f"N{row.no}")
        for row in plan
        if row.due < date(2026, 11, 20) and row.left
    ]
    record_repayments(borrowing.book, slips)
    return borrowing


@pytest.mark.parametrize(("on", "found"), [(date(2026, 10, 17), 0), (date(2026, 10, 18), 1), (MATURITY, 1)])
def test_a_maturity_is_on_the_list_from_45_days_before_to_its_day(paid: Borrowing, on: date, found: int) -> None:
    with paid.book.read() as session:
        due = due_within(session, on, 45)

    assert len(due) == found
    assert [(line.due, line.days) for line in due] == [(MATURITY, (MATURITY - on).days)] * found


def test_the_day_after_it_is_overdue_and_no_longer_due(paid: Borrowing) -> None:
    with paid.book.read() as session:
        assert overdue(session, MATURITY) == []
        late = overdue(session, date(2026, 12, 3))
        assert due_within(session, date(2026, 12, 3), 45) == []

    assert [(line.line.loan.note_number, line.days) for line in late] == [(paid.note, 1)]
    assert late[0].line.state.overdue_principal == Decimal("50000.00")


def test_the_household_is_asked_for_its_own_share_only(paid: Borrowing) -> None:
    with paid.book.read() as session:
        line = due_within(session, date(2026, 11, 20), 45)[0]
        row = line.line.state.next_due

    assert row is not None
    assert line.amount == row.principal + row.borrower
    assert row.subsidy > row.borrower  # 70 % of this county's interest is subsidised


@pytest.mark.parametrize(
    ("act", "word", "tone"),
    [
        ("", "未摸底", "neutral"),
        ("printed", "通知书未送", "danger"),
        ("signed", "通知书已签收", "ok"),
        ("promise", "约 12-01 还", "ok"),
    ],
)
def test_the_next_step_follows_what_was_done(paid: Borrowing, act: str, word: str, tone: str) -> None:
    on = date(2026, 11, 20)
    if act in ("printed", "signed"):
        serial = print_forms(paid.book, "F7", Selection(contracts=(paid.note,)), on=on).serials[0]
        if act == "signed":
            move_paper(paid.book, serial, "户签", on=on)
    if act == "promise":
        record_visit(paid.book, paid.household, on=on, kind="到期摸底", result="见本人", promised_on=date(2026, 12, 1))

    with paid.book.read() as session:
        step = due_within(session, on, 45)[0].step

    assert (step.text, step.tone) == (word, tone)


def test_a_second_copy_of_the_day_does_not_undo_the_signed_one(paid: Borrowing) -> None:
    on = date(2026, 11, 20)
    chosen = Selection(contracts=(paid.note,))
    serial = print_forms(paid.book, "F7", chosen, on=on).serials[0]
    move_paper(paid.book, serial, "户签", on=on)

    print_forms(paid.book, "F7", chosen, on=on)

    with paid.book.read() as session:
        assert due_within(session, on, 45)[0].step.text == "通知书已签收"


def test_the_first_page_of_an_empty_book_says_what_to_begin_with(book: Book) -> None:
    with book.read() as session:
        today = read_today(session, date(2026, 11, 20))

    assert today.first.kind == "roster"
    assert (today.due, today.overdue, today.overdue_rate.rate) == ((), (), 0)


def test_the_first_thing_is_the_near_maturity_that_nobody_was_told_of(paid: Borrowing) -> None:
    with paid.book.read() as session:
        today = read_today(session, date(2026, 11, 29))

    assert (today.first.kind, today.first.note_number) == ("remind", paid.note)
    assert "这周三（12-02）到期" not in today.first.text  # 29 November 2026 is a Sunday
    assert "下周三（12-02）到期" in today.first.text


def test_months_and_rate_are_of_the_same_loans(paid: Borrowing) -> None:
    with paid.book.read() as session:
        before = read_today(session, date(2026, 11, 20))
        after = read_today(session, date(2026, 12, 3))

    assert [month.amount for month in before.months if month.amount] == [Decimal("50000.00")]
    assert before.months[1].month == date(2026, 12, 1)
    assert (before.overdue_rate.rate, after.overdue_rate.rate) == (0, 1)


def test_a_round_counts_the_households_visited_this_quarter(paid: Borrowing) -> None:
    record_visit(paid.book, paid.household, on=date(2026, 9, 30), kind="回访", result="见本人")
    with paid.book.read() as session:
        assert [(group.group, group.left) for group in round_by_group(session, date(2026, 11, 20))] == [("3组", 1)]

    record_visit(paid.book, paid.household, on=date(2026, 10, 1), kind="回访", result="见本人")

    with paid.book.read() as session:
        assert [(group.group, group.left) for group in round_by_group(session, date(2026, 11, 20))] == [("3组", 0)]


def test_a_visit_with_a_word_of_ones_own_is_sent_back(paid: Borrowing) -> None:
    with pytest.raises(InputError):
        record_visit(paid.book, paid.household, on=date(2026, 10, 1), kind="串门", result="见本人")


def test_a_notice_never_asks_for_subsidised_interest(paid: Borrowing) -> None:
    batch = print_forms(paid.book, "F7", Selection(contracts=(paid.note,)), on=date(2026, 11, 20))

    text = _text(batch.pdf)

    with paid.book.read() as session:
        row = due_within(session, date(2026, 11, 20), 45)[0].line.state.next_due
    assert row is not None
    assert f"{row.borrower:,.2f}" in text
    assert f"{row.subsidy:,.2f}" not in text
    assert f"{row.interest:,.2f}" not in text


def test_the_notice_after_an_extension_names_the_new_maturity_and_the_form_the_old(paid: Borrowing) -> None:
    extend(paid.book, paid.note, until=date(2027, 6, 2), reason="生猪尚未出栏", on=date(2026, 11, 20))
    chosen = Selection(contracts=(paid.note,))

    form = _text(print_forms(paid.book, "F4", chosen, on=date(2026, 11, 20)).pdf)
    notice = _text(print_forms(paid.book, "F7", chosen, on=date(2026, 11, 20)).pdf)

    assert "2026年12月2日" in form
    assert "2027年6月2日" in form
    assert "2027年6月2日" in notice
    assert "2026年12月2日" not in notice


def test_every_printed_paper_is_found_again_by_its_serial(paid: Borrowing) -> None:
    batch = print_forms(paid.book, "F1", Selection(households=(paid.household,)), on=date(2026, 11, 20))

    with paid.book.read() as session:
        paper = find_paper(session, batch.serials[0].lower().replace("-", " "))
        assert (paper.form_id, paper.state) == ("F1", "已印")
        with pytest.raises(NotFoundError):
            find_paper(session, "HC26-0000-0000")


def test_a_preview_leaves_no_record(paid: Borrowing) -> None:
    assert preview_forms(paid.book, "F7", Selection(contracts=(paid.note,)), on=date(2026, 11, 20)).startswith(b"%PDF")

    with paid.book.read() as session:
        assert session.scalars(select(Paper)).all() == []


def test_nobody_to_print_for_is_said(paid: Borrowing) -> None:
    with pytest.raises(InputError):
        print_forms(paid.book, "F7", Selection(due_within=1), on=date(2026, 11, 20))
    with pytest.raises(NotFoundError):
        print_forms(paid.book, "F99", Selection(everyone=True), on=date(2026, 11, 20))


def test_every_form_prints_blank(paid: Borrowing) -> None:
    with paid.book.read() as session:
        forms = list_forms(session)
    for form in forms:
        batch = print_forms(paid.book, form.id, Selection(blank=True), on=date(2026, 11, 20))

        assert batch.printed.pages >= 1
        assert "杨" not in _text(batch.pdf), form.id


def test_the_loan_ledger_masks_ids_unless_asked(paid: Borrowing) -> None:
    masked, rows = export_ledger(paid.book, "loans", on=date(2026, 11, 20))
    full, _rows = export_ledger(paid.book, "loans", on=date(2026, 11, 20), full_ids=True)

    assert rows == 1
    assert HEAD_ID not in _cells(masked)
    assert HEAD_ID in _cells(full)


def _cells(sheet: bytes) -> list[object]:
    return [cell.value for row in load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows() for cell in row]


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(document[page].get_textpage().get_text_range() for page in range(len(document)))


def test_a_packet_begins_with_a_list_of_its_papers_and_their_serials(paid: Borrowing) -> None:
    batch = print_forms(paid.book, "F7", Selection(due_within=45), on=date(2026, 11, 20), packet=True, duplex=True)

    cover = pypdfium2.PdfDocument(batch.pdf)[0].get_textpage().get_text_range()

    assert batch.printed.copies == 6  # cover, route sheet, reminder, plan, extension form, visit sheet
    for serial in batch.serials[2:]:
        assert serial in cover
    assert "周明远" in cover


def test_the_rating_form_tells_the_points_and_the_banks_decision_apart(paid: Borrowing) -> None:
    answers = {"integrity": "good", "labour": "two", "skills": "experience"}
    with paid.book.read() as session:
        sheet = sheet_for(session, date(2026, 11, 20))
    last = sheet.indicators[-1]
    assess_household(paid.book, paid.household, answers=answers | {last.id: last.options[0].id}, on=date(2026, 11, 20))

    batch = print_forms(paid.book, "F2", Selection(households=(paid.household,)), on=date(2026, 11, 20))
    text = _text(batch.pdf)

    assert "按期还本付息" in text
    assert "50,000.00" in text
    assert "优秀" in text


def test_a_claim_form_shares_the_loss_by_the_packs_weights(paid: Borrowing) -> None:
    with paid.book.write("改政策包") as session:
        session.scalars(select(Loan)).one().pack_id = "pengxi"

    text = _text(print_forms(paid.book, "F13b", Selection(contracts=(paid.note,)), on=date(2027, 3, 2)).pdf)

    assert "7:1.5:1.5" in text.replace(" ", "")
