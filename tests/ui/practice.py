"""A small invented village for the tests of the window: a few households, loans of every state, visits and papers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from app.domain.months import add_months
from app.domain.serial import make_serial
from app.models import Paper
from app.services.applications import apply_for_loan, give_opinion, publish_notice
from app.services.households import list_households, read_household
from app.services.loans import LoanPaper, record_loan
from app.services.lookup import household_numbered, loan_noted
from app.services.office import make_book
from app.services.ratings import record_bank_decision
from app.services.repayments import record_repayment, reverse_entry
from app.services.roster import import_roster
from app.services.visits import record_visit
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD

TODAY = date(2026, 11, 20)
ROSTER = Path("resources/samples/roster-liushugou.xlsx")
PACK = Path("resources/samples/policy-qingxi.toml")
BANK = "清溪农商行"
SERIALS = tuple(make_serial("HC", TODAY.year) for _ in range(3))
DUE_IN = (12, -41, -12, 3, 8, 16, 21, 29, 37, 41, 44, 60, 75, 110, 118, 140, 200, 290)


def practice_book(folder: Path, *, roster: Path = ROSTER) -> Book:
    """A book with the sample roster and about twenty loans; made with a cheap key."""
    book, _code = make_book(
        folder,
        PASSWORD,
        role="village",
        code="513123001201",
        name="柳树沟村",
        officer="周明远",
        township="云岭镇",
        county="清溪县",
        pack_id="qingxi",
        pack_text=PACK.read_text(encoding="utf-8"),
        practice=True,
        cost=CHEAP,
    )
    import_roster(book, roster, on=date(2026, 9, 1))
    with book.read() as session:
        views = [view for view in list_households(session) if view.head is not None]
    picked = views[::6][:18]
    for number, view in enumerate(picked):
        _loan(book, number, view.number, view.head.resident_id if view.head else "")
    _acts(book, [view.number for view in picked])
    return book


def application(book: Book) -> str:
    """The number of an application that the village has passed and put on public notice."""
    household = "5131230044"
    decided = date(2026, 11, 2)
    record_bank_decision(
        book, household, grade="优秀", credit_line=Decimal(50_000), on=decided, until=date(2028, 11, 1), bank=BANK
    )
    with book.read() as session:
        head = read_household(session, household).head
    view = apply_for_loan(
        book,
        household,
        borrower_id=head.id if head else "",
        amount=Decimal(20_000),
        months=12,
        purpose="购买仔猪",
        kind="first",
        on=date(2026, 11, 16),
        reason="县里答复可以办",
    )
    give_opinion(book, view.number, stage="village", result="pass", by="周明远", on=date(2026, 11, 17))
    publish_notice(book, view.number, from_on=date(2026, 11, 18))
    return view.number


def note(number: int) -> str:
    """The note number of one of the loans."""
    return f"XED2023{number:04d}"


def _loan(book: Book, number: int, household: str, borrower: str) -> None:
    due_on = TODAY + timedelta(days=DUE_IN[number])
    paper = LoanPaper(
        contract=note(number),
        bank=BANK,
        rate=Decimal("0.042"),
        on=add_months(due_on, -36),
        due_on=due_on,
        account="尾号 3307",
    )
    amount = Decimal(20_000 + 10_000 * (number % 4)) if DUE_IN[number] > 0 else Decimal(3_000)
    record_loan(book, household, paper, borrower_id=borrower, amount=amount, months=36, purpose="生猪养殖")


def _acts(book: Book, numbers: list[str]) -> None:
    for place in (0, 3, 5):
        record_repayment(book, note(place), amount=Decimal(5000), on=date(2026, 5, 12), voucher=f"N2605-{place:04d}")
    twice = record_repayment(book, note(0), amount=Decimal(5000), on=date(2026, 5, 14), voucher="N2605-0381")
    entry = twice.line.state.events[-1].id
    reverse_entry(book, entry, on=date(2026, 5, 15), reason="重复录入")
    for place, number in enumerate(numbers[:9]):
        record_visit(
            book,
            number,
            on=date(2026, 10, 8 + place),
            kind="到期摸底",
            result="见本人",
            findings="生猪 14 头",
            outlook="能按期还" if place % 3 else "需展期",
        )
    with book.write("打印") as session:
        for place, (title, form, missing) in enumerate(
            [("展期申请审批表", "F4", "配偶签字"), ("到期提醒通知书", "F7", ""), ("贷后检查表", "F9", "调查人二签字")]
        ):
            session.add(
                Paper(
                    serial=SERIALS[place],
                    form_id=form,
                    title=title,
                    household_id=household_numbered(session, numbers[place]).id,
                    loan_id=loan_noted(session, note(place)).id,
                    printed_on=date(2026, 11, 10),
                    pages=1,
                    missing=missing,
                    deadline=date(2026, 11, 30),
                )
            )
