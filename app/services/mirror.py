"""The township's side: a bundle is checked, judged by its place in its book's history, and replaces the mirror.

A row that fails its table is quarantined with a numbered reason, and so is what hangs on it; the rest is taken over.
All of one bundle is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from app.domain.errors import KnownError, RefusedError
from app.exchange.lineage import Decision, Known, Offered, Outcome, decide
from app.exchange.manifest import JournalMark, Kind, Manifest, Position
from app.exchange.opening import Opened, open_bundle
from app.models import MirrorState, Quarantine, ReceivedBundle
from app.models.ids import new_id
from app.models.journal import append_many
from app.services.bundle_rows import bundle_tables, parents_of, row_fault, typed
from app.services.pairing import own_device, partners
from app.storage.book import Book

HANGS_ON = 110
TWICE = 111


@dataclass(slots=True)
class TableChange:
    """What an import did to the mirror of one table."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one bundle file; `reason` is a sentence where it was not simply imported."""

    file: str
    kind: str
    book_code: str
    epoch_no: int
    seq: int
    outcome: Outcome
    reason: str
    rows: dict[str, TableChange]
    digest: str
    error: KnownError | None = None


@dataclass(slots=True)
class _Held:
    """A row that is not taken over."""

    place: int
    row_id: str
    code: int
    reason: str
    because_of: str = ""


@dataclass(slots=True)
class _Plan:
    """The accepted rows of each table by id, and the quarantined ones."""

    accepted: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    held: dict[str, list[_Held]] = field(default_factory=dict)


def import_bundle(book: Book, file: Path) -> Imported:
    """Take one village's bundle into the mirror. Raises the BundleError of a file that is not to be trusted."""
    with book.read() as session:
        device, trusted = own_device(session), partners(session)
    with open_bundle(file, device, trusted) as opened:
        manifest = opened.manifest
        if manifest.kind is not Kind.FULL:
            raise RefusedError("这个文件不是村里的交换包")
        with book.write(f"导入交换包 {opened.sender.name}") as session:
            decision = decide(_known(session, manifest.book_code), Offered.of(manifest))
            changes: dict[str, TableChange] = {}
            if decision.outcome is Outcome.IMPORTED:
                changes = _replace_mirror(session, manifest.book_code, opened)
                _remember_state(session, manifest, opened.sender.name, book.stamp())
            elif decision.outcome in (Outcome.SUPERSEDED, Outcome.HELD):
                _owe_receipt(session, manifest.book_code)
            received = _remember(session, manifest, decision, changes, book.stamp())
            summary = {"outcome": [None, decision.outcome], "digest": [None, manifest.state_digest]}
            append_many(session, "received_bundle", "import", [(received.id, summary)])
    return Imported(
        file=str(file),
        kind=str(manifest.kind),
        book_code=manifest.book_code,
        epoch_no=manifest.epoch_no,
        seq=manifest.seq,
        outcome=decision.outcome,
        reason=decision.text,
        rows=changes,
        digest=manifest.state_digest,
    )


def import_many(book: Book, files: Iterable[Path]) -> list[Imported]:
    """Each file in its own transaction; a file that is refused does not stop the others."""
    done = []
    for file in files:
        try:
            done.append(import_bundle(book, file))
        except KnownError as error:
            done.append(Imported(str(file), "", "", 0, 0, Outcome.REFUSED, str(error), {}, "", error))
    return done


def _known(session: Session, book_code: str) -> Known:
    rows = list(session.scalars(select(ReceivedBundle).where(ReceivedBundle.book_code == book_code)))
    imported = [row for row in rows if row.outcome == Outcome.IMPORTED]
    if not imported:
        return Known()
    newest = max(imported, key=lambda row: (row.epoch_no, row.seq))
    return Known(
        received=[Position(row.epoch_no, row.seq, row.epoch_id, row.digest) for row in imported],
        lineage=[Position(**position) for position in json.loads(newest.lineage)],
        journal=JournalMark(newest.journal_length, newest.journal_head),
    )


def _replace_mirror(session: Session, book_code: str, opened: Opened) -> dict[str, TableChange]:
    tables = bundle_tables()
    plan = _sort_out(tables, opened.tables, book_code)
    connection = session.connection()
    changes: dict[str, TableChange] = {}
    for name, table in tables.items():
        present = {
            row["id"]: dict(row)
            for row in connection.execute(select(table).where(table.c.book_code == book_code)).mappings()
        }
        wanted = plan.accepted[name]
        changed = {row_id for row_id, row in wanted.items() if row_id in present and present[row_id] != row}
        absent = present.keys() - wanted.keys()
        new = [row for row_id, row in wanted.items() if row_id not in present or row_id in changed]
        if gone := [{"gone": row_id} for row_id in (*absent, *changed)]:
            connection.execute(_delete_one(table, book_code), gone)
        if new:
            connection.execute(insert(table), new)
        changes[name] = TableChange(len(new) - len(changed), len(changed), len(absent), len(plan.held[name]))
    _remember_quarantine(session, book_code, plan)
    return changes


def _delete_one(table: Table, book_code: str) -> Any:
    return delete(table).where(table.c.book_code == book_code, table.c.id == bindparam("gone"))


def _sort_out(tables: Mapping[str, Table], received: Mapping[str, Iterable[Any]], book_code: str) -> _Plan:
    plan = _Plan()
    for name, table in tables.items():
        accepted: dict[str, dict[str, Any]] = {}
        held: list[_Held] = []
        parents = [(column, parent) for column, parent in parents_of(table)]
        for place, row in enumerate(received.get(name, ())):
            fault = row_fault(table, row)
            if fault is None and row["id"] in accepted:
                fault = (TWICE, "同一编号出现两次")
            if fault is not None:
                row_id = row.get("id")
                held.append(_Held(place, row_id if isinstance(row_id, str) else "", *fault))
                continue
            missing = _missing_parent(plan, parents, row)
            if missing:
                held.append(
                    _Held(place, row["id"], HANGS_ON, f"它所属的{missing[0]}没有接收", f"{missing[0]}/{missing[1]}")
                )
                continue
            accepted[row["id"]] = typed(table, row, book_code)
        plan.accepted[name], plan.held[name] = accepted, held
    return plan


def _missing_parent(plan: _Plan, parents: Iterable[tuple[str, str]], row: Mapping[str, Any]) -> tuple[str, str] | None:
    for column, parent in parents:
        reference = row.get(column)
        if reference is not None and reference not in plan.accepted[parent]:
            return parent, reference
    return None


def _remember_quarantine(session: Session, book_code: str, plan: _Plan) -> None:
    session.execute(delete(Quarantine).where(Quarantine.book_code == book_code))
    for name, held in plan.held.items():
        session.add_all(
            Quarantine(
                book_code=book_code,
                table=name,
                place=one.place,
                row_id=one.row_id,
                code=one.code,
                reason=one.reason,
                because_of=one.because_of,
            )
            for one in held
        )


def _remember_state(session: Session, manifest: Manifest, name: str, at: str) -> None:
    session.merge(
        MirrorState(
            book_code=manifest.book_code,
            name=name,
            epoch_no=manifest.epoch_no,
            epoch_id=manifest.epoch_id,
            seq=manifest.seq,
            digest=manifest.state_digest,
            journal_head=manifest.journal_head,
            journal_length=manifest.journal_length,
            as_of=manifest.as_of.isoformat(),
            received_at=at,
            totals=json.dumps(dict(manifest.totals)),
            counts=json.dumps(manifest.counts),
            receipt_owed=True,
        )
    )


def _owe_receipt(session: Session, book_code: str) -> None:
    state = session.get(MirrorState, book_code)
    if state is not None:
        state.receipt_owed = True


def _remember(
    session: Session, manifest: Manifest, decision: Decision, changes: Mapping[str, TableChange], at: str
) -> ReceivedBundle:
    row = ReceivedBundle(
        id=new_id(),
        book_code=manifest.book_code,
        epoch_no=manifest.epoch_no,
        epoch_id=manifest.epoch_id,
        seq=manifest.seq,
        digest=manifest.state_digest,
        journal_head=manifest.journal_head,
        journal_length=manifest.journal_length,
        received_at=at,
        outcome=str(decision.outcome),
        reason=decision.text,
        lineage=json.dumps([asdict(position) for position in manifest.lineage]),
        quarantined=sum(change.quarantined for change in changes.values()),
    )
    session.add(row)
    session.flush()
    return row
