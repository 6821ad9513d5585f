"""The log of papers as its page shows it: every printed paper with whose it is and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Paper
from app.services.households import list_households


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper; `days_left` to its deadline, negative when it is past."""

    paper: Paper
    head: str
    group: str
    household: str
    days_left: int | None


def paper_rows(session: Session, on: date) -> list[PaperRow]:
    """All papers, those with something missing first, then the newest."""
    households = {view.id: view for view in list_households(session)}
    rows = []
    for paper in session.scalars(select(Paper).order_by(Paper.printed_on.desc(), Paper.id.desc())):
        view = households.get(paper.household_id or "")
        rows.append(
            PaperRow(
                paper=paper,
                head=view.head_name if view is not None else "",
                group=view.group if view is not None else "",
                household=view.number if view is not None else "",
                days_left=(paper.deadline - on).days if paper.deadline is not None else None,
            )
        )
    return sorted(rows, key=_urgency)


def _urgency(row: PaperRow) -> tuple[bool, int]:
    left = row.days_left if row.days_left is not None else 10_000
    return (not row.paper.missing, left if row.paper.missing else 0)
