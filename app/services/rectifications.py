"""整改台账: findings of the self-check and differences with the bank, each with measure, who, until when, 销号."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Severity
from app.domain.money import format_yuan
from app.domain.reconciliation import LoanEntry, Pair, Reconciliation
from app.models import BookInfo, Rectification
from app.services.reconciliation import BankComparison
from app.services.records import filled, in_order, one_of, record_with_id, standing
from app.services.self_check import Checked, run_self_check
from app.storage.book import Book

SELF_CHECK, BANK = ORIGINS = ("自查", "银行核对")
BANK_CAUSES = ("未入账", "录错", "计息法", "银行错", "其他")
KEEP_DIFFERENCES = "银行核对差异列入整改"
CLOSED_HOW = ("已整改", "以银行为准", "银行更正", "已收回", "已转农户贷款", "不是问题")
_AMOUNTS = {"principal": "贷款金额", "balance": "余额", "rate": "利率"}
_DATES = {"disbursed_on": "放款日", "due_on": "到期日"}


@dataclass(frozen=True, slots=True)
class RectificationView:
    """One line of the ledger on a day; `late` where it is open past its day."""

    id: str
    origin: str
    code: str
    household: str
    note_number: str
    problem: str
    found_on: date
    cause: str
    measure: str
    responsible: str
    until: date | None
    closed_on: date | None
    closed_how: str
    evidence: str
    late: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What may become a line of the ledger: a finding of the self-check, or a difference with the bank."""

    origin: str
    code: str
    household: str
    note: str
    text: str

    @property
    def key(self) -> str:
        """The same for the same problem of the same loan, also when its figures have moved on."""
        return "|".join((self.origin, self.code, self.household, self.note))


def open_from_self_check(book: Book, *, on: date, notes_too: bool = False) -> list[RectificationView]:
    """A line for every finding that has none open; notes only where wanted. Answers with the new lines."""
    with book.write("自查问题列入整改") as session:
        found = [each for each in run_self_check(session, on).findings if _weighs(each, notes_too)]
        return _open(session, (_of_finding(each) for each in found), on)


def keep_differences(
    book: Book, comparison: BankComparison, only: Collection[str] | None = None
) -> list[RectificationView]:
    """A line for every difference with the bank's list (or those whose key is in `only`) that has none open.

    Answers with the new lines.
    """
    with book.write(KEEP_DIFFERENCES) as session:
        wanted = (each for each in differences_of(comparison) if only is None or each.key in only)
        return _open(session, wanted, comparison.on)


def differences_of(comparison: BankComparison) -> list[Problem]:
    """Every difference with the bank's list, as it would stand in the ledger."""
    return list(_of_comparison(comparison.result))


def open_keys(session: Session) -> set[str]:
    """The problems of this book that have an open line already."""
    own = session.scalars(select(BookInfo.code)).one()
    return set(
        session.scalars(
            select(Rectification.key).where(Rectification.book_code == own, Rectification.closed_on.is_(None))
        )
    )


def plan_rectification(
    book: Book, line_id: str, *, measure: str, responsible: str, until: date, cause: str = ""
) -> RectificationView:
    """Say what is done about an open line, by whom, until when, and why it came about.

    The cause of a difference with the bank is one of 未入账, 录错, 计息法, 银行错, 其他. Raises InputError,
    RefusedError (closed), NotFoundError.
    """
    with book.write("登记整改措施") as session:
        row = _open_line(session, line_id)
        in_order("发现日", row.found_on, "时限", until)
        row.measure, row.responsible = filled("措施", measure), filled("责任人", responsible)
        row.until_on = until
        row.cause = one_of("原因", cause, BANK_CAUSES) if row.origin == BANK else cause.strip()
        session.flush()
        return _view(row, until)


def close_rectification(book: Book, line_id: str, *, on: date, how: str, evidence: str) -> RectificationView:
    """销号, with the proof. A difference with the bank needs its cause first. Raises InputError, RefusedError."""
    how = one_of("销号方式", how, CLOSED_HOW)
    with book.write("整改销号") as session:
        row = _open_line(session, line_id)
        if row.origin == BANK and not row.cause:
            raise InputError("原因", "先登记差异的原因")
        in_order("发现日", row.found_on, "销号日", on)
        row.closed_on, row.closed_how, row.evidence = on, how, filled("佐证", evidence)
        session.flush()
        return _view(row, on)


def list_rectifications(session: Session, on: date, *, open_only: bool = False) -> list[RectificationView]:
    """The ledger: open lines first, those with the nearest day before, then the closed ones."""
    views = [_view(row, on) for row in session.scalars(standing(Rectification).where(Rectification.found_on <= on))]
    chosen = [view for view in views if view.closed_on is None or not open_only]
    return sorted(chosen, key=lambda view: (view.closed_on is not None, view.until or date.max, view.found_on, view.id))


def _open(session: Session, problems: Iterable[Problem], on: date) -> list[RectificationView]:
    own = Rectification.book_code == session.info["book_code"], Rectification.closed_on.is_(None)
    known = set(session.scalars(select(Rectification.key).where(*own)))
    added = []
    for problem in problems:
        if problem.key in known:
            continue
        known.add(problem.key)
        row = Rectification(
            origin=problem.origin,
            key=problem.key,
            code=problem.code,
            household_number=problem.household,
            note_number=problem.note,
            problem=problem.text,
            found_on=on,
        )
        session.add(row)
        added.append(row)
    session.flush()
    return [_view(row, on) for row in added]


def _weighs(checked: Checked, notes_too: bool) -> bool:
    return notes_too or checked.finding.severity is not Severity.NOTE


def _of_finding(checked: Checked) -> Problem:
    finding = checked.finding
    subject = "" if finding.subject == checked.household else finding.subject
    return Problem(SELF_CHECK, finding.code, checked.household, subject, finding.text)


def _of_comparison(result: Reconciliation) -> Iterator[Problem]:
    for entry in result.only_here:
        yield _one_side("only-here", entry, "只有本账有，银行名单里没有")
    for entry in result.only_bank:
        yield _one_side("only-bank", entry, "只有银行有，本账没有登记")
    for pair in result.pairs:
        if pair.amounts:
            yield Problem(BANK, "amount-differs", "", pair.here.note_number, _amounts(pair))
        if pair.dates:
            told = "；".join(f"{_DATES[name]}本账 {ours}，银行 {theirs}" for name, ours, theirs in pair.dates)
            yield Problem(BANK, "date-differs", "", pair.here.note_number, told)


def _one_side(code: str, entry: LoanEntry, text: str) -> Problem:
    return Problem(BANK, code, "", entry.note_number or entry.contract_number, f"{entry.name}：{text}")


def _amounts(pair: Pair) -> str:
    told = []
    for name, ours, theirs in pair.amounts:
        mine, other = (
            (f"{ours * 100:f}%", f"{theirs * 100:f}%") if name == "rate" else (format_yuan(ours), format_yuan(theirs))
        )
        told.append(f"{_AMOUNTS[name]}本账 {mine}，银行 {other}")
    return "；".join(told)


def _open_line(session: Session, line_id: str) -> Rectification:
    row = record_with_id(session, Rectification, line_id, "整改")
    if row.closed_on is not None:
        raise RefusedError(f"这一条已经在 {row.closed_on} 销号")
    return row


def _view(row: Rectification, on: date) -> RectificationView:
    return RectificationView(
        id=row.id,
        origin=row.origin,
        code=row.code,
        household=row.household_number,
        note_number=row.note_number,
        problem=row.problem,
        found_on=row.found_on,
        cause=row.cause,
        measure=row.measure,
        responsible=row.responsible,
        until=row.until_on,
        closed_on=row.closed_on,
        closed_how=row.closed_how,
        evidence=row.evidence,
        late=row.closed_on is None and row.until_on is not None and row.until_on < on,
    )
