"""Life events with their proof (死亡, 失联, 服刑, 迁出, 债务承接), and which reminders they stop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.life_events import ASSUMED, CONSENT_CLAUSE, DEATH, ESTATE_CLAUSE, KINDS, NEW_HEAD, effect_of
from app.domain.relations import HEAD
from app.models import Household, HouseholdChange, InsurancePolicy, LifeEvent, Loan, Member
from app.services.household_names import Key, household_names
from app.services.lookup import member_with_id, members_of
from app.services.portfolio import loan_lines, loans_of
from app.services.records import (
    holds_on,
    in_order,
    members_by_id,
    one_of,
    own_household,
    own_loan,
    record_with_id,
    standing,
)
from app.storage.book import Book

ACCIDENT = "人身意外保险"
RECORDED = tuple(kind for kind in KINDS if kind != NEW_HEAD)  # a new head: `household_changes.change_head`


@dataclass(frozen=True, slots=True)
class LifeEventView:
    """One event: whose, what, on which day, the proof, what is to be done, and the findings of its entry."""

    id: str
    household: str
    group: str
    member: str
    kind: str
    on: date
    proof: str
    note_number: str
    successor: str
    ended_on: date | None
    starts: tuple[str, ...]
    remark: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class LoanStop:
    """What a life event means for one loan on a day.

    `no_reminder`: no reminder, no collection notice to the borrower; `no_door`: he is not to be met at home.
    `to` (with `phone`) is who is reminded instead: the co-borrower, or who took the debt over; empty where nobody is.
    `insure` is the report to an accident insurer that comes first, empty where there is none to make.
    """

    note_number: str
    borrower: str
    kind: str
    since: date
    no_reminder: bool
    no_door: bool
    to: str
    to_id: str
    phone: str
    text: str
    insure: str = ""

    @property
    def step(self) -> str:
        """What to do instead of reminding the borrower, in a few words; empty where he is reminded."""
        if not self.no_reminder:
            return ""
        if self.insure:
            return f"{self.kind}，先报意外险"
        return f"{self.kind}，找{self.to or '银行商定'}"

    @property
    def reason(self) -> str:
        """Why, and what comes first, as a list shows it."""
        return "；".join(part for part in (self.insure, self.text) if part)


def record_life_event(
    book: Book,
    household_number: str,
    member_id: str,
    *,
    kind: str,
    on: date,
    proof: str = "",
    note_number: str = "",
    successor_id: str = "",
    successor_household: str = "",
    bank_consent_on: date | None = None,
    remark: str = "",
) -> LifeEventView:
    """Record what happened to a member; answers with what is to be done now.

    Who died or moved away belongs to the household no more. A 债务承接 names the loan, who takes it over (by id, of
    `successor_household` where it is another) and the day of the bank's consent. Raises InputError, NotFoundError,
    RefusedError without the consent or where the person died before.
    """
    one_of("变故", kind, RECORDED)
    with book.write(f"登记{kind}") as session:
        household = own_household(session, household_number)
        member = member_with_id(session, household, member_id)
        row = LifeEvent(household_id=household.id, member_id=member.id, kind=kind, on=on, proof=proof, remark=remark)
        if kind == ASSUMED:
            _assume(session, row, note_number, successor_id, successor_household or household_number, bank_consent_on)
        session.add(row)
        findings = _findings(session, household, member, row)
        if effect_of(kind).gone:
            member.left_on, member.left_why = on, kind
        session.flush()
        view = next(each for each in list_life_events(session, on) if each.id == row.id)
        return replace(view, findings=tuple(findings))


def end_life_event(book: Book, event_id: str, *, on: date, remark: str = "") -> None:
    """Somebody was found, released, or came back. Raises RefusedError for what does not end."""
    with book.write("变故结束") as session:
        row = record_with_id(session, LifeEvent, event_id, "变故")
        if not effect_of(row.kind).ends or row.ended_on is not None:
            raise RefusedError(f"{row.kind}不能这样结束" if row.ended_on is None else "已经登记过结束")
        in_order("发生日", row.on, "结束日", on)
        row.ended_on, row.remark = on, remark or row.remark
        take_back(session, row)


def report_insurance(book: Book, event_id: str, *, on: date) -> None:
    """The accident insurer was told. Raises NotFoundError, InputError for a day before the event."""
    with book.write("登记保险报案") as session:
        row = record_with_id(session, LifeEvent, event_id, "变故")
        in_order("发生日", row.on, "报案日", on)
        row.insurance_reported_on = on


def take_back(session: Session, row: LifeEvent) -> None:
    """In the present act: the member whom this event took out of the household is in it again."""
    member = session.get_one(Member, (row.book_code, row.member_id))
    if effect_of(row.kind).gone and member.left_on == row.on and member.left_why == row.kind:
        member.left_on, member.left_why = None, ""


def list_life_events(session: Session, on: date, *, household_number: str = "") -> list[LifeEventView]:
    """All events until `on`, the newest first; new heads are among them."""
    names, members = household_names(session), members_by_id(session)
    notes = {(row.book_code, row.id): row.note_number for row in session.scalars(select(Loan))}
    insured = _insured(session)
    found = []
    for row in session.scalars(standing(LifeEvent).where(LifeEvent.on <= on)):
        whose = names[row.book_code, row.household_id]
        successor = members.get((row.book_code, row.successor_id or ""))
        found.append(
            LifeEventView(
                id=row.id,
                household=whose.number,
                group=whose.group,
                member=members[row.book_code, row.member_id].name,
                kind=row.kind,
                on=row.on,
                proof=row.proof,
                note_number=notes.get((row.book_code, row.loan_id or ""), ""),
                successor=successor.name if successor else "",
                ended_on=row.ended_on,
                starts=_to_do(row, insured),
                remark=row.remark,
            )
        )
    found += _new_heads(session, on)
    chosen = [view for view in found if household_number in ("", view.household)]
    return sorted(chosen, key=lambda view: (view.on, view.id), reverse=True)


def active_stops(session: Session, on: date) -> dict[Key, LoanStop]:
    """The loans whose borrower had a life event that still counts on `on`, by (book_code, loan id).

    What prints notices or lists who is to be reminded asks here: `no_reminder` leaves the borrower out and `to` names
    who takes his place. Of several events of one borrower the gravest counts.
    """
    events: dict[Key, list[LifeEvent]] = defaultdict(list)
    assumed: dict[Key, LifeEvent] = {}
    for row in session.scalars(standing(LifeEvent).where(LifeEvent.on <= on).order_by(LifeEvent.on, LifeEvent.id)):
        if row.ended_on is not None and row.ended_on <= on:
            continue
        if row.kind == ASSUMED:
            if row.bank_consent_on is not None and row.bank_consent_on <= on:
                assumed[row.book_code, row.loan_id or ""] = row
        else:
            events[row.book_code, row.member_id].append(row)
    if not events and not assumed:
        return {}
    borrowers = {member_id for _code, member_id in events}
    concerned = or_(Loan.borrower_id.in_(borrowers), Loan.id.in_([loan_id for _code, loan_id in assumed]))
    loans = list(session.scalars(select(Loan).where(concerned)))
    wanted = {loan.borrower_id for loan in loans} | {loan.co_borrower_id for loan in loans}
    wanted |= {row.successor_id for row in assumed.values()}
    people = select(Member).where(Member.id.in_(wanted - {None}))
    members = {(row.book_code, row.id): row for row in session.scalars(people)}
    insured = _insured(session)
    stops: dict[Key, LoanStop] = {}
    for loan in loans:
        key = loan.book_code, loan.id
        counts = assumed.get(key) or _gravest(events.get((loan.book_code, loan.borrower_id), []))
        if counts is not None:
            stops[key] = _stop(loan, counts, members, events, _report_first(counts, insured))
    return stops


def _stop(
    loan: Loan, row: LifeEvent, members: dict[Key, Member], events: dict[Key, list[LifeEvent]], insure: str
) -> LoanStop:
    effect = effect_of(row.kind)
    other_id = row.successor_id if row.kind == ASSUMED else loan.co_borrower_id
    other = members.get((loan.book_code, other_id or ""))
    grave = _gravest(events.get((loan.book_code, other_id or ""), []))
    if other is not None and grave is not None and effect_of(grave.kind).no_reminder:
        other = None
    borrower = members[loan.book_code, loan.borrower_id].name
    if row.kind == ASSUMED and other is not None:
        text = f"债务已由{other.name}承接（银行 {row.bank_consent_on} 同意）"
    elif not effect.no_reminder:
        text = f"{borrower} {row.on} {row.kind}，请按新住址和电话联系"
    elif other is not None:
        text = f"{borrower} {row.on} {row.kind}，由共同借款人{other.name}继续还款"
    elif row.kind == DEATH:
        text = f"{borrower} {row.on} 死亡，没有共同借款人，继承人只在遗产范围内清偿，请与承贷银行商定"
    else:
        text = f"{borrower} {row.on} {row.kind}，没有共同借款人，请与承贷银行商定"
    return LoanStop(
        note_number=loan.note_number,
        borrower=borrower,
        kind=row.kind,
        since=row.on,
        no_reminder=effect.no_reminder,
        no_door=effect.no_door,
        to=other.name if other and effect.no_reminder else "",
        to_id=other.id if other and effect.no_reminder else "",
        phone=other.phone if other and effect.no_reminder else "",
        text=text,
        insure=insure,
    )


def _gravest(rows: list[LifeEvent]) -> LifeEvent | None:
    order = {kind: place for place, kind in enumerate(KINDS)}
    known = [row for row in rows if row.kind in order]
    return min(known, key=lambda row: order[row.kind], default=None)


def _assume(
    session: Session, row: LifeEvent, note_number: str, successor_id: str, of_household: str, consent: date | None
) -> None:
    if not note_number or not successor_id:
        raise InputError("债务承接", "要写明借据号和承接人")
    if consent is None:
        raise RefusedError("债务承接要承贷银行同意，还没有登记银行同意的日期", CONSENT_CLAUSE)
    loan = own_loan(session, note_number)
    if loan.borrower_id != row.member_id:
        raise InputError("借据号", f"{note_number} 的借款人不是这个人")
    successor = member_with_id(session, own_household(session, of_household), successor_id)
    if successor.id == row.member_id:
        raise InputError("承接人", "不能是借款人自己")
    row.loan_id, row.successor_id, row.bank_consent_on = loan.id, successor.id, consent


def _findings(session: Session, household: Household, member: Member, row: LifeEvent) -> list[Finding]:
    found = []
    if not row.proof.strip():
        found.append(Finding("proof-missing", Severity.NOTE, f"{row.kind}的证明待补", subject=household.number))
    others = [each for each in members_of(session, household) if each.id != member.id]
    if effect_of(row.kind).gone and member.relation == HEAD and others:
        text = f"{member.name} 是户主，请办户主变更，户编号不变"
        found.append(Finding("head-gone", Severity.NOTE, text, subject=household.number))
    for line in loan_lines(session, row.on, loans_of(session, household)):
        if line.loan.borrower_id != member.id or line.state.cleared or not effect_of(row.kind).no_reminder:
            continue
        if row.kind != ASSUMED and line.co_borrower is None:
            text = f"借据 {line.loan.note_number} 还欠 {line.state.balance:,.2f} 元，没有共同借款人"
            clause = ESTATE_CLAUSE if row.kind == DEATH else ""
            found.append(Finding("no-co-borrower", Severity.NOTE, text, clause, household.number))
    return found


def _insured(session: Session) -> dict[Key, list[InsurancePolicy]]:
    found: dict[Key, list[InsurancePolicy]] = defaultdict(list)
    for policy in session.scalars(standing(InsurancePolicy).where(InsurancePolicy.kind == ACCIDENT)):
        found[policy.book_code, policy.household_id].append(policy)
    return found


def _to_do(row: LifeEvent, insured: dict[Key, list[InsurancePolicy]]) -> tuple[str, ...]:
    """The things to do, with the insurer's name, and without a report that nobody can make or that is made."""
    starts = effect_of(row.kind).starts
    if row.kind != DEATH:
        return starts
    first = _report_first(row, insured)
    return (first, *starts[1:]) if first else starts[1:]


def _report_first(row: LifeEvent, insured: dict[Key, list[InsurancePolicy]]) -> str:
    """The report that a death calls for, with insurer and policy; empty where nobody is insured or it is made."""
    if row.kind != DEATH or row.insurance_reported_on is not None:
        return ""
    for policy in insured.get((row.book_code, row.household_id), []):
        if holds_on(policy.from_on, policy.until_on, row.on) and policy.member_id in (None, row.member_id):
            return f"先向{policy.insurer}报案（保单 {policy.number}）"
    return ""


def _new_heads(session: Session, on: date) -> list[LifeEventView]:
    names = household_names(session)
    rows = session.scalars(select(HouseholdChange).where(HouseholdChange.kind == NEW_HEAD, HouseholdChange.on <= on))
    return [
        LifeEventView(
            id=row.id,
            household=names[row.book_code, row.household_id].number,
            group=names[row.book_code, row.household_id].group,
            member=names[row.book_code, row.household_id].head,
            kind=NEW_HEAD,
            on=row.on,
            proof="",
            note_number="",
            successor="",
            ended_on=None,
            starts=effect_of(NEW_HEAD).starts,
            remark=row.text,
        )
        for row in rows
    ]
