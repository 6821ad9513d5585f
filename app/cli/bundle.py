"""huicun bundle: export, verify, import, receipts, status; sticks, slips, and what a person decides on held bundles."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, finding_data, today, verb

if TYPE_CHECKING:
    from app.services.bundles import Exported
    from app.services.mirror import Imported
    from app.services.outbox import StickCheck
    from app.storage.book import Book

REFUSED_STATUS = 3
OUTCOMES = {
    "imported": "已接收",
    "superseded": "已有更新的，没有改动",
    "unchanged": "与已有的相同",
    "held": "暂存待查",
    "refused": "拒绝",
}


def configure(parser: ArgumentParser) -> None:
    """The verbs of both desks."""
    exporting = verb(parser, "export", export, "做交换包写到U盘")
    exporting.add_argument("--to", type=Path, required=True, metavar="DIR")
    again = verb(parser, "again", write_again, "把最近一份交换包再写到一个U盘")
    again.add_argument("--to", type=Path, required=True, metavar="DIR")
    verifying = verb(parser, "verify", verify, "核对一个交换包或回执")
    verifying.add_argument("file", type=Path, metavar="FILE")
    checking = verb(parser, "check", check, "核对U盘：拔出再插上后，与本机导出的比较")
    checking.add_argument("place", type=Path, metavar="DIR")
    importing = verb(parser, "import", import_, "乡镇读入交换包，村里读入回执")
    importing.add_argument("files", type=Path, nargs="+", metavar="FILE", help="文件，或放着它们的文件夹")
    receipting = verb(parser, "receipt", receipt, "乡镇开回执")
    receipting.add_argument("--village", default="", metavar="CODE")
    receipting.add_argument("--to", type=Path, required=True, metavar="DIR")
    slipping = verb(parser, "slip", slip, "打印交接单；乡镇打印回执单")
    slipping.add_argument("--village", default="", metavar="CODE")
    slipping.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    on_paper = verb(parser, "paper", paper, "登记纸质回执单上的二维码")
    on_paper.add_argument("--code", required=True, metavar="TEXT")
    verb(parser, "status", status, "送到哪一步了")
    verb(parser, "returned", returned, "乡镇退回的待更正行")
    verb(parser, "held", held, "暂存待查的交换包")
    decisions = (
        ("admit", admit, "放行暂存的交换包"),
        ("refuse", refuse, "拒收暂存的交换包"),
        ("order-epoch", order_epoch, "要求村里另起一期"),
    )
    for name, run, text in decisions:
        deciding = verb(parser, name, run, text)
        deciding.add_argument("id", metavar="ID")
        deciding.add_argument("--reason", required=True, metavar="TEXT")
    verb(parser, "totals", totals, "各村交来的合计与收到的行是否一致")
    verb(parser, "sticks", sticks, "插着的U盘")


def export(args: argparse.Namespace) -> Answer:
    """Write the whole book for the township, twice."""
    from app.cli.book import open_book_from
    from app.services.bundles import export_bundle

    with open_book_from(args) as book:
        return _exported(export_bundle(book, args.to, on=today(args)))


def write_again(args: argparse.Namespace) -> Answer:
    """Write the newest bundle to another stick."""
    from app.cli.book import open_book_from
    from app.services.bundles import write_again as write_newest

    with open_book_from(args) as book:
        return _exported(write_newest(book, args.to))


def verify(args: argparse.Namespace) -> Answer:
    """Check a file for us without taking it over; our own is compared with what we made."""
    from app.cli.book import open_book_from
    from app.services.bundles import verify_file
    from app.services.outbox import check_stick, made_here

    with open_book_from(args) as book:
        if made_here(book, args.file):
            return _checked(book, check_stick(book, args.file))
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


def check(args: argparse.Namespace) -> Answer:
    """核对U盘: a file, or the newest of ours in a folder."""
    from app.cli.book import open_book_from
    from app.services.outbox import check_stick

    with open_book_from(args) as book:
        return _checked(book, check_stick(book, args.place))


def import_(args: argparse.Namespace) -> Answer:
    """At the township bundles, at the village receipts; a file that is refused does not stop the others."""
    from app.cli.book import open_book_from
    from app.services.mirror import import_many, index_search
    from app.services.receipts import import_receipts
    from app.services.sticks import bundles_on, receipts_on

    with open_book_from(args) as book:
        if book.role == "township":
            from_above = [file for place in args.files for file in receipts_on(place) if file.name.startswith("HR-")]
            bundles = [file for place in args.files for file in bundles_on(place) if file not in from_above]
            done = import_many(book, bundles) + import_receipts(book, from_above)
            index_search(book)
        else:
            done = import_receipts(book, [file for place in args.files for file in receipts_on(place)])
        refused = [each for each in done if each.error is not None]
        if refused and len(refused) == len(done):
            assert refused[0].error is not None
            raise refused[0].error
        lines = [f"{Path(each.file).name}：{_outcome(each)}" for each in done]
        if not getattr(args, "json", False):
            lines += _apart(book, done)
    data = {"bundles": [_data(each) for each in done]}
    return Answer(data, "\n".join(lines) or "没有找到交换包或回执", REFUSED_STATUS if refused else 0)


def receipt(args: argparse.Namespace) -> Answer:
    """Write a receipt for each book with news."""
    from app.cli.book import open_book_from
    from app.services.receipts import write_receipts

    with open_book_from(args) as book:
        written = write_receipts(book, args.to, on=today(args), village=args.village)
    data = {"receipts": [{"book_code": each.book_code, "name": each.name, "file": str(each.file)} for each in written]}
    return Answer(data, "\n".join(f"{each.name}：{each.file}" for each in written) or "没有要开的回执")


def slip(args: argparse.Namespace) -> Answer:
    """The 交接单 of the newest bundle; with --village the 回执单 for what is here of it."""
    from app.cli.book import open_book_from
    from app.files import write_atomic
    from app.services.slips import print_receipt_slip, print_slip

    with open_book_from(args) as book:
        if args.village:
            pdf = print_receipt_slip(book, args.village, on=today(args))
        else:
            pdf = print_slip(book, on=today(args))
        write_atomic(args.out, pdf, what="PDF")
    return Answer({"file": str(args.out)}, f"已写到 {args.out}")


def paper(args: argparse.Namespace) -> Answer:
    """Close the loop by the letters under the QR of a 回执单."""
    from app.cli.book import open_book_from
    from app.services.delivery import acknowledge_on_paper

    with open_book_from(args) as book:
        row = acknowledge_on_paper(book, args.code)
    data = {"epoch_no": row.epoch_no, "seq": row.seq, "digest": row.digest}
    return Answer(data, f"第 {row.seq} 号已送达（纸质回执）")


def status(args: argparse.Namespace) -> Answer:
    """How far the newest bundle has come; at the township, what is here of each village."""
    from app.cli.book import open_book_from
    from app.services.receipts import delivery_state, mirrors

    with open_book_from(args) as book, book.read() as session:
        if book.role == "township":
            fields = ("book_code", "name", "epoch_no", "seq", "digest", "as_of", "received_at", "receipt_owed")
            villages = [{name: getattr(state, name) for name in fields} for state in mirrors(session)]
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
        "red": state.red,
        "returned": state.returned,
        "changes_since": state.changes_since,
    }
    return Answer(data, f"{state.text}；之后又有 {state.changes_since} 处改动")


def returned(args: argparse.Namespace) -> Answer:
    """Rows that the township could not take over, with numbered reasons."""
    from app.cli.book import open_book_from
    from app.domain.row_words import table_word
    from app.services.delivery import returned_rows

    with open_book_from(args) as book, book.read() as session:
        rows = [
            {"table": row.table, "id": row.row_id, "code": row.code, "reason": row.reason, "because_of": row.because_of}
            for row in returned_rows(session, book.code)
        ]
    lines = [f"{table_word(str(row['table']))} {row['id']}：{row['code']} {row['reason']}" for row in rows]
    return Answer({"rows": rows}, "\n".join(lines) or "没有待更正的行")


def held(args: argparse.Namespace) -> Answer:
    """What waits for a person."""
    from app.cli.book import open_book_from
    from app.services.held import held_bundles

    fields = ("id", "book_code", "epoch_no", "seq", "digest", "received_at", "reason", "ordered_at")
    with open_book_from(args) as book, book.read() as session:
        waiting = [{name: getattr(row, name) for name in fields} for row in held_bundles(session)]
    lines = [f"{row['id']}  {row['book_code']} 第 {row['seq']} 号：{row['reason']}" for row in waiting]
    return Answer({"held": waiting}, "\n".join(lines) or "没有暂存的交换包")


def admit(args: argparse.Namespace) -> Answer:
    """Let a held bundle in."""
    from app.cli.book import open_book_from
    from app.services.held import admit_held

    with open_book_from(args) as book:
        done = admit_held(book, args.id, args.reason)
    return Answer({"bundles": [_data(done)]}, f"{done.book_code} 第 {done.seq} 号：{_outcome(done)}")


def refuse(args: argparse.Namespace) -> Answer:
    """Take a held bundle off the list for good."""
    from app.cli.book import open_book_from
    from app.services.held import refuse_held

    with open_book_from(args) as book:
        refuse_held(book, args.id, args.reason)
    return Answer({"id": args.id}, "已拒收，下一份回执会告诉村里")


def order_epoch(args: argparse.Namespace) -> Answer:
    """Ask the village to begin a new epoch."""
    from app.cli.book import open_book_from
    from app.services.held import order_new_epoch

    with open_book_from(args) as book:
        order_new_epoch(book, args.id, args.reason)
    return Answer({"id": args.id}, "已记下，下一份回执会要求村里另起一期再导出")


def totals(args: argparse.Namespace) -> Answer:
    """Sums that differ from what the villages said."""
    from app.cli.book import open_book_from
    from app.services.mirror_totals import all_totals_findings

    with open_book_from(args) as book, book.read() as session:
        findings = all_totals_findings(session)
    text = "\n".join(finding.text for finding in findings) or "各村的合计都一致"
    return Answer({"findings": [finding_data(finding) for finding in findings]}, text, 1 if findings else 0)


def sticks(_args: argparse.Namespace) -> Answer:
    """Removable disks with free space; needs no book."""
    from app.services.sticks import list_sticks

    found = [asdict(stick) | {"folder": str(stick.folder)} for stick in list_sticks()]
    lines = [f"{one['folder']}  {one['name']}，剩 {one['free'] >> 20} MB" for one in found]
    return Answer({"sticks": found}, "\n".join(lines) or "没有找到U盘")


def _exported(done: Exported) -> Answer:
    at = done.position
    data = {
        "file": str(done.file),
        "copy": str(done.copy),
        "epoch_no": at.epoch_no,
        "seq": at.seq,
        "digest": at.digest,
    }
    return Answer(data, f"第 {at.seq} 号包已写入并读回：{done.file}\n校验码 {at.digest}")


def _checked(book: Book, done: StickCheck) -> Answer:
    import json

    from app.models import SentBundle

    sent = done.sent
    is_bundle = isinstance(sent, SentBundle)
    data = {
        "file": str(done.file),
        "kind": "full" if is_bundle else "receipt",
        "book_code": book.code,
        "epoch_no": sent.epoch_no,
        "seq": sent.seq,
        "digest": sent.digest,
        "counts": json.loads(sent.counts) if isinstance(sent, SentBundle) else {},
    }
    return Answer(data, f"核对无误：与本机第 {sent.seq} 号{'包' if is_bundle else '回执'}逐字节一致")


def _apart(book: Book, done: list[Imported]) -> list[str]:
    from app.services.mirror_totals import totals_findings

    with book.read() as session:
        codes = dict.fromkeys(each.book_code for each in done if each.outcome == "imported" and each.kind == "full")
        return [f"注意：{finding.text}" for code in codes for finding in totals_findings(session, code)]


def _outcome(each: Imported) -> str:
    return OUTCOMES[each.outcome] + (f"（{each.reason}）" if each.reason else "")


def _data(each: Imported) -> dict[str, Any]:
    return {
        "file": each.file,
        "kind": each.kind,
        "book_code": each.book_code,
        "epoch_no": each.epoch_no,
        "seq": each.seq,
        "outcome": str(each.outcome),
        "reason": each.reason,
        "rows": {table: asdict(change) for table, change in each.rows.items()},
        "digest": each.digest,
    }
