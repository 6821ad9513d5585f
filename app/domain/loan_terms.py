"""The terms of one loan note: what the contract fixed, with the convention of its interest and its subsidy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.schedule import Convention

DEFAULT_ORDER = ("penalty", "interest", "principal")
ORDER_WORDS = frozenset({"penalty", "compound", "interest", "principal"})


class SubsidyMode(StrEnum):
    """How the subsidy flows; the words are those of the policy packs."""

    BANK_DIRECT = "bank-direct"
    HOUSEHOLD_FIRST = "household-first"


@dataclass(frozen=True, slots=True)
class SubsidyTerms:
    """财政贴息 of one loan: `share` (1 is full) of the interest on at most `cap` yuan of its principal.

    `rate_cap` is the highest subsidised rate a year (S2: 5 %), `until` the first day that is not subsidised any more.
    Days on which principal is overdue are never subsidised.
    """

    share: Decimal = Decimal(0)
    cap: Decimal | None = None
    mode: SubsidyMode = SubsidyMode.BANK_DIRECT
    rate_cap: Decimal | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"贴息比例要在 0 和 1 之间：{self.share}")
        object.__setattr__(self, "mode", SubsidyMode(self.mode))


NO_SUBSIDY = SubsidyTerms()


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """One 借据: `principal` in yuan, `rate` and `uplift` fractions (0.0435, 0.5), `compound` the contract's switch.

    `allocation` is the order in which a repayment without the voucher's own split is used; what it does not name comes
    last in the usual order, compound interest right after the penalty. Raises ValueError for terms no loan can have.
    """

    note_number: str
    principal: Decimal
    rate: Decimal
    disbursed_on: date
    due_on: date
    convention: Convention
    uplift: Decimal = Decimal("0.5")
    compound: bool = False
    allocation: tuple[str, ...] = DEFAULT_ORDER
    subsidy: SubsidyTerms = NO_SUBSIDY

    def __post_init__(self) -> None:
        if self.principal <= 0:
            raise ValueError(f"贷款金额要大于零：{self.principal}")
        if self.rate < 0 or self.uplift < 0:
            raise ValueError("利率和上浮比例不能是负数")
        if self.due_on <= self.disbursed_on:
            raise ValueError(f"到期日 {self.due_on} 不晚于放款日 {self.disbursed_on}")
        if not set(self.allocation) <= ORDER_WORDS:
            raise ValueError(f"还款分配顺序里有不认识的词：{self.allocation}")
