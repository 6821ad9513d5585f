"""先办这件 and 换下一件: everything that waits, one by one, each with its sentence, its verb and where it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services import day_work
from app.services.day_work import Task
from app.services.today import FirstThing
from app.ui.places import Place, Where

CALM = frozenset({"visit", "roster", "record", "nothing"})
"""What is named only when nothing has a day."""
DATED = (
    day_work.INSURE,
    day_work.PROMISE,
    day_work.LIMITATION,
    day_work.MEASURE,
    day_work.NOTICE,
    day_work.REVIEW,
    day_work.CHECK,
    day_work.WISH,
)
"""Kinds of tasks that the other cards of 今日 do not show, the most urgent first."""
_VERBS = {
    "remind": ("打印并去送", "printer"),
    "collect": ("打印催收通知", "printer"),
    "paper": ("去补手续", "missing"),
    "deliver": ("去交换", "exchange"),
    "visit": ("去走访", "pin"),
    "roster": ("导入名单", "people"),
    "record": ("补录贷款", "pencil"),
}
_TASK_VERBS = {
    day_work.INSURE: ("看这一户", "house"),
    day_work.PROMISE: ("看这笔贷款", "loan"),
    day_work.LIMITATION: ("登记催收", "stop"),
    day_work.MEASURE: ("看这件事", "clipboard"),
    day_work.NOTICE: ("去报下一级", "right"),
    day_work.REVIEW: ("去年审", "medal"),
    day_work.CHECK: ("登记贷后检查", "pin"),
    day_work.WISH: ("看这一户", "house"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to do: the sentence, the verb of the button (empty: nothing to do), its drawing, and where."""

    text: str
    verb: str
    icon: str
    place: Place | None


def things(firsts: Sequence[FirstThing], tasks: Sequence[Task]) -> list[Thing]:
    """What is urgent by its day, then what else has a day, then what can be done any time."""
    urgent = [_of_first(each) for each in firsts if each.kind not in CALM]
    calm = [_of_first(each) for each in firsts if each.kind in CALM]
    found = [*urgent, *(_of_task(each) for each in dated(tasks)), *(each for each in calm if each.verb)]
    return found or calm


def dated(tasks: Sequence[Task]) -> list[Task]:
    """Tasks that only this list shows, by how much depends on their day; in one kind the nearest day first."""
    wanted = [task for task in tasks if task.kind in DATED]
    return sorted(wanted, key=lambda task: (DATED.index(task.kind), task.days if task.days is not None else 999))


def place_of(task: Task) -> Place:
    """Where a task is done."""
    if task.kind == day_work.LIMITATION:
        return Place(Where.LOAN, task.contract, "step")
    if task.kind == day_work.REVIEW:
        return Place(Where.RATING, task.household)
    if task.kind == day_work.NOTICE:
        return Place(Where.LOANS, detail="applications")
    if task.kind == day_work.CHECK:
        return Place(Where.VISITS, task.household, "enter")
    if task.kind in (day_work.INSURE, day_work.WISH):
        return Place(Where.HOUSEHOLDS, task.household)
    if task.kind == day_work.MEASURE and not task.contract:
        return Place(Where.CHECK)
    return Place(Where.LOAN, task.contract)


def _of_first(first: FirstThing) -> Thing:
    verb, icon = _VERBS.get(first.kind, ("", ""))
    places = {
        "remind": Place(Where.PRINT, first.note_number, "F7"),
        "collect": Place(Where.PRINT, first.note_number, "F8"),
        "paper": Place(Where.PRINT, detail="papers"),
        "deliver": Place(Where.EXCHANGE),
        "visit": Place(Where.VISITS),
        "roster": Place(Where.IMPORT, detail="roster"),
        "record": Place(Where.APPLY, detail="record"),
    }
    return Thing(first.text, verb, icon, places.get(first.kind))


def _of_task(task: Task) -> Thing:
    verb, icon = _TASK_VERBS[task.kind]
    who = " ".join(part for part in (task.group, f"{task.head}户" if task.head else "") if part)
    return Thing("，".join(part for part in (who, task.text) if part) + "。", verb, icon, place_of(task))
