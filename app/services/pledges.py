"""Livestock pledges and forest-right mortgages: a line of at most the pack's share of the value, used and repaid in it.

The bank decides the line; a valuation or a drawing that the rules do not allow is recorded with its finding where it
has already been done.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.money import ZERO, from_fen
from app.domain.pledge import MOST, pledge_line
from app.domain.policy import unclear
from app.models import Entity, Pledge, PledgeMovement, PledgeValuation
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.policies import book_policy
from app.services.records import (
    end_span,
    fen_above_zero,
    filled,
    in_order,
    one_of,
    own_household,
    record_named,
    standing,
)
from app.storage.book import Book

LIVESTOCK, FOREST = KINDS = ("活体质押", "林权抵押")
DRAWN, REPAID = DIRECTIONS = ("支用", "归还")
PPM = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class PledgeView:
    """One pledge on a day: whose, what, its newest valuation, and its line; money in yuan, `share` a fraction."""

    number: str
    kind: str
    owner: str
    household: str
    entity: str
    bank: str
    subject: str
    certificate: str
    from_on: date
    until_on: date | None
    valued_on: date | None
    value: Decimal
    share: Decimal
    line: Decimal
    drawn: Decimal
    free: Decimal
    over: Decimal
    findings: tuple[Finding, ...] = ()


def take_pledge(
    book: Book,
    *,
    number: str,
    kind: str,
    bank: str,
    subject: str,
    value: Decimal,
    share: Decimal,
    on: date,
    household_number: str = "",
    entity: str = "",
    certificate: str = "",
    by: str = "",
    reason: str = "",
) -> PledgeView:
    """A pledge of a household or an entity, with its first valuation: `value` yuan at the bank's `share` (a fraction).

    A share above the pack's is a warning, and so is a product that the pack does not name. Raises InputError,
    RefusedError for a number that is taken, ReasonNeededError.
    """
    one_of("种类", kind, KINDS)
    if bool(household_number) == bool(entity):
        raise InputError("出质人", "要写一户，或者一个新型经营主体")
    if kind == FOREST:
        filled("林权证号", certificate)
    with book.write(f"登记{kind}") as session:
        if session.scalars(standing(Pledge).where(Pledge.number == number.strip())).first():
            raise RefusedError(f"质押抵押 {number} 已经登记过")
        findings = [*_product(session, kind, on), *_share(session, kind, share, on)]
        must_pass(findings, reason)
        pledge = Pledge(
            number=filled("编号", number),
            kind=kind,
            household_id=own_household(session, household_number).id if household_number else None,
            entity_id=record_named(session, Entity, Entity.name, entity, "新型经营主体").id if entity else None,
            bank=filled("承贷银行", bank),
            subject=filled("质押抵押物", subject),
            certificate=certificate,
            from_on=on,
            reason=reason,
        )
        session.add(pledge)
        session.flush()
        session.add(_valuation(pledge, value, share, on, by or book.officer))
        session.flush()
        return _one(session, pledge.number, on, findings)


def value_again(
    book: Book, number: str, *, value: Decimal, share: Decimal, on: date, by: str = "", reason: str = ""
) -> PledgeView:
    """A new valuation; when the line falls below what is drawn, the finding says by how much. Raises as above."""
    with book.write("重新作价") as session:
        pledge = record_named(session, Pledge, Pledge.number, number, "质押抵押")
        in_order("起始日", pledge.from_on, "作价日", on)
        findings = _share(session, pledge.kind, share, on)
        must_pass(findings, reason)
        session.add(_valuation(pledge, value, share, on, by or book.officer))
        session.flush()
        return _one(session, pledge.number, on, findings)


def move(
    book: Book,
    number: str,
    *,
    direction: str,
    amount: Decimal,
    on: date,
    voucher: str = "",
    already_done: bool = False,
    reason: str = "",
) -> PledgeView:
    """支用 or 归还 of `amount` yuan within the line.

    More than is free blocks, unless the bank has already paid it out (`already_done`: recorded with the finding).
    A second drawing where the pack does not let the line revolve is a warning. RefusedError for more than is drawn.
    """
    one_of("方向", direction, DIRECTIONS)
    with book.write(f"质押抵押{direction}") as session:
        pledge = record_named(session, Pledge, Pledge.number, number, "质押抵押")
        in_order("起始日", pledge.from_on, "办理日", on)
        if pledge.until_on is not None and on > pledge.until_on:
            raise RefusedError(f"质押抵押 {number} 已经在 {pledge.until_on} 解除")
        before = _one(session, pledge.number, on, ())
        fen = fen_above_zero("金额", amount)
        if direction == REPAID and from_fen(fen) > before.drawn:
            raise RefusedError(f"已支用 {before.drawn:,.2f} 元，登记的归还超过了")
        findings = _drawing(session, pledge, before, from_fen(fen), on) if direction == DRAWN else []
        if not already_done:
            must_pass(findings, reason)
        session.add(
            PledgeMovement(
                pledge_id=pledge.id,
                direction=direction,
                on=on,
                amount_fen=fen,
                voucher=voucher,
                warned="；".join(part for part in (*(each.text for each in findings), reason) if part),
            )
        )
        session.flush()
        return _one(session, pledge.number, on, findings)


def release(book: Book, number: str, *, on: date) -> None:
    """The pledge ends. Raises RefusedError while something is drawn, or where it ended before."""
    with book.write("解除质押抵押") as session:
        pledge = record_named(session, Pledge, Pledge.number, number, "质押抵押")
        view = _one(session, pledge.number, on, ())
        if view.drawn:
            raise RefusedError(f"还有 {view.drawn:,.2f} 元没有归还，不能解除")
        end_span(pledge, on, "质押抵押")


def list_pledges(session: Session, on: date) -> list[PledgeView]:
    """All pledges as they stand at the end of a day, the newest first."""
    names = household_names(session)
    entities = {(row.book_code, row.id): row.name for row in session.scalars(standing(Entity))}
    valued: dict[Key, PledgeValuation] = {}
    newest_first = (PledgeValuation.on, PledgeValuation.id)
    for row in session.scalars(standing(PledgeValuation).where(PledgeValuation.on <= on).order_by(*newest_first)):
        valued[row.book_code, row.pledge_id] = row
    drawn: dict[Key, int] = defaultdict(int)
    for moved in session.scalars(standing(PledgeMovement).where(PledgeMovement.on <= on)):
        drawn[moved.book_code, moved.pledge_id] += moved.amount_fen if moved.direction == DRAWN else -moved.amount_fen
    views = []
    for pledge in session.scalars(standing(Pledge).where(Pledge.from_on <= on)):
        key = pledge.book_code, pledge.id
        whose = names.get((pledge.book_code, pledge.household_id or ""))
        entity = entities.get((pledge.book_code, pledge.entity_id or ""), "")
        valuation = valued.get(key)
        value = max(from_fen(valuation.value_fen), ZERO) if valuation else ZERO
        share = max(valuation.share_ppm / PPM, ZERO) if valuation else ZERO
        line = pledge_line(value, share, share, from_fen(drawn[key]))
        views.append(
            PledgeView(
                number=pledge.number,
                kind=pledge.kind,
                owner=whose.head if whose else entity,
                household=whose.number if whose else "",
                entity=entity,
                bank=pledge.bank,
                subject=pledge.subject,
                certificate=pledge.certificate,
                from_on=pledge.from_on,
                until_on=pledge.until_on,
                valued_on=valuation.on if valuation else None,
                value=value,
                share=share,
                line=line.line,
                drawn=line.drawn,
                free=line.free,
                over=line.over,
            )
        )
    return sorted(views, key=lambda view: (view.from_on, view.number), reverse=True)


def _one(session: Session, number: str, on: date, findings: list[Finding] | tuple[Finding, ...]) -> PledgeView:
    view = next(each for each in list_pledges(session, on) if each.number == number)
    over = []
    if view.over:
        text = f"已支用 {view.drawn:,.2f} 元，超过额度 {view.line:,.2f} 元，超出 {view.over:,.2f} 元"
        over = [Finding("over-line", Severity.WARN, text, subject=number, suggestion="请补足质押物或归还超出部分。")]
    known = {finding.code for finding in findings}
    return replace(view, findings=(*findings, *(each for each in over if each.code not in known)))


def _valuation(pledge: Pledge, value: Decimal, share: Decimal, on: date, by: str) -> PledgeValuation:
    if not 0 < share <= 1:
        raise InputError("贷款系数", "要写百分数，大于 0，不超过 100")
    return PledgeValuation(
        pledge_id=pledge.id, on=on, value_fen=fen_above_zero("市场价值", value), share_ppm=int(share * PPM), by=by
    )


def _product(session: Session, kind: str, on: date) -> list[Finding]:
    pack = book_policy(session, on=on)
    named = any(word.startswith(kind) for word in pack.words("products_beyond", on))
    if named:
        return []
    return [Finding("product-not-named", Severity.WARN, f"{pack.name}没有写{kind}", pack.issuing_text)]


def _share(session: Session, kind: str, share: Decimal, on: date) -> list[Finding]:
    if kind != LIVESTOCK:
        return []
    pack = book_policy(session, on=on)
    most = pack.share("pledge_share_max", on)
    if most is None:
        return [unclear(pack, "pledge_share_max", Severity.NOTE if share <= MOST else Severity.WARN)]
    if share <= most:
        return []
    text = f"贷款系数 {share:.0%}，最高 {most:.0%}"
    return [Finding("pledge-share", Severity.WARN, text, pack.clause("pledge_share_max", on))]


def _drawing(session: Session, pledge: Pledge, before: PledgeView, amount: Decimal, on: date) -> list[Finding]:
    pack, found = book_policy(session, on=on), []
    if amount > before.free:
        text = f"支用 {amount:,.2f} 元，额度内只剩 {before.free:,.2f} 元"
        found.append(Finding("over-line", Severity.BLOCK, text, pack.clause("pledge_share_max", on), pledge.number))
    own = PledgeMovement.book_code == pledge.book_code, PledgeMovement.pledge_id == pledge.id
    returned = [row for row in session.scalars(standing(PledgeMovement).where(*own)) if row.direction == REPAID]
    if returned and not pack.flag("pledge_revolving", on):
        text = "归还后再次支用，政策没有写明可以在额度内周转"
        found.append(Finding("not-revolving", Severity.WARN, text, pack.clause("pledge_revolving", on)))
    return found
