"""huicun loan: from the application to the last repayment, and the state of a loan on any day."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, finding_data, iso_date, money, rate, today, verb, whole, yuan

if TYPE_CHECKING:
    from app.services.applications import ApplicationView
    from app.services.loans import LoanView

METHODS = ("bullet", "interest-only", "equal-instalment", "equal-principal")
STAGES = ("village", "township", "county", "bank", "insurer")


def configure(parser: ArgumentParser) -> None:
    """The verbs of a loan's life."""
    _configure_application(parser)
    _configure_lending(parser)
    showing = verb(parser, "show", show, "看一笔贷款某一天的状态")
    showing.add_argument("contract", metavar="C", help="借据号")
    repaying = verb(parser, "repay", repay, "登记还款")
    repaying.add_argument("contract", metavar="C")
    repaying.add_argument("--amount", type=money, required=True, metavar="A")
    repaying.add_argument("--voucher", default="", metavar="NO", help="银行凭证号")
    for part, name in (("principal", "本金"), ("interest", "利息"), ("penalty", "罚息"), ("compound", "复利")):
        repaying.add_argument(f"--{part}", type=money, help=f"凭证上的{name}")
    repaying.add_argument("--entry-id", default="", metavar="UUID")
    repaying.add_argument("--channel", default="", help="本人、委托代办、银行上门、账户扣款")
    reversing = verb(parser, "reverse", reverse, "冲正一笔流水")
    reversing.add_argument("entry", metavar="ENTRY")
    reversing.add_argument("--reason", default="")
    extending = verb(parser, "extend", extend, "展期")
    extending.add_argument("contract", metavar="C")
    extending.add_argument("--until", type=iso_date, required=True, metavar="D")
    extending.add_argument("--reason", required=True)
    extending.add_argument("--kind", choices=("extension", "deferral"), default="extension")
    extending.add_argument("--paper-pending", action="store_true", help="手续待补")
    extending.add_argument("--already-done", action="store_true", help="银行已经办了，补录")
    claiming = verb(parser, "claim", claim, "登记理赔或代偿")
    claiming.add_argument("contract", metavar="C")
    claiming.add_argument("--kind", choices=("insurance", "compensation"), required=True)
    claiming.add_argument("--amount", type=money, required=True)
    claiming.add_argument("--voucher", default="")
    renewing = verb(parser, "renew", renew, "登记续贷")
    renewing.add_argument("contract", metavar="C")
    renewing.add_argument("--amount", type=money, required=True)
    renewing.add_argument("--months", type=whole, required=True)
    renewing.add_argument("--new-note", default="", metavar="NO", help="新借据号，默认在原号后加 -X1")
    renewing.add_argument("--rate", type=rate, default=None, help="新利率（%%），默认同原利率")
    renewing.add_argument("--reason", default="")


def _configure_application(parser: ArgumentParser) -> None:
    applying = verb(parser, "apply", apply, "登记贷款申请")
    applying.add_argument("household", metavar="NO", help="户编号")
    applying.add_argument("--borrower", required=True, metavar="ID")
    applying.add_argument("--amount", type=money, required=True, metavar="A")
    applying.add_argument("--months", type=whole, required=True, metavar="M")
    applying.add_argument("--purpose", required=True, metavar="TEXT")
    applying.add_argument("--kind", choices=("first", "top-up", "renewal"), required=True)
    applying.add_argument("--method", choices=METHODS, default="interest-only")
    applying.add_argument("--co-borrower", default="", metavar="ID")
    applying.add_argument("--renews", default="", metavar="C", help="续贷的原借据号")
    applying.add_argument("--money-user", default="", help="实际用款人（不是本户时）")
    applying.add_argument("--condition", action="append", default=[], metavar="NAME=yes|no", help="贷款条件的判断")
    applying.add_argument("--reason", default="", help="警告通过的理由")
    opining = verb(parser, "opinion", opinion, "登记一级审核意见")
    opining.add_argument("application", metavar="APP")
    opining.add_argument("--stage", choices=STAGES, required=True)
    opining.add_argument("--result", choices=("pass", "refuse", "supplement"), required=True)
    opining.add_argument("--by", required=True, metavar="NAME")
    opining.add_argument("--note", default="")


def _configure_lending(parser: ArgumentParser) -> None:
    disbursing = verb(parser, "disburse", disburse, "登记放款")
    disbursing.add_argument("application", metavar="APP")
    recording = verb(parser, "record", record, "补录银行已放的贷款")
    recording.add_argument("household", metavar="NO", help="户编号")
    recording.add_argument("--borrower", required=True, metavar="ID")
    recording.add_argument("--amount", type=money, required=True, metavar="A")
    recording.add_argument("--months", type=whole, required=True, metavar="M")
    recording.add_argument("--purpose", default="", metavar="TEXT")
    recording.add_argument("--kind", choices=("first", "top-up", "renewal"), default="first")
    for each in (disbursing, recording):
        each.add_argument("--contract", required=True, metavar="C")
        each.add_argument("--note", default="", metavar="NO", help="借据号，默认同合同号")
        each.add_argument("--bank", required=True, metavar="B")
        each.add_argument("--rate", type=rate, required=True, metavar="R", help="年利率（%%）")
        each.add_argument("--method", choices=METHODS, required=each is disbursing, default="interest-only")
        each.add_argument("--signed-on", type=iso_date, metavar="D")
        each.add_argument("--due-on", type=iso_date, metavar="D")
        each.add_argument("--day-count", default="act/360")
        each.add_argument("--every", choices=("month", "quarter"), default="")
        each.add_argument("--settlement-day", type=whole, default=20)
        each.add_argument("--uplift", type=rate, default=None, help="逾期上浮（%%），默认 50")
        each.add_argument("--compound", action="store_true", help="合同约定计收复利")
        each.add_argument("--account", default="")
        each.add_argument("--reason", default="")


def apply(args: argparse.Namespace) -> Answer:
    """Take an application; a block refuses it, a warning asks for --reason."""
    from app.cli.book import open_book_from
    from app.services.applications import apply_for_loan

    with open_book_from(args) as book:
        view = apply_for_loan(
            book,
            args.household,
            borrower_id=args.borrower,
            amount=args.amount,
            months=args.months,
            purpose=args.purpose,
            kind=args.kind,
            on=today(args),
            conditions=_conditions(args.condition),
            co_borrower_id=args.co_borrower,
            method=args.method,
            renews_note=args.renews,
            money_user=args.money_user,
            reason=args.reason,
        )
    return _application(view)


def opinion(args: argparse.Namespace) -> Answer:
    """Record one stage's opinion."""
    from app.cli.book import open_book_from
    from app.services.applications import give_opinion

    with open_book_from(args) as book:
        view = give_opinion(
            book,
            args.application,
            stage=args.stage,
            result=args.result,
            by=args.by,
            on=today(args),
            note=args.note,
        )
    return _application(view)


def disburse(args: argparse.Namespace) -> Answer:
    """Record the disbursement of an approved application."""
    from app.cli.book import open_book_from
    from app.services import loans

    with open_book_from(args) as book:
        return _loan(loans.disburse(book, args.application, _paper(args), reason=args.reason))


def record(args: argparse.Namespace) -> Answer:
    """Record a loan that the bank has already made."""
    from app.cli.book import open_book_from
    from app.services import loans

    with open_book_from(args) as book:
        view = loans.record_loan(
            book,
            args.household,
            _paper(args),
            borrower_id=args.borrower,
            amount=args.amount,
            months=args.months,
            purpose=args.purpose,
            kind=args.kind,
            reason=args.reason,
        )
    return _loan(view)


def show(args: argparse.Namespace) -> Answer:
    """The state of a loan at the start of a day."""
    from app.cli.book import open_book_from
    from app.services.loans import read_loan

    with open_book_from(args) as book, book.read() as session:
        return _loan(read_loan(session, args.contract, today(args)))


def repay(args: argparse.Namespace) -> Answer:
    """Record a repayment by the bank's voucher."""
    from decimal import Decimal

    from app.cli.book import open_book_from
    from app.domain.loan_events import Split
    from app.services.repayments import record_repayment

    parts = (args.principal, args.interest, args.penalty, args.compound)
    split = None
    if any(part is not None for part in parts):
        split = Split(*(part if part is not None else Decimal("0.00") for part in parts))
    with open_book_from(args) as book:
        view = record_repayment(
            book,
            args.contract,
            amount=args.amount,
            on=today(args),
            voucher=args.voucher,
            split=split,
            channel=args.channel,
            entry_id=args.entry_id,
        )
    return _loan(view)


def reverse(args: argparse.Namespace) -> Answer:
    """Reverse one entry."""
    from app.cli.book import open_book_from
    from app.services.repayments import reverse_entry

    with open_book_from(args) as book:
        return _loan(reverse_entry(book, args.entry, on=today(args), reason=args.reason))


def extend(args: argparse.Namespace) -> Answer:
    """Extend a loan."""
    from app.cli.book import open_book_from
    from app.services.extensions import extend as extend_loan

    with open_book_from(args) as book:
        view = extend_loan(
            book,
            args.contract,
            until=args.until,
            reason=args.reason,
            on=today(args),
            kind=args.kind,
            paper_pending=args.paper_pending,
            already_done=args.already_done,
        )
    return _loan(view)


def claim(args: argparse.Namespace) -> Answer:
    """Record a claim payment or a risk-fund payout."""
    from app.cli.book import open_book_from
    from app.services.claims import record_claim

    with open_book_from(args) as book:
        view = record_claim(
            book, args.contract, kind=args.kind, amount=args.amount, on=today(args), voucher=args.voucher
        )
    return _loan(view)


def renew(args: argparse.Namespace) -> Answer:
    """Record a renewal: a new note takes the place of the old principal."""
    from app.cli.book import open_book_from
    from app.services.renewals import renew_loan

    with open_book_from(args) as book:
        view = renew_loan(
            book,
            args.contract,
            amount=args.amount,
            months=args.months,
            on=today(args),
            new_note=args.new_note,
            rate=args.rate,
            reason=args.reason,
        )
    return _loan(view)


def _conditions(texts: list[str]) -> dict[str, bool]:
    from app.domain.errors import InputError

    answers = {}
    for text in texts:
        name, _, said = text.partition("=")
        if said not in ("yes", "no"):
            raise InputError("贷款条件", f"要写成 NAME=yes 或 NAME=no，现在是 {text}")
        answers[name] = said == "yes"
    return answers


def _paper(args: argparse.Namespace) -> Any:
    from app.services.loans import DEFAULT_UPLIFT, LoanPaper

    return LoanPaper(
        contract=args.contract,
        bank=args.bank,
        rate=args.rate,
        on=today(args),
        method=args.method,
        note=args.note,
        signed_on=args.signed_on,
        due_on=args.due_on,
        day_count=args.day_count,
        every=args.every,
        settlement_day=args.settlement_day,
        uplift=DEFAULT_UPLIFT if args.uplift is None else args.uplift,
        compound=args.compound,
        account=args.account,
    )


def _application(view: ApplicationView) -> Answer:
    next_stage = view.next_stage
    data = {
        "application": view.number,
        "household": view.household_number,
        "borrower": view.borrower,
        "kind": view.kind,
        "amount": yuan(view.amount),
        "months": view.term_months,
        "purpose": view.purpose,
        "applied_on": view.applied_on.isoformat(),
        "state": view.state,
        "next_stage": next_stage.id if next_stage else None,
        "opinions": [
            {"stage": each.stage, "result": each.result, "by": each.by, "on": each.on.isoformat()}
            for each in view.opinions
        ],
        "findings": [finding_data(finding) for finding in view.findings],
    }
    waiting = f"，下一步：{next_stage.name}" if next_stage else ""
    lines = [
        f"申请 {view.number}：{view.borrower} {yuan(view.amount)} 元 {view.term_months} 个月，{view.state}{waiting}"
    ]
    return Answer(data, "\n".join([*lines, *(f"  {finding.text}" for finding in view.findings)]))


def _loan(view: LoanView) -> Answer:
    state = view.line.state
    data = {
        "contract": view.line.loan.note_number,
        "status": str(state.status),
        "principal": yuan(state.principal),
        "balance": yuan(state.balance),
        "due": state.due_on.isoformat(),
        "interest_accrued": yuan(state.interest_accrued),
        "interest_in_arrears": yuan(state.interest_in_arrears),
        "borrower_share": yuan(state.borrower_share),
        "subsidy": yuan(state.subsidy),
        "penalty": yuan(state.penalty),
        "compound": yuan(state.compound),
        "payoff": yuan(state.payoff),
        "overdue_days": state.overdue_days,
        "unmatched": yuan(state.unmatched),
        "events": [
            {
                "id": event.id,
                "kind": event.kind,
                "on": event.on.isoformat(),
                "entered": event.entered.isoformat(),
                "amount": None if event.amount is None else yuan(event.amount),
                "reverses": event.reverses or None,
                "reversed": event.reversed,
            }
            for event in state.events
        ],
        "plan": [
            {
                "no": row.no,
                "from": row.start.isoformat(),
                "to": row.end.isoformat(),
                "days": row.days,
                "due": row.due.isoformat(),
                "principal": yuan(row.principal),
                "interest": yuan(row.interest),
                "borrower": yuan(row.borrower),
                "subsidy": yuan(row.subsidy),
                "total": yuan(row.total),
                "balance": yuan(row.balance),
                "status": str(row.status),
            }
            for row in state.plan
        ],
        "findings": [finding_data(finding) for finding in view.findings],
    }
    text = (
        f"{view.line.loan.note_number} {view.line.borrower.name}：{state.status}，余额 {yuan(state.balance)} 元，"
        f"{state.due_on} 到期，{state.on} 还清户要付 {yuan(state.payoff)} 元（以银行为准）"
    )
    return Answer(data, "\n".join([text, *(f"  {finding.text}" for finding in view.findings)]))
