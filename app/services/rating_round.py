"""The yearly round of ratings: household by household in walking order, with what each waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from app.services.household_names import household_names
from app.services.ratings import list_ratings


class Waits(StrEnum):
    """What a household's rating waits for; the first that holds."""

    NEVER = "没评过"
    REVIEW = "该年审"
    BANK = "等银行核定"
    ENDED = "核定过期"
    GOOD = "有效"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One household of the round: `day` is since when it waits, or until when what it has is good."""

    id: str
    group: str
    head: str
    waits: Waits
    day: date | None

    @property
    def todo(self) -> bool:
        """Whether the village has something to do here."""
        return self.waits in (Waits.NEVER, Waits.REVIEW)


def rating_round(session: Session, on: date) -> list[RoundRow]:
    """Every household on the list, in walking order. `id` is the household number."""
    known = {view.household: view for view in list_ratings(session, on)}
    rows = []
    for whose in sorted(household_names(session).values(), key=lambda names: names.order):
        if not whose.people:
            continue
        view = known.get(whose.number)
        waits, day = Waits.NEVER, None
        if view is not None and view.assessed_on is not None:
            if view.review_due is not None and view.review_due <= on:
                waits, day = Waits.REVIEW, view.review_due
            elif view.decided_on is None or view.decided_on < view.assessed_on:
                waits, day = Waits.BANK, view.assessed_on
            elif view.valid_until is not None and view.valid_until < on:
                waits, day = Waits.ENDED, view.valid_until
            else:
                waits, day = Waits.GOOD, view.valid_until
        elif view is not None and view.valid_until is not None:
            waits, day = (Waits.GOOD if view.valid_until >= on else Waits.ENDED), view.valid_until
        rows.append(RoundRow(whose.number, whose.group, whose.head, waits, day))
    return rows
