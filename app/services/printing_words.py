"""Words of the papers that more than one service needs: states that count as signed, and what a file should hold."""

from __future__ import annotations

SIGNED_STATES = frozenset({"户签", "村章", "送乡镇", "乡镇章", "送银行", "返还", "归档"})
ARCHIVED_STATES = frozenset({"返还", "归档"})
WANTED_IN_FILE = {
    "F1": "小额信贷申请审批表",
    "F2": "农户信用等级评定表",
    "F3": "贷前调查表",
    "F6": "还款计划书",
    "F9": "贷后检查表",
}
