"""huicun bundle: export, verify, import, receipts, status."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, today, verb

if TYPE_CHECKING:
    from app.services.mirror import Imported

REFUSED_STATUS = 3


def configure(parser: ArgumentParser) -> None:
    """The verbs of both desks."""
    exporting = verb(parser, "export", export, "做交换包写到U盘")
    exporting.add_argument("--to", type=Path, required=True, metavar="DIR")
    verifying = verb(parser, "verify", verify, "核对一个交换包或回执")
    verifying.add_argument("file", type=Path, metavar="FILE")
    importing = verb(parser, "import", import_, "乡镇读入交换包，村里读入回执")
    importing.add_argument("files", type=Path, nargs="+", metavar="FILE")
    receipting = verb(parser, "receipt", receipt, "乡镇开回执")
    receipting.add_argument("--village", default="", metavar="CODE")
    receipting.add_argument("--to", type=Path, required=True, metavar="DIR")
    verb(parser, "status", status, "送到哪一步了")


def export(args: argparse.Namespace) -> Answer:
    """Write the whole book for the township, twice."""
    from app.cli.book import open_book_from
    from app.services.bundles import export_bundle

    with open_book_from(args) as book:
        done = export_bundle(book, args.to, on=today(args))
    data = {
        "file": str(done.file),
        "copy": str(done.copy),
        "epoch_no": done.position.epoch_no,
        "seq": done.position.seq,
        "digest": done.position.digest,
        "counts": done.counts,
        "totals": done.totals,
    }
    return Answer(data, f"第 {done.position.seq} 号包已写入并读回：{done.file}\n校验码 {done.position.digest}")


def verify(args: argparse.Namespace) -> Answer:
    """Check a file for us without taking it over."""
    from app.cli.book import open_book_from
    from app.services.bundles import verify_file

    with open_book_from(args) as book:
        manifest = verify_file(book, args.file)
    data = {
        "file": str(args.file),
        "kind": str(manifest.kind),
        "book_code": manifest.book_code,
        "epoch_no": manifest.epoch_no,
        "seq": manifest.seq,
        "digest": manifest.state_digest,
        "counts": manifest.counts,
    }
    return Answer(data, f"核对无误：{manifest.book_code} 第 {manifest.seq} 号，校验码 {manifest.state_digest}")


def import_(args: argparse.Namespace) -> Answer:
    """At the township bundles, at the village receipts; a file that is refused does not stop the others."""
    from app.cli.book import open_book_from
    from app.services.mirror import import_many
    from app.services.receipts import import_receipts

    with open_book_from(args) as book:
        done = import_many(book, args.files) if book.role == "township" else import_receipts(book, args.files)
    refused = [each for each in done if each.error is not None]
    if refused and len(refused) == len(done):
        assert refused[0].error is not None
        raise refused[0].error
    lines = [f"{Path(each.file).name}：{_outcome(each)}" for each in done]
    return Answer({"bundles": [_data(each) for each in done]}, "\n".join(lines), REFUSED_STATUS if refused else 0)


def receipt(args: argparse.Namespace) -> Answer:
    """Write a receipt for each book with news."""
    from app.cli.book import open_book_from
    from app.services.receipts import write_receipts

    with open_book_from(args) as book:
        written = write_receipts(book, args.to, on=today(args), village=args.village)
    data = {"receipts": [{"book_code": each.book_code, "name": each.name, "file": str(each.file)} for each in written]}
    return Answer(data, "\n".join(f"{each.name}：{each.file}" for each in written) or "没有要开的回执")


def status(args: argparse.Namespace) -> Answer:
    """How far the newest bundle has come; at the township, what is here of each village."""
    from app.cli.book import open_book_from
    from app.services.receipts import delivery_state, mirrors

    with open_book_from(args) as book, book.read() as session:
        if book.role == "township":
            villages = [
                {
                    "book_code": state.book_code,
                    "name": state.name,
                    "epoch_no": state.epoch_no,
                    "seq": state.seq,
                    "digest": state.digest,
                    "as_of": state.as_of,
                    "received_at": state.received_at,
                    "receipt_owed": state.receipt_owed,
                }
                for state in mirrors(session)
            ]
            text = "\n".join(f"{each['name']}：第 {each['seq']} 号，{each['as_of']}" for each in villages)
            return Answer({"villages": villages}, text or "还没有收到过交换包")
        state = delivery_state(session, today(args))
    newest = state.newest
    data = {
        "epoch_no": newest.epoch_no if newest else None,
        "seq": newest.seq if newest else None,
        "digest": newest.digest if newest else None,
        "delivery": str(state.delivery),
        "text": state.text,
        "days_waiting": state.days_waiting,
        "changes_since": state.changes_since,
    }
    return Answer(data, f"{state.text}；之后又有 {state.changes_since} 处改动")


def _outcome(each: Imported) -> str:
    words = {
        "imported": "已接收",
        "superseded": "已有更新的，没有改动",
        "unchanged": "与已有的相同",
        "held": "暂存待查",
        "refused": "拒绝",
    }
    return words[each.outcome] + (f"（{each.reason}）" if each.reason else "")


def _data(each: Imported) -> dict[str, Any]:
    return {
        "file": each.file,
        "kind": each.kind,
        "book_code": each.book_code,
        "epoch_no": each.epoch_no,
        "seq": each.seq,
        "outcome": str(each.outcome),
        "reason": each.reason,
        "rows": {
            table: {
                "added": change.added,
                "changed": change.changed,
                "removed": change.removed,
                "quarantined": change.quarantined,
            }
            for table, change in each.rows.items()
        },
        "digest": each.digest,
    }
