"""展期登记簿, 续贷登记簿, 理赔·代偿·追偿台账: how loans were carried over or paid by others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from app.domain.loan_events import Claim, Extension, Renewal
from app.domain.loan_story import EventLine
from app.domain.loss_sharing import split_by_shares
from app.domain.money import ZERO, from_fen
from app.models import Extension as ExtensionRow
from app.models import RecoveryStep
from app.services.book_on_day import BookOnDay, Key, key_of
from app.services.claims import KINDS as CLAIM_KINDS
from app.services.extensions import KINDS as EXTENSION_KINDS
from app.services.ledger_rows.names import Row, loan_facts
from app.services.policies import book_policy
from app.services.portfolio import LoanLine
from app.services.records import standing

BLACKLISTED = "失信"


def standing_events(line: LoanLine, kind: type) -> list[EventLine]:
    """The entries of one kind that were not reversed, in the order of their days."""
    return [event for event in line.state.events if isinstance(event.event, kind) and not event.reversed]


def extension_rows(book: BookOnDay) -> Iterable[Row]:
    """展期登记簿: every extension and deferral that was not reversed, with the maturity before it."""
    rows = []
    for line in book.lines:
        before = line.loan.due_on
        for told in standing_events(line, Extension):
            event = told.event
            row = book.session.get(ExtensionRow, (line.loan.book_code, event.id))
            if not isinstance(event, Extension) or row is None:
                continue
            rows.append(loan_facts(line) | _extension(line, row, before))
            before = max(before, event.until)
    return sorted(rows, key=lambda row: (row["applied_on"], row["note"]))


def _extension(line: LoanLine, row: ExtensionRow, before: date) -> Row:
    paper = "齐全"
    if row.paper_pending:
        paper = "手续待补" if row.paper_done_on is None else "已补办"
    return {
        "old_due_on": before,
        "sort": EXTENSION_KINDS[row.kind],
        "applied_on": row.on,
        "months": row.months,
        "extended_until": row.until,
        "rate": line.terms.rate if row.rate_ppm is None else Decimal(row.rate_ppm) / 1_000_000,
        "reason": row.reason,
        "paper": paper,
        "paper_deadline": row.paper_deadline if row.paper_pending else None,
        "paper_done_on": row.paper_done_on,
        "remark": row.recorded_reason or None,
    }


def renewal_rows(book: BookOnDay) -> Iterable[Row]:
    """续贷登记簿: every renewal with the loan before it, where the book knows that one."""
    by_note = {(line.loan.book_code, line.loan.note_number): line for line in book.lines}
    rows = []
    for line in book.lines:
        if line.loan.kind != "renewal":
            continue
        old = by_note.get((line.loan.book_code, line.loan.renews_note))
        rows.append(
            loan_facts(line)
            | {
                "old_note": line.loan.renews_note or None,
                "old_principal": old.terms.principal if old else None,
                "old_due_on": old.state.due_on if old else None,
                "due_on": line.loan.due_on,
                "manner": "无还本续贷" if old and standing_events(old, Renewal) else "还后续贷",
                "assessment": line.loan.reason or None,
            }
        )
    return sorted(rows, key=lambda row: (row["disbursed_on"], row["note"]))


def claim_rows(book: BookOnDay) -> Iterable[Row]:
    """理赔·代偿·追偿台账: what was paid to the bank, who bears the loss by the pack, what was got back since."""
    steps: dict[Key, list[RecoveryStep]] = defaultdict(list)
    for step in book.session.scalars(standing(RecoveryStep).where(RecoveryStep.on <= book.on)):
        steps[step.book_code, step.loan_id].append(step)
    rows = []
    for line in book.lines:
        for told in standing_events(line, Claim):
            if isinstance(told.event, Claim):
                rows.append(loan_facts(line) | _claim(book, line, told.event, steps.get(key_of(line.loan), [])))
    return sorted(rows, key=lambda row: (row["paid_on"], row["note"]))


def _claim(book: BookOnDay, line: LoanLine, claim: Claim, steps: list[RecoveryStep]) -> Row:
    eve = book.state_on(line, claim.on - timedelta(days=1))
    loss = eve.overdue_principal + eve.arrears_borrower
    after = [step for step in steps if step.on >= claim.on]
    recovered = min(claim.amount, _got_back(line, claim) + sum((from_fen(step.recovered_fen) for step in after), ZERO))
    return {
        "claim_kind": CLAIM_KINDS[claim.sort],
        "applied_on": claim.on,
        "overdue_amount": eve.overdue_principal,
        "arrears": eve.arrears_borrower,
        "overdue_days": eve.overdue_days or None,
        "paid_on": claim.on,
        "amount": claim.amount,
        "recovery": "、".join(dict.fromkeys(step.kind for step in steps)) or None,
        "recovered": recovered,
        "to_recover": claim.amount - recovered,
        "blacklisted": "是" if any(step.kind == BLACKLISTED for step in steps) else "否",
        "remark": f"凭证 {claim.voucher}" if claim.voucher else "凭证待补",
    } | _shares(book, line, claim, loss)


def _shares(book: BookOnDay, line: LoanLine, claim: Claim, loss: Decimal) -> Row:
    """Who bears the loss by the pack's weights (S0: insurer 7, bank 1.5, county 1.5); what was paid beats its share."""
    weights = book_policy(book.session, line.loan.pack_id).shares("loss_shares", claim.on)
    payer = "insurer_share" if claim.sort == "insurance" else "county_share"
    borne = split_by_shares(loss, weights) if weights and loss > 0 else {}
    facts: Row = {
        "insurer_share": borne.get("insurer"),
        "bank_share": borne.get("bank"),
        "county_share": borne.get("county", borne.get("government")),
        "mutual_share": None,
    }
    return facts | {payer: claim.amount}


def _got_back(line: LoanLine, claim: Claim) -> Decimal:
    """Repayments after the claim beyond what the bank still asked: they belong to who paid it."""
    later = [event for event in line.state.events if event.kind == "repayment" and not event.reversed]
    return sum((event.unmatched for event in later if event.on >= claim.on), ZERO)
