"""What happens to a loan after it was lent: frozen facts, added or reversed, never edited.

`on` is the day it happened at the bank, `entered` the moment it was typed; the state of a loan depends on the first
only. Amounts are yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Split:
    """The bank voucher's own parts of an amount: 本金, 利息, 罚息, 复利."""

    principal: Decimal = Decimal("0.00")
    interest: Decimal = Decimal("0.00")
    penalty: Decimal = Decimal("0.00")
    compound: Decimal = Decimal("0.00")

    @property
    def total(self) -> Decimal:
        """The sum of the four."""
        return self.principal + self.interest + self.penalty + self.compound


@dataclass(frozen=True, slots=True)
class LoanEvent:
    """The common part of all events; `rank` orders the events of one day, `kind` is the word of the command line."""

    kind: ClassVar[str] = ""
    rank: ClassVar[int] = 99
    id: str
    on: date
    entered: datetime


@dataclass(frozen=True, slots=True)
class Disbursement(LoanEvent):
    """放款, as the bank's paper shows it; the loan is counted by its terms, a difference becomes a finding."""

    kind: ClassVar[str] = "disbursement"
    rank: ClassVar[int] = 0
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Extension(LoanEvent):
    """展期 ("extension") or 延期还款 ("deferral") to `until`; `rate` (a fraction) only where the agreement changes it.

    A changed rate counts from `rate_from`, else from the later of the old maturity and the day of the agreement
    (贷款通则 第十四条: 从展期之日起).
    """

    kind: ClassVar[str] = "extension"
    rank: ClassVar[int] = 1
    until: date
    rate: Decimal | None = None
    sort: str = "extension"
    paper_pending: bool = False
    reason: str = ""
    rate_from: date | None = None


@dataclass(frozen=True, slots=True)
class RateChange(LoanEvent):
    """The contract's rate from `on`, a fraction a year; rare, since the programme keeps it fixed (S4 一(四))."""

    kind: ClassVar[str] = "rate-change"
    rank: ClassVar[int] = 2
    rate: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Misuse(LoanEvent):
    """挪用 found by the bank: from `on` the whole principal bears the rate raised by `uplift`, without subsidy."""

    kind: ClassVar[str] = "misuse"
    rank: ClassVar[int] = 3
    uplift: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BankAdjustment(LoanEvent):
    """以银行为准记调整: what is added to (or, negative, taken from) our principal, interest, penalty, compound."""

    kind: ClassVar[str] = "bank-adjustment"
    rank: ClassVar[int] = 4
    split: Split
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubsidyPaid(LoanEvent):
    """财政贴息 that reached the bank (bank-direct) or the household (household-first)."""

    kind: ClassVar[str] = "subsidy"
    rank: ClassVar[int] = 5
    amount: Decimal
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class Claim(LoanEvent):
    """理赔 ("insurance") or 代偿 ("compensation") paid to the bank; the household is still asked for it (追偿)."""

    kind: ClassVar[str] = "claim"
    rank: ClassVar[int] = 6
    amount: Decimal
    sort: str = "insurance"
    voucher: str = ""
    split: Split | None = None


@dataclass(frozen=True, slots=True)
class Renewal(LoanEvent):
    """无还本续贷: a new loan of the bank takes the place of `amount` of this one's principal."""

    kind: ClassVar[str] = "renewal"
    rank: ClassVar[int] = 7
    amount: Decimal
    new_note: str = ""


@dataclass(frozen=True, slots=True)
class Repayment(LoanEvent):
    """还款 by bank voucher; its own `split`, where known, beats our allocation."""

    kind: ClassVar[str] = "repayment"
    rank: ClassVar[int] = 8
    amount: Decimal
    voucher: str = ""
    split: Split | None = None


@dataclass(frozen=True, slots=True)
class Reversal(LoanEvent):
    """冲正: the entry `reverses` counts no more; a reversed reversal lets it count again."""

    kind: ClassVar[str] = "reversal"
    rank: ClassVar[int] = 90
    reverses: str
    reason: str = ""
