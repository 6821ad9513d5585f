"""Steps of collection and recovery against an unpaid loan, recorded as they were reported."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class RecoveryStep(Row):
    """催收、追偿: `kind` is 约谈, 联合清收, 起诉, 判决, 执行, 失信 …; `recovered_fen` went back to `recovered_for`.

    `reached` says whether the demand reached the debtor, `fruitless` that nothing more can be got (追偿无果).
    """

    __tablename__ = "recovery_step"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    on: Mapped[date]
    by: Mapped[str] = mapped_column(default="")
    reached: Mapped[bool] = mapped_column(default=True)
    fruitless: Mapped[bool] = mapped_column(default=False)
    document: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    recovered_fen: Mapped[int] = mapped_column(default=0)
    recovered_for: Mapped[str] = mapped_column(default="")
