"""The practice village as the first page offers it; who can make it is told from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Practice(NamedTuple):
    """`make` makes the practice village up to a day and answers its open book; `password` opens it again."""

    make: Callable[[date], object]
    password: str
