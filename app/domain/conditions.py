"""The conditions of a loan that somebody has to judge, and their recorded answers (S4 一（九）, S3 二（一）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CONDITIONS: dict[str, str] = {
    "law_abiding": "遵纪守法、诚实守信",
    "credit_record": "无重大不良信用记录",
    "civil_capacity": "具有完全民事行为能力",
    "willing": "有贷款意愿",
    "skills": "有必要的劳动生产技能",
    "repayment_ability": "有一定还款能力",
    "lawful_industry": "用于合法的产业和项目",
    "market": "项目有一定市场前景",
    "industry_potential": "有发展产业潜质",
    "labour": "有劳动能力",
}


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    """Whether a condition holds, who judged it, and when."""

    condition: str
    holds: bool
    judged_by: str
    on: date | None = None
    note: str = ""
