"""指导: industry and skills guidance given, and loan households that got none."""

from __future__ import annotations

from typing import Any

from app.services.guidance import KINDS, give_guidance, list_guidance, unguided
from app.ui.acts.ask import Act, choice, day, member, of_household, text
from app.ui.acts.records import Room
from app.ui.acts.shared import a_day, for_any_household, group_column, head_column, reverse, to_household, whose
from app.ui.parts.columns import Column
from app.ui.words import NOTHING

_ASKS = (
    choice("kind", "指导种类", KINDS),
    text("subject", "内容", needed=True),
    text("by", "指导人", needed=True),
    day("on", "指导日"),
    text("manner", "怎么指导的"),
    text("result", "有什么效果"),
)
GIVE = Act(
    "登记指导",
    give_guidance,
    (*_ASKS, member("member_id", "指导谁", needed=False)),
    given=of_household,
    whom=whose,
    icon="plus",
)
_COLUMNS: tuple[Column[Any], ...] = (
    Column("日期", lambda row: f"{row.on}"),
    Column("种类", lambda row: row.kind),
    Column(
        "内容",
        lambda row: row.subject,
        second=lambda row: row.result or row.manner or NOTHING,
        stretch=True,
        explains=True,
    ),
    Column("指导人", lambda row: row.by),
)
OF_HOUSEHOLD = Room(
    "指导",
    _COLUMNS,
    "还没有登记过产业、技能指导。",
    lambda session, about: list_guidance(session, about.today, household_number=about.number),
    acts=(GIVE,),
    on_row=(reverse(),),
    two_lines=True,
)
OF_VILLAGE = Room(
    "指导",
    (group_column(), head_column(), *_COLUMNS),
    "全村还没有登记过产业、技能指导。",
    lambda session, about: list_guidance(session, about.today),
    acts=(for_any_household(Act("登记指导", give_guidance, _ASKS, icon="plus")),),
    on_row=(reverse(),),
    two_lines=True,
    opens=to_household,
)
UNGUIDED = Room(
    "还没指导的贷款户",
    (
        group_column(),
        head_column(),
        Column("贷款用途", lambda row: row.purpose or NOTHING, stretch=True, explains=True),
        Column("上次指导", lambda row: a_day(row.last_on)),
    ),
    "贷款户今年都指导过了。",
    lambda session, about: unguided(session, about.today, since=about.today.replace(month=1, day=1)),
    opens=to_household,
)
