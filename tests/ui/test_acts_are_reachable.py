"""Every act of the lending services stands somewhere in the window, or is listed here with the reason why not.

An act is a public function whose first parameter is the open book. `WHERE` says where the officer finds it; the test
reads the window's own code to see that it is really called.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from app.storage.book import Book

LENDING = (
    "applications",
    "bank_acts",
    "claims",
    "contracts",
    "extensions",
    "fact_reversals",
    "loans",
    "plans",
    "promises",
    "recalls",
    "recovery",
    "reminders",
    "renewals",
    "repayments",
    "surveys",
)
WHERE = {
    "applications.apply_for_loan": "贷款 › 新申请(A)",
    "applications.give_opinion": "贷款申请 › 登记意见",
    "applications.publish_notice": "贷款申请 › 公示(N)",
    "applications.withdraw_application": "贷款申请 › 改正 › 撤回申请(W)",
    "bank_acts.record_adjustment": "贷款合同 › 更多 › 以银行为准记调整",
    "bank_acts.record_misuse": "贷款合同 › 更多 › 登记挪用",
    "bank_acts.record_rate_change": "贷款合同 › 更多 › 利率变更",
    "bank_acts.record_subsidy": "贷款合同 › 更多 › 登记贴息到账",
    "claims.record_claim": "贷款合同 › 更多 › 登记赔付；到期与逾期 › 赔付(F)",
    "contracts.change_co_borrower": "贷款合同 › 更多 › 变更共同借款人",
    "extensions.complete_paper": "贷款合同 › 更多 › 补齐展期手续",
    "extensions.extend": "贷款合同 › 展期(E)；到期与逾期 › 展期(E)",
    "fact_reversals.reverse_fact": "贷款合同 › 经过的事 › 冲正这一笔；贷款申请 › 更正最后一条意见(Z)",
    "loans.disburse": "贷款申请 › 登记放款",
    "loans.record_loan": "贷款 › 补录贷款(B)；贷款合同 › 更多 › 同一合同再登记一笔借据",
    "plans.save_plan": "贷款合同 › 更多 › 还款计划书",
    "promises.record_promise": "贷款合同 › 更多 › 还款承诺；到期与逾期 › 承诺(C)",
    "recalls.record_recall": "贷款合同 › 更多 › 收回或转为农户贷款",
    "recovery.record_step": "贷款合同 › 更多 › 催收与追偿；到期与逾期 › 催收(U)",
    "reminders.record_reminder": "到期与逾期 › 记为已提醒(M)",
    "reminders.set_result": "到期与逾期 › 改上次的结果(G)",
    "renewals.renew_loan": "贷款合同 › 无还本续贷(X)；到期与逾期 › 续贷(X)",
    "repayments.record_repayment": "贷款合同 › 登记还款(R)",
    "repayments.record_repayments": "贷款 › 照凭证登记还款(S)",
    "repayments.reverse_entry": "贷款合同 › 经过的事 › 冲正这一笔",
    "surveys.record_survey": "贷款合同 › 更多 › 到期摸底；到期与逾期 › 摸底(J)",
}
NOT_THERE = {
    "fact_reversals.reversals": "只读：更正过的记录在原处划掉显示",
}


def acts() -> Iterator[str]:
    """The acts of the lending services, as module.function."""
    for name in LENDING:
        module = import_module(f"app.services.{name}")
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not function_name.startswith("_")
            first = next(iter(inspect.signature(function, eval_str=False).parameters.values()), None)
            if own and first is not None and first.annotation in (Book, "Book"):
                yield f"{name}.{function_name}"


def named_in_the_window() -> set[str]:
    """What the modules of the window use of the services: imported names, and attributes of imported modules."""
    used: set[str] = set()
    for file in Path("app/ui").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules: set[str] = set()
        imported: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "app.services":
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.services."):
                service = (node.module or "").removeprefix("app.services.")
                imported |= {alias.asname or alias.name: f"{service}.{alias.name}" for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in imported:
                used.add(imported[node.id])
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                used.add(f"{node.value.id}.{node.attr}")
    return used


def test_every_act_of_lending_has_its_place_in_the_window() -> None:
    assert sorted(acts()) == sorted({*WHERE, *NOT_THERE})


def test_the_window_really_calls_what_it_is_said_to_offer() -> None:
    missing = sorted(set(WHERE) - named_in_the_window())

    print("\n" + "\n".join(f"{act:40} {place}" for act, place in sorted(WHERE.items())))
    assert missing == []
