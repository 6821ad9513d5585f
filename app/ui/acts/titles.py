"""信用户、信用村: chosen, reviewed each year, revoked."""

from __future__ import annotations

from typing import Any

from app.services.credit_titles import (
    HOUSEHOLD,
    RESULTS,
    REVIEWED,
    REVOKED,
    TAKEN,
    VALID,
    VILLAGE,
    award,
    list_titles,
    review,
)
from app.ui.acts.ask import About, Act, choice, day, perhaps, reason, row_id, text
from app.ui.acts.records import Room
from app.ui.acts.shared import a_day, household_ask, reverse, whose
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.places import Place, Where
from app.ui.tokens import Tone
from app.ui.words import NOTHING

_ASKS = (
    text("by", "评定单位", needed=True),
    day("on", "评定日"),
    text("grade", "等级"),
    day("until", "有效期至", needed=False),
    text("document", "文件号"),
)


def _title(about: About) -> str:
    return f"{about.row.kind} {about.row.head or about.row.village}"


def _taken(row: Any) -> str:
    return "已经撤销" if row.state == TAKEN else ""


AWARD_OWN = Act(
    "评为信用户",
    award,
    _ASKS,
    fixed=lambda about: {"kind": HOUSEHOLD, "household_number": about.number},
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
    icon="medal",
)
AWARD_HOUSEHOLD = Act(
    "评信用户",
    award,
    (household_ask(), *_ASKS),
    fixed=lambda about: {"kind": HOUSEHOLD},
    reason=True,
    foresee=lambda session, about, named: (),
    icon="medal",
)
AWARD_VILLAGE = Act(
    "评信用村",
    award,
    (perhaps("village", "村", lambda about: about.lists.get("villages", ()), none="本村"), *_ASKS),
    fixed=lambda about: {"kind": VILLAGE},
    icon="medal",
)
REVIEW = Act(
    "年审",
    review,
    (choice("result", "年审结果", RESULTS), day("on", "年审日"), text("by", "谁审的"), reason("说明", needed=False)),
    given=row_id,
    fixed=lambda about: {"step": REVIEWED},
    whom=_title,
    excuse=_taken,
    changes=AWARD_OWN.changes,
)
REVOKE = Act(
    "撤销",
    review,
    (reason("撤销原因"), day("on", "撤销日"), text("by", "谁撤销的")),
    given=row_id,
    fixed=lambda about: {"step": REVOKED},
    whom=_title,
    excuse=_taken,
)


def _state(row: Any) -> Chip:
    if row.state == VALID:
        return Chip("done", row.state, Tone.OK)
    return Chip(
        "warning" if row.state != TAKEN else "cross", row.state, Tone.WARN if row.state != TAKEN else Tone.MUTED
    )


_COLUMNS: tuple[Column[Any], ...] = (
    Column("称号", lambda row: row.kind),
    Column("等级", lambda row: row.grade or NOTHING, secondary=True),
    Column("评定日", lambda row: f"{row.on}"),
    Column("评定单位", lambda row: row.by, stretch=True, explains=True),
    Column("上次年审", lambda row: f"{row.reviewed_on} {row.result}" if row.reviewed_on else NOTHING, secondary=True),
    Column("该年审", lambda row: a_day(row.review_due)),
    Column("", lambda row: "", chip=_state),
)
OF_HOUSEHOLD = Room(
    "信用户",
    _COLUMNS,
    "不是信用户。评上了在这里登记，以后每年年审。",
    lambda session, about: [row for row in list_titles(session, about.today) if row.household == about.number],
    acts=(AWARD_OWN,),
    on_row=(REVIEW, REVOKE, reverse()),
)
OF_VILLAGE = Room(
    "信用户、信用村",
    (Column("评给谁", lambda row: row.head or row.village), *_COLUMNS),
    "还没有评过信用户、信用村。",
    lambda session, about: list_titles(session, about.today),
    acts=(AWARD_HOUSEHOLD, AWARD_VILLAGE),
    on_row=(REVIEW, REVOKE, reverse()),
    opens=lambda row: Place(Where.HOUSEHOLDS, row.household) if row.household else None,
)
