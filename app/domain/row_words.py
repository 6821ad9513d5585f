"""What the tables and columns of the book are called in the officer's words, in one place.

Reasons of refused rows, correction proposals and the history of a record use them.
"""

from __future__ import annotations

TABLE_WORDS = {
    "household": "户", "member": "成员", "village": "村", "village_change": "村的变更", "household_change": "户的变更",
    "household_listing": "名单身份", "phone_check": "电话核实", "rating": "评级", "bank_decision": "银行核定",
    "credit_title": "信用称号", "credit_review": "信用评定", "demand": "需求", "application": "贷款申请",
    "opinion": "审核意见", "public_notice": "公示", "loan": "借据", "repayment": "还款", "reversal": "冲正",
    "extension": "展期", "claim": "代偿理赔", "repayment_plan": "还款计划", "repayment_promise": "还款承诺",
    "bank_due": "银行到期还款",
    "bank_adjustment": "银行调整", "subsidy_paid": "贴息", "misuse": "挪用", "rate_change": "利率调整",
    "co_borrower_change": "共同借款人变更", "loan_recall": "收回", "recovery_step": "追偿", "reminder": "到期提醒",
    "visit": "走访", "paper": "文书", "paper_move": "文书去向", "scan": "扫描件", "rectification": "整改",
    "life_event": "变故", "responsible_person": "责任人", "officer_tenure": "任职", "panel_member": "风控小组成员",
    "work_intention": "务工意愿", "health_certificate": "健康证明", "placement": "上岗", "guidance": "产业指导",
    "entity": "经营主体", "entity_household": "带动户", "guarantee_group": "联保小组", "guarantee_member": "联保成员",
    "pledge": "质押", "pledge_movement": "质押变动", "pledge_valuation": "质押估值", "insurance_policy": "保单",
    "insurance_step": "报案赔付", "society": "互助社", "society_member": "社员", "society_loan": "互助社借款",
    "society_repayment": "互助社还款", "village_fund": "村级资金", "fund_movement": "资金收支",
    "fact_reversal": "更正录错", "frozen_report": "定稿报表", "pack_file": "资料文件", "desk_opinion": "上级意见",
    "correction_proposal": "更正建议", "desk_file": "下发的文件", "desk_answer": "对上级的答复",
}  # fmt: skip
OTHER = "登记"

_OF_TABLE = {
    ("household", "number"): "户编号", ("household", "kind"): "户类型", ("member", "number"): "人编号",
    ("application", "number"): "申请编号", ("village", "code"): "区划代码", ("village", "name"): "村名",
    ("rating", "on"): "评级日期", ("visit", "on"): "走访日期", ("repayment", "on"): "还款日",
    ("repayment", "amount_fen"): "还款金额", ("claim", "amount_fen"): "赔付金额", ("loan", "principal_fen"): "贷款金额",
    ("loan", "kind"): "贷款种类", ("loan", "account"): "收款账号", ("application", "amount_fen"): "申请金额",
    ("application", "kind"): "申请类型", ("extension", "until"): "展期至", ("extension", "months"): "展期月数",
    ("visit", "kind"): "走访种类", ("visit", "result"): "走访结果", ("opinion", "result"): "审核结果",
    ("household", "cause"): "致贫原因", ("visit", "cause"): "原因", ("bank_decision", "on"): "核定日期",
    ("bank_decision", "until"): "有效期至", ("loan", "product"): "产品", ("member", "name"): "姓名",
}  # fmt: skip
_COLUMNS = {
    "id": "编号", "rev": "修改次数", "entered_at": "录入时间", "entered_by": "录入人",
    "account": "账号", "address": "住址", "after": "变更后", "allocation": "还款分配顺序", "amount_fen": "金额",
    "application_id": "所属申请", "applied_on": "申请日", "approver": "批准人", "as_of": "截止日",
    "available_from": "可上岗日", "band": "等级", "bank": "银行",
    "balance_fen": "余额", "bank_consent_on": "银行同意日", "before": "变更前",
    "beneficiary": "受益人", "borrower_id": "借款人", "by": "经办人", "cadre": "是否干部", "cause": "原因",
    "certificate": "权证", "channel": "渠道", "clause": "条款", "closed_how": "怎么办结的", "closed_on": "办结日",
    "co_borrower_id": "共同借款人", "code": "代码", "column": "栏目", "compound": "是否计复利", "compound_fen": "复利",
    "conditions": "贷款条件", "content": "内容", "contract_line_fen": "合同额度", "contract_number": "合同号",
    "county": "县", "cover_fen": "保额", "credit_line_fen": "授信额度", "day_count": "计息天数规则",
    "deadline": "时限", "direction": "收支方向", "disbursed_on": "放款日", "dissolved_on": "解散日",
    "document": "文件依据", "due_on": "到期日", "education": "文化程度", "employer": "用工单位", "ended_on": "结束日",
    "entered_until": "录入截止", "entity_id": "经营主体", "entry_id": "所冲正的记录", "ethnicity": "民族",
    "every": "结息周期", "evidence": "佐证", "fact_id": "所更正的记录", "fact_table": "所更正的登记",
    "fee_fen": "占用费", "file_id": "文件代号", "findings": "检查结果", "form_id": "表格", "formed_on": "成立日",
    "found_on": "发现日", "founded_on": "成立日", "from_on": "开始日", "fruitless": "追偿无果", "fund_id": "所属资金",
    "fund_source": "资金来源", "gain_fen": "带动收益", "grade": "等级", "group_id": "联保小组",
    "gone_on": "从名单上去掉的日子", "group_name": "组",
    "handed_over": "移交清单", "health": "健康状况", "held_since": "何时交给", "helper": "帮扶人", "holder": "在谁手里",
    "household_id": "所属户", "household_number": "户编号", "income_per_head_fen": "人均纯收入", "industry": "产业",
    "initials": "姓名首字母", "insurance_reported_on": "报险日", "insurer": "保险公司", "interest_fen": "利息",
    "issuer": "发证单位", "item_id": "所答复的事项", "job": "岗位", "journal_head": "日志末条",
    "journal_length": "日志条数", "key": "标识", "kind": "种类", "labour_skill": "劳动技能", "left_on": "离开日期",
    "left_why": "离开原因", "list_on": "名单日",
    "list_name": "名单", "listed_from": "列入名单日", "listed_until": "退出名单日",
    "loan_id": "所属借据", "made_on": "制定日", "manner": "方式", "marital": "婚姻状况", "measure": "措施",
    "member_id": "所属成员", "merged_into": "并入的村", "method": "还款方式", "missing": "还缺什么",
    "missing_fen": "缺口", "monitored": "监测对象", "monitored_on": "纳入监测日", "months": "月数", "name": "名称",
    "new": "改成", "new_code": "新代码", "new_id": "新共同借款人", "new_name": "新名称", "next_step": "下一步",
    "note": "备注", "note_number": "借据号", "number": "编号", "objection": "异议", "old": "原来",
    "old_code": "原代码", "old_id": "原共同借款人", "old_name": "原名称", "on": "日期", "origin": "来源",
    "other_id": "另一户", "outcome": "结果", "outlook": "还款预计", "owner": "电话是谁的", "pack_id": "政策包",
    "pages": "页数", "paper_deadline": "手续补办时限", "paper_done_on": "手续补齐日", "paper_id": "所属文书",
    "paper_pending": "手续待补", "penalty_fen": "罚息", "person": "负责人", "phone": "电话",
    "phone_owner": "电话是谁的", "phone_state": "电话状态", "phone_verified_on": "电话核实日期", "pinyin": "拼音",
    "place": "地点", "pledge_id": "所属质押", "points": "得分", "policy_id": "所属保单", "post": "职务",
    "premium_fen": "保费", "principal_fen": "本金", "printed_on": "打印日", "problem": "问题", "product": "产品",
    "project": "产业项目", "promised_by": "承诺人", "promised_on": "承诺日", "proof": "证明", "purpose": "用途",
    "rate_ppm": "利率", "reached": "是否送到", "reason": "理由", "recorded_reason": "说明",
    "recovered_fen": "追回金额", "recovered_for": "追回归谁", "relation": "与户主关系", "remark": "备注",
    "renews_note": "所续的借据", "repay_by": "还清期限", "repayment_source": "还款来源", "reprint_of": "补印自",
    "resident_id": "身份证号", "responsible": "责任人", "result": "结果", "revolving": "是否循环",
    "risk_removed": "风险是否消除", "role": "身份", "rounding": "舍入规则", "row_id": "所指的记录", "rows": "明细",
    "schooling": "在校生状况", "serial": "文书编号", "settlement_day": "结息日", "sha256": "校验码",
    "share_fen": "股金", "share_ppm": "质押率", "sheet_id": "评分表", "signed_on": "签订日", "size": "大小",
    "snapshot": "评分明细", "society_id": "互助社", "society_loan_id": "互助社借款", "source": "来源",
    "stage": "审核阶段", "standing": "身份", "state": "状态", "step": "步骤", "subject": "标的",
    "subsidy_cap_fen": "贴息本金上限", "subsidy_clause": "贴息条款", "subsidy_mode": "贴息方式",
    "subsidy_rate_cap_ppm": "贴息利率上限", "subsidy_share_ppm": "贴息比例", "subsidy_until": "贴息截止日",
    "successor_id": "承接人", "summary": "摘要", "table": "登记种类", "taken_by": "受理人", "term_months": "期限",
    "text": "内容", "title": "标题", "title_id": "所属称号", "to_bank_fen": "付给银行", "to_name": "送达谁",
    "township": "乡镇", "unit": "单位", "until": "到哪天", "until_on": "截止日", "uplift_ppm": "罚息上浮",
    "valid_from": "启用日", "valid_until": "停用日", "value_fen": "估值", "version": "版本",
    "village_book": "哪个村", "village_code": "村代码", "visitor": "走访人", "voucher": "凭证号", "wage_fen": "月工资",
    "wanted_on": "需要日期", "warned": "已提醒的事项", "willing": "是否愿意", "wish": "需求", "word": "类别",
    "work_months": "务工月数",
}  # fmt: skip


def table_word(table: str) -> str:
    """The word for a kind of rows; 登记 for one without its own."""
    return TABLE_WORDS.get(table, OTHER)


def column_word(table: str, column: str) -> str:
    """The word for a column; its own name where there is none (a newer program's)."""
    return _OF_TABLE.get((table, column)) or _COLUMNS.get(column, column)
