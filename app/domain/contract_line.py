"""A contract with several notes: what may still be drawn under its line, once or again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.money import ZERO, format_yuan


@dataclass(frozen=True, slots=True)
class DrawnNote:
    """One note under a contract: amount lent and what is left of it on the day, in yuan."""

    note_number: str
    household: str
    bank: str
    principal: Decimal
    balance: Decimal
    disbursed_on: date


def left_to_draw(line: Decimal | None, revolving: bool, notes: tuple[DrawnNote, ...]) -> Decimal | None:
    """Yuan that may still be drawn (never below zero); a repaid note frees its amount only where it is revolving."""
    if line is None:
        return None
    used = sum((note.balance if revolving else note.principal for note in notes), ZERO)
    return max(line - used, ZERO)


def check_draw(
    contract: str,
    line: Decimal | None,
    revolving: bool,
    notes: tuple[DrawnNote, ...],
    *,
    amount: Decimal,
    household: str,
    bank: str,
) -> tuple[Finding, ...]:
    """What speaks against one more note of `amount` yuan under a contract that has these notes."""
    findings = []
    others = [note for note in notes if note.household != household]
    if others:
        text = f"合同 {contract} 下的借据 {others[0].note_number} 是另一户的"
        findings.append(Finding("contract-elsewhere", Severity.WARN, text, suggestion="请核对合同号。"))
    elif any(note.bank != bank for note in notes):
        findings.append(Finding("contract-bank", Severity.WARN, f"合同 {contract} 的承贷银行前后不一致"))
    left = left_to_draw(line, revolving, notes)
    if left is not None and amount > left:
        text = f"合同 {contract} 的额度只剩 {format_yuan(left)} 元，这一笔 {format_yuan(amount)} 元"
        findings.append(Finding("over-contract-line", Severity.BLOCK, text))
    return tuple(findings)
