"""The walk over a loan's entries: each is taken on its day, and what it did is kept beside it."""

from __future__ import annotations

from datetime import date

from app.domain.loan_entries import ACTS, NOTHING, Taken, extend, pay_by_voucher, pay_in_order, payoff
from app.domain.loan_events import Claim, Disbursement, Extension, LoanEvent, Repayment
from app.domain.loan_ledger import LoanLedger
from app.domain.loan_order import Noted

Line = tuple[LoanEvent, Taken]


class Walk:
    """Takes the events one after the other and keeps what each did."""

    def __init__(self, ledger: LoanLedger, noted: list[Noted]) -> None:
        self.ledger = ledger
        self.noted = noted
        self.lines: list[Line] = []
        self.first = ledger.at
        self.claimed = self.renewed = self.extensions = self.deferrals = self.unmatched = 0
        self.cleared_by = ""
        self.settled_on: date | None = None

    def take(self, event: LoanEvent) -> None:
        """Run the ledger to the event's day and let it act; an event before the disbursement acts on that day."""
        ledger = self.ledger
        day = event.on.toordinal()
        if day < self.first:
            self.noted.append(("before-disbursement", event, 0))
        if isinstance(event, Repayment):
            ledger.run_to(day)
            taken = self._pay(event)
        elif isinstance(event, Extension):
            ledger.run_to(day - 1)
            ledger.accrue(day)
            taken = self._extend(event)
        else:
            ledger.run_to(day)
            taken = self._act(event)
        self.lines.append((event, taken))
        if taken[4]:
            self.unmatched += taken[4]
            self.noted.append(("unmatched", event, taken[4]))
        if not (ledger.normal or ledger.due):
            self._see_whether_cleared(event)
        else:
            self.settled_on = None

    def _pay(self, event: Repayment | Claim) -> Taken:
        amount = int(event.amount * 100)
        if amount <= 0:
            self.noted.append(("amount-not-positive", event, amount))
            return NOTHING
        if event.split is not None:
            return pay_by_voucher(self.ledger, amount, event.split)
        return pay_in_order(self.ledger, amount)

    def _act(self, event: LoanEvent) -> Taken:
        if isinstance(event, Claim):
            taken = self._pay(event)
            self.claimed += sum(taken[:4])
            return taken
        if isinstance(event, Disbursement):
            return self._compare(event)
        act = ACTS.get(event.rank)
        if act is None:
            return NOTHING
        taken = act(self.ledger, event)
        if event.kind == "renewal":
            self.renewed += taken[0]
        return taken

    def _compare(self, event: Disbursement) -> Taken:
        terms = self.ledger.terms
        if (event.on, event.amount) != (terms.disbursed_on, terms.principal):
            self.noted.append(("disbursement-differs", event, 0))
        return NOTHING

    def _extend(self, event: Extension) -> Taken:
        if not extend(self.ledger, event):
            self.noted.append(("extension-without-effect", event, 0))
        elif event.sort == "deferral":
            self.deferrals += 1
        else:
            self.extensions += 1
        return NOTHING

    def _see_whether_cleared(self, event: LoanEvent) -> None:
        if payoff(self.ledger):
            self.settled_on = None
        elif self.settled_on is None:
            self.settled_on, self.cleared_by = event.on, event.kind
