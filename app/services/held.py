"""Held bundles: a person looks at what may be a second laptop or a restored backup, and decides.

He lets the bundle in as it is, or refuses it, or asks the village to begin a new epoch and to export once more: the
laptop whose bundle he looked at gets the order with its next receipt, the other one does not.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, MissingFileError, NotFoundError
from app.exchange.lineage import Outcome
from app.exchange.opening import open_bundle
from app.models import ReceivedBundle
from app.models.journal import append_many
from app.services.mirror import Admission, Imported, kept_file, owe_receipt, position_of, sweep_kept, take_over
from app.services.pairing import own_device, partners
from app.storage.book import Book


def held_bundles(session: Session) -> list[ReceivedBundle]:
    """Bundles that wait for a person, the oldest first."""
    waiting = select(ReceivedBundle).where(ReceivedBundle.outcome == Outcome.HELD)
    return list(session.scalars(waiting.order_by(ReceivedBundle.received_at, ReceivedBundle.id)))


def admit_held(book: Book, received_id: str, reason: str, *, file: Path | None = None) -> Imported:
    """Let a held bundle in; its branch of the history is the book's from now on.

    The file that was kept is opened and checked again (`file`: the one on the stick, where it is lost). Raises
    NotFoundError, InputError without a reason, or what `import_bundle` raises.
    """
    row = _waiting(book, received_id, reason)
    place = file or kept_file(book, row)
    if not place.is_file():
        raise MissingFileError(str(place))
    with book.read() as session:
        device, trusted = own_device(session), partners(session)
    with open_bundle(place, device, trusted) as opened, book.write("放行暂存的交换包") as session:
        if opened.manifest.book_code != row.book_code or opened.manifest.position != position_of(row):
            raise NotFoundError("暂存的交换包", place.name)
        row = session.get_one(ReceivedBundle, received_id)
        row.admitted_at, row.decided_by, row.decided_why = book.stamp(), book.officer, reason
        append_many(session, "received_bundle", "admit", [(received_id, {"why": [None, reason]})])
        done = take_over(book, session, opened, place, Admission(received_id))
    sweep_kept(book)
    return done


def order_new_epoch(book: Book, received_id: str, reason: str) -> None:
    """Ask the village, with its next receipt, to begin a new epoch from this bundle; what it then exports is let in.

    Raises NotFoundError, InputError without a reason.
    """
    row = _waiting(book, received_id, reason)
    with book.write("要求另起一期") as session:
        row = session.get_one(ReceivedBundle, received_id)
        row.ordered_at, row.decided_by, row.decided_why = book.stamp(), book.officer, reason
        owe_receipt(session, row.book_code)
        append_many(session, "received_bundle", "order-epoch", [(received_id, {"why": [None, reason]})])


def refuse_held(book: Book, received_id: str, reason: str) -> None:
    """Take a held bundle off the list for good: it was a stray. The village reads the reason in its next receipt.

    Raises NotFoundError, InputError without a reason.
    """
    row = _waiting(book, received_id, reason)
    with book.write("拒收暂存的交换包") as session:
        row = session.get_one(ReceivedBundle, received_id)
        row.outcome, row.reason = str(Outcome.REFUSED), reason
        row.decided_by, row.decided_why = book.officer, reason
        owe_receipt(session, row.book_code)
        append_many(session, "received_bundle", "refuse", [(received_id, {"why": [None, reason]})])
    sweep_kept(book)


def _waiting(book: Book, received_id: str, reason: str) -> ReceivedBundle:
    if not reason.strip():
        raise InputError("理由", "不能空着")
    with book.read() as session:
        row = session.get(ReceivedBundle, received_id)
        if row is None or row.outcome != Outcome.HELD:
            raise NotFoundError("暂存的交换包", received_id)
        return row
