"""What a receipt brings to one village beside the acknowledgement: everything of the desk it has not answered yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CorrectionProposal, DeskFile, DeskOpinion, Opinion
from app.services.desk_files import ROSTER
from app.services.desk_opinions import answers

OPINION, PROPOSAL, DATA_FILE, ROSTER_UPDATE = "opinion", "correction_proposal", "data_file", "roster_update"

Rows = list[dict[str, Any]]


def post_for(session: Session, village_book: str) -> dict[str, Rows]:
    """The rows by table of the receipt, each in the order in which it was written."""
    told = answers(session)
    arrived = set(session.scalars(select(Opinion.id).where(Opinion.book_code == village_book)))
    done = {item_id for code, item_id in told if code == village_book} | arrived
    opinions = select(DeskOpinion).where(DeskOpinion.village_book == village_book).order_by(DeskOpinion.id)
    proposals = select(CorrectionProposal).where(CorrectionProposal.village_book == village_book)
    files = select(DeskFile).where(DeskFile.village_book.in_((village_book, ""))).order_by(DeskFile.id)
    sent = [row for row in session.scalars(files) if row.id not in done]
    return {
        OPINION: [_opinion(row) for row in session.scalars(opinions) if row.id not in done],
        PROPOSAL: [
            _proposal(row) for row in session.scalars(proposals.order_by(CorrectionProposal.id)) if row.id not in done
        ],
        DATA_FILE: [_file(row) for row in sent if row.kind != ROSTER],
        ROSTER_UPDATE: [_file(row) for row in sent if row.kind == ROSTER],
    }


def _opinion(row: DeskOpinion) -> dict[str, Any]:
    names = ("id", "application_id", "number", "stage", "result", "by", "note")
    return {name: getattr(row, name) for name in names} | {"on": row.on.isoformat()}


def _proposal(row: CorrectionProposal) -> dict[str, Any]:
    names = ("id", "table", "row_id", "column", "old", "new", "reason", "by")
    return {name: getattr(row, name) for name in names} | {"on": row.on.isoformat()}


def _file(row: DeskFile) -> dict[str, Any]:
    names = ("id", "kind", "file_id", "title", "text", "sha256")
    return {name: getattr(row, name) for name in names} | {"on": row.on.isoformat()}
