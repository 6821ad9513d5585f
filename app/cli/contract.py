"""huicun contract: a contract with its notes, and the change of a co-borrower."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, today, verb, yuan
from app.cli.records import one

if TYPE_CHECKING:
    from app.services.contracts import ContractView


def configure(parser: ArgumentParser) -> None:
    """`contract list`, `contract show`, `contract co-borrower`."""
    verb(parser, "list", list_all, "全部借款合同")
    showing = verb(parser, "show", show, "一份合同和它的借据")
    showing.add_argument("contract", metavar="NO", help="合同号或借据号")
    changing = verb(parser, "co-borrower", co_borrower, "变更共同借款人")
    changing.add_argument("contract", metavar="C", help="借据号")
    changing.add_argument("--member", default="", metavar="ID", help="新的共同借款人；不写就是取消")
    changing.add_argument("--document", required=True, help="银行的补充协议编号")
    changing.add_argument("--reason", required=True)


def list_all(args: argparse.Namespace) -> Answer:
    """All contracts on a day."""
    from app.cli.book import open_book_from
    from app.services.contracts import list_contracts

    with open_book_from(args) as book, book.read() as session:
        views = list_contracts(session, today(args))
    return Answer({"contracts": [_data(view) for view in views]}, "\n".join(_text(view) for view in views))


def show(args: argparse.Namespace) -> Answer:
    """One contract on a day."""
    from app.cli.book import open_book_from
    from app.services.contracts import read_contract

    with open_book_from(args) as book, book.read() as session:
        view = read_contract(session, args.contract, today(args))
    return Answer(_data(view), _text(view))


def co_borrower(args: argparse.Namespace) -> Answer:
    """Another member becomes co-borrower, or nobody."""
    from app.cli.book import open_book_from
    from app.services.contracts import change_co_borrower

    with open_book_from(args) as book:
        view = change_co_borrower(
            book,
            args.contract,
            member_id=args.member,
            on=today(args),
            document=args.document,
            reason=args.reason,
        )
    return one(view, f"{view.note_number} 共同借款人：{view.before or '无'} → {view.after or '无'}")


def _data(view: ContractView) -> dict[str, Any]:
    return {
        "contract": view.number,
        "bank": view.bank,
        "borrower": view.borrower,
        "household": view.household,
        "product": view.product,
        "fund_source": view.fund_source,
        "revolving": view.revolving,
        "contract_line": None if view.contract_line is None else yuan(view.contract_line),
        "lent": yuan(view.lent),
        "balance": yuan(view.balance),
        "left": None if view.left is None else yuan(view.left),
        "notes": [
            {
                "note": line.loan.note_number,
                "amount": yuan(line.terms.principal),
                "disbursed_on": line.loan.disbursed_on.isoformat(),
                "due": line.state.due_on.isoformat(),
                "balance": yuan(line.state.balance),
                "status": str(line.state.status),
            }
            for line in view.notes
        ],
    }


def _text(view: ContractView) -> str:
    left = "" if view.left is None else f"，还可用 {yuan(view.left)} 元"
    kind = "（循环）" if view.revolving else ""
    return f"{view.number}{kind} {view.borrower}：{len(view.notes)} 张借据，余额 {yuan(view.balance)} 元{left}"
