"""What the rail and the status bar say of the book: counts, who, saved when, how far the exchange came, backup."""

from __future__ import annotations

from datetime import date, datetime

from app.services.backups import BackupLine
from app.services.desk import Desk, Partners
from app.ui.parts.chip import Chip
from app.ui.places import Where
from app.ui.tokens import Tone
from app.ui.words import moment

OLD_BACKUP_DAYS = 7


def rail_counts(desk: Desk, findings: int, backup_age: int | None) -> dict[Where, Chip | None]:
    """The number at each page of the rail; a page with nothing to do has none."""
    waiting = desk.partners.owed if desk.partners is not None else int(desk.delivery.days_waiting > 0)
    waiting += desk.delivery.returned
    no_backup = desk.saved_at != "" and (backup_age is None or backup_age > OLD_BACKUP_DAYS)
    return {
        Where.HOUSEHOLDS: _count("", desk.households),
        Where.LOANS: _count("", desk.loans),
        Where.VISITS: _count("", desk.to_visit),
        Where.DUE: _count("stop", desk.overdue, Tone.DANGER),
        Where.PRINT: _count("warning", desk.papers_open, Tone.WARN),
        Where.CHECK: _count("warning", findings, Tone.WARN),
        Where.EXCHANGE: _count("warning", waiting, Tone.WARN),
        Where.OPINIONS: _count("warning", desk.partners.waiting if desk.partners is not None else 0, Tone.WARN),
        Where.SETTINGS: _count("warning", int(no_backup), Tone.WARN),
    }


def status_facts(desk: Desk, newest: BackupLine | None, today: date, *, few: bool) -> list[Chip]:
    """The left side of the status bar; with `few` columns the backup goes first."""
    who = "乡镇" if desk.role == "township" else "村官"
    facts = [Chip("person", f"{who} {desk.officer}")]
    if desk.saved_at:
        facts.append(Chip("done", f"已保存 {_saved(desk.saved_at, today)}", Tone.OK))
    facts.append(_partners(desk.partners) if desk.partners is not None else _delivery(desk))
    if not few:
        facts.append(_backup(newest, today))
    if desk.practice:
        facts.append(Chip("info", "练习账本", Tone.WARN))
    return facts


def backup_age(newest: BackupLine | None, today: date) -> int | None:
    """Whole days since the newest backup; None where there is none."""
    return max(0, (today - newest.backup.moment.date()).days) if newest is not None else None


def _backup(newest: BackupLine | None, today: date) -> Chip:
    if newest is None:
        return Chip("disk", "还没有备份", Tone.WARN)
    age = backup_age(newest, today) or 0
    if age > OLD_BACKUP_DAYS:
        return Chip("disk", f"备份：{age} 天前", Tone.WARN)
    return Chip("disk", f"备份：{moment(newest.backup.moment, today)}，已核对", Tone.MUTED)


def _partners(partners: Partners) -> Chip:
    if not partners.villages:
        return Chip("todo", "还没有和村配对", Tone.MUTED)
    if partners.owed:
        return Chip("warning", f"{partners.owed} 个村的回执还没写", Tone.WARN)
    if partners.silent:
        return Chip("warning", f"{partners.silent} 个村 28 天没有送账", Tone.WARN)
    return Chip("done", f"{partners.villages} 个村都送到了", Tone.OK)


def _delivery(desk: Desk) -> Chip:
    state = desk.delivery
    if state.red:
        return Chip("stop", f"{state.text}，{state.days_waiting} 天没有回执", Tone.DANGER)
    if desk.delivered:
        return Chip("done", state.text, Tone.OK)
    if state.days_waiting:
        return Chip("warning", state.text, Tone.WARN)
    return Chip("todo", state.text, Tone.MUTED)


def _count(icon: str, number: int, tone: Tone = Tone.MUTED) -> Chip | None:
    return Chip(icon, str(number), tone) if number else None


def _saved(stamp: str, today: date) -> str:
    saved = datetime.fromisoformat(stamp)
    return f"{saved:%H:%M}" if saved.date() == today else f"{saved:%m-%d %H:%M}"
