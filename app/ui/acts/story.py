"""走访 and 历史 of a household as ledgers: what was found at the door, and who changed what."""

from __future__ import annotations

from typing import Any

from app.services.household_story import visits_of
from app.services.record_history import history_of_household
from app.ui.acts.ask import About, Act
from app.ui.acts.records import Room
from app.ui.acts.shared import reverse
from app.ui.parts.columns import Column
from app.ui.places import Place, Where
from app.ui.words import NOTHING


def _visit_details(row: Any) -> str:
    parts = [
        ("看到的、说到的", row.findings),
        ("原因", row.cause),
        ("措施", row.measure),
        ("责任人", row.responsible),
        ("时限", row.until_on),
        ("约定哪天还", row.promised_on),
        ("下一步", row.next_step),
        ("走访人", row.visitor),
    ]
    return "；".join(f"{word}：{value}" for word, value in parts if value)


def _to_visits(about: About) -> Place:
    return Place(Where.VISITS, about.number, "enter")


VISITS = Room(
    "走访",
    (
        Column("日期", lambda row: f"{row.on}"),
        Column("种类", lambda row: row.kind),
        Column("见到谁", lambda row: row.result),
        Column("看到的、说到的", lambda row: row.findings or NOTHING, stretch=True, explains=True),
        Column("到期打算", lambda row: row.outlook or NOTHING),
    ),
    "还没有走访。去看一次，记下见到谁、说了什么。",
    lambda session, about: visits_of(session, about.number),
    acts=(Act("登记走访", leads=_to_visits, icon="pin"),),
    on_row=(reverse(),),
    details=_visit_details,
)
HISTORY = Room(
    "历史",
    (
        Column("什么时候", lambda row: f"{row.at:%Y-%m-%d %H:%M}"),
        Column("谁", lambda row: row.who),
        Column(
            "做了什么",
            lambda row: f"{row.act}：{row.about}" if row.about else row.act,
            second=lambda row: row.what,
            stretch=True,
            explains=True,
        ),
    ),
    "还没有改动。",
    lambda session, about: history_of_household(session, about.number),
    two_lines=True,
    note="谁在什么时候改了什么，改之前是什么，都在这里；改错了用“更正”，不会抹掉。",
    details=lambda row: row.what,
)
