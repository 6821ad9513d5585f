"""The state of one loan on any day, replayed from its terms and its events.

The replay never raises: what cannot be placed is 待核差额 and a finding. The order in which entries were typed does
not matter, a reversed entry counts as never made, and nothing that happened after the day counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from app.domain.findings import Finding
from app.domain.loan_entries import ACTS, Taken, extend, fen, pay
from app.domain.loan_events import Claim, Extension, LoanEvent, Repayment, Reversal
from app.domain.loan_ledger import LoanLedger
from app.domain.loan_terms import LoanTerms, SubsidyMode, SubsidyTerms
from app.domain.money import FEN
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

Noted = tuple[str, LoanEvent | None, int]
Line = tuple[LoanEvent, Taken]


@dataclass(frozen=True, slots=True)
class LoanState:
    """All sums in yuan, as of the start of day `on` with the entries of that day.

    `interest_accrued` is unpaid interest that is not yet late, `interest_in_arrears` what was settled and not paid;
    together they are `borrower_share` (户自付) + `subsidy` (财政贴息); `arrears_borrower` and `arrears_subsidy` split
    the arrears alone. `payoff` is what the household must bring today: subsidised interest is in it only where the
    household pays first (`SubsidyMode.HOUSEHOLD_FIRST`). `overdue_amount` is everything the household should have
    paid before today, with penalty and compound interest. `unmatched` is 待核差额. `subsidy_total` is all subsidy
    settled or run up since the disbursement, `subsidy_paid` what finance has paid of it.
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
    entries, left_out, noted = _in_order(events)
    ledger = LoanLedger(terms)
    walk = _Walk(ledger, noted)
    for event in entries:
        if event.on > on:
            break
        walk.take(event)
    today = max(on, terms.disbursed_on).toordinal()
    ledger.run_to(today)
    return _state(walk, on, tuple(left_out))


class _Walk:
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
            day = self.first
        if type(event) is Extension:
            ledger.run_to(day - 1)
            ledger.accrue(day)
            self.lines.append((event, self._extend(event)))
            return
        ledger.run_to(day)
        taken = self._act(event)
        self.lines.append((event, taken))
        if taken[4]:
            self.unmatched += taken[4]
            self.noted.append(("unmatched", event, taken[4]))
        if not (ledger.normal or ledger.due):
            self._see_whether_cleared(event)

    def _act(self, event: LoanEvent) -> Taken:
        if isinstance(event, Repayment | Claim):
            amount = fen(event.amount)
            if amount <= 0:
                self.noted.append(("amount-not-positive", event, amount))
                return Taken()
            taken = pay(self.ledger, amount, event.split)
            if event.rank == Claim.rank:
                self.claimed += amount - taken[4]
            return taken
        act = ACTS.get(event.rank)
        if act is None:
            return Taken()
        taken = act(self.ledger, event)
        if event.kind == "renewal":
            self.renewed += taken[0]
        return taken

    def _extend(self, event: Extension) -> Taken:
        if not extend(self.ledger, event):
            self.noted.append(("extension-without-effect", event, 0))
        elif event.sort == "deferral":
            self.deferrals += 1
        else:
            self.extensions += 1
        return Taken()

    def _see_whether_cleared(self, event: LoanEvent) -> None:
        ledger = self.ledger
        running = ledger.running()
        asked = ledger.due_borrower + running[0]
        if ledger.household_first:
            asked += ledger.due_subsidy + running[1]
        owed = asked + ledger.penalty_owed() + ledger.compound_owed()
        if owed:
            self.settled_on = None
        elif self.settled_on is None:
            self.settled_on, self.cleared_by = event.on, event.kind


def _in_order(events: Iterable[LoanEvent]) -> tuple[list[LoanEvent], list[LoanEvent], list[Noted]]:
    """Effective entries by day, what was left out (reversed entries, reversals), and what was odd about them."""
    entries = list(events)
    noted: list[Noted] = []
    left_out: list[LoanEvent] = []
    if len({event.id for event in entries}) != len(entries):
        entries = _once_each(entries, noted)
    if any(event.rank == Reversal.rank for event in entries):
        entries, left_out = _without_reversed(entries, noted)
    entries.sort(key=attrgetter("on"))
    days = [event.on for event in entries]
    if len(set(days)) != len(days):
        entries.sort(key=_day_order)
    return entries, left_out, noted


def _once_each(entries: Sequence[LoanEvent], noted: list[Noted]) -> list[LoanEvent]:
    known: dict[str, LoanEvent] = {}
    for event in sorted(entries, key=_day_order):
        first = known.setdefault(event.id, event)
        if first != event:
            noted.append(("same-id-other-content", event, 0))
    return list(known.values())


def _without_reversed(entries: list[LoanEvent], noted: list[Noted]) -> tuple[list[LoanEvent], list[LoanEvent]]:
    """A reversal that is itself reversed has no effect; a circle of reversals has none either."""
    reversals = [event for event in entries if isinstance(event, Reversal)]
    by_target: dict[str, list[Reversal]] = {}
    for reversal in reversals:
        by_target.setdefault(reversal.reverses, []).append(reversal)

    def is_reversed(id_: str, seen: frozenset[str] = frozenset()) -> bool:
        return any(
            reversal.id not in seen and not is_reversed(reversal.id, seen | {reversal.id})
            for reversal in by_target.get(id_, ())
        )

    gone = {target for target in by_target if is_reversed(target)}
    present = {event.id for event in entries}
    noted += [("reverses-nothing", reversal, 0) for reversal in reversals if reversal.reverses not in present]
    kept = [event for event in entries if event.rank != Reversal.rank and event.id not in gone]
    left_out = [event for event in entries if event.rank == Reversal.rank or event.id in gone]
    return kept, left_out


def _day_order(event: LoanEvent) -> tuple[object, ...]:
    """By day, kind, and content; the id, which carries the moment of entry, decides only between equals."""
    content = tuple(
        str(getattr(event, field_.name)) for field_ in fields(event) if field_.name not in ("id", "entered")
    )
    return event.on, event.rank, getattr(event, "split", None) is None, content, event.id


def _state(walk: _Walk, on: date, left_out: tuple[LoanEvent, ...]) -> LoanState:
    ledger = walk.ledger
    terms = ledger.terms
    day = ledger.at
    lent = on >= terms.disbursed_on
    running_borrower, running_subsidy = ledger.running() if lent else (0, 0)
    fresh_principal = fresh_borrower = fresh_subsidy = 0
    for row in reversed(ledger.posted):
        if row.point != day:
            break
        fresh_principal = min(row.new_principal, ledger.due)
        fresh_borrower = min(row.new_borrower, ledger.due_borrower)
        fresh_subsidy = min(row.new_subsidy, ledger.due_subsidy)
    late_principal = ledger.due - fresh_principal
    late_borrower = ledger.due_borrower - fresh_borrower
    late_subsidy = ledger.due_subsidy - fresh_subsidy
    penalty, compound = ledger.penalty_owed(), ledger.compound_owed()
    borrower = running_borrower + ledger.due_borrower
    subsidy = running_subsidy + ledger.due_subsidy
    late_interest, asked = late_borrower, borrower
    if ledger.household_first:
        late_interest, asked = late_borrower + late_subsidy, borrower + subsidy
    balance = ledger.normal + ledger.due if lent else 0
    payoff = balance + asked + penalty + compound
    late = late_principal + late_interest
    overdue_days, arrears_days = _days_late(ledger, day, late_principal, late_interest) if late else (0, 0)
    if not lent:
        status = LoanStatus.NOT_DISBURSED
    elif not payoff:
        status = _CLEARED_BY.get(walk.cleared_by, LoanStatus.CLEARED)
    elif late_principal:
        status = LoanStatus.OVERDUE
    else:
        status = LoanStatus.IN_ARREARS if late or not balance else LoanStatus.NORMAL
    paid = ledger.paid_principal + ledger.paid_interest + ledger.paid_penalty + ledger.paid_compound
    yuan = _yuan
    return LoanState(
        terms.note_number,
        on,
        status,
        terms.principal.quantize(FEN),
        yuan(balance),
        Decimal(ledger.rate).scaleb(-12).normalize() if ledger.off_plan else terms.rate,
        terms.disbursed_on,
        date.fromordinal(ledger.maturity),
        yuan(borrower + subsidy - late_borrower - late_subsidy),
        yuan(late_borrower + late_subsidy),
        yuan(borrower),
        yuan(subsidy),
        yuan(late_borrower),
        yuan(late_subsidy),
        yuan(penalty),
        yuan(compound),
        yuan(payoff),
        overdue_days,
        yuan(late_principal),
        yuan(late + penalty + compound),
        arrears_days,
        class_hint(overdue_days or arrears_days),
        yuan(ledger.paid_principal),
        yuan(ledger.paid_interest),
        yuan(ledger.paid_penalty),
        yuan(ledger.paid_compound),
        yuan(paid),
        yuan(walk.claimed),
        yuan(walk.renewed),
        yuan(ledger.subsidy_posted + running_subsidy + ledger.prepaid_subsidy),
        yuan(ledger.refunded),
        yuan(walk.unmatched),
        walk.extensions,
        walk.deferrals,
        walk.settled_on if not payoff else None,
        ledger,
        tuple(walk.lines),
        left_out,
        tuple(walk.noted),
    )


def _yuan(fen_: int) -> Decimal:
    return Decimal(fen_) * FEN


def _days_late(ledger: LoanLedger, day: int, principal: int, interest: int) -> tuple[int, int]:
    """Days since the oldest due day of late principal and of late interest; payments settle the oldest rows first."""
    oldest_principal = oldest_interest = day
    for row in reversed(ledger.posted):
        if row.point == day:
            continue
        asked = row.new_borrower + (row.new_subsidy if ledger.household_first else 0)
        if principal > 0 and row.new_principal:
            principal -= row.new_principal
            oldest_principal = row.due
        if interest > 0 and asked:
            interest -= asked
            oldest_interest = row.due
        if principal <= 0 and interest <= 0:
            break
    return day - oldest_principal, day - oldest_interest
