"""文书 and 一户一档: what a household's file should hold, where each paper is, and the scans in it."""

from __future__ import annotations

from typing import Any

from app.domain.paper_life import next_states
from app.packs.forms import load_form
from app.services.household_files import household_file
from app.services.papers import archive_papers, list_papers, move_paper
from app.services.printing_words import WANTED_IN_FILE
from app.services.scans import attach_scan, scans_of
from app.ui.acts.ask import About, Act, Ask, Kind, Option, choice, day, perhaps, reason, text
from app.ui.acts.records import Room
from app.ui.acts.shared import a_day, reverse, whose
from app.ui.changed import Changed
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.tokens import Tone
from app.ui.words import NOTHING

KB = 1024
KIND_WORDS = {"jpeg": "图片", "png": "图片", "pdf": "PDF"}


def _forms(_about: About) -> list[Option]:
    return [(f"{form} {title or load_form(form).title}", form) for form, title in WANTED_IN_FILE.items()]


def _states(about: About) -> list[str]:
    return list(next_states(about.row.state))


MOVE = Act(
    "登记到哪一步",
    move_paper,
    (
        choice("state", "到了哪一步", _states),
        day("on", "日期"),
        text("missing", "还缺什么", hint="配偶签字、负责人签字；不缺就空着。"),
        text("holder", "在谁手里", hint="空着就按这一步通常的地方记。"),
        day("deadline", "补齐的时限", needed=False),
        reason("原因", needed=False),
    ),
    given=lambda about: (about.row.serial,),
    whom=lambda about: f"{about.row.title} {about.row.serial}",
    changes=Changed.PAPERS,
    lead="退回补正、作废要写原因；还缺签字的不能送出去。",
)
ARCHIVE = Act(
    "结清归档",
    archive_papers,
    (choice("note_number", "借据号", lambda about: about.lists.get("notes", ())), day("on", "归档日")),
    changes=Changed.PAPERS,
    whom=whose,
    lead="贷款结清了，签齐字的文书一起归档；没签齐的留着。",
    fits=lambda about: bool(about.lists.get("notes")),
)
SCAN_OF_PAPER = Act(
    "给这份附扫描件",
    attach_scan,
    (Ask("path", "扫描件", Kind.FILE), day("on", "扫描日")),
    fixed=lambda about: {"serial": about.row.serial},
    whom=lambda about: f"{about.row.title} {about.row.serial}",
    changes=Changed.PAPERS,
    lead="jpg、png 或 pdf。加密存在账本旁边，不进交换包。",
)
SCAN_OF_FORM = Act(
    "给这份附扫描件",
    attach_scan,
    (Ask("path", "扫描件", Kind.FILE), text("title", "名称"), day("on", "扫描日")),
    fixed=lambda about: {"household_number": about.number, "form": about.row.form},
    whom=lambda about: str(about.row.title),
    changes=Changed.PAPERS,
    lead=SCAN_OF_PAPER.lead,
)
SCAN = Act(
    "附扫描件",
    attach_scan,
    (
        Ask("path", "扫描件", Kind.FILE),
        perhaps("form", "算哪一种文书", _forms, none="别的（证件、照片）"),
        text("title", "名称"),
        day("on", "扫描日"),
    ),
    fixed=lambda about: {"household_number": about.number},
    whom=whose,
    changes=Changed.PAPERS,
    lead=SCAN_OF_PAPER.lead,
    icon="plus",
)


def _have(row: Any) -> Chip:
    if row.missing:
        return Chip("missing", "缺", Tone.WARN)
    return Chip("done", "已有", Tone.OK) if row.have else Chip("todo", "在办", Tone.MUTED)


def _where(row: Any) -> str:
    if row.paper is None:
        return f"扫描件 {row.scans} 份" if row.scans else NOTHING
    scans = f"，扫描件 {row.scans} 份" if row.scans else ""
    return f"{row.paper.state}，在{row.paper.holder or '—'}{scans}"


FILE = Room(
    "一户一档",
    (
        Column("", lambda row: "", chip=_have),
        Column("文书", lambda row: row.title, second=lambda row: row.why or "不一定要有", stretch=True, explains=True),
        Column("现在", _where, explains=True),
    ),
    "没有申请、没有贷款，档案里还不用放什么。",
    lambda session, about: household_file(session, about.number, about.today).lines,
    acts=(SCAN,),
    on_row=(SCAN_OF_FORM,),
    two_lines=True,
)


def _state(row: Any) -> Chip:
    if row.missing:
        return Chip("missing", f"缺{row.missing}", Tone.WARN)
    done = row.state in ("归档", "返还")
    return Chip("done" if done else "sheet", row.state, Tone.OK if done else Tone.MUTED)


PAPERS = Room(
    "文书",
    (
        Column("编号", lambda row: row.serial),
        Column(
            "文书", lambda row: row.title, second=lambda row: row.note_number or NOTHING, stretch=True, explains=True
        ),
        Column("在谁手里", lambda row: row.holder or NOTHING, second=lambda row: f"{row.held_days} 天"),
        Column("时限", lambda row: a_day(row.deadline), secondary=True),
        Column("到哪一步", lambda row: "", chip=_state),
    ),
    "还没有印过文书。上面的“打印”可以印这一户的。",
    lambda session, about: list_papers(session, about.today, household_number=about.number),
    acts=(ARCHIVE,),
    on_row=(MOVE, SCAN_OF_PAPER),
    two_lines=True,
)
SCANS = Room(
    "扫描件",
    (
        Column("扫描日", lambda row: f"{row.on}"),
        Column("名称", lambda row: row.title, stretch=True, explains=True),
        Column("文书", lambda row: row.serial or row.form or NOTHING),
        Column("大小", lambda row: f"{KIND_WORDS.get(row.kind, row.kind)} {max(row.size // KB, 1)} KB", right=True),
    ),
    "还没有扫描件。手机拍的照片、扫描的签字件，都可以附在这里。",
    lambda session, about: scans_of(session, about.number),
    acts=(SCAN,),
    on_row=(reverse(),),
    note="回车或双击打开看。",
    shows=True,
)
