"""huicun paper: where each paper stands, a household's file, reprints and scans."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.parser import Answer, ArgumentParser, iso_date, today, verb
from app.cli.records import listed, one, plain


def configure(parser: ArgumentParser) -> None:
    """The verbs of a paper's life."""
    moving = verb(parser, "move", move, "登记一份文书到了哪一步")
    moving.add_argument("serial", metavar="SERIAL", help="文书编号")
    moving.add_argument("state", metavar="STATE", help="户签、村章、送乡镇、乡镇章、送银行、返还、归档、退回补正、作废")
    moving.add_argument("--missing", default="", help="还缺什么签字、印章")
    moving.add_argument("--holder", default="", help="在谁手里")
    moving.add_argument("--deadline", type=iso_date, default=None, metavar="D", help="补齐的期限")
    moving.add_argument("--reason", default="", help="退回、作废的原因")
    showing = verb(parser, "show", show, "一份文书走过的每一步")
    showing.add_argument("serial", metavar="SERIAL")
    listing = verb(parser, "list", list_all, "文书清单")
    listing.add_argument("--household", default="", metavar="NO")
    listing.add_argument("--missing", action="store_true", help="只看缺签字、印章的")
    listing.add_argument("--elsewhere", action="store_true", help="只看不在手里的")
    filing = verb(parser, "file", file, "一户一档：应有、已有、缺")
    filing.add_argument("household", metavar="NO")
    again = verb(parser, "reprint", reprint, "补打一份文书，原件作废")
    again.add_argument("serial", metavar="SERIAL")
    again.add_argument("--reason", required=True)
    again.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    scanning = verb(parser, "scan", scan, "登记扫描件")
    scanning.add_argument("file", type=Path, metavar="FILE")
    scanning.add_argument("--serial", default="", help="文书编号")
    scanning.add_argument("--household", default="", metavar="NO")
    scanning.add_argument("--title", default="")
    scanning.add_argument("--form", default="", help="是哪张表，如 F1")
    scans = verb(parser, "scans", list_scans, "一户的扫描件")
    scans.add_argument("household", metavar="NO")
    saving = verb(parser, "save-scan", save, "把扫描件取出来（取出的文件没有加密）")
    saving.add_argument("id", metavar="ID")
    saving.add_argument("--out", type=Path, required=True, metavar="FILE")


def move(args: argparse.Namespace) -> Answer:
    """A paper reaches a state."""
    from app.cli.book import open_book_from
    from app.services.papers import move_paper

    with open_book_from(args) as book:
        move_paper(
            book,
            args.serial,
            args.state,
            on=today(args),
            missing=args.missing,
            holder=args.holder,
            deadline=args.deadline,
            reason=args.reason,
        )
    return show(args)


def show(args: argparse.Namespace) -> Answer:
    """One paper with its moves."""
    from app.cli.book import open_book_from
    from app.services.papers import list_papers, paper_story
    from app.services.printing import find_paper

    with open_book_from(args) as book, book.read() as session:
        paper = find_paper(session, args.serial)
        steps = paper_story(session, args.serial)
        view = next((each for each in list_papers(session, today(args)) if each.serial == paper.serial), None)
    state = {"serial": paper.serial, "title": paper.title, "state": paper.state, "reason": paper.reason}
    data = {**state, **(plain(view) if view else {}), "steps": plain(steps)}
    missing = f"，缺{paper.missing}" if paper.missing else ""
    return Answer(data, f"{paper.serial} {paper.title}：{paper.state}{missing} {paper.holder}")


def list_all(args: argparse.Namespace) -> Answer:
    """Papers that are not void."""
    from app.cli.book import open_book_from
    from app.services.papers import list_papers, papers_elsewhere

    with open_book_from(args) as book, book.read() as session:
        if args.elsewhere:
            views = papers_elsewhere(session, today(args))
        else:
            views = list_papers(session, today(args), household_number=args.household, missing_only=args.missing)
    return listed(
        "papers",
        views,
        lambda view: f"{view.serial} {view.title} {view.household} {view.state} {view.missing} {view.holder}",
        "份",
    )


def file(args: argparse.Namespace) -> Answer:
    """The file of one household."""
    from app.cli.book import open_book_from
    from app.services.household_files import household_file

    with open_book_from(args) as book, book.read() as session:
        found = household_file(session, args.household, today(args))
    data = {
        "household": found.household,
        "wanted": found.wanted,
        "have": found.have,
        "missing": [line.form for line in found.missing],
        "lines": plain(found.lines),
    }
    lines = [f"{line.form} {line.title}：{'已有' if line.have else '缺'}" for line in found.lines]
    return Answer(data, "\n".join([*lines, f"应有 {found.wanted}，已有 {found.have}，缺 {len(found.missing)}"]))


def reprint(args: argparse.Namespace) -> Answer:
    """Print a paper again, marked 补打."""
    from app.cli.book import open_book_from
    from app.services.printing import reprint_paper

    with open_book_from(args) as book:
        batch = reprint_paper(book, args.serial, on=today(args), reason=args.reason, file=args.out)
    (serial,) = batch.serials
    data = {"serial": serial, "reprint_of": args.serial, "pages": batch.printed.pages, "file": str(args.out)}
    return Answer(data, f"已补打，新编号 {serial}，原件作废")


def scan(args: argparse.Namespace) -> Answer:
    """Attach a scan."""
    from app.cli.book import open_book_from
    from app.services.scans import attach_scan

    with open_book_from(args) as book:
        view = attach_scan(
            book,
            args.file,
            on=today(args),
            serial=args.serial,
            household_number=args.household,
            title=args.title,
            form=args.form,
        )
    return one(view, f"{view.title}（{view.kind}，{view.size} 字节）已加密存好")


def list_scans(args: argparse.Namespace) -> Answer:
    """The scans of one household."""
    from app.cli.book import open_book_from
    from app.services.scans import scans_of

    with open_book_from(args) as book, book.read() as session:
        views = scans_of(session, args.household)
    return listed("scans", views, lambda view: f"{view.on} {view.title} {view.kind} {view.size} 字节", "件")


def save(args: argparse.Namespace) -> Answer:
    """Take a scan out."""
    from app.cli.book import open_book_from
    from app.services.scans import save_scan

    with open_book_from(args) as book:
        size = save_scan(book, args.id, args.out)
    return Answer({"file": str(args.out), "size": size}, f"已取出到 {args.out}（没有加密，用完请删除）")
