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
    errors.SheetMissingError: ("表格文件“{file}”打不开：{reason}。", UNCHANGED, "请核对文件的位置和名字后再试。"),
    errors.SheetBrokenError: (
        "表格文件“{file}”已损坏或不完整，读不出来。",
        UNCHANGED,
        "请向发文件的人重新要一份，或在电脑上打开它另存为新文件后再试。",
    ),
    errors.SheetLockedError: (
        "表格文件“{file}”设了打开密码，读不出来。",
        UNCHANGED,
        "请先用表格软件打开它、去掉密码、另存后再试。",
    ),
    errors.SheetForeignError: (
        "“{file}”不是能读的表格，看起来是{kind}。",
        UNCHANGED,
        "请选 .xlsx、.xls、.ods 或 .csv 文件。",
    ),
    errors.SheetTooLargeError: (
        "表格文件“{file}”的{what}超过上限（{limit}），没有读。",
        UNCHANGED,
        "请把它分成几个文件，或删去多余的表页和空行后再试。",
    ),
    errors.SheetNameError: ("表格文件“{file}”里没有叫“{sheet}”的表页，有的是：{names}。", UNCHANGED, "请改用上面的名字再试。"),
    errors.SheetHeadingError: (
        "表格文件“{file}”里找不到{title}的表头，缺：{missing}。",
        UNCHANGED,
        "请核对是不是选错了文件，或补上这些列名后再试。",
    ),
    # the bundle
}


def explain(error: KnownError) -> str:
    """The three sentences of a known error in one line."""
    values = {field.name: getattr(error, field.name) for field in fields(error)}
    if "clause" in values:
        values["clause_note"] = f"（{values['clause']}）" if values["clause"] else ""
    return "".join(part.format(**values) for part in SENTENCES[type(error)])
