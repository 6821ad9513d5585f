"""The key figures of a report, each with the list behind it; how they stand on two days and moved between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.employment import listed_without_loan
from app.domain.money import ZERO
from app.domain.monitoring import Coverage, OverdueRate
from app.domain.report import Figure, FigureGroup, Measure
from app.domain.risk_fund import required_fund
from app.services.book_on_day import BookOnDay, key_of
from app.services.due import DueLine, due_within
from app.services.ledger_rows.plan import served
from app.services.ledger_rows.subsidies import quarter_lines
from app.services.portfolio import LoanLine
from app.services.quarters import quarter_of
from app.services.report_parts.changes import Change, Changed
from app.services.report_parts.periods import Kind, Period
from app.services.today import DEFAULT_WINDOW_DAYS

LOAN, HOUSEHOLD = "loan", "household"
MONEY, COUNT, PERCENT = Measure.MONEY, Measure.COUNT, Measure.PERCENT


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of one day or period, with the note or household numbers that it counts."""

    value: Decimal | int | None
    behind: tuple[str, ...] = ()
    behind_kind: str = LOAN
    denominator: str = ""
    note: str = ""


Figures = dict[str, Counted]


def stock(book: BookOnDay) -> Figures:
    """How everything stands on the day."""
    lines, left, late = book.lines, book.open_lines, [line for line in book.lines if line.state.overdue_principal]
    rate = OverdueRate(_sum(line.state.overdue_principal for line in late), _sum(line.state.balance for line in lines))
    red_line = book.pack.share("red_line", book.on)
    return {
        "lent_total": Counted(_sum(line.terms.principal for line in lines), _notes(lines)),
        "lent_count": Counted(len(lines), _notes(lines)),
        "lent_households": _households(lines),
        "balance": Counted(rate.balance, _notes(left)),
        "open_count": Counted(len(left), _notes(left)),
        "open_households": _households(left),
        "overdue": Counted(rate.overdue, _notes(late)),
        "overdue_count": Counted(len(late), _notes(late)),
        "overdue_rate": Counted(rate.percent, _notes(late), denominator="期末贷款余额"),
        "red_line": Counted(None if red_line is None else red_line * 100, note=book.pack.clause("red_line", book.on)),
        "arrears": _amount([line for line in lines if line.state.arrears_borrower], "arrears_borrower"),
        **_coverage(book),
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
        notes = _notes(change.line for change in own)
        found[f"{name}_in"] = Counted(_sum(change.amount for change in own), notes)
        found[f"{name}_in_count"] = Counted(len(own), notes)
        if kind is Change.REPAID:
            found["repaid_in_principal"] = Counted(_sum(change.principal for change in own), notes)
    found["visits_in"] = Counted(len(visited), tuple(sorted(set(visited))), HOUSEHOLD)
    return found


def ahead(book: BookOnDay) -> Figures:
    """What will fall due, and what finance will have to bear this quarter and the next."""
    found: Figures = {}
    every = due_within(book.session, book.on, max(windows(book)), book.lines)
    for days in windows(book):
        due = [each for each in every if each.days <= days]
        notes = _notes(each.line for each in due)
        found[f"due_{days}"] = Counted(_sum(_principal(book, each) for each in due), notes)
        found[f"due_{days}_count"] = Counted(len(due), notes)
    quarter = quarter_of(book.on)
    for name, each in (("subsidy", quarter), ("subsidy_next", quarter.next())):
        own = quarter_lines(book, each)
        found[name] = Counted(_sum(one.subsidy for one in own), _notes(one.line for one in own), note=each.name)
    return found


def subsidy_before(book: BookOnDay) -> Counted:
    """The subsidy of the quarter before."""
    own = quarter_lines(book, quarter_of(book.on).before())
    return Counted(_sum(one.subsidy for one in own), _notes(one.line for one in own))


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
    return Figure(
        id=name,
        name=label,
        measure=measure,
        now=now.value,
        before=before.value if before else None,
        unit=unit,
        denominator=now.denominator,
        behind=now.behind,
        behind_kind=now.behind_kind if now.behind else "",
        note=now.note,
    )


def _coverage(book: BookOnDay) -> Figures:
    listed = book.listed
    valid = [row for row in listed if (one := book.decisions.get(key_of(row))) and one.until >= book.on]
    assessed = tuple(row.number for row in listed if key_of(row) in book.ratings)
    rated = Coverage(len(valid), len(listed), f"在册农户 {len(listed)} 户")
    works = list(book.work.values())
    eligible = served(book, works)
    lent = [each for each in eligible if each.had_loan]
    take_up = Coverage(len(lent), len(eligible), f"符合户类型且有劳动力的在册户 {len(eligible)} 户")
    waiting = tuple(each.number for each in listed_without_loan(works, book.pack, book.on))
    numbers = tuple(row.number for row in valid)
    lines = _sum(Decimal(book.decisions[key_of(row)].credit_line_fen) / 100 for row in valid)
    return {
        "rated": Counted(rated.part, numbers, HOUSEHOLD),
        "rated_rate": covered(rated, numbers),
        "credit_line": Counted(lines, numbers, HOUSEHOLD),
        "assessed": Counted(len(assessed), assessed, HOUSEHOLD),
        "take_up_rate": covered(take_up, tuple(each.number for each in lent)),
        "without_loan": Counted(len(waiting), waiting, HOUSEHOLD),
    }


def covered(coverage: Coverage, households: tuple[str, ...]) -> Counted:
    """A share of households as a figure; it has no value where its denominator is empty."""
    return Counted(coverage.percent if coverage.whole else None, households, HOUSEHOLD, coverage.denominator)


def _fund(book: BookOnDay) -> Figures:
    multiple = book.pack.integer("risk_fund_multiple", book.on)
    by_lent = book.pack.text("risk_fund_basis", book.on) == "lent"
    cap = book.pack.money("risk_covered_principal", book.on)
    amounts = [(line, line.terms.principal if by_lent else line.state.balance) for line in book.lines]
    counted = [(line, amount if cap is None else min(amount, cap)) for line, amount in amounts if amount]
    base, notes = _sum(amount for _line, amount in counted), _notes(line for line, _amount in counted)
    basis = "累计发放" if by_lent else "贷款余额"
    return {
        "fund_base": Counted(base, notes, note=f"{basis}，{book.pack.clause('risk_fund_basis', book.on)}"),
        "fund_required": Counted(
            None if multiple is None else required_fund(base, multiple), notes, note=f"{basis}÷{multiple}"
        ),
    }


def _principal(book: BookOnDay, due: DueLine) -> Decimal:
    rows = book.plans[key_of(due.line.loan)]
    return next(row.left_principal for row in rows if (row.due, row.left) == (due.due, due.amount))


def _amount(lines: list[LoanLine], field: str) -> Counted:
    return Counted(_sum(getattr(line.state, field) for line in lines), _notes(lines))


def _households(lines: Iterable[LoanLine]) -> Counted:
    numbers = tuple(sorted({line.household.number for line in lines}))
    return Counted(len(numbers), numbers, HOUSEHOLD)


def _notes(lines: Iterable[LoanLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.loan.note_number for line in lines))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
