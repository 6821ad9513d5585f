"""Desks for the exchange of real books: a small village that lends and repays, a township, a folder as the stick."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.manifest import Kind, Position
from app.exchange.manifest import Village as NamedVillage
from app.exchange.parties import Recipient
from app.models import Base, Household, Member
from app.models.base import Row
from app.services import pairing
from app.services.bundle_rows import own_rows
from app.services.loans import LoanPaper, record_loan
from app.services.mirror import Imported, import_bundle
from app.services.office import make_book
from app.services.receipts import import_receipt, write_receipts
from app.services.repayments import record_repayment
from app.storage.book import Book, open_book
from tests.helpers.books import CHEAP, PASSWORD

DAY = date(2026, 11, 20)
VILLAGE = ("513123104205", "柳树沟村")
NEIGHBOUR = ("513123104206", "桐子坪村")
TOWNSHIP = ("513123104000", "云岭镇")
HEAD_IDS = ("513123197904183511", "513123198109263429", "51312319490203001X")


def new_village(folder: Path, of: tuple[str, str] = VILLAGE) -> Book:
    """An open village book with one household of two, and a loan of 50 000 with one repayment of 10 000."""
    book, _ = make_book(
        folder,
        PASSWORD,
        role="village",
        code=of[0],
        name=of[1],
        officer="周明远",
        township=TOWNSHIP[1],
        county="清溪县",
        cost=CHEAP,
    )
    add_household(book, "5131230001", "何艳兴")
    lend(book, "5131230001", "XED1")
    record_repayment(book, "XED1", amount=Decimal(10_000), on=date(2026, 5, 12), voucher="N1")
    return book


def new_township(folder: Path, pack_id: str = "national-2021") -> Book:
    """An open township book."""
    return make_book(
        folder,
        PASSWORD,
        role="township",
        code=TOWNSHIP[0],
        name=TOWNSHIP[1],
        officer="李镇办",
        pack_id=pack_id,
        cost=CHEAP,
    )[0]


def add_household(book: Book, number: str, head: str, remark: str = "", head_id: str = HEAD_IDS[0]) -> str:
    """A household with its head; answers the row's id."""
    with book.write("登记农户") as session:
        household = Household(book_code=book.code, village_code=book.code, number=number, remark=remark)
        session.add(household)
        session.flush()
        session.add(Member(household_id=household.id, name=head, relation="户主", resident_id=head_id))
        return household.id


def lend(book: Book, household: str, note: str, amount: int = 50_000) -> None:
    """A loan from 2023-12-02 for 36 months at 3.45 %."""
    paper = LoanPaper(note, "清溪农商行", Decimal("0.0345"), date(2023, 12, 2))
    with book.read() as session:
        head = session.scalars(select(Member).join(Household, Household.id == Member.household_id)).all()
        row = session.scalars(select(Household).where(Household.number == household)).one()
        borrower = next(member for member in head if member.household_id == row.id)
    record_loan(
        book,
        household,
        paper,
        borrower_id=borrower.resident_id,
        amount=Decimal(amount),
        months=36,
        purpose="生猪养殖",
        reason="补录银行已放的贷款",
    )


def repay(book: Book, note: str, amount: int, on: date = DAY) -> None:
    """A repayment with its voucher."""
    record_repayment(book, note, amount=Decimal(amount), on=on, voucher=f"N{on:%m%d}{amount}")


def pair(one: Book, other: Book, folder: Path) -> None:
    """Both trust each other's card."""
    for sender, reader in ((one, other), (other, one)):
        card = pairing.write_card(sender, folder / f"{sender.code}.card")
        pairing.accept_partner(reader, card.file, card.fingerprint)


@dataclass(frozen=True)
class Desks:
    """A village and its township, paired, and the stick between them."""

    village: Book
    township: Book
    stick: Path

    def answer(self, on: date = DAY) -> str:
        """The township's receipts are written and the village reads its own; what it says."""
        text = ""
        for written in write_receipts(self.township, self.stick, on=on):
            if written.book_code == self.village.code:
                text = import_receipt(self.village, written.file).text
        return text

    def bring(self, file: Path) -> Imported:
        """The township imports a file."""
        return import_bundle(self.township, file)


def cloned(book: Book, folder: Path) -> Book:
    """A second laptop with a copy of the book's folder; the book is closed for it, and the caller opens it again."""
    book.close()
    shutil.copytree(book.folder, folder, ignore=shutil.ignore_patterns("book.lock"))
    return open_book(folder, PASSWORD)


def mirrored(township: Book, code: str, row_class: type[Row]) -> list[Any]:
    """The rows of one book in the township's mirror."""
    with township.read() as session:
        return list(session.scalars(select(row_class).where(row_class.book_code == code).order_by(row_class.id)))


def rows_everywhere(book: Book) -> dict[str, int]:
    """How many rows each table of a book holds: what must stay the same where something is refused."""
    with book.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def forged_bundle(
    village: Book,
    township: Book,
    file: Path,
    change: Callable[[dict[str, list[dict[str, Any]]]], None],
    *,
    seq: int = 1,
    lineage: tuple[Position, ...] = (),
    **fields: Any,
) -> Path:
    """A rightly signed bundle of the village with rows that its program would not write: `change` edits them."""
    with village.read() as session, township.read() as other:
        tables = {name: list(rows) for name, rows in own_rows(session.connection(), village.code).items()}
        change(tables)
        header = BundleHeader(
            **{
                "book_code": village.code,
                "villages": [NamedVillage(village.code, village.name)],
                "device_id": "d-1",
                "epoch_no": 1,
                "epoch_id": "forged",
                "seq": seq,
                "lineage": list(lineage),
                "journal_head": "ab" * 32,
                "journal_length": 100 + seq,
                "as_of": DAY,
                "totals": {},
                "created": village.moment(),
                "app_version": "0.1",
            }
            | fields
        )
        to = [Recipient.of_card(pairing.own_device(other).card)]
        with file.open("wb") as out:
            build_bundle(Kind.FULL, tables, header, pairing.own_device(session), to, out)
    return file
