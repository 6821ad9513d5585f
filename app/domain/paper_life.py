"""The life of a paper: 已印 → 户签 → 村章 → 送乡镇 → 乡镇章 → 送银行 → 返还 → 归档, with 退回补正 and 作废.

Not every form walks through every office, so a step may be left out; none is walked back but by 退回补正.
"""

from __future__ import annotations

from app.domain.findings import Finding, Severity

PRINTED, SIGNED, SEALED, TO_TOWNSHIP, TOWNSHIP_SEALED, TO_BANK, BACK, FILED = CHAIN = (
    "已印", "户签", "村章", "送乡镇", "乡镇章", "送银行", "返还", "归档",
)  # fmt: skip
RETURNED, VOID = "退回补正", "作废"
STATES = (*CHAIN, RETURNED, VOID)
SENT = frozenset({TO_TOWNSHIP, TOWNSHIP_SEALED, TO_BANK})
COMPLETE = frozenset({TO_TOWNSHIP, TO_BANK, FILED})
"""States that a paper with a signature or seal missing does not reach."""
ELSEWHERE = {TO_TOWNSHIP: "乡镇", TOWNSHIP_SEALED: "乡镇", TO_BANK: "承贷银行", FILED: "档案柜"}
"""Who holds a paper in a state, where nobody is named; in the others the officer has it."""


def next_states(state: str) -> tuple[str, ...]:
    """The states that a paper may reach from here, its own among them (a signature that was missing came in)."""
    if state == VOID:
        return (VOID,)
    if state == RETURNED:
        return (RETURNED, SIGNED, SEALED, TO_TOWNSHIP, TO_BANK, VOID)
    if state == FILED:
        return (FILED, VOID)
    later = CHAIN[CHAIN.index(state) :] if state in CHAIN else CHAIN
    back = () if state == PRINTED else (RETURNED,)
    return (*later, *back, VOID)


def next_step(state: str) -> str:
    """The step that usually follows: 户签 after 已印 and after 退回补正; an end stays where it is."""
    if state == RETURNED:
        return SIGNED
    return CHAIN[min(CHAIN.index(state) + 1, len(CHAIN) - 1)] if state in CHAIN else state


def check_move(state: str, to: str, missing: str, reason: str) -> tuple[Finding, ...]:
    """What speaks against a paper going from `state` to `to`."""
    if to not in next_states(state):
        text = f"文书是“{state}”，不能登记成“{to}”，可以是：{'、'.join(next_states(state))}"
        return (Finding("paper-order", Severity.BLOCK, text),)
    if missing.strip() and to in COMPLETE:
        text = f"还缺{missing.strip()}，不能登记“{to}”"
        return (Finding("paper-incomplete", Severity.BLOCK, text, suggestion="先补齐，或登记退回补正。"),)
    if to in (RETURNED, VOID) and to != state and not (reason.strip() or missing.strip()):
        return (Finding("paper-reason", Severity.BLOCK, f"登记“{to}”要写明原因"),)
    return ()


def holder_of(to: str, given: str, officer: str) -> str:
    """Who holds a paper after a move: who is named, else who usually does; nobody holds a void one."""
    if given.strip() or to == VOID:
        return given.strip()
    return ELSEWHERE.get(to, officer)
