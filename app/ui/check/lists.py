"""The lists of 自查核对: problems with their weight and what became of them, and the ledger with its days."""

from __future__ import annotations

from app.domain.findings import Severity
from app.services.check_view import ProblemLine
from app.services.rectifications import SELF_CHECK, RectificationView
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.table import TWO_LINES, Table
from app.ui.tokens import Tone
from app.ui.words import NOTHING

WEIGHTS = {
    Severity.BLOCK: Chip("stop", "违反规定", Tone.DANGER),
    Severity.WARN: Chip("warning", "要核实", Tone.WARN),
    Severity.NOTE: Chip("info", "提醒", Tone.ACCENT),
}


def problem_table(name: str) -> Table:
    """Problems: which check, what, whose, and how far it is."""
    return Table(
        [
            Column("哪一类", lambda line: line.name, key=lambda line: line.name),
            Column("", lambda line: "", chip=_weight),
            Column("发现", lambda line: line.problem.text, second=_second, stretch=True, explains=True),
            Column("户", lambda line: line.who or NOTHING, key=lambda line: line.who),
            Column("整改", lambda line: "", chip=_stand),
        ],
        name=name,
        row_height=TWO_LINES,
        picks=True,
    )


def ledger_table() -> Table:
    """The ledger: open lines first."""
    return Table(
        [
            Column("哪一类", lambda line: line.name, key=lambda line: line.name, second=_origin),
            Column("问题", lambda line: line.problem.text, second=_measure, stretch=True, explains=True),
            Column("户", lambda line: line.who or NOTHING, key=lambda line: line.who),
            Column("责任人", lambda line: line.line.responsible or NOTHING, secondary=True),
            Column("整改", lambda line: "", chip=_stand),
        ],
        name="整改台账",
        row_height=TWO_LINES,
        picks=True,
    )


def ledger_chip(line: RectificationView) -> Chip:
    """How far one line is."""
    if line.closed_on is not None:
        return Chip("done", f"{line.closed_on:%m-%d} 销号", Tone.OK)
    if line.late:
        return Chip("stop", f"{line.until:%m-%d} 过期", Tone.DANGER)
    if line.until is not None:
        return Chip("waiting", f"{line.until:%m-%d} 前", Tone.ACCENT)
    return Chip("todo", "没有措施", Tone.WARN)


def _stand(line: ProblemLine) -> Chip:
    return ledger_chip(line.line) if line.line is not None else Chip("todo", "没有列入", Tone.MUTED)


def _weight(line: ProblemLine) -> Chip | None:
    return WEIGHTS[line.problem.severity] if line.problem.origin == SELF_CHECK else None


def _second(line: ProblemLine) -> str:
    problem = line.problem
    return "  ".join(part for part in (line.group, problem.note, problem.suggestion) if part)


def _origin(line: ProblemLine) -> str:
    return f"{line.line.found_on:%m-%d} {line.problem.origin}" if line.line is not None else line.problem.origin


def _measure(line: ProblemLine) -> str:
    known = line.line
    parts = [line.group, line.problem.note]
    if known is not None:
        parts += [known.cause, known.measure, known.closed_how, known.evidence]
    return "，".join(part for part in parts if part)
