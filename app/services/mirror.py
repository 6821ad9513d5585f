"""The township's side: a bundle is checked, judged by its place in its book's history, and replaces the mirror.

All of one bundle is one transaction, so that a fault leaves the mirror as it was; what does not simply pass is held
for a person (`held`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import KnownError, RefusedError
from app.exchange.cards import Card
from app.exchange.lineage import REASONS, Decision, Known, Offered, Outcome, Reason, decide
from app.exchange.manifest import JournalMark, Kind, Manifest, Position
from app.exchange.opening import Opened, open_bundle
from app.exchange.parties import OwnDevice
from app.exchange.schema import SCHEMA_VERSION
from app.files import copy_file, make_folder, remove
from app.models import MirrorState, Quarantine, ReceivedBundle
from app.models.ids import new_id
from app.models.journal import append_many
from app.models.search_index import AT_ONCE, LATER, bring_up_to_date
from app.services.mirror_rows import Replaced, TableChange, replace_mirror
from app.services.office import VILLAGE
from app.services.pairing import own_device, partners
from app.services.passed_on import MIRRORS, replace_all
from app.storage.book import Book

__all__ = [
    "Imported",
    "TableChange",
    "import_bundle",
    "import_many",
    "index_search",
    "kept_file",
    "owe_receipt",
    "sweep_kept",
    "take_over",
]

KEPT = "held"

Progress = Callable[[int, int], None]
"""Told after each file how many of how many are done; an exception that it raises stops before the next one."""


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
    received_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Admission:
    """A person let a held bundle in: its id in the list."""

    received_id: str


@dataclass(frozen=True, slots=True)
class _Past:
    """What the desk knows of one book: for the decision, what its mirror shows, and whether a person chose this one."""

    known: Known
    state: MirrorState | None
    chosen: bool = False
    rows: dict[Position, ReceivedBundle] = field(default_factory=dict)


def import_bundle(book: Book, file: Path) -> Imported:
    """Take one village's bundle into the mirror.

    Raises the BundleError of a file that is not to be trusted, or the disk's KnownError; then nothing changes.
    """
    device, trusted = _trust(book)
    return _import(book, file, device, trusted)


def import_many(book: Book, files: Iterable[Path], progress: Progress | None = None) -> list[Imported]:
    """Each file in its own transaction; a file that is refused does not stop the others.

    Other readers and writers of the book have their turn between two files. The search is brought up to them by
    `index_search`, or by the acts that follow.
    """
    device, trusted = _trust(book)
    chosen = list(files)
    done: list[Imported] = []
    for file in chosen:
        try:
            done.append(_import(book, file, device, trusted, search_later=True))
        except KnownError as error:
            done.append(Imported(str(file), "", "", 0, 0, Outcome.REFUSED, str(error), {}, "", error))
        if progress is not None:
            progress(len(done), len(chosen))
    return done


def index_search(book: Book, progress: Progress | None = None) -> None:
    """Bring the search up to what was imported, in acts of its own, so that others have their turn between them."""
    total = 0
    while True:
        with book.write("整理搜索") as session:
            left = bring_up_to_date(session.connection())
            session.info[LATER] = True  # it is done
        total = total or left
        if left <= AT_ONCE:
            return
        if progress is not None:
            progress(total - left + AT_ONCE, total)


def _trust(book: Book) -> tuple[OwnDevice, Sequence[Card]]:
    with book.read() as session:
        return own_device(session), partners(session)


def _import(
    book: Book, file: Path, device: OwnDevice, trusted: Sequence[Card], *, search_later: bool = False
) -> Imported:
    with open_bundle(file, device, trusted) as opened:
        if opened.manifest.kind is not Kind.FULL:
            raise RefusedError("这个文件不是村里的交换包")
        if book.role == VILLAGE:
            raise RefusedError("村账本只收回执，不收别村的交换包")
        with book.write(f"导入交换包 {opened.sender.name}") as session:
            session.info[LATER] = search_later
            done = take_over(book, session, opened, file)
    sweep_kept(book)
    return done


def take_over(book: Book, session: Session, opened: Opened, file: Path, admission: Admission | None = None) -> Imported:
    """Decide on an opened bundle and do what was decided, in the transaction of `session`."""
    manifest, at = opened.manifest, book.stamp()
    past = _past(session, manifest, admission)
    decision = decide(past.known, Offered.of(manifest))
    replaced = Replaced()
    if decision.outcome is Outcome.IMPORTED:
        marks = {member.table: f"{SCHEMA_VERSION}:{member.sha256}" for member in manifest.members if member.table}
        before = json.loads(past.state.marks) if past.state is not None else None
        if MIRRORS in opened.tables:
            replaced = replace_all(session, opened, marks, before)
        else:
            replaced = replace_mirror(session.connection(), manifest.book_code, opened.tables, marks, before)
        _remember_quarantine(session, manifest.book_code, replaced)
        _remember_state(session, manifest, opened.sender.name, replaced, at)
    elif past.state is not None:
        past.state.receipt_owed = True  # the village may have lost the one that was written
    received = _remember(session, past, manifest, decision, replaced, at)
    if decision.outcome is Outcome.IMPORTED and past.chosen:
        _outvote(past, manifest)
    if decision.outcome is Outcome.IMPORTED:
        _settle_held(past, manifest)
    elif decision.outcome is Outcome.HELD:
        _keep(book, received, file)
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
        rows=replaced.changes,
        digest=manifest.state_digest,
        received_id=received.id,
        name=opened.sender.name,
    )


def kept_file(book: Book, received: ReceivedBundle) -> Path:
    """Where the file of a held bundle lies, still encrypted."""
    return book.folder / KEPT / received.kept


def owe_receipt(session: Session, book_code: str) -> None:
    """There is something new for this village: its receipt is owed again."""
    state = session.get(MirrorState, book_code)
    if state is not None:
        state.receipt_owed = True


def sweep_kept(book: Book) -> None:
    """Remove kept files that nobody waits for any more; after the act, so that a fault loses none."""
    folder = book.folder / KEPT
    if folder.is_dir():
        with book.read() as session:
            waiting = select(ReceivedBundle.kept).where(ReceivedBundle.outcome == Outcome.HELD)
            wanted = set(session.scalars(waiting))
        for file in folder.glob("*.age"):
            if file.name not in wanted:
                remove(file)


def _past(session: Session, manifest: Manifest, admission: Admission | None) -> _Past:
    statement = select(ReceivedBundle).where(ReceivedBundle.book_code == manifest.book_code)
    rows = {position_of(row): row for row in session.scalars(statement)}
    state = session.get(MirrorState, manifest.book_code)
    imported = [at for at, row in rows.items() if row.outcome == Outcome.IMPORTED and not row.outvoted]
    if state is None:
        return _Past(Known(), None, rows=rows)
    shown = Position(state.epoch_no, state.seq, state.epoch_id, state.digest)
    admitted = {at for at, row in rows.items() if row.admitted_at and not row.outvoted}
    chosen = admission is not None or _as_ordered(rows, shown, manifest)
    if chosen:
        admitted.add(manifest.position)
    known = Known(
        received=imported,
        lineage=[Position(**position) for position in json.loads(rows[shown].lineage)] if shown in rows else [],
        journal=JournalMark(state.journal_length, state.journal_head),
        admitted=admitted,
        shown=shown,
    )
    return _Past(known, state, chosen, rows)


def position_of(row: ReceivedBundle) -> Position:
    """Where a received bundle stands in its book's history."""
    return Position(row.epoch_no, row.seq, row.epoch_id, row.digest)


def _as_ordered(rows: Mapping[Position, ReceivedBundle], shown: Position, manifest: Manifest) -> bool:
    """Whether a person asked for just this: a newer epoch that begins from the bundle he looked at, still held, or
    that this desk handed to a new device and still shows."""
    ordered = {at for at, row in rows.items() if row.ordered_at and (row.outcome == Outcome.HELD or at == shown)}
    return any(at in ordered and manifest.epoch_no > at.epoch_no for at in manifest.lineage)


def _outvote(past: _Past, manifest: Manifest) -> None:
    """A person chose this branch of the history: what contradicts it was given up, what it remembers counts again.

    In its own epoch everything from its memory's beginning on that it does not remember is of the other branch.
    """
    remembered: Collection[Position] = {*manifest.lineage, manifest.position}
    numbers = {(one.epoch_no, one.epoch_id, one.seq) for one in remembered}
    first = min(one.seq for one in remembered if (one.epoch_no, one.epoch_id) == _epoch(manifest))
    for at, row in past.rows.items():
        contradicts = (at.epoch_no, at.epoch_id, at.seq) in numbers
        of_the_other = (at.epoch_no, at.epoch_id) == _epoch(manifest) and at.seq >= first
        row.outvoted = at not in remembered and (row.outvoted or contradicts or of_the_other)


def _epoch(manifest: Manifest) -> tuple[int, str]:
    return manifest.epoch_no, manifest.epoch_id


def _keep(book: Book, received: ReceivedBundle, file: Path) -> None:
    """Keep the file of a held bundle, so that a person can let it in when the stick is gone."""
    if not received.kept:
        make_folder(book.folder / KEPT)
        received.kept = f"{received.id}.age"
        copy_file(file, kept_file(book, received), what="暂存的交换包")


def _settle_held(past: _Past, manifest: Manifest) -> None:
    """A held bundle that the one just taken over remembers needs nobody's decision any more."""
    for at, row in past.rows.items():
        if row.outcome == Outcome.HELD and at in manifest.lineage:
            row.outcome, row.reason = str(Outcome.SUPERSEDED), REASONS[Reason.OLDER]


def _remember_quarantine(session: Session, book_code: str, replaced: Replaced) -> None:
    """What was quarantined now; of tables that were left alone nothing had been."""
    session.execute(delete(Quarantine).where(Quarantine.book_code == book_code))
    session.add_all(
        Quarantine(
            book_code=book_code,
            table=one.table,
            place=one.place,
            row_id=one.row_id,
            code=one.code,
            reason=one.reason,
            because_of=one.because_of,
        )
        for one in replaced.held
    )


def _remember_state(session: Session, manifest: Manifest, name: str, replaced: Replaced, at: str) -> None:
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
            marks=json.dumps(replaced.marks),
            receipt_owed=True,
            addressed=_addressed(session, manifest),
            through="",
        )
    )


def _addressed(session: Session, manifest: Manifest) -> str:
    """Which card of ours the sender knows."""
    ours = (one.card.fingerprint for one in own_device(session).all)
    return next((fingerprint for fingerprint in ours if fingerprint in manifest.recipients), "")


def _remember(
    session: Session, past: _Past, manifest: Manifest, decision: Decision, replaced: Replaced, at: str
) -> ReceivedBundle:
    """One row for each place and content; what was imported once stays so, also when the stick comes again."""
    row = past.rows.get(manifest.position)
    if row is None:
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
            outcome="",
            kept="",
        )
        session.add(row)
    if row.outcome != Outcome.IMPORTED or decision.outcome is Outcome.IMPORTED:
        row.outcome, row.reason, row.received_at = str(decision.outcome), decision.text, at
    if decision.outcome is Outcome.IMPORTED:
        row.lineage = json.dumps([asdict(position) for position in manifest.lineage])
        row.quarantined = len(replaced.held)
        row.changes = json.dumps({name: _numbers(change) for name, change in replaced.changes.items()})
        row.outvoted = False
    session.flush()
    return row


def _numbers(change: TableChange) -> dict[str, Any]:
    return {name: number for name, number in asdict(change).items() if number}
