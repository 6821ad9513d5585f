"""互助金台账, 风险补偿金收支, 村级资金: money in, money out, and what is left after each line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.domain.money import ZERO, from_fen
from app.domain.risk_fund import fund_state, required_fund
from app.models import FundMovement, SocietyLoan, SocietyMember, SocietyRepayment, VillageFund
from app.models import Society as SocietyRow
from app.services.book_on_day import BookOnDay, Key, key_of
from app.services.funds import COMPENSATION
from app.services.ledger_rows.names import Row
from app.services.ledger_rows.settling import claim_rows
from app.services.records import standing

MUTUAL_KINDS = frozenset({"互助资金", "风险互助金"})
INCOME = "收入"
_ACCOUNT = "account"  # whose running balance a row belongs to


def mutual_fund_rows(book: BookOnDay) -> Iterable[Row]:
    """互助金台账: risk mutual funds and societies, each with its own running balance."""
    lent: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in book.open_lines:
        lent[line.village] += line.state.balance
    rows = [row for fund in _funds(book) if fund.kind in MUTUAL_KINDS for row in _fund_lines(book, fund)]
    rows += _society_lines(book)
    kept = _with_balances(rows, "society")
    for row in kept:
        loans = lent.get(row["village"], ZERO)
        row["share_of_loans"] = row["balance"] / loans if loans else None
    return kept


def village_fund_rows(book: BookOnDay) -> Iterable[Row]:
    """村级资金: all other funds of the village."""
    funds = [fund for fund in _funds(book) if fund.kind not in MUTUAL_KINDS | {COMPENSATION}]
    return _with_balances([row for fund in funds for row in _fund_lines(book, fund)], "fund")


def risk_fund_rows(book: BookOnDay) -> Iterable[Row]:
    """风险补偿金收支: payouts as they happened, then one line a bank with what its balance asks for.

    The account itself is kept by finance, not by the village: what was paid in is known at the desk only.
    """
    yield from _account_lines(book)
    for claim in claim_rows(book):
        if claim["claim_kind"] == "代偿":
            yield {
                "on": claim["paid_on"],
                "bank": claim["bank"],
                "summary": f"代偿 {claim['borrower']} {claim['note']}",
                "paid_out": claim["amount"],
                "recovered": claim["recovered"],
                "voucher": claim["remark"].removeprefix("凭证 ") if claim["remark"].startswith("凭证 ") else None,
                "remark": "凭证待补" if claim["remark"] == "凭证待补" else None,
            }
    yield from _bank_lines(book)


def _account_lines(book: BookOnDay) -> Iterable[Row]:
    for fund, _balance in _accounts(book):
        for row in _fund_lines(book, fund):
            yield {
                "on": row["on"],
                "bank": fund.name,
                "summary": row["summary"],
                "paid_in": row["income"],
                "paid_out": row["expense"],
                "voucher": row["voucher"],
            }


def _bank_lines(book: BookOnDay) -> Iterable[Row]:
    multiple = book.pack.integer("risk_fund_multiple", book.on)
    if multiple is None:
        return
    by_lent = book.pack.text("risk_fund_basis", book.on) == "lent"
    cap = book.pack.money("risk_covered_principal", book.on)
    bases: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in book.lines:
        base = line.terms.principal if by_lent else line.state.balance
        bases[line.loan.bank] += base if cap is None else min(base, cap)
    kept = {fund.name: balance for fund, balance in _accounts(book)}
    days = book.pack.integer("risk_fund_top_up_days", book.on)
    for bank in sorted({*bases, *kept}):
        base = bases[bank]
        row: Row = {
            "on": book.on,
            "bank": bank,
            "summary": f"按{'累计发放' if by_lent else '贷款余额'} {multiple}：1 测算",
            "loan_balance": base,
            "required": required_fund(base, multiple),
            "remark": "账户结余以财政为准",
        }
        if bank in kept:
            state = fund_state(base, kept[bank], multiple, reached_on=book.on, top_up_days=days)
            row |= {
                "fund": state.fund,
                "gap": state.top_up,
                "capacity": state.capacity,
                "top_up_until": state.top_up_by,
            }
        yield row


def _accounts(book: BookOnDay) -> list[tuple[VillageFund, Decimal]]:
    """Each bank's account at the desk with what it holds."""
    found = []
    for fund in _funds(book):
        if fund.kind == COMPENSATION:
            rows = _fund_lines(book, fund)
            found.append((fund, sum(((row["income"] or ZERO) - (row["expense"] or ZERO) for row in rows), ZERO)))
    return found


def _funds(book: BookOnDay) -> list[VillageFund]:
    return list(book.session.scalars(standing(VillageFund).order_by(VillageFund.village_code, VillageFund.name)))


def _village_name(book: BookOnDay, book_code: str, code: str) -> str:
    named = book.villages.get((book_code, code))
    if named is None:
        named = next((row for (owner, _), row in book.villages.items() if owner == book_code), None)
    return named.name if named else ""


def _fund_lines(book: BookOnDay, fund: VillageFund) -> list[Row]:
    own = FundMovement.book_code == fund.book_code, FundMovement.fund_id == fund.id, FundMovement.on <= book.on
    rows = []
    for move in book.session.scalars(standing(FundMovement).where(*own).order_by(FundMovement.on, FundMovement.id)):
        line = book.line_of_loan.get((move.book_code, move.loan_id or ""))
        family = book.families.get((move.book_code, move.household_id or ""), [])
        amount = from_fen(move.amount_fen)
        rows.append(
            {
                _ACCOUNT: key_of(fund),
                "on": move.on,
                "village": _village_name(book, fund.book_code, fund.village_code),
                "fund": fund.name,
                "society": fund.name,
                "source": move.source,
                "summary": move.summary,
                "head": family[0].name if family else None,
                "beneficiary": move.beneficiary or (family[0].name if family else None),
                "note": line.loan.note_number if line else None,
                "income": amount if move.direction == INCOME else None,
                "expense": None if move.direction == INCOME else amount,
                "approver": move.approver,
                "officer": move.entered_by,
                "voucher": move.voucher,
                "remark": move.warned,
            }
        )
    return rows


def _society_lines(book: BookOnDay) -> list[Row]:
    """Shares paid in, loans to members, and what they paid back with its fee."""
    societies = {key_of(row): row for row in book.session.scalars(standing(SocietyRow))}
    loans = {key_of(row): row for row in book.session.scalars(standing(SocietyLoan).where(SocietyLoan.on <= book.on))}
    rows = []
    for member in book.session.scalars(standing(SocietyMember).where(SocietyMember.from_on <= book.on)):
        if member.share_fen:
            society = societies[member.book_code, member.society_id]
            line = _society_line(book, society, member.household_id, member.from_on, "入社互助金")
            rows.append(line | {"income": from_fen(member.share_fen)})
    for loan in loans.values():
        society = societies[loan.book_code, loan.society_id]
        line = _society_line(book, society, loan.household_id, loan.on, f"借款 {loan.purpose}".strip())
        rows.append(line | {"expense": from_fen(loan.amount_fen), "note": loan.number})
    for paid in book.session.scalars(standing(SocietyRepayment).where(SocietyRepayment.on <= book.on)):
        of = loans.get((paid.book_code, paid.society_loan_id))
        if of is not None:
            society = societies[of.book_code, of.society_id]
            line = _society_line(book, society, of.household_id, paid.on, "归还借款")
            amount = from_fen(paid.principal_fen + paid.fee_fen)
            fee = f"其中占用费 {from_fen(paid.fee_fen):.2f} 元" if paid.fee_fen else None
            rows.append(line | {"income": amount, "note": of.number, "voucher": paid.voucher, "remark": fee})
    return rows


def _society_line(book: BookOnDay, society: SocietyRow, household_id: str, on: date, summary: str) -> Row:
    family = book.families.get((society.book_code, household_id), [])
    return {
        _ACCOUNT: key_of(society),
        "on": on,
        "village": _village_name(book, society.book_code, society.village_code),
        "society": society.name,
        "summary": summary,
        "head": family[0].name if family else None,
    }


def _with_balances(rows: list[Row], name: str) -> list[Row]:
    """The rows by account and day, each with what is left after it; two villages may call a fund the same."""
    left: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    ordered = sorted(rows, key=lambda row: (row["village"], row[name], row[_ACCOUNT], row["on"]))
    for row in ordered:
        account = row.pop(_ACCOUNT)
        left[account] += (row.get("income") or ZERO) - (row.get("expense") or ZERO)
        row["balance"] = left[account]
    return ordered
