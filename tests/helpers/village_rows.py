"""A village of any size as rows of a bundle: a thousand households make 12 501 rows."""

from __future__ import annotations

import random
import uuid
from typing import Any

from app.services.bundle_rows import carried_tables
from app.services.row_checks import stored

ENTERED = "2026-11-20T09:00:00+08:00"
Rows = list[dict[str, Any]]


def village_rows(code: str, households: int = 1_000) -> dict[str, Rows]:
    """Households, 3.5 members and one loan for each, 4 repayments a loan, 3 visits a household; the rest is empty."""
    chance = random.Random(int(code))

    def row(**values: Any) -> dict[str, Any]:
        made = str(uuid.UUID(int=(0x0190_B5A0 << 96) | chance.getrandbits(90)))
        return {"id": made, "rev": 1, "entered_at": ENTERED, "entered_by": "周明远"} | values

    tables: dict[str, Rows] = {"village": [row(code=code, name="柳树沟村", township="云岭镇", county="清溪县")]}
    tables["household"] = [
        row(village_code=code, number=f"{place:010}", group_name=f"{place % 9}组", phone=f"138{place:08}")
        for place in range(households)
    ]
    home = [one["id"] for one in tables["household"]]
    tables["member"] = [
        row(
            household_id=home[place % households],
            name="".join(chance.choices("赵钱孙李周吴郑王冯陈褚卫", k=3)),
            pinyin="zhaoqiansun",
            initials="zqs",
            resident_id=f"{chance.randrange(10**17, 10**18)}",
            relation="户主" if place < households else "之子",
        )
        for place in range(households * 7 // 2)
    ]
    tables["loan"] = [_loan(row, place, home[place], tables["member"][place]["id"]) for place in range(households)]
    tables["repayment"] = [
        row(loan_id=tables["loan"][place % households]["id"], on="2026-06-20", amount_fen=chance.randrange(1, 10**6))
        for place in range(4 * households)
    ]
    tables["visit"] = [
        row(household_id=home[place % households], kind="走访", on="2026-05-02", visitor="周明远", result="见到本人")
        for place in range(3 * households)
    ]
    return {name: _whole(name, tables.get(name, [])) for name in carried_tables()}


def _loan(row: Any, place: int, household: str, borrower: str) -> dict[str, Any]:
    made: dict[str, Any] = row(
        note_number=f"JJ{place:09}",
        contract_number=f"HT{place:09}",
        household_id=household,
        borrower_id=borrower,
        kind="first",
        bank="清溪农商行",
        principal_fen=5_000_000,
        rate_ppm=34_500,
        disbursed_on="2024-01-05",
        due_on="2027-01-05",
        term_months=36,
        method="interest-only",
        day_count="act/360",
        every="quarter",
        settlement_day=20,
        rounding="half-up",
        uplift_ppm=500_000,
        pack_id="national-2021",
    )
    return made


def _whole(name: str, rows: Rows) -> Rows:
    """Every column of the table, in the order of ids, as a village's program sends it."""
    carried = carried_tables()[name]
    whole = [dict(zip(carried.columns, stored(carried, row), strict=True)) for row in rows]
    return sorted(whole, key=lambda row: str(row["id"]))
