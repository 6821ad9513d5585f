"""更正: answer a record that was entered by mistake; it stays in the book and counts no more.

Repayments, extensions and claims have their own reversal (`repayments.reverse_entry`), because a loan is replayed.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app import models
from app.domain.errors import NotFoundError
from app.models import FactReversal, LifeEvent, Opinion, Row
from app.services.applications import take_back_opinion
from app.services.life_events import take_back
from app.services.records import filled, standing
from app.storage.book import Book

FACTS: tuple[tuple[type[Row], str], ...] = (
    (models.Demand, "信贷需求"),
    (models.WorkIntention, "务工意愿"),
    (models.HealthCertificate, "健康证明"),
    (models.Placement, "上岗"),
    (models.LifeEvent, "变故"),
    (models.ResponsiblePerson, "责任人"),
    (models.OfficerTenure, "金融村官任职"),
    (models.PanelMember, "风控小组成员"),
    (models.InsurancePolicy, "保单"),
    (models.InsuranceStep, "报案与赔付"),
    (models.SocietyMember, "社员"),
    (models.SocietyLoan, "互助社借款"),
    (models.SocietyRepayment, "互助社还款"),
    (models.GuaranteeMember, "联保户"),
    (models.Pledge, "质押抵押"),
    (models.PledgeValuation, "作价"),
    (models.PledgeMovement, "支用与归还"),
    (models.EntityHousehold, "带动户"),
    (models.FundMovement, "村级资金收支"),
    (models.CreditTitle, "信用户、信用村"),
    (models.CreditReview, "年审与撤销"),
    (models.LoanRecall, "收回与转贷"),
    (models.Guidance, "指导"),
    (models.RecoveryStep, "催收与追偿"),
    (models.Reminder, "提醒"),
    (models.Scan, "扫描件"),
    (models.Rectification, "整改"),
    (models.RepaymentPromise, "还款承诺"),
    (models.Visit, "走访"),
    (models.Rating, "村初评"),
    (models.BankDecision, "银行核定"),
    (models.Opinion, "审核意见"),
    (models.PublicNotice, "公示"),
)


def reverse_fact(book: Book, fact_id: str, *, on: date, reason: str) -> str:
    """Answer the record with this id by a reversing line; answers with what kind of record it was.

    Raises InputError without a reason, NotFoundError where no record with this id still stands, RefusedError for an
    opinion that later acts build on.
    """
    reason = filled("更正理由", reason)
    with book.write("更正记录") as session:
        for model, name in FACTS:
            own = model.book_code == book.code, model.id == fact_id.strip().lower()
            row = session.scalars(standing(model).where(*own)).first()
            if row is not None:
                if isinstance(row, LifeEvent):
                    take_back(session, row)
                if isinstance(row, Opinion):
                    take_back_opinion(session, row)
                session.add(FactReversal(fact_table=model.__tablename__, fact_id=row.id, on=on, reason=reason))
                return name
    raise NotFoundError("记录", fact_id)


def reversals(book: Book) -> list[FactReversal]:
    """All reversing lines, the newest first."""
    with book.read() as session:
        return list(session.scalars(select(FactReversal).order_by(FactReversal.on.desc(), FactReversal.id.desc())))
