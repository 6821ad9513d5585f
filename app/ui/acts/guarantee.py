"""联保: joint-liability groups of households, and what each stands for."""

from __future__ import annotations

from typing import Any

from app.domain.findings import Severity
from app.services.guarantees import change_group, dissolve_group, form_group, list_groups, shares_of
from app.services.household_tabs import groups_of
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, money, perhaps, text
from app.ui.acts.records import Room
from app.ui.acts.shared import household_ask, whose, yuan
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING
from app.ui.words import money as money_words


def _name(about: About) -> tuple[str, ...]:
    return (about.row.name,)


def _title(about: About) -> str:
    return str(about.row.name)


def _shares(session: Any, about: About, named: Any) -> list[str]:
    """What each other household would stand for."""
    if named.get("amount") is None or not named.get("leaves", named.get("borrower", "")):
        return []
    found = shares_of(session, about.row.name, borrower=named["leaves"], amount=named["amount"], on=named["on"])
    return [f"{number} 分担 {money_words(part)} 元" for number, part in found.items()]


FORM = Act(
    "登记联保小组",
    form_group,
    (
        text("name", "联保小组", needed=True),
        Ask("households", "联保户", Kind.HOUSEHOLDS),
        day("on", "成立日"),
        text("bank", "承贷银行"),
        money("amount", "联保金额（元）", needed=False),
        perhaps("society", "所属互助社", lambda about: about.lists.get("societies", ()), none="没有"),
        Ask("already_done", "银行早已办了：照实登记", Kind.FLAG),
    ),
    reason=True,
    foresee=lambda session, about, named: (),
    icon="plus",
)
JOIN = Act(
    "加入一户",
    change_group,
    (household_ask("joins", "加入的户"), day("on", "变更日")),
    given=_name,
    whom=_title,
    reason=True,
    foresee=lambda session, about, named: (),
)
LEAVE = Act(
    "退出一户",
    change_group,
    (
        choice(
            "leaves",
            "退出的户",
            lambda about: [
                (f"{each.group} {each.head}（{each.number}）", each.number) for each in about.row.households
            ],
        ),
        day("on", "变更日"),
    ),
    given=_name,
    whom=_title,
    reason=True,
    foresee=lambda session, about, named: (),
)
DISSOLVE = Act("解散", dissolve_group, (day("on", "解散日"),), given=_name, whom=_title)
JOIN_OWN = Act(
    "加入联保小组",
    change_group,
    (choice("name", "联保小组", lambda about: about.lists.get("groups", ())), day("on", "变更日")),
    fixed=lambda about: {"joins": about.number},
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
)
LEAVE_OWN = Act(
    "退出联保小组",
    change_group,
    (day("on", "变更日"),),
    given=_name,
    fixed=lambda about: {"leaves": about.number},
    whom=_title,
    reason=True,
    foresee=lambda session, about, named: (),
)


def _said(row: Any) -> Chip:
    wrong = [each for each in row.findings if each.severity is not Severity.NOTE]
    return (
        Chip("warning", f"{len(row.households)} 户，户数不合", Tone.WARN)
        if wrong
        else Chip("done", f"{len(row.households)} 户", Tone.OK)
    )


_COLUMNS: tuple[Column[Any], ...] = (
    Column("联保小组", lambda row: row.name),
    Column("成立日", lambda row: f"{row.formed_on}", secondary=True),
    Column("承贷银行", lambda row: row.bank or NOTHING, secondary=True),
    Column("联保金额（元）", lambda row: yuan(row.amount), right=True),
    Column("联保户", lambda row: "、".join(each.head for each in row.households), stretch=True, explains=True),
    Column("", lambda row: "", chip=_said),
)
OF_HOUSEHOLD = Room(
    "联保",
    _COLUMNS,
    "没有替别人担保。联保小组在“村务”里登记，这一户可以在这里加入。",
    lambda session, about: groups_of(session, about.number, about.today),
    acts=(JOIN_OWN,),
    on_row=(LEAVE_OWN,),
)
OF_VILLAGE = Room(
    "联保小组",
    _COLUMNS,
    "还没有联保小组。登记一个：户数按政策包，少了多了会提醒。",
    lambda session, about: list_groups(session, about.today),
    acts=(FORM,),
    on_row=(JOIN, LEAVE, DISSOLVE),
)
