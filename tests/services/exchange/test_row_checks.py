"""What passes the check of a row can be stored and be read by the rules; the fast look and the slow one agree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import loan_events as events
from app.domain.day_count import DayCount
from app.domain.loan_state import replay
from app.domain.money import Rounding, from_fen
from app.domain.schedule import Every, Method
from app.models import Extension, Loan, Repayment
from app.services.bundle_rows import carried_tables
from app.services.portfolio import terms_of
from app.services.row_checks import fit, row_fault, stored

ENTERED = "2026-11-20T09:00:00+08:00"
TABLES = carried_tables()
BASE: dict[str, Any] = {"id": "r-1", "rev": 1, "entered_at": ENTERED, "entered_by": "周明远"}
LOAN: dict[str, Any] = BASE | {
    "note_number": "XED1",
    "contract_number": "XED1",
    "household_id": "h",
    "borrower_id": "m",
    "co_borrower_id": None,
    "application_id": None,
    "kind": "first",
    "bank": "清溪农商行",
    "principal_fen": 5_000_000,
    "rate_ppm": 34_500,
    "signed_on": None,
    "disbursed_on": "2023-12-02",
    "due_on": "2026-12-02",
    "term_months": 36,
    "method": "interest-only",
    "day_count": "act/360",
    "every": "quarter",
    "settlement_day": 20,
    "rounding": "half-up",
    "uplift_ppm": 500_000,
    "compound": False,
    "purpose": "生猪养殖",
    "account": "",
    "subsidy_share_ppm": 1_000_000,
    "subsidy_cap_fen": 5_000_000,
    "subsidy_mode": "bank-direct",
    "subsidy_rate_cap_ppm": None,
    "subsidy_until": None,
    "subsidy_clause": "",
    "allocation": "penalty interest principal",
    "pack_id": "national-2021",
    "renews_note": "",
    "findings": "[]",
    "reason": "",
}
REPAYMENT: dict[str, Any] = BASE | {
    "loan_id": "r-1",
    "on": "2026-05-12",
    "amount_fen": 1_000_000,
    "voucher": "N1",
    "channel": "",
    "principal_fen": None,
    "interest_fen": None,
    "penalty_fen": None,
    "compound_fen": None,
}
EXTENSION: dict[str, Any] = BASE | {
    "loan_id": "r-1",
    "kind": "extension",
    "on": "2026-11-20",
    "until": "2027-11-20",
    "months": 12,
    "rate_ppm": None,
    "reason": "",
    "paper_pending": False,
    "paper_deadline": None,
    "paper_done_on": None,
    "findings": "[]",
    "recorded_reason": "",
}


def whole(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row with the default of every column that it leaves out."""
    carried = TABLES[table]
    return dict(zip(carried.columns, stored(carried, row), strict=True)) | row


LOAN = whole("loan", LOAN)
REPAYMENT = whole("repayment", REPAYMENT)
EXTENSION = whole("extension", EXTENSION)


def code_of(table: str, row: dict[str, Any]) -> int | None:
    """The numbered reason by the slow look, after the fast look agreed."""
    fault = row_fault(TABLES[table], row)
    assert fit(TABLES[table], [row]) <= (fault is None)
    return fault[0] if fault else None


def test_the_plain_rows_fit() -> None:
    for table, row in (("loan", LOAN), ("repayment", REPAYMENT), ("extension", EXTENSION)):
        assert fit(TABLES[table], [row])
        assert code_of(table, row) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": None}, 101),
        ({"id": "x" * 65}, 101),
        ({"id": 7}, 101),
        ({"bank": None}, 102),
        ({"bank": 7}, 103),
        ({"compound": 1}, 103),
        ({"compound": "false"}, 103),
        ({"principal_fen": "5000000"}, 103),
        ({"principal_fen": True}, 103),
        ({"principal_fen": 5.5}, 103),
        ({"principal_fen": 0}, 104),
        ({"principal_fen": 1 << 53}, 104),
        ({"term_months": 1 << 53}, 104),
        ({"settlement_day": 32}, 104),
        ({"rate_ppm": -1}, 104),
        ({"due_on": "2026-13-01"}, 105),
        ({"due_on": "20261202"}, 105),
        ({"due_on": "2026-12-02T00:00:00"}, 105),
        ({"due_on": 20261202}, 103),
        ({"purpose": "长" * 100_001}, 106),
        ({"method": "bulet"}, 107),
        ({"day_count": ""}, 107),
        ({"subsidy_mode": "cash"}, 107),
        ({"entered_at": ""}, 108),
        ({"entered_at": "2026-11-20T09:00:00"}, 108),
        ({"entered_at": "2026-11-20t09:00:00z"}, 108),
        ({"findings": "[{"}, 109),
        ({"due_on": "2023-12-02"}, 113),
        ({"due_on": "2123-12-03"}, 113),
        ({"allocation": "principal first"}, 113),
    ],
)
def test_what_is_wrong_with_a_loan_has_a_number(change: dict[str, Any], code: int) -> None:
    row = LOAN | change

    assert code_of("loan", row) == code
    assert not fit(TABLES["loan"], [row])


def test_a_field_that_is_not_known_here_is_no_fault_and_is_left_out() -> None:
    row = LOAN | {"from_the_future": {"a": 1}}

    assert code_of("loan", row) is None
    assert len(stored(TABLES["loan"], row)) == len(TABLES["loan"].columns)


def test_a_field_that_an_older_sender_does_not_know_takes_the_default() -> None:
    row = {name: value for name, value in LOAN.items() if name not in ("subsidy_clause", "compound", "signed_on")}

    assert code_of("loan", row) is None
    values = dict(zip(TABLES["loan"].columns, stored(TABLES["loan"], row), strict=True))
    assert (values["subsidy_clause"], values["compound"], values["signed_on"]) == ("", False, None)


JSON_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 60), 1 << 60),
    st.text(max_size=5),
    st.sampled_from(["2026-11-20", "0001-01-01", "9999-12-31", ENTERED, "0001-01-01T00:00:00+14:00", "[]", "bullet"]),
)
SPOILED = st.dictionaries(st.sampled_from(sorted(LOAN)), JSON_VALUES, max_size=4)


@given(SPOILED)
def test_the_fast_look_never_lets_through_what_the_slow_one_refuses(change: dict[str, Any]) -> None:
    row = LOAN | change

    if fit(TABLES["loan"], [row]):
        assert row_fault(TABLES["loan"], row) is None


DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)
NEAR = st.dates(date(2015, 1, 1), date(2045, 12, 31)).map(date.isoformat)
FEN = st.integers(-(1 << 53), 1 << 53)
LOANS = st.fixed_dictionaries(
    {
        "principal_fen": st.integers(-5, 10**15),
        "rate_ppm": st.integers(-5, 20_000_000),
        "uplift_ppm": st.integers(-5, 20_000_000),
        "disbursed_on": st.one_of(NEAR, DAYS),
        "due_on": st.one_of(NEAR, DAYS),
        "method": st.sampled_from([*Method, "x"]),
        "day_count": st.sampled_from([*DayCount]),
        "every": st.sampled_from([*Every, ""]),
        "settlement_day": st.integers(0, 32),
        "rounding": st.sampled_from([*Rounding]),
        "subsidy_share_ppm": st.integers(-1, 1_000_001),
        "subsidy_cap_fen": FEN,
        "subsidy_rate_cap_ppm": st.one_of(st.none(), FEN),
        "subsidy_until": st.one_of(st.none(), DAYS),
        "allocation": st.sampled_from(["", "principal", "penalty interest principal", "x"]),
    }
)
REPAYMENTS = st.fixed_dictionaries(
    {"on": st.one_of(NEAR, DAYS), "amount_fen": FEN, "principal_fen": st.one_of(st.none(), FEN)}
)
EXTENSIONS = st.fixed_dictionaries(
    {"on": NEAR, "until": st.one_of(NEAR, DAYS), "rate_ppm": st.one_of(st.none(), st.integers(0, 10_000_000))}
)


def as_row(row_class: Any, values: dict[str, Any]) -> Any:
    """A received row as the book reads it back."""
    carried = TABLES[row_class.__tablename__]
    made = dict(zip(carried.columns, stored(carried, values), strict=True))
    for name, value in made.items():
        if carried.table.c[name].type.python_type is date and value is not None:
            made[name] = date.fromisoformat(value)
    return row_class(book_code="513123104205", **made)


def repaid(row: Repayment) -> events.Repayment:
    split = [row.principal_fen, row.interest_fen, row.penalty_fen, row.compound_fen]
    parts = None if split == [None] * 4 else events.Split(*(from_fen(part or 0) for part in split))
    at = datetime.fromisoformat(row.entered_at)
    return events.Repayment(row.id, row.on, at, from_fen(row.amount_fen), row.voucher, parts)


def extended(row: Extension) -> events.Extension:
    rate = None if row.rate_ppm is None else row.rate_ppm / Decimal(1_000_000)
    at = datetime.fromisoformat(row.entered_at)
    return events.Extension(
        row.id,
        row.on,
        at,
        until=row.until,
        rate=rate,
        sort=row.kind,
        paper_pending=row.paper_pending,
        reason=row.reason,
    )


@given(LOANS, st.lists(REPAYMENTS, max_size=2), st.lists(EXTENSIONS, max_size=1))
def test_a_loan_that_passes_is_replayed_without_an_error(
    loan: dict[str, Any], repayments: list[dict[str, Any]], extensions: list[dict[str, Any]]
) -> None:
    row = LOAN | loan
    if row_fault(TABLES["loan"], row) is not None:
        return
    told: list[Any] = [
        repaid(as_row(Repayment, REPAYMENT | one))
        for one in repayments
        if row_fault(TABLES["repayment"], REPAYMENT | one) is None
    ]
    told += [
        extended(as_row(Extension, EXTENSION | one))
        for one in extensions
        if row_fault(TABLES["extension"], EXTENSION | one) is None
    ]

    state = replay(terms_of(as_row(Loan, row)), told, date(2026, 11, 20))

    assert state.balance >= 0
