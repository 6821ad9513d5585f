"""Files that a desk sends to its villages with the receipts: data files (packs, score sheets …) and list changes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.roster import RosterRow, read_roster
from app.domain.errors import InputError, NotFoundError, RosterElsewhereError
from app.files import read_bytes
from app.models import DeskFile, MirrorState, Village
from app.services.data_files import check_file, kind_of
from app.services.desk_opinions import Standing, answers
from app.services.mirror import owe_receipt
from app.storage.book import Book

ROSTER = "roster"
MAX_FILE = 2 << 20
NOT_SENT = frozenset({"row"})


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of this desk for a village ("" = every village), and how many villages took or refused it."""

    id: str
    kind: str
    word: str
    title: str
    village_book: str
    village: str
    on: date
    accepted: int
    refused: tuple[tuple[str, str], ...]
    standing: Standing


def send_data_file(book: Book, kind: str, path: Path, *, on: date, villages: Sequence[str] = ()) -> list[str]:
    """Offer a data file to these villages (book codes; none named: to all). Answers the ids.

    Raises InputError, NotFoundError, DataFileError where the file has a fault, or the disk's KnownError.
    """
    kind_of(kind)
    try:
        text = read_bytes(path, what="资料文件", at_most=MAX_FILE).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("资料文件", "不是 UTF-8 编码") from None
    with book.write("下发资料文件") as session:
        checked = check_file(session, kind, text, path.name)
        _known(session, villages)
        rows = [_row(kind, checked.file_id, checked.title, text, on, one) for one in villages or ("",)]
        return _send(session, rows)


def send_roster(book: Book, path: Path, *, on: date, sheet: str | None = None) -> dict[str, int]:
    """Offer the changes of a list to the villages whose rows it has; answers the number of persons by book code.

    Raises the Sheet… errors, or RosterElsewhereError where no row is of a village of this desk.
    """
    reading = read_roster(path, sheet)
    with book.write("下发名单") as session:
        homes = {row.name: row.book_code for row in session.scalars(select(Village)) if row.book_code != book.code}
        by_book: dict[str, list[RosterRow]] = defaultdict(list)
        for row in reading.rows:
            if row.village in homes:
                by_book[homes[row.village]].append(row)
        if not by_book:
            named = reading.rows[0].village if reading.rows else ""
            raise RosterElsewhereError(path.name, named, "、".join(homes))
        _send(session, [_row(ROSTER, ROSTER, path.stem, _as_text(rows), on, code) for code, rows in by_book.items()])
    return {code: len(rows) for code, rows in by_book.items()}


def withdraw_file(book: Book, file_id: str) -> None:
    """Take a file back; who accepted it keeps it. Raises NotFoundError."""
    with book.write("撤回下发的文件") as session:
        row = session.get(DeskFile, (book.code, file_id))
        if row is None or row.removed:
            raise NotFoundError("下发的文件", file_id)
        row.removed = True
        _owe(session, row.village_book)


def sent_files(session: Session) -> list[SentFile]:
    """The files of this desk, the newest first, with what the villages answered."""
    names = {state.book_code: state.name for state in session.scalars(select(MirrorState))}
    told = answers(session)
    rows = select(DeskFile).order_by(DeskFile.on.desc(), DeskFile.id.desc())
    found = []
    for row in session.scalars(rows):
        replies = {code: answer for (code, item_id), answer in told.items() if item_id == row.id}
        refused = tuple(
            (names.get(code, code), one.reason) for code, one in replies.items() if one.result != "accepted"
        )
        wanted = {row.village_book} if row.village_book else set(names)
        standing = Standing.ON_ITS_WAY if wanted - set(replies) else Standing.REFUSED if refused else Standing.DONE
        found.append(
            SentFile(
                id=row.id,
                kind=row.kind,
                word="名单" if row.kind == ROSTER else kind_of(row.kind).word,
                title=row.title,
                village_book=row.village_book,
                village=names.get(row.village_book, row.village_book) or "各村",
                on=row.on,
                accepted=len(replies) - len(refused),
                refused=refused,
                standing=standing,
            )
        )
    return found


def _row(kind: str, file_id: str, title: str, text: str, on: date, village_book: str) -> DeskFile:
    digest = sha256(text.encode()).hexdigest()
    return DeskFile(village_book=village_book, kind=kind, file_id=file_id, title=title, text=text, sha256=digest, on=on)


def _send(session: Session, rows: list[DeskFile]) -> list[str]:
    """A newer file with the same id takes the place of one that was not answered yet."""
    for row in rows:
        before = select(DeskFile).where(
            DeskFile.kind == row.kind, DeskFile.file_id == row.file_id, DeskFile.village_book == row.village_book
        )
        for older in session.scalars(before):
            older.removed = True
        session.add(row)
        _owe(session, row.village_book)
    session.flush()
    return [row.id for row in rows]


def _owe(session: Session, village_book: str) -> None:
    codes = [village_book] if village_book else session.scalars(select(MirrorState.book_code)).all()
    for code in codes:
        owe_receipt(session, code)


def _known(session: Session, villages: Sequence[str]) -> None:
    for code in villages:
        if session.get(MirrorState, code) is None:
            raise NotFoundError("村账", code)


def _as_text(rows: list[RosterRow]) -> str:
    """The rows as JSON; money as text."""
    plain = [
        {name: value for name, value in asdict(row).items() if name not in NOT_SENT and value not in (None, "")}
        for row in rows
    ]
    return json.dumps(plain, ensure_ascii=False, default=str)
