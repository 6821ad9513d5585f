"""Short words for loans and their entries in tests, and hypothesis strategies for both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from app.domain import loan_events as ev
from app.domain.loan_terms import LoanTerms, SubsidyMode, SubsidyTerms
from app.domain.months import add_months
from app.domain.schedule import Convention, Method

ENTERED = datetime(2026, 11, 20, 9, 0)


def yuan(text: str | int) -> Decimal:
    return Decimal(text)


def loan(
    principal="50000",
    rate="0.0435",
    start=date(2021, 1, 15),
    end=date(2022, 1, 15),
    method="interest-only",
    day_count="act/360",
    **more,
) -> LoanTerms:
    """50 000 at 4.35 % for a year by quarterly settlement, unless told otherwise."""
    names = ("every", "settlement_day", "rounding")
    convention = Convention(method, day_count, **{name: more.pop(name) for name in names if name in more})
    return LoanTerms("借-001", Decimal(principal), Decimal(rate), start, end, convention, **more)


def repaid(on: date, amount, split: ev.Split | None = None, id_: str | None = None, voucher="凭证1") -> ev.Repayment:
    return ev.Repayment(id_ or f"r{on.isoformat()}-{amount}", on, ENTERED, Decimal(amount), voucher, split)


def reversed_(entry: ev.LoanEvent, on: date | None = None) -> ev.Reversal:
    return ev.Reversal(f"x-{entry.id}", on or entry.on, ENTERED, entry.id)


def extended(on: date, until: date, **more) -> ev.Extension:
    return ev.Extension(f"e{on.isoformat()}", on, ENTERED, until, **more)


# --- strategies ---

amounts = st.integers(1, 6_000_000).map(lambda fen: Decimal(fen) / 100)
rates = st.integers(0, 1200).map(lambda ten_thousandths: Decimal(ten_thousandths) / 10000)
starts = st.dates(date(2018, 1, 1), date(2024, 12, 31))


@st.composite
def loans(draw, day_counts=("act/360", "act/365", "30/360", "act/act", "anniversary")) -> LoanTerms:
    """Any loan of the programme's size, up to three years, with every convention."""
    start = draw(starts)
    odd_days = draw(st.integers(0, 20))
    end = add_months(start, draw(st.integers(1, 36))) + timedelta(days=odd_days)
    convention = Convention(
        draw(st.sampled_from(list(Method))),
        draw(st.sampled_from(day_counts)),
        draw(st.sampled_from(["month", "quarter"])),
        draw(st.sampled_from([20, 21, 1, 30, 31])),
    )
    subsidy = SubsidyTerms(
        draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("0.7"), Decimal(1)])),
        draw(st.sampled_from([None, Decimal(30000), Decimal(50000)])),
        draw(st.sampled_from(list(SubsidyMode))),
        draw(st.sampled_from([None, Decimal("0.03")])),
        draw(st.sampled_from([None, start + timedelta(days=200)])),
    )
    return LoanTerms(
        "借-001",
        draw(st.integers(1_00, 100_000_00).map(lambda fen: Decimal(fen) / 100)),
        draw(rates),
        start,
        end,
        convention,
        uplift=draw(st.sampled_from([Decimal("0.3"), Decimal("0.5")])),
        compound=draw(st.booleans()),
        allocation=draw(st.permutations(["penalty", "interest", "principal"]).map(tuple)),
        subsidy=subsidy,
    )


@st.composite
def entries(draw, terms: LoanTerms, most: int = 8, kinds="rrrsecnv") -> list[ev.LoanEvent]:
    """Entries on different days of the loan's life and the year after it."""
    span = (terms.due_on - terms.disbursed_on).days + 365
    days = draw(st.lists(st.integers(0, span), max_size=most, unique=True))
    made: list[ev.LoanEvent] = []
    for number, offset in enumerate(days):
        on = terms.disbursed_on + timedelta(days=offset)
        made.append(_entry(draw, draw(st.sampled_from(kinds)), f"id-{number}", on, terms))
    return made


def _entry(draw, kind: str, id_: str, on: date, terms: LoanTerms) -> ev.LoanEvent:
    amount = draw(st.one_of(st.just(terms.principal), st.integers(1, 12_000_00).map(lambda fen: Decimal(fen) / 100)))
    if kind == "e":
        until = add_months(max(on, terms.due_on), draw(st.integers(1, 6)))
        return ev.Extension(id_, on, ENTERED, until, sort=draw(st.sampled_from(["extension", "deferral"])))
    if kind == "s":
        return ev.SubsidyPaid(id_, on, ENTERED, amount / 10 // 1)
    if kind == "c":
        return ev.Claim(id_, on, ENTERED, amount)
    if kind == "n":
        return ev.Renewal(id_, on, ENTERED, amount)
    if kind == "v":
        parts = [Decimal(draw(st.integers(0, 5000_00))) / 100 for _ in range(2)]
        return ev.Repayment(id_, on, ENTERED, sum(parts, Decimal(0)) or Decimal(1), "凭证", ev.Split(*parts))
    return ev.Repayment(id_, on, ENTERED, amount, "凭证")
