"""Names of files on a stick: a date and eight random hex digits, no village; a name is never trusted."""

from __future__ import annotations

import re
import secrets
from datetime import date

BUNDLE = "HC"
RECEIPT = "HR"

_NAME = re.compile(r"(HC|HR)-([0-9]{8})-([0-9a-f]{8})\.age", re.IGNORECASE)


def bundle_name(on: date) -> str:
    """`HC-20261120-3f9a1c20.age`."""
    return _name(BUNDLE, on)


def receipt_name(on: date) -> str:
    """`HR-20261120-3f9a1c20.age`."""
    return _name(RECEIPT, on)


def looks_like_ours(name: str) -> bool:
    """Whether a file on a stick is worth opening; what it is, only opening it tells (FAT may have changed the case)."""
    return _NAME.fullmatch(name) is not None


def _name(prefix: str, on: date) -> str:
    return f"{prefix}-{on:%Y%m%d}-{secrets.token_hex(4)}.age"
