"""Makes the golden book of the present schema: run it once when a schema is released, and commit what it writes.

    python -m tests.helpers.golden_book

A golden book is a small, invented, encrypted book with its key file. It is opened by a test for ever, and so must
never be made anew once its schema has gone out.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.resident_id import check_character
from app.models import Base, Household, Loan, Member
from app.services.loans import LoanPaper, record_loan
from app.services.office import make_book
from app.services.repayments import record_repayment
from app.storage.engine import SCHEMA_VERSION
from tests.helpers.books import CHEAP, PASSWORD, VILLAGE, reopened

BOOKS = Path(__file__).parents[1] / "data" / "books"
NAMES = ("赵一", "钱二", "孙三")


def make(to: Path, work: Path) -> None:
    """Make the book in `work`, and copy book, key file and what stands in it to `to`."""
    make_book(
        work, PASSWORD, role=VILLAGE.role, code=VILLAGE.code, name=VILLAGE.name, officer=VILLAGE.officer,
        practice=True, cost=CHEAP,
    )[0].close()  # fmt: skip
    with reopened(work) as book:
        ids = [f"5131231976021436{number}" for number in range(1, len(NAMES) + 1)]
        with book.write("登记农户") as session:
            for name, first_17 in zip(NAMES, ids, strict=True):
                household = Household(book_code=book.code, village_code=book.code, number=f"H{first_17[-1]}")
                session.add(household)
                session.flush()
                person = first_17 + check_character(first_17)
                head = {"number": f"P{first_17[-1]}", "name": name, "resident_id": person, "relation": "户主"}
                session.add(Member(book_code=book.code, household_id=household.id, **head))
        paper = LoanPaper(contract="借-2026-001", bank="县农商行", rate=Decimal("0.0435"), on=date(2026, 1, 15))
        borrower = ids[0] + check_character(ids[0])
        record_loan(book, "H1", paper, borrower_id=borrower, amount=Decimal(30000), months=12, purpose="养猪")
        record_repayment(book, "借-2026-001", amount=Decimal("326.25"), on=date(2026, 3, 20), voucher="P001")
        with book.pause_writing() as connection:
            connection.execute("VACUUM")
    with reopened(work) as book, book.read() as session:
        told = contents(session)
    to.mkdir(parents=True)
    for name in ("book.db", "book.key"):
        shutil.copy(work / name, to / name)
    (to / "contents.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def contents(session: Session) -> dict[str, object]:
    """What a reader of any later version must find again."""
    counts = {
        name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name]))
        for name in ("village", "household", "member", "loan", "repayment", "journal")
    }
    loan = session.scalars(select(Loan)).one()
    first = session.scalars(select(Household).order_by(Household.number)).first()
    assert first is not None
    return {
        "counts": counts,
        "loan": [loan.note_number, loan.principal_fen, loan.rate_ppm, loan.disbursed_on.isoformat()],
        "first household": first.number,
    }


if __name__ == "__main__":
    target = BOOKS / f"schema-{SCHEMA_VERSION}"
    if target.exists():
        sys.exit(f"{target} is there already; a released schema is never made anew")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        make(target, Path(folder) / "book")
