"""个人信息: the households whose retention has run out, destroying one of them, and the consent to print."""

from __future__ import annotations

from typing import Any

from app.services.erasing import AFTERWARDS, RUN_OUT, WITHDRAWN, erase_household, kept_until, run_out
from app.ui.acts.ask import About, Act, choice
from app.ui.acts.records import Room
from app.ui.acts.shared import a_day, group_column, head_column, whose
from app.ui.changed import Changed
from app.ui.confirmed import Sensitive
from app.ui.parts.columns import Column
from app.ui.places import Place, Where
from app.ui.words import NOTHING

CONSENT_FORM = "consent"


def _number(about: About) -> str:
    """The household of the chosen row, or the one shown."""
    return str(about.row.number) if about.row is not None else about.number


def _whom(about: About) -> str:
    return f"{about.row.head or NOTHING}户，{about.row.number}" if about.row is not None else whose(about)


def _nothing_more(_session: Any, _about: About, _typed: Any) -> tuple[str, ...]:
    return ()


ERASE = Act(
    "抹去这一户",
    erase_household,
    (
        choice(
            "withdrawn",
            "为什么抹去",
            ((RUN_OUT, False), (f"本户{WITHDRAWN}（撤回书已收存）", True)),
        ),
    ),
    given=lambda about: (_number(about),),
    fixed=lambda about: {"on": about.today},
    changes=Changed.ALL,
    lead=(
        "抹去以后不能撤销，谁也找不回来：这一户的人、贷款、走访、文书、扫描件和没填完的草稿都销毁，"
        f"账上只留空行和一条“抹去”的登记。{AFTERWARDS}已经印出去、导出去的表和定稿的报表，程序收不回来。"
    ),
    whom=_whom,
    foresee=_nothing_more,
    sensitive=Sensitive.ERASE,
)
CONSENT = Act("打印告知同意书", leads=lambda about: Place(Where.PRINT, _number(about), CONSENT_FORM), icon="printer")
_DAYS: tuple[Column[Any], ...] = (
    Column("离开", lambda row: a_day(row.left_on)),
    Column("贷款结清", lambda row: a_day(row.settled_on)),
    Column("保存到", lambda row: a_day(row.until), stretch=True),
)
RETENTION = Room(
    "个人信息",
    (
        Column("户编号", lambda row: row.number),
        group_column(),
        head_column(),
        *_DAYS,
    ),
    "没有保存期已过的户。离开名单或迁出的、贷款结清的，过了保存年限会列在这里。",
    lambda session, about: run_out(session, about.today),
    on_row=(ERASE, CONSENT),
    note="保存期已过、没有用处的个人信息，应当抹去（个人信息保护法第四十七条）。撤回同意的户，在“农户”里它的“户情”、“个人信息”下抹去。",
)
OF_HOUSEHOLD = Room(
    "个人信息",
    _DAYS,
    "",
    lambda session, about: [kept_until(session, about.number, about.today)] if about.number else [],
    acts=(CONSENT, ERASE),
    details=lambda row: f"现在不能抹去：{row.why}。" if row.why else "保存期已过，可以抹去。",
)
