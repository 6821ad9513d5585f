"""尽职档案: everything that was done about one loan, in the order of its days, with serials and who entered it when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings import Severity
from app.domain.loan_story import EventLine
from app.domain.money import format_yuan, from_fen
from app.models import (
    Application,
    BankAdjustment,
    Claim,
    Extension,
    LifeEvent,
    Loan,
    LoanRecall,
    Member,
    Misuse,
    Opinion,
    Paper,
    PublicNotice,
    RateChange,
    RecoveryStep,
    Reminder,
    Repayment,
    RepaymentPlan,
    RepaymentPromise,
    Reversal,
    Row,
    SubsidyPaid,
    Visit,
)
from app.services.contracts import co_borrower_changes
from app.services.findings_text import from_text
from app.services.portfolio import LoanLine
from app.services.records import standing

EVENT_WORDS = {
    "repayment": "还款",
    "reversal": "冲正",
    "extension": "展期",
    "deferral": "延期还款",
    "claim": "赔付",
    "renewal": "续贷",
    "rate-change": "利率变更",
    "misuse": "挪用",
    "bank-adjustment": "以银行为准记调整",
    "subsidy": "财政贴息到账",
}
_CLAIMS = {"insurance": "保险理赔", "compensation": "风险补偿金代偿"}
_RESULTS = {"pass": "同意", "supplement": "退回补正", "refuse": "不同意"}
_ENTRIES: tuple[type[Row], ...] = (
    Repayment, Reversal, Extension, Claim, BankAdjustment, SubsidyPaid, Misuse, RateChange,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that was done: its day, kind, words, and who entered it when.

    `ref` is a voucher, a serial or a document's number; `event` the entry of the loan, `fact` the id of a record that
    can be corrected; `reversed` that it counts no more. Amounts are yuan, inside the words or in `event`.
    """

    on: date
    kind: str
    text: str
    ref: str = ""
    entered: datetime | None = None
    by: str = ""
    event: EventLine | None = None
    fact: str = ""
    reversed: bool = False


def loan_history(session: Session, line: LoanLine) -> list[HistoryLine]:
    """Everything about this loan up to its state's day, the oldest first."""
    found = [
        *_before(session, line.loan),
        *_events(session, line),
        *_visits(session, line),
        *_records(session, line),
        *_papers(session, line),
    ]
    return sorted((each for each in found if each.on <= line.state.on), key=lambda each: (each.on, each.kind != "loan"))


def event_words(event: EventLine) -> str:
    """One entry of a loan in words, without its amount."""
    happened: Any = event.event
    word = EVENT_WORDS.get(event.kind, event.kind)
    if event.kind == "claim":
        word = _CLAIMS.get(happened.sort, word)
    mark = "（已冲正）" if event.reversed else ""
    detail = _detail(event, happened)
    return f"{word}{mark}{'：' + detail if detail else ''}"


def _detail(event: EventLine, happened: Any) -> str:
    if event.kind in ("extension", "deferral"):
        pending = "，手续待补" if happened.paper_pending else ""
        return f"至 {happened.until}{pending}"
    if event.kind == "renewal":
        return f"新借据 {happened.new_note}"
    if event.kind in ("repayment", "claim") and not event.reversed:
        parts = (event.principal, event.interest, event.penalty, event.compound, event.unmatched)
        words = ("本金", "利息", "罚息", "复利", "待核差额")
        return "，".join(f"{word} {format_yuan(sum_)}" for word, sum_ in zip(words, parts, strict=True) if sum_)
    if event.kind == "rate-change":
        return f"年利率 {happened.rate * 100:.2f}%，{happened.reason}"
    if event.kind == "bank-adjustment":
        return f"{format_yuan(happened.split.total)} 元，{happened.reason}"
    return str(getattr(happened, "reason", "") or "")


def _line(row: Row, on: date, kind: str, text: str, ref: str = "", *, fact: bool = False) -> HistoryLine:
    entered = datetime.fromisoformat(row.entered_at) if row.entered_at else None
    return HistoryLine(on, kind, text, ref, entered, row.entered_by, fact=row.id if fact else "")


def _before(session: Session, loan: Loan) -> Iterator[HistoryLine]:
    """The application with its opinions and notice, and the disbursement with the findings that passed."""
    if loan.application_id:
        application = session.get_one(Application, (loan.book_code, loan.application_id))
        amount = format_yuan(from_fen(application.amount_fen))
        text = f"申请 {amount} 元，{application.term_months} 个月，{application.purpose}"
        yield _line(application, application.applied_on, "application", text + _passed(application), application.number)
        own = Opinion.book_code == loan.book_code, Opinion.application_id == application.id
        for opinion in session.scalars(select(Opinion).where(*own)):
            note = f"，{opinion.note}" if opinion.note else ""
            yield _line(opinion, opinion.on, "opinion", f"{opinion.by}：{_RESULTS[opinion.result]}{note}")
        of = PublicNotice.book_code == loan.book_code, PublicNotice.application_id == application.id
        for notice in session.scalars(select(PublicNotice).where(*of)):
            said = notice.objection or "无异议"
            yield _line(notice, notice.from_on, "notice", f"公示至 {notice.until_on}，{said}")
    word = "放款" if loan.application_id else "补录放款"
    text = f"{word} {format_yuan(from_fen(loan.principal_fen))} 元，{loan.bank}，{loan.due_on} 到期"
    yield _line(loan, loan.disbursed_on, "loan", text + _passed(loan), loan.note_number)


def _passed(row: Application | Loan) -> str:
    """What the rules said when it was recorded, and the reason that was given for it."""
    found = [each.text for each in from_text(row.findings) if each.severity is not Severity.NOTE]
    told = f"；核对：{'、'.join(found)}" if found else ""
    return told + (f"；理由：{row.reason}" if row.reason else "")


def _events(session: Session, line: LoanLine) -> Iterator[HistoryLine]:
    by = {}
    own = line.loan.book_code, line.loan.id
    for model in _ENTRIES:
        rows: Any = model
        for row in session.scalars(select(rows).where(rows.book_code == own[0], rows.loan_id == own[1])):
            by[row.id] = row.entered_by
    for event in line.state.events:
        voucher = getattr(event.event, "voucher", "")
        who = by.get(event.id, line.loan.entered_by)
        yield HistoryLine(
            event.on, event.kind, event_words(event), voucher, event.entered, who, event, reversed=event.reversed
        )


def _visits(session: Session, line: LoanLine) -> Iterator[HistoryLine]:
    loan = line.loan
    own = Visit.book_code == loan.book_code, Visit.household_id == loan.household_id, Visit.on >= loan.disbursed_on
    for visit in session.scalars(select(Visit).where(*own)):
        if visit.loan_id not in (None, loan.id):
            continue
        told = [visit.findings, visit.outlook, visit.cause, visit.measure]
        if visit.responsible:
            told.append(f"责任人 {visit.responsible}" + (f"，{visit.until_on} 前" if visit.until_on else ""))
        if visit.promised_on:
            told.append(f"约 {visit.promised_on} 还")
        text = "，".join(part for part in told if part)
        yield _line(visit, visit.on, "visit", f"{visit.kind} {visit.result}{'：' + text if text else ''}")


def _records(session: Session, line: LoanLine) -> Iterator[HistoryLine]:
    loan = line.loan

    def rows(model: Any) -> Any:
        return session.scalars(standing(model).where(model.book_code == loan.book_code, model.loan_id == loan.id))

    for sent in rows(Reminder):
        yield _line(sent, sent.on, "reminder", f"{sent.channel}提醒 {sent.to_name}：{sent.result}", fact=True)
    for promise in rows(RepaymentPromise):
        amount = "到期的都还上" if promise.amount_fen is None else f"{format_yuan(from_fen(promise.amount_fen))} 元"
        yield _line(
            promise, promise.on, "promise", f"{promise.promised_by}承诺 {promise.until_on} 还，{amount}", fact=True
        )
    for step in rows(RecoveryStep):
        told = [step.by, step.result, "" if step.reached else "没有见到人", "追偿无果" if step.fruitless else ""]
        if step.recovered_fen:
            told.append(f"追回 {format_yuan(from_fen(step.recovered_fen))} 元归{step.recovered_for}")
        text = "，".join(part for part in told if part)
        yield _line(step, step.on, "step", f"{step.kind}：{text}", step.document, fact=True)
    for recall in rows(LoanRecall):
        yield _line(recall, recall.on, "recall", f"{recall.kind}：{recall.cause}", recall.document, fact=True)
    for plan in session.scalars(
        select(RepaymentPlan).where(RepaymentPlan.book_code == loan.book_code, RepaymentPlan.loan_id == loan.id)
    ):
        yield _line(plan, plan.made_on, "plan", f"还款计划第 {plan.version} 版：{plan.cause}")
    for change in co_borrower_changes(session, loan):
        text = f"共同借款人 {change.before or '无'} → {change.after or '无'}：{change.reason}"
        yield HistoryLine(change.on, "co-borrower", text, change.document)
    of = LifeEvent.book_code == loan.book_code, LifeEvent.member_id.in_([loan.borrower_id, loan.co_borrower_id or ""])
    for happened in session.scalars(standing(LifeEvent).where(*of)):
        who = session.get_one(Member, (loan.book_code, happened.member_id)).name
        yield _line(happened, happened.on, "life", f"{who}{happened.kind}", happened.proof)


def _papers(session: Session, line: LoanLine) -> Iterator[HistoryLine]:
    own = Paper.book_code == line.loan.book_code, Paper.loan_id == line.loan.id
    for paper in session.scalars(select(Paper).where(*own)):
        state = f"{paper.state}，缺{paper.missing}" if paper.missing else paper.state
        since = f"（{paper.held_since}）" if paper.held_since and paper.held_since != paper.printed_on else ""
        yield _line(paper, paper.printed_on, "paper", f"打印{paper.title}：{state}{since}", paper.serial)
