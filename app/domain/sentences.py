"""What the program says when something goes wrong: what happened, is the data safe, what to do."""

from __future__ import annotations

from dataclasses import fields

from app.domain import errors
from app.domain.errors import KnownError

UNCHANGED = "账本没有改动。"

SENTENCES: dict[type[KnownError], tuple[str, str, str]] = {
    # rules and acts
    errors.RefusedError: ("这件事没有办：{reason}{clause_note}", UNCHANGED, "请按规定改好后再办。"),
    errors.ReasonNeededError: ("这件事要先写明理由：{warning}", UNCHANGED, "请写明理由后再办一次。"),
    errors.NotFoundError: ("本账本里没有这个{what}：{key}。", UNCHANGED, "请核对号码后再试。"),
    errors.InputError: ("{field}填得不对：{reason}。", UNCHANGED, "请改好后再试。"),
    # data files
    errors.DataFileError: ("资料文件 {file} 有错，在 {where}：{reason}。", UNCHANGED, "请改好这个文件后再试。"),
    # the book
    # files and disks
    # sheets and paper
    # the bundle
}


def explain(error: KnownError) -> str:
    """The three sentences of a known error in one line."""
    values = {field.name: getattr(error, field.name) for field in fields(error)}
    if "clause" in values:
        values["clause_note"] = f"（{values['clause']}）" if values["clause"] else ""
    return "".join(part.format(**values) for part in SENTENCES[type(error)])
