"""户情: the household's own facts, its lists by date, its phone, who lives in it, and moves; each act by its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.household_checks import PHONE_OWNERS
from app.domain.phone import mask_phone
from app.services.household_changes import (
    LEFT_WHY,
    PHONE_STATES,
    add_member,
    change_head,
    check_phone,
    correct_household,
    remove_member,
)
from app.services.household_history import history_of
from app.services.household_moves import merge_households, move_back, move_household, move_out, split_household
from app.services.households import HouseholdView
from app.services.listings import KIND, MONITORED, RISK_REMOVED, change_listing, leave_list, mark_risk_removed
from app.services.responsible import ROLES, assign, release, responsible_for
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, member, of_household, perhaps, reason, row_id, text
from app.ui.acts.records import Room
from app.ui.acts.shared import ended, reverse, span, standing_chip, whose
from app.ui.households.choices import words
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact of a household in words."""

    name: str
    text: str


def facts_of(view: HouseholdView) -> list[FactLine]:
    """What the household's record says of itself."""
    pairs = [
        ("户编号", view.number),
        ("组", view.group),
        ("住址", view.address),
        ("户类型", view.kind),
        (
            "监测对象",
            f"{view.monitored}，风险{'已' if view.risk_removed == '是' else '未'}消除" if view.monitored else "",
        ),
        ("致贫原因", view.cause),
        ("人均纯收入（元）", money(view.income_per_head) if view.income_per_head is not None else ""),
        ("纳入名单", f"{view.listed_from or '不详'} 至 {view.listed_until or '今'}"),
        ("备注", view.remark),
        ("离村", f"{view.left_on} {view.left_why}" if view.left_on is not None else ""),
    ]
    return [FactLine(name, text or NOTHING) for name, text in pairs]


# --- facts ---

_FACTS = ("group", "cause", "income_per_head", "address", "remark")


def _only_changed(about: About, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that differ from what stands: an emptied one is emptied."""
    view = about.household
    assert view is not None
    before = {
        "group": view.group,
        "cause": view.cause,
        "income_per_head": "" if view.income_per_head is None else str(view.income_per_head),
        "address": view.address,
        "remark": view.remark,
    }
    now = {name: str(typed.get(name) or "") for name in _FACTS}
    return {"changes": {name: value for name, value in now.items() if value != before[name]}}


def _of(name: str) -> Any:
    def value(about: About) -> str:
        found = getattr(about.household, name) if about.household is not None else ""
        return "" if found is None else str(found)

    return value


CORRECT = Act(
    "改户情",
    correct_household,
    (
        text("group", "组", needed=True, start=_of("group")),
        Ask("cause", "致贫原因", Kind.TYPED, False, lambda about: words("poverty_causes", about.today), _of("cause")),
        text("income_per_head", "人均纯收入（元）", start=_of("income_per_head")),
        text("address", "住址", start=_of("address")),
        text("remark", "备注", start=_of("remark")),
    ),
    given=of_household,
    shape=_only_changed,
    lead="原来就填错的，在这里改；从某一天起变了的（搬家、换组、户类型），用别的办。改之前是什么，“历史”里看得到。",
    whom=whose,
    icon="pencil",
)


# --- lists by date ---


def _listing(word: str, list_name: str, list_id: str, *, correct: bool) -> Act:
    none = "退出监测" if list_name == MONITORED else "不再属于任何一类"
    return Act(
        word,
        change_listing,
        (
            Ask(
                "word",
                f"{list_name}改为",
                Kind.CHOICE,
                options=lambda about: [*((each, each) for each in words(list_id, about.today)), (none, "")],
            ),
            day("on", "变更日期"),
            reason("理由", needed=False),
        ),
        given=of_household,
        fixed=lambda about: {"list_name": list_name, "correct": correct},
        lead=(
            "原来就录错的，从开头改过来；改之前是什么，“历史”里看得到。"
            if correct
            else "从这一天起变，以前的照样留着：放款那天在不在名单，按日期查。"
        ),
        whom=whose,
    )


KIND_FROM = _listing("变更户类型", KIND, "household_kinds", correct=False)
MONITOR_FROM = _listing("变更监测类别", MONITORED, "monitored_kinds", correct=False)
KIND_RIGHT = _listing("更正户类型", KIND, "household_kinds", correct=True)
MONITOR_RIGHT = _listing("更正监测类别", MONITORED, "monitored_kinds", correct=True)
RISK = Act(
    "登记风险消除",
    mark_risk_removed,
    (choice("removed", "风险是否消除", RISK_REMOVED), day("on", "消除日期")),
    given=of_household,
    whom=whose,
    fits=lambda about: about.household is not None and bool(about.household.monitored),
)
DELIST = Act(
    "调整出列",
    leave_list,
    (day("on", "出列日期"), reason("出列原因")),
    given=of_household,
    lead="出列以后不再按名单办新贷款；老贷款和记录都留着。",
    whom=whose,
)

# --- phone ---

PHONE = Act(
    "核实电话",
    check_phone,
    (
        Ask("phone", "电话", Kind.PHONE, needed=False, hint="空着就是核实现在的号码。"),
        perhaps("owner", "电话是谁的", PHONE_OWNERS, none="没变"),
        choice("state", "电话状态", PHONE_STATES),
        day("on", "核实日"),
        text("by", "谁核实的"),
    ),
    given=of_household,
    whom=whose,
    icon="phone",
)

# --- people ---

ADD = Act(
    "增加成员",
    add_member,
    (
        Ask("values", "新成员", Kind.PERSON),
        day("on", "来的日子"),
        Ask("reason", "原因", Kind.TYPED, options=("出生", "婚入", "迁入", "漏登")),
    ),
    given=of_household,
    whom=whose,
    icon="plus",
)
REMOVE = Act(
    "减少成员",
    remove_member,
    (
        member("member_id", "谁"),
        choice("why", "离户原因", LEFT_WHY),
        day("on", "离户日"),
    ),
    given=of_household,
    lead="人离开了，记录都留着：贷款、走访上的名字不变。死亡、失联、服刑请用“登记变故”。",
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
)
HEAD = Act(
    "户主变更",
    change_head,
    (
        member("to", "新户主"),
        day("on", "变更日"),
        reason("变更原因"),
        Ask("relations", "与新户主关系（推不出来的才要选）", Kind.RELATIONS, needed=False),
    ),
    given=of_household,
    lead="户编号不变，贷款不变。",
    whom=whose,
    foresee=lambda session, about, named: _relations(session, about),
)


def _relations(session: Any, about: About) -> list[str]:
    from app.services.households import read_household

    people = read_household(session, about.number).members
    return ["变更以后：" + "，".join(f"{person.name} {person.relation}" for person in people) + "。"]


# --- moves ---


def _left(about: About) -> str:
    """Why the household is not here any more, or nothing."""
    return about.household.left_why if about.household is not None else ""


SPLIT = Act(
    "分户",
    split_household,
    (
        Ask("members", "分出去的人，各是新户主的什么人", Kind.LEAVING),
        day("on", "分户日"),
        reason("分户原因"),
        text("group", "新户在哪个组", hint="空着就是同一个组。"),
        text("new_number", "新户编号", hint="名单上有的照抄；没有就空着，先用本地编号。"),
    ),
    given=of_household,
    lead="贷款留在签字的这一户。借款人要分出去的，下面会提醒。",
    whom=whose,
    foresee=lambda session, about, named: (),
)
MERGE = Act(
    "并户",
    merge_households,
    (
        Ask("into", "并入哪一户", Kind.HOUSEHOLD),
        Ask("relations", "各是那一户户主的什么人", Kind.RELATIONS),
        day("on", "并户日"),
        reason("并户原因"),
    ),
    given=of_household,
    lead="人都到那一户去；这一户的记录和贷款都留着。",
    whom=whose,
    foresee=lambda session, about, named: (),
)
MOVE = Act(
    "换组或换村",
    move_household,
    (
        text("group", "迁到哪个组", start=_of("group")),
        perhaps("village", "迁到哪个村", lambda about: about.lists.get("villages", ()), none="还在本村"),
        day("on", "搬迁日"),
        reason("搬迁原因"),
    ),
    given=of_household,
    whom=whose,
)
OUT = Act(
    "迁出",
    move_out,
    (text("to", "迁往何处", needed=True), day("on", "迁出日")),
    given=of_household,
    lead="户迁走了，记录和贷款都留着。",
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
    fits=lambda about: not _left(about),
)
BACK = Act(
    "迁回",
    move_back,
    (text("came_from", "从何处迁来", needed=True), day("on", "迁入日期")),
    given=of_household,
    whom=whose,
    fits=lambda about: _left(about).startswith("迁往"),
)

# --- who is responsible ---

ASSIGN = Act(
    "登记责任人",
    assign,
    (
        text("name", "责任人", needed=True),
        choice("role", "责任身份", ROLES),
        text("unit", "单位"),
        Ask("phone", "电话", Kind.PHONE, needed=False),
        day("on", "开始日"),
        day("until", "结束日", needed=False),
    ),
    fixed=lambda about: {"household_number": about.number},
    whom=whose,
)
RELEASE = Act("卸任", release, (day("on", "卸任日"),), given=row_id, excuse=ended)

FACTS = Room(
    "户情",
    (
        Column("项目", lambda row: row.name, tone=lambda row: Tone.MUTED),
        Column("内容", lambda row: row.text, stretch=True, explains=True),
    ),
    "",
    lambda session, about: facts_of(about.household) if about.household is not None else [],
    acts=(CORRECT, PHONE, MOVE, SPLIT, MERGE, OUT, BACK),
)
LISTS = Room(
    "名单",
    (
        Column("名单", lambda row: row.list_name),
        Column("类别", lambda row: row.word),
        Column("从", lambda row: f"{row.from_on}" if row.from_on else "不详"),
        Column("到", lambda row: f"{row.until_on}" if row.until_on else "今"),
        Column("理由", lambda row: row.reason or NOTHING, stretch=True, explains=True),
    ),
    "这一户不在任何名单上。纳入名单用“变更户类型”。",
    lambda session, about: history_of(session, about.number).listings,
    acts=(KIND_FROM, MONITOR_FROM, RISK, DELIST, KIND_RIGHT, MONITOR_RIGHT),
)
PHONES = Room(
    "电话",
    (
        Column("核实日", lambda row: f"{row.on}"),
        Column("电话", lambda row: mask_phone(row.phone)),
        Column("是谁的", lambda row: row.owner or NOTHING),
        Column(
            "通不通",
            lambda row: "",
            chip=lambda row: (
                Chip("done", row.state, Tone.OK)
                if row.state == PHONE_STATES[0]
                else Chip("warning", row.state, Tone.WARN)
            ),
        ),
        Column("谁核实的", lambda row: row.by or NOTHING, secondary=True),
    ),
    "电话还没有核实过。打一次，记下是谁的、通不通。",
    lambda session, about: history_of(session, about.number).phones,
    acts=(PHONE,),
)
CHANGES = Room(
    "变动",
    (
        Column("日期", lambda row: f"{row.on}"),
        Column("变动", lambda row: row.kind),
        Column(
            "内容",
            lambda row: row.text,
            second=lambda row: "；".join(part for part in (row.reason, row.warned) if part) or NOTHING,
            stretch=True,
            explains=True,
        ),
    ),
    "登记以来没有变动。",
    lambda session, about: history_of(session, about.number).happened,
    acts=(HEAD, SPLIT, MERGE, MOVE, OUT, BACK),
    two_lines=True,
)
RESPONSIBLE = Room(
    "责任人",
    (
        Column("身份", lambda row: row.role),
        Column("姓名", lambda row: row.name),
        Column("单位", lambda row: row.unit or NOTHING, secondary=True),
        Column("管", lambda row: "这一户" if row.household else row.group or "全村"),
        Column("任期", span),
        Column("", lambda row: "", chip=standing_chip),
    ),
    "还没有责任人。管全组、全村的在“村务”里登记，只管这一户的在这里登记。",
    lambda session, about: responsible_for(session, about.number, about.today),
    acts=(ASSIGN,),
    on_row=(RELEASE, reverse()),
)
