"""The village's risk panel (村风控小组): who sits on it, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RefusedError
from app.models import PanelMember, Village
from app.services.records import end_span, filled, holds_on, one_of, own_village, record_with_id, standing
from app.storage.book import Book

POSTS = ("组长", "副组长", "成员")


@dataclass(frozen=True, slots=True)
class PanelView:
    """One member of the panel."""

    id: str
    village: str
    name: str
    post: str
    standing: str
    phone: str
    from_on: date
    until_on: date | None


def appoint(
    book: Book, *, name: str, on: date, post: str = "成员", stands_for: str = "", phone: str = "", village: str = ""
) -> str:
    """Somebody joins the panel; answers with the record's id. There is one 组长 at a time.

    Raises InputError, RefusedError where the person sits on it already or another is 组长.
    """
    one_of("职务", post, POSTS)
    name = filled("姓名", name)
    with book.write("登记风控小组成员") as session:
        code = own_village(session, village).code
        own = PanelMember.book_code == book.code, PanelMember.village_code == code
        present = [row for row in session.scalars(standing(PanelMember).where(*own)) if row.until_on is None]
        if any(row.name == name for row in present):
            raise RefusedError(f"{name} 已经在风控小组里")
        leader = next((row.name for row in present if row.post == POSTS[0]), "")
        if post == POSTS[0] and leader:
            raise RefusedError(f"组长现在是{leader}，请先登记他离任")
        row = PanelMember(village_code=code, name=name, post=post, standing=stands_for, phone=phone, from_on=on)
        session.add(row)
        return row.id


def dismiss(book: Book, member_id: str, *, on: date) -> None:
    """A member leaves the panel. Raises NotFoundError, RefusedError where he left before."""
    with book.write("风控小组成员离任") as session:
        end_span(record_with_id(session, PanelMember, member_id, "风控小组成员"), on, "这段任职")


def panel_on(session: Session, on: date, *, past: bool = False) -> list[PanelView]:
    """The panel of a day, 组长 first; with `past` also former members."""
    villages = {(row.book_code, row.code): row.name for row in session.scalars(select(Village))}
    rows = [row for row in session.scalars(standing(PanelMember)) if past or holds_on(row.from_on, row.until_on, on)]
    rows.sort(
        key=lambda row: (row.village_code, POSTS.index(row.post) if row.post in POSTS else 9, row.from_on, row.id)
    )
    return [
        PanelView(
            id=row.id,
            village=villages.get((row.book_code, row.village_code), ""),
            name=row.name,
            post=row.post,
            standing=row.standing,
            phone=row.phone,
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in rows
    ]
