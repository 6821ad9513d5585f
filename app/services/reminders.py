"""Reminders from an offline laptop: a text for each borrower, ready for an SMS, and what was sent with what result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.findings import Finding, Severity
from app.domain.message import MessageTemplate, fill, sms_parts, sms_to
from app.domain.money import format_yuan, from_fen
from app.models import Loan, PackFile, Reminder
from app.packs.messages import load_message
from app.services.due import DueLine, due_within, overdue
from app.services.findings_text import must_pass
from app.services.policies import book_policy
from app.services.portfolio import loan_lines
from app.services.records import fen_or_zero, one_of, own_loan, record_with_id, standing
from app.storage.book import Book

MESSAGE = "message"
CHANNELS = ("短信", "微信", "QQ", "电话", "上门", "通知书")
RESULTS = ("已发出", "已送达", "已回复", "已接通", "未接通", "停机", "空号", "家属转告")
DUE, INSTALMENT, OVERDUE = "due", "instalment", "overdue"


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """One message to send; `amount` yuan is what the household pays itself (户自付), `days` to the day or since it.

    `stop` says why nobody is to be reminded (the text is then empty), or who is reminded in the borrower's place.
    """

    note_number: str
    household: str
    group: str
    kind: str
    to_name: str
    phone: str
    due: date
    days: int
    amount: Decimal
    text: str
    sms_to: str
    sms_parts: int
    stop: str
    last_sent: date | None


@dataclass(frozen=True, slots=True)
class ReminderView:
    """One reminder that was sent; amount in yuan."""

    id: str
    note_number: str
    kind: str
    on: date
    channel: str
    to_name: str
    phone: str
    due: date | None
    amount: Decimal
    text: str
    result: str


def draft_reminders(
    session: Session, book: Book, on: date, *, within: int, notes: Sequence[str] = ()
) -> list[ReminderDraft]:
    """A message for everything due within so many days and everything overdue, the nearest first, overdue before.

    With `notes` only for these loans.
    """
    lines = loan_lines(session, on)
    if notes:
        lines = [line for line in lines if line.loan.note_number in set(notes)]
    writer = _Writer(session, book, on)
    late = overdue(session, on, lines)
    late_notes = {each.line.loan.id for each in late}
    coming = [each for each in due_within(session, on, within, lines) if each.line.loan.id not in late_notes]
    drafts = [writer.draft(each, OVERDUE) for each in late]
    return drafts + [writer.draft(each, DUE if each.maturity else INSTALMENT) for each in coming]


def record_reminder(
    book: Book,
    note_number: str,
    *,
    on: date,
    channel: str,
    result: str = "已发出",
    kind: str = "",
    text: str = "",
    to_name: str = "",
    phone: str = "",
    within: int = 90,
    reason: str = "",
) -> ReminderView:
    """Mark a reminder as sent: channel and result; what is not given is taken from the draft of that day.

    A reminder to somebody whom a life event keeps from being reminded asks for a `reason`. Raises InputError,
    NotFoundError, ReasonNeededError.
    """
    channel, result = one_of("提醒方式", channel, CHANNELS), one_of("提醒结果", result, RESULTS)
    with book.write("登记提醒") as session:
        loan = own_loan(session, note_number)
        draft = next(iter(draft_reminders(session, book, on, within=within, notes=[note_number])), None)
        if draft is not None and not draft.to_name and not to_name.strip():
            must_pass([Finding("reminder-stopped", Severity.WARN, draft.stop)], reason)
        row = Reminder(
            loan_id=loan.id,
            kind=kind or (draft.kind if draft else DUE),
            on=on,
            channel=channel,
            to_name=to_name.strip() or (draft.to_name if draft else ""),
            phone=phone.strip() or (draft.phone if draft else ""),
            due_on=draft.due if draft else None,
            amount_fen=fen_or_zero("金额", draft.amount) if draft else 0,
            text=text.strip() or (draft.text if draft else ""),
            result=result,
        )
        session.add(row)
        session.flush()
        return _view(loan, row)


def set_result(book: Book, reminder_id: str, *, result: str) -> ReminderView:
    """What became of a reminder (已送达, 已回复, 空号 …). Raises InputError, NotFoundError."""
    result = one_of("提醒结果", result, RESULTS)
    with book.write("登记提醒结果") as session:
        row = record_with_id(session, Reminder, reminder_id, "提醒")
        row.result = result
        session.flush()
        return _view(session.get_one(Loan, (row.book_code, row.loan_id)), row)


def list_reminders(session: Session, note_number: str = "") -> list[ReminderView]:
    """Reminders that were sent, the newest first. Raises NotFoundError for an unknown loan."""
    loans = {(loan.book_code, loan.id): loan for loan in session.scalars(select(Loan))}
    if note_number and not any(loan.note_number == note_number for loan in loans.values()):
        raise NotFoundError("借据号", note_number)
    rows = session.scalars(standing(Reminder).order_by(Reminder.on.desc(), Reminder.id.desc()))
    views = [_view(loans[row.book_code, row.loan_id], row) for row in rows]
    return [view for view in views if note_number in ("", view.note_number)]


class _Writer:
    """Writes the messages of one day: templates and last reminders are read once."""

    def __init__(self, session: Session, book: Book, on: date) -> None:
        self.session = session
        self.officer = book.officer
        self.on = on
        self.programme = book_policy(session).text("programme_name", on) or "小额信贷"
        newest = select(PackFile).where(PackFile.kind == MESSAGE).order_by(PackFile.version)
        self.shadows = {row.file_id: row.text for row in session.scalars(newest)}
        self.templates: dict[str, MessageTemplate] = {}
        self.sent = {
            (row.book_code, row.loan_id): row.on for row in session.scalars(standing(Reminder).order_by(Reminder.on))
        }

    def draft(self, due: DueLine, kind: str) -> ReminderDraft:
        """The message about one due row."""
        line = due.line
        key = line.loan.book_code, line.loan.id
        name = line.borrower.name if due.stop is None or not due.stop.no_reminder else due.stop.to
        phone = due.phone
        text = fill(self._template(kind), self._values(due, name)) if name else ""
        return ReminderDraft(
            note_number=line.loan.note_number,
            household=line.household.number,
            group=line.household.group_name,
            kind=kind,
            to_name=name,
            phone=phone,
            due=due.due,
            days=due.days,
            amount=due.amount,
            text=text,
            sms_to=sms_to(phone, text) if phone and text else "",
            sms_parts=sms_parts(text) if text else 0,
            stop=due.stop.reason if due.stop else "",
            last_sent=self.sent.get(key),
        )

    def _template(self, kind: str) -> MessageTemplate:
        if kind not in self.templates:
            self.templates[kind] = load_message(kind, self.shadows)
        return self.templates[kind]

    def _values(self, due: DueLine, name: str) -> dict[str, str]:
        return {
            "name": name,
            "village": due.line.village,
            "officer": self.officer,
            "bank": due.line.loan.bank,
            "programme": self.programme,
            "due": f"{due.due.year}年{due.due.month}月{due.due.day}日",
            "amount": format_yuan(due.amount),
            "days": str(due.days),
        }


def _view(loan: Loan, row: Reminder) -> ReminderView:
    return ReminderView(
        id=row.id,
        note_number=loan.note_number,
        kind=row.kind,
        on=row.on,
        channel=row.channel,
        to_name=row.to_name,
        phone=row.phone,
        due=row.due_on,
        amount=from_fen(row.amount_fen),
        text=row.text,
        result=row.result,
    )
