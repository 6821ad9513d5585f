"""What is known about an application when its eligibility is asked: plain values, no tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.conditions import ConditionAnswer
from app.domain.policy import LoanDays


class LoanKind(StrEnum):
    """首贷, 追加, 续贷."""

    FIRST = "first"
    TOP_UP = "top-up"
    RENEWAL = "renewal"


KIND_NAMES = {LoanKind.FIRST: "首贷", LoanKind.TOP_UP: "追加", LoanKind.RENEWAL: "续贷"}


@dataclass(frozen=True, slots=True)
class ListMembership:
    """A household's place on a list: its 户类型 or 监测对象类别, from when until when (None: not known, or open)."""

    kind: str
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the household was on the list on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class BankDecision:
    """The bank's own rating and credit line, in yuan, with its validity."""

    grade: str
    credit_line: Decimal
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class VillageAssessment:
    """The village's points and proposed line, in yuan: advice, never the bank's decision."""

    points: Decimal
    credit_line: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class ExistingLoan:
    """A loan of the household: `borrower` is the key of the borrower (first 18 of the id, or a member id)."""

    note_number: str
    borrower: str
    principal: Decimal
    balance: Decimal
    disbursed_on: date | None = None
    maturity: date | None = None
    overdue: bool = False
    extended: bool = False
    renewals: int = 0

    @property
    def outstanding(self) -> bool:
        """Whether something of the principal is still owed."""
        return self.balance > 0


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """One application. Amounts in yuan, term in months, `rate` a fraction a year (None: not known yet).

    `borrower` is the key by which `existing_loans` names its borrowers; `replaces` the note number that a renewal
    renews. `entity` marks a new-type agricultural business entity as the applicant. `money_user` is who uses the
    money where it is not the household. `age_reason` and the like are not here: a warning's reason is recorded by
    the service.
    """

    amount: Decimal
    term_months: int
    purpose: str
    applied_on: date
    kind: LoanKind = LoanKind.FIRST
    signing_on: date | None = None
    disbursed_on: date | None = None
    rate: Decimal | None = None
    household_number: str = ""
    borrower: str = ""
    borrower_birth: date | None = None
    memberships: tuple[ListMembership, ...] = ()
    bank_decision: BankDecision | None = None
    village_assessment: VillageAssessment | None = None
    existing_loans: tuple[ExistingLoan, ...] = ()
    replaces: str = ""
    conditions: tuple[ConditionAnswer, ...] = ()
    is_cadre: bool = False
    entity: bool = False
    money_user: str = ""

    @property
    def days(self) -> LoanDays:
        """The days on which policy values are looked up."""
        return LoanDays(self.applied_on, self.signing_on, self.disbursed_on)

    @property
    def signing_day(self) -> date:
        """The signing day, as long as it is not known the day of the application."""
        return self.signing_on or self.applied_on

    @property
    def other_loans(self) -> tuple[ExistingLoan, ...]:
        """The household's outstanding loans without the one a renewal replaces."""
        return tuple(loan for loan in self.existing_loans if loan.outstanding and loan.note_number != self.replaces)
