"""What to do with an opened bundle, decided from numbers and digests alone: never from a clock, never from `rev`.

A pure decision: what the desk has of this book against what the bundle says of its own past.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.exchange.manifest import JournalMark, Manifest, Position


class Outcome(StrEnum):
    """What becomes of a bundle; `refused` is for one that could not be opened at all."""

    IMPORTED = "imported"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a bundle is not simply imported; `REASONS` says it to people."""

    NONE = ""
    OLDER = "older"
    OLDER_UNSEEN = "older_unseen"
    SAME = "same"
    SAME_NUMBER = "same_number"
    OTHER_PAST = "other_past"
    UNKNOWN_EPOCH = "unknown_epoch"
    HISTORY_REWRITTEN = "history_rewritten"


REASONS = {
    Reason.NONE: "",
    Reason.OLDER: "比已有的旧",
    Reason.OLDER_UNSEEN: "比已有的旧，编号却在换期时交代的最后一份之后（旧电脑可能还在用），请问明来历",
    Reason.SAME: "与已有的相同",
    Reason.SAME_NUMBER: "同一编号出现两份不同的内容（可能有两台电脑在用同一账本，或还原了旧备份）",
    Reason.OTHER_PAST: "它记载的以往导出与本机收到的不同（可能有两台电脑在用同一账本，或还原了旧备份）",
    Reason.UNKNOWN_EPOCH: "账本换了新的期次，却不认识本机收到的最后一份（可能还原了旧备份）",
    Reason.HISTORY_REWRITTEN: "日志不是从上次交出的日志接下来的，历史被改写",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk has of one book.

    `received`: the positions of all bundles imported from it, in any order. `lineage` and `journal`: what the one that
    the mirror shows said of its past and of its journal. `admitted`: positions that a person has let in although they
    were held. `shown`: what the mirror shows, if that is not the highest number (a person admitted a lower one).
    """

    received: Collection[Position] = ()
    lineage: Sequence[Position] = ()
    journal: JournalMark | None = None
    admitted: Collection[Position] = ()
    shown: Position | None = None

    @property
    def newest(self) -> Position | None:
        """The bundle that the mirror shows."""
        return self.shown or max(self.received, key=lambda at: (at.epoch_no, at.seq), default=None)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a bundle says of itself and its past."""

    position: Position
    lineage: Sequence[Position]
    journal: JournalMark
    journal_marks: Sequence[JournalMark] = ()

    @classmethod
    def of(cls, manifest: Manifest) -> Offered:
        """The part of a manifest that the decision needs."""
        return cls(
            manifest.position,
            manifest.lineage,
            JournalMark(manifest.journal_length, manifest.journal_head),
            manifest.journal_marks,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, and the reason for anything but a plain import."""

    outcome: Outcome
    reason: Reason = Reason.NONE

    @property
    def text(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]


_IMPORT = Decision(Outcome.IMPORTED)


def decide(known: Known, offered: Offered) -> Decision:
    """What to do with `offered`; total for every input. A held bundle that a person admitted is imported.

    Forks are looked for before age: a bundle that contradicts what was received is held even when it is old.
    """
    newest = known.newest
    if newest is None:
        return _IMPORT
    decision = _by_numbers(known, newest, offered)
    if decision.outcome is Outcome.IMPORTED and not journal_extends(known.journal, offered):
        decision = Decision(Outcome.HELD, Reason.HISTORY_REWRITTEN)
    if decision.outcome is Outcome.HELD and offered.position in known.admitted:
        return _IMPORT
    return decision


def journal_extends(handed_over: JournalMark | None, offered: Offered) -> bool:
    """Whether the offered journal can be a continuation of the one handed over.

    A shorter one is not; one of the same length must have the same head; a longer one must not contradict it in the
    mark it gives for that length. Without such a mark nothing can be said, and it passes: the chain itself is not sent.
    """
    if handed_over is None:
        return True
    heads = {mark.length: mark.head for mark in offered.journal_marks} | {offered.journal.length: offered.journal.head}
    if offered.journal.length < handed_over.length:
        return False
    return heads.get(handed_over.length, handed_over.head) == handed_over.head


def _by_numbers(known: Known, newest: Position, offered: Offered) -> Decision:
    at = offered.position
    if at == newest:
        return Decision(Outcome.UNCHANGED, Reason.SAME)
    if _contradicts(known.received, at):
        return Decision(Outcome.HELD, Reason.SAME_NUMBER)
    if any(_contradicts(known.received, past) for past in offered.lineage):
        return Decision(Outcome.HELD, Reason.OTHER_PAST)
    if (at.epoch_no, at.epoch_id) == (newest.epoch_no, newest.epoch_id):
        return _IMPORT if at.seq > newest.seq else Decision(Outcome.SUPERSEDED, Reason.OLDER)
    told = [*known.received, *known.lineage]
    if (at.epoch_no, at.epoch_id) in {(one.epoch_no, one.epoch_id) for one in told}:
        return Decision(Outcome.SUPERSEDED, Reason.OLDER if at.seq <= _last(told, at) else Reason.OLDER_UNSEEN)
    if at.epoch_no > newest.epoch_no and newest in offered.lineage:
        return _IMPORT
    return Decision(Outcome.HELD, Reason.UNKNOWN_EPOCH)


def _last(told: Sequence[Position], at: Position) -> int:
    """The last number of that epoch that anybody told us of."""
    return max(one.seq for one in told if (one.epoch_no, one.epoch_id) == (at.epoch_no, at.epoch_id))


def _contradicts(received: Collection[Position], at: Position) -> bool:
    """Whether we received this number, but never with this content."""
    digests = {
        one.digest for one in received if (one.epoch_no, one.epoch_id, one.seq) == (at.epoch_no, at.epoch_id, at.seq)
    }
    return bool(digests) and at.digest not in digests
