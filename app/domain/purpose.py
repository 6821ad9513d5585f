"""Purpose words: what production looks like, what the texts forbid, what has to be asked about.

All words come from the policy pack: the forbidden uses from its texts, the ways people write them from the trade.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.findings import Finding, Severity
from app.domain.person_name import normal_name
from app.domain.policy import LoanDays, PolicyPack, unclear


class PurposeVerdict(StrEnum):
    """How a purpose reads."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class PurposeReading:
    """The verdict, the pack's key and word it rests on, and the word found in the text."""

    verdict: PurposeVerdict
    key: str = ""
    rule: str = ""
    found: str = ""


def read_purpose(purpose: str, pack: PolicyPack, on: date | LoanDays) -> PurposeReading:
    """Judge a purpose by the pack's forbidden uses and words; a forbidden word outweighs a production word.

    What no word is found in is doubtful with an empty `found`: never silently allowed.
    """
    text = normal_name(purpose)
    synonyms = pack.synonyms("purpose_synonyms", on)
    for key in ("purposes_forbidden", "uses_forbidden"):
        for rule in pack.words(key, on):
            found = _first_in(text, (rule, *synonyms.get(rule, ())))
            if found:
                return PurposeReading(PurposeVerdict.FORBIDDEN, key, rule, found)
    doubtful = _first_in(text, pack.words("purpose_words_doubtful", on))
    if doubtful:
        return PurposeReading(PurposeVerdict.DOUBTFUL, "purpose_words_doubtful", found=doubtful)
    production = _first_in(text, pack.words("purpose_words_production", on))
    if production:
        return PurposeReading(PurposeVerdict.ALLOWED, "purpose_words_production", found=production)
    return PurposeReading(PurposeVerdict.DOUBTFUL)


def check_purpose(purpose: str, pack: PolicyPack, on: date | LoanDays, money_user: str = "") -> list[Finding]:
    """The findings about a purpose: forbidden blocks, doubtful wants a reason, unreadable is noted.

    `money_user` names who uses the money where it is not the household (户贷企用).
    """
    if not purpose.strip():
        return [Finding("purpose-missing", Severity.BLOCK, "没有填贷款用途", pack.clause("purpose_scope", on))]
    findings = [_about_purpose(read_purpose(purpose, pack, on), pack, on)]
    if money_user:
        text = f"用款人是{money_user}，不是借款户，属于户贷企用"
        findings.append(Finding("money-used-by-other", Severity.BLOCK, text, pack.clause("uses_forbidden", on)))
    if not pack.value("purposes_forbidden", on).known:
        findings.append(unclear(pack, "purposes_forbidden"))
    return [finding for finding in findings if finding is not None]


def _about_purpose(reading: PurposeReading, pack: PolicyPack, on: date | LoanDays) -> Finding | None:
    if reading.verdict is PurposeVerdict.ALLOWED:
        return None
    if reading.verdict is PurposeVerdict.FORBIDDEN:
        text = f"用途里有“{reading.found}”，属于不能贷款的“{reading.rule}”"
        return Finding("purpose-forbidden", Severity.BLOCK, text, pack.clause(reading.key, on))
    if reading.found:
        text = f"用途里的“{reading.found}”说不清是不是生产经营，请问清楚并写明"
        return Finding("purpose-doubtful", Severity.WARN, text, pack.clause("purpose_scope", on))
    text = "从文字里看不出是什么生产经营，请把项目写具体"
    return Finding("purpose-vague", Severity.NOTE, text, pack.clause("purpose_scope", on))


def _first_in(text: str, words: tuple[str, ...]) -> str:
    return next((word for word in words if word in text), "")
