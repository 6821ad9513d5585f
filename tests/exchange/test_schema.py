"""Older rows are brought forward step by step, and nothing that is not understood gets lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.exchange.schema import Checked, Rejected, check_rows, upgraded


def rename_phone(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return row if table != "member" else {("mobile" if key == "phone" else key): value for key, value in row.items()}


def add_flag(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return row | {"checked": False}


STEPS = {1: rename_phone, 2: add_flag}


def test_rows_of_schema_1_take_both_steps() -> None:
    assert list(upgraded("member", [{"id": "m", "phone": "1", "hat": "red"}], 1, STEPS)) == [
        {"id": "m", "mobile": "1", "hat": "red", "checked": False}
    ]


def test_rows_of_schema_2_take_only_the_second() -> None:
    assert list(upgraded("member", [{"id": "m", "phone": "1"}], 2, STEPS)) == [
        {"id": "m", "phone": "1", "checked": False}
    ]


def test_rows_of_a_newer_schema_pass_through() -> None:
    assert list(upgraded("member", [{"id": "m", "wings": 2}], 7, STEPS)) == [{"id": "m", "wings": 2}]


def positive_amounts(rows: Iterable[dict[str, Any]]) -> Checked:
    """A check as the services would write one."""
    accepted, rejected = [], []
    for index, row in enumerate(rows):
        if row["amount_fen"] > 0:
            accepted.append(row)
        else:
            rejected.append(Rejected(index, 203, "金额不是正数"))
    return Checked(accepted, rejected)


def test_a_bad_row_stops_no_other_and_an_unknown_table_is_left_alone() -> None:
    tables = {"loan": [{"amount_fen": 5}, {"amount_fen": 0}, {"amount_fen": 7}], "weather": [{"rain": True}]}

    checked = check_rows(tables, {"household": positive_amounts, "loan": positive_amounts})

    assert checked == {
        "loan": Checked([{"amount_fen": 5}, {"amount_fen": 7}], [Rejected(1, 203, "金额不是正数")]),
    }
