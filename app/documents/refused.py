"""Rows of a sheet that were not taken over, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`row` counts from 1 in the sheet; `column` is the heading there; `value_masked` may be shown to anyone."""

    row: int
    column: str
    value_masked: str
    reason: str
