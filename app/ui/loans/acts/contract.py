"""Acts on the contract itself: another co-borrower, misuse the bank found, recalled or turned into an ordinary loan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.bank_acts import record_misuse
from app.services.contracts import change_co_borrower, may_join
from app.services.papers import ToArchive, archive_papers, to_archive
from app.services.portfolio import LoanLine
from app.services.recalls import KINDS as RECALLS
from app.services.recalls import record_recall
from app.ui.changed import Changed
from app.ui.loans.acts.form import ActForm
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.typed_fields import DateField, RateField


class CoBorrowerForm(ActForm):
    """变更共同借款人, by the bank's document."""

    name, title_words, verb = "co-borrower", "变更共同借款人", "登记变更"
    service = staticmethod(change_co_borrower)
    explained = "凭银行的补充协议登记。选“没有共同借款人”，就是原来的退出。"

    def build(self) -> None:
        self.member = Field("新的共同借款人", control=Choice())
        self.document = Field("银行的补充协议", needed=True, placeholder="补充协议编号")
        self.reason = Field("变更原因", needed=True)
        self.day = DateField("变更日", self.today)
        self.add(self.member, self.document, self.reason, self.day)
        self.now = Label("", wrap=True)
        self.inside.addWidget(self.now)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        now = line.co_borrower
        self.now.setText(f"现在的共同借款人：{now.name if now is not None else '没有'}。")
        self.asked.emit(may_join, (self.today,))

    def show_answer(self, answer: Sequence[tuple[str, str]]) -> None:
        assert isinstance(self.member.control, Choice)
        assert self.line is not None
        nobody = [("没有共同借款人", "")] if self.line.co_borrower is not None else []
        self.member.control.set_options([*((words, member) for member, words in answer), *nobody])
        self.save.setEnabled(self.member.control.count() > 0)

    def values(self) -> dict[str, Any]:
        return {
            "member_id": self.member.value,
            "document": self.document.text,
            "reason": self.reason.text,
            "on": self.day.day,
        }


class MisuseForm(ActForm):
    """挪用, as the bank found it."""

    name, title_words, verb, service = "misuse", "登记挪用", "登记挪用", staticmethod(record_misuse)
    explained = "银行认定挪用的才登记：从那天起按合同利率上浮计息，不再贴息。"

    def build(self) -> None:
        self.uplift = RateField("上浮（%）")
        self.day = DateField("从哪天起", self.today)
        self.reason = Field("挪用情况", needed=True)
        self.add(self.uplift, self.day, self.reason)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self.uplift.set_text("50")

    def values(self) -> dict[str, Any]:
        return {"uplift": self.uplift.rate, "on": self.day.day, "reason": self.reason.text}


class RecallForm(ActForm):
    """收回, or 转为农户贷款: from that day the loan belongs to the programme no more."""

    name, title_words, verb = "recall", "收回或转为农户贷款", "登记处理"
    service = staticmethod(record_recall)

    def build(self) -> None:
        self.kind = Field("怎么处理", control=Choice(RECALLS))
        self.day = DateField("处理日", self.today)
        self.cause = Field("原因", needed=True)
        self.document = Field("银行文书号")
        self.repay_by = DateField("还款期限", self.today, needed=False)
        self.add(self.kind, self.day, self.cause, self.document, self.repay_by)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "on": self.day.day,
            "cause": self.cause.text,
            "document": self.document.text,
            "repay_by": self.repay_by.day,
        }


class ArchiveForm(ActForm):
    """结清归档: the papers of a settled loan go into the file; what is not complete is named and stays open."""

    name, title_words, verb, service = "archive", "结清归档", "归档", staticmethod(archive_papers)
    changes = Changed.LOANS | Changed.PAPERS

    def build(self) -> None:
        self.day = DateField("归档日", self.today)
        self.add(self.day)
        self.told = Label("", wrap=True)
        self.inside.addWidget(self.told)

    def start(self, line: LoanLine) -> None:
        self.day.set_day(self.today)
        self.told.setText("")
        self.save.setEnabled(False)
        self.asked.emit(to_archive, ())

    def show_answer(self, answer: ToArchive) -> None:
        assert self.line is not None
        cleared = self.line.state.cleared
        self.save.setEnabled(cleared and bool(answer.ready))
        ready, waiting = "、".join(answer.ready), "、".join(answer.open)
        told = [f"可以归档 {len(answer.ready)} 件：{ready}。" if ready else "没有可以归档的文书。"]
        if waiting:
            told.append(f"还不能归档 {len(answer.open)} 件：{waiting}。先在“打印 › 印过的文书”里补齐。")
        if not cleared:
            told.append(f"贷款还没有结清（{self.line.state.status}），还不能归档。")
        self.told.setText("\n".join(told))

    def values(self) -> dict[str, Any]:
        return {"on": self.day.day}
