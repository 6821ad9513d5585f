"""The command line: finds the subject, loads only its module, prints one answer.

A subject's module has `configure(parser)`, which adds its verbs with `app.cli.parser.verb`, and functions
`run(args) -> Answer`. Nothing heavy (SQL, Qt, reportlab) is imported before its verb runs.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cli.parser import Answer

SUBJECTS = {
    "init": "新建账本",
    "demo": "练习村：过一个工作日",
    "today": "今天要办的事",
    "roster": "名单导入",
    "imports": "外来名单：看差异、逐条接受、撤销导入",
    "household": "农户：查询、登记、变更",
    "rating": "评级授信",
    "loan": "贷款：申请、意见、放款、还款、展期",
    "contract": "借款合同与借据",
    "plan": "困难户还款计划",
    "visit": "走访",
    "survey": "到期摸底",
    "reminder": "到期提醒",
    "promise": "还款承诺",
    "recovery": "催收与追偿",
    "due": "到期清单",
    "overdue": "逾期清单",
    "demand": "信贷需求",
    "work": "务工：意愿、健康证明、上岗；应贷未贷",
    "event": "变故：死亡、失联、服刑、迁出、债务承接",
    "responsible": "分片包干、金融村官任职",
    "panel": "村风控小组",
    "insurance": "保单、报案、赔付",
    "society": "互助社：社员、借款、还款、信用记录",
    "guarantee": "联保小组",
    "pledge": "活体质押、林权抵押",
    "entity": "新型经营主体和带动户",
    "fund": "村级资金和收支",
    "credit": "信用户、信用村",
    "recall": "收回、转为农户贷款",
    "guidance": "产业和技能指导",
    "village": "行政村：更名、代码、并村",
    "record": "更正录错的记录",
    "schedule": "还款计划试算",
    "calc": "单条规则试算",
    "policy": "政策包",
    "forms": "表格打印",
    "paper": "文书：到哪一步、一户一档、扫描件",
    "ledger": "台账",
    "report": "通报与月报",
    "bank": "与银行核对",
    "check": "自查",
    "rectify": "整改台账",
    "search": "找人找户",
    "pair": "结对登记",
    "bundle": "交换包与回执",
    "desk": "乡镇：各村并列、跨村核查、风险补偿金账户",
    "opinion": "乡镇：待签意见的申请，一次签许多",
    "correction": "乡镇：更正建议",
    "handout": "乡镇：下发政策包、评分表、名单",
    "handover": "移交：换村官、换电脑",
    "incoming": "村里：乡镇在回执里带来的事，接受或退回",
    "backup": "备份与还原",
    "privacy": "个人信息：保存期、抹去一户",
    "verify": "账本校验",
    "key": "密码、恢复码、换密钥",
    "update": "程序更新：从U盘上的更新包",
}
USAGE_STATUS, DISK_STATUS = 2, 4
_OPTIONS_WITH_VALUE = {"--book", "--on"}


def subject_of(arguments: list[str]) -> str | None:
    """The first word that is neither an option nor the value of a common option."""
    expects_value = False
    for word in arguments:
        if expects_value:
            expects_value = False
        elif word in _OPTIONS_WITH_VALUE:
            expects_value = True
        elif not word.startswith("-"):
            return word
    return None


def main(arguments: list[str]) -> int:
    """Run one command; the exit status is that of CLI.md (0 done, 1 refused or found, 2 usage, 3 damaged, 4 disk)."""
    import json
    from importlib import import_module

    from app.cli.parser import ArgumentParser, common_options  # the window asks this module before it loads anything
    from app.domain.errors import KnownError

    _use_utf8()
    parser = ArgumentParser(prog="huicun", description="惠村：金融村官的账本", parents=[common_options()])
    parser.add_argument("--version", action="version", version=_version(), help="版本")
    subjects = parser.add_subparsers(dest="subject", metavar="SUBJECT", required=True)
    wanted = subject_of(arguments)
    try:
        for name, help_text in SUBJECTS.items():
            subparser = subjects.add_parser(name, help=help_text, description=help_text, parents=[common_options()])
            if name == wanted:
                import_module(f"app.cli.{name}").configure(subparser)
        args = parser.parse_args(arguments)
        answer: Answer = args.run(args)
    except KnownError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("已停下。账本没有改动。", file=sys.stderr)
        return 1
    except UnicodeEncodeError as error:  # bytes of another encoding on the command line, or a bug
        if not error.object.isascii() and any(error.object in word for word in arguments):
            print("命令里有认不出的字（不是 UTF-8）。账本没有改动。请重新输入后再试。", file=sys.stderr)
            return USAGE_STATUS
        return _unexpected(error)
    except Exception as error:  # a bug: never a traceback, never the values in it
        return _unexpected(error)
    if getattr(args, "json", False):
        return _say(json.dumps(answer.data, ensure_ascii=False, indent=1), answer.status)
    return _say(answer.text, answer.status) if answer.text else answer.status


def _unexpected(error: Exception) -> int:
    print(
        f"程序出了意外（{type(error).__name__}）。已保存的数据没有受影响。请把做到哪一步告诉技术员。",
        file=sys.stderr,
    )
    return 1


def _say(text: str, status: int) -> int:
    """Print the answer; where nobody takes it, that is said, for the act itself is done."""
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python can close it in peace
        if not isinstance(error, BrokenPipeError):
            print("事情已经办了，只是结果没有写出来：输出的地方写不进去。账本完好。请换一个地方再看。", file=sys.stderr)
            return DISK_STATUS
    return status


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _version() -> str:
    from app import __version__

    return f"huicun {__version__}"
