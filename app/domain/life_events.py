"""What a life event of a borrower stops and starts: reminders to the dead stop, the co-borrower goes on.

Heirs answer only within the estate (民法典 第一千一百六十一条); a debt passes to another only with the bank's consent
(第五百五十一条).
"""

from __future__ import annotations

from dataclasses import dataclass

DEATH, MISSING, PRISON, MOVED, NEW_HEAD, ASSUMED = KINDS = ("死亡", "失联", "服刑", "迁出", "户主变更", "债务承接")
ESTATE_CLAUSE = "民法典 第一千一百六十一条"
CONSENT_CLAUSE = "民法典 第五百五十一条"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one kind of event means for the person's loans.

    `no_reminder`: reminders to the person stop; `no_door`: nobody is met at the old door; `gone`: the person belongs to
    the household no more; `ends`: it can end (somebody comes back). `starts` are the things to do, in order.
    """

    no_reminder: bool
    no_door: bool
    gone: bool
    ends: bool
    starts: tuple[str, ...]


EFFECTS: dict[str, Effect] = {
    DEATH: Effect(
        no_reminder=True,
        no_door=True,
        gone=True,
        ends=False,
        starts=("有人身意外保险的先报案", "告诉承贷银行", "由共同借款人继续还款", "继承人只在遗产范围内清偿"),
    ),
    MISSING: Effect(
        no_reminder=True,
        no_door=True,
        gone=False,
        ends=True,
        starts=("告诉承贷银行", "由共同借款人继续还款", "入户核实下落并记走访"),
    ),
    PRISON: Effect(
        no_reminder=True, no_door=True, gone=False, ends=True, starts=("告诉承贷银行", "由共同借款人继续还款")
    ),
    MOVED: Effect(no_reminder=False, no_door=True, gone=True, ends=True, starts=("核实新住址和电话", "告诉承贷银行")),
    NEW_HEAD: Effect(no_reminder=False, no_door=False, gone=False, ends=False, starts=("户编号不变，贷款不变",)),
    ASSUMED: Effect(
        no_reminder=True, no_door=False, gone=False, ends=False, starts=("由承接人还款", "承接协议交承贷银行归档")
    ),
}
NOTHING = Effect(no_reminder=False, no_door=False, gone=False, ends=False, starts=())


def effect_of(kind: str) -> Effect:
    """The effect of a kind; a kind that we do not know stops nothing."""
    return EFFECTS.get(kind, NOTHING)
