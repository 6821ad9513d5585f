"""The words of a policy pack: every key a pack may set, its type, its Chinese name, and the day it is looked up on.

A pack file that uses another key is refused; a key that no pack sets is answered with 政策未明确, never with a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.conditions import CONDITIONS


class ValueType(StrEnum):
    """What a value is; `app.packs.policies` reads each type from its own form in the file."""

    MONEY = "money"  # yuan, Decimal
    SHARE = "share"  # a fraction, written as "70%" in the file
    INTEGER = "integer"
    INTEGERS = "integers"
    TEXT = "text"
    CHOICE = "choice"  # one of the key's `choices`
    FLAG = "flag"
    WORDS = "words"  # a list of texts
    DAY = "day"
    SHARES = "shares"  # name -> weight, e.g. insurer 7, bank 1.5, county 1.5
    STAGES = "stages"  # the chain of review
    TITLES = "titles"  # form id -> title
    SYNONYMS = "synonyms"  # a rule's word -> the ways people write it


class Anchor(StrEnum):
    """The day of a loan on which a value is looked up (S4: the subsidy by disbursement, the age by signing)."""

    APPLICATION = "application"
    SIGNING = "signing"
    DAY_BEFORE_SIGNING = "day-before-signing"
    DISBURSEMENT = "disbursement"
    ACT = "act"  # the day of the extension, notice, claim … itself


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One key: Chinese `label`, `type`, default `anchor`, `unit` for people, allowed `choices` with their names."""

    key: str
    label: str
    type: ValueType
    anchor: Anchor = Anchor.ACT
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


_T = ValueType
_A = Anchor

RATE_CAP_RULES = (
    ("benchmark", "人民银行贷款基准利率"),
    ("lpr", "贷款市场报价利率（LPR）"),
    ("benchmark-or-lpr", "基准利率或 LPR，由县里定"),
)
RATE_QUOTE_DAYS = ((Anchor.SIGNING.value, "签订合同当天"), (Anchor.DAY_BEFORE_SIGNING.value, "签订合同前一天"))
SUBSIDY_MODES = (("bank-direct", "银行直接贴息到户"), ("household-first", "户先付息，再贴补"))
SUBSIDY_CYCLES = (("month", "按月"), ("quarter", "按季"), ("year", "按年"))
RISK_FUND_BASES = (("lent", "实际贷款额度"), ("balance", "贷款余额"))
REPAYMENT_PARTS = (("penalty", "罚息"), ("compound", "复利"), ("interest", "利息"), ("principal", "本金"))
EXTENSION_READINGS = (
    ("programme-once", "本政策：续贷或展期次数"),
    ("programme-months", "本政策：一次展期最长月数"),
    ("already-extended", "本政策：已展期的老贷款不再展期"),
    ("general-rules-12", "贷款通则第十二条：短期不超过原期限，中期不超过原期限一半"),
    ("personal-loan", "个人贷款：原期限加展期不超过产品最长期限"),
)

_GROUPS: dict[str, tuple[KeySpec, ...]] = {
    "产品与名称": (
        KeySpec("programme_name", "贷款名称", _T.TEXT, _A.SIGNING),
        KeySpec("form_titles", "表格标题", _T.TITLES, _A.APPLICATION),
        KeySpec("office_village", "村级单位名称", _T.TEXT, _A.APPLICATION),
        KeySpec("office_township", "乡镇单位名称", _T.TEXT, _A.APPLICATION),
        KeySpec("office_county", "县级主管部门名称", _T.TEXT, _A.APPLICATION),
        KeySpec("office_bank", "承贷银行称谓", _T.TEXT, _A.APPLICATION),
        KeySpec("stages", "审核阶段", _T.STAGES, _A.APPLICATION),
        KeySpec("notice_days", "公示天数", _T.INTEGER, _A.APPLICATION, "天"),
        KeySpec("products_beyond", "其他产品与资金来源", _T.WORDS, _A.SIGNING),
    ),
    "借款人": (
        KeySpec("borrower_scope", "支持对象", _T.TEXT, _A.SIGNING),
        KeySpec("borrower_kinds", "可贷的户类型", _T.WORDS, _A.SIGNING),
        KeySpec("borrower_kinds_conditional", "参照执行或附条件可贷的户类型", _T.WORDS, _A.SIGNING),
        KeySpec("borrower_kinds_unclear", "文件没有写明的户类型", _T.WORDS, _A.SIGNING),
        KeySpec("entities_allowed", "新型经营主体可以借款", _T.FLAG, _A.SIGNING),
        KeySpec("one_borrower_per_household", "以户为单位，一户一人借款", _T.FLAG, _A.SIGNING),
        KeySpec("age_min", "借款人最低年龄（含）", _T.INTEGER, _A.SIGNING, "周岁"),
        KeySpec("age_max", "借款人最高年龄（含）", _T.INTEGER, _A.SIGNING, "周岁"),
        KeySpec("age_in_principle", "年龄是“原则上”的要求", _T.FLAG, _A.SIGNING),
        KeySpec("conditions", "贷款条件", _T.WORDS, _A.APPLICATION, choices=tuple(CONDITIONS.items())),
        KeySpec("bank_rating_required", "必须通过银行评级授信", _T.FLAG, _A.APPLICATION),
        KeySpec("cleared_may_reapply", "已还清可再次申请", _T.FLAG, _A.APPLICATION),
        KeySpec("delisted_action", "不再符合条件的贷款怎样处理", _T.TEXT),
        KeySpec("jobs_per_loan_household", "每个有劳动能力的贷款户稳定就业人数", _T.INTEGER, unit="人"),
    ),
    "金额与期限": (
        KeySpec("amount_per_loan", "单笔贷款最高金额", _T.MONEY, _A.SIGNING, "元"),
        KeySpec("top_up_allowed", "可以追加贷款", _T.FLAG, _A.SIGNING),
        KeySpec("amount_per_household", "追加后单户最高金额", _T.MONEY, _A.SIGNING, "元"),
        KeySpec("term_months_max", "最长期限", _T.INTEGER, _A.SIGNING, "个月"),
        KeySpec("security_free", "免担保免抵押", _T.FLAG, _A.SIGNING),
    ),
    "利率": (
        KeySpec("rate_cap_rule", "利率上限按什么定", _T.CHOICE, _A.SIGNING, choices=RATE_CAP_RULES),
        KeySpec("rate_quote_day", "利率表看哪一天", _T.CHOICE, _A.SIGNING, choices=RATE_QUOTE_DAYS),
        KeySpec("rate_fixed", "合同期内利率不变", _T.FLAG, _A.SIGNING),
        KeySpec("overdue_uplift_min", "逾期罚息最低上浮", _T.SHARE, _A.SIGNING),
        KeySpec("overdue_uplift_max", "逾期罚息最高上浮", _T.SHARE, _A.SIGNING),
        KeySpec("misuse_uplift_min", "挪用罚息最低上浮", _T.SHARE, _A.SIGNING),
        KeySpec("misuse_uplift_max", "挪用罚息最高上浮", _T.SHARE, _A.SIGNING),
        KeySpec("allocation_order", "还款分配顺序", _T.WORDS, _A.SIGNING, choices=REPAYMENT_PARTS),
    ),
    "用途": (
        KeySpec("purpose_scope", "贷款用途", _T.TEXT, _A.SIGNING),
        KeySpec("purposes_forbidden", "禁止的用途", _T.WORDS, _A.SIGNING),
        KeySpec("uses_forbidden", "禁止的用款方式", _T.WORDS, _A.SIGNING),
        KeySpec("purpose_synonyms", "禁止用途的常见写法", _T.SYNONYMS, _A.SIGNING),
        KeySpec("purpose_words_doubtful", "要问清楚的用途词", _T.WORDS, _A.SIGNING),
        KeySpec("purpose_words_production", "生产经营的用途词", _T.WORDS, _A.SIGNING),
    ),
    "贴息": (
        KeySpec("subsidy_share", "贴息比例", _T.SHARE, _A.DISBURSEMENT),
        KeySpec("subsidy_rate_cap", "贴息年利率上限", _T.SHARE, _A.DISBURSEMENT),
        KeySpec("subsidised_principal", "贴息本金上限", _T.MONEY, _A.DISBURSEMENT, "元"),
        KeySpec("subsidy_mode", "贴息方式", _T.CHOICE, _A.DISBURSEMENT, choices=SUBSIDY_MODES),
        KeySpec("subsidy_cycle", "贴息周期", _T.CHOICE, _A.DISBURSEMENT, choices=SUBSIDY_CYCLES),
        KeySpec("subsidy_stops_when_overdue", "逾期停止贴息", _T.FLAG, _A.DISBURSEMENT),
        KeySpec("subsidy_covers_extension", "展期期间继续贴息", _T.FLAG, _A.DISBURSEMENT),
    ),
    "续贷与展期": (
        KeySpec("renewal_times_max", "可续贷次数", _T.INTEGER, unit="次"),
        KeySpec("extension_times_max", "可展期次数", _T.INTEGER, unit="次"),
        KeySpec("renewal_or_extension_once", "续贷与展期合计一次", _T.FLAG),
        KeySpec("extended_old_loan_may_extend", "攻坚期内已展期的老贷款还可展期", _T.FLAG),
        KeySpec("extension_months_max", "一次展期最长", _T.INTEGER, unit="个月"),
        KeySpec("extension_grounds", "展期的理由", _T.WORDS),
        KeySpec("extension_blocking_readings", "哪些展期规定起阻止作用", _T.WORDS, choices=EXTENSION_READINGS),
        KeySpec("extension_changes_rate", "展期后达到新的期限档次时改用新档次利率", _T.FLAG),
        KeySpec("extension_paper_pending", "展期手续可以后补", _T.FLAG),
        KeySpec("deferral_allowed", "可以延期还款", _T.FLAG),
        KeySpec("deferral_months_max", "延期还款最长", _T.INTEGER, unit="个月"),
        KeySpec("deferral_maturity_from", "延期还款：到期日从哪天起", _T.DAY),
        KeySpec("deferral_latest", "延期还款：最迟延到哪天", _T.DAY),
        KeySpec("deferral_grounds", "延期还款的理由", _T.WORDS),
        KeySpec("deferral_uses_extension", "延期还款占用展期次数", _T.FLAG),
        KeySpec("renewal_without_principal", "可以无还本续贷", _T.FLAG),
        KeySpec("renewal_reassessment", "无还本续贷的重新评估条件", _T.WORDS),
    ),
    "到期与监测": (
        KeySpec("warning_days", "提前多少天预警", _T.INTEGER, unit="天"),
        KeySpec("due_windows", "到期提醒的档", _T.INTEGERS, unit="天"),
        KeySpec("warning_manner", "预警的做法", _T.TEXT),
        KeySpec("due_settlement_ways", "到期贷款的处置方式", _T.WORDS),
        KeySpec("red_line", "逾期率监测红线", _T.SHARE),
        KeySpec("overdue_rate_reported", "文件里登载的逾期率", _T.SHARE),
        KeySpec("monitoring_rhythm", "监测与通报的频率", _T.TEXT),
        KeySpec("ledgers", "要求的台账", _T.WORDS),
        KeySpec("self_check", "自查自纠的问题", _T.WORDS),
        KeySpec("post_loan_first_days", "放款后多少天内首次贷后检查", _T.INTEGER, unit="天"),
        KeySpec("post_loan_every_months", "贷后检查间隔", _T.INTEGER, unit="个月"),
        KeySpec("visits_per_day_max", "一人一天走访户数的合理上限", _T.INTEGER, unit="户"),
        KeySpec("limitation_warning_days", "诉讼时效届满前多少天提醒", _T.INTEGER, unit="天"),
    ),
    "风险分担与追偿": (
        KeySpec("loss_shares", "损失分担", _T.SHARES),
        KeySpec("risk_covered_principal", "风险补偿覆盖的本金上限", _T.MONEY, _A.DISBURSEMENT, "元"),
        KeySpec("risk_fund_multiple", "风险补偿金放大倍数", _T.INTEGER, unit="倍"),
        KeySpec("risk_fund_basis", "风险补偿金按什么计", _T.CHOICE, choices=RISK_FUND_BASES),
        KeySpec("risk_fund_per_bank", "风险补偿金按银行分户", _T.FLAG),
        KeySpec("risk_fund_tranches", "风险补偿金分批注入", _T.FLAG),
        KeySpec("risk_fund_top_up_days", "风险补偿金补足期限", _T.INTEGER, unit="天"),
        KeySpec("mutual_fund_share_min", "村级风险互助金占村贷款总额（最低）", _T.SHARE),
        KeySpec("mutual_fund_share_max", "村级风险互助金占村贷款总额（最高）", _T.SHARE),
        KeySpec("mutual_fund_first", "逾期先用村级风险互助金偿还", _T.FLAG),
        KeySpec("insurance_pays_bank_first", "保险赔付先付银行本息", _T.FLAG),
        KeySpec("claim_after_recovery", "追偿无果后才可理赔、代偿", _T.FLAG),
        KeySpec("recovery_steps", "催收与追偿手段", _T.WORDS),
    ),
    "评级与其他": (
        KeySpec("score_sheet", "评分表", _T.TEXT, _A.APPLICATION),
        KeySpec("rating_valid_months", "评级有效期", _T.INTEGER, _A.APPLICATION, "个月"),
        KeySpec("rating_review_months", "年审间隔", _T.INTEGER, _A.APPLICATION, "个月"),
        KeySpec("joint_guarantee_min", "联保最少户数", _T.INTEGER, unit="户"),
        KeySpec("joint_guarantee_max", "联保最多户数", _T.INTEGER, unit="户"),
        KeySpec("society_credit_line", "互助社授信额度", _T.MONEY, unit="元"),
        KeySpec("pledge_share_max", "活体质押最高贷款系数", _T.SHARE),
        KeySpec("pledge_revolving", "活体质押额度内周转使用", _T.FLAG),
    ),
    "个人信息": (
        KeySpec("retention_years_after_loan", "贷款结清后资料保存", _T.INTEGER, unit="年"),
        KeySpec("retention_years_after_leaving", "农户离开后资料保存", _T.INTEGER, unit="年"),
    ),
}

KEYS: dict[str, KeySpec] = {spec.key: spec for specs in _GROUPS.values() for spec in specs}
GROUP_OF: dict[str, str] = {spec.key: group for group, specs in _GROUPS.items() for spec in specs}
