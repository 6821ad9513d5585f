"""需求: what a household wants, at the door, by phone or online, and what became of it."""

from __future__ import annotations

from typing import Any

from app.packs.code_lists import load_code_list
from app.services.demands import BORROW, CHANNELS, NONE, OUTCOMES, WISHES, close_demand, list_demands, take_demand
from app.services.household_tabs import demands_of
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, money, of_household, perhaps, row_id, text
from app.ui.acts.records import Room
from app.ui.acts.shared import (
    a_day,
    for_any_household,
    group_column,
    head_column,
    reverse,
    to_household,
    whose,
    yuan,
)
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING

WISH_WORDS = {BORROW: "想贷款", "还": "能还款", "续": "想续贷", "展": "想展期", NONE: "没有需求"}


def _loans(about: About) -> list[tuple[str, object]]:
    return list(about.lists.get("notes", ()))


def _purposes(_about: About) -> list[str]:
    return list(load_code_list("purposes").labels())


TAKE = Act(
    "登记需求",
    take_demand,
    (
        choice("wish", "意愿", [(f"{word}：{WISH_WORDS[word]}", word) for word in WISHES]),
        choice("channel", "渠道", CHANNELS),
        day("on", "登记日"),
        money("amount", "需求金额（元）", needed=False),
        Ask("months", "期限（月）", Kind.COUNT, needed=False, unit="个月"),
        Ask("purpose", "用途", Kind.TYPED, needed=False, options=_purposes),
        day("wanted_on", "用款时间", needed=False),
        perhaps("note_number", "借据号", _loans, none="还、续、展才要选"),
        perhaps("borrower_id", "谁来借", lambda about: about.members, none="还没定"),
        text("remark", "备注"),
    ),
    given=of_household,
    lead="想贷款的写金额和用途；还款、续贷、展期的选是哪一笔。登记需求不等于申请。",
    whom=whose,
    foresee=lambda session, about, named: (),
    icon="plus",
)
CLOSE = Act(
    "办结",
    close_demand,
    (choice("outcome", "结果", OUTCOMES), day("on", "办结日")),
    given=row_id,
    whom=lambda about: f"{about.row.wish} {yuan(about.row.amount)} 元" if about.row.amount else about.row.wish,
    excuse=lambda row: "" if row.open else "已经办结",
    icon="tick",
)


def _stage(row: Any) -> Chip:
    if not row.open:
        return Chip("tick", row.stage, Tone.MUTED)
    return Chip("todo", row.stage, Tone.WARN) if row.stage == "待办" else Chip("waiting", row.stage, Tone.ACCENT)


_COLUMNS: tuple[Column[Any], ...] = (
    Column("登记日", lambda row: f"{row.on}"),
    Column("意愿", lambda row: WISH_WORDS.get(row.wish, row.wish)),
    Column("金额（元）", lambda row: yuan(row.amount), right=True),
    Column("用途", lambda row: row.purpose or row.note_number or NOTHING, stretch=True, explains=True),
    Column("用款时间", lambda row: a_day(row.wanted_on), secondary=True),
    Column("到哪一步", lambda row: "", chip=_stage),
)

OF_HOUSEHOLD = Room(
    "需求",
    _COLUMNS,
    "还没有登记过需求。入户、接电话时问一问：要贷、要还、要续、要展，还是没有需求。",
    lambda session, about: demands_of(session, about.number, about.today),
    acts=(TAKE,),
    on_row=(CLOSE, reverse()),
)
OF_VILLAGE = Room(
    "需求台账",
    (group_column(), head_column(), *_COLUMNS),
    "全村还没有登记过需求。登记一条，谁要贷、谁要续展就一目了然。",
    lambda session, about: list_demands(session, about.today),
    acts=(for_any_household(TAKE),),
    on_row=(CLOSE, reverse()),
    opens=to_household,
)
