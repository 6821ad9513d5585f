"""The state of one loan on any day, replayed from its terms and its events.

The replay never raises: what cannot be placed is 待核差额 and a finding. The order in which entries were typed does
not matter, a reversed entry counts as never made, and nothing that happened after the day counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.findings import Finding
from app.domain.loan_events import LoanEvent
from app.domain.loan_ledger import LoanLedger
from app.domain.loan_order import Noted, effective_entries
from app.domain.loan_owed import Owed, owed_on
from app.domain.loan_terms import LoanTerms, SubsidyMode, SubsidyTerms
from app.domain.loan_walk import Line, Walk
from app.domain.money import FEN, ZERO
from app.domain.overdue import LoanClass, class_hint

if TYPE_CHECKING:
    from app.domain.loan_plan import PlanRow
    from app.domain.loan_story import EventLine

__all__ = ["LoanState", "LoanStatus", "LoanTerms", "SubsidyMode", "SubsidyTerms", "replay"]


class LoanStatus(StrEnum):
    """What a list shows: 欠息 is settled interest unpaid, 逾期 principal past its due day."""

    NOT_DISBURSED = "未放款"
    NORMAL = "正常"
    IN_ARREARS = "欠息"
    OVERDUE = "逾期"
    CLEARED = "已结清"
    RENEWED = "已续贷"
    PAID_BY_CLAIM = "已代偿"


_CLEARED_BY = {"renewal": LoanStatus.RENEWED, "claim": LoanStatus.PAID_BY_CLAIM}
CLEARED = frozenset({LoanStatus.CLEARED, LoanStatus.RENEWED, LoanStatus.PAID_BY_CLAIM})


@dataclass(frozen=True, slots=True)
class LoanState:
    """All sums in yuan, as of the start of day `on` with the entries of that day.

    `interest_accrued` is unpaid interest that is not yet late, `interest_in_arrears` what was settled and not paid;
    together they are `borrower_share` (户自付) + `subsidy` (财政贴息). Where the bank settles the subsidy directly,
    it is never in arrears: after a settlement only the open period's stands in `subsidy`. `arrears_borrower` and
    `arrears_subsidy` split the arrears alone. `payoff` is what the household must bring today: subsidised interest
    is in it only where the household pays first (`SubsidyMode.HOUSEHOLD_FIRST`). `overdue_amount` is everything
    the household should have paid before today, with penalty and compound interest. `unmatched` is 待核差额.
    `subsidy_total` is all subsidy settled or run up since the disbursement, `subsidy_paid` what finance has paid.
    """

    note_number: str
    on: date
    status: LoanStatus
    principal: Decimal
    balance: Decimal
    rate: Decimal
    disbursed_on: date
    due_on: date
    interest_accrued: Decimal
    interest_in_arrears: Decimal
    borrower_share: Decimal
    subsidy: Decimal
    arrears_borrower: Decimal
    arrears_subsidy: Decimal
    penalty: Decimal
    compound: Decimal
    payoff: Decimal
    overdue_days: int
    overdue_principal: Decimal
    overdue_amount: Decimal
    arrears_days: int
    class_hint: LoanClass
    paid_principal: Decimal
    paid_interest: Decimal
    paid_penalty: Decimal
    paid_compound: Decimal
    paid_total: Decimal
    claimed: Decimal
    renewed: Decimal
    subsidy_total: Decimal
    subsidy_paid: Decimal
    unmatched: Decimal
    extensions: int
    deferrals: int
    settled_on: date | None
    _ledger: LoanLedger = field(repr=False, compare=False)
    _lines: tuple[Line, ...] = field(repr=False, compare=False)
    _left_out: tuple[LoanEvent, ...] = field(repr=False, compare=False)
    _noted: tuple[Noted, ...] = field(repr=False, compare=False)

    @property
    def cleared(self) -> bool:
        """Whether the household owes the bank nothing any more."""
        return self.status in CLEARED

    @property
    def plan(self) -> tuple[PlanRow, ...]:
        """Settled rows as they were, then the coming ones as they will be if nothing more is paid ahead."""
        from app.domain.loan_plan import plan_rows

        return plan_rows(self._ledger, self.on)

    @property
    def next_due(self) -> PlanRow | None:
        """The next row on or after `on` that still asks the household for something."""
        return next((row for row in self.plan if row.due >= self.on and row.left), None)

    @property
    def events(self) -> tuple[EventLine, ...]:
        """All entries up to `on` in the order of their days, the reversed ones marked."""
        from app.domain.loan_story import event_lines

        return event_lines(self._lines, self._left_out, self.on)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What does not fit: 待核差额, vouchers missing, paper pending, unusable entries."""
        from app.domain.loan_story import findings_of

        return findings_of(self.note_number, self._lines, self._noted)


def replay(terms: LoanTerms, events: Iterable[LoanEvent], on: date) -> LoanState:
    """The state at the start of day `on`, with the entries of that day; an entry that comes twice counts once."""
    entries, left_out, noted = effective_entries(events)
    ledger = LoanLedger(terms)
    walk = Walk(ledger, noted)
    for event in entries:
        if event.on > on:
            break
        walk.take(event)
    today = max(on, terms.disbursed_on).toordinal()
    ledger.run_to(today)
    return _state(walk, on, tuple(left_out))


def _state(walk: Walk, on: date, left_out: tuple[LoanEvent, ...]) -> LoanState:
    ledger = walk.ledger
    terms = ledger.terms
    owed = owed_on(ledger, lent=on >= terms.disbursed_on)
    yuan = _yuan
    return LoanState(
        terms.note_number,
        on,
        _status(owed, walk, lent=on >= terms.disbursed_on),
        terms.principal.quantize(FEN),
        yuan(owed.balance),
        Decimal(ledger.rate).scaleb(-12).normalize() if ledger.off_plan else terms.rate,
        terms.disbursed_on,
        date.fromordinal(ledger.maturity),
        yuan(owed.borrower + owed.subsidy - owed.late_borrower - owed.late_subsidy),
        yuan(owed.late_borrower + owed.late_subsidy),
        yuan(owed.borrower),
        yuan(owed.subsidy),
        yuan(owed.late_borrower),
        yuan(owed.late_subsidy),
        yuan(owed.penalty),
        yuan(owed.compound),
        yuan(owed.payoff),
        owed.overdue_days,
        yuan(owed.late_principal),
        yuan(owed.late_principal + owed.late_asked + owed.penalty + owed.compound),
        owed.arrears_days,
        class_hint(owed.overdue_days or owed.arrears_days),
        yuan(ledger.paid_principal),
        yuan(ledger.paid_interest),
        yuan(ledger.paid_penalty),
        yuan(ledger.paid_compound),
        yuan(ledger.paid_principal + ledger.paid_interest + ledger.paid_penalty + ledger.paid_compound),
        yuan(walk.claimed),
        yuan(walk.renewed),
        yuan(owed.subsidy_total),
        yuan(ledger.refunded),
        yuan(walk.unmatched),
        walk.extensions,
        walk.deferrals,
        None if owed.payoff else walk.settled_on,
        ledger,
        tuple(walk.lines),
        left_out,
        tuple(walk.noted),
    )


def _status(owed: Owed, walk: Walk, *, lent: bool) -> LoanStatus:
    if not lent:
        return LoanStatus.NOT_DISBURSED
    if not owed.payoff:
        return _CLEARED_BY.get(walk.cleared_by, LoanStatus.CLEARED)
    if owed.late_principal:
        return LoanStatus.OVERDUE
    return LoanStatus.IN_ARREARS if owed.late_asked or not owed.balance else LoanStatus.NORMAL


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) * FEN if fen else ZERO
