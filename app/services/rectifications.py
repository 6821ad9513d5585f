"""整改台账: findings of the self-check and differences between lists, each with measure, who, until when, 销号."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Severity
from app.domain.list_meeting import AMOUNTS, DATES, NATIONAL, FieldDifference, Meeting
from app.domain.list_meeting import BANK as BANK_LIST
from app.domain.loan_events import Split
from app.domain.money import format_yuan
from app.models import BookInfo, Rectification
from app.services.bank_acts import add_adjustment
from app.services.portfolio import loan_line
from app.services.reconciliation import BankComparison
from app.services.records import filled, in_order, one_of, own_loan, record_with_id, standing
from app.services.self_check import Checked, run_self_check
from app.storage.book import Book

SELF_CHECK, BANK, SYSTEM = ORIGINS = ("自查", "银行核对", "系统核对")
CAUSES = {BANK: ("未入账", "录错", "计息法", "银行错", "其他"), SYSTEM: ("系统没录", "录错", "系统录错", "其他")}
KEEP_DIFFERENCES = "银行核对差异列入整改"
BY_BANK = "以银行为准"
CLOSED_HOW = ("已整改", BY_BANK, "银行更正", "系统更正", "已收回", "已转农户贷款", "不是问题")


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
    """What may become a line of the ledger: a finding of the self-check, or a difference between lists.

    `meeting` is the loan in the lists that are apart.
    """

    origin: str
    code: str
    household: str
    note: str
    text: str
    severity: Severity = Severity.WARN
    suggestion: str = ""
    clause: str = ""
    meeting: Meeting | None = None

    @property
    def key(self) -> str:
        """The same for the same problem of the same loan, also when its figures have moved on."""
        return "|".join((self.origin, self.code, self.household, self.note))


def open_from_self_check(book: Book, *, on: date, notes_too: bool = False) -> list[RectificationView]:
    """A line for every finding that has none open; notes only where wanted. Answers with the new lines."""
    with book.write("自查问题列入整改") as session:
        found = [each for each in problems_of_check(session, on) if notes_too or each.severity is not Severity.NOTE]
        return _open(session, found, on)


def keep_differences(
    book: Book, comparison: BankComparison, only: Collection[str] | None = None
) -> list[RectificationView]:
    """A line for every difference between the lists (or those whose key is in `only`) that has none open.

    Answers with the new lines.
    """
    with book.write(KEEP_DIFFERENCES) as session:
        wanted = (each for each in differences_of(comparison) if only is None or each.key in only)
        return _open(session, wanted, comparison.on)


def plan_problem(
    book: Book, problem: Problem, *, on: date, measure: str, responsible: str, until: date, cause: str = ""
) -> RectificationView:
    """Say what is done about a problem: its open line, or a new one found on `on`. Raises as `plan_rectification`."""
    with book.write("登记整改措施") as session:
        return _plan(_line_of(session, problem, on), measure, responsible, until, cause)


def close_problem(
    book: Book, problem: Problem, *, on: date, how: str, evidence: str, cause: str = ""
) -> RectificationView:
    """销号 of a problem in one go, with its cause where the lists differ. Raises as `close_rectification`."""
    with book.write("整改销号") as session:
        row = _line_of(session, problem, on)
        if cause:
            row.cause = _cause(row.origin, cause)
        return _close(row, on, how, evidence)


def adopt_bank_balance(
    book: Book, problem: Problem, *, balance: Decimal, on: date, evidence: str, cause: str
) -> RectificationView:
    """以银行为准记调整: an event makes our balance the bank's on `on`, and the difference is closed with it.

    Raises InputError where our balance is the bank's already, without cause or evidence; NotFoundError.
    """
    with book.write("以银行为准记调整") as session:
        loan = own_loan(session, problem.note)
        proof = filled("佐证", evidence)
        change = Split(principal=balance - loan_line(session, loan, on).state.balance)
        add_adjustment(session, loan, change, on, f"与银行核对：{proof}")
        row = _line_of(session, problem, on)
        row.cause = _cause(row.origin, cause)
        return _close(row, on, BY_BANK, proof)


def plan_rectification(
    book: Book, line_id: str, *, measure: str, responsible: str, until: date, cause: str = ""
) -> RectificationView:
    """Say what is done about an open line, by whom, until when, and why it came about.

    The cause of a difference between lists is one of `CAUSES`. Raises InputError, RefusedError (closed),
    NotFoundError.
    """
    with book.write("登记整改措施") as session:
        return _plan(_open_line(session, line_id), measure, responsible, until, cause)


def close_rectification(book: Book, line_id: str, *, on: date, how: str, evidence: str) -> RectificationView:
    """销号, with the proof. A difference between lists needs its cause first. Raises InputError, RefusedError."""
    with book.write("整改销号") as session:
        return _close(_open_line(session, line_id), on, how, evidence)


def problems_of_check(session: Session, on: date) -> list[Problem]:
    """What the self-check finds on a day, by weight."""
    return [_of_finding(each) for each in run_self_check(session, on).findings]


def differences_of(comparison: BankComparison) -> list[Problem]:
    """What is not the same in the lists, loan by loan, as it would stand in the ledger."""
    found = [problem for meeting in comparison.meetings for problem in _of_meeting(meeting)]
    for repeat in comparison.repeats:
        note = repeat.entry.note_number or repeat.entry.contract_number
        text = f"{repeat.entry.name}：{repeat.where}的名单里有重复的行，只核对了第一行"
        found.append(Problem(SYSTEM if repeat.where == NATIONAL else BANK, "repeated", "", note, text))
    return found


def open_lines(session: Session) -> dict[str, Rectification]:
    """The book's own lines that are not closed, by the key of their problem."""
    own = session.scalars(select(BookInfo.code)).one()
    rows = standing(Rectification).where(Rectification.book_code == own, Rectification.closed_on.is_(None))
    return {row.key: row for row in session.scalars(rows)}


def open_keys(session: Session) -> set[str]:
    """The problems of this book that have an open line already."""
    return set(open_lines(session))


def list_rectifications(session: Session, on: date, *, open_only: bool = False) -> list[RectificationView]:
    """The ledger: open lines first, those with the nearest day before, then the closed ones."""
    views = [view_of(row, on) for row in session.scalars(standing(Rectification).where(Rectification.found_on <= on))]
    chosen = [view for view in views if view.closed_on is None or not open_only]
    return sorted(chosen, key=lambda view: (view.closed_on is not None, view.until or date.max, view.found_on, view.id))


def _open(session: Session, problems: Iterable[Problem], on: date) -> list[RectificationView]:
    known = open_keys(session)
    added = []
    for problem in problems:
        if problem.key not in known:
            known.add(problem.key)
            added.append(_row(problem, on))
    session.add_all(added)
    session.flush()
    return [view_of(row, on) for row in added]


def _row(problem: Problem, on: date) -> Rectification:
    return Rectification(
        origin=problem.origin,
        key=problem.key,
        code=problem.code,
        household_number=problem.household,
        note_number=problem.note,
        problem=problem.text,
        found_on=on,
    )


def _line_of(session: Session, problem: Problem, on: date) -> Rectification:
    """The open line of a problem, or a new one."""
    row = open_lines(session).get(problem.key)
    if row is None:
        row = _row(problem, on)
        session.add(row)
        session.flush()
    return row


def _plan(row: Rectification, measure: str, responsible: str, until: date, cause: str) -> RectificationView:
    in_order("发现日", row.found_on, "时限", until)
    row.measure, row.responsible = filled("措施", measure), filled("责任人", responsible)
    row.until_on = until
    row.cause = _cause(row.origin, cause)
    return view_of(row, until)


def _close(row: Rectification, on: date, how: str, evidence: str) -> RectificationView:
    how = one_of("销号方式", how, CLOSED_HOW)
    if row.origin in CAUSES and not row.cause:
        raise InputError("原因", "先登记差异的原因")
    in_order("发现日", row.found_on, "销号日", on)
    row.closed_on, row.closed_how, row.evidence = on, how, filled("佐证", evidence)
    return view_of(row, on)


def _cause(origin: str, cause: str) -> str:
    return one_of("原因", cause, CAUSES[origin]) if origin in CAUSES else cause.strip()


def _of_finding(checked: Checked) -> Problem:
    finding = checked.finding
    subject = "" if finding.subject == checked.household else finding.subject
    return Problem(
        origin=SELF_CHECK,
        code=finding.code,
        household=checked.household,
        note=subject,
        text=finding.text,
        severity=finding.severity,
        suggestion=finding.suggestion,
        clause=finding.clause,
    )


def _of_meeting(meeting: Meeting) -> Iterator[Problem]:
    """At most one problem for what is missing, one for amounts, one for days."""
    if meeting.missing:
        code = _absent(meeting)
        origin = SYSTEM if code in ("only-national", "not-in-national") else BANK
        text = f"{meeting.entry.name}：{'、'.join(meeting.there)}有，{'、'.join(meeting.missing)}没有"
        yield Problem(origin, code, "", meeting.note, text, meeting=meeting)
    for code, amounts in (("amount-differs", True), ("date-differs", False)):
        apart = [each for each in meeting.differs if each.is_amount is amounts]
        if apart:
            bank_says = any(each.says_other(BANK_LIST) for each in apart)
            text = "；".join(difference_words(each) for each in apart)
            yield Problem(BANK if bank_says else SYSTEM, code, "", meeting.note, text, meeting=meeting)


def _absent(meeting: Meeting) -> str:
    if meeting.here is None:
        return "only-bank" if meeting.bank is not None else "only-national"
    return "only-here" if BANK_LIST in meeting.missing else "not-in-national"


def difference_words(each: FieldDifference) -> str:
    """One field with what the lists say that are apart."""
    first = each.values[0]
    apart = [first, *(one for one in each.values[1:] if one[1] != first[1])]
    told = "，".join(f"{name} {_said(each.field, value)}" for name, value in apart)
    unit = "（元）" if each.is_amount and each.field != "rate" else ""
    return f"{(AMOUNTS | DATES)[each.field]}{unit}{told}"


def _said(name: str, value: Decimal | date) -> str:
    if isinstance(value, Decimal):
        return f"{value * 100:f}%" if name == "rate" else format_yuan(value)
    return value.isoformat()


def _open_line(session: Session, line_id: str) -> Rectification:
    row = record_with_id(session, Rectification, line_id, "整改")
    if row.closed_on is not None:
        raise RefusedError(f"这一条已经在 {row.closed_on} 销号")
    return row


def view_of(row: Rectification, on: date) -> RectificationView:
    """A line as it stands on a day."""
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
