"""Mutual-aid societies (互助社): members, their loans and repayments, and each household's record, which a rating asks.

A society's loan is no bank loan: it has no schedule and no subsidy; what is late is late against its one due day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.money import ZERO, from_fen
from app.models import Household, Society, SocietyLoan, SocietyMember, SocietyRepayment
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.lookup import household_numbered
from app.services.policies import book_policy
from app.services.records import (
    end_span,
    fen_above_zero,
    fen_or_zero,
    filled,
    holds_on,
    in_order,
    own_household,
    own_village,
    record_named,
    standing,
)
from app.storage.book import Book

PPM = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class SocietyView:
    """One society on a day; money in yuan. `outstanding` is what its members still owe it."""

    name: str
    founded_on: date
    bank: str
    credit_line: Decimal | None
    members: int
    shares: Decimal
    lent: Decimal
    outstanding: Decimal
    overdue: Decimal


@dataclass(frozen=True, slots=True)
class SocietyLoanView:
    """One loan of a society on a day, in yuan; `late_days` counts from the due day while something is owed."""

    number: str
    society: str
    household: str
    group: str
    head: str
    on: date
    due_on: date
    amount: Decimal
    rate: Decimal
    purpose: str
    repaid: Decimal
    balance: Decimal
    late_days: int
    was_late: bool


@dataclass(frozen=True, slots=True)
class SocietyRecord:
    """What a household's dealings with societies tell: since when a member, how many loans, how they were repaid."""

    member_since: date | None
    loans: int
    on_time: int
    late: int
    overdue: int

    @property
    def good(self) -> bool:
        """Whether there is a record, and nothing in it was ever late."""
        return self.loans > 0 and not self.late and not self.overdue


def found_society(
    book: Book, *, name: str, on: date, village: str = "", bank: str = "", credit_line: Decimal | None = None,
    reason: str = "",
) -> tuple[Finding, ...]:  # fmt: skip
    """Record a society; `credit_line` (yuan) is what a bank grants it. Above the pack's line it is a warning.

    Raises RefusedError for a name that is taken, ReasonNeededError.
    """
    name = filled("互助社名称", name)
    with book.write("登记互助社") as session:
        if session.scalars(standing(Society).where(Society.book_code == book.code, Society.name == name)).first():
            raise RefusedError(f"互助社“{name}”已经登记过")
        findings = _line_findings(session, credit_line, on)
        must_pass(findings, reason)
        session.add(
            Society(
                name=name,
                village_code=own_village(session, village).code,
                founded_on=on,
                bank=bank,
                credit_line_fen=None if credit_line is None else fen_above_zero("授信额度", credit_line),
            )
        )
        return tuple(findings)


def join_society(book: Book, name: str, household_number: str, *, on: date, share: Decimal = ZERO) -> str:
    """A household joins, with the share (yuan) it pays in; answers with the record's id. RefusedError for a member."""
    with book.write("加入互助社") as session:
        society = _society(session, name)
        household = own_household(session, household_number)
        in_order("互助社成立日", society.founded_on, "入社日", on)
        if _membership(session, society, household) is not None:
            raise RefusedError(f"{household_number} 已经是社员")
        row = SocietyMember(
            society_id=society.id, household_id=household.id, share_fen=fen_or_zero("互助金", share), from_on=on
        )
        session.add(row)
        return row.id


def leave_society(book: Book, name: str, household_number: str, *, on: date) -> None:
    """A household leaves. Raises NotFoundError for no member, RefusedError while it owes the society."""
    with book.write("退出互助社") as session:
        society, household = _society(session, name), own_household(session, household_number)
        row = _membership(session, society, household)
        if row is None:
            raise NotFoundError("社员", household_number)
        own = [view for view in society_loans(session, on, society=name) if view.household == household_number]
        if owed := sum((view.balance for view in own), ZERO):
            raise RefusedError(f"{household_number} 还欠互助社 {owed:,.2f} 元，还清后才能退社")
        end_span(row, on, "社员身份")


def lend(
    book: Book,
    name: str,
    household_number: str,
    *,
    number: str,
    amount: Decimal,
    on: date,
    due_on: date,
    rate: Decimal = ZERO,
    purpose: str = "",
    reason: str = "",
) -> tuple[Finding, ...]:
    """互助社借款 to a member: yuan, `rate` a fraction a year (占用费率). An overdue society loan is a warning.

    Raises RefusedError for a household that is no member or a number that is taken, InputError, ReasonNeededError.
    """
    if due_on <= on:
        raise InputError("到期日", f"{due_on} 不晚于借款日 {on}")
    if not 0 <= rate < 1:
        raise InputError("占用费率", "要写百分数，如 6")
    with book.write("登记互助社借款") as session:
        society, household = _society(session, name), own_household(session, household_number)
        if _membership(session, society, household) is None:
            raise RefusedError(f"{household_number} 不是{society.name}的社员，不能借款")
        loans = society_loans(session, on)
        if any(view.number == number.strip() for view in loans):
            raise RefusedError(f"互助社借款 {number} 已经登记过")
        late = [view for view in loans if view.household == household_number and view.late_days]
        findings = [
            Finding("society-overdue", Severity.WARN, f"互助社借款 {view.number} 已逾期 {view.late_days} 天")
            for view in late
        ]
        must_pass(findings, reason)
        session.add(
            SocietyLoan(
                society_id=society.id,
                household_id=household.id,
                number=filled("借款编号", number),
                on=on,
                due_on=due_on,
                amount_fen=fen_above_zero("借款金额", amount),
                rate_ppm=int(rate * PPM),
                purpose=purpose,
            )
        )
        return tuple(findings)


def repay_society(
    book: Book, number: str, *, principal: Decimal, on: date, fee: Decimal = ZERO, voucher: str = ""
) -> SocietyLoanView:
    """A repayment of a society's loan; `fee` is the 占用费. Raises RefusedError for more principal than is owed."""
    with book.write("登记互助社还款") as session:
        loan = record_named(session, SocietyLoan, SocietyLoan.number, number, "互助社借款")
        in_order("借款日", loan.on, "还款日", on)
        fen = fen_above_zero("归还本金", principal)
        own = SocietyRepayment.book_code == loan.book_code, SocietyRepayment.society_loan_id == loan.id
        repaid = sum(row.principal_fen for row in session.scalars(standing(SocietyRepayment).where(*own)))
        if repaid + fen > loan.amount_fen:
            raise RefusedError(f"还欠本金 {from_fen(loan.amount_fen - repaid):,.2f} 元，登记的还款超过了")
        session.add(
            SocietyRepayment(
                society_loan_id=loan.id, on=on, principal_fen=fen, fee_fen=fen_or_zero("占用费", fee), voucher=voucher
            )
        )
        session.flush()
        return next(view for view in society_loans(session, on) if view.number == loan.number)


def society_loans(session: Session, on: date, *, society: str = "") -> list[SocietyLoanView]:
    """All loans that societies made until `on`, as they stand at the end of that day, in walking order."""
    names = household_names(session)
    societies = {(row.book_code, row.id): row.name for row in session.scalars(standing(Society))}
    repaid: dict[Key, list[SocietyRepayment]] = defaultdict(list)
    for row in session.scalars(standing(SocietyRepayment).where(SocietyRepayment.on <= on)):
        repaid[row.book_code, row.society_loan_id].append(row)
    found = []
    for loan in session.scalars(standing(SocietyLoan).where(SocietyLoan.on <= on)):
        name = societies.get((loan.book_code, loan.society_id), "")
        if society not in ("", name):
            continue
        whose = names[loan.book_code, loan.household_id]
        rows = repaid[loan.book_code, loan.id]
        in_time = sum(row.principal_fen for row in rows if row.on <= loan.due_on)
        paid = sum(row.principal_fen for row in rows)
        owing = loan.amount_fen > paid
        found.append(
            SocietyLoanView(
                number=loan.number,
                society=name,
                household=whose.number,
                group=whose.group,
                head=whose.head,
                on=loan.on,
                due_on=loan.due_on,
                amount=from_fen(loan.amount_fen),
                rate=loan.rate_ppm / PPM,
                purpose=loan.purpose,
                repaid=from_fen(paid),
                balance=from_fen(loan.amount_fen - paid),
                late_days=max((on - loan.due_on).days, 0) if owing else 0,
                was_late=on > loan.due_on and in_time < loan.amount_fen,
            )
        )
    order = {each.number: each.order for each in names.values()}
    return sorted(found, key=lambda view: (order[view.household], view.on, view.number))


def list_societies(session: Session, on: date) -> list[SocietyView]:
    """All societies as they stand on a day."""
    loans = society_loans(session, on)
    members: dict[Key, list[SocietyMember]] = defaultdict(list)
    for row in session.scalars(standing(SocietyMember)):
        if holds_on(row.from_on, row.until_on, on):
            members[row.book_code, row.society_id].append(row)
    views = []
    for society in session.scalars(standing(Society).where(Society.founded_on <= on).order_by(Society.founded_on)):
        own = [view for view in loans if view.society == society.name]
        of_it = members[society.book_code, society.id]
        line = society.credit_line_fen
        views.append(
            SocietyView(
                name=society.name,
                founded_on=society.founded_on,
                bank=society.bank,
                credit_line=None if line is None else from_fen(line),
                members=len(of_it),
                shares=from_fen(sum(row.share_fen for row in of_it)),
                lent=sum((view.amount for view in own), ZERO),
                outstanding=sum((view.balance for view in own), ZERO),
                overdue=sum((view.balance for view in own if view.late_days), ZERO),
            )
        )
    return views


def society_record(session: Session, household_number: str, on: date) -> SocietyRecord:
    """The household's record with mutual aid, as a rating asks for it (旺苍). Raises NotFoundError."""
    household = household_numbered(session, household_number)
    own = SocietyMember.book_code == household.book_code, SocietyMember.household_id == household.id
    since = [row.from_on for row in session.scalars(standing(SocietyMember).where(*own)) if row.from_on <= on]
    loans = [view for view in society_loans(session, on) if view.household == household_number]
    return SocietyRecord(
        member_since=min(since, default=None),
        loans=len(loans),
        on_time=sum(not view.balance and not view.was_late for view in loans),
        late=sum(not view.balance and view.was_late for view in loans),
        overdue=sum(view.late_days > 0 for view in loans),
    )


def _society(session: Session, name: str) -> Society:
    return record_named(session, Society, Society.name, name, "互助社")


def _membership(session: Session, society: Society, household: Household) -> SocietyMember | None:
    own = SocietyMember.book_code == society.book_code, SocietyMember.society_id == society.id
    of_household = SocietyMember.household_id == household.id, SocietyMember.until_on.is_(None)
    return session.scalars(standing(SocietyMember).where(*own, *of_household)).first()


def _line_findings(session: Session, credit_line: Decimal | None, on: date) -> list[Finding]:
    pack = book_policy(session, on=on)
    most = pack.money("society_credit_line", on)
    if credit_line is None or most is None or credit_line <= most:
        return []
    text = f"给互助社授信 {credit_line:,.2f} 元，一般为 {most:,.2f} 元"
    return [Finding("society-line", Severity.WARN, text, pack.clause("society_credit_line", on))]
