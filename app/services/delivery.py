"""How far our newest bundle has come: 已送达 only when a receipt names it with its digest; red after 28 days.

Days are counted from the day that stands on the bundle; one in the future (the clock was wrong) is not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.exchange.digest import read_slip
from app.exchange.receipt import Acknowledgement, Delivery
from app.models import BookInfo, JournalEntry, Quarantine, SentBundle
from app.models.journal import append_many, head
from app.services.bundles import sent_bundles
from app.storage.book import Book

RED_AFTER_DAYS = 28
ON_PAPER = "纸质回执单"
SLIP_ACT = "打印交接单"
REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """What 今日 says of the exchange: how far the newest bundle on a stick came, and what was entered since.

    One that no stick took (`unwritten`) takes nothing away from what the township has.
    `days_waiting` counts from the first bundle that nobody acknowledged; `returned` are rows sent back (待更正).
    """

    newest: SentBundle | None
    delivery: Delivery
    text: str
    days_waiting: int
    changes_since: int
    delivered: SentBundle | None
    returned: int = 0
    to_correct: int = 0

    @property
    def red(self) -> bool:
        """Not acknowledged for 28 days."""
        return not arrived(self.delivery) and self.days_waiting >= RED_AFTER_DAYS

    @property
    def unwritten(self) -> bool:
        """The newest bundle stands in the outbox, but on no stick."""
        return self.newest is not None and not self.newest.written_to and not arrived(self.newest.delivery)


def arrived(delivery: str) -> bool:
    """Whether the township has it, with or without rows to correct."""
    return delivery in (Delivery.DELIVERED, Delivery.DELIVERED_WITH_CORRECTIONS)


def delivery_state(session: Session, on: date) -> DeliveryState:
    """How far the newest bundle that left the house has come on `on`, and how much was entered since it was made."""
    sent = sent_bundles(session)
    if not sent:
        return DeliveryState(None, Delivery.NOT_YET, "还没有送过交换包", 0, head(session.connection()).length, None)
    newest = sent[-1]
    told = next((row for row in reversed(sent) if row.written_to or arrived(row.delivery)), newest)
    delivery = Delivery(told.delivery)
    delivered = [row for row in sent if arrived(row.delivery)]
    text = Acknowledgement(delivery, told.to_correct).text
    if told is not newest:
        text = f"{text}；第 {newest.seq} 号没有写到U盘"
    elif not newest.written_to and delivery is Delivery.NOT_YET:
        text = f"第 {newest.seq} 号没有写到U盘"
    elif delivery in (Delivery.HELD, Delivery.DIFFERS) and _epoch_no(session) > newest.epoch_no:
        text = "乡镇要求另起一期，请重新导出一次"
    return DeliveryState(
        newest=newest,
        delivery=delivery,
        text=text,
        days_waiting=0 if arrived(delivery) else _days_waiting(sent, on),
        changes_since=_changes_since(session, told),
        delivered=delivered[-1] if delivered else None,
        returned=session.scalar(select(func.count()).select_from(Quarantine)) or 0,
        to_correct=told.to_correct,
    )


def returned_rows(session: Session, book_code: str) -> list[Quarantine]:
    """待更正: the rows of our newest delivered bundle that the township did not take over."""
    own = select(Quarantine).where(Quarantine.book_code == book_code)
    return list(session.scalars(own.order_by(Quarantine.table, Quarantine.place)))


def acknowledge_on_paper(book: Book, typed: str) -> SentBundle:
    """Close the loop by the QR (or its letters) of a 回执单, when the stick never came back.

    Raises NotFoundError where it is no slip, or names no bundle of this book with this digest.
    """
    try:
        slip = read_slip(typed)
    except ValueError:
        raise NotFoundError("回执单", typed[:20]) from None
    with book.write("登记纸质回执单") as session:
        row = session.get(SentBundle, (slip.epoch_no, slip.seq))
        fits = slip.mark == "R" and slip.book_code == book.code
        if row is None or not fits or not row.digest.startswith(slip.digest):
            raise NotFoundError("回执单", f"{slip.epoch_no}/{slip.seq}")
        if not arrived(row.delivery):
            row.delivery, row.receipt_at, row.receipt_by = str(Delivery.DELIVERED), book.stamp(), ON_PAPER
            append_many(session, "sent_bundle", "receipt", [(row.file, {"delivery": [None, ON_PAPER]})])
        mark_replaced(sent_bundles(session))
    return row


def mark_replaced(sent: list[SentBundle]) -> None:
    """A bundle before one that was delivered needs no receipt any more."""
    last = max((place for place, row in enumerate(sent) if arrived(row.delivery)), default=0)
    for row in sent[:last]:
        if row.delivery == Delivery.NOT_YET:
            row.delivery = REPLACED


def _days_waiting(sent: list[SentBundle], on: date) -> int:
    last = max((place for place, row in enumerate(sent) if arrived(row.delivery)), default=-1)
    days = (date.fromisoformat(row.as_of) for row in sent[last + 1 :])
    return max(((on - day).days for day in days if day <= on), default=0)


def _epoch_no(session: Session) -> int:
    return session.scalars(select(BookInfo.epoch_no)).one()


def _changes_since(session: Session, newest: SentBundle) -> int:
    """Entries about the village's own matters; the slip that was printed for this very bundle is none."""
    entered = JournalEntry.action.in_(("add", "change", "remove", "erase")), JournalEntry.act != SLIP_ACT
    after = select(func.count()).where(JournalEntry.seq > newest.journal_length, *entered)
    return session.scalar(after) or 0
