"""The replay agrees, to the fen, with a second opinion that walks every single day."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.loan_state import replay
from app.domain.loan_terms import SubsidyMode
from tests.helpers.loans import entries, loans
from tests.helpers.slow_loan import slow_state


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_the_replay_owes_what_the_day_by_day_walk_owes(data):
    terms = data.draw(loans())
    kinds = "rrrecnv" if terms.subsidy.mode is SubsidyMode.HOUSEHOLD_FIRST else "rrrsecnv"
    made = data.draw(entries(terms, kinds=kinds))
    life = (terms.due_on - terms.disbursed_on).days + 500
    on = terms.disbursed_on + timedelta(days=data.draw(st.integers(0, life)))

    state = replay(terms, made, on)

    slow = slow_state(terms, made, on)
    fast = {name: _fen(getattr(state, name)) for name in slow}
    assert fast == slow


def _fen(figure):
    return int(figure * 100) if isinstance(figure, Decimal) else figure
