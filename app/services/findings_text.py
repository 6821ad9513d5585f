"""Findings as the book keeps them with what they were said about, and the rule that lets an act pass them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from app.domain.errors import ReasonNeededError, RefusedError
from app.domain.findings import Finding, Severity, blocks, warnings


def to_text(findings: Iterable[Finding]) -> str:
    """Findings as JSON for a row."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)


def from_text(text: str) -> list[Finding]:
    """Findings of a row."""
    return [Finding(**{**values, "severity": Severity(values["severity"])}) for values in json.loads(text)]


def must_pass(findings: Sequence[Finding], reason: str) -> None:
    """Let a new act pass: a block refuses it, a warning asks for a recorded reason.

    Raises RefusedError or ReasonNeededError with the first finding that stops it.
    """
    if stopping := blocks(list(findings)):
        raise RefusedError(stopping[0].text, stopping[0].clause)
    if not reason.strip() and (asking := warnings(list(findings))):
        raise ReasonNeededError(asking[0].text)
