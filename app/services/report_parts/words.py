"""A report as one finished paragraph to copy: money in 万元 with two decimals, shares with what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.money import format_wan
from app.services.report_parts.changes import Change, Changed
from app.services.report_parts.figures import Figures
from app.services.report_parts.periods import Kind, Period

NAMED_AT_MOST = 12
_VERBS = {
    Change.LENT: "发放",
    Change.RENEWED: "续贷",
    Change.REPAID: "还款",
    Change.EXTENDED: "展期、延期",
    Change.CLAIMED: "理赔、代偿",
}
_NAMES = {
    Change.LENT: "lent_in",
    Change.RENEWED: "renewed_in",
    Change.REPAID: "repaid_in",
    Change.EXTENDED: "extended_in",
    Change.CLAIMED: "claimed_in",
}


def paragraph(
    village: str, programme: str, period: Period, now: Figures, changes: Sequence[Changed], window: int
) -> str:
    """The whole report in words; the bulletin of a day or week names each change."""
    sentences = [
        _lent(village, programme, period.as_of, now),
        _risk(now),
        _moved(period, now, changes),
        _due(now, window),
    ]
    if period.kind is Kind.MONTH:
        sentences += [_coverage(now), _subsidy(now)]
    return "".join(sentence for sentence in sentences if sentence)


def day_words(day: date) -> str:
    """A day as it stands in a text."""
    return f"{day.year}年{day.month}月{day.day}日"


def _lent(village: str, programme: str, as_of: date, now: Figures) -> str:
    return (
        f"截至{day_words(as_of)}，{village}累计发放{programme}{_int(now, 'lent_count')}笔"
        f"{_wan(now, 'lent_total')}万元，惠及{_int(now, 'lent_households')}户；"
        f"贷款余额{_wan(now, 'balance')}万元，涉及{_int(now, 'open_count')}笔、{_int(now, 'open_households')}户。"
    )


def _risk(now: Figures) -> str:
    if not _int(now, "overdue_count"):
        said = "无逾期贷款，逾期率0.00%（逾期本金÷贷款余额）"
    else:
        said = (
            f"逾期{_int(now, 'overdue_count')}笔{_wan(now, 'overdue')}万元，"
            f"逾期率{now['overdue_rate'].value:.2f}%（逾期本金÷贷款余额）"
        )
    red_line, rate = now["red_line"].value, now["overdue_rate"].value
    if red_line is None or rate is None:
        return said + "。"
    word = "超过" if rate > red_line else "在"
    within = "" if rate > red_line else "以内"
    return f"{said}，{word}{Decimal(red_line).normalize():f}%的监测红线{within}。"


def _moved(period: Period, now: Figures, changes: Sequence[Changed]) -> str:
    parts = []
    for kind, verb in _VERBS.items():
        own = [change for change in changes if change.kind is kind]
        if own:
            inner = "" if kind is not Change.REPAID else f"（其中本金{_wan(now, 'repaid_in_principal')}万元）"
            parts.append(f"{verb}{len(own)}笔{_wan(now, _NAMES[kind])}万元{inner}{_named(period, own)}")
    if visits := _int(now, "visits_in"):
        parts.append(f"走访{visits}户次")
    return f"{period.word}{'；'.join(parts)}。" if parts else f"{period.word}无新增业务。"


def _named(period: Period, own: Sequence[Changed]) -> str:
    if period.kind is Kind.MONTH:
        return ""
    shown = [f"{change.borrower}{format_wan(change.amount)}万元" for change in own[:NAMED_AT_MOST]]
    more = f"等{len(own)}笔" if len(own) > NAMED_AT_MOST else ""
    return f"：{'、'.join(shown)}{more}"


def _due(now: Figures, window: int) -> str:
    count = _int(now, f"due_{window}_count")
    return (
        f"今后{window}天到期{count}笔本金{_wan(now, f'due_{window}')}万元。" if count else f"今后{window}天无到期贷款。"
    )


def _coverage(now: Figures) -> str:
    rated, lent = now["rated_rate"], now["take_up_rate"]
    parts = []
    if rated.value is not None:
        parts.append(
            f"银行已评级授信{_int(now, 'rated')}户，评级授信面{rated.value:.2f}%（分母：{rated.denominator}），"
            f"授信{_wan(now, 'credit_line')}万元"
        )
    if lent.value is not None:
        parts.append(f"获贷率{lent.value:.2f}%（分母：{lent.denominator}）")
    return f"{'；'.join(parts)}。" if parts else ""


def _subsidy(now: Figures) -> str:
    this, following = now["subsidy"], now["subsidy_next"]
    return (
        f"{this.note}财政贴息{_wan(now, 'subsidy')}万元（含测算），"
        f"{following.note}预计需要{_wan(now, 'subsidy_next')}万元。"
    )


def _wan(now: Figures, name: str) -> str:
    return format_wan(Decimal(now[name].value or 0))


def _int(now: Figures, name: str) -> int:
    return int(now[name].value or 0)
