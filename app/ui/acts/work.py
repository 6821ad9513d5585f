"""务工: who wants work, who has a health certificate, who has work and where."""

from __future__ import annotations

from typing import Any

from app.services.household_tabs import work_of
from app.services.work import PLACEMENTS, certify_health, end_placement, place_member, record_intention
from app.ui.acts.ask import About, Act, choice, day, money, text
from app.ui.acts.records import Room
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING


def _person(about: About) -> tuple[str, str]:
    return about.number, about.row.id


def _name(about: About) -> str:
    return str(about.row.member.name)


def _has_work(row: Any) -> str:
    return "" if row.line is not None and row.line.placement else "现在没有在岗"


def _no_work(row: Any) -> str:
    return f"现在在{row.line.placement}，先登记结束" if row.line is not None and row.line.placement else ""


INTEND = Act(
    "问务工意愿",
    record_intention,
    (
        choice("willing", "愿不愿意务工", [("愿意", True), ("暂不愿意", False)]),
        day("on", "登记日"),
        text("place", "想去哪里"),
        text("job", "想做什么"),
        money("wage", "期望月工资（元）", needed=False),
        day("available_from", "几时能去", needed=False),
        text("remark", "备注"),
    ),
    given=_person,
    whom=_name,
)
CERTIFY = Act(
    "登记健康证明",
    certify_health,
    (day("on", "开具日"), day("until", "有效期至", needed=False), text("issuer", "开具单位", needed=True)),
    given=_person,
    whom=_name,
)
PLACE = Act(
    "登记上岗",
    place_member,
    (
        choice("kind", "上岗类别", PLACEMENTS),
        day("on", "上岗日"),
        text("employer", "单位"),
        text("place", "地点"),
        money("wage", "月工资（元）", needed=False),
    ),
    given=_person,
    whom=_name,
    excuse=_no_work,
    reason=True,
    foresee=lambda session, about, named: (),
    lead="公益岗位一个贷款户只安排一人；外出务工要有健康证明。",
)
FINISH = Act(
    "结束上岗",
    end_placement,
    (day("on", "结束日"), text("why", "为什么结束")),
    given=_person,
    whom=_name,
    excuse=_has_work,
)


def _wish(row: Any) -> str:
    if row.line is None or row.line.willing is None:
        return "没问过"
    where = row.line.wanted_job or row.line.wanted_place
    return (f"愿意，{where}" if where else "愿意") if row.line.willing else "暂不愿意"


def _certificate(row: Any) -> Chip | None:
    if row.line is None or not row.line.certified:
        return None
    return Chip("done", f"至 {row.line.certified_until}" if row.line.certified_until else "有", Tone.OK)


def _job(row: Any) -> Chip | None:
    if row.line is None or not row.line.placement:
        return None
    return Chip("work", row.line.placement, Tone.ACCENT)


OF_HOUSEHOLD = Room(
    "务工",
    (
        Column("姓名", lambda row: row.member.name),
        Column("劳动技能", lambda row: row.member.labour_skill or NOTHING, secondary=True),
        Column("务工意愿", _wish, stretch=True, explains=True),
        Column("健康证明", lambda row: "", chip=_certificate),
        Column("现在的工作", lambda row: "" if _job(row) else NOTHING, chip=_job),
    ),
    "这一户还没有成员。先在“成员”里加上，再登记务工。",
    lambda session, about: work_of(session, about.household, about.today) if about.household else [],
    on_row=(INTEND, CERTIFY, PLACE, FINISH),
)
