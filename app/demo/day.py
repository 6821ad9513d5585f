"""One working day at the practice village without a screen; every figure of its summary is read from the books."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.demo import village as past
from app.domain.conditions import CONDITIONS
from app.domain.months import add_months
from app.files import file_digest, make_folder, write_atomic
from app.resources import resource
from app.services.applications import ApplicationView, apply_for_loan, give_opinion, publish_notice
from app.services.bundles import export_bundle
from app.services.due import DueLine, due_within, overdue
from app.services.extensions import extend
from app.services.households import list_households
from app.services.ledgers import export_ledger
from app.services.loans import LoanPaper, disburse, read_loan
from app.services.lookup import loan_noted
from app.services.mirror import import_bundle
from app.services.office import make_book
from app.services.pairing import accept_partner, write_card
from app.services.paper_gathering import Selection
from app.services.papers import move_paper
from app.services.policies import book_policy, rate_tables
from app.services.portfolio import loan_lines
from app.services.printing import print_forms
from app.services.ratings import assess_household, ratings_of, record_bank_decision, sheet_for
from app.services.receipts import delivery_state, import_receipt, write_receipts
from app.services.repayments import record_repayment, reverse_entry
from app.services.roster import import_roster
from app.services.today import read_today
from app.services.visits import record_visit
from app.storage.book import Book

SUPPLEMENT = "samples/roster-supplement.csv"
OPINION_DAYS = {"village": 12, "township": 5, "bank": 1}  # days before the practice day
NOTICE_DAYS = 7


@dataclass(slots=True)
class Day:
    """The day as it goes on: the book, where its papers go, and what is told of it at the end."""

    book: Book
    plan: past.Samples
    on: date
    out: Path
    summary: dict[str, Any] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def keep(self, name: str, content: bytes) -> None:
        """Write a file of the day."""
        path = self.out / name
        write_atomic(path, content, what=name)
        self.files.append(path)


def live(folder: Path, password: str, on: date, out: Path) -> Path:
    """Live the day; answers the path of summary.json in `out`."""
    past.set_practice_aside(folder, password)
    desk_folder = out / "township-book"
    past.set_practice_aside(desk_folder, password)
    make_folder(out, what="文件夹")
    plan = past.samples()
    with past.make_past(folder, password, on) as book, _desk(desk_folder, password, plan) as desk:
        day = Day(book, plan, on, out)
        supplement(day)
        rate(day)
        borrow(day)
        extend_one(day)
        repay(day)
        remind(day)
        keep_ledger(day)
        deliver(day, desk)
        count(day, desk)
        day.files += pictures(day)
    return _write_summary(day)


def _desk(folder: Path, password: str, plan: past.Samples) -> Book:
    return make_book(
        folder,
        password,
        role="township",
        code=plan.desk["code"],
        name=plan.desk["name"],
        officer=plan.desk["officer"],
        pack_id=past.PACK,
        pack_text=past.pack_text(),
        practice=True,
    )[0]


def supplement(day: Day) -> None:
    """A second list with faults in it: the good rows come in, the others are refused with their reasons."""
    done = import_roster(day.book, resource(SUPPLEMENT), on=day.on)
    day.summary["roster_supplement"] = {
        "rows": done.rows,
        "added": done.added,
        "refused": [
            {"row": row.row, "column": row.column, "value_masked": row.value_masked, "reason": row.reason}
            for row in done.refused
        ],
        "findings": [finding.text for finding in done.findings],
    }


def rate(day: Day) -> None:
    """The new household is rated; its line of credit explains itself."""
    with day.book.read() as session:
        newest = max(list_households(session), key=lambda view: (view.listed_from or date.min, view.number))
    answers = {"integrity": "good", "labour": "two", "skills": "experience", "income": "high"}
    with day.book.read() as session:
        sheet = sheet_for(session, day.on)
    for indicator in sheet.indicators:
        if answers.get(indicator.id) not in [option.id for option in indicator.options]:
            answers[indicator.id] = indicator.options[0].id
    result = assess_household(day.book, newest.number, answers=answers, on=day.on)
    day.summary["rating"] = {
        "household": newest.number,
        "points": f"{result.points:f}",
        "band": result.band,
        "credit_line": f"{result.credit_line:.2f}",
        "explanation": list(result.explanation),
    }


def borrow(day: Day) -> None:
    """Applications on their way; the first one goes through all stages and is disbursed today."""
    with day.book.read() as session:
        with_loan = {line.household.number for line in loan_lines(session, day.on)}
        views = [view for view in list_households(session) if view.number not in with_loan]
        pack, rates = book_policy(session), rate_tables(session)
    free = iter(sorted(views, key=lambda view: view.number))
    told = []
    for wanted in day.plan.applications:
        taken_on = day.on - timedelta(days=past.RATED_BEFORE_DAYS)
        view, borrower = past.next_borrower(free, taken_on)
        record_bank_decision(
            day.book,
            view.number,
            grade="优秀",
            credit_line=Decimal(50_000),
            on=taken_on,
            until=add_months(taken_on, 24),
            bank=day.plan.bank,
        )
        application = apply_for_loan(
            day.book,
            view.number,
            borrower_id=borrower.resident_id,
            amount=Decimal(wanted["amount"]),
            months=wanted["months"],
            purpose=wanted["purpose"],
            kind="first",
            on=taken_on,
            conditions=dict.fromkeys(CONDITIONS, True),
            project=wanted["project"],
            repayment_source=wanted["source"],
            reason="练习",
        )
        application = _review(day, application, wanted["reaches"])
        if wanted["reaches"] == "disbursed":
            rate_now = past.rate_of(pack, rates, wanted["months"], day.on)
            paper = LoanPaper(f"XED{day.on:%Y%m}9101", day.plan.bank, rate_now, day.on, signed_on=day.on)
            disburse(day.book, application.number, paper)
            day.summary["disbursed"] = paper.note_number
            _print(day, "application.pdf", "F1", Selection(households=(view.number,)))
            _print(day, "plan.pdf", "F6", Selection(contracts=(paper.note_number,)))
        told.append({"number": application.number, "state": application.state, "reaches": wanted["reaches"]})
    day.summary["applications"] = told


def _review(day: Day, application: ApplicationView, reaches: str) -> ApplicationView:
    publish_notice(
        day.book,
        application.number,
        from_on=application.applied_on + timedelta(days=1),
        until_on=application.applied_on + timedelta(days=NOTICE_DAYS),
    )
    signers = {"village": "村风控小组", "township": "云岭镇农业农村办公室", "bank": "云岭支行"}
    last = {"township": "village", "supplement": "township", "disbursed": "bank"}[reaches]
    for stage in application.stages:
        ends_here = stage.id == last
        application = give_opinion(
            day.book,
            application.number,
            stage=stage.id,
            result="supplement" if ends_here and reaches == "supplement" else "pass",
            by=signers[stage.id],
            on=day.on - timedelta(days=OPINION_DAYS[stage.id]),
        )
        if ends_here:
            break
    return application


def extend_one(day: Day) -> None:
    """One loan is extended, its paper follows later."""
    note = _told(day, "extension")
    with day.book.read() as session:
        due_on = read_loan(session, note, day.on).line.state.due_on
    view = extend(
        day.book,
        note,
        until=add_months(due_on, 6),
        reason="生猪尚未出栏，出栏后还款",
        on=day.on,
        paper_pending=True,
        paper_deadline=day.on + timedelta(days=10),
    )
    serials = _print(day, "extension.pdf", "F4", Selection(contracts=(note,)))
    move_paper(day.book, serials[0], "户签", on=day.on, missing="配偶签字", holder=day.book.officer)
    state = view.line.state
    day.summary["extended"] = {
        "contract": note,
        "until": state.due_on.isoformat(),
        "findings": [finding.text for finding in view.findings if finding.code.startswith("extension")],
    }


def repay(day: Day) -> None:
    """Two slips come in; the second was typed twice and is reversed."""
    note = _told(day, "signed")
    with day.book.read() as session:
        before = read_loan(session, note, day.on).line.state.balance
    record_repayment(day.book, note, amount=Decimal(5_000), on=day.on, voucher="N2611-0381", channel="本人")
    wrong = record_repayment(day.book, note, amount=Decimal(5_000), on=day.on, voucher="N2611-0381", channel="本人")
    entry = max(wrong.line.state.events, key=lambda event: (event.entered, event.id))
    after = reverse_entry(day.book, entry.id, on=day.on, reason="重复录入")
    day.summary["repaid"] = {
        "contract": note,
        "balance_before": f"{before:.2f}",
        "balance_after": f"{after.line.state.balance:.2f}",
        "reversed_entry": entry.id,
    }


def remind(day: Day) -> None:
    """What falls due in the pack's window: one packet per household in walking order, and what became of them."""
    with day.book.read() as session:
        window = book_policy(session).integer("warning_days", day.on) or 45
        due = due_within(session, day.on, window)
        late = overdue(session, day.on)
    for told in ("printed", "signed"):
        chosen = [each for each in due if _told_of(day, each) == told]
        if chosen:
            notes = tuple(each.line.loan.note_number for each in chosen)
            serials = _print(day, f"reminder-{told}.pdf", "F7", Selection(contracts=notes))
            for serial in serials if told == "signed" else ():
                move_paper(day.book, serial, "户签", on=day.on, holder=day.book.officer)
    for each in due:
        if _told_of(day, each) == "promise":
            number = each.line.household.number
            promised = each.due - timedelta(days=1)
            kind, outlook = "到期摸底", "能按期还"
            record_visit(day.book, number, on=day.on, kind=kind, result="见本人", outlook=outlook, promised_on=promised)
    _collect(day, late)
    _print(day, "packet.pdf", "F7", Selection(due_within=window), duplex=True, packet=True)
    day.summary["due"] = {
        "within_days": window,
        "loans": len(due),
        "amount": f"{sum((each.amount for each in due), Decimal(0)):.2f}",
    }


def _collect(day: Day, late: list[DueLine]) -> None:
    """Overdue: the first household has promised a day, of the second the signed slip is still out."""
    if not late:
        return
    notes = tuple(each.line.loan.note_number for each in late)
    _print(day, "collection.pdf", "F8", Selection(contracts=notes))
    record_visit(
        day.book,
        late[0].line.household.number,
        on=day.on,
        kind="催收",
        result="见本人",
        findings="外出务工工资月底发",
        promised_on=day.on + timedelta(days=10),
    )


def keep_ledger(day: Day) -> None:
    """The loan ledger as a sheet, ids masked."""
    sheet, rows = export_ledger(day.book, "loans", on=day.on)
    day.keep("loan-ledger.xlsx", sheet)
    day.summary["ledger_rows"] = rows


def deliver(day: Day, desk: Book) -> None:
    """Pair with the township, carry the bundle there, bring the receipt back."""
    stick = day.out / "usb"
    make_folder(stick, what="U盘文件夹")
    ours = write_card(day.book, day.out / "village.card")
    theirs = write_card(desk, day.out / "township.card")
    accept_partner(day.book, theirs.file, theirs.fingerprint)
    accept_partner(desk, ours.file, ours.fingerprint)
    sent = export_bundle(day.book, stick, on=day.on)
    taken = import_bundle(desk, sent.file)
    written = write_receipts(desk, stick, on=day.on)
    answer = import_receipt(day.book, written[0].file)
    day.files += [ours.file, theirs.file, sent.file, written[0].file]
    day.summary["delivery"] = {
        "bundle": sent.file.name,
        "seq": sent.position.seq,
        "digest_sent": sent.position.digest,
        "digest_received": taken.digest,
        "outcome": str(taken.outcome),
        "rows": {table: change.added for table, change in taken.rows.items() if change.added},
        "receipt": written[0].file.name,
        "state": answer.text,
    }


def count(day: Day, desk: Book) -> None:
    """Counts and totals of both books, as they stand at the end of the day."""
    for name, book in (("village", day.book), ("township", desk)):
        with book.read() as session:
            lines = loan_lines(session, day.on)
            views = list_households(session)
            rated = sum(bool(ratings_of(session, line.household)) for line in lines)
        late = [line for line in lines if line.state.overdue_principal > 0]
        day.summary[name] = {
            "households": len(views),
            "members": sum(len(view.members) for view in views),
            "loans": len(lines),
            "open_loans": sum(not line.state.cleared for line in lines),
            "balance": f"{sum((line.state.balance for line in lines), Decimal(0)):.2f}",
            "overdue_loans": len(late),
            "overdue_principal": f"{sum((line.state.overdue_principal for line in late), Decimal(0)):.2f}",
            "loan_households_rated": rated,
        }
    with day.book.read() as session:
        today = read_today(session, day.on)
        day.summary["today"] = {
            "first": today.first.text,
            "due": len(today.due),
            "overdue": len(today.overdue),
            "overdue_rate": f"{today.overdue_rate.rate:.6f}",
            "missing_papers": len(today.missing),
            "delivery": delivery_state(session, day.on).text,
        }


def pictures(day: Day) -> list[Path]:
    """Screenshots of the main pages, and of the loan that was extended."""
    from app.ui.pictures import Picture, save_pictures
    from app.ui.places import Place, Where

    contract = Picture("loan", Place(Where.LOAN, day.summary["extended"]["contract"]))
    return save_pictures(day.book, day.on, day.out / "screens", (contract,))


def _told(day: Day, told: str) -> str:
    """The note of the practice loan that this is told of."""
    with day.book.read() as session:
        for due_line in due_within(session, day.on, max(each["due_in"] for each in day.plan.loans)):
            if _told_of(day, due_line) == told:
                return loan_noted(session, due_line.line.loan.note_number).note_number
    raise LookupError(told)


def _told_of(day: Day, each: DueLine) -> str:
    by_day = {loan["due_in"]: loan["told"] for loan in day.plan.loans}
    return str(by_day.get((each.line.terms.due_on - day.on).days, ""))


def _print(
    day: Day, name: str, form: str, chosen: Selection, *, duplex: bool = False, packet: bool = False
) -> tuple[str, ...]:
    batch = print_forms(day.book, form, chosen, on=day.on, duplex=duplex, packet=packet)
    day.keep(name, batch.pdf)
    printed = day.summary.setdefault("printed", {})
    printed[name] = {
        "pages": batch.printed.pages,
        "copies": batch.printed.copies,
        "missing_glyphs": [{"char": each.char, "code": each.code} for each in batch.missing_glyphs],
    }
    return batch.serials


def _write_summary(day: Day) -> Path:
    day.summary["on"] = day.on.isoformat()
    day.summary["files"] = {
        str(path.relative_to(day.out)): {"bytes": path.stat().st_size, "sha256": file_digest(path)}
        for path in day.files
    }
    path = day.out / "summary.json"
    text = json.dumps(day.summary, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(path, text.encode(), what="summary.json")
    return path
