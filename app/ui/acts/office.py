"""村风控小组, 分片包干, 金融村官任职, 村的代码: who sits where, from when until when."""

from __future__ import annotations

from app.services.panel import POSTS, appoint, dismiss, panel_on
from app.services.responsible import (
    ROLES,
    assign,
    begin_tenure,
    end_tenure,
    list_responsible,
    list_tenures,
    release,
)
from app.services.villages import list_villages, merge_villages, recode_village, rename_village, village_history
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, perhaps, row_id, text
from app.ui.acts.records import Room
from app.ui.acts.shared import ended, household_ask, reverse, span, standing_chip
from app.ui.parts.columns import Column
from app.ui.words import NOTHING

_VILLAGE = perhaps("village", "村", lambda about: about.lists.get("villages", ()), none="本村")
APPOINT = Act(
    "增加成员",
    appoint,
    (
        text("name", "姓名", needed=True),
        choice("post", "职务", POSTS),
        text("stands_for", "身份", hint="村支书、村民代表、驻村队员等。"),
        Ask("phone", "电话", Kind.PHONE, needed=False),
        day("on", "任职日"),
        _VILLAGE,
    ),
    icon="plus",
)
DISMISS = Act(
    "离任", dismiss, (day("on", "离任日"),), given=row_id, whom=lambda about: str(about.row.name), excuse=ended
)
PANEL = Room(
    "村风控小组",
    (
        Column("姓名", lambda row: row.name),
        Column("职务", lambda row: row.post),
        Column("身份", lambda row: row.standing or NOTHING, stretch=True, explains=True),
        Column("任期", span),
        Column("", lambda row: "", chip=standing_chip),
    ),
    "还没有登记风控小组。评议、会议记录上的人名从这里来。",
    lambda session, about: panel_on(session, about.today, past=True),
    acts=(APPOINT,),
    on_row=(DISMISS, reverse()),
)
ASSIGN = Act(
    "登记责任人",
    assign,
    (
        text("name", "责任人", needed=True),
        choice("role", "责任身份", ROLES),
        text("group", "管哪个组", hint="组和户都空着，就是管全村。"),
        household_ask("household_number", "或管哪一户", needed=False),
        text("unit", "单位"),
        Ask("phone", "电话", Kind.PHONE, needed=False),
        day("on", "开始日"),
        day("until", "结束日", needed=False),
        _VILLAGE,
    ),
    icon="plus",
)
RELEASE = Act(
    "卸任", release, (day("on", "卸任日"),), given=row_id, whom=lambda about: str(about.row.name), excuse=ended
)
RESPONSIBLE = Room(
    "分片包干",
    (
        Column("管", lambda row: row.household or row.group or "全村"),
        Column("身份", lambda row: row.role),
        Column("姓名", lambda row: row.name),
        Column("单位", lambda row: row.unit or NOTHING, stretch=True, explains=True),
        Column("任期", span),
        Column("", lambda row: "", chip=standing_chip),
    ),
    "还没有分片。哪个组、哪一户由谁管，登记在这里，走访表和还款计划书上会印。",
    lambda session, about: list_responsible(session, about.today, past=True),
    acts=(ASSIGN,),
    on_row=(RELEASE, reverse()),
)
BEGIN = Act(
    "登记上任", begin_tenure, (text("name", "金融村官", needed=True), day("on", "上任日"), _VILLAGE), icon="plus"
)
END = Act(
    "登记离任",
    end_tenure,
    (day("on", "离任日"), text("handed_over", "移交情况", hint="移交清单号；没有移交就写没有移交。")),
    given=row_id,
    whom=lambda about: str(about.row.name),
    excuse=ended,
)
TENURES = Room(
    "金融村官任职",
    (
        Column("姓名", lambda row: row.name),
        Column("村", lambda row: row.village or NOTHING),
        Column("任期", span),
        Column("移交情况", lambda row: row.handed_over or NOTHING, stretch=True, explains=True),
    ),
    "还没有登记任职。谁在什么时候管这个村，换人时怎么移交，登记在这里。",
    lambda session, about: list_tenures(session),
    acts=(BEGIN,),
    on_row=(END, reverse()),
)


def _code(about: About) -> tuple[str, ...]:
    return (about.row.code,)


def _village(about: About) -> str:
    return str(about.row.name)


RENAME = Act(
    "更名",
    rename_village,
    (text("name", "新村名", needed=True), day("on", "更名日"), text("document", "批文号")),
    given=_code,
    whom=_village,
)
RECODE = Act(
    "换代码",
    recode_village,
    (text("code", "区划代码", needed=True), day("on", "启用日"), text("document", "批文号")),
    given=_code,
    whom=_village,
    lead="统计局每年公布的 12 位代码变了，在这里换；老代码照样查得到。",
)
MERGE = Act(
    "并村",
    merge_villages,
    (
        choice("into", "并入哪个村", lambda about: about.lists.get("villages", ())),
        day("on", "并村日"),
        text("document", "批文号"),
    ),
    given=_code,
    whom=_village,
)
VILLAGES = Room(
    "村和代码",
    (
        Column("村", lambda row: row.name),
        Column("区划代码", lambda row: row.code),
        Column("乡镇", lambda row: row.township or NOTHING),
        Column("农户（户）", lambda row: str(row.households), right=True),
        Column("并入", lambda row: row.merged_into or NOTHING, stretch=True),
    ),
    "这个账本里还没有村。",
    lambda session, about: list_villages(session),
    on_row=(RENAME, RECODE, MERGE),
)
VILLAGE_CHANGES = Room(
    "村的变更",
    (
        Column("日期", lambda row: f"{row.on}"),
        Column("变更", lambda row: row.kind),
        Column("原来", lambda row: f"{row.old_name} {row.old_code}"),
        Column("现在", lambda row: f"{row.new_name} {row.new_code}", stretch=True),
        Column("批文号", lambda row: row.document or NOTHING, secondary=True),
    ),
    "村名、代码没有变过，也没有并过村。",
    lambda session, about: village_history(session),
)
