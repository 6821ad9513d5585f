"""互助社: societies, who belongs to them, what they lent and how it came back."""

from __future__ import annotations

from typing import Any

from app.domain.money import ZERO
from app.services.household_tabs import memberships_of, society_loans_of
from app.services.societies import (
    found_society,
    join_society,
    leave_society,
    lend,
    list_societies,
    repay_society,
    society_loans,
)
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, money, perhaps, text
from app.ui.acts.records import Room
from app.ui.acts.shared import (
    ended,
    fen,
    group_column,
    head_column,
    household_ask,
    reverse,
    span,
    to_household,
    whose,
    yuan,
)
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING

_SOCIETY = choice("name", "互助社", lambda about: about.lists.get("societies", ()))
_LOAN = (
    text("number", "借款编号", needed=True),
    money("amount", "借款金额（元）"),
    day("on", "借款日"),
    day("due_on", "到期日", start=lambda about: ""),
    Ask("rate", "占用费率（年，%）", Kind.SHARE, needed=False),
    text("purpose", "用途"),
)


def _name(about: About) -> tuple[str, ...]:
    return (about.row.name,)


FOUND = Act(
    "登记互助社",
    found_society,
    (
        text("name", "互助社名称", needed=True),
        day("on", "成立日"),
        perhaps("village", "村", lambda about: about.lists.get("villages", ()), none="本村"),
        text("bank", "合作银行"),
        money("credit_line", "授信额度（元）", needed=False),
    ),
    reason=True,
    foresee=lambda session, about, named: (),
    icon="plus",
)
JOIN = Act(
    "入社",
    join_society,
    (household_ask(), day("on", "入社日"), money("share", "互助金（元）", needed=False)),
    given=_name,
    whom=lambda about: str(about.row.name),
)
LEAVE = Act(
    "退社",
    leave_society,
    (household_ask(), day("on", "退社日")),
    given=_name,
    whom=lambda about: str(about.row.name),
)
LEND = Act(
    "登记借款",
    lend,
    (household_ask(), *_LOAN),
    given=_name,
    whom=lambda about: str(about.row.name),
    reason=True,
    foresee=lambda session, about, named: (),
)
REPAY = Act(
    "登记归还",
    repay_society,
    (
        money("principal", "归还本金（元）"),
        money("fee", "占用费（元）", needed=False),
        day("on", "还款日"),
        text("voucher", "凭证号"),
    ),
    given=lambda about: (about.row.number,),
    whom=lambda about: f"{about.row.head}户 {about.row.number}",
    excuse=lambda row: "" if row.balance > ZERO else "已经还清",
)
JOIN_OWN = Act(
    "加入互助社",
    join_society,
    (_SOCIETY, day("on", "入社日"), money("share", "互助金（元）", needed=False)),
    fixed=lambda about: {"household_number": about.number},
    whom=whose,
)
LEAVE_OWN = Act(
    "退出互助社",
    leave_society,
    (day("on", "退社日"),),
    given=lambda about: (about.row.name, about.number),
    whom=lambda about: str(about.row.name),
    excuse=ended,
)
LEND_OWN = Act(
    "登记社内借款",
    lend,
    (_SOCIETY, *_LOAN),
    fixed=lambda about: {"household_number": about.number},
    whom=whose,
    reason=True,
    foresee=lambda session, about, named: (),
)


def _loan_chip(row: Any) -> Chip:
    if row.late_days:
        return Chip("stop", f"逾期 {row.late_days} 天", Tone.DANGER)
    return Chip("tick", "还清", Tone.MUTED) if row.balance <= ZERO else Chip("done", "正常", Tone.OK)


_LOAN_COLUMNS: tuple[Column[Any], ...] = (
    Column("借款编号", lambda row: row.number),
    Column("互助社", lambda row: row.society, secondary=True),
    Column("借款日", lambda row: f"{row.on}"),
    Column("到期日", lambda row: f"{row.due_on}"),
    Column("借款（元）", lambda row: yuan(row.amount), right=True),
    Column("余额（元）", lambda row: yuan(row.balance), right=True),
    Column("", lambda row: "", chip=_loan_chip),
)
MEMBERSHIPS = Room(
    "互助社",
    (
        Column("互助社", lambda row: row.name, stretch=True),
        Column("互助金（元）", lambda row: fen(row.share_fen), right=True),
        Column("社员期", span),
    ),
    "不是社员。村里有互助社的，在这里登记入社；没有的先在“村务”里登记互助社。",
    lambda session, about: memberships_of(session, about.number),
    acts=(JOIN_OWN, LEND_OWN),
    on_row=(LEAVE_OWN, reverse()),
)
LOANS_OWN = Room(
    "社内借款",
    _LOAN_COLUMNS,
    "没有向互助社借过款。",
    lambda session, about: society_loans_of(session, about.number, about.today),
    acts=(LEND_OWN,),
    on_row=(REPAY, reverse()),
)
SOCIETIES = Room(
    "互助社",
    (
        Column("互助社", lambda row: row.name, stretch=True),
        Column("成立日", lambda row: f"{row.founded_on}", secondary=True),
        Column("社员（户）", lambda row: str(row.members), right=True),
        Column("互助金（元）", lambda row: yuan(row.shares), right=True),
        Column("借出（元）", lambda row: yuan(row.lent), right=True),
        Column("未还（元）", lambda row: yuan(row.outstanding), right=True),
        Column("逾期（元）", lambda row: yuan(row.overdue) if row.overdue else NOTHING, right=True),
    ),
    "还没有互助社。登记一个，再一户一户入社。",
    lambda session, about: list_societies(session, about.today),
    acts=(FOUND,),
    on_row=(JOIN, LEAVE, LEND),
)
LOANS = Room(
    "社内借款",
    (group_column(), head_column(), *_LOAN_COLUMNS),
    "互助社还没有借出过。在“互助社”里点一个社，登记借款。",
    lambda session, about: society_loans(session, about.today),
    on_row=(REPAY, reverse()),
    opens=to_household,
)
