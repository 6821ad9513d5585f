"""尽职档案: what was done about a loan comes in the order of its days, with serials, and is printed as one paper."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from pypdfium2 import PdfDocument

from app.services.loan_history import loan_history
from app.services.loans import read_loan
from app.services.paper_gathering import Selection
from app.services.printing import print_forms
from app.services.promises import record_promise
from app.services.recovery import record_step
from app.services.repayments import record_repayment, reverse_entry
from tests.services.conftest import Borrowing

ON = date(2027, 3, 2)


def _live(borrowing: Borrowing) -> None:
    """A payment typed twice and answered, a promise, a step of collection, a printed notice."""
    for voucher in ("N1", "N1x"):
        paid = record_repayment(
            borrowing.book, borrowing.note, amount=Decimal(5000), on=date(2026, 5, 12), voucher=voucher
        )
    twice = next(event for event in paid.line.state.events if event.event.voucher == "N1x")
    reverse_entry(borrowing.book, twice.id, on=date(2026, 5, 15), reason="重复录入")
    record_promise(borrowing.book, borrowing.note, on=date(2026, 11, 2), until=date(2026, 12, 1))
    record_step(borrowing.book, borrowing.note, kind="约谈", on=date(2027, 1, 5), by="村支书", result="答应三月还")
    print_forms(borrowing.book, "F8", Selection(contracts=(borrowing.note,)), on=date(2027, 1, 6))


def test_everything_stands_in_the_order_of_its_days_with_who_entered_it(borrowing: Borrowing) -> None:
    _live(borrowing)

    with borrowing.book.read() as session:
        history = loan_history(session, read_loan(session, borrowing.note, ON).line)

    assert [line.kind for line in history] == [
        "loan", "repayment", "repayment", "reversal", "promise", "step", "paper",
    ]  # fmt: skip
    assert [line.reversed for line in history].count(True) == 1
    assert {line.by for line in history} == {"周明远"}
    assert history[4].text == "杨䶮承诺 2026-12-01 还，到期的都还上"
    assert history[5].text == "约谈：村支书，答应三月还"


def test_what_happens_later_is_not_told(borrowing: Borrowing) -> None:
    _live(borrowing)

    with borrowing.book.read() as session:
        history = loan_history(session, read_loan(session, borrowing.note, date(2026, 6, 1)).line)

    assert [line.kind for line in history] == ["loan", "repayment", "repayment", "reversal"]


def test_the_duty_file_is_one_paper_with_a_serial_of_its_own(borrowing: Borrowing) -> None:
    _live(borrowing)

    batch = print_forms(borrowing.book, "duty", Selection(contracts=(borrowing.note,)), on=ON)

    document = PdfDocument(io.BytesIO(batch.pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    assert len(batch.serials) == 1
    for words in ("贷款尽职档案", "约谈：村支书，答应三月还", "冲正：重复录入", "逾期 90 天", "共 7 条"):
        assert words in text
