"""Opinions that a desk writes on applications of its villages, one text for many; they go out with the receipts.

The village enters them under the same id, so the mirror itself shows which have arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.models import Application, DeskAnswer, DeskOpinion, MirrorState, Opinion
from app.services.applications import ApplicationView, read_application, state_after
from app.services.mirror import owe_receipt
from app.services.records import filled
from app.storage.book import Book

STAGES = ("township", "bank", "county")


class Standing(StrEnum):
    """How far something that the desk wrote has come."""

    ON_ITS_WAY = "on_its_way"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class WaitingApplication:
    """An application of a mirrored book whose next opinion may be one of ours; opinions on their way count."""

    village_book: str
    village: str
    view: ApplicationView


@dataclass(frozen=True, slots=True)
class SentOpinion:
    """An opinion that this desk wrote, and what the village did with it; `reason` where it came back."""

    id: str
    village_book: str
    village: str
    number: str
    stage: str
    result: str
    by: str
    on: date
    note: str
    standing: Standing
    reason: str


def waiting_applications(session: Session, stage: str = "") -> list[WaitingApplication]:
    """Applications in the mirrors that wait for a stage of ours (for `stage`, where one is named), oldest first."""
    names = {state.book_code: state.name for state in session.scalars(select(MirrorState))}
    rows = select(Application).where(Application.book_code.in_(names), Application.state.in_(("open", "supplement")))
    found = []
    for row in session.scalars(rows.order_by(Application.applied_on, Application.book_code, Application.number)):
        view = desk_view(session, row.book_code, row.number)
        if {one.id for one in view.open_stages} & ({stage} if stage else set(STAGES)):
            found.append(WaitingApplication(row.book_code, names[row.book_code], view))
    return found


def desk_view(session: Session, village_book: str, number: str) -> ApplicationView:
    """A mirrored application as it will be when our opinions on their way have arrived. Raises NotFoundError."""
    view = read_application(session, number, village_book)
    arrived = {opinion.id for opinion in view.opinions}
    for row in _on_their_way(session, village_book, number):
        if row.id not in arrived:
            opinion = _as_opinion(row)
            try:
                state = state_after(view, opinion)
            except RefusedError:  # the village went on meanwhile; its answer will tell
                continue
            view = replace(view, opinions=(*view.opinions, opinion), state=state)
    return view


def write_opinions(
    book: Book,
    applications: Iterable[tuple[str, str]],
    *,
    stage: str,
    result: str,
    by: str,
    on: date,
    note: str = "",
) -> list[str]:
    """Write one opinion on each of these applications (book code, number), all or none; answers the ids.

    Raises InputError, NotFoundError, or RefusedError that names the application where it may not speak.
    """
    chosen = list(dict.fromkeys(applications))
    if stage not in STAGES:
        raise InputError("审核阶段", f"只能是 {'、'.join(STAGES)}")
    if not chosen:
        raise InputError("贷款申请", "一份也没有选")
    filled("签意见的人", by)
    with book.write(f"签意见 {len(chosen)} 份") as session:
        rows = [_opinion(session, *one, stage, result, by.strip(), on, note.strip()) for one in chosen]
        session.add_all(rows)
        for row in rows:
            owe_receipt(session, row.village_book)
    return [row.id for row in rows]


def withdraw_opinion(book: Book, opinion_id: str) -> None:
    """Take an opinion back that has not arrived yet. Raises NotFoundError, RefusedError where it is entered there."""
    with book.write("撤回意见") as session:
        row = session.get(DeskOpinion, (book.code, opinion_id))
        if row is None or row.removed:
            raise NotFoundError("意见", opinion_id)
        if session.get(Opinion, (row.village_book, row.id)) is not None:
            raise RefusedError("这份意见村里已经登记了")
        row.removed = True
        owe_receipt(session, row.village_book)


def sent_opinions(session: Session, village_book: str = "") -> list[SentOpinion]:
    """The opinions of this desk, the newest first, with what became of each."""
    rows = select(DeskOpinion).order_by(DeskOpinion.on.desc(), DeskOpinion.id.desc())
    if village_book:
        rows = rows.where(DeskOpinion.village_book == village_book)
    names = {state.book_code: state.name for state in session.scalars(select(MirrorState))}
    arrived, refused = set(session.scalars(select(Opinion.id))), answers(session)
    return [
        _sent(row, names.get(row.village_book, row.village_book), row.id in arrived, refused)
        for row in session.scalars(rows)
    ]


def answers(session: Session) -> dict[tuple[str, str], DeskAnswer]:
    """What villages answered, by (book code, id of the item); the newest where one came twice."""
    rows = select(DeskAnswer).order_by(DeskAnswer.on, DeskAnswer.id)
    return {(row.book_code, row.item_id): row for row in session.scalars(rows)}


def _sent(row: DeskOpinion, village: str, arrived: bool, refused: Mapping[tuple[str, str], DeskAnswer]) -> SentOpinion:
    answer = refused.get((row.village_book, row.id))
    return SentOpinion(
        id=row.id,
        village_book=row.village_book,
        village=village,
        number=row.number,
        stage=row.stage,
        result=row.result,
        by=row.by,
        on=row.on,
        note=row.note,
        standing=Standing.DONE if arrived else Standing.REFUSED if answer is not None else Standing.ON_ITS_WAY,
        reason=answer.reason if answer is not None else "",
    )


def _on_their_way(session: Session, village_book: str, number: str) -> Sequence[DeskOpinion]:
    rows = select(DeskOpinion).where(DeskOpinion.village_book == village_book, DeskOpinion.number == number)
    found = session.scalars(rows.order_by(DeskOpinion.on, DeskOpinion.id)).all()
    refused = answers(session)
    return [row for row in found if (village_book, row.id) not in refused]


def _opinion(
    session: Session, village_book: str, number: str, stage: str, result: str, by: str, on: date, note: str
) -> DeskOpinion:
    if session.get(MirrorState, village_book) is None:
        raise NotFoundError("村账", village_book)
    view = desk_view(session, village_book, number)
    try:
        state_after(view, Opinion(stage=stage, result=result, by=by, on=on, note=note))
    except RefusedError as refused:
        raise RefusedError(f"{view.village or village_book} 申请 {number}：{refused.reason}") from None
    application = select(Application.id).where(Application.book_code == village_book, Application.number == number)
    return DeskOpinion(
        village_book=village_book,
        application_id=session.scalars(application).one(),
        number=number,
        stage=stage,
        result=result,
        by=by,
        on=on,
        note=note,
    )


def _as_opinion(row: DeskOpinion) -> Opinion:
    return Opinion(id=row.id, stage=row.stage, result=row.result, by=row.by, on=row.on, note=row.note)
