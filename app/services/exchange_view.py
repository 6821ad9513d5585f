"""The village's side of the exchange as its page shows it, and which of the five steps is in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exchange.receipt import Delivery
from app.models import BookInfo
from app.services.bundles import sent_bundles
from app.services.delivery import DeliveryState, arrived, delivery_state
from app.services.exchange_kinds import KindLine, counts_now, kinds_now, kinds_sent
from app.services.exchange_slip import Slip, draft_slip, read_slip, receiver_of
from app.services.exchange_stand import BundleLine, Stand, Told, bundle_line, what_it_has
from app.services.handover import given_over
from app.services.incoming_view import waiting_items
from app.services.returned import ReturnedRow, returned_views


class Hand(StrEnum):
    """The five steps, in their order."""

    STICK = "stick"
    MAKE = "make"
    WRITE = "write"
    CHECK = "check"
    CARRY = "carry"


@dataclass(frozen=True, slots=True)
class VillageExchange:
    """The village's page. `fresh`: nothing is on its way, so the next bundle begins at the first step.

    `kinds` and `draft` are of what would be sent now, `sent_kinds` and `slip` of the newest bundle; `sent` is newest
    first; `changes` are entries that no bundle carries yet, `incoming` what the desk sent and nobody answered;
    `handed_over` says to whom the book went, "" while it is entered here.
    """

    receiver: str
    fresh: bool
    sent: tuple[BundleLine, ...]
    has: Told
    changes: int
    kinds: tuple[KindLine, ...]
    sent_kinds: tuple[KindLine, ...]
    draft: Slip
    slip: Slip | None
    returned: tuple[ReturnedRow, ...]
    incoming: int = 0
    handed_over: str = ""

    @property
    def paired(self) -> bool:
        """Whether there is a township to send to."""
        return bool(self.receiver)

    @property
    def newest(self) -> BundleLine | None:
        """Our newest bundle."""
        return self.sent[0] if self.sent else None


def read_village(session: Session, on: date) -> VillageExchange:
    """Read the village's page."""
    info = session.scalars(select(BookInfo)).one()
    sent = sent_bundles(session)
    lines = tuple(bundle_line(row, sent, on) for row in reversed(sent))
    state = delivery_state(session, on)
    township = receiver_of(session)
    counts = counts_now(session, info.code)
    given = given_over(session)
    ordered = state.newest is not None and info.epoch_no > state.newest.epoch_no
    return VillageExchange(
        receiver=township.name if township is not None else "",
        fresh=_fresh(state, new_epoch=ordered),
        sent=lines,
        has=what_it_has(state, lines, new_epoch=ordered),
        changes=state.changes_since,
        kinds=kinds_now(session, counts, sent),
        sent_kinds=kinds_sent(session, sent),
        draft=draft_slip(session, on, counts),
        slip=read_slip(session, on),
        returned=returned_views(session, info.code),
        incoming=len(waiting_items(session)),
        handed_over=given.to if given is not None else "",
    )


def step_in_hand(view: VillageExchange, *, place_ready: bool, check_put_off: bool, anew: bool) -> Hand:
    """Which step is in hand: the book says how far the newest bundle came, the officer whether a stick is plugged in.

    `anew` begins another bundle although the newest one is still on its way.
    """
    newest = view.newest
    if newest is None or view.fresh or anew:
        return Hand.MAKE if place_ready else Hand.STICK
    if newest.stand is Stand.UNWRITTEN:
        return Hand.WRITE if place_ready else Hand.STICK
    if newest.stand is Stand.UNCHECKED and not check_put_off:
        return Hand.CHECK
    return Hand.CARRY


def _fresh(state: DeliveryState, *, new_epoch: bool) -> bool:
    """Nothing is on its way: it arrived, it went wrong, or a new epoch has begun."""
    if state.newest is None or new_epoch:
        return True
    if state.unwritten:
        return False
    return arrived(state.delivery) or state.delivery is Delivery.DIFFERS
