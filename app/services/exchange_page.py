"""The exchange as its page shows it: how far our newest bundle came, its slip, what came back, whom we trust."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import from_fen
from app.exchange.digest import slip_payload
from app.models import BookInfo, JournalEntry, MirrorState, Partner, Quarantine, ReceivedBundle, SentBundle
from app.services.bundles import sent_bundles
from app.services.delivery import DeliveryState, arrived, delivery_state, returned_rows
from app.services.held import held_bundles
from app.services.pairing import own_device, paired
from app.services.receipts import mirrors

GROUPS = (
    ("农户与成员", ("household", "member")),
    ("评级授信", ("rating", "bank_decision")),
    ("申请与意见", ("application", "opinion", "public_notice")),
    ("贷款与还款", ("loan", "repayment", "reversal", "extension", "claim", "repayment_plan")),
    ("走访", ("visit",)),
    ("文书", ("paper",)),
)
BUNDLE_SUFFIX = ".age"


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One kind of rows: its word, how many changed since the newest bundle, how many the newest bundle carries."""

    word: str
    changed: int
    rows: int


@dataclass(frozen=True, slots=True)
class SlipView:
    """What stands on the 交接单 of the newest bundle; `digest` in full, `code` is its QR."""

    lines: tuple[tuple[str, str], ...]
    digest: str
    code: str


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """The village's face: state, slip, contents, past bundles, rows sent back, partners, own fingerprint."""

    state: DeliveryState
    checked: bool
    slip: SlipView | None
    contents: tuple[ContentLine, ...]
    sent: tuple[SentBundle, ...]
    returned: tuple[Quarantine, ...]
    partners: tuple[Partner, ...]
    fingerprint: str
    escrow_name: str

    @property
    def township(self) -> Partner | None:
        """Who the bundles go to."""
        return next((one for one in self.partners if one.role == "township"), None)


@dataclass(frozen=True, slots=True)
class DeskView:
    """The township's face: what it holds of each village, what waits for a person, whom it trusts."""

    mirrors: tuple[MirrorState, ...]
    held: tuple[ReceivedBundle, ...]
    partners: tuple[Partner, ...]
    fingerprint: str


def read_exchange(session: Session, on: date) -> ExchangeView:
    """Read the village's face."""
    info = session.scalars(select(BookInfo)).one()
    state = delivery_state(session, on)
    sent = sent_bundles(session)
    newest = sent[-1] if sent else None
    partners = tuple(one for one in paired(session) if not one.revoked_at)
    return ExchangeView(
        state=state,
        checked=newest is not None and bool(newest.checked_at),
        slip=_slip(info, newest) if newest is not None else None,
        contents=tuple(_contents(session, newest)),
        sent=tuple(reversed(sent)),
        returned=tuple(returned_rows(session, info.code)),
        partners=partners,
        fingerprint=own_device(session).card.fingerprint,
        escrow_name=info.escrow_name if info.escrow_recipient else "",
    )


def read_desk_face(session: Session) -> DeskView:
    """Read the township's face."""
    return DeskView(
        mirrors=tuple(mirrors(session)),
        held=tuple(held_bundles(session)),
        partners=tuple(one for one in paired(session) if not one.revoked_at),
        fingerprint=own_device(session).card.fingerprint,
    )


def bundles_in(folder: Path) -> list[Path]:
    """The bundle files that lie in a folder (a stick); the name is only a first sieve, never trusted."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() == BUNDLE_SUFFIX)


def delivered(row: SentBundle) -> bool:
    """Whether the township has this bundle."""
    return arrived(row.delivery)


def _slip(info: BookInfo, sent: SentBundle) -> SlipView:
    counts, totals = json.loads(sent.counts), json.loads(sent.totals)
    receivers = json.loads(sent.recipients)
    lines = [
        ("账本", f"{info.name} {info.code}"),
        ("交给", receivers[0] if receivers else "—"),
        ("县应急钥匙", "、".join(receivers[1:]) or "没有设"),
        ("户 / 人", f"{counts.get('household', 0):,} / {counts.get('member', 0):,}"),
        ("贷款", f"{totals.get('loans', 0)} 笔 · {from_fen(totals.get('balance', 0)):,.2f} 元"),
        ("逾期", f"{totals.get('overdue_loans', 0)} 笔 · {from_fen(totals.get('overdue', 0)):,.2f} 元"),
        ("走访 / 文书", f"{counts.get('visit', 0):,} / {counts.get('paper', 0):,}"),
        ("日志末条", f"{sent.journal_length:,} 条 · {sent.journal_head[:4]}"),
    ]
    code = slip_payload("H", info.code, sent.epoch_no, sent.seq, sent.digest, sent.journal_head)
    return SlipView(tuple(lines), sent.digest, code)


def _contents(session: Session, newest: SentBundle | None) -> list[ContentLine]:
    since = newest.journal_length if newest is not None else 0
    entered = JournalEntry.action.in_(("add", "change", "remove"))
    statement = select(JournalEntry.table, JournalEntry.row_id).where(JournalEntry.seq > since, entered)
    changed = Counter(table for table, _row in set(session.execute(statement).tuples()))
    rows = json.loads(newest.counts) if newest is not None else {}
    return [
        ContentLine(word, sum(changed[table] for table in tables), sum(rows.get(table, 0) for table in tables))
        for word, tables in GROUPS
    ]
