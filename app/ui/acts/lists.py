"""Lists that run the round: who wants what, who wants work, loan households without work, 应贷未贷."""

from __future__ import annotations

from typing import Any

from app.services.work import work_lines
from app.services.work_lists import nobody_in_work, not_lent
from app.ui.acts.ask import About, Act
from app.ui.acts.records import Room
from app.ui.acts.shared import a_day, group_column, head_column, to_household
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.places import Place, Where
from app.ui.tokens import Tone
from app.ui.words import NOTHING


def _to_work(about: About) -> Place:
    return Place(Where.HOUSEHOLDS, about.row.household, "务工")


def _to_demand(about: About) -> Place:
    return Place(Where.HOUSEHOLDS, about.row.household, "需求/登记需求")


def _to_visit(about: About) -> Place:
    return Place(Where.VISITS, about.row.household, "enter")


GO_VISIT = Act("登记走访", leads=_to_visit, icon="pin")
WORKERS = Room(
    "务工台账",
    (
        group_column(),
        Column("户", lambda row: row.head),
        Column("姓名", lambda row: row.name),
        Column("意愿", lambda row: "愿意" if row.willing else NOTHING if row.willing is None else "暂不愿意"),
        Column("想做什么", lambda row: row.wanted_job or row.wanted_place or NOTHING, stretch=True, explains=True),
        Column("健康证明", lambda row: a_day(row.certified_until) if row.certified else NOTHING, secondary=True),
        Column("现在的工作", lambda row: row.employer or row.place or NOTHING, chip=lambda row: _placed(row)),
    ),
    "还没有登记过务工。在农户的“务工”里问意愿、登上岗。",
    lambda session, about: work_lines(session, about.today),
    on_row=(Act("去登记务工", leads=_to_work, icon="work"),),
    opens=lambda row: Place(Where.HOUSEHOLDS, row.household, "务工"),
)


def _placed(row: Any) -> Chip | None:
    return Chip("work", row.placement, Tone.ACCENT) if row.placement else None


WITHOUT_WORK = Room(
    "有劳力没人务工",
    (group_column(), head_column(), Column("说明", lambda row: row.finding.text, stretch=True, explains=True)),
    "没有这样的户：有劳动力的贷款户都有人务工。",
    lambda session, about: nobody_in_work(session, about.today),
    on_row=(Act("去登记务工", leads=_to_work, icon="work"), GO_VISIT),
    opens=lambda row: Place(Where.HOUSEHOLDS, row.household, "务工") if row.household else None,
)
NOT_LENT = Room(
    "应贷未贷",
    (
        group_column(),
        head_column(),
        Column("类别", lambda row: "、".join(dict.fromkeys(row.kinds)), stretch=True, explains=True),
        Column("纳入名单", lambda row: a_day(row.listed_from)),
        Column("劳力（人）", lambda row: str(row.able), right=True, secondary=True),
        Column("上次说", lambda row: row.wish or "没问过"),
    ),
    "在名单上的户都贷过款，或没有劳动力。",
    lambda session, about: not_lent(session, about.today),
    on_row=(Act("问一问需求", leads=_to_demand, icon="inbox"), GO_VISIT),
    note="这是要去问的户，不是任务数：贷不贷由农户自己定。",
    opens=to_household,
)
