"""变故: death, lost contact, prison, moving away, a debt taken over; what each stops and starts is shown first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.life_events import ASSUMED, effect_of
from app.services.life_events import (
    RECORDED,
    active_stops,
    end_life_event,
    list_life_events,
    record_life_event,
    report_insurance,
)
from app.ui.acts.ask import About, Act, Ask, Kind, choice, day, member, of_household, row_id, text
from app.ui.acts.records import Room
from app.ui.acts.shared import reverse, whose
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING


def foresee(session: Any, about: About, named: Mapping[str, Any]) -> Sequence[str]:
    """What the event stops and starts: for the person, and for each loan of the household."""
    kind = named.get("kind", ASSUMED)
    effect = effect_of(kind)
    found = ["不再给本人发提醒和催收通知。"] if effect.no_reminder else ["提醒照发，按新住址和电话。"]
    if effect.no_door:
        found.append("走访名单上不再要求见到本人。")
    if effect.gone:
        found.append("这个人从本户成员里移出，记录都留着。")
    found += [f"{stop.note_number}：{stop.text}。" for stop in _of_household(session, about, named)]
    events = list_life_events(session, named["on"], household_number=about.number)
    newest = next((event for event in events if event.kind == kind), None)
    found += [f"要办：{step}。" for step in (newest.starts if newest is not None else effect.starts)]
    return found


def _of_household(session: Any, about: About, named: Mapping[str, Any]) -> list[Any]:
    notes = {value for _word, value in about.lists.get("notes", ())}
    return [stop for stop in active_stops(session, named["on"]).values() if stop.note_number in notes]


RECORD = Act(
    "登记变故",
    record_life_event,
    (
        member("member_id", "谁"),
        choice("kind", "变故", [kind for kind in RECORDED if kind != ASSUMED]),
        day("on", "发生日"),
        text("proof", "证明", hint="证明、判决书的编号；没有就以后补。"),
        text("remark", "备注"),
    ),
    given=of_household,
    lead="会停什么、要办什么，都写在下面，看过再登记。",
    whom=whose,
    foresee=foresee,
    icon="warning",
)
ASSUME = Act(
    "债务承接",
    record_life_event,
    (
        member("member_id", "原借款人"),
        choice("note_number", "借据号", lambda about: about.lists.get("notes", ())),
        Ask("successor_household", "承接人是哪一户", Kind.HOUSEHOLD, needed=False, hint="空着就是本户的人。"),
        text("successor_id", "承接人", needed=True, hint="承接人的身份证号。"),
        day("bank_consent_on", "银行同意日", needed=False),
        day("on", "承接日"),
        text("proof", "证明", hint="承接协议的编号。"),
        text("remark", "备注"),
    ),
    given=of_household,
    fixed=lambda about: {"kind": ASSUMED},
    lead="债务由别人承接，要承贷银行同意；没有同意的日期，登记不了。",
    whom=whose,
    foresee=foresee,
    fits=lambda about: bool(about.lists.get("notes")),
)
END = Act(
    "登记结束",
    end_life_event,
    (day("on", "结束日"), text("remark", "备注")),
    given=row_id,
    whom=lambda about: f"{about.row.member} {about.row.kind}",
    excuse=lambda row: (
        "" if effect_of(row.kind).ends and row.ended_on is None else "已结束" if row.ended_on else "不会结束"
    ),
    lead="人找到了、回来了，提醒从这一天起照常。",
)
REPORT = Act(
    "已向保险报案",
    report_insurance,
    (day("on", "报案日"),),
    given=row_id,
    whom=lambda about: f"{about.row.member} {about.row.kind}",
    excuse=lambda row: "" if any("报案" in step for step in row.starts) else "没有要报案的保单",
)


def _state(row: Any) -> Chip:
    if row.ended_on is not None:
        return Chip("tick", f"{row.ended_on} 结束", Tone.MUTED)
    return (
        Chip("warning", "还有效", Tone.WARN) if effect_of(row.kind).no_reminder else Chip("info", "已记", Tone.ACCENT)
    )


OF_HOUSEHOLD = Room(
    "变故",
    (
        Column("发生日", lambda row: f"{row.on}"),
        Column("谁", lambda row: row.member),
        Column("变故", lambda row: row.kind),
        Column(
            "要办的",
            lambda row: "；".join(row.starts) or NOTHING,
            second=lambda row: f"证明：{row.proof or '待补'}" + (f"，由{row.successor}承接" if row.successor else ""),
            stretch=True,
            explains=True,
        ),
        Column("", lambda row: "", chip=_state),
    ),
    "没有登记过变故。有人死亡、失联、服刑、迁出，或债务由别人承接，在这里登记。",
    lambda session, about: list_life_events(session, about.today, household_number=about.number),
    acts=(RECORD, ASSUME),
    on_row=(REPORT, END, reverse()),
    two_lines=True,
)
