"""质押、抵押: livestock and forest rights, their value, the line on them, what was drawn and paid back."""

from __future__ import annotations

from typing import Any

from app.services.household_tabs import pledges_of
from app.services.pledges import DIRECTIONS, KINDS, list_pledges, move, release, take_pledge, value_again
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, money, perhaps, text
from app.ui.acts.records import Room
from app.ui.acts.shared import ended, household_ask, whose, yuan
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import percent


def _number(about: About) -> tuple[str, ...]:
    return (about.row.number,)


def _title(about: About) -> str:
    return f"{about.row.kind} {about.row.number}"


_ASKS = (
    text("number", "编号", needed=True),
    choice("kind", "种类", KINDS),
    text("bank", "承贷银行", needed=True),
    text("subject", "质押抵押物", needed=True, hint="能繁母牛 12 头；林地 8 亩。"),
    money("value", "市场价值（元）"),
    Ask("share", "贷款系数（%）", Kind.SHARE),
    day("on", "起始日"),
    text("certificate", "林权证号"),
    text("by", "谁作的价"),
)
TAKE = Act(
    "登记质押抵押",
    take_pledge,
    _ASKS,
    fixed=lambda about: {"household_number": about.number},
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
    lead="额度是市场价值乘贷款系数，系数的上限在政策包里；在额度里支用、归还。",
    icon="plus",
)
TAKE_ANY = Act(
    "登记质押抵押",
    take_pledge,
    (
        household_ask("household_number", "出质的户", needed=False),
        perhaps("entity", "或新型经营主体", lambda about: about.lists.get("entities", ()), none="是农户的"),
        *_ASKS,
    ),
    reason=True,
    foresee=lambda session, about, named: (),
    lead=TAKE.lead,
    icon="plus",
)
VALUE = Act(
    "重新作价",
    value_again,
    (
        money("value", "市场价值（元）"),
        Ask("share", "贷款系数（%）", Kind.SHARE),
        day("on", "作价日"),
        text("by", "谁作的价"),
    ),
    given=_number,
    whom=_title,
    reason=True,
    excuse=ended,
    foresee=lambda session, about, named: (),
)
MOVE = Act(
    "支用、归还",
    move,
    (
        choice("direction", "方向", DIRECTIONS),
        money("amount", "金额（元）"),
        day("on", "办理日"),
        text("voucher", "凭证号"),
        Ask("already_done", "银行已经办了：照实登记", Kind.FLAG),
    ),
    given=_number,
    whom=_title,
    reason=True,
    excuse=ended,
    foresee=lambda session, about, named: (),
)
RELEASE = Act("解除", release, (day("on", "解除日"),), given=_number, whom=_title, excuse=ended)


def _free(row: Any) -> Chip:
    if row.until_on is not None:
        return Chip("tick", f"{row.until_on} 解除", Tone.MUTED)
    return (
        Chip("stop", f"超出 {yuan(row.over)}", Tone.DANGER)
        if row.over
        else Chip("done", f"还能用 {yuan(row.free)}", Tone.OK)
    )


_COLUMNS: tuple[Column[Any], ...] = (
    Column("编号", lambda row: row.number),
    Column(
        "质押抵押物", lambda row: row.subject, second=lambda row: f"{row.kind}，{row.bank}", stretch=True, explains=True
    ),
    Column("作价（元）", lambda row: yuan(row.value), second=lambda row: f"系数 {percent(row.share)}", right=True),
    Column("额度（元）", lambda row: yuan(row.line), second=lambda row: f"已用 {yuan(row.drawn)}", right=True),
    Column("", lambda row: "", chip=_free),
)
OF_HOUSEHOLD = Room(
    "质押抵押",
    _COLUMNS,
    "没有活体质押或林权抵押。",
    lambda session, about: pledges_of(session, about.number, about.today),
    acts=(TAKE,),
    on_row=(MOVE, VALUE, RELEASE),
    two_lines=True,
)
OF_VILLAGE = Room(
    "质押抵押",
    (Column("出质人", lambda row: row.owner), *_COLUMNS),
    "还没有活体质押或林权抵押。",
    lambda session, about: list_pledges(session, about.today),
    acts=(TAKE_ANY,),
    on_row=(MOVE, VALUE, RELEASE),
    two_lines=True,
)
