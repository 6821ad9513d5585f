"""The events of loans as one reading: every kind of row in one statement, compiled once, because each act asks for it.

Each kind fills the columns it has of one wide row; the makers below turn such a row into the event of the domain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.engine import Compiled, Dialect, Row
from sqlalchemy.orm import Session, aliased

from app.domain import loan_events as events
from app.domain.money import from_fen
from app.models import (
    BankAdjustment,
    Claim,
    Extension,
    Loan,
    Misuse,
    RateChange,
    Repayment,
    Reversal,
    SubsidyPaid,
)

PPM = Decimal(1_000_000)
Key = tuple[str, str]
_SPLIT = ("principal_fen", "interest_fen", "penalty_fen", "compound_fen")
_COLUMNS: dict[str, Any] = {
    "amount": Integer, **dict.fromkeys(_SPLIT, Integer), "text": String, "word": String, "until": Date,
    "pending": Boolean,
}  # fmt: skip


def events_by_loan(session: Session, loan_ids: Sequence[str] | None = None) -> dict[Key, list[events.LoanEvent]]:
    """The events of all loans (or those given), by (book_code, loan id)."""
    if session.autoflush:
        session.flush()
    connection = session.connection()
    wanted = {} if loan_ids is None else {"loans": list(loan_ids)}
    statement: Any = _compiled(connection.dialect, loan_ids is None)
    found: dict[Key, list[events.LoanEvent]] = defaultdict(list)
    for row in connection.execute(statement, wanted):
        found[row[1], row[2]].append(_MAKERS[row[0]](row))
    return found


@lru_cache(maxsize=4)
def _compiled(dialect: Dialect, everything: bool) -> Compiled:
    statement = union_all(*_arms(everything))
    return statement.compile(dialect=dialect)


def _arms(everything: bool) -> list[Select[Any]]:
    """One select for each kind of event; the first one gives the columns their types."""
    split = {name: name for name in _SPLIT}
    arms = [
        _arm(Repayment, amount="amount_fen", text="voucher", **split),
        _arm(Reversal, text="entry_id", word="reason"),
        _arm(Extension, amount="rate_ppm", text="reason", word="kind", until="until", pending=_PENDING),
        _arm(Claim, amount="amount_fen", text="voucher", word="kind", **split),
        _arm(BankAdjustment, text="reason", **split),
        _arm(SubsidyPaid, amount="amount_fen", text="voucher"),
        _arm(Misuse, amount="uplift_ppm", text="reason"),
        _arm(RateChange, amount="rate_ppm", text="reason"),
    ]
    new = aliased(Loan)
    pair = (new.book_code == Loan.book_code) & (new.renews_note == Loan.note_number) & (new.renews_note != "")
    values = _wide(amount=new.principal_fen, text=new.note_number)
    head: Any = (
        literal_column("'loan'").label("kind"),
        Loan.book_code,
        Loan.id,
        new.id,
        new.disbursed_on,
        new.entered_at,
    )
    renewed = select(*head, *values).join(new, pair).where(Loan.removed.is_(False), new.removed.is_(False))
    arms.append(renewed)
    if everything:
        return arms
    chosen: Any = bindparam("loans", expanding=True)
    owners = [*(kind.loan_id for kind in _KINDS), Loan.id]
    return [arm.where(owner.in_(chosen)) for arm, owner in zip(arms, owners, strict=True)]


_KINDS: tuple[Any, ...] = (
    Repayment, Reversal, Extension, Claim, BankAdjustment, SubsidyPaid, Misuse, RateChange,
)  # fmt: skip
_PENDING = and_(Extension.paper_pending, Extension.paper_done_on.is_(None))


def _arm(kind: Any, **has: Any) -> Select[Any]:
    name: Any = literal_column(f"'{kind.__tablename__}'").label("kind")
    values = _wide(**{column: getattr(kind, own) if isinstance(own, str) else own for column, own in has.items()})
    head = name, kind.book_code, kind.loan_id, kind.id, kind.on, kind.entered_at
    return select(*head, *values).where(kind.removed.is_(False))


def _wide(**has: Any) -> list[Any]:
    return [
        has[name].label(name) if name in has else type_coerce(null(), of).label(name) for name, of in _COLUMNS.items()
    ]


def _at(row: Row[Any]) -> tuple[str, date, datetime]:
    return row[3], row[4], datetime.fromisoformat(row[5])


def _split(row: Row[Any]) -> events.Split | None:
    parts = row[7:11]
    return None if all(part is None for part in parts) else events.Split(*(from_fen(part or 0) for part in parts))


def _repayment(row: Row[Any]) -> events.LoanEvent:
    return events.Repayment(*_at(row), from_fen(row[6]), row[11], _split(row))


def _reversal(row: Row[Any]) -> events.LoanEvent:
    return events.Reversal(*_at(row), row[11], row[12])


def _extension(row: Row[Any]) -> events.LoanEvent:
    rate = None if row[6] is None else row[6] / PPM
    return events.Extension(
        *_at(row), until=row[13], rate=rate, sort=row[12], paper_pending=bool(row[14]), reason=row[11]
    )


def _claim(row: Row[Any]) -> events.LoanEvent:
    return events.Claim(*_at(row), from_fen(row[6]), row[12], row[11], _split(row))


def _adjustment(row: Row[Any]) -> events.LoanEvent:
    return events.BankAdjustment(*_at(row), _split(row) or events.Split(), row[11])


def _subsidy(row: Row[Any]) -> events.LoanEvent:
    return events.SubsidyPaid(*_at(row), from_fen(row[6]), row[11])


def _misuse(row: Row[Any]) -> events.LoanEvent:
    return events.Misuse(*_at(row), row[6] / PPM, row[11])


def _rate_change(row: Row[Any]) -> events.LoanEvent:
    return events.RateChange(*_at(row), row[6] / PPM, row[11])


def _renewal(row: Row[Any]) -> events.LoanEvent:
    return events.Renewal(*_at(row), from_fen(row[6]), row[11])


_MAKERS: dict[str, Callable[[Row[Any]], events.LoanEvent]] = {
    "repayment": _repayment,
    "reversal": _reversal,
    "extension": _extension,
    "claim": _claim,
    "bank_adjustment": _adjustment,
    "subsidy_paid": _subsidy,
    "misuse": _misuse,
    "rate_change": _rate_change,
    "loan": _renewal,
}
