"""The catalogue of facts that a form file may name: what each is called, its type, and its meaning.

Services fill a `dict[str, object]` from it; a fact that is not known is left out (never an empty string, 0 or —),
and the paper leaves a place for the pen. Form files are checked against it when they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """The Python type that a service gives: see the comment of each member."""

    TEXT = "text"  # str
    DATE = "date"  # datetime.date
    TIME = "time"  # datetime.datetime
    MONEY = "money"  # Decimal, yuan
    RATE = "rate"  # Decimal, fraction (0.0345)
    NUMBER = "number"  # int or Decimal: a count, points, months
    CHOICE = "choice"  # str: one of the words printed beside the boxes
    CHOICES = "choices"  # tuple of such words
    ROWS = "rows"  # sequence of dict: the rows of a table, keys are its columns


@dataclass(frozen=True, slots=True)
class Fact:
    """One named fact; `columns` only where `kind` is ROWS."""

    name: str
    kind: FactKind
    meaning: str
    columns: tuple[Fact, ...] = ()


_KINDS = {kind.value: kind for kind in FactKind}


def _read(table: str) -> dict[str, Fact]:
    """Lines `name kind meaning`; a line that begins with `.` is a column of the rows above it."""
    facts: dict[str, Fact] = {}
    columns: dict[str, list[Fact]] = {}
    last = ""
    for line in table.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, kind, meaning = line.split(maxsplit=2)
        if name.startswith("."):
            columns.setdefault(last, []).append(Fact(name[1:], _KINDS[kind], meaning))
        else:
            facts[name] = Fact(name, _KINDS[kind], meaning)
            last = name
    for name, of_name in columns.items():
        facts[name] = Fact(name, facts[name].kind, facts[name].meaning, tuple(of_name))
    return facts


_TABLE = """
# who issues the paper, and the dated names of programme and offices
programme.name        text    产品名称（扶贫小额信贷、脱贫人口小额信贷、帮扶小额信贷），随政策包
unit.county           text    县（区）名称
unit.township         text    乡镇名称
unit.village          text    行政村名称
unit.group            text    村民小组，如 3组
unit.place            text    镇村组连写，如 云岭镇柳树沟村3组
unit.issuer           text    出具单位全称，如 柳树沟村民委员会
unit.county_office    text    县级主管部门当时的名称（扶贫办、乡村振兴局、农业农村局）
unit.township_office  text    乡镇主管单位当时的名称
unit.insurer          text    承保的保险公司
officer.name          text    金融村官姓名
officer.phone         text    金融村官电话
bank.name             text    承贷银行（支行）全称
bank.short            text    承贷银行简称，如 云岭支行
bank.phone            text    网点电话
bank.manager          text    客户经理姓名
bank.manager_phone    text    客户经理电话
filled_on             date    填表（制表）日期
stages                choices 审核链，依次为 village township county insurer bank
paper.pending_until   date    手续待补的期限；有此项即印“手续待补”
paper.pending         choices 待补的材料：本表签字手印、展期协议书、委托书、保险公司同意书
privacy.years_after_loan    number  贷款结清后资料保存的年数，随政策包
privacy.years_after_leaving number  农户离开后资料保存的年数，随政策包
# the household
household.number      text    户编号（10位）
household.head        text    户主姓名
household.head_id     text    户主身份证号
household.kind        text    户类型
household.monitored   choice  监测类别：脱贫不稳定户、边缘易致贫户、突发严重困难户、无
household.people      number  人口
household.labour      number  劳动力
household.cause       text    致贫原因
household.address     text    住址（镇村组门牌）
household.door        text    门牌
household.phone       text    联系电话
household.phone_owner text    电话的主人：本人、子女、邻居
household.helper      text    帮扶责任人
household.helper_unit text    帮扶单位
household.income      money   人均纯收入（元）
household.land        text    承包地、林地等
household.housing     text    住房情况
household.credit_line money   现有授信额度（元）
household.grade       text    现有信用等级
household.members     rows    家庭成员
.no                   number  序号
.name                 text    姓名
.relation             text    与户主关系
.sex                  text    性别
.age                  number  年龄
.health               text    健康状况
.education            text    文化程度
.skill                text    劳动技能
.work                 text    务工或在校情况
.income               money   年收入（元）
household.work_places text    务工去向
# the borrower and those who sign with him
borrower.name         text    借款人姓名
borrower.id           text    借款人身份证号（18位）
borrower.relation     text    与户主关系
borrower.phone        text    借款人电话
borrower.marital      choice  婚姻状况：已婚、未婚、离异、丧偶
borrower.address      text    借款人住址
borrower.age          number  借款人年龄
borrower.sex          text    性别
borrower.education    text    文化程度
borrower.health       text    健康状况
spouse.name           text    配偶姓名
spouse.id             text    配偶身份证号
coborrower.name       text    共同借款人姓名
coborrower.relation   text    共同借款人与户主关系
coborrower.id         text    共同借款人身份证号
coborrower.phone      text    共同借款人电话
# the application (F1) and what is decided on it
application.number    text    申请编号
application.kind      choice  申请类型：首贷、追加、续贷
application.on        date    申请日期
application.project   text    产业项目
application.use       text    贷款用途
application.amount    money   申请金额（元）
application.months    number  贷款期限（月）
application.rate      rate    年利率
application.rate_basis text   利率依据，如 5年期以上LPR
application.method    choice  还款方式：利随本清、按季结息、到期还本、等额本息、等额本金、其他
application.source    text    还款来源
application.existing  text    已有贷款（确知没有时写“无”）
application.account   text    收款账号
approved.amount       money   银行核定额度（元）
approved.months       number  银行核定期限（月）
approved.rate         rate    银行执行年利率
approved.until        date    银行核准展期至
panel.members         number  风控小组应到人数
panel.present         number  风控小组实到人数
panel.agreed          number  风控小组同意人数
panel.on              date    评议日期
panel.place           text    评议地点
panel.chair           text    主持人
panel.recorder        text    记录人
panel.people          rows    风控小组成员
.no                   number  序号
.name                 text    姓名
.post                 text    职务
panel.items           rows    评议事项
.no                   number  序号
.name                 text    借款人
.group                text    村民小组
.use                  text    贷款用途
.amount               money   申请金额（元）
.months               number  期限（月）
.agreed               number  同意票
.against              number  不同意票
.result               text    评议结果
panel.text            text    会议记录正文
notice.from           date    公示开始日
notice.until          date    公示结束日
notice.objection      choice  公示异议：无、有
notice.objection_text text    异议内容
notice.place          text    公示地点
notice.subject        text    公示事项
notice.phone          text    监督电话
notice.rows           rows    公示名单（不含身份证号）
.no                   number  序号
.head                 text    户主
.borrower             text    借款人
.group                text    村民小组
.use                  text    贷款用途
.amount               money   金额（元）
.months               number  期限（月）
.grade                text    信用等级
opinion.village.result    choice 村级意见：同意、不同意、退回补正
opinion.village.text      text   村级意见内容
opinion.village.handler   text   村级经办人
opinion.village.head      text   村级负责人
opinion.village.on        date   村级意见日期
opinion.township.result   choice 乡镇意见：同意、不同意、退回补正
opinion.township.text     text   乡镇意见内容
opinion.township.handler  text   乡镇经办人
opinion.township.head     text   乡镇负责人
opinion.township.on       date   乡镇意见日期
opinion.county.result     choice 县级意见：同意、不同意、退回补正
opinion.county.text       text   县级意见内容
opinion.county.handler    text   县级经办人
opinion.county.head       text   县级负责人
opinion.county.on         date   县级意见日期
opinion.insurer.result    choice 保险公司意见：同意展期、不同意
opinion.insurer.text      text   保险公司意见内容
opinion.insurer.handler   text   保险公司经办人
opinion.insurer.head      text   保险公司负责人
opinion.insurer.on        date   保险公司意见日期
opinion.bank.result       choice 银行意见：同意、不同意、退回补正
opinion.bank.text         text   银行意见内容
opinion.bank.handler      text   银行经办人
opinion.bank.head         text   银行负责人
opinion.bank.on           date   银行意见日期
# the loan as it stands on the day of printing
loan.note             text    借据号
loan.contract         text    合同号
loan.bank             text    承贷银行
loan.kind             text    借款种类，如 扶贫小额信贷（首贷）
loan.use              text    贷款用途
loan.project          text    产业项目
loan.principal        money   借款金额（元）
loan.balance          money   贷款余额（元）
loan.paid             money   已还本金（元）
loan.rate             rate    年利率
loan.months           number  期限（月）
loan.signed_on        date    合同签订日
loan.disbursed_on     date    借款日（放款日）
loan.due_on           date    到期日
loan.days_left        number  距到期天数
loan.method           text    还款方式
loan.account          text    还款（扣款）账号
loan.account_name     text    扣款账户户名
loan.class            text    五级分类（银行报来的）
loan.overdue_on       date    逾期起始日
loan.overdue_days     number  逾期天数
loan.overdue_principal money  逾期本金（元）
loan.arrears          money   自付欠息（元）
loan.penalty          money   罚息（元）
loan.owed             money   欠款合计（元）
loan.insured          choice  保证保险：已投保、未投保
loan.policy           text    保险单号
# extension (F4) and renewal (F5)
extension.on          date    展期申请日
extension.days_before number  距原到期日天数
extension.months      number  展期月数
extension.until       date    展期至
extension.rate        rate    展期年利率
extension.rate_note   text    展期利率说明，如 不变
extension.person      text    责任人
extension.reasons     choices 展期理由：无法出行办理、停工停业、产品滞销、自然灾害、疾病、价格下跌、尚未出栏、采收、其他
extension.reason      text    理由说明
extension.insured     choice  保证保险：已投保、未投保
renewal.on            date    续贷申请日
renewal.amount        money   续贷金额（元）
renewal.months        number  续贷期限（月）
renewal.rate          rate    续贷年利率
renewal.use           text    续贷用途
renewal.conditions    choices 续贷条件中已符合的各项
renewal.grade         text    重新评定的信用等级
renewal.credit_line   money   重新核定的授信额度（元）
renewal.assessed_on   date    重新评定日期
renewal.reason        text    续贷理由
# the repayment plan (F6)
plan.rows             rows    还款计划各期
.no                   number  期次
.due                  date    还款日期
.principal            money   归还本金（元）
.interest             money   户自付利息（元）
.total                money   合计（元）
.balance              money   还后余额（元）
plan.principal        money   本金合计（元）
plan.interest         money   自付利息合计（元）
plan.total            money   总计（元）
plan.sources          choices 还款来源：产业收入、务工工资、子女帮助、其他
plan.source           text    来源说明
# notices (F7, F8)
payoff.rows           rows    三个日期的还清金额
.on                   date    还清日期
.note                 text    括注，如 到期日、逾期30天
.principal            money   本金（元）
.interest             money   自付利息（元）
.penalty              money   罚息（元）
.total                money   合计（元）
reminder.to           text    通知书写给谁：借款人，变故后是共同借款人或承接人
reminder.apply_by     date    最迟提出续贷或展期的日子
collection.as_of      date    欠款截至日
collection.deadline   date    催收期限
# visits (F10, route sheet), checks (F9), surveys (F3), demand (F11), work (F12)
visit.on              date    走访日期
visit.visitor         text    走访人
visit.companion       text    同行人
visit.way             choice  走访方式：入户、电话、视频
visit.result          choice  走访结果：见到本人、见到家属、未遇，已留条、外出，已电联、失联、拒绝
visit.met             text    见到的家属姓名
visit.met_relation    text    家属与户主关系
visit.phone_state     choice  电话核实：接通、停机、空号、换号
visit.new_phone       text    新号码
visit.production      text    生产和贷款使用
visit.income          text    收入、务工和健康变化
visit.outlook         choice  到期摸底：能按期还、需续贷、需展期、预计逾期、用途不准
visit.cause           text    原因
visit.measure         text    措施
visit.person          text    责任人
visit.deadline        date    完成时限
visit.next            text    下一步
visit.next_on         date    下次走访
visit.left            choices 留下材料：通知书、计划书、其他
route.on              date    计划走访日期
route.count           number  路线单户数
route.rows            rows    路线单各户（按走访顺序）
.no                   number  序
.head                 text    户主
.door                 text    门牌
.phone                text    电话
.reason               text    事由
.papers               choices 带去的材料（简称）：通知、计划、展期、续贷、走访、检查、需求
packet.on             date    走访日期（材料清单）
packet.count          number  文书份数
packet.rows           rows    这一批的文书，按走访顺序
.no                   number  序号
.head                 text    户主
.paper                text    文书名称
.serial               text    编号
check.kind            choice  检查类别：首次、季度、半年、年度
check.on              date    检查日期
check.as_agreed       choice  是否按约定用途使用：是、否
check.use             text    实际用途
check.project         text    项目进展
check.ability         choice  还款能力：强、一般、弱
check.ability_text    text    还款能力说明
check.risks           choices 风险情况：无、疾病、灾害、市场、外出失联、挪用、其他
check.risk_text       text    风险说明
check.conclusion      choice  检查结论：正常、关注、预警、提前收回
check.text            text    检查意见
check.checker         text    检查人
survey.on             date    调查日期
survey.amount         money   建议金额（元）
survey.months         number  建议期限（月）
survey.purpose        text    用途核实
survey.cost           money   项目总投入（元）
survey.own            money   自筹（元）
survey.borrowed       money   拟贷款（元）
survey.other          money   其他来源（元）
survey.seasons        rows    分季收支
.season               text    季度
.income_farm          money   生产收入（元）
.income_work          money   务工收入（元）
.income_other         money   其他收入（元）
.spend_production     money   生产支出（元）
.spend_living         money   生活支出（元）
.net                  money   结余（元）
survey.credit         choices 信用记录：无不良记录、有逾期已还清、有未结清逾期、为他人担保
survey.credit_text    text    信用情况说明
survey.advice         choice  调查建议：同意、不同意、补充调查
survey.text           text    调查意见
survey.first          text    调查人一
survey.second         text    调查人二
demand.on             date    登记日期
demand.wanted         choice  是否有信贷需求：有、无、暂不确定
demand.amount         money   需求金额（元）
demand.months         number  需求期限（月）
demand.use            text    拟用于
demand.when           text    用款时间
demand.difficulties   choices 困难：缺技术、缺销路、缺劳力、不了解政策、其他
demand.help           text    需要的服务
demand.text           text    情况说明
job.on                date    登记日期
job.willing           choice  务工意愿：愿意、暂不愿意
job.places            choices 意向去向：县内、省内县外、省外、公益岗位
job.trades            text    意向工种
job.skills            text    技能、证书
job.wage              money   期望月工资（元）
job.from              date    可上岗日期
job.months            number  可务工月数
job.health_paper      choice  健康证明：有、无、办理中
job.help              choices 需要：技能培训、岗位信息、交通补助、照料老幼、其他
job.now               text    目前务工单位、工种
job.text              text    情况说明
# rating (F2)
rating.on             date    评级日期
rating.sheet          text    评级办法名称
rating.balance        rows    资产与负债，左右并列
.asset                text    资产项目
.asset_amount         money   资产金额（元）
.debt                 text    负债项目
.debt_amount          money   负债金额（元）
rating.flow           rows    收入与支出，左右并列
.income               text    收入项目
.income_amount        money   收入金额（元）
.spending             text    支出项目
.spending_amount      money   支出金额（元）
rating.income_total   money   收入合计（元）
rating.spending_total money   支出合计（元）
rating.asset_total    money   资产合计（元）
rating.debt_total     money   负债合计（元）
rating.net_assets     money   净资产（元）
rating.net_income     money   家庭纯收入（元）
rating.per_head       money   人均纯收入（元）
rating.indicators     rows    评分指标
.no                   number  序号
.indicator            text    指标
.weight               number  分值
.answer               text    情况
.points               number  得分
rating.adjustments    rows    调整
.indicator            text    指标
.points               number  调整分
.reason               text    理由
rating.points         number  总分
rating.grade          text    建议等级
rating.credit_line    money   建议额度（元）
rating.explanation    text    理由说明
rating.surveyor       text    调查人
rating.reviewer       text    审核人
rating.bank_grade     text    银行核定等级
rating.bank_credit_line money 银行核定额度（元）
rating.bank_on        date    银行核定日期
rating.bank_until     date    有效期至
# risk compensation and insurance (F13a, F13b, F13c)
claim.on              date    申请日期
claim.as_of           date    欠款截至日
claim.amount          money   申请金额（元）
claim.base            money   损失金额（元）
claim.fund            text    风险补偿金专户或保险单号
claim.recovery        text    追偿情况
claim.insurer_share   money   保险公司承担（元）
claim.bank_share      money   银行承担（元）
claim.government_share money  政府（风险补偿金）承担（元）
claim.shares          text    分担比例，如 7:1.5:1.5
claim.collections     rows    催收记录
.no                   number  序号
.on                   date    日期
.way                  text    方式
.serial               text    文书编号
.result               text    结果
claim.kind            choice  险种：人身意外险、农业保险、其他
claim.insured         text    被保险人（标的）
claim.accident_on     date    出险日期
claim.accident        text    出险经过
claim.claimant        text    申请人
claim.claimant_id     text    申请人身份证号
claim.claimant_relation text  与被保险人关系
claim.claimant_phone  text    申请人电话
claim.account         text    收款账号
claim.account_name    text    收款户名
claim.papers          choices 所附材料
# data pages for the bank's texts (F14, F15), trustee's paper (F19)
guarantee.members     rows    联保小组成员
.no                   number  序号
.name                 text    姓名
.id                   text    身份证号
.address              text    住址
.amount               money   各自借款金额（元）
guarantee.amount      money   联保总额（元）
guarantee.from        date    联保期间起
guarantee.until       date    联保期间止
trustee.name          text    受托人姓名
trustee.id            text    受托人身份证号
trustee.relation      text    与委托人关系
trustee.phone         text    受托人电话
trustee.reason        text    不能到场的原因
trustee.acts          choices 委托事项：签字办理续贷、签字办理展期、代为还款、领取文书、其他
trustee.until         date    委托期限至
# lists (F18), archive cover (F20), disbursement list, handing over
list.rows             rows    申请汇总
.no                   number  序号
.village              text    行政村
.head                 text    户主
.borrower             text    借款人
.kind                 text    申请类型
.amount               money   金额（元）
.months               number  期限（月）
.use                  text    用途
.opinion              text    意见
list.count            number  户数
list.amount           money   金额合计（元）
list.period           text    批次或月份
archive.number        text    档案号
archive.opened_on     date    立卷日期
archive.rows          rows    档案目录（应有、已有、缺）
.no                   number  序号
.paper                text    材料名称
.on                   date    形成日期
.serial               text    编号
.pages                number  页数
.wanted               text    应有（√）
.have                 text    已有（√）
.missing              text    缺（√）
archive.count         number  件数
# everything that was done about one loan
duty.as_of            date    截至哪一天
duty.status           text    贷款状态，如 正常、逾期 41 天
duty.count            number  条数
duty.rows             rows    尽职档案各条，按日期
.no                   number  序号
.on                   text    日期
.text                 text    做了什么
.ref                  text    凭证号、文书编号
.entered              text    哪天谁登记的
duty.findings         rows    核对结果
.no                   number  序号
.text                 text    核对结果
.clause               text    依据
disbursement.rows     rows    发放清单
.no                   number  序号
.borrower             text    借款人
.group                text    村民小组
.note                 text    借据号
.amount               money   金额（元）
.on                   date    放款日
.due                  date    到期日
.rate                 rate    年利率
disbursement.count    number  笔数
disbursement.amount   money   金额合计（元）
handover.on           date    移交日期
handover.from         text    移交人
handover.to           text    接交人
handover.witness      text    监交人
handover.households   number  户数
handover.loans        number  借据笔数
handover.balance      money   贷款余额（元）
handover.papers       rows    未办结文书
.no                   number  序号
.paper                text    文书
.head                 text    户主
.serial               text    编号
.state                text    状态和所在
handover.promises     rows    未了事项
.no                   number  序号
.text                 text    事项
.on                   date    时限
handover.sealed       text    封存的恢复码信封编号
# hand-over slip, receipt slip, recovery sheet
slip.at               time    导出时间
slip.sender           text    报送单位
slip.receiver         text    接收单位
slip.book             text    账簿编号
slip.sequence         text    期号/序号，如 3 / 47
slip.file             text    文件名（大小，已加密）
slip.cutoff           date    业务截止日
slip.recipients       text    收件密钥
slip.households       number  户
slip.people           number  人
slip.loans            number  借据
slip.repayments       number  还款
slip.extensions       number  展期
slip.visits           number  走访
slip.ratings          number  评级
slip.applications     number  申请
slip.principal        money   贷款总额（元）
slip.balance          money   贷款余额（元）
slip.overdue          number  逾期笔数
slip.overdue_amount   money   逾期金额（元）
slip.digest           text    校验码，64位十六进制
slip.code             text    校验二维码内容（H期.序:校验码base32）
slip.journal          text    流水账末项，如 第 6,118 条　189f 4003 4be7 a199
receipt.at            time    回执生成时间
receipt.outcome       choice  导入结果：已导入、已有更新的一期、内容相同、挂起、拒收
receipt.added         number  新增行
receipt.changed       number  改动行
receipt.removed       number  删除行
receipt.quarantined   number  待更正行
receipt.corrections   number  更正建议
receipt.text          text    说明
recovery.book         text    账簿名称
recovery.code         text    账簿编号
recovery.words        text    恢复码（各组以空格分开）
recovery.slot         text    恢复码密钥槽（二维码内容）
recovery.made_on      date    制作日期
"""

FACTS: dict[str, Fact] = _read(_TABLE)
"""Every fact by its name."""


def fact_kind(name: str) -> FactKind | None:
    """The kind of that fact, or None where the catalogue does not know it."""
    fact = FACTS.get(name)
    return fact.kind if fact else None


def column_kind(rows: str, column: str) -> FactKind | None:
    """The kind of one column of a table of rows, or None."""
    fact = FACTS.get(rows)
    found = [entry.kind for entry in fact.columns if entry.name == column] if fact else []
    return found[0] if found else None
