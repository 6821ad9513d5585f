"""Invented facts for the forms: a filled application, extension, plan, notices, visit and route sheets, a slip."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

PRINTED_ON = date(2026, 3, 5)
CHINA = timezone(timedelta(hours=8))
LONG_NAME = "阿依夏木古丽·阿卜杜热合曼·图尔荪尼亚孜"
RARE_NAME = "杨䶮𬭎"
BEYOND_THE_FONTS = "李𠮷"
LONG_ADDRESS = "内蒙古自治区锡林郭勒盟西乌珠穆沁旗巴彦花镇哈日阿图嘎查新村第三村民小组东二巷第一百二十八号院内南屋甲"
SURNAMES = "杨王李赵陈刘周吴郑孙"
GIVEN = "龑旸喆莲艳兴志军超才玉长明德海燕春华国强"


def borrower() -> dict[str, Any]:
    """The borrower, spouse and co-borrower."""
    return {
        "borrower.name": RARE_NAME,
        "borrower.relation": "户主",
        "borrower.phone": "13800004127",
        "borrower.id": "513123197904183511",
        "borrower.marital": "已婚",
        "borrower.address": "清溪县云岭镇柳树沟村3组17号",
        "spouse.name": LONG_NAME,
        "spouse.id": "513123198109263429",
        "coborrower.name": "杨旸",
        "coborrower.relation": "之子",
        "coborrower.id": "51312320030711351X",
    }


def application_facts(number: int = 0) -> dict[str, Any]:
    """F1; `number` varies the data."""
    name = f"{SURNAMES[number % 10]}{GIVEN[number % 20]}{GIVEN[number // 20 % 20]}" if number else RARE_NAME
    return borrower() | {
        "application.kind": "首贷",
        "household.number": f"51312{30317 + number:05d}",
        "household.head": name,
        "borrower.name": name,
        "household.kind": "一般脱贫户",
        "household.monitored": "无",
        "household.people": 5,
        "household.labour": 3,
        "household.cause": "缺资金",
        "application.project": "生猪养殖（存栏30头）",
        "application.existing": "无",
        "application.use": "购买仔猪20头、饲料8吨，维修圈舍60平方米",
        "application.amount": Decimal(50000 - 100 * number % 40000),
        "application.months": 24,
        "application.rate": Decimal("0.035"),
        "application.rate_basis": "5年期以上LPR",
        "application.method": "按季结息、到期还本",
        "application.source": "生猪出栏收入；杨旸务工工资",
        "application.account": "6230000005123456789",
        "bank.name": "清溪农村商业银行云岭支行",
        "filled_on": PRINTED_ON,
    }


def loan() -> dict[str, Any]:
    """A loan on the day of printing."""
    return {
        "loan.note": "XED2024030088",
        "loan.contract": "XED2024030088",
        "loan.bank": "清溪农村商业银行云岭支行",
        "loan.kind": "脱贫人口小额信贷（首贷）",
        "loan.principal": Decimal(50000),
        "loan.balance": Decimal(40000),
        "loan.paid": Decimal(10000),
        "loan.rate": Decimal("0.0475"),
        "loan.disbursed_on": date(2024, 3, 11),
        "loan.due_on": date(2027, 3, 11),
        "loan.method": "按季结息、到期还本",
        "loan.account": "6230000005123456789",
        "loan.account_name": RARE_NAME,
    }


def extension_facts() -> dict[str, Any]:
    """F4 with the paper pending and an insurer."""
    return (
        borrower()
        | loan()
        | {
            "programme.name": "扶贫小额信贷",
            "extension.on": date(2027, 2, 25),
            "extension.days_before": 14,
            "extension.months": 6,
            "extension.until": date(2027, 9, 11),
            "extension.rate": Decimal("0.0475"),
            "extension.rate_note": "不变",
            "extension.person": "陶立新（金融村官）",
            "extension.reasons": ("无法出行办理",),
            "extension.reason": "村口设卡，本人无法到支行还款；生猪已联系买主，预计7月出栏，出栏后一次还清。",
            "extension.insured": "已投保",
            "paper.pending_until": date(2027, 4, 30),
        }
    )


def plan_facts(instalments: int = 5) -> dict[str, Any]:
    """F6 with so many instalments of 8 000.00 and 100.00 interest."""
    rows = [
        {
            "no": number,
            "due": date(2026, 3, 20) + timedelta(days=91 * number),
            "principal": Decimal(8000),
            "interest": Decimal(100),
            "total": Decimal(8100),
            "balance": Decimal(8000 * (instalments - number)),
        }
        for number in range(1, instalments + 1)
    ]
    return (
        borrower()
        | loan()
        | {
            "filled_on": PRINTED_ON,
            "plan.rows": rows,
            "plan.principal": Decimal(8000 * instalments),
            "plan.interest": Decimal(100 * instalments),
            "plan.total": Decimal(8100 * instalments),
            "plan.sources": ("产业收入", "务工工资"),
            "plan.source": "生猪6月、9月、12月三批出栏，每批约10头；杨旸在县城务工，每月汇回1500元。",
        }
    )


def notice_facts() -> dict[str, Any]:
    """F7 and F8."""
    amounts = {"principal": Decimal(50000), "interest": Decimal("110.27")}
    return (
        borrower()
        | loan()
        | {
            "programme.name": "脱贫人口小额信贷",
            "reminder.to": RARE_NAME,
            "loan.days_left": 31,
            "payoff.rows": [
                {"on": date(2027, 2, 10), "penalty": Decimal(0), "total": Decimal("50110.27"), **amounts},
                {
                    "on": date(2027, 3, 11),
                    "note": "到期日",
                    "penalty": Decimal(0),
                    "total": Decimal("50110.27"),
                    **amounts,
                },
                {
                    "on": date(2027, 4, 10),
                    "note": "逾期30天",
                    "penalty": Decimal("246.88"),
                    "total": Decimal("50357.15"),
                    **amounts,
                },
            ],
            "reminder.apply_by": date(2027, 2, 24),
            "bank.short": "云岭支行",
            "bank.phone": "0800-0000-117",
            "bank.manager": "白玛",
            "bank.manager_phone": "13900003318",
            "officer.name": "陶立新",
            "officer.phone": "13900002065",
            "unit.issuer": "柳树沟村民委员会",
            "collection.as_of": date(2027, 4, 10),
            "collection.deadline": date(2027, 4, 25),
            "loan.overdue_days": 30,
            "loan.overdue_principal": Decimal(50000),
            "loan.arrears": Decimal("110.27"),
            "loan.penalty": Decimal("246.88"),
            "loan.owed": Decimal("50357.15"),
        }
    )


def route_facts(households: int = 9) -> dict[str, Any]:
    """The route sheet of one group."""
    names = [RARE_NAME, "买合木提江·阿布都克热木·吐尔逊尼亚孜", "单超才", "何艳兴"]
    rows = [
        {
            "no": number + 1,
            "head": names[number % len(names)],
            "door": f"{17 + number}号",
            "phone": "13800004127",
            "reason": "到期2月26日",
            "papers": ("通知", "计划"),
        }
        for number in range(households)
    ]
    return {
        "unit.village": "柳树沟村",
        "unit.group": "3组",
        "route.on": PRINTED_ON,
        "route.count": households,
        "route.rows": rows,
        "officer.name": "陶立新",
    }


def slip_facts() -> dict[str, Any]:
    """The hand-over slip."""
    return {
        "slip.at": datetime(2026, 11, 20, 16, 42, tzinfo=CHINA),
        "slip.sender": "云岭镇柳树沟村",
        "slip.receiver": "云岭镇农业综合服务中心",
        "slip.book": "LS-3207",
        "slip.sequence": "3 / 47",
        "slip.file": "HC-20261120-3f9a1c20.age（1.12 MB，已加密）",
        "slip.households": 128,
        "slip.people": 431,
        "slip.principal": Decimal(3920000),
        "slip.digest": "43f6505a9cef8aa4d17b6dfc23e4195eb25040c2422c6627b46579cf4071ffe4",
        "slip.code": "H3.47:IP3FAWU456FKJUL3NX6CHZAZLZWSKQGCIIWGMJ5UMV447QDR77SA",
    }


def all_facts() -> dict[str, Any]:
    """Everything above in one: what a service would give a packet."""
    return application_facts() | extension_facts() | plan_facts() | notice_facts() | route_facts() | slip_facts()
