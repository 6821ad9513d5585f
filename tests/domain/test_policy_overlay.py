"""The overlay, day by day: where the county speaks it wins, elsewhere its parent is heard unchanged."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy import PolicyPack, PolicyValue
from app.domain.policy_overlay import lay_over

START = date(2020, 1, 1)
DAYS = [START + timedelta(days=number) for number in range(30)]


def _pack(pack_id: str, spans: list[tuple[int | None, int | None]]) -> PolicyPack:
    values = tuple(
        PolicyValue(
            "amount_per_loan",
            Decimal(number),
            f"{pack_id} {number}",
            since=None if first is None else DAYS[first],
            until=None if last is None else DAYS[last],
        )
        for number, (first, last) in enumerate(spans)
    )
    return PolicyPack(pack_id, pack_id, "文件", START, values={"amount_per_loan": values} if values else {})


def _cut(cuts: list[int], keep: list[bool]) -> list[tuple[int | None, int | None]]:
    """Spans that do not overlap: the days divided at `cuts`, some of the pieces kept; the outer ones are open."""
    edges = sorted(set(cuts))
    pieces: list[tuple[int | None, int | None]] = []
    first: int | None = None
    for edge in edges:
        pieces.append((first, edge))
        first = edge + 1
    pieces.append((first, None))
    return [piece for piece, kept in zip(pieces, keep, strict=False) if kept]


_spans = st.builds(_cut, st.lists(st.integers(0, 28), max_size=4), st.lists(st.booleans(), min_size=5, max_size=5))


@given(_spans, _spans)
def test_on_every_day_the_county_wins_where_it_speaks(
    own: list[tuple[int | None, int | None]], parent: list[tuple[int | None, int | None]]
) -> None:
    county, nation = _pack("county", own), _pack("nation", parent)

    merged = lay_over(county, nation)

    for day in DAYS:
        spoken = county.value("amount_per_loan", day)
        expected = spoken if spoken.known else nation.value("amount_per_loan", day)
        assert merged.value("amount_per_loan", day).clause == expected.clause
        assert sum(entry.holds_on(day) for entry in merged.values.get("amount_per_loan", ())) <= 1
