"""The key figures of a report, each with the list behind it; how they stand on two days and moved between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

from app.domain.money import ZERO, from_fen, to_fen
from app.domain.monitoring import OverdueRate
from app.domain.report import Figure, FigureGroup, Measure
from app.domain.risk_fund import required_fund
from app.services.book_on_day import BookOnDay
from app.services.loan_cache import LoanStand, subsidy_of
from app.services.quarters import Quarter, quarter_of
from app.services.report_parts.changes import Change, Changed
from app.services.report_parts.counted import HOUSEHOLD, LOAN, Counted, Figures, Listing
from app.services.report_parts.coverage import coverage
from app.services.report_parts.periods import Kind, Period
from app.services.today import DEFAULT_WINDOW_DAYS

__all__ = ["HOUSEHOLD", "LOAN", "Counted", "Figures", "ahead", "groups", "moved", "stock", "subsidy_before", "windows"]

MONEY, COUNT, PERCENT = Measure.MONEY, Measure.COUNT, Measure.PERCENT


def stock(book: BookOnDay) -> Figures:
    """How everything stands on the day."""
    stands = book.stands
    left, late = [each for each in stands if not each.cleared], [each for each in stands if each.overdue]
    rate = OverdueRate(_sum_of(late, "overdue"), _sum_of(stands, "balance"))
    lent, open_, overdue = _notes(stands), _notes(left), _notes(late)
    red_line = book.pack.share("red_line", book.on)
    behind = [each for each in stands if each.arrears]
    return {
        "lent_total": Counted(_sum_of(stands, "principal"), lent),
        "lent_count": Counted(len(stands), lent),
        "lent_households": _households(stands),
        "balance": Counted(rate.balance, open_),
        "open_count": Counted(len(left), open_),
        "open_households": _households(left),
        "overdue": Counted(rate.overdue, overdue),
        "overdue_count": Counted(len(late), overdue),
        "overdue_rate": Counted(rate.percent, overdue, denominator="期末贷款余额"),
        "red_line": Counted(None if red_line is None else red_line * 100, note=book.pack.clause("red_line", book.on)),
        "arrears": Counted(_sum_of(behind, "arrears"), _notes(behind)),
        **coverage(book),
        **_fund(book),
    }


def moved(changes: Sequence[Changed], visited: Sequence[str]) -> Figures:
    """What happened in a period; `visited` are household numbers, one for each visit."""
    found: Figures = {}
    for kind, name in (
        (Change.LENT, "lent"),
        (Change.RENEWED, "renewed"),
        (Change.EXTENDED, "extended"),
        (Change.CLAIMED, "claimed"),
        (Change.REPAID, "repaid"),
    ):
        own = [change for change in changes if change.kind is kind]
        notes = _notes(own)
        found[f"{name}_in"] = Counted(_sum(change.amount for change in own), notes)
        found[f"{name}_in_count"] = Counted(len(own), notes)
        if kind is Change.REPAID:
            found["repaid_in_principal"] = Counted(_sum(change.principal for change in own), notes)
    found["visits_in"] = Counted(len(visited), lambda: tuple(sorted(set(visited))), HOUSEHOLD)
    return found


def ahead(book: BookOnDay) -> Figures:
    """What will fall due, and what finance will have to bear this quarter and the next."""
    found: Figures = {}
    last = book.on + timedelta(days=max(windows(book)))
    coming = [each for each in book.coming if each[0] <= last]
    coming.sort(key=lambda each: (each[0], each[2].note))
    for days in windows(book):
        due = [each for each in coming if each[0] <= book.on + timedelta(days=days)]
        notes = _notes([each for _day, _principal, each in due])
        found[f"due_{days}"] = Counted(_fen(principal for _day, principal, _each in due), notes)
        found[f"due_{days}_count"] = Counted(len(due), notes)
    quarter = quarter_of(book.on)
    for name, each in (("subsidy", quarter), ("subsidy_next", quarter.next())):
        found[name] = _subsidy(book, each)
    return found


def subsidy_before(book: BookOnDay) -> Counted:
    """The subsidy of the quarter before."""
    return replace(_subsidy(book, quarter_of(book.on).before()), note="")


def _subsidy(book: BookOnDay, quarter: Quarter) -> Counted:
    subsidy = subsidy_of(book.on, (quarter.year, quarter.number))
    own = [each for each in book.stands if subsidy(each) is not None]
    return Counted(_fen(subsidy(each) or 0 for each in own), _notes(own, attrgetter("bank", "note")), note=quarter.name)


def windows(book: BookOnDay) -> tuple[int, ...]:
    """The windows ahead that the pack names, the nearest first; without any its days of warning."""
    named = [days for days in book.pack.integers("due_windows", book.on) if days > 0]
    return tuple(sorted(named)) or (book.pack.integer("warning_days", book.on) or DEFAULT_WINDOW_DAYS,)


def groups(book: BookOnDay, period: Period, now: Figures, before: Figures) -> tuple[FigureGroup, ...]:
    """The figures in the order in which they are read; the daily bulletin has only what changes by the day."""
    word = period.word
    chosen: list[tuple[str, list[tuple[str, str, Measure, str]]]] = [
        ("一、投放", _LENDING),
        ("二、余额与风险", _RISK),
        (
            f"三、{word}变化",
            [(name, label.format(word=word), measure, unit) for name, label, measure, unit in _CHANGES],
        ),
        ("四、到期", [spec for days in windows(book) for spec in _due_specs(days)]),
    ]
    if period.kind is not Kind.DAY:
        chosen.append(("五、评级授信", _COVERAGE))
    if period.kind is Kind.MONTH:
        chosen.append(("六、贴息", _SUBSIDY))
        if now["fund_required"].value is not None:
            chosen.append(("七、风险补偿金", _FUND))
    return tuple(
        FigureGroup(title, tuple(_figure(spec, now[spec[0]], before.get(spec[0])) for spec in specs))
        for title, specs in chosen
    )


_LENDING = [
    ("lent_total", "累计发放金额", MONEY, ""),
    ("lent_count", "累计发放笔数", COUNT, "笔"),
    ("lent_households", "累计发放户数", COUNT, "户"),
]
_RISK = [
    ("balance", "贷款余额", MONEY, ""),
    ("open_count", "有余额的笔数", COUNT, "笔"),
    ("open_households", "有余额的户数", COUNT, "户"),
    ("overdue", "逾期本金", MONEY, ""),
    ("overdue_count", "逾期笔数", COUNT, "笔"),
    ("overdue_rate", "逾期率", PERCENT, ""),
    ("red_line", "监测红线", PERCENT, ""),
    ("arrears", "欠息（户自付部分）", MONEY, ""),
]
_CHANGES = [
    ("lent_in", "{word}发放金额（首贷、追加）", MONEY, ""),
    ("lent_in_count", "{word}发放笔数（首贷、追加）", COUNT, "笔"),
    ("repaid_in", "{word}还款金额（本息）", MONEY, ""),
    ("repaid_in_principal", "其中本金", MONEY, ""),
    ("repaid_in_count", "{word}还款笔数", COUNT, "笔"),
    ("renewed_in", "{word}续贷金额", MONEY, ""),
    ("renewed_in_count", "{word}续贷笔数", COUNT, "笔"),
    ("extended_in", "{word}展期、延期金额（当时余额）", MONEY, ""),
    ("extended_in_count", "{word}展期、延期笔数", COUNT, "笔"),
    ("claimed_in", "{word}理赔、代偿金额", MONEY, ""),
    ("claimed_in_count", "{word}理赔、代偿笔数", COUNT, "笔"),
    ("visits_in", "{word}走访户次", COUNT, "户次"),
]
_COVERAGE = [
    ("rated", "银行已评级授信户数（有效期内）", COUNT, "户"),
    ("rated_rate", "评级授信面", PERCENT, ""),
    ("credit_line", "授信额度合计（有效期内）", MONEY, ""),
    ("assessed", "村已初评户数", COUNT, "户"),
    ("take_up_rate", "获贷率", PERCENT, ""),
    ("without_loan", "应贷未贷户数（只供走访，不作任务）", COUNT, "户"),
]
_SUBSIDY = [
    ("subsidy", "本季度财政贴息（含测算）", MONEY, ""),
    ("subsidy_next", "下季度财政贴息需求（测算）", MONEY, ""),
]
_FUND = [
    ("fund_base", "风险补偿金计算基数", MONEY, ""),
    ("fund_required", "应有风险补偿金", MONEY, ""),
]


def _due_specs(days: int) -> list[tuple[str, str, Measure, str]]:
    return [
        (f"due_{days}", f"今后{days}天到期本金", MONEY, ""),
        (f"due_{days}_count", f"今后{days}天到期笔数", COUNT, "笔"),
    ]


def _figure(spec: tuple[str, str, Measure, str], now: Counted, before: Counted | None) -> Figure:
    name, label, measure, unit = spec
    behind = now.behind()
    return Figure(
        id=name,
        name=label,
        measure=measure,
        now=now.value,
        before=before.value if before else None,
        unit=unit,
        denominator=now.denominator,
        behind=behind,
        behind_kind=now.behind_kind if behind else "",
        note=now.note,
    )


def _fund(book: BookOnDay) -> Figures:
    multiple = book.pack.integer("risk_fund_multiple", book.on)
    by_lent = book.pack.text("risk_fund_basis", book.on) == "lent"
    cap = book.pack.money("risk_covered_principal", book.on)
    most = None if cap is None else to_fen(cap)
    counted = attrgetter("principal" if by_lent else "balance")
    own = [each for each in book.stands if counted(each)]
    base = _fen(fen if most is None else min(fen, most) for fen in map(counted, own))
    notes = _notes(own)
    basis = "累计发放" if by_lent else "贷款余额"
    return {
        "fund_base": Counted(base, notes, note=f"{basis}，{book.pack.clause('risk_fund_basis', book.on)}"),
        "fund_required": Counted(
            None if multiple is None else required_fund(base, multiple), notes, note=f"{basis}÷{multiple}"
        ),
    }


def _households(stands: Iterable[LoanStand]) -> Counted:
    """Counted by their key: two villages may number a household alike."""
    found = {(each.book_code, each.household_id): each.household for each in stands}
    return Counted(len(found), lambda: tuple(sorted(found.values())), HOUSEHOLD)


def _notes(own: Sequence[LoanStand] | Sequence[Changed], order: Callable[[Any], Any] | None = None) -> Listing:
    """The note numbers, each once, listed when first asked for."""
    in_order = (lambda: own) if order is None else (lambda: sorted(own, key=order))
    return cache(lambda: tuple(dict.fromkeys(map(attrgetter("note"), in_order()))))


def _sum_of(stands: Iterable[LoanStand], name: str) -> Decimal:
    return from_fen(sum(map(attrgetter(name), stands)))


def _fen(amounts: Iterable[int]) -> Decimal:
    return from_fen(sum(amounts))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
