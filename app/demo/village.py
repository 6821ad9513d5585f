"""The practice village's past: its list, ratings, the bank's decisions, loans, repayments and visits up to the day."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.documents.bank_list import BankRow, read_bank_list
from app.domain.errors import RealBookError
from app.domain.loan_events import LoanEvent, Repayment, Split
from app.domain.loan_limits import rate_cap
from app.domain.loan_plan import PlanRow
from app.domain.loan_state import replay
from app.domain.loan_terms import LoanTerms
from app.domain.months import add_months
from app.domain.policy import LoanDays, PolicyPack
from app.domain.rates import RateTables
from app.domain.resident_id import age_on, read_resident_id
from app.files import remove
from app.packs.toml_files import parse_toml
from app.resources import resource
from app.services.folders import has_book
from app.services.households import HouseholdView, MemberView, list_households
from app.services.loans import LoanPaper, record_loan
from app.services.office import make_book
from app.services.policies import book_policy, rate_tables
from app.services.portfolio import loan_lines
from app.services.ratings import assess_household, record_bank_decision, sheet_for
from app.services.repayments import Slip, record_repayments
from app.services.roster import import_roster
from app.services.visits import record_visit
from app.storage.book import Book, open_book

PACK = "qingxi"
ROSTER = "samples/roster-liushugou.xlsx"
BANK_LIST = "samples/bank-list-liushugou.xlsx"
STILL_OWED = (Decimal(3_000), Decimal(2_000))  # of the loans that fell due last, in yuan
EARLIEST_AGE, LATEST_AGE = 18, 65
RATED_BEFORE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Samples:
    """The invented office and what is to happen there (resources/samples/practice.toml)."""

    bank: str
    village: dict[str, str]
    desk: dict[str, str]
    loans: list[dict[str, Any]]
    applications: list[dict[str, Any]]


def samples() -> Samples:
    """Read the practice file."""
    content = parse_toml(resource("samples/practice.toml").read_text(encoding="utf-8"), "practice.toml").content
    return Samples(**content)


def make_past(folder: Path, password: str, on: date) -> Book:
    """Make the book and live everything before the practice day; answers the open book."""
    plan = samples()
    book = make_village(folder, password, plan)
    import_roster(book, resource(ROSTER), on=on - timedelta(days=400))
    rate_everyone(book, on - timedelta(days=380))
    lend(book, plan, on)
    pay_as_due(book, on)
    visit(book, on)
    return book


def set_practice_aside(folder: Path, password: str) -> None:
    """Make room for a new practice village: an old one is removed, a real book never.

    Raises RealBookError where the book in `folder` is not a practice book, and the errors of `open_book`.
    """
    if not has_book(folder):
        return
    with open_book(folder, password) as book:
        if not book.info.practice:
            raise RealBookError(str(folder))
    remove(folder)


def make_village(folder: Path, password: str, plan: Samples) -> Book:
    """The empty book of the village, with the practice county's policy pack."""
    return make_book(
        folder,
        password,
        role="village",
        code=plan.village["code"],
        name=plan.village["name"],
        officer=plan.village["officer"],
        township=plan.village["township"],
        county=plan.village["county"],
        pack_id=PACK,
        pack_text=pack_text(),
        practice=True,
    )[0]


def pack_text() -> str:
    """The practice county's policy pack."""
    return resource("samples/policy-qingxi.toml").read_text(encoding="utf-8")


def rate_everyone(book: Book, on: date) -> None:
    """The village assesses every household by the score sheet; the answers follow from the list."""
    with book.read() as session:
        views = list_households(session)
        sheet = sheet_for(session, on)
    chance = random.Random(PACK)  # noqa: S311 - the same village every time
    for view in views:
        answers = {
            indicator.id: _answer(indicator.id, [option.id for option in indicator.options], view, chance)
            for indicator in sheet.indicators
        }
        assess_household(book, view.number, answers=answers, on=on)


def _answer(indicator: str, options: list[str], view: HouseholdView, chance: random.Random) -> str:
    able = sum(member.labour_skill in ("普通劳动力", "技能劳动力") for member in view.members)
    if indicator == "labour":
        return {0: "weak", 1: "one", 2: "two"}.get(able, "three")
    if indicator == "skills":
        return "trade" if any(member.labour_skill == "技能劳动力" for member in view.members) else "ordinary"
    if indicator == "integrity":
        return chance.choice(["good", "good", "good", "none"])
    return options[min(len(options) - 1, chance.randrange(len(options)))]


def lend(book: Book, plan: Samples, on: date) -> None:
    """Record the loans of the bank's list and those that fall due soon, each after the bank's own decision."""
    with book.read() as session:
        views = list_households(session)
        pack, rates = book_policy(session), rate_tables(session)
    by_id = {member.resident_id: (view, member) for view in views for member in view.members}
    taken = set()
    for row in read_bank_list(resource(BANK_LIST)).rows:
        view, member = by_id[row.resident_id]
        taken.add(view.number)
        _record(book, view, member, _paper_of_bank(row, plan.bank), row.principal, "种植养殖", on)
    free = iter(sorted((view for view in views if view.number not in taken), key=lambda view: view.number))
    for number, told in enumerate(plan.loans, 1):
        due = on + timedelta(days=told["due_in"])
        lent = add_months(due, -told["months"])
        view, member = next_borrower(free, lent)
        paper = LoanPaper(
            contract=f"XED{lent:%Y%m}9{number:03d}",
            bank=plan.bank,
            rate=rate_of(pack, rates, told["months"], lent),
            on=lent,
            due_on=due,
            account=told["account"],
        )
        _record(book, view, member, paper, Decimal(told["amount"]), told["purpose"], on, told["months"])


def _paper_of_bank(row: BankRow, bank: str) -> LoanPaper:
    assert row.disbursed_on is not None
    return LoanPaper(row.contract, bank, row.rate or Decimal(0), row.disbursed_on, due_on=row.due_on)


def _record(
    book: Book,
    view: HouseholdView,
    member: MemberView,
    paper: LoanPaper,
    amount: Decimal,
    purpose: str,
    on: date,
    months: int = 0,
) -> None:
    decided = paper.on - timedelta(days=RATED_BEFORE_DAYS)
    record_bank_decision(
        book,
        view.number,
        grade="优秀",
        credit_line=Decimal(50_000),
        on=decided,
        until=max(add_months(decided, 24), on + timedelta(days=180)),
        bank=paper.bank,
    )
    assert paper.due_on is not None
    term = months or (paper.due_on.year - paper.on.year) * 12 + paper.due_on.month - paper.on.month
    record_loan(book, view.number, paper, borrower_id=member.resident_id, amount=amount, months=term, purpose=purpose)


def next_borrower(free: Iterable[HouseholdView], on: date) -> tuple[HouseholdView, MemberView]:
    """The next household without a loan whose head is of the right age."""
    for view in free:
        if view.head is not None and EARLIEST_AGE <= age_of(view.head, on) <= LATEST_AGE - 3:
            return view, view.head
    raise LookupError("the sample village has too few households")


def age_of(member: MemberView, on: date) -> int:
    """Completed years of a member whose id is known to be right."""
    known, _findings = read_resident_id(member.resident_id)
    assert known is not None
    return age_on(known.birth, on)


def rate_of(pack: PolicyPack, rates: RateTables, months: int, on: date) -> Decimal:
    """The rate cap of a loan signed on that day, as a fraction."""
    cap = rate_cap(pack, rates, months, LoanDays(on))
    assert cap is not None
    return cap.strict.rate


def pay_as_due(book: Book, on: date) -> None:
    """Every household has paid what fell due, but for the two that still owe a part of their principal."""
    with book.read() as session:
        lines = loan_lines(session, on)
    balances = {row.contract: row.balance or Decimal(0) for row in read_bank_list(resource(BANK_LIST)).rows}
    late = sorted((line for line in lines if line.terms.due_on < on), key=lambda line: line.terms.due_on)
    owing = {line.loan.id: left for line, left in zip(late[-len(STILL_OWED) :], STILL_OWED, strict=True)}
    slips: list[Slip] = []
    for line in lines:
        ahead = Decimal(0)
        if line.terms.due_on > on:
            ahead = line.terms.principal - balances.get(line.loan.note_number, line.terms.principal)
        slips += _slips(line.terms, ahead, owing.get(line.loan.id, Decimal(0)), on)
    record_repayments(book, sorted(slips, key=lambda slip: (slip.on, slip.note_number)))


def _slips(terms: LoanTerms, ahead: Decimal, owed: Decimal, on: date) -> list[Slip]:
    """Vouchers of one loan: interest the day after its settlement, principal on its day but for what is still owed,
    and what was paid ahead of time half-way."""
    half_way = terms.disbursed_on + (on - terms.disbursed_on) / 2
    days = {_paid_on(row) for row in replay(terms, [], on).plan} | ({half_way} if ahead > 0 else set())
    events: list[LoanEvent] = []
    slips: list[Slip] = []
    for day in sorted(day for day in days if day < on):
        rows = replay(terms, events, day).plan
        asked = sum((row.left for row in rows if _paid_on(row) <= day), Decimal(0))
        split = None
        if day == half_way and ahead > 0:
            asked, split = ahead, Split(principal=ahead)
        if day == terms.due_on:
            asked -= owed
        if asked > 0:
            number = f"N{day:%y%m}-{terms.note_number[-4:]}{len(slips) + 1:02d}"
            slips.append(Slip(terms.note_number, asked, day, number, split))
            events.append(Repayment(number, day, datetime.combine(day, time()), asked, number, split))
    return slips


def _paid_on(row: PlanRow) -> date:
    return row.due if row.principal > 0 else row.due + timedelta(days=1)


def visit(book: Book, on: date) -> None:
    """This quarter's round so far: the second group is done, of the others about half."""
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 8)
    with book.read() as session:
        views = list_households(session)
    chance = random.Random(PACK)  # noqa: S311 - the same village every time
    for view in views:
        if view.group == "2组" or chance.random() < 0.5:
            day = first + timedelta(days=chance.randrange(max((on - first).days, 1)))
            record_visit(book, view.number, on=day, kind="贷后检查", result="见本人", findings="生产正常")
