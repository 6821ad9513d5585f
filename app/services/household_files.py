"""一户一档: which papers a household's file should hold, which it holds, which are missing, and the scans in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import KnownError
from app.domain.paper_life import VOID
from app.models import Application, Claim, Paper, Scan
from app.services.due import NOTICES
from app.services.extensions import standing_extensions
from app.services.forms import book_form
from app.services.lookup import household_numbered
from app.services.papers import PaperView, paper_view
from app.services.portfolio import LoanLine, loan_lines, loans_of
from app.services.printing_words import ARCHIVED_STATES, SIGNED_STATES, WANTED_IN_FILE
from app.services.records import standing

CLAIM_FORMS = {"compensation": "F13a", "insurance": "F13b"}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One paper of a file: wanted or not, there or not, with the printed paper and the scans that stand for it."""

    form: str
    title: str
    wanted: bool
    why: str
    have: bool
    paper: PaperView | None
    scans: int

    @property
    def missing(self) -> bool:
        """Whether it should be there and is not."""
        return self.wanted and not self.have


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """One household's file with its lines, the wanted first."""

    household: str
    lines: tuple[FileLine, ...]

    @property
    def wanted(self) -> int:
        """应有."""
        return sum(line.wanted for line in self.lines)

    @property
    def have(self) -> int:
        """已有 among what is wanted."""
        return sum(line.wanted and line.have for line in self.lines)

    @property
    def missing(self) -> tuple[FileLine, ...]:
        """缺."""
        return tuple(line for line in self.lines if line.missing)


def household_file(session: Session, household_number: str, on: date) -> HouseholdFile:
    """The file of one household on a day. Raises NotFoundError."""
    household = household_numbered(session, household_number)
    loans = loans_of(session, household)
    lines = loan_lines(session, on, loans)
    wanted = _wanted(session, household.id, lines)
    papers: dict[str, list[Paper]] = defaultdict(list)
    own = Paper.book_code == household.book_code, Paper.household_id == household.id
    for paper in session.scalars(select(Paper).where(*own).order_by(Paper.printed_on, Paper.id)):
        if paper.state != VOID:
            papers[paper.form_id].append(paper)
    scans: dict[str, int] = defaultdict(int)
    of_household = Scan.book_code == household.book_code, Scan.household_id == household.id
    for scan in session.scalars(standing(Scan).where(*of_household)):
        scans[scan.form_id] += 1
    notes = {loan.id: loan.note_number for loan in loans}
    found = []
    for form in dict.fromkeys([*wanted, *papers, *(form for form in scans if form)]):
        title = "" if form in papers else WANTED_IN_FILE.get(form) or _title(session, form)
        line = _line(form, wanted.get(form, ""), papers.get(form, []), scans.get(form, 0), notes, household.number, on)
        found.append(replace(line, title=line.title or title))
    return HouseholdFile(household.number, tuple(sorted(found, key=lambda line: (not line.wanted, line.form))))


def _wanted(session: Session, household_id: str, lines: Sequence[LoanLine]) -> dict[str, str]:
    """Form ids with the reason why the file should hold them."""
    if not lines:
        applied = session.scalars(select(Application.id).where(Application.household_id == household_id)).first()
        return {"F1": "有贷款申请"} if applied else {}
    wanted = dict.fromkeys(WANTED_IN_FILE, "有贷款")
    for line in lines:
        loan = line.loan
        if standing_extensions(session, loan):
            wanted["F4"] = f"{loan.note_number} 展期"
        if loan.renews_note:
            wanted["F5"] = f"{loan.note_number} 续贷"
        if line.state.overdue_principal > 0:
            wanted["F8"] = f"{loan.note_number} 逾期"
        own = Claim.book_code == loan.book_code, Claim.loan_id == loan.id
        for claim in session.scalars(select(Claim).where(*own)):
            wanted[CLAIM_FORMS[claim.kind]] = f"{loan.note_number} 赔付"
    return wanted


def _title(session: Session, form_id: str) -> str:
    try:
        return book_form(session, form_id).title
    except KnownError:  # a county's own form that was given up
        return form_id


def _line(
    form: str, why: str, papers: Sequence[Paper], scans: int, notes: dict[str, str], household: str, on: date
) -> FileLine:
    # notices are signed at the door and then filed: a signature is enough
    enough = SIGNED_STATES if form in NOTICES else ARCHIVED_STATES
    done = [paper for paper in papers if paper.state in enough and not paper.missing]
    shown = (done or list(papers))[-1] if papers else None
    return FileLine(
        form=form,
        title=shown.title if shown else "",
        wanted=bool(why),
        why=why,
        have=bool(done) or scans > 0,
        paper=paper_view(shown, household, notes.get(shown.loan_id or "", ""), on) if shown else None,
        scans=scans,
    )
