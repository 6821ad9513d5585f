"""Facts of the papers that tell a record: rating (F2), claim (F13), renewal (F5), file of a household (F20)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.loss_sharing import split_by_shares
from app.domain.money import from_fen
from app.domain.policy import PolicyPack
from app.models import BankDecision, Household, Paper
from app.services.household_files import household_file
from app.services.paper_facts import Facts
from app.services.portfolio import LoanLine
from app.services.ratings import decisions_of, ratings_of

SHARE_NAMES = {"insurer": "claim.insurer_share", "bank": "claim.bank_share"}
GOVERNMENT = ("county", "government")


def rating_facts(session: Session, household: Household) -> Facts:
    """F2: the newest assessment of the village from its snapshot."""
    income = household.income_per_head_fen
    facts: Facts = {"rating.per_head": None if income is None else from_fen(income)}
    assessed = next(iter(ratings_of(session, household)), None)
    if assessed is not None:
        snapshot = json.loads(assessed.snapshot)
        sheet, answers, points = snapshot["sheet"], snapshot["answers"], snapshot["points_by_indicator"]
        facts |= {
            "rating.on": assessed.on,
            "rating.sheet": sheet["name"],
            "rating.points": Decimal(assessed.points),
            "rating.grade": assessed.band,
            "rating.credit_line": from_fen(assessed.credit_line_fen),
            "rating.explanation": "；".join(snapshot["explanation"]),
            "rating.indicators": [
                {
                    "no": number,
                    "indicator": indicator["label"],
                    "weight": Decimal(indicator["weight"]),
                    "answer": _label(indicator, answers[indicator["id"]]),
                    "points": Decimal(points[indicator["id"]]),
                }
                for number, indicator in enumerate(sheet["indicators"], 1)
            ],
            "rating.adjustments": [
                {"indicator": each["indicator"], "points": Decimal(each["points"]), "reason": each["reason"]}
                for each in snapshot["adjustments"]
            ],
        }
    return facts


def decision_facts(session: Session, household: Household) -> Facts:
    """银行核定 as it stands on F2, F3, F11; nothing where the bank has not decided."""
    decided = next(iter(decisions_of(session, household)), None)
    return _of_decision(decided) if decided else {}


def _of_decision(decided: BankDecision) -> Facts:
    credit_line = from_fen(decided.credit_line_fen)
    return {
        "rating.bank_grade": decided.grade,
        "rating.bank_credit_line": credit_line,
        "rating.bank_on": decided.on,
        "rating.bank_until": decided.until,
        "household.grade": decided.grade,
        "household.credit_line": credit_line,
    }


def claim_facts(session: Session, line: LoanLine, pack: PolicyPack, on: date) -> Facts:
    """F13: what is lost on a day, and how it is shared by the pack."""
    state = line.state
    lost = state.payoff
    shares = pack.shares("loss_shares", on)
    facts: Facts = {"claim.on": on, "claim.as_of": on, "claim.base": lost, "claim.amount": lost}
    if shares and lost > 0:
        parts = split_by_shares(lost, shares)
        facts |= {SHARE_NAMES[name]: part for name, part in parts.items() if name in SHARE_NAMES}
        facts["claim.government_share"] = sum((parts[name] for name in GOVERNMENT if name in parts), Decimal(0))
        facts["claim.shares"] = ":".join(f"{share.normalize():f}" for share in shares.values())
    return facts


def renewal_facts(session: Session, line: LoanLine, on: date) -> Facts:
    """F5: what is known before the household says how much and for how long."""
    facts: Facts = {"renewal.on": on, "renewal.use": line.loan.purpose}
    assessed = next(iter(ratings_of(session, line.household)), None)
    if assessed is not None:
        facts |= {
            "renewal.grade": assessed.band,
            "renewal.credit_line": from_fen(assessed.credit_line_fen),
            "renewal.assessed_on": assessed.on,
        }
    return facts


def archive_facts(session: Session, household: Household, line: LoanLine | None, on: date) -> Facts:
    """F20: which papers a household's file should hold, which it holds, which are missing."""
    lines = household_file(session, household.number, on).lines
    serials = [each.paper.serial for each in lines if each.paper is not None]
    papers = {paper.serial: paper for paper in session.scalars(select(Paper).where(Paper.serial.in_(serials)))}
    listed = []
    for number, each in enumerate(lines, 1):
        paper = papers.get(each.paper.serial) if each.paper is not None else None
        row = {
            "no": number,
            "paper": each.title,
            "on": paper.printed_on if paper else None,
            "serial": paper.serial if paper else None,
            "pages": paper.pages if paper else None,
            "wanted": "√" if each.wanted else None,
            "have": "√" if each.have else None,
            "missing": "√" if each.missing else None,
        }
        listed.append({key: value for key, value in row.items() if value is not None})
    return {
        "archive.number": f"{household.number}-{line.loan.note_number}" if line else household.number,
        "archive.opened_on": on,
        "archive.rows": listed,
        "archive.count": sum(each.have for each in lines),
    }


def _label(indicator: dict[str, object], option_id: str) -> str:
    options: list[dict[str, str]] = indicator["options"]  # type: ignore[assignment]
    return next((option["label"] for option in options if option["id"] == option_id), option_id)
