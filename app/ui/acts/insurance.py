"""保险: policies of a household and what was reported and paid on them."""

from __future__ import annotations

from typing import Any

from app.services.insurance import KINDS, STEPS, add_policy, list_policies, record_step
from app.ui.acts.ask import Act, choice, day, member, money, of_household, perhaps, text
from app.ui.acts.records import Room
from app.ui.acts.shared import for_any_household, group_column, head_column, reverse, to_household, whose, yuan
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone

ADD = Act(
    "登记保单",
    add_policy,
    (
        choice("kind", "险种", KINDS),
        text("number", "保单号", needed=True),
        text("insurer", "保险公司", needed=True),
        money("cover", "保额（元）"),
        day("from_on", "起保日"),
        day(
            "until_on",
            "止保日",
            start=lambda about: about.today.replace(year=about.today.year + 1, day=min(about.today.day, 28)),
        ),
        money("premium", "保费（元）", needed=False),
        text("subject", "保的什么"),
        member("member_id", "保的是谁", needed=False),
        perhaps("note_number", "借据号", lambda about: about.lists.get("notes", ()), none="保证保险才要选"),
        text("beneficiary", "受益人"),
    ),
    given=of_household,
    whom=whose,
    icon="plus",
)
STEP = Act(
    "报案、赔付",
    record_step,
    (
        choice("step", "步骤", STEPS),
        day("on", "登记日"),
        money("amount", "赔付金额（元）", needed=False),
        money("to_bank", "付给银行（元）", needed=False),
        text("voucher", "凭证号"),
        text("text", "说明"),
    ),
    given=lambda about: (about.row.number,),
    whom=lambda about: f"{about.row.kind} {about.row.number}",
    reason=True,
    foresee=lambda session, about, named: (),
)


def _steps(row: Any) -> str:
    said = "；".join(f"{step.on} {step.step}{f' {yuan(step.amount)} 元' if step.amount else ''}" for step in row.steps)
    return said or "没有报案"


def _force(row: Any) -> Chip:
    return Chip("done", "保险期内", Tone.OK) if row.in_force else Chip("tick", "不在保险期", Tone.MUTED)


_COLUMNS: tuple[Column[Any], ...] = (
    Column("险种", lambda row: row.kind),
    Column("保单", lambda row: f"{row.insurer} {row.number}", second=_steps, stretch=True, explains=True),
    Column("保额（元）", lambda row: yuan(row.cover), right=True),
    Column("止保日", lambda row: f"{row.until_on}", secondary=True),
    Column("", lambda row: "", chip=_force),
)


def _given_household(act: Act) -> Act:
    """Without a household shown nobody can be chosen in it: the policy is for the whole household."""
    from dataclasses import replace

    made = for_any_household(act)
    return replace(made, asks=tuple(ask for ask in made.asks if ask.name not in ("member_id", "note_number")))


OF_HOUSEHOLD = Room(
    "保险",
    _COLUMNS,
    "没有登记保单。农业保险、贷款保证保险、人身意外保险，登记了出事时知道先找谁。",
    lambda session, about: list_policies(session, about.today, household_number=about.number),
    acts=(ADD,),
    on_row=(STEP, reverse()),
    two_lines=True,
)
OF_VILLAGE = Room(
    "保单",
    (group_column(), head_column(), *_COLUMNS),
    "全村还没有登记保单。",
    lambda session, about: list_policies(session, about.today),
    acts=(_given_household(ADD),),
    on_row=(STEP, reverse()),
    two_lines=True,
    opens=to_household,
)
