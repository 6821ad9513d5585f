"""The office: make a book for a village officer or a township desk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.exchange.keys import new_device_keys
from app.models import BookInfo, Village
from app.packs.policies import load_policy
from app.services.policies import POLICY, file_row
from app.storage.book import Book, NewBook, create_book
from app.storage.keys import FULL_COST, KdfCost

VILLAGE, TOWNSHIP = "village", "township"
DEFAULT_PACK = "national-2021"


@dataclass(frozen=True, slots=True)
class NewVillage:
    """A village that the officer looks after: 12-digit code, name, and the names above it."""

    code: str
    name: str
    township: str = ""
    county: str = ""


def make_book(
    folder: Path,
    password: str,
    *,
    role: str,
    code: str,
    name: str,
    officer: str,
    villages: Sequence[NewVillage] = (),
    township: str = "",
    county: str = "",
    pack_id: str = DEFAULT_PACK,
    pack_text: str = "",
    practice: bool = False,
    cost: KdfCost = FULL_COST,
) -> tuple[Book, str]:
    """Make a book; answers the open book and the recovery code, which is shown only now.

    A village's book begins with its own village and any further ones. `pack_text` is a county's own pack file, taken
    in at once. Raises InputError for a code that is not 12 digits, DataFileError for an unknown pack, and the errors
    of `create_book`.
    """
    if role not in (VILLAGE, TOWNSHIP):
        raise InputError("账本种类", "只能是 village（村）或 township（乡镇）")
    for each in (code, *(village.code for village in villages)):
        if not (each.isascii() and each.isdigit() and len(each) == 12):
            raise InputError("区划代码", f"要 12 位数字，现在是 {each}")
    for label, text in (("名称", name), ("经办人", officer)):
        if not text.strip():
            raise InputError(label, "不能空着")
    load_policy(pack_id, {pack_id: pack_text} if pack_text else None)
    own = [NewVillage(code, name, township, county), *villages] if role == VILLAGE else list(villages)

    def fill(session: Session) -> None:
        info = session.scalars(select(BookInfo)).one()
        info.device_keys = json.dumps(new_device_keys().to_dict())
        for village in own:
            session.add(
                Village(
                    code=village.code,
                    name=village.name,
                    township=village.township or township,
                    county=village.county or county,
                )
            )
        if pack_text:
            session.add(file_row(session, POLICY, pack_id, pack_text, "新建账本时带入"))

    book_of = NewBook(code=code, name=name, role=role, officer=officer, pack_id=pack_id, practice=practice)
    return create_book(folder, password, book_of, fill=fill, cost=cost)


def villages_of(session: Session) -> list[Village]:
    """The villages of this book, by code."""
    return list(session.scalars(select(Village).order_by(Village.code)))
