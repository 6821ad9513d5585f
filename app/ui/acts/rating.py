"""评级 of a household as ledgers: what the bank decided, what the village assessed, each with its snapshot."""

from __future__ import annotations

import json
from typing import Any

from app.services.household_tabs import decisions_of_household, ratings_of_household
from app.ui.acts import titles
from app.ui.acts.ask import About, Act
from app.ui.acts.records import Room
from app.ui.acts.shared import fen, reverse
from app.ui.parts.columns import Column
from app.ui.places import Place, Where
from app.ui.words import NOTHING


def _to_rating(about: About) -> Place:
    return Place(Where.RATING, about.number)


def _to_bank(about: About) -> Place:
    return Place(Where.RATING, about.number, "bank")


def snapshot_words(row: Any) -> str:
    """What a kept assessment says of itself: its lines, and when it was made by which sheet."""
    snapshot = json.loads(row.snapshot)
    return "\n".join(str(line) for line in snapshot.get("explanation", ()))


DECISIONS = Room(
    "银行核定",
    (
        Column("核定日", lambda row: f"{row.on}"),
        Column("银行等级", lambda row: row.grade),
        Column("授信额度（元）", lambda row: fen(row.credit_line_fen), right=True),
        Column("有效期至", lambda row: f"{row.until}"),
        Column("银行", lambda row: row.bank or NOTHING, secondary=True, stretch=True),
    ),
    "银行还没有核定。银行定了等级和额度，照银行的登记在这里。",
    lambda session, about: decisions_of_household(session, about.number),
    acts=(Act("登记银行核定", leads=_to_bank, icon="medal"),),
    on_row=(reverse(),),
)
ASSESSMENTS = Room(
    "村初评",
    (
        Column("评级日", lambda row: f"{row.on}"),
        Column("得分", lambda row: row.points, right=True),
        Column("等级", lambda row: row.band),
        Column("建议额度（元）", lambda row: fen(row.credit_line_fen), right=True),
        Column("评分表", lambda row: row.sheet_id, secondary=True, stretch=True),
    ),
    "还没有评过。先按评分表评一次，会说明每一分从哪里来。",
    lambda session, about: ratings_of_household(session, about.number),
    acts=(Act("去评级", leads=_to_rating, icon="medal"),),
    on_row=(reverse(),),
    details=snapshot_words,
)
ROOMS = (DECISIONS, ASSESSMENTS, titles.OF_HOUSEHOLD)
