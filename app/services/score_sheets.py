"""Score sheets of this book: the built-in ones and those of a county, which shadow them by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import DataFileError
from app.domain.score_sheet import ScoreSheet
from app.packs.score_sheets import load_score_sheet, read_score_sheet, score_sheet_ids
from app.services.policies import file_row, own_files
from app.services.ratings import SCORE_SHEET, sheet_for
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet as the list shows it: `own` where the county's text stands in the book, `used` where the policy names
    it today, `fault` why a text of the book cannot be read."""

    sheet: ScoreSheet | None
    id: str
    own: bool
    used: bool
    fault: str = ""


def list_sheets(session: Session, on: date) -> list[SheetLine]:
    """All sheets, the one in use first."""
    texts, named = own_files(session, SCORE_SHEET), sheet_for(session, on).id
    lines = []
    for sheet_id in score_sheet_ids(texts):
        try:
            sheet, fault = load_score_sheet(sheet_id, texts), ""
        except DataFileError as error:
            sheet, fault = None, str(error)
        lines.append(SheetLine(sheet, sheet_id, sheet_id in texts, sheet_id == named, fault))
    return sorted(lines, key=lambda line: (not line.used, line.id))


def take_sheet(book: Book, text: str, file: str) -> ScoreSheet:
    """Take a county's sheet into the book, where it shadows any older one with its id. Raises DataFileError."""
    sheet = read_score_sheet(text, file)
    with book.write("登记评分表") as session:
        session.add(file_row(session, SCORE_SHEET, sheet.id, text, f"导入 {file}"))
    return sheet
