"""The named facts of a paper (see `domain.form_facts`), gathered from the book; what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.application_facts import KIND_NAMES, LoanKind
from app.domain.loan_limits import rate_cap
from app.domain.money import from_fen
from app.domain.payoff import payoff_table
from app.domain.policy import LoanDays, PolicyPack
from app.domain.rates import RateTables
from app.domain.resident_id import age_on, read_resident_id
from app.models import Application, Extension, Household, Member, Opinion, PublicNotice, Village
from app.services.lookup import head_of, members_of, spouse_of
from app.services.policies import rate_tables
from app.services.portfolio import LoanLine, events_by_loan, loan_line
from app.services.records import standing
from app.storage.book import Book

METHOD_NAMES = {
    "bullet": "利随本清",
    "interest-only": "按季结息、到期还本",
    "equal-instalment": "等额本息",
    "equal-principal": "等额本金",
}
RESULT_NAMES = {"pass": "同意", "refuse": "不同意", "supplement": "退回补正"}
NO_LABOUR = frozenset({"无劳动力", "丧失劳动力", ""})
LATE_DAYS_SHOWN = 7
PAPER_PENDING_ITEMS = ("本表签字手印", "展期协议书")

Facts = dict[str, Any]


def village_facts(session: Session, book: Book, village: Village | None, pack: PolicyPack, on: date) -> Facts:
    """Who issues the paper, with the dated names of programme and offices."""
    facts: Facts = {
        "programme.name": pack.text("programme_name", on),
        "unit.county_office": pack.text("office_county", on),
        "privacy.years_after_loan": pack.integer("retention_years_after_loan", on),
        "privacy.years_after_leaving": pack.integer("retention_years_after_leaving", on),
        "unit.township_office": pack.text("office_township", on),
        "officer.name": book.officer,
        "filled_on": on,
        "stages": tuple(stage.id for stage in pack.stages(on) if stage.id != "household"),
    }
    if village is not None:
        facts |= {
            "unit.county": village.county,
            "unit.township": village.township,
            "unit.village": village.name,
            "unit.issuer": f"{village.name.removesuffix('村')}村民委员会",
        }
    return facts


def household_facts(session: Session, household: Household, village: Village | None, on: date) -> Facts:
    """The household with its members, head first, and their age on `on`."""
    members = members_of(session, household)
    head = head_of(members)
    place = "".join((village.township, village.name)) if village else ""
    address = household.address or (f"{place}{household.group_name}" if place else "")
    income = household.income_per_head_fen
    return {
        "household.number": household.number,
        "household.head": head.name if head else "",
        "household.head_id": head.resident_id if head else "",
        "household.kind": household.kind,
        "household.monitored": household.monitored or "无",
        "household.people": len(members),
        "household.labour": sum(member.labour_skill not in NO_LABOUR for member in members),
        "household.cause": household.cause,
        "household.address": address,
        "borrower.address": address,
        "household.phone": household.phone,
        "household.phone_owner": household.phone_owner,
        "household.income": None if income is None else from_fen(income),
        "unit.group": household.group_name,
        "unit.place": f"{place}{household.group_name}" if place else "",
        "household.members": [
            {
                "no": place_in_list,
                "name": member.name,
                "relation": member.relation,
                "health": member.health,
                "education": member.education or member.schooling,
                "skill": member.labour_skill,
                "work": member.schooling or (f"务工{member.work_months}个月" if member.work_months else ""),
                **age_and_sex(member.resident_id, on),
            }
            for place_in_list, member in enumerate(members, 1)
        ],
    }


def age_and_sex(resident_id: str, on: date) -> Facts:
    """Both as the id tells them; nothing where it is not in order."""
    found, _findings = read_resident_id(resident_id)
    return {} if found is None else {"age": age_on(found.birth, on), "sex": str(found.sex)}


def existing_loans(lines: Iterable[LoanLine]) -> str:
    """已有贷款: the open loans of a household in one sentence."""
    existing = [line for line in lines if not line.state.cleared]
    return "；".join(f"{line.loan.note_number}，余额 {line.state.balance:,.2f} 元" for line in existing) or "无"


def borrower_facts(
    session: Session, household: Household, borrower: Member, co_borrower: Member | None, on: date
) -> Facts:
    """The borrower and those who sign with him."""
    members = members_of(session, household)
    spouse = spouse_of(members, borrower)
    facts: Facts = {
        "borrower.name": borrower.name,
        "borrower.id": borrower.resident_id,
        "borrower.relation": borrower.relation,
        "borrower.phone": borrower.phone or household.phone,
        "borrower.marital": borrower.marital or ("已婚" if spouse else ""),
        "borrower.education": borrower.education,
        "borrower.health": borrower.health,
        **{f"borrower.{name}": value for name, value in age_and_sex(borrower.resident_id, on).items()},
    }
    if spouse is not None:
        facts |= {"spouse.name": spouse.name, "spouse.id": spouse.resident_id}
    if co_borrower is not None:
        facts |= {
            "coborrower.name": co_borrower.name,
            "coborrower.relation": co_borrower.relation,
            "coborrower.id": co_borrower.resident_id,
            "coborrower.phone": co_borrower.phone,
        }
    return facts


def application_facts(session: Session, application: Application, pack: PolicyPack, others: list[LoanLine]) -> Facts:
    """What F1 asks for and what is decided on it so far."""
    days = application.applied_on
    cap = _rate_basis(rate_tables(session), pack, application.term_months, days)
    facts: Facts = {
        "application.number": application.number,
        "application.kind": KIND_NAMES[LoanKind(application.kind)],
        "application.on": application.applied_on,
        "filled_on": application.applied_on,
        "application.project": application.project,
        "application.use": application.purpose,
        "application.amount": from_fen(application.amount_fen),
        "application.months": application.term_months,
        "application.rate": cap[0] if cap else None,
        "application.rate_basis": cap[1] if cap else "",
        "application.method": METHOD_NAMES.get(application.method, ""),
        "application.source": application.repayment_source,
        "application.account": application.account,
        "application.existing": existing_loans(others),
    }
    own = PublicNotice.book_code == application.book_code, PublicNotice.application_id == application.id
    notice = session.scalars(standing(PublicNotice).where(*own)).first()
    if notice is not None:
        facts |= {
            "notice.from": notice.from_on,
            "notice.until": notice.until_on,
            "notice.objection": "有" if notice.objection else "无",
            "notice.objection_text": notice.objection,
        }
    of_application = Opinion.book_code == application.book_code, Opinion.application_id == application.id
    for opinion in session.scalars(standing(Opinion).where(*of_application).order_by(Opinion.on, Opinion.id)):
        facts |= {
            f"opinion.{opinion.stage}.result": RESULT_NAMES[opinion.result],
            f"opinion.{opinion.stage}.text": opinion.note,
            f"opinion.{opinion.stage}.handler": opinion.by,
            f"opinion.{opinion.stage}.on": opinion.on,
        }
    return facts


def loan_facts(session: Session, line: LoanLine, pack: PolicyPack, on: date) -> Facts:
    """The loan as it stands on the day of printing, its plan, and what settles it on three days."""
    loan, state = line.loan, line.state
    coming = [row for row in state.plan if row.due >= on and row.left > 0]
    facts: Facts = {
        "loan.note": loan.note_number,
        "loan.contract": loan.contract_number,
        "loan.bank": loan.bank,
        "bank.name": loan.bank,
        "loan.kind": f"{pack.text('programme_name', loan.disbursed_on)}（{KIND_NAMES[LoanKind(loan.kind)]}）",
        "loan.use": loan.purpose,
        "loan.principal": line.terms.principal,
        "loan.balance": state.balance,
        "loan.paid": state.paid_principal,
        "loan.rate": line.terms.rate,
        "loan.months": loan.term_months,
        "loan.signed_on": loan.signed_on,
        "loan.disbursed_on": loan.disbursed_on,
        "loan.due_on": state.due_on,
        "loan.days_left": (state.due_on - on).days if state.due_on >= on else None,
        "loan.method": METHOD_NAMES.get(loan.method, ""),
        "loan.account": loan.account,
        "loan.account_name": line.borrower.name if loan.account else "",
        "bank.short": short_bank(loan.bank),
        "plan.rows": _plan_rows(coming),
        "plan.principal": sum((row.left_principal for row in coming), Decimal(0)),
        "plan.interest": sum((row.left_interest for row in coming), Decimal(0)),
        "plan.total": sum((row.left for row in coming), Decimal(0)),
        "payoff.rows": _payoff_rows(session, line, on),
        "reminder.apply_by": state.due_on - timedelta(days=1) if state.due_on > on else None,
    }
    if state.overdue_days:
        facts |= {
            "loan.overdue_on": on - timedelta(days=state.overdue_days - 1),
            "loan.overdue_days": state.overdue_days,
            "loan.overdue_principal": state.overdue_principal,
            "loan.arrears": state.arrears_borrower,
            "loan.penalty": state.penalty + state.compound,
            "loan.owed": state.overdue_amount,
            "collection.as_of": on,
        }
    return facts


def extension_facts(session: Session, line: LoanLine) -> Facts:
    """The newest extension with the maturity before it; without one only the loan's own maturity stands there."""
    own = Extension.book_code == line.loan.book_code, Extension.loan_id == line.loan.id
    row = session.scalars(select(Extension).where(*own).order_by(Extension.on.desc(), Extension.id.desc())).first()
    if row is None:
        return {}
    before = loan_line(session, line.loan, row.on - timedelta(days=1)).state.due_on
    facts: Facts = {
        "extension.on": row.on,
        "extension.days_before": (before - row.on).days if before >= row.on else None,
        "extension.months": row.months,
        "extension.until": row.until,
        "extension.rate": line.terms.rate if row.rate_ppm is None else Decimal(row.rate_ppm) / 1_000_000,
        "extension.rate_note": "不变" if row.rate_ppm is None else "",
        "extension.reason": row.reason,
        "loan.due_on": before,
    }
    if row.paper_pending and row.paper_done_on is None:
        facts |= {"paper.pending_until": row.paper_deadline, "paper.pending": PAPER_PENDING_ITEMS}
    return facts


def route_facts(lines: Iterable[tuple[Facts, str, tuple[str, ...]]], on: date) -> Facts:
    """The route sheet: households in walking order, why, and which papers to take."""
    rows = [
        {
            "no": number,
            "head": facts.get("household.head", ""),
            "door": facts.get("household.door") or facts.get("unit.group", ""),
            "phone": facts.get("household.phone", ""),
            "reason": reason,
            "papers": papers,
        }
        for number, (facts, reason, papers) in enumerate(lines, 1)
    ]
    return {"route.on": on, "route.count": len(rows), "route.rows": rows}


def short_bank(name: str) -> str:
    """云岭支行 of 清溪农村商业银行云岭支行; the whole name where no branch is named."""
    branch = name.rpartition("银行")[2]
    return branch if branch.endswith(("支行", "分理处", "营业部", "营业所", "网点")) else name


def known(facts: Mapping[str, Any]) -> Facts:
    """The facts without those that are empty: paper leaves a place for the pen."""
    return {name: value for name, value in facts.items() if value not in (None, "", (), [])}


def _plan_rows(rows: Iterable[Any]) -> list[Facts]:
    return [
        {
            "no": number,
            "due": row.due,
            "principal": row.left_principal,
            "interest": row.left_interest,
            "total": row.left,
            "balance": row.balance,
        }
        for number, row in enumerate(rows, 1)
    ]


def _payoff_rows(session: Session, line: LoanLine, on: date) -> list[Facts]:
    due = line.state.due_on
    if line.state.cleared or due < on:
        return []
    days = [on, due, due + timedelta(days=LATE_DAYS_SHOWN)]
    notes = ["今天", "到期日", f"逾期{LATE_DAYS_SHOWN}天"]
    events = events_by_loan(session, [line.loan.id])[line.loan.book_code, line.loan.id]
    if due == on:
        days, notes = days[1:], notes[1:]
    return [
        {
            "on": each.on,
            "note": note,
            "principal": each.principal,
            "interest": each.household - each.principal - each.penalty - each.compound,
            "penalty": each.penalty + each.compound,
            "total": each.household,
        }
        for each, note in zip(payoff_table(line.terms, events, days), notes, strict=True)
    ]


def _rate_basis(rates: RateTables, pack: PolicyPack, months: int, on: date) -> tuple[Decimal, str] | None:
    cap = rate_cap(pack, rates, months, LoanDays(on))
    return (cap.strict.rate, f"{cap.strict.bracket.label}{cap.strict.table}") if cap else None
