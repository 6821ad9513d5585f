"""A finding: what a rule has to say about a fact, with its clause and its weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: it blocks a new act, asks for a recorded reason, or only tells."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


_WEIGHT = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of a rule: `code` for machines, `text` for people, `clause` for the auditor.

    `subject` names what it is about (household number, note number, row); `suggestion` says what to do next.
    """

    code: str
    severity: Severity
    text: str
    clause: str = ""
    subject: str = ""
    suggestion: str = ""


def by_weight(findings: list[Finding]) -> list[Finding]:
    """The same findings, blocks first, in their old order within one weight."""
    return sorted(findings, key=lambda finding: _WEIGHT[finding.severity])


def blocks(findings: list[Finding]) -> list[Finding]:
    """Those that stop a new application."""
    return [finding for finding in findings if finding.severity is Severity.BLOCK]


def warnings(findings: list[Finding]) -> list[Finding]:
    """Those that pass only with a recorded reason."""
    return [finding for finding in findings if finding.severity is Severity.WARN]
