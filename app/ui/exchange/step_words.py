"""The words of the five steps: their titles, what is known of each, and what the open one asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.services.exchange_files import PlaceView
from app.services.exchange_view import Hand, VillageExchange
from app.ui.exchange.states import size_words

TITLES = {
    Hand.STICK: "插好U盘",
    Hand.MAKE: "做交换包",
    Hand.WRITE: "写入并读回",
    Hand.CHECK: "再插一次核对",
    Hand.CARRY: "交给乡镇，等回执",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The button of an open step, its drawing, and the second button."""

    act: str
    icon: str
    second: str = ""


OPEN = {
    Hand.STICK: Opened("就写到这里", "usb"),
    Hand.MAKE: Opened("做交换包并写入", "box"),
    Hand.WRITE: Opened("写入并读回", "usb"),
    Hand.CHECK: Opened("核对U盘", "usb", "先不核对"),
    Hand.CARRY: Opened("读入回执", "inbox"),
}


def step_notes(
    view: VillageExchange, hand: Hand, place: PlaceView | None, *, put_off: bool
) -> dict[Hand, tuple[str, ...]]:
    """What is known of each step that is not open."""
    notes: dict[Hand, tuple[str, ...]] = dict.fromkeys(Hand, ())
    newest = view.newest
    if place is not None:
        notes[Hand.STICK] = (f"{place.name}，可用 {size_words(place.free)}",)
    if hand is not Hand.CARRY:
        notes[Hand.CARRY] = ("回执拿回后，在右边“读入回执”",)
    if newest is None or hand in (Hand.STICK, Hand.MAKE):
        return notes
    if place is None and newest.written_to:
        notes[Hand.STICK] = (f"写在 {Path(newest.written_to).parent}",)
    changed = sum(line.changed for line in view.sent_kinds)
    file = f"{newest.file} · {size_words(newest.size)} · 已签名并加密"
    some = len(view.sent) > 1 and changed
    notes[Hand.MAKE] = (f"整本账，其中 {changed:,} 行是上次送出后改的", file) if some else (file,)
    notes[Hand.WRITE] = ("主份和副份各读回一遍，与本机一字不差",)
    notes[Hand.CHECK] = ("没有核对；U盘写坏了，要到乡镇才知道",) if put_off else ("重新插上读过，与本机一字不差",)
    if hand is Hand.WRITE:
        notes[Hand.WRITE] = notes[Hand.CHECK] = ()
    if hand is Hand.CHECK:
        notes[Hand.CHECK] = ()
    return notes


def open_words(view: VillageExchange, hand: Hand, sticks: tuple[PlaceView, ...]) -> tuple[str, str]:
    """What the open step says, and what explains it."""
    if hand is Hand.STICK:
        if sticks:
            return "点一下要用的U盘，或另选一个文件夹。", ""
        return "插上U盘，等几秒会自己找到；也可以把它的位置写在下面。", ""
    if hand is Hand.MAKE:
        changes = f"上次送出后有 {view.changes:,} 处改动。" if view.sent else "这是第一个包。"
        if view.sent and not view.changes:
            changes = "上次送出后没有改动，不送也可以。"
        return "整本账做成一个包，签名、加密，写进U盘再读回。", changes
    if hand is Hand.WRITE:
        number = view.newest.number if view.newest is not None else ""
        return f"第 {number} 号包做好了，还没有写到U盘。", "它在本机发件箱里，一个字也没有丢。"
    if hand is Hand.CHECK:
        return "拔下U盘，数三下再插回，然后按“核对U盘”。", "这样才能查出写不进去的坏盘、假盘。"
    after = f"之后又有 {view.changes:,} 处改动，下次一并带上。" if view.changes else "回执拿回后读进来，才算送达。"
    return "把U盘和交接单交给乡镇，两边签字，各留一联。", after
