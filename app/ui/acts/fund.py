"""村级资金: what came into each fund, what went out, what is left."""

from __future__ import annotations

from typing import Any

from app.services.funds import DIRECTIONS, IN, KINDS, close_fund, list_funds, list_movements, open_fund, record_movement
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, money, perhaps, text
from app.ui.acts.records import Room
from app.ui.acts.shared import household_ask, reverse, yuan
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING

OPEN = Act(
    "设立资金",
    open_fund,
    (
        text("name", "资金名称", needed=True),
        choice("kind", "资金种类", KINDS),
        day("on", "设立日"),
        perhaps("village", "村", lambda about: about.lists.get("villages", ()), none="本村"),
    ),
    icon="plus",
)
_ASKS = (
    choice("direction", "收支", DIRECTIONS),
    money("amount", "金额（元）"),
    day("on", "收支日"),
    text("summary", "摘要", needed=True),
    text("source", "钱从哪里来"),
    text("beneficiary", "给了谁"),
    household_ask("household_number", "哪一户", needed=False),
    text("note_number", "借据号", hint="风险互助金先行代偿的才写。"),
    text("approver", "谁批的"),
    text("voucher", "凭证号"),
    Ask("already_done", "早已收支了：照实登记", Kind.FLAG),
)
MOVE = Act(
    "登记收支",
    record_movement,
    _ASKS,
    given=lambda about: (about.row.name,),
    whom=lambda about: str(about.row.name),
    reason=True,
    foresee=lambda session, about, named: _left(session, about.row.name, about),
)
MOVE_ANY = Act(
    "登记收支",
    record_movement,
    (choice("name", "资金", lambda about: about.lists.get("funds", ())), *_ASKS),
    reason=True,
    foresee=lambda session, about, named: _left(session, named["name"], about),
    icon="plus",
)
CLOSE = Act(
    "销户",
    close_fund,
    (day("on", "销户日"),),
    given=lambda about: (about.row.name,),
    whom=lambda about: str(about.row.name),
    excuse=lambda row: "" if row.balance == 0 else f"还有余额 {yuan(row.balance)} 元",
)


def _left(session: Any, name: str, about: About) -> list[str]:
    view = next((each for each in list_funds(session, about.today) if each.name == name), None)
    return [f"登记以后{name}余额 {yuan(view.balance)} 元。"] if view is not None else []


def _said(row: Any) -> Chip | None:
    return Chip("warning", row.findings[0].text, Tone.WARN) if row.findings else None


FUNDS = Room(
    "村级资金",
    (
        Column("资金名称", lambda row: row.name, stretch=True),
        Column("种类", lambda row: row.kind),
        Column("收入（元）", lambda row: yuan(row.income), right=True),
        Column("支出（元）", lambda row: yuan(row.expense), right=True),
        Column("余额（元）", lambda row: yuan(row.balance), right=True),
        Column("", lambda row: "", chip=_said),
    ),
    "还没有村级资金。产业发展基金、集体经济资金、互助资金、风险互助金，先设立，再记收支。",
    lambda session, about: list_funds(session, about.today),
    acts=(OPEN,),
    on_row=(MOVE, CLOSE),
)
MOVEMENTS = Room(
    "资金收支",
    (
        Column("日期", lambda row: f"{row.on}"),
        Column("资金", lambda row: row.fund),
        Column(
            "摘要",
            lambda row: row.summary,
            second=lambda row: (
                "，".join(part for part in (row.source, row.beneficiary, row.voucher, row.warned) if part) or NOTHING
            ),
            stretch=True,
            explains=True,
        ),
        Column("收入（元）", lambda row: yuan(row.amount) if row.direction == IN else NOTHING, right=True),
        Column("支出（元）", lambda row: yuan(row.amount) if row.direction != IN else NOTHING, right=True),
        Column("余额（元）", lambda row: yuan(row.balance), right=True),
    ),
    "还没有收支。",
    lambda session, about: list(reversed(list_movements(session, about.today))),
    acts=(MOVE_ANY,),
    on_row=(reverse(),),
    two_lines=True,
)
