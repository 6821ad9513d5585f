"""argparse's messages about a wrong call, said in Chinese."""

from __future__ import annotations

import re

_PATTERNS = (
    (r"the following arguments are required: (.+)", r"还缺 {0}"),
    (r"unrecognized arguments: (.+)", r"不认识 {0}"),
    (r"ambiguous option: (\S+) could match (.+)", r"{0} 不够清楚，可以是 {1}"),
    (r"one of the arguments (.+) is required", r"要从 {0} 里选写一个"),
    (r"argument (.+?): not allowed with argument (.+)", r"{0} 和 {1} 不能一起写"),
    (r"argument (.+?): expected one argument", r"{0} 后面要写一个值"),
    (r"argument (.+?): expected at least one argument", r"{0} 后面至少要写一个值"),
    (r"argument (.+?): ignored explicit argument (.+)", r"{0} 后面不写值，现在是 {1}"),
    (r"argument (.+?): invalid choice: (.*) \(choose from (.+)\)", r"{0} 没有 {1}，可以是 {2}"),
    (r"argument (.+?): invalid .+ value: (.+)", r"{0} 填得不对，现在是 {1}"),
    (r"argument (.+?): (.+)", r"{0}：{1}"),
)


def in_chinese(message: str) -> str:
    """The message of `ArgumentParser.error` as one Chinese sentence without its stop; an unknown one stays as it is."""
    for pattern, sentence in _PATTERNS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            message = sentence.format(*(part.replace("'", "") for part in found.groups()))
            break
    return " ".join(message.split())
