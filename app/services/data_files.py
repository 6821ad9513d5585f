"""Data files of a book by kind: how each is checked, what its built-in form says, and what a new text would change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import unified_diff

from sqlalchemy.orm import Session

from app.domain.errors import DataFileError, InputError
from app.domain.policy import PolicyValue
from app.domain.policy_diff import diff
from app.domain.policy_words import say, say_dates
from app.packs.code_lists import read_code_list
from app.packs.forms import read_form
from app.packs.ledgers import check_county_layout
from app.packs.messages import read_message
from app.packs.policies import check_policy_text, load_policy
from app.packs.rates import read_rates
from app.packs.score_sheets import read_score_sheet
from app.packs.toml_files import built_in_ids, built_in_text, parse_toml
from app.services.policies import file_row, own_files, policy_shadows

_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of data file: its word, the folder of the built-in ones, and its check (text, file name)."""

    word: str
    folder: str
    check: Callable[[str, str], object]


KINDS: dict[str, FileKind] = {
    "policy": FileKind("政策包", "policies", lambda text, file: check_policy_text(text, file)),
    "rates": FileKind("利率表", "rates", read_rates),
    "score-sheet": FileKind("评分表", "score_sheets", read_score_sheet),
    "form": FileKind("表格", "forms", read_form),
    "ledger": FileKind("台账", "ledgers", check_county_layout),
    "code-list": FileKind("代码表", "code_lists", read_code_list),
    "message": FileKind("提醒话术", "messages", read_message),
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A data file that passed its check: its kind, id and title."""

    kind: str
    file_id: str
    title: str


def check_file(session: Session, kind: str, text: str, file: str) -> CheckedFile:
    """Check a text as a data file of this kind, over what this book has. Raises InputError, DataFileError."""
    known = kind_of(kind)
    if kind == "policy":
        pack = check_policy_text(text, file, policy_shadows(session))
        return CheckedFile(kind, pack.id, pack.name)
    known.check(text, file)
    top = parse_toml(text, file)
    file_id = top.text("id")
    return CheckedFile(kind, file_id, top.text("title", "") or top.text("name", "") or file_id)


def kind_of(kind: str) -> FileKind:
    """The kind by its name. Raises InputError."""
    if kind not in KINDS:
        raise InputError("文件种类", f"只能是 {'、'.join(KINDS)}")
    return KINDS[kind]


def present_text(session: Session, kind: str, file_id: str) -> str:
    """The text in force now: the book's own, else the built-in one; "" where there is neither."""
    own = own_files(session, kind).get(file_id)
    if own is not None:
        return own
    folder = kind_of(kind).folder
    return built_in_text(folder, file_id) if file_id in built_in_ids(folder) else ""


def file_changes(session: Session, kind: str, text: str, file_id: str) -> tuple[str, ...]:
    """What would change with this text, a line each: a pack value by value with its words, others line by line."""
    before = present_text(session, kind, file_id)
    if before == text:
        return ()
    if kind == "policy" and before:
        shadows = policy_shadows(session)
        try:
            packs = load_policy(file_id, shadows), check_policy_text(text, f"{file_id}.toml", shadows)
        except DataFileError:
            packs = None
        if packs is not None:
            return tuple(f"{one.label}：{_values(one.before)} → {_values(one.after)}" for one in diff(*packs))
    lines = unified_diff(before.splitlines(), text.splitlines(), n=0, lineterm="")
    told = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---") and line[1:].strip()]
    more = [f"……另有 {len(told) - _MOST_LINES} 行"] if len(told) > _MOST_LINES else []
    return (*(f"{'加上' if line[0] == '+' else '去掉'}：{line[1:].strip()}" for line in told[:_MOST_LINES]), *more)


def take_file(session: Session, kind: str, text: str, file_id: str, origin: str) -> None:
    """Take a checked data file into the book, in the act of `session`; it shadows what stood before it."""
    session.add(file_row(session, kind, file_id, text, origin))


def _values(values: tuple[PolicyValue, ...]) -> str:
    return "；".join(" ".join(filter(None, (say(value), say_dates(value)))) for value in values) or "（没有）"
