"""联保: 10 to 20 households of a mutual-aid society stand for one another's loans (旺苍)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.loss_sharing import split_by_shares

LEAST = 10
MOST = 20


def check_group(
    households: Sequence[str], least: int = LEAST, most: int = MOST, clause: str = ""
) -> tuple[Finding, ...]:
    """Blocks a group with too few or too many households, and one in which a household stands twice."""
    findings = []
    twice = sorted(number for number, count in Counter(households).items() if count > 1)
    if twice:
        text = "联保小组里重复的户：" + "、".join(twice)
        findings.append(Finding("guarantee-twice", Severity.BLOCK, text, clause))
    count = len(set(households))
    if not least <= count <= most:
        text = f"联保小组有 {count} 户，要 {least} 至 {most} 户"
        findings.append(Finding("guarantee-size", Severity.BLOCK, text, clause, suggestion="请增减成员户后再办。"))
    return tuple(findings)


def liability(amount: Decimal, borrower: str, households: Sequence[str]) -> dict[str, Decimal]:
    """What each of the others stands for when `borrower` does not pay `amount` yuan; the parts sum to the fen.

    Raises ValueError where nobody else is in the group.
    """
    others = [number for number in dict.fromkeys(households) if number != borrower]
    if not others:
        raise ValueError("联保小组里没有其他户")
    return split_by_shares(amount, dict.fromkeys(others, Decimal(1)))
