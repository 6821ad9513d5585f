"""Serials of papers: new ones (initials of the village, year, a part drawn at random), and the paper of a typed one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.serial import make_serial, parse_serial, serial_prefix
from app.models import BookInfo, Paper
from app.services.name_pinyin import pinyin_keys


def new_serials(session: Session, on: date, count: int) -> list[str]:
    """So many serials that no paper of the book has yet."""
    _spelled, initials = pinyin_keys(session.scalars(select(BookInfo.name)).one())
    prefix = serial_prefix(initials.partition(" ")[0])
    taken: set[str] = set()
    found: list[str] = []
    while len(found) < count:
        drawn = dict.fromkeys(make_serial(prefix, on.year) for _ in range(count - len(found)))
        taken |= set(session.scalars(select(Paper.serial).where(Paper.serial.in_(drawn))))
        found += [serial for serial in drawn if serial not in taken and serial not in found]
    return found


def find_paper(session: Session, typed: str) -> Paper:
    """The paper whose serial was typed or scanned, with or without its page. Raises NotFoundError."""
    serial = parse_serial(typed)
    found = session.scalars(select(Paper).where(Paper.serial == serial)).first() if serial else None
    if found is None:
        raise NotFoundError("文书编号", typed)
    return found
