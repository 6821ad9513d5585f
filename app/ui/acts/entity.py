"""新型经营主体 and the households that they lead."""

from __future__ import annotations

from typing import Any

from app.services.entities import KINDS, MANNERS, close_entity, lead, list_entities, register_entity, stop_leading
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, money, perhaps, text
from app.ui.acts.records import Room
from app.ui.acts.shared import ended, household_ask, span, whose, yuan
from app.ui.parts.columns import Column
from app.ui.words import NOTHING


def _name(about: About) -> tuple[str, ...]:
    return (about.row.name,)


def _title(about: About) -> str:
    return str(about.row.name)


REGISTER = Act(
    "登记经营主体",
    register_entity,
    (
        text("name", "主体名称", needed=True),
        choice("kind", "主体类型", KINDS),
        day("on", "登记日"),
        text("code", "统一社会信用代码"),
        text("person", "负责人"),
        Ask("phone", "电话", Kind.PHONE, needed=False),
        text("industry", "产业"),
        perhaps("village", "村", lambda about: about.lists.get("villages", ()), none="本村"),
    ),
    icon="plus",
)
LEAD = Act(
    "登记带动户",
    lead,
    (
        household_ask(),
        choice("manner", "带动方式", MANNERS),
        day("on", "带动开始日"),
        money("gain", "年增收（元）", needed=False),
    ),
    given=_name,
    whom=_title,
    reason=True,
    excuse=ended,
    foresee=lambda session, about, named: (),
)
STOP = Act(
    "不再带动",
    stop_leading,
    (
        choice(
            "household_number",
            "哪一户",
            lambda about: [
                (f"{each.group} {each.head}（{each.household}）", each.household) for each in about.row.households
            ],
        ),
        day("on", "结束日"),
    ),
    given=_name,
    whom=_title,
    excuse=lambda row: "" if row.households else "还没有带动户",
)
CLOSE = Act("注销", close_entity, (day("on", "注销日"),), given=_name, whom=_title, excuse=ended)
LEAD_OWN = Act(
    "登记带动",
    lead,
    (
        choice("name", "新型经营主体", lambda about: about.lists.get("entities", ())),
        choice("manner", "带动方式", MANNERS),
        day("on", "带动开始日"),
        money("gain", "年增收（元）", needed=False),
    ),
    fixed=lambda about: {"household_number": about.number},
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
)
STOP_OWN = Act(
    "不再带动",
    stop_leading,
    (day("on", "结束日"),),
    given=lambda about: (about.row[0].name, about.number),
    whom=lambda about: str(about.row[0].name),
    excuse=lambda row: ended(row[1]),
)


def _led(session: Any, about: About) -> list[Any]:
    return [
        (entity, led)
        for entity in list_entities(session, about.today)
        for led in entity.households
        if led.household == about.number
    ]


OF_HOUSEHOLD = Room(
    "带动",
    (
        Column("经营主体", lambda row: row[0].name, stretch=True),
        Column("方式", lambda row: row[1].manner),
        Column("年增收（元）", lambda row: yuan(row[1].gain), right=True),
        Column("时间", lambda row: span(row[1])),
    ),
    "没有经营主体带动。主体在“村务”里登记，带动关系可以在这里登记。",
    _led,
    acts=(LEAD_OWN,),
    on_row=(STOP_OWN,),
)
OF_VILLAGE = Room(
    "新型经营主体",
    (
        Column(
            "主体名称",
            lambda row: row.name,
            second=lambda row: f"{row.kind}，{row.industry or NOTHING}",
            stretch=True,
            explains=True,
        ),
        Column("负责人", lambda row: row.person or NOTHING),
        Column("存续", span, secondary=True),
        Column("带动（户）", lambda row: str(len(row.households)), right=True),
    ),
    "还没有登记合作社、家庭农场、龙头企业。登记一个，再写它带动了哪些户。",
    lambda session, about: list_entities(session, about.today),
    acts=(REGISTER,),
    on_row=(LEAD, STOP, CLOSE),
    two_lines=True,
)
