"""A village and its township, paired, with the sample village's 128 households and one loan in the book."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

from app.models import Household, Member
from app.resources import resource
from app.services.loans import LoanPaper, record_loan
from app.services.office import make_book
from app.services.pairing import accept_partner, write_card
from app.services.roster import import_roster
from tests.helpers.books import CHEAP, PASSWORD, TOWNSHIP, VILLAGE, reopened

TODAY = date(2026, 11, 20)
NOTE = "借-2026-001"


@dataclass(frozen=True, slots=True)
class Offices:
    """The two books, both closed, and the folder they stand in."""

    root: Path
    village: Path
    township: Path

    def moved(self, to: Path) -> Offices:
        """A copy of both in another folder."""
        shutil.copytree(self.root, to)
        return Offices(to, to / "village", to / "township")


def make_offices(root: Path) -> Offices:
    """Make both books under the test password."""
    root.mkdir(parents=True, exist_ok=True)
    offices = Offices(root, root / "village", root / "township")
    cards = []
    for folder, info in ((offices.village, VILLAGE), (offices.township, TOWNSHIP)):
        book, _ = make_book(
            folder, PASSWORD, role=info.role, code=info.code, name=info.name, officer=info.officer, practice=True,
            cost=CHEAP,
        )  # fmt: skip
        with book:
            cards.append((book.folder, write_card(book, root / f"{info.role}.card")))

    (_, village_card), (_, township_card) = cards
    with reopened(offices.township) as township:
        accept_partner(township, village_card.file, village_card.fingerprint)
    with reopened(offices.village) as village:
        accept_partner(village, township_card.file, township_card.fingerprint)
        import_roster(village, resource("samples/roster-liushugou.xlsx"), on=TODAY)
        with village.read() as session:
            member, number = session.execute(
                select(Member, Household.number)
                .join(Household, Member.household_id == Household.id)
                .where(Member.resident_id != "")
                .order_by(Household.number, Member.number)
            ).first() or (None, "")
            assert member is not None
            resident_id = member.resident_id
        paper = LoanPaper(contract=NOTE, bank="县农商行", rate=Decimal("0.0435"), on=date(2026, 1, 15))
        record_loan(village, number, paper, borrower_id=resident_id, amount=Decimal(30000), months=12, purpose="养猪")
    return offices


def roster_csv(path: Path, phone: str) -> Path:
    """The sample list as .csv with one phone number in every row, so that importing it changes them all."""
    with resource("samples/roster-liushugou.xlsx").open("rb") as sample:
        sheet = load_workbook(sample).worksheets[0]
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    heading = next(index for index, row in enumerate(rows) if any("电话" in value for value in row))
    column = next(index for index, value in enumerate(rows[heading]) if "电话" in value)
    for row in rows[heading + 1 :]:
        row[column] = phone
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
