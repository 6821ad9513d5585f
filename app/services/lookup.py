"""Finds a row of the book by the number that stands on its paper, or says that there is none."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import Application, Household, Loan, Member

HEAD = "户主"
SPOUSE = "配偶"
_NOTED = (  # made once: every act on a loan begins with it
    select(Loan)
    .where(Loan.note_number == bindparam("note"), Loan.removed.is_(False))
    .execution_options(include_removed=True)
)


def household_numbered(session: Session, number: str) -> Household:
    """The household with this 户编号. Raises NotFoundError."""
    found = session.scalars(select(Household).where(Household.number == number)).first()
    if found is None:
        raise NotFoundError("户编号", number)
    return found


def loan_noted(session: Session, note_number: str) -> Loan:
    """The loan with this 借据号. Raises NotFoundError."""
    found = session.scalars(_NOTED, {"note": note_number}).first()
    if found is None:
        raise NotFoundError("借据号", note_number)
    return found


def application_numbered(session: Session, number: str, book_code: str = "") -> Application:
    """The application with this number; at a desk that of the book `book_code`. Raises NotFoundError."""
    wanted = select(Application).where(Application.number == number)
    found = session.scalars(wanted.where(Application.book_code == book_code) if book_code else wanted).first()
    if found is None:
        raise NotFoundError("申请编号", number)
    return found


def members_of(session: Session, household: Household) -> list[Member]:
    """The present members, head first, then as the list numbers them."""
    statement = select(Member).where(
        Member.book_code == household.book_code, Member.household_id == household.id, Member.left_on.is_(None)
    )
    return sorted(session.scalars(statement), key=lambda member: (member.relation != HEAD, member.number, member.id))


def member_with_id(session: Session, household: Household, resident_id: str) -> Member:
    """The member with this resident id or 人编号. Raises NotFoundError."""
    wanted = resident_id.strip().upper()
    for member in members_of(session, household):
        if wanted in (member.resident_id, member.resident_id[:18], member.number, member.id.upper()):
            return member
    raise NotFoundError("本户成员", "****" + wanted[-4:])


def head_of(members: list[Member]) -> Member | None:
    """The 户主 among members."""
    return next((member for member in members if member.relation == HEAD), None)


def spouse_of(members: list[Member], borrower: Member) -> Member | None:
    """The borrower's spouse, where the list's relations tell it: head and 配偶 are each other's."""
    other = {HEAD: SPOUSE, SPOUSE: HEAD}.get(borrower.relation)
    return next((member for member in members if member.relation == other), None) if other else None
