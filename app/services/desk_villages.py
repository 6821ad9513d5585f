"""Which villages a township's desk looks at: any reading service then sees those books, and the desk's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import BookInfo, MirrorState
from app.models.base import CHOSEN_BOOKS

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class DeskVillage:
    """A village whose book has been taken over at least once."""

    code: str
    name: str


def desk_villages(session: Session) -> list[DeskVillage]:
    """The villages of this desk by name; none in a village's own book."""
    rows = session.execute(select(MirrorState.book_code, MirrorState.name).order_by(MirrorState.name))
    return [DeskVillage(code, name) for code, name in rows]


@contextmanager
def only_villages(session: Session, chosen: Collection[str]) -> Iterator[None]:
    """Inside, reads see the books in `chosen` (codes or names) and the desk's own; none chosen means all of them.

    Raises NotFoundError for a village that this desk does not hold.
    """
    if not chosen:
        yield
        return
    known = {word: village.code for village in desk_villages(session) for word in (village.code, village.name)}
    for word in chosen:
        if word not in known:
            raise NotFoundError("村账", word)
    own = session.scalars(select(BookInfo.code)).one()
    session.info[CHOSEN_BOOKS] = [own, *sorted({known[word] for word in chosen})]
    try:
        yield
    finally:
        del session.info[CHOSEN_BOOKS]


def read_of(session: Session, verb: Callable[..., Answer], chosen: Collection[str], *given: Any) -> Answer:
    """What a reading service answers when it sees these villages only."""
    with only_villages(session, chosen):
        return verb(session, *given)


def chosen_names(session: Session) -> list[str]:
    """The names of the villages that reads are narrowed to; empty where all are seen."""
    chosen = session.info.get(CHOSEN_BOOKS)
    return [] if chosen is None else [village.name for village in desk_villages(session) if village.code in chosen]
