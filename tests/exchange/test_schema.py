"""Older rows are brought forward step by step, and nothing that is not understood gets lost."""

from __future__ import annotations

from typing import Any

from app.exchange.schema import upgraded


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
