"""huicun desk: the township's villages side by side, what only the township can see, the risk fund bank by bank."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, finding_data, money, today, verb, yuan

if TYPE_CHECKING:
    from app.services.desk_today import VillageWatch
    from app.services.risk_accounts import RiskAccount


def configure(parser: ArgumentParser) -> None:
    """today, cross-check, risk-fund, risk-fund-move."""
    verb(parser, "today", today_, "各村并列：余额、逾期、到期、等意见的申请、最近的包")
    verb(parser, "cross-check", cross_check, "跨村核查，和各村自查的条数")
    verb(parser, "risk-fund", risk_fund, "风险补偿金：一家银行一个账户，再合计")
    moving = verb(parser, "risk-fund-move", move, "登记一家银行账户的收入或支出")
    moving.add_argument("bank", metavar="BANK")
    moving.add_argument("--direction", choices=("收入", "支出"), required=True)
    moving.add_argument("--amount", type=money, required=True, metavar="A")
    moving.add_argument("--summary", required=True, metavar="TEXT")
    moving.add_argument("--voucher", default="", metavar="NO")


def today_(args: argparse.Namespace) -> Answer:
    """The first page of the township."""
    from app.cli.book import open_book_from
    from app.services.desk_today import read_desk_today

    with open_book_from(args) as book, book.read() as session:
        view = read_desk_today(session, today(args))
    data = {
        "villages": [_village(one) for one in view.villages],
        "balance": yuan(view.rate.balance),
        "overdue": yuan(view.rate.overdue),
        "overdue_percent": str(view.rate.percent),
        "due_within": view.window_days,
        "due": len(view.due),
        "overdue_loans": len(view.overdue),
        "months": [{"month": f"{one.month:%Y-%m}", "amount": yuan(one.amount)} for one in view.months],
        "waiting": view.waiting,
        "held": view.held,
        "receipts_owed": view.owed,
        "silent": view.silent,
    }
    lines = [
        f"{one.name}　{one.loans} 笔　余额 {one.rate.balance:,.2f}　逾期率 {one.rate.percent}%"
        f"{'（超红线）' if one.over_red_line else ''}"
        f"　{view.window_days} 天内到期 {one.due_loans} 笔　等意见 {one.waiting} 份"
        for one in view.villages
    ]
    return Answer(data, "\n".join(lines) or "还没有导入过哪个村的交换包。")


def cross_check(args: argparse.Namespace) -> Answer:
    """Status 1 where a finding asks for something."""
    from app.cli.book import open_book_from
    from app.domain.findings import Severity
    from app.services.cross_checks import run_cross_checks

    with open_book_from(args) as book, book.read() as session:
        found = run_cross_checks(session, today(args))
    data = {
        "findings": [finding_data(each) for each in found.across],
        "villages": [{"code": one.code, "name": one.name, "to_mend": one.to_mend} for one in found.villages],
    }
    lines = [each.text for each in found.across]
    lines += [f"{one.name}：自查 {one.to_mend} 条要改" for one in found.villages]
    serious = any(each.severity is not Severity.NOTE for each in found.across)
    return Answer(data, "\n".join(lines) or "没有发现问题。", status=1 if serious else 0)


def risk_fund(args: argparse.Namespace) -> Answer:
    """Every bank's account."""
    from app.cli.book import open_book_from
    from app.services.risk_accounts import read_risk_accounts

    with open_book_from(args) as book, book.read() as session:
        found = read_risk_accounts(session, today(args))
    data = {
        "accounts": [_account(one) for one in found.accounts],
        "base": yuan(found.base),
        "balance": yuan(found.balance),
        "required": yuan(found.required),
        "top_up": yuan(found.top_up),
        "multiple": found.multiple,
        "basis": found.basis,
    }
    lines = [_account_line(one) for one in found.accounts]
    lines.append(
        f"合计：基数 {found.base:,.2f}　账户 {found.balance:,.2f}　应有 {found.required:,.2f}　缺 {found.top_up:,.2f}"
    )
    return Answer(data, "\n".join(lines))


def move(args: argparse.Namespace) -> Answer:
    """Money in or out of one account."""
    from app.cli.book import open_book_from
    from app.services.risk_accounts import record_risk_movement

    with open_book_from(args) as book:
        account = record_risk_movement(
            book,
            args.bank,
            direction=args.direction,
            amount=args.amount,
            on=today(args),
            summary=args.summary,
            voucher=args.voucher,
        )
    return Answer(_account(account), _account_line(account))


def _village(one: VillageWatch) -> dict[str, Any]:
    bundle = one.exchange
    return {
        "code": one.code,
        "name": one.name,
        "loans": one.loans,
        "balance": yuan(one.rate.balance),
        "overdue": yuan(one.rate.overdue),
        "overdue_percent": str(one.rate.percent),
        "over_red_line": one.over_red_line,
        "overdue_loans": one.overdue_loans,
        "due": one.due_loans,
        "due_amount": yuan(one.due_amount),
        "waiting": one.waiting,
        "as_of": bundle.as_of.isoformat() if bundle is not None and bundle.as_of is not None else None,
        "stale": bundle is None or bundle.stale,
    }


def _account(one: RiskAccount) -> dict[str, Any]:
    state = one.state
    return {
        "bank": one.bank,
        "paid_in": yuan(one.paid_in),
        "paid_out": yuan(one.paid_out),
        "balance": yuan(one.balance),
        "base": yuan(state.base) if state else None,
        "required": yuan(state.required) if state else None,
        "top_up": yuan(state.top_up) if state else None,
        "top_up_by": state.top_up_by.isoformat() if state and state.top_up_by else None,
        "capacity": yuan(state.capacity) if state else None,
    }


def _account_line(one: RiskAccount) -> str:
    said = f"{one.bank}：账户 {one.balance:,.2f} 元"
    if one.state is None:
        return f"{said}，政策没有写明倍数"
    short = f"，缺 {one.state.top_up:,.2f} 元" if one.state.top_up else ""
    until = f"，{one.state.top_up_by} 前补足" if one.state.top_up_by else ""
    return f"{said}，应有 {one.state.required:,.2f} 元{short}{until}"
