"""Which backups stay as they age: all of two days, then daily, weekly, monthly for a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

ALL_FOR = timedelta(days=2)
DAILY_FOR = timedelta(days=14)
WEEKLY_FOR = timedelta(weeks=8)
MONTHLY_FOR = timedelta(days=366)
ALWAYS_NEWEST = 3


def to_remove(made: Mapping[str, datetime], now: datetime) -> set[str]:
    """The ids of the backups that may go; of each day, week, month the newest stays.

    The newest three always stay, and so does everything dated after `now`: a clock that jumped must not cost a backup.
    """
    newest_first = sorted(made, key=lambda backup_id: (made[backup_id], backup_id), reverse=True)
    going: set[str] = set()
    taken: set[tuple[object, ...]] = set()
    for place, backup_id in enumerate(newest_first):
        moment = made[backup_id]
        slot = _slot(moment, now - moment)
        if slot is None:
            stays = now - moment < ALL_FOR
        else:
            stays = slot not in taken
            taken.add(slot)
        if not stays and place >= ALWAYS_NEWEST:
            going.add(backup_id)
    return going


def _slot(moment: datetime, age: timedelta) -> tuple[object, ...] | None:
    if age < ALL_FOR or age >= MONTHLY_FOR:
        return None
    if age < DAILY_FOR:
        return ("day", moment.date())
    if age < WEEKLY_FOR:
        return ("week", *moment.isocalendar()[:2])
    return ("month", moment.year, moment.month)
